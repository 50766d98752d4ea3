"""Turn SQL with values written into it into SQL with bound parameters."""

from __future__ import annotations

import re

from nodewright.document import TextChange
from nodewright.javascript.parsing import Node
from nodewright.javascript.syntax import arguments, callee
from nodewright.javascript.tree_facts import module_of
from nodewright.rules.topics.composed import HOLE, Composed, compose
from nodewright.rules.topics.sql import Dialect, dialect, statement_of
from nodewright.rules.topics.sql_parameters import Parameters, Slot, Style, quoted_texts
from nodewright.rules.topics.sql_values import handed_in
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
    place = Parameters(site, style, method)
    return place.bind(text, slots)


def _style(site: Site, receiver: Node, method: str) -> Style | None:
    library = module_of(site.origin(receiver))
    name = site.text(receiver).split(".")[-1].lower()
    spoken = dialect(site, receiver)
    if library == "sequelize" or (name == "sequelize" and method == "query"):
        return Style(spoken or "sqlite", False, "replacements")
    if method == "raw" or method.endswith("Raw"):
        return Style(spoken or "sqlite", False) if site.view.depends_on("knex") else None
    if spoken is None or method in ("exec", "each", "literal", "unsafe", "where", "andWhere"):
        return None
    if method.startswith("$") or method in ("orWhere", "having"):
        return None
    return Style(spoken, spoken == "pg")


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


def _slots(site: Site, text: Composed, spoken: Dialect) -> list[Slot] | None:
    """One slot for each value from the request; None when one of them cannot be bound."""
    quoted = quoted_texts(text.text)
    slots: dict[int, Slot] = {}
    sent = {id(v) for _, v in text.values if site.view.taint.steps(v) is not None}
    for index, value in text.values:
        if id(value) not in sent and (sent or not handed_in(site, value)):
            continue
        span = next(((a, b) for a, b in quoted if a < index < b), None)
        slot = _quoted_slot(site, text, span, spoken) if span else _bare_slot(site, text, index)
        if slot is None or not _binds_here(text.text, slot, spoken, bool(span)):
            return None
        slots[slot.first] = slot
    return [slots[first] for first in sorted(slots)]


def _bare_slot(site: Site, text: Composed, index: int) -> Slot | None:
    value = text.holes[index]
    assert value is not None
    written = site.text(value)
    return None if _ESCAPED_BY_HAND.search(written) else Slot(index, index, written)


def _quoted_slot(site: Site, text: Composed, span: tuple[int, int], spoken: Dialect) -> Slot | None:
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
        return Slot(first, last, site.text(value))
    return Slot(first, last, f"`{written}`") if "\n" not in written else None


def _binds_here(text: str, slot: Slot, spoken: Dialect, quoted: bool) -> bool:
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
