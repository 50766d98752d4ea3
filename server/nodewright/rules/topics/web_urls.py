"""Predicates about addresses that a client chooses: where a redirect and a request may go."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from nodewright.document import Span, TextChange
from nodewright.javascript.parsing import Node
from nodewright.javascript.syntax import arguments, callee, string_value, unwrap
from nodewright.javascript.tree_facts import module_of
from nodewright.rules.flow.requests import RESPONSE_NAMES
from nodewright.rules.model import FixMaker
from nodewright.rules.topics.web_values import (
    CHECKS,
    around,
    before,
    carriers,
    checked,
    lead,
    literal_object,
    report,
    source_text,
    tainted,
)
from nodewright.rules.view import Site

_SCHEME = re.compile(r"^(?:https?|wss?|ftp)?:?//", re.IGNORECASE)
_WHOLE_HOST = re.compile(r"^(?:https?|wss?|ftp):?//[^/?#]+[/?#]", re.IGNORECASE)
_OWN_ADDRESS = re.compile(
    r"^(?:\w+\.)?(?:req\w*|ctx|context|c)"
    r"(?:\.(?:url|originalUrl|baseUrl|path|hostname|host|protocol|href|nextUrl|get|header))?$"
    r"|\bheaders\b",
)
_OWN_PATH = re.compile(r"(?:^|\.)(?:req\w*|ctx|context)\.(?:url|originalUrl|path|_parsedUrl)\b")
_SLASHES_CUT = re.compile(
    r"\^\[?(?:\\/|/)[^)\n]{0,6}[+{]|(?:\\/){2}|['\"]//|/\{2,|collapse|[nN]ormali[sz]e\("
    r"|\bnew URL\(|posix"
)
_TAKEN_APART = re.compile(r"\bquery\b|searchParams|\bparams\b|\bbody\b|cookies")
_HOST_LOOKED_AT = re.compile(
    r"\.(?:hostname|host|origin)\b\s*(?:[!=]==?|\)|\?|\.(?:endsWith|match|includes|startsWith))"
    r"|[!=]==?\s*\w+\.(?:hostname|host|origin)\b|\{[^}]*\b(?:hostname|host|origin)\b[^}]*\}\s*="
    r"\s*(?:new URL|url\.parse)|\bdns\b|\blookup\("
)
_URL_CHECKS = CHECKS[:-1] + r"|{name}\[0\]\s*[!=]|{name}\.charAt\()"
_MORE_THAN_HTTP = r"|search)\((?!\s*(?:/\^?|['\"`])https?(?::|\?)?[\\/]*['\"`/]?i?\s*\))"
"""A test whether the text begins with ``http`` says nothing of the host."""
_CLIENTS = frozenset(
    (
        "axios",
        "got",
        "node-fetch",
        "request",
        "request-promise",
        "request-promise-native",
        "needle",
        "superagent",
        "undici",
        "cross-fetch",
        "isomorphic-fetch",
        "ky",
        "phin",
        "bent",
        "wreck",
        "make-fetch-happen",
        "minipass-fetch",
        "urllib",
        "follow-redirects",
    )
)
_URL_KEYS = ("url", "uri", "baseURL", "hostname", "host", "prefixUrl")
_CREATED = re.compile(r"\b201\b|\bCREATED\b|\bCreated\b")
"""Beside this status the header says where the new resource is, and no browser goes there."""
_PLAIN = ("identifier", "member_expression", "subscript_expression")


def redirect_target(site: Site, node: Node) -> bool:
    """The answer sends the browser to an address that the client chose."""
    target = _redirected_to(site)
    if target is None or not _chooses_host(site, target, redirect=True):
        return False
    site.captured["TARGET"] = target
    return True


def own_path_target(site: Site, node: Node) -> bool:
    """The answer sends the browser to the path of this request, which may begin with ``//``."""
    target = _redirected_to(site)
    steps = tainted(site, target) if target is not None else None
    if target is None or steps is None:
        return False
    start = lead(site, target)
    source = source_text(site, steps)
    if start.part is None or start.text or not _OWN_PATH.search(source):
        return False
    if start.part.id == unwrap(target).id and _OWN_PATH.search(site.text(target)):
        return False  # the very address of the request: nothing was changed, it comes back here
    if tainted(site, start.part) is None or _SLASHES_CUT.search(around(site, target)):
        return False
    site.captured["TARGET"] = target
    return report(site, steps)


def _redirected_to(site: Site) -> Node | None:
    """The address that a call sends the browser to."""
    called, given = callee(site.node), arguments(site.node)
    last = called.child_by_field_name("property") if called is not None else None
    receiver = called.child_by_field_name("object") if called is not None else None
    if last is None or receiver is None or not given:
        return None
    name = site.text(last)
    if name == "redirect":
        if len(given) > 1 and re.search(r"Response$", site.text(receiver)):
            return given[0]
        return given[1] if len(given) > 1 and _is_status(site, given[0]) else given[0]
    if _CREATED.search(around(site, site.node)):
        return None
    if name in ("setHeader", "set", "header"):
        said = string_value(given[0], site.view.facts.source)
        return given[1] if said is not None and said.lower() == "location" and given[1:] else None
    if name == "writeHead":
        headers = literal_object(site, given[-1]) or {}
        return headers.get("Location") or headers.get("location")
    return given[0]


def _is_status(site: Site, node: Node) -> bool:
    return node.type == "number" or "status" in site.text(node).lower()


def _chooses_host(site: Site, node: Node, *, redirect: bool) -> bool:
    """Client input stands where the host of the address is, and nobody has looked at it."""
    steps = tainted(site, node)
    if steps is None:
        return False
    start = lead(site, node)
    if start.part is None or tainted(site, start.part) is None:
        return False
    if _WHOLE_HOST.match(start.text):
        return False
    if start.text and not _SCHEME.match(start.text) and not (redirect and start.text == "/"):
        return False
    source = source_text(site, steps)
    names = {source, *carriers(site, start.part), site.text(start.part)}
    apart = any(_TAKEN_APART.search(name) for name in names)
    if _OWN_ADDRESS.search(source) and (redirect or "headers" not in source) and not apart:
        return False
    if start.text == "/" and any(re.search(r"\bparams\b", name) for name in names):
        return False
    pattern = _URL_CHECKS
    if not redirect:
        pattern = pattern.replace(r"|search)\(", _MORE_THAN_HTTP)
    if _HOST_LOOKED_AT.search(before(site, node)) or checked(site, node, pattern):
        return False
    return report(site, steps)


def request_target(site: Site, node: Node) -> bool:
    """The server fetches an address whose host the client chose."""
    if not _is_request(site):
        return False
    called = callee(site.node)
    http = called is not None and module_of(site.origin(called)) in ("http", "https")
    for argument in arguments(site.node)[: 2 if http else 1]:
        entries = literal_object(site, argument)
        values = [argument] if entries is None else [entries[k] for k in _URL_KEYS if k in entries]
        for value in values:
            if value.type == "method_definition":
                continue
            if _chooses_host(site, value, redirect=False):
                site.captured["TARGET"] = value
                return True
    return False


def _is_request(site: Site) -> bool:
    called = callee(site.node)
    if called is None:
        return False
    origin = site.origin(called)
    module = module_of(origin)
    if called.type == "identifier":
        name = site.text(called)
        if module:
            return module in _CLIENTS or module in ("http", "https")
        return name in ("fetch", "axios", "got") and site.resolve(called) is None
    receiver = called.child_by_field_name("object")
    if module in _CLIENTS or module in ("http", "https"):
        return "createServer" not in origin and "Router" not in origin
    if receiver is None or origin:
        return False
    name = site.text(called)
    if name in ("globalThis.fetch", "window.fetch"):
        return True
    if name.endswith(".goto"):
        return site.view.depends_on("puppeteer", "puppeteer-core", "playwright", "playwright-core")
    return bool(
        re.match(r"(?:this\.)?(?:axios|httpService|http|\$http)(?:\.axiosRef)?\.\w+$", name)
    )


def stay_on_site(site: Site) -> tuple[TextChange, ...] | None:
    """The edits that redirect to the address only if it is a path of this site, else to ``/``."""
    target = unwrap(site.one("TARGET"))
    other = "'/'"
    whole = target
    if target.type == "binary_expression":
        operator = target.child_by_field_name("operator")
        left, right = target.child_by_field_name("left"), target.child_by_field_name("right")
        if operator is None or operator.type not in ("||", "??") or left is None or right is None:
            return None
        fallback = string_value(right, site.view.facts.source)
        if fallback is None or not re.match(r"/(?!/)", fallback):
            return None
        target, other = left, site.text(right)
    if target.type not in _PLAIN or tainted(site, target) is None:
        return None
    value = site.text(target)
    made = rf"/^\/(?![/\\\s])/.test({value}) ? {value} : {other}"
    return (TextChange(Span(whole.start_byte, whole.end_byte), made),)


def answers(site: Site, node: Node) -> bool:
    """The receiver is named as the answer of a handler, or is Koa's context."""
    text = site.text(node)
    head = re.match(r"(?:this\.)?(\w+)", text)
    return head is not None and head.group(1) in {*RESPONSE_NAMES, "ctx", "context", "c"}


PREDICATES: Mapping[str, Callable[[Site, Node], bool]] = {
    "redirect-target": redirect_target,
    "own-path-target": own_path_target,
    "request-target": request_target,
    "answers": answers,
}
FIX_MAKERS: Mapping[str, FixMaker] = {"stay-on-site": stay_on_site}
