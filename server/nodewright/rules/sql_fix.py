"""Turn SQL with values written into it into SQL with bound parameters."""

from __future__ import annotations

import re
from dataclasses import dataclass

from nodewright.document import Span, TextChange
from nodewright.javascript.parsing import Node
from nodewright.javascript.scopes import module_of
from nodewright.javascript.syntax import FUNCTIONS, arguments, callee, object_entries
from nodewright.rules.composed import HOLE, Composed, compose
from nodewright.rules.sql import Dialect, dialect, statement_of
from nodewright.rules.view import Site

_BEFORE_VALUE = re.compile(
    r"(?:[^=]=|<>|!=|<=|>=|<|>|\bLIKE|\bILIKE|\bREGEXP|\bBETWEEN|\bBETWEEN\s+\S+\s+AND)\s*$",
    re.IGNORECASE,
)
_BEFORE_COUNT = re.compile(r"\b(?:LIMIT|OFFSET)\s*$", re.IGNORECASE)
_AFTER_VALUE = re.compile(r"\s|[),;]|::|$")
_VALUES = re.compile(r"\bVALUES\s*(?:\([^()]*\)\s*,\s*)*$", re.IGNORECASE)
_LIST = re.compile(r"\bIN\s*$", re.IGNORECASE)
_PLAIN_FUNCTION = re.compile(r"[=<>(,\s](?:LOWER|UPPER|TRIM)\s*$", re.IGNORECASE)
_LOGGING = frozenset(("log", "debug", "info", "trace", "warn", "error"))
_ESCAPED_BY_HAND = re.compile(r"replace|escape|join\(|map\(", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Slot:
    """A stretch of the SQL text that becomes one parameter, and the code of its value."""

    first: int
    last: int
    value: str


def bind_parameters(site: Site) -> tuple[TextChange, ...] | None:
    """The edits that bind every value from the request; None unless that is right for all.

    A value counts only where SQL allows a parameter: after a comparison, in VALUES, in a list of
    several, or as a whole quoted text (``'${x}'``, ``'%${x}%'``). Names of columns, keywords and
    lists cannot be bound.
    """
    statement, called = _written_statement(site), callee(site.node)
    receiver = called.child_by_field_name("object") if called is not None else None
    last = called.child_by_field_name("property") if called is not None else None
    if statement is None or receiver is None or last is None:
        return None
    method = site.text(last)
    style = _style(site, receiver, method)
    if style is None:
        return None
    text = compose(statement, site.view.facts.source)
    slots = _slots(site, text, style.dialect)
    if not slots:
        return None
    place = _Parameters(site, style, method)
    return place.bind(text, slots)


@dataclass(frozen=True, slots=True)
class _Style:
    """How a library takes parameters: its placeholder, and the option that holds them if any."""

    dialect: Dialect
    numbered: bool
    option: str = ""


def _style(site: Site, receiver: Node, method: str) -> _Style | None:
    library = module_of(site.origin(receiver))
    name = site.text(receiver).split(".")[-1].lower()
    spoken = dialect(site, receiver)
    if library == "sequelize" or (name == "sequelize" and method == "query"):
        return _Style(spoken or "sqlite", False, "replacements")
    if method == "raw" or method.endswith("Raw"):
        return _Style(spoken or "sqlite", False) if site.view.depends_on("knex") else None
    if spoken is None or method in ("exec", "each", "literal", "unsafe", "where", "andWhere"):
        return None
    if method.startswith("$") or method in ("orWhere", "having"):
        return None
    return _Style(spoken, spoken == "pg")


def _written_statement(site: Site) -> Node | None:
    """The expression in the call, or the only definition of the name that stands there."""
    statement = statement_of(site)
    if statement is None or statement.type != "identifier":
        return statement
    binding = site.resolve(statement)
    if binding is None or len(binding.definitions) != 1 or binding.kind != "variable":
        return None
    only = binding.definitions[0]
    facts = site.view.facts
    if only.path or only.adds or only.value is None:
        return None
    if facts.function_at(only.at) is not facts.function_at(statement.start_byte):
        return None
    scope = facts.source[max(binding.scope.start, 0) : binding.scope.end]
    uses = re.findall(rb"(?<![\w.$])" + re.escape(binding.name.encode()) + rb"(?![\w$])", scope)
    logged = sum(
        site.text(argument) == binding.name
        for call in facts.calls
        if call.name in _LOGGING
        for argument in arguments(call.node)
    )
    return only.value if len(uses) - logged == 2 else None


def _slots(site: Site, text: Composed, spoken: Dialect) -> list[_Slot] | None:
    """One slot for each value from the request; None when one of them cannot be bound."""
    quoted = _quoted(text.text)
    slots: dict[int, _Slot] = {}
    for index, value in text.values:
        if site.view.taint.steps(value) is None:
            continue
        span = next(((a, b) for a, b in quoted if a < index < b), None)
        slot = _quoted_slot(site, text, span, spoken) if span else _bare_slot(site, text, index)
        if slot is None or not _binds_here(text.text, slot, spoken, bool(span)):
            return None
        slots[slot.first] = slot
    return [slots[first] for first in sorted(slots)]


def _quoted(text: str) -> list[tuple[int, int]]:
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


def _bare_slot(site: Site, text: Composed, index: int) -> _Slot | None:
    value = text.holes[index]
    assert value is not None
    written = site.text(value)
    return None if _ESCAPED_BY_HAND.search(written) else _Slot(index, index, written)


def _quoted_slot(
    site: Site, text: Composed, span: tuple[int, int], spoken: Dialect
) -> _Slot | None:
    first, last = span
    inside = text.text[first + 1 : last]
    if last >= len(text.text) or (text.text[first] != "'" and spoken != "mysql"):
        return None
    if text.text[first] == "`" or re.search(r"[\\'\"`$]", inside):
        return None
    written = ""
    for index in range(first + 1, last):
        value = text.holes[index]
        if value is None:
            written += text.text[index]
        elif _ESCAPED_BY_HAND.search(site.text(value)):
            return None
        else:
            written += f"${{{site.text(value)}}}"
    value = text.holes[first + 1]
    if inside == HOLE and value is not None:
        return _Slot(first, last, site.text(value))
    return _Slot(first, last, f"`{written}`") if "\n" not in written else None


def _binds_here(text: str, slot: _Slot, spoken: Dialect, quoted: bool) -> bool:
    before, after = text[: slot.first], text[slot.last + 1 :]
    if not _AFTER_VALUE.match(after) or (after.startswith("::") and spoken != "pg"):
        return False
    if _BEFORE_VALUE.search(before):
        return True
    if _BEFORE_COUNT.search(before):
        return spoken != "mysql" and not quoted
    if not re.search(r"[(,]\s*$", before):
        return False
    head = before[: _open_parenthesis(before)]
    if _VALUES.search(head):
        return True
    alone = before.rstrip().endswith("(") and after.lstrip().startswith(")")
    if _LIST.search(head):
        return quoted or not alone
    return alone and _PLAIN_FUNCTION.search(head) is not None


def _open_parenthesis(text: str) -> int:
    """Where the innermost parenthesis opens that is still open at the end of ``text``."""
    depth = 0
    for index in range(len(text) - 1, -1, -1):
        if text[index] == ")":
            depth += 1
        elif text[index] == "(":
            if depth == 0:
                return index
            depth -= 1
    return 0


class _Parameters:
    """Where the call takes its parameters, and how to put more of them there."""

    def __init__(self, site: Site, style: _Style, method: str) -> None:
        self._site = site
        self._style = style
        self._source = site.view.facts.source
        self._call = self._executing_call() if method == "prepare" else site.node
        self._list: Node | None = None

    def bind(self, text: Composed, slots: list[_Slot]) -> tuple[TextChange, ...] | None:
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
        self, text: Composed, slots: list[_Slot], values: list[str]
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

    def _bind_spread(self, text: Composed, slots: list[_Slot]) -> tuple[TextChange, ...] | None:
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
            opening, closing = (f", {{ {option}: [", "] }") if option else (", [", "]")
            return opening, closing, end
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
            return ", [", "]", end
        return None

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
    quoted = _quoted(text.text)
    return sum(
        1
        for index, character in enumerate(text.text[:end])
        if character == "?" and not any(a < index < b for a, b in quoted)
    )
