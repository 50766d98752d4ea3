"""Request bodies that are collected in memory without a limit."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from nodewright.document import Related, Span, TextChange
from nodewright.javascript.bindings import Function
from nodewright.javascript.parsing import Node
from nodewright.javascript.scopes import bare_parameter
from nodewright.javascript.syntax import FUNCTIONS, arguments, callee, climb, string_value
from nodewright.rules.flow.requests import REQUEST_NAMES, Handler
from nodewright.rules.layout import indent_unit, line_break, line_indent
from nodewright.rules.model import FixMaker
from nodewright.rules.topics.responses import response_of
from nodewright.rules.view import Site

LIMIT = "1_000_000"
"""Bytes that the repair allows: the size of ten thousand rows of a hundred characters."""

_BOUNDED = re.compile(
    r"(?i)(?:length|size|total|received|bytes)\s*>|\.destroy\(|\b413\b|content-length|max|limit"
)


def buffers_upload(site: Site, node: Node) -> bool:
    """``req.on('data', ...)`` that keeps every chunk, in a handler that knows no limit."""
    handler = site.view.requests.enclosing(node.start_byte) or _reader(site, node)
    given = arguments(node)
    if handler is None or len(given) != 2 or given[1].type not in FUNCTIONS:
        return False
    if string_value(given[0], site.view.facts.source) != "data" or not _is_request(
        site, handler, node
    ):
        return False
    function = site.view.facts.function_at(given[1].start_byte)
    if function is None or function.body is None or not function.parameters:
        return False
    chunk = site.text(bare_parameter(function.parameters[0]))
    span = Span(node.start_byte, given[0].end_byte)
    return _keeps(site, handler.function, function.body, chunk, span)


def _reader(site: Site, node: Node) -> Handler | None:
    """The helper around ``node`` that is given a request to read: ``function readBody(req)``."""
    function = site.view.facts.function_at(node.start_byte)
    while function is not None:
        for parameter in function.parameters[:1]:
            bare = bare_parameter(parameter)
            if site.text(bare) in REQUEST_NAMES:
                return Handler(function, bare)
        function = function.parent
    return None


def buffers_in_loop(site: Site, node: Node) -> bool:
    """``for await (const chunk of req)`` whose body keeps every chunk."""
    handler = site.view.requests.enclosing(node.start_byte) or _reader(site, node)
    if handler is None or handler.request is None:
        return False
    for around in climb(node):
        if around.type in FUNCTIONS:
            return False
        if around.type == "for_in_statement":
            left, right = around.child_by_field_name("left"), around.child_by_field_name("right")
            body = around.child_by_field_name("body")
            if left is None or right is None or body is None:
                return False
            if not any(child.type == "await" for child in around.children[:3]):
                return False
            if not _names_request(site, handler, right):
                return False
            span = Span(around.start_byte, right.end_byte)
            return _keeps(site, handler.function, body, site.text(left), span)
    return False


def _keeps(site: Site, outer: Function, body: Node, chunk: str, span: Span) -> bool:
    """``body`` adds ``chunk`` to something that lives longer, and nobody counts."""
    text = site.text(body)
    word = re.escape(chunk)
    kept = re.search(
        rf"(\w+)\.push\(\s*{word}\b|(\w+)\s*\+=\s*{word}\b(?!\.(?:byteL|l)ength)"
        rf"|(\w+)\s*=\s*(?:\3\s*\+\s*{word}\b|Buffer\.concat\(\[\s*\3,\s*{word}\b)",
        text,
    )
    if kept is None or _BOUNDED.search(site.text(outer.node)):
        return False
    name = next(filter(None, kept.groups()))
    site.span = span
    at = body.start_byte + len(text[: kept.start()].encode())
    site.related.append(
        Related(Span(at, at + len(kept.group().encode())), f"Every part is kept in {name}")
    )
    whole = re.search(
        rf"Buffer\.concat\(\s*{name}\b|{name}\.join\(|JSON\.parse\(\s*{name}\b",
        site.text(outer.node),
    )
    if whole is not None:
        begin = outer.start + len(site.text(outer.node)[: whole.start()].encode())
        end = begin + len(whole.group().encode())
        site.related.append(Related(Span(begin, end), "Here all parts are copied into one"))
    return True


def _is_request(site: Site, handler: Handler, call: Node) -> bool:
    called = callee(call)
    receiver = called.child_by_field_name("object") if called is not None else None
    while receiver is not None and receiver.type == "call_expression":
        called = callee(receiver)
        receiver = called.child_by_field_name("object") if called is not None else None
    return receiver is not None and _names_request(site, handler, receiver)


def _names_request(site: Site, handler: Handler, node: Node) -> bool:
    if handler.request is None or handler.request.type != "identifier":
        return False
    name = re.escape(site.text(handler.request))
    return bool(re.match(rf"{name}(\.(req|request|raw))*$", site.text(node)))


def refuse_large_body(site: Site) -> tuple[TextChange, ...] | None:
    """The edits that count the bytes and answer 413 above :data:`LIMIT`."""
    handler = site.view.requests.enclosing(site.node.start_byte)
    response = response_of(site, handler) if handler is not None else None
    statement = next((p for p in climb(site.node) if p.type == "expression_statement"), None)
    given = arguments(site.node) if site.node.type == "call_expression" else []
    if handler is None or response is None or statement is None or len(given) != 2:
        return None
    function = site.view.facts.function_at(given[1].start_byte)
    body = function.body if function is not None else None
    called = callee(site.node)
    receiver = called.child_by_field_name("object") if called is not None else None
    if function is None or body is None or body.type != "statement_block" or receiver is None:
        return None
    if receiver.type != "identifier" or re.search(
        r"\breceived\b", site.text(handler.function.node)
    ):
        return None
    source = site.view.facts.source
    inside = source[body.start_byte + 1 : body.end_byte]
    if not re.match(rb"[ \t]*[\r\n]", inside):
        return None
    eol, base = line_break(source), line_indent(source, statement.start_byte)
    unit = indent_unit(source, body)
    inner = line_indent(source, body.start_byte) + unit
    chunk = site.text(bare_parameter(function.parameters[0]))
    lines = (
        f"received += {chunk}.length;",
        f"if (received > {LIMIT}) {{",
        f"{unit}{site.text(response)}.writeHead(413).end();",
        f"{unit}{site.text(receiver)}.destroy();",
        f"{unit}return;",
        "}",
    )
    text = "".join(f"{eol}{inner}{line}" for line in lines)
    start, at = statement.start_byte, body.start_byte + 1
    return (
        TextChange(Span(start, start), f"let received = 0;{eol}{base}"),
        TextChange(Span(at, at), text),
    )


PREDICATES: Mapping[str, Callable[[Site, Node], bool]] = {
    "buffers-upload": buffers_upload,
    "buffers-in-loop": buffers_in_loop,
}
FIX_MAKERS: Mapping[str, FixMaker] = {"refuse-large-body": refuse_large_body}
