"""Code patterns: JavaScript with ``$X`` for one node and ``$$$XS`` for any number of them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from nodewright.javascript.parsing import Node, parse
from nodewright.javascript.syntax import WRAPPERS, callee

Captured = dict[str, Node | list[Node]]

_ONE = re.compile(r"^\$[A-Z][A-Z0-9_]*$")
_MANY = re.compile(r"^\$\$\$[A-Z0-9_]*$")
_LEAVES = frozenset(
    (
        "identifier",
        "property_identifier",
        "private_property_identifier",
        "number",
        "string",
        "regex",
        "this",
        "null",
        "true",
        "false",
        "undefined",
        "shorthand_property_identifier",
        "super",
    )
)
_NAMES = frozenset(("identifier", "property_identifier", "shorthand_property_identifier"))
_SKIPPED = frozenset(("comment", "type_arguments", "type_annotation", "optional_chain"))
_SHELLS = frozenset(
    (
        "program",
        "expression_statement",
        "parenthesized_expression",
        "lexical_declaration",
        "object",
    )
)


@dataclass(frozen=True, slots=True)
class One:
    """A metavariable: matches one node; a second time, only the same text again."""

    name: str


@dataclass(frozen=True, slots=True)
class Many:
    """A metavariable for any number of nodes in a row."""

    name: str


@dataclass(frozen=True, slots=True)
class Leaf:
    """A node that must be spelled exactly so."""

    kind: str
    text: bytes


@dataclass(frozen=True, slots=True)
class Branch:
    """A node of one kind with the given children."""

    kind: str
    children: tuple[Pattern, ...]
    operator: str | None
    open_ended: bool


Pattern = One | Many | Leaf | Branch


def compile_pattern(text: str) -> Pattern:
    """The pattern that ``text`` writes down; raises ValueError for text that does not parse."""
    source = text.encode()
    node = parse(source, "javascript").root_node
    if node.has_error:
        raise ValueError(f"the pattern does not parse: {text}")
    while node.type in _SHELLS and node.named_child_count == 1:
        node = node.named_children[0]
    return _compile(node, source)


def _compile(node: Node, source: bytes) -> Pattern:
    text = source[node.start_byte : node.end_byte]
    if node.type in _NAMES:
        if _MANY.match(text.decode()):
            return Many(text.decode()[3:])
        if _ONE.match(text.decode()):
            return One(text.decode()[1:])
    if node.type in _LEAVES:
        return Leaf(node.type, text)
    children = tuple(_compile(child, source) for child in node.named_children)
    operator = node.child_by_field_name("operator")
    return Branch(
        node.type,
        children,
        operator.type if operator is not None else None,
        any(isinstance(child, Many) for child in children),
    )


class Forms:
    """Tells which nodes of one tree have the form of a pattern.

    Many rules try their patterns on the same calls, so the parts of a node are taken apart once.
    """

    def __init__(self, source: bytes) -> None:
        self._source = source
        self._parts: dict[int, list[Node]] = {}

    def match(self, pattern: Pattern, node: Node, captured: Captured) -> bool:
        """True when ``node`` has the form of ``pattern``; fills ``captured`` on the way."""
        if isinstance(pattern, One):
            return self._is_same(pattern, node, captured)
        if isinstance(pattern, Many):
            return False
        if isinstance(pattern, Leaf):
            return node.type == pattern.kind and self._text(node) == pattern.text
        kind = node.type
        if kind != pattern.kind:
            if kind in WRAPPERS and kind != "await_expression" and node.named_child_count:
                return self.match(pattern, node.named_children[0], captured)
            return False
        if pattern.operator is not None:
            operator = node.child_by_field_name("operator")
            if operator is None or operator.type != pattern.operator:
                return False
        parts = self._parts.get(node.id)
        if parts is None:
            parts = self._parts[node.id] = _parts_of(node)
        if not pattern.open_ended and len(parts) != len(pattern.children):
            return False
        return self._match_row(pattern.children, parts, captured)

    def _text(self, node: Node) -> bytes:
        return self._source[node.start_byte : node.end_byte]

    def _is_same(self, pattern: One, node: Node, captured: Captured) -> bool:
        known = captured.get(pattern.name)
        if known is None:
            captured[pattern.name] = node
            return True
        return not isinstance(known, list) and self._text(known) == self._text(node)

    def _match_row(
        self, patterns: tuple[Pattern, ...], nodes: list[Node], captured: Captured
    ) -> bool:
        for index, pattern in enumerate(patterns):
            if not isinstance(pattern, Many):
                if index >= len(nodes) or not self.match(pattern, nodes[index], captured):
                    return False
                continue
            rest = patterns[index + 1 :]
            if not rest:
                captured[pattern.name] = nodes[index:]
                return True
            for taken in range(index, len(nodes) + 1):
                attempt = dict(captured)
                if self._match_row(rest, nodes[taken:], attempt):
                    captured.update(attempt)
                    captured[pattern.name] = nodes[index:taken]
                    return True
            return False
        return len(nodes) == len(patterns)


def _parts_of(node: Node) -> list[Node]:
    parts = [child for child in node.named_children if child.type not in _SKIPPED]
    if node.type == "call_expression":
        called = callee(node)
        if called is not None and parts:
            parts[0] = called
    return parts
