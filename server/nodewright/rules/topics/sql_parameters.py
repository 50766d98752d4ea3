"""Where a call that runs SQL takes its parameters, and how to put more of them there."""

from __future__ import annotations

from dataclasses import dataclass

from nodewright.document import Span, TextChange
from nodewright.javascript.parsing import Node
from nodewright.javascript.syntax import FUNCTIONS, arguments, object_entries
from nodewright.rules.layout import line_break, line_indent
from nodewright.rules.topics.composed import Composed
from nodewright.rules.topics.sql import Dialect
from nodewright.rules.view import Site


@dataclass(frozen=True, slots=True)
class Slot:
    """A stretch of the SQL text that becomes one parameter, and the code of its value."""

    first: int
    last: int
    value: str


@dataclass(frozen=True, slots=True)
class Style:
    """How a library takes parameters: its placeholder, and the option that holds them if any."""

    dialect: Dialect
    numbered: bool
    option: str = ""


def quoted_texts(text: str) -> list[tuple[int, int]]:
    """Where quoted texts begin and end; an unfinished one ends with the text."""
    found: list[tuple[int, int]] = []
    at = 0
    while at < len(text):
        if text[at] in "'\"`":
            end = text.find(text[at], at + 1)
            while end != -1 and text[end + 1 : end + 2] == text[at]:
                end = text.find(text[at], end + 2)
            end = len(text) if end == -1 else end
            found.append((at, end))
            at = end
        at += 1
    return found


class Parameters:
    """Where the call takes its parameters, and how to put more of them there."""

    def __init__(self, site: Site, style: Style, method: str) -> None:
        self._site = site
        self._style = style
        self._source = site.view.facts.source
        self._call = self._executing_call() if method == "prepare" else site.node
        self._list: Node | None = None

    def bind(self, text: Composed, slots: list[Slot]) -> tuple[TextChange, ...] | None:
        """The edits of the statement and of the list of parameters."""
        if self._call is None:
            return None
        if self._call.id != self._site.node.id:
            return self._bind_spread(text, slots)
        where = self._find_list()
        if where is None:
            return None
        known = self._list.named_children if self._list is not None else []
        if any(child.type in ("spread_element", "comment") for child in known):
            return None
        if not self._style.numbered and len(known) != _marks(text, len(text.text)):
            return None
        values = [self._site.text(child) for child in known]
        changes = self._placeholders(text, slots, values)
        before, after, span = where
        return (*changes, TextChange(span, f"{before}{', '.join(values)}{after}"))

    def _placeholders(
        self, text: Composed, slots: list[Slot], values: list[str]
    ) -> list[TextChange]:
        """Put a placeholder for each slot into the text and its value into ``values``."""
        changes = []
        for done, slot in enumerate(slots):
            if self._style.numbered:
                values.append(slot.value)
                mark = f"${len(values)}"
            else:
                values.insert(_marks(text, slot.first) + done, slot.value)
                mark = "?"
            changes.append(text.replace(slot.first, slot.last, mark))
        return changes

    def _executing_call(self) -> Node | None:
        """``db.prepare(sql).all()``: the outer call, which takes the values one by one."""
        member = self._site.node.parent
        call = member.parent if member is not None and member.type == "member_expression" else None
        if call is None or call.type != "call_expression" or arguments(call):
            return None
        return call

    def _bind_spread(self, text: Composed, slots: list[Slot]) -> tuple[TextChange, ...] | None:
        given = self._call.child_by_field_name("arguments") if self._call is not None else None
        if given is None or _marks(text, len(text.text)):
            return None
        values: list[str] = []
        changes = self._placeholders(text, slots, values)
        span = Span(given.start_byte, given.end_byte)
        return (*changes, TextChange(span, f"({', '.join(values)})"))

    def _find_list(self) -> tuple[str, str, Span] | None:
        """What stands before and after the values, and the bytes that all of it replaces."""
        given = arguments(self._site.node)
        first = given[0]
        if first.type == "object":
            return self._in_object(first, "values", "text" if self._has(first, "text") else "sql")
        second = given[1] if len(given) > 1 else None
        end = Span(first.end_byte, first.end_byte)
        option = self._style.option
        if second is None:
            opening, closing = (f"{{ {option}: [", "] }") if option else ("[", "]")
            return f"{self._comma(first)}{opening}", closing, end
        if option:
            return self._in_object(second, option, "") if second.type == "object" else None
        if second.type == "array":
            self._list = second
            return "[", "]", Span(second.start_byte, second.end_byte)
        if second.type in FUNCTIONS or self._site.text(second) in (
            "callback",
            "cb",
            "done",
            "next",
        ):
            return f"{self._comma(first)}[", "]", end
        return None

    def _comma(self, first: Node) -> str:
        """What parts a new argument from the first: a line break where that one has its own."""
        indent = line_indent(self._source, first.start_byte)
        before = self._source[: first.start_byte]
        alone = before.removesuffix(indent.encode()).endswith((b"\n", b"\r"))
        return f",{line_break(self._source)}{indent}" if alone else ", "

    def _has(self, node: Node, key: str) -> bool:
        return key in object_entries(node, self._source)

    def _in_object(self, node: Node, key: str, after: str) -> tuple[str, str, Span] | None:
        entries = object_entries(node, self._source)
        if "..." in entries or "bind" in entries:
            return None
        known = entries.get(key)
        if known is not None:
            self._list = known
            at = Span(known.start_byte, known.end_byte)
            return ("[", "]", at) if known.type == "array" else None
        behind = entries.get(after)
        if behind is not None:
            return f", {key}: [", "]", Span(behind.end_byte, behind.end_byte)
        start = node.start_byte + 1
        return f" {key}: [", "]," if entries else "] ", Span(start, start)


def _marks(text: Composed, end: int) -> int:
    """How many ``?`` placeholders stand before ``end``, outside of quoted texts."""
    quoted = quoted_texts(text.text)
    return sum(
        1
        for index, character in enumerate(text.text[:end])
        if character == "?" and not any(a < index < b for a, b in quoted)
    )
