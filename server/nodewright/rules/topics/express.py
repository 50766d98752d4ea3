"""Predicates about Express 4, which does not look at the promise that a handler returns."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from nodewright.document import Span, TextChange
from nodewright.javascript.bindings import Function
from nodewright.javascript.parsing import Node
from nodewright.javascript.scopes import bare_parameter
from nodewright.rules.flow.requests import Handler
from nodewright.rules.layout import indent_unit, indented, line_break, line_indent
from nodewright.rules.model import FixMaker
from nodewright.rules.promises import open_failures
from nodewright.rules.view import Site

_FORWARDERS = (
    "express-async-errors",
    "express-async-handler",
    "express-promise-router",
    "express-async-router",
    "@awaitjs/express",
)
_OTHERS = ("fastify", "koa", "hono", "@nestjs/common", "next", "@hapi/hapi", "polka")
_FIRST_WITH_PROMISES = 5


def unforwarded_handler(site: Site, node: Node) -> bool:
    """An async Express 4 handler that is handed to a router bare and awaits outside of a try."""
    handler = _handler(site, node)
    if handler is None or not site.view.requests.is_routed(handler.function):
        return False
    return _loses_errors(site, handler)


def exported_unforwarded_handler(site: Site, node: Node) -> bool:
    """The same for a handler that is exported, so that its router is in another file."""
    handler = _handler(site, node)
    if handler is None or site.view.requests.is_routed(handler.function):
        return False
    return _is_exported(site, node) and _loses_errors(site, handler)


def _handler(site: Site, node: Node) -> Handler | None:
    function = site.view.facts.function_at(node.start_byte)
    if function is None or function.node.id != node.id or not function.is_async:
        return None
    handler = site.view.requests.handler(function)
    if handler is None or handler.is_context:
        return None
    second = function.parameters[1:2]
    replies = [p for p in second if site.text(bare_parameter(p)) in ("reply", "rep", "h")]
    return None if replies else handler


def _loses_errors(site: Site, handler: Handler) -> bool:
    function = handler.function
    if not _is_express_4(site) or function.body is None:
        return False
    if next(open_failures(function.node), None) is None:
        return False
    site.span = Span(function.start, _head_end(function))
    return True


def _head_end(function: Function) -> int:
    last = function.parameters[-1].end_byte if function.parameters else function.start
    listed = function.node.child_by_field_name("parameters")
    return listed.end_byte if listed is not None else last


def _is_express_4(site: Site) -> bool:
    view = site.view
    if view.depends_on(*_FORWARDERS):
        return False
    major = view.project.major("express")
    if major is not None:
        return major < _FIRST_WITH_PROMISES and not view.imports(*_OTHERS)
    return view.imports("express")


def _is_exported(site: Site, node: Node) -> bool:
    """``exports.x = f``, ``export const x = f``, ``export function f`` and the default export."""
    parent = node.parent
    if parent is None:
        return False
    if parent.type == "assignment_expression":
        left = parent.child_by_field_name("left")
        return left is not None and bool(re.match(r"(module\.)?exports\b", site.text(left)))
    if parent.type == "variable_declarator" and parent.parent is not None:
        parent = parent.parent.parent
    return parent is not None and parent.type == "export_statement"


def forward_errors(site: Site) -> tuple[TextChange, ...] | None:
    """The edits that wrap the body in try/catch and hand the error to ``next``."""
    facts = site.view.facts
    function = facts.function_at(site.node.start_byte)
    body = function.body if function is not None else None
    if function is None or body is None or body.has_error or has_directive(body):
        return None
    named = next_parameter(site, function)
    if named is None:
        return None
    name, changes = named
    whole = body.type == "statement_block"
    start, end = (
        (body.start_byte + 1, body.end_byte - 1) if whole else (body.start_byte, body.end_byte)
    )
    inside = facts.source[start:end].decode("utf-8", "surrogatepass")
    base = line_indent(facts.source, function.start)
    unit, eol = indent_unit(facts.source, body), line_break(facts.source)
    if not whole:
        text = f"return {site.text(body)};" if body.type != "parenthesized_expression" else ""
        text = text or f"return {site.text(body)[1:-1].strip()};"
        made = _block(text, f"{eol}{base}", unit, name)
        return (*changes, TextChange(Span(start, end), "{" + made + "}"))
    if not re.search(r"[\r\n]", inside):
        catch = f" catch (error) {{ {name}(error); }} "
        return (*changes, TextChange(Span(start, end), f" try {{{inside.rstrip()} }}{catch}"))
    moved = indented(facts.source, body, unit)
    line = f"{eol}{base}{unit}"
    made = f"{line}try {{{moved.rstrip()}{line}}} catch (error) {{"
    made += f"{line}{unit}{name}(error);{line}}}{eol}{base}"
    return (*changes, TextChange(Span(start, end), made))


def has_directive(body: Node) -> bool:
    """The function begins with a directive such as ``use strict``, which a ``try`` would end."""
    first = body.named_children[0] if body.named_child_count else None
    inner = first.named_children[0] if first is not None and first.named_child_count else None
    return (
        first is not None
        and first.type == "expression_statement"
        and inner is not None
        and inner.type == "string"
    )


def _block(text: str, line: str, unit: str, name: str) -> str:
    lines = ("try {", f"{unit}{text}", "} catch (error) {", f"{unit}{name}(error);", "}")
    return "".join(f"{line}{unit}{written}" for written in lines) + line


def next_parameter(site: Site, function: Function) -> tuple[str, tuple[TextChange, ...]] | None:
    """The name of the parameter that takes errors, and the edit that adds it if it is missing."""
    count = len(function.parameters)
    if count in (3, 4):
        last = bare_parameter(function.parameters[-1])
        changes: tuple[TextChange, ...] = ()
        return (site.text(last), changes) if last.type == "identifier" else None
    end = function.parameters[-1].end_byte if count == 2 else 0
    text = site.text(function.node)
    if not end or re.search(r"(?<![\w.])next\b", text):
        return None
    typed = function.parameters[-1].child_by_field_name("type") is not None
    kind = ": NextFunction" if typed and _knows_next_function(site) else ": any" if typed else ""
    return "next", (TextChange(Span(end, end), f", next{kind}"),)


def _knows_next_function(site: Site) -> bool:
    return "NextFunction" in site.view.whole().module.names


PREDICATES: Mapping[str, Callable[[Site, Node], bool]] = {
    "unforwarded-handler": unforwarded_handler,
    "exported-unforwarded-handler": exported_unforwarded_handler,
}
FIX_MAKERS: Mapping[str, FixMaker] = {"forward-errors": forward_errors}
