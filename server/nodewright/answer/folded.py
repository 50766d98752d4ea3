"""Strings as the code would put them together, for :mod:`nodewright.answer.values`."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator

from nodewright.answer.bound import Bindings, is_sum, plain
from nodewright.javascript.parsing import Node, Tree
from nodewright.javascript.signatures import text_of
from nodewright.javascript.syntax import WRAPPERS, arguments, callee, string_value, unescape

UNKNOWN = "\u2400"
"""Stands in a folded string for a part that only running the code would show."""
DEEPEST = 40
"""Steps from one expression to the next; deeper ones are unknown."""
_LONGEST = 20_000


class Strings(Bindings):
    """Folds literals, templates, sums, joined arrays and decoded text; looks behind names."""

    def __init__(self, tree: Tree, source: bytes) -> None:
        self._texts: dict[int, str] = {}
        super().__init__(tree, source)

    def text(self, node: Node | None, depth: int = 0) -> str:
        """The string that an expression gives, with ``UNKNOWN`` for what nobody can tell."""
        if node is None or depth > DEEPEST:
            return UNKNOWN
        if node.id not in self._texts:
            self._texts[node.id] = UNKNOWN  # what a value that refers to itself finds
            self._texts[node.id] = self._text(node, depth)[:_LONGEST]
        return self._texts[node.id]

    def _text(self, node: Node, depth: int) -> str:
        if node.type in WRAPPERS and node.named_children:
            return self.text(node.named_children[0], depth + 1)
        if node.type in ("string", "number"):
            return string_value(node, self._source) or text_of(node).strip("'\"")
        if node.type == "template_string":
            return self._template(node, depth)
        if node.type == "binary_expression":
            return self._sum(node, depth)
        if node.type == "call_expression":
            return self._called_text(node, depth)
        if node.type in ("identifier", "member_expression", "subscript_expression"):
            held = self.held(node)
            return self.text(held, depth + 1) if held is not None else UNKNOWN
        return UNKNOWN

    def _sum(self, node: Node, depth: int) -> str:
        """A concatenation, however long its chain is."""
        parts: list[Node | None] = []
        left: Node | None = node
        while left is not None and is_sum(left):
            parts.append(left.child_by_field_name("right"))
            left = left.child_by_field_name("left")
        if not parts:
            return UNKNOWN
        return "".join(self.text(part, depth + 1) for part in (left, *reversed(parts)))

    def held(self, node: Node) -> Node | None:
        """The expression that a name or a member holds, where the file gives it exactly one."""
        if node.type == "identifier":
            name = plain(text_of(node))
            found = self._bound.get(name, [])
            if len(found) != 1 or name in self._added or found[0].value is None:
                return None
            return self._member(found[0].value, found[0].path)
        owner = node.child_by_field_name("object")
        held = self.held(owner) if owner is not None else None
        if held is None and owner is not None and owner.type in ("object", "array"):
            held = owner
        return self._member(held, (self._property(node),)) if held is not None else None

    def _member(self, node: Node | None, path: tuple[str, ...]) -> Node | None:
        for step in path:
            while node is not None and node.type in WRAPPERS and node.named_children:
                node = node.named_children[0]
            if node is None or node.type not in ("object", "array"):
                return None
            node = self.entries(node).get(step)
        return node

    def entries(self, node: Node | None, depth: int = 0) -> dict[str, Node]:
        """Key to value of an object or array, behind names and spreads."""
        if node is None or depth > DEEPEST:
            return {}
        if node.type == "array":
            return {str(place): child for place, child in enumerate(_given(node))}
        if node.type != "object":
            held = self.held(node) if node.type == "identifier" else None
            if node.type in WRAPPERS and node.named_children:
                held = node.named_children[0]
            return self.entries(held, depth + 1)
        found: dict[str, Node] = {}
        for part in node.named_children:
            if part.type == "pair":
                key, value = part.child_by_field_name("key"), part.child_by_field_name("value")
                if key is not None and value is not None:
                    found[self.key(key)] = value
            elif part.type == "shorthand_property_identifier":
                bound = self._bound.get(plain(text_of(part)), [])
                found[plain(text_of(part))] = (bound[0].value or part) if len(bound) == 1 else part
            elif part.type == "spread_element" and part.named_children:
                found |= self.entries(part.named_children[0], depth + 1)
        return found

    def _template(self, node: Node, depth: int) -> str:
        pieces: list[str] = []
        at = node.start_byte + 1
        for child in node.named_children:
            if child.type == "template_substitution":
                pieces.append(self._raw(at, child.start_byte))
                inside = child.named_children[0] if child.named_children else None
                pieces.append(self.text(inside, depth + 1))
                at = child.end_byte
        pieces.append(self._raw(at, node.end_byte - 1))
        return "".join(pieces)

    def _raw(self, start: int, end: int) -> str:
        return unescape(self._source[start:end].decode("utf-8", "replace"))

    def _called_text(self, call: Node, depth: int) -> str:
        called = callee(call)
        tagged = call.child_by_field_name("arguments")
        if tagged is not None and tagged.type == "template_string":
            return self.text(tagged, depth + 1)
        if called is None:
            return UNKNOWN
        given = arguments(call)
        if called.type == "identifier":
            if text_of(called) == "atob" and given:
                return _decoded(self.text(given[0], depth + 1), "base64")
            return (
                self.text(given[0], depth + 1) if text_of(called) == "String" and given else UNKNOWN
            )
        if called.type not in ("member_expression", "subscript_expression"):
            return UNKNOWN
        return self._method_text(called, given, depth)

    def _method_text(self, called: Node, given: list[Node], depth: int) -> str:
        owner, method = called.child_by_field_name("object"), self._property(called)
        if method in ("join", "resolve") and len(given) > 1:  # of paths
            return "/".join(self.text(part, depth + 1) for part in given)
        if method == "join":
            parts = [self.text(part, depth + 1) for part in self.items(owner)]
            between = self.text(given[0], depth + 1) if given else ","
            return between.join(parts) if parts else UNKNOWN
        if method == "concat":
            return "".join(self.text(part, depth + 1) for part in (owner, *given) if part)
        if method in ("trim", "toLowerCase", "toUpperCase", "toString", "normalize"):
            inner = owner
            if inner is not None and inner.type == "call_expression":
                held = arguments(inner)
                if text_of(callee(inner)) == "Buffer.from" and held:
                    code = self.text(held[1], depth + 1) if len(held) > 1 else "utf8"
                    return _decoded(self.text(held[0], depth + 1), code)
            return self.text(inner, depth + 1)
        if method == "fromCharCode":
            codes = [self.text(part, depth + 1) for part in given]
            return "".join(chr(int(c)) for c in codes if c.isdigit() and int(c) < 0x110000)
        return UNKNOWN

    def items(self, node: Node | None, depth: int = 0) -> list[Node]:
        """The elements of an array, behind names, parentheses and spreads."""
        if node is None or depth > DEEPEST:
            return []
        if node.type in WRAPPERS and node.named_children:
            return self.items(node.named_children[0], depth + 1)
        if node.type == "identifier":
            return self.items(self.held(node), depth + 1)
        if node.type != "array":
            return []
        found: list[Node] = []
        for child in _given(node):
            if child.type == "spread_element" and child.named_children:
                found += self.items(child.named_children[0], depth + 1)
            else:
                found.append(child)
        return found

    def _property(self, node: Node) -> str:
        named = node.child_by_field_name("property")
        if named is not None:
            return plain(text_of(named))
        return self.text(node.child_by_field_name("index"))


def _given(node: Node) -> Iterator[Node]:
    return (child for child in node.named_children if child.type != "comment")


def _decoded(said: str, code: str) -> str:
    try:
        if code.startswith("base64"):
            return base64.b64decode(said + "==", altchars=b"-_").decode("utf-8", "replace")
        if code == "hex":
            return bytes.fromhex(said).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return UNKNOWN
    return said if code.startswith("utf") else UNKNOWN
