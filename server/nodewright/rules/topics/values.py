"""What a value is made of, as far as the file says: constants, options, and who made an object."""

from __future__ import annotations

import re

from nodewright.javascript.parsing import Node
from nodewright.javascript.syntax import callee, climb, object_entries, string_value, unwrap
from nodewright.rules.view import Site

_DEPTH = 4
_NAMED = (
    "variable_declarator",
    "public_field_definition",
    "function_declaration",
    "method_definition",
)
_TEST_PATH = re.compile(
    r"(^|/)(tests?|__tests__|__mocks__|specs?|e2e|fixtures?|mocks?|examples?|benchmarks?|cypress)/"
    r"|[._-](test|spec|mock|fixture|stories|bench)\.[cm]?[jt]sx?$",
    re.IGNORECASE,
)


def in_test_file(site: Site) -> bool:
    """The path says that the file is a test, an example or a benchmark."""
    return bool(_TEST_PATH.search(site.view.path))


def definition_of(site: Site, node: Node) -> Node:
    """``node``, or the only value that the name it stands for ever gets in this chunk."""
    node = unwrap(node)
    for _ in range(_DEPTH):
        if node.type not in ("identifier", "shorthand_property_identifier"):
            return node
        binding = site.resolve(node)
        if binding is None or binding.kind != "variable" or len(binding.definitions) != 1:
            return node
        only = binding.definitions[0]
        if only.value is None or only.path or only.adds:
            return node
        node = unwrap(only.value)
    return node


def constant(site: Site, node: Node) -> str | None:
    """The text or number that ``node`` certainly is, through constants of the file; else None."""
    node = definition_of(site, node)
    if node.type == "number":
        return site.text(node)
    if node.type == "identifier":
        binding = site.resolve(node)
        return binding.outer.literal if binding is not None and binding.outer is not None else None
    return string_value(node, site.view.facts.source)


def whole_number(site: Site, node: Node) -> int | None:
    """The whole number that ``node`` certainly is; products and powers of two numbers included."""
    node = definition_of(site, node)
    if node.type == "binary_expression":
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        operator = node.child_by_field_name("operator")
        if left is None or right is None or operator is None:
            return None
        first, second = whole_number(site, left), whole_number(site, right)
        if first is None or second is None or abs(first) > 2**32 or not 0 <= second <= 64:
            small = first is not None and second is not None and operator.type == "*"
            return first * second if small and first is not None and second is not None else None
        results = {"*": first * second, "**": first**second, "<<": first << second}
        return results.get(operator.type)
    text = (constant(site, node) or "").replace("_", "")
    return int(text) if re.fullmatch(r"\d{1,12}", text) else None


def option(site: Site, given: list[Node], index: int, name: str) -> Node | None:
    """The value of an option in the object at ``index`` of the arguments ``given``."""
    if len(given) <= index:
        return None
    found = definition_of(site, given[index])
    return object_entries(found, site.view.facts.source).get(name) if is_object(found) else None


def is_object(node: Node) -> bool:
    """An object literal."""
    return node.type == "object"


def maker(site: Site, node: Node, name: str) -> Node | None:
    """The call of ``name`` at the start of a chain: of ``createHash(a).update(b)`` the first.

    ``node`` is a call at the end of the chain, or a name that holds what the chain gave.
    """
    for _ in range(8):
        node = definition_of(site, node)
        if node.type != "call_expression":
            return None
        called = callee(node)
        if called is None:
            return None
        if called.type != "member_expression":
            return node if site.text(called) == name else None
        last, receiver = (
            called.child_by_field_name("property"),
            called.child_by_field_name("object"),
        )
        if last is not None and site.text(last) == name:
            return node
        if receiver is None:
            return None
        node = receiver
    return None


def holder_name(site: Site, node: Node) -> str:
    """The name that the value of ``node`` is given: of a variable, an entry, or its function."""
    for parent in climb(node):
        if parent.type in (
            "variable_declarator",
            "public_field_definition",
            "function_declaration",
        ):
            name = parent.child_by_field_name("name")
        elif parent.type == "field_definition":
            name = parent.child_by_field_name("property")
        elif parent.type == "pair":
            name = parent.child_by_field_name("key")
        elif parent.type in ("assignment_expression", "augmented_assignment_expression"):
            name = parent.child_by_field_name("left")
        else:
            if parent.type in ("program", "class_body"):
                return ""
            continue
        if name is not None:
            return site.text(name).strip("'\"`")
    return ""
