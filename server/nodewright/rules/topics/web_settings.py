"""Predicates about the settings of web middleware: CORS, cookies, sessions and uploads."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from nodewright.document import Span, TextChange
from nodewright.javascript.parsing import Node
from nodewright.javascript.syntax import FUNCTIONS, arguments, callee, object_entries, string_value
from nodewright.javascript.tree_facts import module_of
from nodewright.rules.model import FixMaker
from nodewright.rules.topics.composed import HOLE, compose
from nodewright.rules.topics.web_values import around, checked, literal_object, report, tainted
from nodewright.rules.view import Site

_SECRET_COOKIE = re.compile(
    r"(?i)^(?:__host-|__secure-)?(?:[\w.]*[-_.])?(?:sess(?:ion)?(?:[-_]?id)?|sid|jwt|auth|token"
    r"|(?:access|refresh|auth|id|login|session|remember|api|user)[-_.]?(?:token|jwt|key))$"
    r"|connect\.sid|remember[-_]?me"
)
_PUBLIC_COOKIE = re.compile(r"(?i)csrf|xsrf|consent|locale|theme")
_ALLOW_LIST = re.compile(
    r"\.(?:includes|indexOf|has|test|match|some|find|endsWith|startsWith|get)\(|\bin\s+\w"
    r"|(?i:allow|white|trust|valid|permitted)\w*(?:\(|\[|\.)|origin\s*[!=]==?\s*['\"\w]"
)
_CLIENT_HOST = re.compile(
    r"(?i)\bheaders\.(?:host|origin)\b|\bheaders\[['\"](?:x-forwarded-)?(?:host|origin)"
    r"|\b(?:get|header)\(\s*['\"](?:x-forwarded-host|host|origin)['\"]|\breq\w*\.host(?:name)?\b"
)
_UNITS = {"b": 1, "kb": 2**10, "mb": 2**20, "gb": 2**30}
_LARGE_BODY = 50 * 2**20
"""Bytes. The default of body-parser is 100 kB; a JSON body is held and parsed in memory."""


def cors_with_credentials(site: Site, node: Node) -> bool:
    """``cors({ origin: true, credentials: true })``, or a function that says yes to everybody."""
    entries = _options(site)
    if entries is None or not _is_true(site, entries.get("credentials")):
        return False
    origin = entries.get("origin")
    if origin is None:
        return False
    if _is_true(site, origin):
        return True
    if origin.type == "regex":
        return site.text(origin) in ("/.*/", "/./", "/^.*$/", "/.+/")
    if origin.type not in FUNCTIONS:
        return False
    text = site.text(origin)
    if _ALLOW_LIST.search(text) or re.search(r"\bif\b|\?|&&|\|\|", text):
        return False
    return bool(re.search(r"\(\s*null\s*,\s*(?:true|origin|\w*[oO]rigin)\s*\)|=>\s*origin\b", text))


def origin_echoed(site: Site, node: Node) -> bool:
    """``Access-Control-Allow-Origin`` repeats the Origin of the request, with credentials."""
    given = arguments(site.node)
    if len(given) != 2 or _header(site, given[0]) != "access-control-allow-origin":
        return False
    steps = tainted(site, given[1])
    text = around(site, node)
    if steps is None or not re.search(r"(?i)allow-credentials['\"`]\s*,\s*['\"`]?true", text):
        return False
    if not re.search(r"(?i)origin", " ".join(_texts(site, given[1], steps))):
        return False
    if checked(site, given[1]) or _ALLOW_LIST.search(_without_get(text)):
        return False
    return report(site, steps)


def _texts(site: Site, value: Node, steps: tuple[object, ...]) -> list[str]:
    return [site.text(value), *(str(step) for step in steps), around(site, value)]


def _without_get(text: str) -> str:
    return re.sub(r"\.(?:get|header)\(\s*['\"`][\w-]+['\"`]\s*\)", "", text)


def _header(site: Site, node: Node) -> str:
    return (string_value(node, site.view.facts.source) or "").lower()


def _options(site: Site, at: int = 0) -> dict[str, Node] | None:
    given = arguments(site.node)
    return literal_object(site, given[at]) if len(given) > at else None


def _is_true(site: Site, node: Node | None) -> bool:
    return node is not None and site.text(node) == "true"


def _is_false(site: Site, node: Node | None) -> bool:
    return node is not None and site.text(node) == "false"


def cookie_for_scripts(site: Site, node: Node) -> bool:
    """A cookie that proves who somebody is, readable by every script of the page."""
    options = _cookie_options(site)
    if options is None or "..." in options:
        return False
    flag = options.get("httpOnly")
    return flag is None or _is_false(site, flag)


def cookie_text_for_scripts(site: Site, node: Node) -> bool:
    """``setHeader('Set-Cookie', 'token=...; Path=/')`` without HttpOnly in the text."""
    given = arguments(site.node)
    if len(given) < 2 or _header(site, given[0]) != "set-cookie":
        return False
    text = compose(given[1], site.view.facts.source).text
    name, _, rest = text.partition("=")
    said = bool(_SECRET_COOKIE.search(name)) and not _PUBLIC_COOKIE.search(name)
    if not said or rest in ("", ";") or "httponly" in rest.lower():
        return False
    return ";" in rest and not rest.endswith(HOLE) and "max-age=0" not in rest.lower()


def cookie_over_http(site: Site, node: Node) -> bool:
    """The same cookie, expressly allowed to travel unencrypted."""
    options = _cookie_options(site)
    return options is not None and _is_false(site, options.get("secure"))


def _cookie_options(site: Site) -> dict[str, Node] | None:
    """The options of ``res.cookie('token', value, options)``; None where they are not known."""
    given = arguments(site.node)
    if len(given) < 2 or any(a.type == "spread_element" for a in given):
        return None
    name = string_value(given[0], site.view.facts.source)
    if not name or _PUBLIC_COOKIE.search(name) or not _SECRET_COOKIE.search(name):
        return None
    value = site.text(given[1])
    if value in ("''", '""', "null", "undefined") or re.match(r"['\"]?(?:deleted|none)", value):
        return None
    if len(given) == 2:
        return {}
    return literal_object(site, given[2])


def session_cookie_weak(site: Site, node: Node) -> bool:
    """``session({ cookie: { httpOnly: false } })`` or ``secure: false`` written down."""
    entries = _options(site)
    if entries is None:
        return False
    inner = entries.get("cookie")
    cookie = literal_object(site, inner) if inner is not None else None
    for options in (cookie, entries if "cookie" not in entries else None):
        for flag in ("httpOnly", "secure"):
            if options is not None and _is_false(site, options.get(flag)):
                site.captured["FLAG"] = options[flag]
                site.words["NAME"] = flag
                return True
    return False


def upload_unlimited(site: Site, node: Node) -> bool:
    """An upload parser without a limit on the size of a file."""
    given = arguments(site.node)
    if not given:
        called = callee(site.node)
        return called is not None and site.node.type == "call_expression"
    entries = literal_object(site, given[0])
    return entries is not None and "limits" not in entries and "..." not in entries


def limit_uploads(site: Site) -> tuple[TextChange, ...] | None:
    """The edit that adds a limit of five megabytes for each file."""
    return add_option(site, 0, "limits: { fileSize: 5 * 1024 * 1024 }")


def hide_cookie(site: Site) -> tuple[TextChange, ...] | None:
    """The edit that keeps the cookie from scripts."""
    options = _cookie_options(site)
    flag = (options or {}).get("httpOnly")
    if flag is not None:
        return (TextChange(Span(flag.start_byte, flag.end_byte), "true"),)
    return add_option(site, 2, "httpOnly: true")


def raise_flag(site: Site) -> tuple[TextChange, ...] | None:
    """The edits that set the flags of the cookie to true."""
    entries = _options(site) or {}
    inner = entries.get("cookie")
    cookie = (literal_object(site, inner) if inner is not None else None) or {}
    flags = [o[name] for o in (cookie, entries) for name in ("httpOnly", "secure") if name in o]
    off = [flag for flag in flags if _is_false(site, flag)]
    return tuple(TextChange(Span(flag.start_byte, flag.end_byte), "true") for flag in off)


def add_option(site: Site, at: int, option: str) -> tuple[TextChange, ...] | None:
    """The edit that puts ``option`` first into the object that is argument number ``at``."""
    listed, given = site.node.child_by_field_name("arguments"), arguments(site.node)
    if listed is None:
        return None
    if len(given) == at:
        end = given[-1].end_byte if given else listed.start_byte + 1
        return (TextChange(Span(end, end), f"{', ' if given else ''}{{ {option} }}"),)
    target = given[at] if len(given) > at else None
    if target is None or target.type != "object":
        return None
    if not target.named_child_count:
        return (TextChange(Span(target.start_byte, target.end_byte), f"{{ {option} }}"),)
    first = target.named_children[0].start_byte
    gap = site.view.facts.source[target.start_byte + 1 : first].decode("utf-8", "replace")
    return (TextChange(Span(first, first), f"{option},{gap or ' '}"),)


def keeps_client_name(site: Site, node: Node) -> bool:
    """multer's ``filename: (req, file, cb) => cb(null, file.originalname)``."""
    entries = _options(site)
    chosen = entries.get("filename") if entries is not None else None
    if chosen is None or chosen.type not in FUNCTIONS:
        return False
    found = re.search(r"\(\s*null\s*,\s*\w+\.originalname\s*,?\s*\)", site.text(chosen))
    if found is None:
        return False
    site.captured["NAME"] = chosen
    return True


def open_folder(site: Site, node: Node) -> bool:
    """``express.static`` of the project itself, or of the folder that the process started in."""
    given = arguments(site.node)
    if not given:
        return False
    said = string_value(given[0], site.view.facts.source)
    if said is not None:
        return re.sub(r"/+$", "", said) in (".", "..", "", "node_modules", "./node_modules")
    text = re.sub(r"\s+", "", site.text(given[0]))
    if re.fullmatch(r"process\.cwd\(\)|(?:\w+\.)?(?:join|resolve)\(process\.cwd\(\)\)", text):
        return True
    if re.fullmatch(r"__dirname|import\.meta\.dirname", text):
        return not re.search(r"(?i)public|static|assets|dist|build|www|client", site.view.path)
    return bool(re.fullmatch(r"(?:\w+\.)?(?:join|resolve)\(__dirname,['\"]\.\.?/?['\"]\)", text))


def large_body(site: Site, node: Node) -> bool:
    """``limit`` of a body parser that lets one request fill the memory."""
    entries = _options(site)
    limit = (entries or {}).get("limit") or (entries or {}).get("bodyLimit")
    if limit is None:
        return False
    site.captured["LIMIT"] = limit
    if site.text(limit) == "Infinity":
        return True
    said = string_value(limit, site.view.facts.source)
    found = re.fullmatch(r"(?i)\s*(\d+(?:\.\d+)?)\s*(b|kb|mb|gb)?\s*", said or site.text(limit))
    if found is None:
        return False
    return float(found.group(1)) * _UNITS[(found.group(2) or "b").lower()] > _LARGE_BODY


def host_in_link(site: Site, node: Node) -> bool:
    """A link to be sent by mail takes its host from the request."""
    value = node.child_by_field_name("value")
    if value is None or value.type not in ("template_string", "binary_expression"):
        return False
    text = site.text(value)
    if not re.search(r"(?i)reset|verif|confirm|activat|invite|magic|unsubscribe", text):
        return False
    if not re.search(r"(?i)://|protocol", text):
        return False
    handler = site.view.requests.enclosing(node.start_byte)
    return _CLIENT_HOST.search(text) is not None and handler is not None


def protection_off(site: Site, node: Node) -> bool:
    """``helmet({ frameguard: false })`` and the like."""
    entries = _options(site)
    for key in ("contentSecurityPolicy", "frameguard", "xFrameOptions", "hsts", "noSniff"):
        if entries is not None and _is_false(site, entries.get(key)):
            site.captured["OPTION"] = entries[key]
            site.words["NAME"] = key
            return True
    return False


def whole_request_as_options(site: Site, node: Node) -> bool:
    """``res.render(view, req.query)``: the engine takes its own options from the same object."""
    steps = tainted(site, node)
    pattern = r"(?:^|\.)(?:body|query)$"
    if steps is None:
        return False
    if node.type == "object":
        spread = object_entries(node, site.view.facts.source).get("...")
        inner = spread.named_children[0] if spread is not None else None
        if inner is None or not re.search(pattern, site.text(inner)):
            return False
    elif not re.search(pattern, site.text(node)):
        return False
    return report(site, steps)


def is_from(site: Site, *modules: str) -> bool:
    """The call goes to something out of one of ``modules``."""
    called = callee(site.node)
    return called is not None and module_of(site.origin(called)) in modules


PREDICATES: Mapping[str, Callable[[Site, Node], bool]] = {
    "cors-with-credentials": cors_with_credentials,
    "origin-echoed": origin_echoed,
    "cookie-for-scripts": cookie_for_scripts,
    "cookie-text-for-scripts": cookie_text_for_scripts,
    "cookie-over-http": cookie_over_http,
    "session-cookie-weak": session_cookie_weak,
    "upload-unlimited": upload_unlimited,
    "keeps-client-name": keeps_client_name,
    "open-folder": open_folder,
    "large-body": large_body,
    "host-in-link": host_in_link,
    "protection-off": protection_off,
    "whole-request-as-options": whole_request_as_options,
}
FIX_MAKERS: Mapping[str, FixMaker] = {
    "limit-uploads": limit_uploads,
    "hide-cookie": hide_cookie,
    "raise-flag": raise_flag,
}
