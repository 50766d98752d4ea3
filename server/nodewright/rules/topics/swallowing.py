"""Errors of writes that are caught and thrown away."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from nodewright.document import Span, TextChange
from nodewright.javascript.parsing import Node
from nodewright.javascript.syntax import FUNCTIONS, arguments, callee
from nodewright.rules.layout import indent_unit, line_break, line_indent
from nodewright.rules.model import FixMaker
from nodewright.rules.view import Site

_WRITES = re.compile(
    r"\.(?:save|create|bulkCreate|insert(?:One|Many)?|update(?:One|Many)?|delete(?:One|Many)?|destroy"
    r"|send(?:Mail|Message|ToQueue)?|publish|commit|charge|upsert|writeFile|appendFile)\("
    r"|['\"`]\s*(?:INSERT|UPDATE|DELETE|insert|update|delete)\b"
)
_CLEANS = re.compile(
    r"(?i)unlink|\brm\(|rmdir|close|kill|\.end\(|rollback|release|disconnect|abort|cleanup|clear"
    r"|unlock|cache|tmp|temp|metric|telemetry|notif|log"
)


def swallows_write(site: Site, node: Node) -> bool:
    """An empty catch, without even a comment, after a write that was awaited."""
    body, around = node.child_by_field_name("body"), node.parent
    tried = around.child_by_field_name("body") if around is not None else None
    if body is None or tried is None or body.named_child_count:
        return False
    text = site.text(tried)
    if "await" not in text or not _WRITES.search(text) or _CLEANS.search(text):
        return False
    site.span = Span(node.start_byte, body.end_byte)
    return site.view.facts.function_at(node.start_byte) is not None


def chain_swallows_write(site: Site, node: Node) -> bool:
    """``order.save().catch(() => {})``, without a comment that says why."""
    called, given = callee(node), arguments(node)
    last = called.child_by_field_name("property") if called is not None else None
    if called is None or last is None or len(given) != 1 or given[0].type not in FUNCTIONS:
        return False
    body = given[0].child_by_field_name("body")
    if body is None or body.type != "statement_block" or body.named_child_count:
        return False
    text = site.text(called)
    if not _WRITES.search(text) or _CLEANS.search(text):
        return False
    site.span = Span(last.start_byte, given[0].end_byte)
    return True


def log_error(site: Site) -> tuple[TextChange, ...] | None:
    """The edit that writes the error to the console in an empty catch."""
    body = site.node.child_by_field_name("body")
    if body is None:
        (given,) = arguments(site.node)
        text = "(error) => console.error(error)"
        return (TextChange(Span(given.start_byte, given.end_byte), text),)
    parameter = site.node.child_by_field_name("parameter")
    if parameter is not None and parameter.type != "identifier":
        return None
    name = site.text(parameter) if parameter is not None else "error"
    head = "" if parameter is not None else f"({name}) "
    source = site.view.facts.source
    base, eol = line_indent(source, site.node.start_byte), line_break(source)
    statement = f"console.error({name});"
    inner = f"{{ {statement} }}"
    if re.search(rb"[\r\n]", source[body.start_byte : body.end_byte]):
        inner = f"{{{eol}{base}{indent_unit(source, body)}{statement}{eol}{base}}}"
    return (TextChange(Span(body.start_byte, body.end_byte), head + inner),)


PREDICATES: Mapping[str, Callable[[Site, Node], bool]] = {
    "swallows-write": swallows_write,
    "chain-swallows-write": chain_swallows_write,
}
FIX_MAKERS: Mapping[str, FixMaker] = {"log-error": log_error}
