"""Checks of what the platform has: no API that its Node lacks, none that is on its way out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from nodewright.answer.evidence import Evidence, Text
from nodewright.answer.values import Values, module_name
from nodewright.document import Failure
from nodewright.javascript.parsing import Node
from nodewright.javascript.signatures import text_of
from nodewright.javascript.syntax import callee
from nodewright.node_versions import lowest, version

_OPERATORS = frozenset({"??=", "||=", "&&=", "??"})
_WITH_OPERATOR = ("augmented_assignment_expression", "binary_expression")
_NEW_SYNTAX = {
    "optional_chain": "optional chaining",
    "class_static_block": "a static block",
    "private_property_identifier": "a private name",
    "import_attribute": "import attributes",
}
# What may name an API.
_NAMING = ("call_expression", "member_expression", "subscript_expression", "identifier")
# Libraries with methods of their own under names of new methods.
_LIBRARIES = frozenset({"_", "$", "lodash", "ramda", "R", "underscore", "rxjs"})


def fits_node(evidence: Evidence) -> list[Failure]:
    """No API and no syntax that came after the oldest Node that ``engines`` lets in."""
    facts = evidence.around.facts
    least = lowest(facts.node) if facts.node else None
    if least is None:
        return []
    table = {api: v for api, v in evidence.around.newer.items() if version(v) > least}
    return [
        text.failure(
            "node-version",
            f"`{_written(api)}` came with Node {table[api]}, and package.json allows {facts.node}",
            at,
        )
        for text, api, at in _more(evidence, table)
        if not _asks_first(text, api)
    ]


def nothing_outdated(evidence: Evidence) -> list[Failure]:
    """No API that is deprecated or removed, in new text."""
    table = evidence.around.outdated
    return [
        text.failure("not-deprecated", f"`{_written(api)}` {table[api]}", at)
        for text, api, at in _more(evidence, table)
        if not _asks_first(text, api)
    ]


def _written(api: str) -> str:
    """How a person writes it."""
    return api.removeprefix("module:").removeprefix("syntax:").lstrip(".")


def _more(evidence: Evidence, table: Mapping[str, str]) -> Iterator[tuple[Text, str, int]]:
    """APIs of the table that the proposal uses more often than the draft; one sight of each."""
    if not table:
        return
    stock = Counter(api for api, _ in _used(evidence, evidence.before))
    told: set[tuple[str, str]] = set()
    for text in (evidence.after, *evidence.created):
        for api, at in _used(evidence, text):
            stock[api] -= 1
            if api in table and stock[api] < 0 and (text.path, api) not in told:
                told.add((text.path, api))
                yield text, api, at


def _used(evidence: Evidence, text: Text) -> Sequence[tuple[str, int]]:
    """Every API of a text that any table knows, with its byte offset."""
    known = frozenset((*evidence.around.newer, *evidence.around.outdated))
    return evidence.once(_uses, text, known)


def _uses(text: Text, table: frozenset[str]) -> Iterator[tuple[str, int]]:
    values = text.values
    if values is None or text.tree is None or text.path.endswith((".d.ts", ".d.mts", ".d.cts")):
        return
    names = {api.rsplit(".", 1)[-1] for api in table}
    free = {use.name for use in text.names.unbound()}
    polyfilled = any(entry.specifier.split("/")[0] == "core-js" for entry in text.imports)
    for entry in text.imports:
        for api in (f"module:{entry.specifier}", f"module:{entry.specifier.removeprefix('node:')}"):
            if api in table:
                yield api, entry.span.start
                break
        for name in entry.names:
            module = entry.specifier.removeprefix("node:").replace("/promises", ".promises")
            if f"{module}.{name}" in table:
                yield f"{module}.{name}", entry.span.start
    modules = {module_name(entry.specifier) for entry in text.imports}
    for node in text.of_type(*_NAMING, *_NEW_SYNTAX, *_WITH_OPERATOR, "regex"):
        if text.language == "javascript" and f"syntax:{_syntax(node)}" in table:
            yield f"syntax:{_syntax(node)}", node.start_byte
        api = _api(values, node, names, free | modules)
        if api in table and not (polyfilled and "." in api and api[0].isupper()):
            yield api, node.start_byte


def _api(values: Values, node: Node, names: set[str], known: set[str]) -> str:
    """The API that a node names, as the table writes it; empty for anything else."""
    if node.type == "call_expression":
        called = callee(node)
        if called is None or called.type != "member_expression":
            return ""
        name = text_of(called.child_by_field_name("property"))
        owner = values.origin(called.child_by_field_name("object"))
        return f".{name}" if name in names and owner not in _LIBRARIES else ""
    if node.type in ("member_expression", "subscript_expression"):
        found = text_of(node).startswith("import.meta.") and text_of(node)
        origin = values.origin(node)
        shown = origin.rsplit(".", 1)[-1] in names and _rooted(node, origin, values, known)
        return found or (origin if shown else "")
    if node.type != "identifier" or node.parent is None or _names_only(node):
        return ""
    name = text_of(node)
    if name in known and name in names and not values.is_bound(name):
        if name == "Buffer" and not _is_called(node):
            return ""
        return name
    origin = values.origin(node) if values.is_bound(name) else ""
    return origin if "." in origin and origin.rsplit(".", 1)[-1] in names else ""


def _rooted(node: Node, origin: str, values: Values, known: set[str]) -> bool:
    """The first name is a global or a module, not a variable that is called the same."""
    first: Node | None = node
    while first is not None and first.type in ("member_expression", "subscript_expression"):
        first = first.child_by_field_name("object")
    name = text_of(first)
    return origin.split(".")[0] in known and (name in known or values.is_bound(name))


def _is_called(node: Node) -> bool:
    parent = node.parent
    if parent is None:
        return False
    if parent.type == "new_expression":
        return parent.child_by_field_name("constructor") == node
    return parent.type == "call_expression" and parent.child_by_field_name("function") == node


def _names_only(node: Node) -> bool:
    """True where the name is declared or asked for, not used: ``typeof fetch``, an import."""
    parent = node.parent
    if parent is None or parent.type in ("import_specifier", "import_clause", "namespace_import"):
        return True
    if parent.type == "variable_declarator":
        return parent.child_by_field_name("name") == node
    return parent.type == "unary_expression" and text_of(parent).startswith("typeof")


def _syntax(node: Node) -> str:
    """The name of what is new in the syntax of a node; empty for what is old."""
    kind = node.type
    if kind in _WITH_OPERATOR:
        operator = text_of(node.child_by_field_name("operator"))
        return f"the operator {operator}" if operator in _OPERATORS else ""
    if kind == "regex":
        flags = text_of(node.child_by_field_name("flags"))
        flag = next((f for f in "vd" if f in flags), "")
        return f"the flag {flag} of a regular expression" if flag else ""
    return _NEW_SYNTAX.get(kind, "")


def _asks_first(text: Text, api: str) -> bool:
    """The code looks whether the API is there before it uses it."""
    if api.startswith(("module:", "syntax:")):
        return False
    last = re.escape(_written(api).rsplit(".", 1)[-1])
    asks = re.compile(
        rf"typeof\s+[\w.]*\b{last}\b|['\"]{last}['\"]\s+in\b|\b{last}\?\.\(|\b{last}\s*\?\?"
        rf"|\bif\s*\(\s*!?\s*[\w.]*\b{last}\s*[)&|]|[\w.]\.{last}\s*\?[^.?]"
    )
    return bool(asks.search(text.source.decode("utf-8", "replace")))
