"""Requests that get no answer once something has gone wrong."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from nodewright.document import Span, TextChange
from nodewright.javascript.parsing import Node, walk
from nodewright.javascript.scopes import bare_parameter
from nodewright.javascript.syntax import FUNCTIONS, arguments, callee, climb
from nodewright.rules.flow.requests import Handler
from nodewright.rules.layout import indent_unit, line_break, line_indent
from nodewright.rules.model import FixMaker
from nodewright.rules.topics.express import next_parameter
from nodewright.rules.topics.responses import response_of
from nodewright.rules.view import Site

_RETURNING = ("reply", "rep", "h", "_reply")
_LOGS = re.compile(
    r"^(?:\w+\.)*(?:console|log|logger|winston|debug|sentry)\b|^(?:debug|log)$", re.I
)


def catch_without_answer(site: Site, node: Node) -> bool:
    """A catch clause of a handler that only logs, while the answer was in the ``try``."""
    around = node.parent
    body = node.child_by_field_name("body")
    handler, response = _express_handler(site, node)
    function = site.view.facts.function_at(node.start_byte)
    if around is None or body is None or handler is None or function is not handler.function:
        return False
    if any(p.type in ("try_statement", "catch_clause") for p in climb(around)):
        return False
    tried = around.child_by_field_name("body")
    rest = _text(site, around.end_byte, function.end) + _text(site, node.end_byte, around.end_byte)
    before = _text(site, function.start, around.start_byte)
    answers = re.compile(rf"(?<![\w.]){re.escape(response)}\b")
    if tried is None or not answers.search(site.text(tried)) or answers.search(rest):
        return False
    if re.search(r"(?<![\w.])next\b", rest) or re.search(rf"[(,]\s*{response}\s*[,)]", before[40:]):
        return False
    site.span = Span(node.start_byte, body.start_byte)
    return _only_logs(site, body)


def chain_without_answer(site: Site, node: Node) -> bool:
    """``.then(x => res.json(x)).catch(log)``: the last handler of the chain does not answer."""
    given = arguments(node)
    response = _chain_answer(site, node)
    if not response or len(given) != 1 or not _is_statement(node):
        return False
    name = _last_name(site, node)
    site.span = Span(name.start_byte, given[0].end_byte) if name is not None else None
    if given[0].type not in FUNCTIONS:
        return bool(re.match(r"console\.\w+$|log(?:ger)?\.\w+$", site.text(given[0])))
    body = given[0].child_by_field_name("body")
    return body is not None and _only_logs(site, body)


def chain_without_catch(site: Site, node: Node) -> bool:
    """``x.then(v => res.json(v))`` as a statement of a handler, with nobody to take its error."""
    response = _chain_answer(site, node)
    if not response or not _is_statement(node) or len(arguments(node)) != 1:
        return False
    name = _last_name(site, node)
    site.span = Span(name.start_byte, name.end_byte) if name is not None else None
    return True


def _chain_answer(site: Site, node: Node) -> str:
    """The response that a ``then`` of this chain answers; empty where none does or one catches."""
    handler, response = _express_handler(site, node)
    if handler is None:
        return ""
    answered = False
    here: Node | None = node
    first = True
    while here is not None and here.type == "call_expression":
        called = callee(here)
        name = _last_name(site, here)
        method = site.text(name) if name is not None else ""
        if method == "catch" and not first:
            return ""
        if method == "then":
            given = arguments(here)
            if len(given) > 1:
                return ""
            answered = answered or bool(
                given and re.search(rf"(?<![\w.]){response}\s*\.", site.text(given[0]))
            )
        first = False
        here = called.child_by_field_name("object") if called is not None else None
    return response if answered else ""


def _express_handler(site: Site, node: Node) -> tuple[Handler | None, str]:
    handler = site.view.requests.enclosing(node.start_byte)
    parameter = response_of(site, handler) if handler is not None else None
    if handler is None or parameter is None or site.text(parameter) in _RETURNING:
        return None, ""
    return handler, site.text(parameter)


def _is_statement(call: Node) -> bool:
    parent = call.parent
    return parent is not None and parent.type == "expression_statement"


def _last_name(site: Site, call: Node) -> Node | None:
    called = callee(call)
    return called.child_by_field_name("property") if called is not None else None


def _only_logs(site: Site, body: Node) -> bool:
    """True when nothing but log calls stands in ``body``, or nothing at all."""
    for node in walk(body):
        if node.type in ("throw_statement", "assignment_expression", "new_expression"):
            return False
        if node.type == "return_statement" and node.named_child_count:
            return False
        if node.type == "call_expression":
            called = callee(node)
            inside = any(
                p.type == "arguments" for p in climb(node) if p.start_byte > body.start_byte
            )
            if called is not None and not inside and not _LOGS.match(site.text(called)):
                return False
            if re.search(r"(?<![\w.])(?:next|res|response)\b", site.text(node)):
                return False
    return True


def _text(site: Site, start: int, end: int) -> str:
    return site.view.facts.source[start:end].decode("utf-8", "replace")


# -- repair ---------------------------------------------------------------------------------


def hand_error_to_next(site: Site) -> tuple[TextChange, ...] | None:
    """The edits that give the error to ``next`` at the end of a catch clause."""
    named = _next(site)
    body = site.node.child_by_field_name("body")
    if named is None or body is None:
        return None
    name, changes = named
    parameter = site.node.child_by_field_name("parameter")
    if parameter is not None and parameter.type != "identifier":
        return None
    error = site.text(parameter) if parameter is not None else "error"
    if parameter is None:
        at = Span(body.start_byte, body.start_byte)
        changes = (*changes, TextChange(at, f"({error}) "))
    return (*changes, _append(site, body, f"{name}({error});"))


def _append(site: Site, block: Node, statement: str) -> TextChange:
    """The edit that puts ``statement`` at the end of ``block``."""
    source = site.view.facts.source
    inside = source[block.start_byte + 1 : block.end_byte - 1]
    base, unit = line_indent(source, block.end_byte - 1), indent_unit(source, block)
    eol = line_break(source)
    if not re.search(rb"[\r\n]", inside):
        end = block.end_byte - 1
        kept = len(inside.rstrip())
        start = block.start_byte + 1 + kept
        gap = " " if kept or not inside.strip() else ""
        return TextChange(Span(start, end), f"{gap}{statement} ")
    start = block.start_byte + 1 + len(inside.rstrip())
    text = f"{eol}{base}{unit}{statement}{eol}{base}"
    return TextChange(Span(start, block.end_byte - 1), text)


def _next(site: Site) -> tuple[str, tuple[TextChange, ...]] | None:
    handler = site.view.requests.enclosing(site.node.start_byte)
    if handler is None or not site.view.depends_on("express"):
        return None
    if len(handler.function.parameters) == 3:
        last = bare_parameter(handler.function.parameters[2])
        if site.text(last) != "next":
            return None
    elif _is_served(site, handler):
        return None
    return next_parameter(site, handler.function)


def _is_served(site: Site, handler: Handler) -> bool:
    """The handler goes to a call that is no route, such as ``http.createServer``: no ``next``."""
    parent = handler.function.node.parent
    passed = parent is not None and parent.type == "arguments"
    return passed and not site.view.requests.is_routed(handler.function)


def chain_hands_error_to_next(site: Site) -> tuple[TextChange, ...] | None:
    """The edits that end a promise chain with ``.catch(next)``, or add ``next`` to its catch."""
    named = _next(site)
    name = _last_name(site, site.node)
    if named is None or name is None:
        return None
    word, changes = named
    if site.text(name) == "then":
        end = site.node.end_byte
        return (*changes, TextChange(Span(end, end), f"{_gap(site, name)}.catch({word})"))
    (given,) = arguments(site.node)
    if given.type not in FUNCTIONS:
        text = f"(error) => {{ {site.text(given)}(error); {word}(error); }}"
        return (*changes, TextChange(Span(given.start_byte, given.end_byte), text))
    body = given.child_by_field_name("body")
    function = site.view.facts.function_at(given.start_byte)
    if body is None or function is None or len(function.parameters) != 1:
        return None
    error = bare_parameter(function.parameters[0])
    if error.type != "identifier":
        return None
    statement = f"{word}({site.text(error)});"
    if body.type == "statement_block":
        return (*changes, _append(site, body, statement))
    text = f"{{ {site.text(body)}; {statement} }}"
    return (*changes, TextChange(Span(body.start_byte, body.end_byte), text))


def _gap(site: Site, name: Node) -> str:
    """What stands before the dot of the last call: a line break where the chain is stacked."""
    source = site.view.facts.source
    dot = source.rfind(b".", 0, name.start_byte)
    found = re.search(rb"(?:\r\n|\n|\r)[ \t]*$", source[:dot])
    return found.group().decode() if found else ""


PREDICATES: Mapping[str, Callable[[Site, Node], bool]] = {
    "catch-without-answer": catch_without_answer,
    "chain-without-answer": chain_without_answer,
    "chain-without-catch": chain_without_catch,
}
FIX_MAKERS: Mapping[str, FixMaker] = {
    "hand-error-to-next": hand_error_to_next,
    "chain-hands-error-to-next": chain_hands_error_to_next,
}
