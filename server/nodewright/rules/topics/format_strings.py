"""Texts of a client that stand where a format string stands."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from nodewright.document import Span, TextChange
from nodewright.javascript.parsing import Node
from nodewright.javascript.syntax import arguments, callee, unwrap
from nodewright.javascript.tree_facts import module_of
from nodewright.rules.model import FixMaker
from nodewright.rules.topics.values import definition_of
from nodewright.rules.topics.web_values import report
from nodewright.rules.view import Site

_TEXTS = ("template_string", "binary_expression")


def format_of_client(site: Site, node: Node) -> bool:
    """``console.log(`user ${req.query.name}`, error)``: ``%s`` in the name eats the error."""
    called, given = callee(node), arguments(node)
    if called is None or len(given) < 2 or not _formats(site, called):
        return False
    first = unwrap(given[0])
    if first.type in ("object", "array", "string"):
        return False
    steps = site.view.taint.steps(given[0])
    if steps is None:
        return False
    site.span = Span(given[0].start_byte, given[0].end_byte)
    return report(site, steps)


def _formats(site: Site, called: Node) -> bool:
    """``util.format`` by any name, or a method of the global console."""
    if module_of(site.origin(called)) in ("util", "format-util", "printf", "printj"):
        return True
    receiver = called.child_by_field_name("object")
    return (
        receiver is not None and site.text(receiver) == "console" and site.resolve(receiver) is None
    )


def is_text(site: Site, node: Node) -> bool:
    """The first argument is certainly a text."""
    given = arguments(node)
    return bool(given) and definition_of(site, given[0]).type in _TEXTS


def put_format_first(site: Site) -> tuple[TextChange, ...] | None:
    """The edit that puts ``'%s'`` before the text."""
    first = arguments(site.node)[0]
    return (TextChange(Span(first.start_byte, first.start_byte), "'%s', "),)


PREDICATES: Mapping[str, Callable[[Site, Node], bool]] = {
    "format-of-client": format_of_client,
    "begins-with-text": is_text,
}
FIX_MAKERS: Mapping[str, FixMaker] = {"put-format-first": put_format_first}
