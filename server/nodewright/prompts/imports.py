"""Which modules a file brings in at its top level, and by which names its code knows them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from nodewright.document import Language, Span, decode
from nodewright.javascript.parsing import Node, parse, walk

MAX_PARSED = 64 * 1024
"""Bytes from the start of a file that are looked at: imports stand at the top."""

_DECLARATIONS = ("lexical_declaration", "variable_declaration")
_CLASSES = ("class", "class_body", "method_definition")
_NAMES = ("identifier", "type_identifier", "shorthand_property_identifier_pattern")
_WORD = re.compile(r"[\w$]+")


@dataclass(frozen=True, slots=True)
class Import:
    """One import or require statement, or a top-level value made from one.

    ``statement`` is its span, None for a value that is merely made from the module, such as
    ``app`` in ``const app = express()``.
    """

    module: str
    names: frozenset[str]
    statement: Span | None


def imports_of(source: bytes, language: Language = "tsx") -> tuple[Import, ...]:
    """The imports of a file in the order they stand; ``source`` may be a part of a file."""
    head = _head(source)
    found: list[Import] = []
    for node in _statements(parse(head, language).root_node):
        modules = _modules(node, head)
        if modules:
            span = Span(node.start_byte, node.end_byte)
            found += (Import(module, _bound(node, head), span) for module in modules)
        elif node.type in _DECLARATIONS:
            found += _made_from(node, head, found)
    return tuple(found)


def names_in_scope(source: bytes, language: Language, inside: Span) -> tuple[str, ...]:
    """Names that the top level of a file declares outside ``inside``; those used in it first."""
    head = _head(source)
    names: dict[str, None] = {}
    for node in _statements(parse(head, language).root_node):
        if not Span(node.start_byte, node.end_byte).overlaps(inside):
            names.update(dict.fromkeys(sorted(_bound(node, head))))
    used = set(_WORD.findall(decode(source[inside.start : inside.end])))
    return tuple(sorted(names, key=lambda name: name not in used))


def _head(source: bytes) -> bytes:
    return source if len(source) <= MAX_PARSED else source[: source.rfind(b"\n", 0, MAX_PARSED) + 1]


def _statements(root: Node) -> Iterator[Node]:
    for node in root.children:
        declared = node.child_by_field_name("declaration")
        yield declared if declared is not None and node.type == "export_statement" else node


def _modules(node: Node, source: bytes) -> list[str]:
    """Module names of an import statement, a re-export, or the requires of a declaration."""
    if node.type in ("import_statement", "export_statement"):
        written = node.child_by_field_name("source")
        clauses = (c.child_by_field_name("source") for c in node.children)
        written = written or next((c for c in clauses if c is not None), None)
        return [_string(written, source)] if written is not None else []
    if node.type not in (*_DECLARATIONS, "expression_statement"):
        return []
    return [
        _string(argument, source)
        for call in _shallow(node)
        if call.type == "call_expression" and _callee(call, source) in (b"require", b"import")
        for argument in _arguments(call)
        if argument.type == "string"
    ]


def _shallow(node: Node) -> Iterator[Node]:
    """``node`` and what is evaluated with it: the bodies of functions and classes do not count."""
    stack = [node]
    while stack:
        here = stack.pop()
        yield here
        inner = (c for c in here.children if "function" not in c.type and c.type not in _CLASSES)
        stack.extend(reversed(list(inner)))


def _callee(call: Node, source: bytes) -> bytes:
    function = call.child_by_field_name("function")
    return source[function.start_byte : function.end_byte] if function is not None else b""


def _arguments(call: Node) -> list[Node]:
    arguments = call.child_by_field_name("arguments")
    return arguments.named_children if arguments is not None else []


def _bound(node: Node, source: bytes) -> frozenset[str]:
    """Names that a statement declares for the code below it."""
    if node.type in _DECLARATIONS:
        targets = [child.child_by_field_name("name") for child in node.named_children]
    elif node.type == "import_statement":
        targets = [_local_name(inner) for inner in walk(node)]
    elif node.type.endswith("_declaration"):
        targets = [node.child_by_field_name("name")]
    else:
        targets = []
    nodes = (inner for target in targets if target is not None for inner in walk(target))
    return frozenset(
        decode(source[inner.start_byte : inner.end_byte]) for inner in nodes if inner.type in _NAMES
    )


def _local_name(node: Node) -> Node | None:
    """The name that a part of an import statement gives: the alias where there is one."""
    if node.type == "import_specifier":
        return node.child_by_field_name("alias") or node.child_by_field_name("name")
    if node.type == "identifier" and node.parent and node.parent.type != "import_specifier":
        return node
    return None


def _made_from(node: Node, source: bytes, known: list[Import]) -> list[Import]:
    """Values such as ``const pool = new Pool()``: they speak for the module they come from."""
    made = []
    for child in node.named_children:
        target, value = child.child_by_field_name("name"), child.child_by_field_name("value")
        if target is None or value is None or value.type not in _MAKERS:
            continue
        words = set(_WORD.findall(decode(source[value.start_byte : value.start_byte + 200])))
        name = decode(source[target.start_byte : target.end_byte])
        made += [
            Import(item.module, frozenset({name}), None)
            for item in known
            if words.intersection(item.names)
        ]
    return made


_MAKERS = ("call_expression", "new_expression", "await_expression", "member_expression")


def _string(node: Node, source: bytes) -> str:
    return decode(source[node.start_byte : node.end_byte]).strip("'\"`")
