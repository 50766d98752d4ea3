"""What a service does with its own process: exits, last-chance handlers, signals."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from nodewright.document import Span, TextChange
from nodewright.javascript.parsing import Node
from nodewright.javascript.scopes import bare_parameter
from nodewright.javascript.syntax import FUNCTIONS, arguments, string_value
from nodewright.rules.layout import indent_unit, line_break, line_indent
from nodewright.rules.model import FixMaker
from nodewright.rules.view import Site

_ANSWERS = re.compile(
    r"\bres(?:ponse)?\s*\.\s*(?:status|json|send|sendStatus|render|end|writeHead)\("
)
_LEAVES = re.compile(
    r"(?i)exit|abort|kill|throw|shut|stop|terminate|close|die|crash|fatal|\bend\b|clean"
)


def lives_on(site: Site, node: Node) -> bool:
    """The listener of ``uncaughtException`` lets the process go on."""
    given = arguments(node)
    if len(given) != 2:
        return False
    if string_value(given[0], site.view.facts.source) != "uncaughtException":
        return False
    if site.view.requests.enclosing(node.start_byte) is not None:
        return False
    if given[1].type not in FUNCTIONS:
        return bool(re.match(r"console\.\w+$", site.text(given[1])))
    return not _LEAVES.search(_code(site, given[1]))


def _code(site: Site, function: Node) -> str:
    """The text of ``function`` without comments and strings, so that only code is judged."""
    text = re.sub(r"//[^\r\n]*|/\*.*?\*/", "", site.text(function), flags=re.DOTALL)
    return re.sub(r"'[^'\r\n]*'|\"[^\"\r\n]*\"|`[^`]*`", "''", text)


def exit_afterwards(site: Site) -> tuple[TextChange, ...] | None:
    """The edit that ends the process once the error is logged."""
    function = arguments(site.node)[1]
    if function.type not in FUNCTIONS:
        text = f"(error) => {{ {site.text(function)}(error); process.exit(1); }}"
        return (TextChange(Span(function.start_byte, function.end_byte), text),)
    body = function.child_by_field_name("body")
    if body is None:
        return None
    source = site.view.facts.source
    if body.type != "statement_block":
        text = f"{{ {site.text(body)}; process.exit(1); }}"
        return (TextChange(Span(body.start_byte, body.end_byte), text),)
    inside = source[body.start_byte + 1 : body.end_byte - 1]
    start = body.start_byte + 1 + len(inside.rstrip())
    if not inside.strip() or not re.search(rb"[\r\n]", inside):
        return (TextChange(Span(start, body.end_byte - 1), " process.exit(1); "),)
    base = line_indent(source, body.end_byte - 1)
    eol, unit = line_break(source), indent_unit(source, body)
    text = f"{eol}{base}{unit}process.exit(1);{eol}{base}"
    return (TextChange(Span(start, body.end_byte - 1), text),)


def three_argument_error_middleware(site: Site, node: Node) -> bool:
    """``app.use((err, req, res) => ...)``: Express knows error middleware by four parameters."""
    given = arguments(node)
    if not given or given[-1].type not in FUNCTIONS:
        return False
    return _takes_three(site, given[-1])


def named_error_middleware(site: Site, node: Node) -> bool:
    """The same for a function that is handed to ``app.use`` by its name, or made by another."""
    function = site.view.facts.function_at(node.start_byte)
    if function is None or function.node.id != node.id:
        return False
    if function.parent is not None:
        return _is_made(site, node) and _takes_three(site, node)
    name = site.view.requests.name_of(function)
    return bool(name) and site.view.mark(f"route:{name}") and _takes_three(site, node)


def _is_made(site: Site, node: Node) -> bool:
    """What ``node`` is, another function gives back, and it answers requests.

    The proxies of http-proxy call their listeners with the same three.
    """
    parent = node.parent
    if parent is None or b"proxy" in site.view.facts.source:
        return False
    returned = parent.type == "return_statement" or parent.child_by_field_name("body") == node
    return returned and bool(_ANSWERS.search(site.text(node)))


def _takes_three(site: Site, function: Node) -> bool:
    listed = function.child_by_field_name("parameters")
    names = [c for c in listed.named_children if c.type != "comment"] if listed is not None else []
    texts = [site.text(bare_parameter(p)) for p in names]
    if len(texts) != 3 or not re.match(r"_?(err|error|e|ex)$", texts[0]):
        return False
    if not re.match(r"_?(req|request)$", texts[1]) or not re.match(r"_?(res|response)$", texts[2]):
        return False
    site.span = Span(names[0].start_byte, names[-1].end_byte)
    return True


def fourth_parameter(site: Site) -> tuple[TextChange, ...] | None:
    """The edit that adds ``next`` to the three parameters."""
    assert site.span is not None
    function = site.node if site.node.type in FUNCTIONS else arguments(site.node)[-1]
    listed = function.child_by_field_name("parameters")
    typed = listed is not None and any(c.child_by_field_name("type") for c in listed.named_children)
    kind = ""
    if typed:
        kind = ": NextFunction" if "NextFunction" in site.view.whole().module.names else ": unknown"
    if re.search(r"(?<![\w.])next\b", site.text(function)):
        return None
    return (TextChange(Span(site.span.end, site.span.end), f", next{kind}"),)


PREDICATES: Mapping[str, Callable[[Site, Node], bool]] = {
    "lives-on": lives_on,
    "three-argument-error-middleware": three_argument_error_middleware,
    "named-error-middleware": named_error_middleware,
}
FIX_MAKERS: Mapping[str, FixMaker] = {
    "exit-afterwards": exit_afterwards,
    "fourth-parameter": fourth_parameter,
}
