"""Addresses that are judged as text: searched for a host, or matched by a loose expression."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from nodewright.document import Span
from nodewright.javascript.parsing import Node
from nodewright.javascript.syntax import callee, climb, string_value, unwrap
from nodewright.rules.topics.web_values import only_value
from nodewright.rules.view import Site

_TLD = (
    r"(?:com|org|net|io|dev|app|co|ai|edu|gov|info|biz|xyz|me|tv|cloud|uk|de|fr|eu|us|ru|cn|jp|in)"
)
_HOST = rf"(?:[A-Za-z0-9][A-Za-z0-9-]*\.)+{_TLD}(?::\d+)?"
_HOST_ONLY = re.compile(rf"\.?{_HOST}$")
_URL_START = re.compile(rf"(?:https?:)?//{_HOST}$")
_URL_OR_HOST = re.compile(rf"(?:(?:https?:)?//)?(?:www\.)?{_HOST}/?$")
_ADDRESS_NAME = re.compile(
    r"(?i)(?:url|uri|host|hostname|origin|referr?er|href|domain|link|redirect\w*|target|location"
    r"|website|address|dest\w*|return_?to|next|callback|src)$"
)
_OPEN_DOT = re.compile(
    rf"[A-Za-z0-9-](?<!\\)\.{_TLD}(?![A-Za-z0-9_-])|[\w)](?<!\\)\.[a-z0-9-]{{2,}}\\?\.{_TLD}(?![\w-])"
)
_ESCAPED_HOST = re.compile(rf"[a-z0-9-]+\\\.{_TLD}(?![\w-])")


def address_as_text(site: Site, node: Node) -> bool:
    """``url.includes('example.com')`` and its kin, where the answer decides something."""
    called = callee(node)
    last = called.child_by_field_name("property") if called is not None else None
    receiver = called.child_by_field_name("object") if called is not None else None
    given = site.captured.get("S")
    if last is None or receiver is None or not isinstance(given, Node):
        return False
    said, method = string_value(given, site.view.facts.source), site.text(last)
    if said is None or not _weak(method, said, site, node) or not _decides(node):
        return False
    if not _is_address(site, receiver):
        return False
    site.words["HOST"] = said
    return True


def _weak(method: str, said: str, site: Site, node: Node) -> bool:
    if method == "startsWith":
        return bool(_URL_START.match(said))
    if method == "endsWith":
        return not said.startswith(".") and bool(_HOST_ONLY.match(said))
    if method == "indexOf" and _compared_with_zero(site, node):
        return bool(_URL_START.match(said))
    return bool(_URL_OR_HOST.match(said))


def _compared_with_zero(site: Site, node: Node) -> bool:
    parent = node.parent
    return (
        parent is not None
        and parent.type == "binary_expression"
        and re.search(r"[=!]==?\s*0$", site.text(parent)) is not None
    )


def _decides(node: Node) -> bool:
    """The call is (a part of) a condition, or what a test of its own gives back."""
    here = node
    for around in climb(node):
        if around.type in ("if_statement", "ternary_expression", "while_statement"):
            test = around.child_by_field_name("condition")
            return test is not None and test.start_byte <= node.start_byte < test.end_byte
        if around.type in ("return_statement", "arrow_function", "variable_declarator"):
            return True
        if around.type not in ("binary_expression", "unary_expression", "parenthesized_expression"):
            return around.type == "call_expression" and here is not node
        here = around
    return False


def _is_address(site: Site, receiver: Node) -> bool:
    """The text is called an address, or comes from the client."""
    text = site.text(unwrap(receiver))
    text = re.sub(r"\??\.(?:toLowerCase|toString|trim)\(\)", "", text)
    if _ADDRESS_NAME.search(re.sub(r"(?:\(\)|['\"]?\])$", "", text)):
        return True
    return site.view.taint.steps(receiver) is not None


def loose_host_pattern(site: Site, node: Node) -> bool:
    """A regular expression for a host whose dots match anything, or that has no beginning."""
    written = site.captured.get("R")
    if not isinstance(written, Node):
        return False
    value = written
    if written.type == "identifier":
        value = only_value(site, written) or written
    if value.type == "regex":
        source = site.text(value)[1 : site.text(value).rfind("/")]
    elif value.type == "new_expression" and _made_of_text(site, value):
        source = _made_of_text(site, value)
    else:
        return False
    source = source.replace("\\/", "/")
    open_dot = _OPEN_DOT.search(source)
    loose = _ESCAPED_HOST.search(source) and re.match(r"\(?(?:https?\??:|https\?:|//)", source)
    if not open_dot and not loose:
        return False
    if not re.search(r"://|^\^|\$$", source) and not open_dot:
        return False
    site.words["FAULT"] = (
        "a dot in it matches any character"
        if open_dot
        else "it has no ^, so the host may stand anywhere in the address"
    )
    site.span = Span(written.start_byte, written.end_byte)
    return True


def _made_of_text(site: Site, node: Node) -> str:
    made, listed = node.child_by_field_name("constructor"), node.child_by_field_name("arguments")
    if made is None or listed is None or site.text(made) != "RegExp" or not listed.named_children:
        return ""
    return string_value(listed.named_children[0], site.view.facts.source) or ""


PREDICATES: Mapping[str, Callable[[Site, Node], bool]] = {
    "address-as-text": address_as_text,
    "loose-host-pattern": loose_host_pattern,
}
