"""Values that exported functions put into the text of a query, wherever their callers got them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from nodewright.javascript.parsing import Node
from nodewright.javascript.syntax import property_name, unwrap
from nodewright.rules.topics.composed import compose
from nodewright.rules.topics.sql import runs_sql, statement_of
from nodewright.rules.topics.values import definition_of, in_test_file
from nodewright.rules.view import Site

_VALUE_PLACE = re.compile(
    r"(?i)(?:[=<>(,]|\b(?:like|ilike|in|limit|offset|between|and|values)\b)\s*[(]?\s*['\"%]*\s*$"
)
_NAMES_COLUMN = re.compile(r"(?i)\b(?:from|into|update|join|table|by|set)\s+[\w.\"`]*$")
_NUMBER_TYPE = re.compile(r"^:\s*(?:number|bigint|boolean|Date)\b")
_CODE_KEYS = frozenset(("$where", "$function", "$accumulator"))
_PARTS = ("template_string", "binary_expression")


def value_from_exported_parameter(site: Site, node: Node) -> bool:
    """An exported function puts its parameter where SQL takes a value."""
    statement = statement_of(site)
    if statement is None or site.view.from_callers or in_test_file(site):
        return False
    text = definition_of(site, statement)
    if text.type not in _PARTS or not runs_sql(site, statement):
        return False
    made = compose(text, site.view.facts.source)
    for index, hole in made.values:
        before = made.text[:index]
        if not _VALUE_PLACE.search(before) or _NAMES_COLUMN.search(before):
            continue
        if handed_in(site, hole):
            flow = site.view.of_callers().taint.flow(hole)
            site.related += flow.steps if flow is not None else ()
            site.words["VALUE"] = " ".join(site.text(hole).split())[:40]
            return True
    return False


def handed_in(site: Site, value: Node) -> bool:
    """The value is a parameter of an exported function, or taken from one, and no number."""
    flow = site.view.of_callers().taint.flow(value)
    chosen = flow is not None and flow.state in ("caller", "input")
    return chosen and not _is_number(site, value)


def _is_number(site: Site, hole: Node) -> bool:
    """The type that is written at the parameter leaves no room for text."""
    hole = unwrap(hole)
    binding = site.resolve(hole) if hole.type == "identifier" else None
    holder = binding.node.parent if binding is not None and binding.node is not None else None
    typed = holder.child_by_field_name("type") if holder is not None else None
    return typed is not None and _NUMBER_TYPE.match(site.text(typed)) is not None


def code_in_query(site: Site, node: Node) -> bool:
    """The text of a function that the database runs is put together: ``$where`` with ``${y}``."""
    key, value = node.child_by_field_name("key"), node.child_by_field_name("value")
    if key is None or value is None or in_test_file(site):
        return False
    if property_name(key, site.view.facts.source) not in _CODE_KEYS:
        return False
    text = definition_of(site, value)
    if text.type not in _PARTS:
        return False
    made = compose(text, site.view.facts.source)
    return any(unwrap(hole).type not in ("number", "call_expression") for _, hole in made.values)


PREDICATES: Mapping[str, Callable[[Site, Node], bool]] = {
    "value-from-exported-parameter": value_from_exported_parameter,
    "code-in-query": code_in_query,
}
