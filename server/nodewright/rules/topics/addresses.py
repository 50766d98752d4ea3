"""Addresses that are judged as text: searched for a host, or matched by a loose expression."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from nodewright.document import Span
from nodewright.javascript.parsing import Node
from nodewright.javascript.syntax import arguments, callee, climb, string_value, unwrap
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
_WIDE = re.compile(rf"(?<!\\)\.[*+]\)?\??(?:\\\.)?(?:[a-z0-9-]+\\\.)+{_TLD}(?![\w-])")
_ENDS_WITH_HOST = re.compile(rf"^\^[^|]*://[^|/]*\\\.{_TLD}\)?$")
_KEPT_NAME = re.compile(
    r"(?i)allow|trust|origin|host|domain|white|valid|permit|cors|redirect|safe|check|accept|referr?er"
)
_SCHEME = re.compile(r"https?\??(?:\(\?:|\))?:(?:\\?/){2}|\^\(?(?:\?:)?http")
_HOST_LIST = re.compile(r"(?i)(?:domains|hosts|hostnames|origins|referr?ers)$")
_LIST_NAME = re.compile(
    r"(?i)(?:allow|white|trust|permit|valid|safe|known|accept|own|internal)\w*$|(?:domains|hosts|hostnames"
    r"|origins|urls|referr?ers)$"
)


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
    fault = _fault(site, value, decides=_decides(node))
    if not fault:
        return False
    site.words["FAULT"] = fault
    site.span = Span(written.start_byte, written.end_byte)
    return True


def kept_host_pattern(site: Site, node: Node) -> bool:
    """``const ALLOWED = [/^https:.+www.example.com$/]``, and ``{ origin: /example.com$/ }``."""
    value = node.child_by_field_name("value")
    name = node.child_by_field_name("name") or node.child_by_field_name("key")
    if value is None or name is None or value.type not in ("regex", "array", "new_expression"):
        return False
    if not _KEPT_NAME.search(site.text(name)) and not _SCHEME.search(site.text(value)):
        return False
    if node.type == "variable_declarator" and site.view.facts.function_at(node.start_byte):
        return False  # what it is used for there says more
    value = unwrap(value)
    for one in value.named_children if value.type == "array" else [value]:
        fault = _fault(site, one, decides=True)
        if fault:
            site.words["FAULT"] = fault
            site.span = Span(one.start_byte, one.end_byte)
            return True
    return False


def _fault(site: Site, value: Node, decides: bool) -> str:
    """What lets other hosts through a regular expression for a host; empty for none."""
    if value.type == "regex":
        source = site.text(value)[1 : site.text(value).rfind("/")]
    elif value.type == "new_expression" and _made_of_text(site, value):
        source = _made_of_text(site, value)
    else:
        return ""
    source = source.replace("\\/", "/")
    if _OPEN_DOT.search(source):
        return "a dot in it matches any character"
    if not _ESCAPED_HOST.search(source):
        return ""
    if re.match(r"\(?(?:https?\??:|https\?:|//)", source):
        return "it has no ^, so the host may stand anywhere in the address"
    if not decides:
        return ""
    if _WIDE.search(source):
        return "what stands for the subdomain matches a whole other address"
    ways = re.split(r"(?<!\\)\|", re.sub(r"\([^()]*\)", "", source))
    if len(ways) > 1 and any(w.startswith("^") for w in ways):
        loose = [w for w in ways if not w.startswith("^") and _ESCAPED_HOST.search(w)]
        if loose:
            return "the ^ holds for one of the alternatives only"
    if _ENDS_WITH_HOST.match(source):
        return "it ends behind the host, so more may follow, as in example.com.evil.net"
    return ""


def address_among_texts(site: Site, node: Node) -> bool:
    """``ALLOWED.some((host) => url.includes(host))``."""
    called, given = callee(node), arguments(node)
    listed = called.child_by_field_name("object") if called is not None else None
    if listed is None or len(given) != 1 or not _LIST_NAME.search(site.text(listed)):
        return False
    found = re.fullmatch(
        r"(?:\(?\s*(\w+)\s*(?::\s*\w+)?\)?(?:\s*:\s*\w+)?\s*=>\s*(?:\{\s*return\s+)?"
        r"|function\s*\w*\(\s*(\w+)\s*\)\s*\{\s*return\s+)"
        r"([\w.?\[\]'\"]+)\??\.(includes|indexOf|startsWith|endsWith|search|match)\(\s*(\w+)\s*\)"
        r"\s*(?:[!=><]=*\s*-?\d+)?\s*;?\s*\}?",
        site.text(given[0]),
    )
    if found is None or found.group(5) != (found.group(1) or found.group(2)):
        return False
    receiver = re.sub(r"\??\.(?:toLowerCase|toString|trim)$", "", found.group(3))
    hosts = _HOST_LIST.search(site.text(listed)) is not None
    if not hosts and not _ADDRESS_NAME.search(re.sub(r"(?:\(\)|['\"]?\])$", "", receiver)):
        return False
    value = only_value(site, listed) if listed.type == "identifier" else None
    texts = [
        string_value(one, site.view.facts.source) or ""
        for one in (value.named_children if value is not None and value.type == "array" else [])
    ]
    method = found.group(4)
    if method == "endsWith" and all(text.startswith(".") for text in texts):
        return False
    if texts and method == "startsWith" and all(re.search(r"://.+/$", text) for text in texts):
        return False
    if texts and not any(_URL_OR_HOST.match(text) for text in texts):
        return False
    site.words["HOST"] = f"what {site.text(listed)} holds"
    return True


def _made_of_text(site: Site, node: Node) -> str:
    made, listed = node.child_by_field_name("constructor"), node.child_by_field_name("arguments")
    if made is None or listed is None or site.text(made) != "RegExp" or not listed.named_children:
        return ""
    return string_value(listed.named_children[0], site.view.facts.source) or ""


PREDICATES: Mapping[str, Callable[[Site, Node], bool]] = {
    "address-as-text": address_as_text,
    "loose-host-pattern": loose_host_pattern,
    "kept-host-pattern": kept_host_pattern,
    "address-among-texts": address_among_texts,
}
