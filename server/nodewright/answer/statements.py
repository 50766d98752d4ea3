"""A file of tests as its top-level statements: what each is, and whether it runs for the others."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from nodewright.answer.brought import Brought, brought_by
from nodewright.document import decode
from nodewright.javascript.parsing import Node
from nodewright.javascript.signatures import specifier_of, text_of

Kind = Literal["directive", "import", "helper", "test", "hook", "other"]

TESTS = frozenset({"describe", "it", "test", "suite", "context", "specify"})
_HOOKS = frozenset(
    {"before", "beforeEach", "beforeAll", "after", "afterEach", "afterAll", "setup", "teardown"}
)
# What may stand between the name of a test function and its call.
_MANNERS = frozenset(
    {"only", "skip", "todo", "each", "concurrent", "serial", "sequential", "failing", "fails"}
)
_DECLARATIONS = frozenset(
    {
        *("function_declaration", "generator_function_declaration", "class_declaration"),
        *("lexical_declaration", "variable_declaration", "interface_declaration"),
        *("type_alias_declaration", "enum_declaration", "abstract_class_declaration"),
    }
)
_FUNCTIONS = frozenset(
    {
        *("function_declaration", "generator_function_declaration", "function_expression"),
        *("generator_function", "arrow_function", "method_definition"),
    }
)
# Calls that leave nothing behind but their value.
_HARMLESS = re.compile(
    r"(?:Symbol|Map|Set|WeakMap|URL|Date|Array|Object|String|Number|BigInt|RegExp|Error|TextEncoder"
    r"|TextDecoder|Buffer\.(?:from|alloc)|Object\.(?:freeze|assign|keys|entries|fromEntries)"
    r"|Array\.from|(?:path\.)?(?:join|resolve|dirname|basename)|(?:util\.)?promisify"
    r"|(?:url\.)?fileURLToPath|JSON\.(?:parse|stringify)|\w+\.(?:repeat|map|join|trim|slice))"
)
_REST_OF_LINE = re.compile(rb"[ \t]*;?[ \t]*(?://[^\r\n]*|/\*[^\r\n]*?\*/[ \t]*)?(?=\r|\n|\Z)")


@dataclass(frozen=True)
class Statement:
    """One statement with the comments above it and behind it, as bytes ``start:end``."""

    kind: Kind
    node: Node
    start: int
    end: int
    text: str
    title: str = ""
    brought: tuple[Brought, ...] = ()

    @property
    def plain(self) -> str:
        """What it says, whatever its layout."""
        return " ".join(text_of(self.node).rstrip(";").split())


def statements_of(root: Node, source: bytes) -> list[Statement]:
    """The statements at the top level of a tree, in order; a shebang is none."""
    found: list[Statement] = []
    start: int | None = None
    for node in root.named_children:
        if node.type == "hash_bang_line" or (found and node.end_byte <= found[-1].end):
            continue
        if start is None:
            start = node.start_byte
        if node.type == "comment":
            continue
        rest = _REST_OF_LINE.match(source, node.end_byte)
        end = rest.end() if rest else node.end_byte
        found.append(_statement(node, start, end, decode(source[start:end])))
        start = None
    return found


def _statement(node: Node, start: int, end: int, text: str) -> Statement:
    names = brought_by(node)
    if names is not None:
        return Statement("import", node, start, end, text, brought=tuple(names))
    if node.type in _DECLARATIONS:
        kind: Kind = "other" if _runs(node) else "helper"
        return Statement(kind, node, start, end, text)
    inner = node.named_children[0] if node.type == "expression_statement" else None
    if inner is not None and inner.type == "string":
        return Statement("directive", node, start, end, text)
    if inner is not None and inner.type == "await_expression":
        inner = inner.named_children[0]
    if inner is None or inner.type != "call_expression":
        return Statement("other", node, start, end, text)
    kind = _kind_of_call(inner)
    return Statement(kind, node, start, end, text, _title(inner))


def _kind_of_call(call: Node) -> Kind:
    """Test, hook or another call, by the name that is called and what hangs on it."""
    words: list[str] = []
    node: Node | None = call.child_by_field_name("function")
    while node is not None and node.type in ("call_expression", "member_expression"):
        if node.type == "member_expression":
            words.append(text_of(node.child_by_field_name("property")))
        node = node.child_by_field_name("object") or node.child_by_field_name("function")
    root = text_of(node)
    if root in _HOOKS or (root in TESTS and _HOOKS & set(words)):
        return "hook"
    return "test" if root in TESTS and _MANNERS.issuperset(words) else "other"


def _title(call: Node) -> str:
    arguments = call.child_by_field_name("arguments")
    named = arguments.named_children if arguments is not None else []
    return specifier_of(named[0]) or "" if named else ""


def _runs(declaration: Node) -> bool:
    """True when more happens at a declaration than that a value is made."""
    return any(
        node.type == "await_expression"
        or (
            node.type in ("call_expression", "new_expression")
            and not _HARMLESS.fullmatch(
                text_of(
                    node.child_by_field_name("function") or node.child_by_field_name("constructor")
                )
            )
        )
        for node in _at_load(declaration)
    )


def _at_load(node: Node) -> Iterator[Node]:
    """What of a declaration is evaluated when the file is loaded."""
    stack = [node]
    while stack:
        here = stack.pop()
        if here.type in _FUNCTIONS:
            continue
        yield here
        stack += here.named_children
