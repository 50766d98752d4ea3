"""Write a value so that it stays a text in the language around it: HTML, LDAP, XPath, a log."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from nodewright.document import Span, TextChange
from nodewright.javascript.parsing import Node, walk
from nodewright.javascript.syntax import arguments, callee, object_entries, unwrap
from nodewright.rules.model import FixMaker
from nodewright.rules.refusing import put_before
from nodewright.rules.topics.composed import Composed, compose
from nodewright.rules.topics.values import definition_of
from nodewright.rules.topics.web_html import HTML_TYPE, TAG
from nodewright.rules.topics.web_values import around, chosen_outside
from nodewright.rules.view import Site

_COMPOSED = ("template_string", "binary_expression")
_VALUES = ("identifier", "member_expression", "subscript_expression", "call_expression")
_CLOSED = ("template_substitution", "parenthesized_expression")
_HTML = "String({value}).replace(/[&<>\"']/g, (c) => `&#${{c.charCodeAt(0)}};`)"
_LDAP = (
    "String({value}).replace(/[\\\\*()\\0]/g, "
    "(c) => `\\\\${{c.charCodeAt(0).toString(16).padStart(2, '0')}}`)"
)
_LINE = "String({value}).replace(/[\\r\\n]+/g, ' ')"
_TEXT_CALLS = frozenset(
    (
        *("toString", "trim", "toUpperCase", "toLowerCase", "slice", "substring", "substr", "get"),
        *("param", "header", "decodeURIComponent", "decodeURI", "unescape", "String", "charAt"),
    )
)
"""Calls that give back a text of the client, or a part of one."""
_ADDRESS = re.compile(r"(?i)\b(?:href|src|action|formaction|srcdoc|style|data|on\w+)\s*=\s*$")
_IN_FILTER = re.compile(r"\(\s*[\w;.-]+\s*[~<>:]?=[^()]*$")
_DEEPEST = 4


def _texts(site: Site, node: Node, depth: int = 0) -> Iterator[Node]:
    """The texts put together that ``node`` is or, through a name, was given in this function."""
    value = unwrap(node)
    operator = value.child_by_field_name("operator")
    if value.type == "template_string" or (operator is not None and operator.type == "+"):
        yield value
        return
    binding = site.resolve(value) if value.type == "identifier" else None
    if binding is None or binding.outer is not None or depth > _DEEPEST:
        return
    here = site.view.facts.function_at(value.start_byte)
    for definition in binding.definitions:
        inside = site.view.facts.function_at(definition.at) is here
        if definition.value is not None and not definition.path and inside:
            yield from _texts(site, definition.value, depth + 1)


def _holes(site: Site, made: Composed) -> list[tuple[int, Node]]:
    return [(index, hole) for index, hole in made.values if chosen_outside(site, hole)]


def _written(site: Site, hole: Node, form: str) -> TextChange | None:
    """The edit that writes ``hole`` in ``form``; None for what may hold more than one value."""
    inner = unwrap(hole)
    closed = hole.parent is not None and hole.parent.type in _CLOSED
    if inner.type not in _VALUES and not closed and hole.type != "parenthesized_expression":
        return None
    operator = inner.child_by_field_name("operator")
    if inner.type == "template_string" or (operator is not None and operator.type == "+"):
        return None
    text = form.format(value=site.text(inner))
    return TextChange(Span(hole.start_byte, hole.end_byte), text)


def plain_input(site: Site, node: Node, depth: int = 0) -> bool:
    """The value is what was sent, or a fixed text, and nothing that the code built out of it.

    A list that became HTML, or a text that somebody rendered, must not be escaped once more.
    """
    value = unwrap(node)
    if depth > _DEEPEST:
        return False
    if value.type in ("member_expression", "subscript_expression"):
        return True
    if value.type == "string":
        return TAG.search(site.text(value)) is None
    if value.type in ("binary_expression", "ternary_expression"):
        operator = value.child_by_field_name("operator")
        if operator is not None and operator.type not in ("||", "??"):
            return False
        fields = ("left", "right") if operator is not None else ("consequence", "alternative")
        sides = [value.child_by_field_name(field) for field in fields]
        return all(side is not None and plain_input(site, side, depth + 1) for side in sides)
    if value.type == "call_expression":
        called = callee(value)
        last = site.text(called).split(".")[-1] if called is not None else ""
        return last in _TEXT_CALLS and TAG.search(site.text(value)) is None
    binding = site.resolve(value) if value.type == "identifier" else None
    if binding is None or binding.outer is not None:
        return False
    return binding.kind == "parameter" or all(
        bool(d.path) or (d.value is not None and plain_input(site, d.value, depth + 1))
        for d in binding.definitions
    )


# -- HTML -----------------------------------------------------------------------------------


def _html_node(site: Site) -> Node | None:
    body = site.captured.get("BODY")
    given = arguments(site.node)
    node = body or (given[0] if given else None)
    return node if not isinstance(node, list) else None


def escape_input(site: Site) -> tuple[TextChange, ...] | None:
    """The edits that write the five characters of HTML as references in every tainted part."""
    node = _html_node(site)
    if node is None:
        return None
    pieces = list(_pieces(site, node, "", 0))
    if not pieces and TAG.search(around(site, node)):
        pieces = [(node, "")]
    elif not any(TAG.search(site.text(text)) for text in _texts(site, node)):
        return None
    changes: list[TextChange] = []
    for hole, before in pieces:
        change = _written(site, hole, _HTML) if plain_input(site, hole) else None
        if change is None or _html_place(before) == "script":
            return None
        if change not in changes:
            changes.append(change)
    return tuple(changes) or None


def _pieces(site: Site, node: Node, before: str, depth: int) -> Iterator[tuple[Node, str]]:
    """Each value from outside in the HTML of ``node``, with the fixed text before it.

    Texts that were put together earlier, or for each entry of a list, are looked into.
    """
    for text in _texts(site, node):
        made = compose(text, site.view.facts.source)
        for index, hole in _holes(site, made):
            said = before + made.text[:index]
            inner = list(_inner_texts(site, hole)) if depth < _DEEPEST else []
            for part in inner:
                yield from _pieces(site, part, said, depth + 1)
            if not inner:
                yield hole, said


def _inner_texts(site: Site, hole: Node) -> Iterator[Node]:
    """The texts that a value was put together of: a name for one, or ``list.map(x => ...)``."""
    value = unwrap(hole)
    if value.type == "identifier":
        yield from _texts(site, value)
    elif value.type == "call_expression" and TAG.search(site.text(value)):
        seen = 0
        for node in walk(value):
            if node.type in _COMPOSED and node.start_byte >= seen:
                seen = node.end_byte
                yield node


def _html_place(before: str) -> str:
    """Where in an HTML page the text after ``before`` stands."""
    low = before.lower()
    for name in ("<script", "<style"):
        if low.rfind(name) > low.rfind(f"</{name[1:]}"):
            return "script"
    if before.rfind("<!--") > before.rfind("-->"):
        return "comment"
    opened = before.rfind("<")
    if opened < 0 or before.rfind(">") > opened:
        return "text"
    tag = before[opened:]
    quoted = re.search(r"=\s*([\"'])[^\"']*$", tag)
    if quoted is None:
        return "tag"
    return "address" if _ADDRESS.search(tag[: quoted.start() + 1]) else "attribute"


def shown_as_text(site: Site, node: Node) -> bool:
    """Each value stands between tags, or in quotes in an attribute that holds no address.

    There a browser shows a reference as the very character, so the page looks as before.
    """
    html = _html_node(site)
    if html is None or not (TAG.search(around(site, html)) or HTML_TYPE.search(around(site, html))):
        return False
    places = {_html_place(before) for _, before in _pieces(site, html, "", 0)}
    return bool(places) and places <= {"text", "attribute"}


def send_as_text(site: Site) -> tuple[TextChange, ...] | None:
    """The edit that calls the answer plain text, where it has no tags."""
    called, given = callee(site.node), arguments(site.node)
    receiver = called.child_by_field_name("object") if called is not None else None
    last = called.child_by_field_name("property") if called is not None else None
    if receiver is None or last is None or not given:
        return None
    texts = [site.text(text) for text in _texts(site, given[0])]
    if any(TAG.search(text) for text in texts) or HTML_TYPE.search(around(site, given[0])):
        return None
    method = site.text(last)
    if method == "send":
        at = Span(receiver.end_byte, receiver.end_byte)
        return (TextChange(at, ".type('text/plain')"),)
    if method == "response" and site.text(receiver) == "h":
        at = Span(site.node.end_byte, site.node.end_byte)
        return (TextChange(at, ".type('text/plain')"),)
    if method != "end" or re.search(r"\.writeHead\(|\.write\(", around(site, given[0])):
        return None
    root = re.match(r"[\w$]+$", site.text(receiver))
    if root is None:
        return None
    return put_before(
        site,
        site.node,
        (f"{root.group()}.setHeader('Content-Type', 'text/plain; charset=utf-8');",),
    )


# -- other languages ------------------------------------------------------------------------


def escape_line(site: Site) -> tuple[TextChange, ...] | None:
    """The edits that put a blank for the line breaks of input in a line of the log."""
    given = arguments(site.node)
    made = compose(given[0], site.view.facts.source) if given else Composed()
    changes = [_written(site, hole, _LINE) for _, hole in _holes(site, made)]
    found = [change for change in changes if change is not None]
    return tuple(found) if found and len(found) == len(changes) else None


def escape_filter(site: Site) -> tuple[TextChange, ...] | None:
    """The edits that write the special characters of an LDAP filter as their codes (RFC 4515)."""
    changes: list[TextChange] = []
    for argument in arguments(site.node)[:3]:
        value = definition_of(site, argument)
        if value.type == "object":
            entry = object_entries(value, site.view.facts.source).get("filter")
            value = definition_of(site, entry) if entry is not None else value
        if value.type not in _COMPOSED:
            continue
        made = compose(value, site.view.facts.source)
        for index, hole in _holes(site, made):
            change = _written(site, hole, _LDAP)
            if change is None or not _IN_FILTER.search(made.text[:index]):
                return None
            changes.append(change)
    return tuple(changes) or None


def close_quotes(site: Site) -> tuple[TextChange, ...] | None:
    """The edits by which input cannot end the quotes it stands in, and is a number elsewhere.

    XPath 1.0 knows no escape: a text with the quote it stands in was an error before.
    """
    given = arguments(site.node)
    value = definition_of(site, given[0]) if given else site.node
    if value.type not in _COMPOSED:
        return None
    made = compose(value, site.view.facts.source)
    changes: list[TextChange] = []
    for index, hole in _holes(site, made):
        quote = _open_quote(made.text[:index])
        form = "Number({value})"
        if quote:
            form = f"String({{value}}).replace(/{quote}/g, '')"
        elif not re.search(r"[=<>\[]\s*$", made.text[:index]):
            return None
        change = _written(site, hole, form)
        if change is None:
            return None
        changes.append(change)
    return tuple(changes) or None


def _open_quote(before: str) -> str:
    """The quote of XPath that is open at the end of ``before``; empty when there is none."""
    open_one = ""
    for character in before:
        if character == open_one:
            open_one = ""
        elif not open_one and character in "'\"":
            open_one = character
    return open_one


PREDICATES: Mapping[str, Callable[[Site, Node], bool]] = {"shown-as-text": shown_as_text}
FIX_MAKERS: Mapping[str, FixMaker] = {
    "escape-input": escape_input,
    "send-as-text": send_as_text,
    "escape-line": escape_line,
    "escape-filter": escape_filter,
    "close-quotes": close_quotes,
}
