"""A text put together in code, by a template or by ``+``, as one string with holes.

Every character knows the bytes it was written with, so that an edit of the text can be turned
into an edit of the code.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from nodewright.document import Span, TextChange
from nodewright.javascript.parsing import Node
from nodewright.javascript.syntax import unescape

HOLE = "\0"
"""Stands in :attr:`Composed.text` for a value that is put in."""

_TOKEN = re.compile(r"\\(?:u\{[0-9a-fA-F]+\}|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|\r\n|.)|.", re.DOTALL)
_MOST_PARTS = 200


@dataclass(frozen=True, slots=True)
class Literal:
    """A string or template literal that takes part; ``inside`` are the bytes between its quotes."""

    inside: Span
    quote: str


@dataclass(slots=True)
class Composed:
    """``text`` with :data:`HOLE` for each value of ``values``; three lists run along ``text``.

    ``spans``: the bytes of each character. ``literals``: the literal it stands in, None for a
    value between two ``+``. ``holes``: the value of a hole, None for a character.
    """

    text: str = ""
    spans: list[Span] = field(default_factory=list)
    literals: list[Literal | None] = field(default_factory=list)
    holes: list[Node | None] = field(default_factory=list)

    @property
    def values(self) -> list[tuple[int, Node]]:
        """The holes with their place in :attr:`text`."""
        return [(index, hole) for index, hole in enumerate(self.holes) if hole is not None]

    def replace(self, first: int, last: int, text: str) -> TextChange:
        """The edit that puts ``text`` in place of the characters ``first`` to ``last``.

        ``text`` must not need escaping in a string literal. A hole at either end is taken out
        together with the ``+`` beside it.
        """
        start, end = self.spans[first].start, self.spans[last].end
        opening, closing = self.literals[first], self.literals[last]
        if opening is None:
            opening = self.literals[first - 1] if first else None
            start = opening.inside.end if opening is not None else start
            text = text if opening is not None else f"'{text}'"
        if closing is None and opening is not None:
            follower = self.literals[last + 1] if last + 1 < len(self.literals) else None
            if follower is not None and follower.quote == opening.quote and follower != opening:
                return TextChange(Span(start, follower.inside.start), text)
            return TextChange(Span(start, end), text + opening.quote)
        if closing is not None and opening is not None and closing.quote != opening.quote:
            text += f"{opening.quote} + {closing.quote}"
        return TextChange(Span(start, end), text)


def compose(node: Node, source: bytes) -> Composed:
    """The text that ``node`` builds; what is neither a literal nor a ``+`` is one hole."""
    made = Composed()
    for part in _operands(node):
        if part.type == "string":
            inside = Span(part.start_byte + 1, part.end_byte - 1)
            literal = Literal(inside, chr(source[part.start_byte]))
            _characters(made, source, inside, literal)
        elif part.type == "template_string":
            _template(made, source, part)
        else:
            _hole(made, Span(part.start_byte, part.end_byte), None, part)
    return made


def _operands(node: Node) -> list[Node]:
    found: list[Node] = []
    stack = [node]
    while stack and len(found) < _MOST_PARTS:
        here = stack.pop()
        operator = (
            here.child_by_field_name("operator") if here.type == "binary_expression" else None
        )
        if operator is not None and operator.type == "+":
            sides = (here.child_by_field_name("right"), here.child_by_field_name("left"))
            stack += [side for side in sides if side is not None]
        elif here.type == "parenthesized_expression" and here.named_child_count == 1:
            inner = here.named_children[0]
            stack.append(inner if inner.type in ("string", "template_string") else here)
            if inner.type not in ("string", "template_string"):
                found.append(stack.pop())
        else:
            found.append(here)
    return found


def _template(made: Composed, source: bytes, node: Node) -> None:
    literal = Literal(Span(node.start_byte + 1, node.end_byte - 1), "`")
    at = literal.inside.start
    for child in node.named_children:
        if child.type != "template_substitution":
            continue
        _characters(made, source, Span(at, child.start_byte), literal)
        value = next((c for c in child.named_children if c.type != "comment"), child)
        _hole(made, Span(child.start_byte, child.end_byte), literal, value)
        at = child.end_byte
    _characters(made, source, Span(at, literal.inside.end), literal)


def _hole(made: Composed, span: Span, literal: Literal | None, value: Node) -> None:
    made.text += HOLE
    made.spans.append(span)
    made.literals.append(literal)
    made.holes.append(value)


def _characters(made: Composed, source: bytes, span: Span, literal: Literal) -> None:
    at = span.start
    for token in _TOKEN.findall(source[span.start : span.end].decode("utf-8", "replace")):
        size = len(token.encode())
        said = unescape(token)
        for character in said[:1] or "":
            made.text += character if character != HOLE else " "
            made.spans.append(Span(at, at + size))
            made.literals.append(literal)
            made.holes.append(None)
        at += size
