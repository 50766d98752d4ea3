"""Protections that a web application as a whole lacks: CSRF, rate limits, headers."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from nodewright.document import Span, TextChange
from nodewright.javascript.parsing import Node
from nodewright.javascript.syntax import arguments, callee, climb, object_entries, string_value
from nodewright.rules.layout import line_break, line_indent
from nodewright.rules.model import FixMaker
from nodewright.rules.topics.web_settings import add_option
from nodewright.rules.topics.web_values import literal_object
from nodewright.rules.view import Site

_CSRF = (
    *(
        "csurf",
        "csrf",
        "csrf-csrf",
        "csrf-sync",
        "lusca",
        "tiny-csrf",
        "koa-csrf",
        "@dr.pogodin/csurf",
    ),
    *("@fastify/csrf-protection", "fastify-csrf", "ncsrf", "csrf-tokens", "@edge-csrf/express"),
)
_HEADERS = (
    *("helmet", "lusca", "koa-helmet", "@fastify/helmet", "fastify-helmet", "hsts", "frameguard"),
    *("nocache", "helmet-csp", "fastify-secure-headers", "x-frame-options", "x-powered-by"),
)
LIMITERS = (
    *("express-rate-limit", "rate-limiter-flexible", "express-slow-down", "express-brute"),
    *("@fastify/rate-limit", "fastify-rate-limit", "koa-ratelimit", "ratelimiter", "bottleneck"),
    *("@nestjs/throttler", "limiter", "express-limiter", "hapi-rate-limit", "hapi-rate-limitor"),
    *("rate-limit-redis", "koa2-ratelimit", "@upstash/ratelimit", "node-rate-limiter", "brute"),
)
_LOGIN = re.compile(
    r"(?i)(?:^|/)(?:log-?in|sign-?in|sign-?up|register|auth(?:enticate)?|sessions?|token"
    r"|(?:forgot|reset)[-_]?passw(?:or)?d|passw(?:or)?d(?:/?(?:reset|forgot))?|otp|verify-(?:otp|code)"
    r"|2fa|mfa)(?:/local|/password)?/?$"
)
_CHECKS_PASSWORD = re.compile(
    r"\b(?:bcrypt\w*|argon2|scrypt)\.(?:compare|verify|compareSync)\(|\.comparePassword\("
    r"|\.(?:verifyPassword|checkPassword|validPassword|matchPassword)\("
    r"|passport\.authenticate\(\s*['\"]local"
)


def session_without_csrf(site: Site, node: Node) -> bool:
    """Sessions by cookie beside routes that change things, and no word about forged requests."""
    if not site.view.mark("app:changes") or site.view.mark("app:csrf"):
        return False
    return not site.view.depends_on(*_CSRF)


def lax_session(site: Site) -> tuple[TextChange, ...] | None:
    """The edit that gives the cookie of the session ``sameSite: 'lax'``."""
    given = arguments(site.node)
    options = given[0] if given else None
    if options is None or options.type != "object":
        return None
    cookie = object_entries(options, site.view.facts.source).get("cookie")
    if cookie is None:
        return add_option(site, 0, "cookie: { sameSite: 'lax' }")
    if cookie.type != "object" or not cookie.named_child_count:
        return None
    first = cookie.named_children[0].start_byte
    gap = site.view.facts.source[cookie.start_byte + 1 : first].decode("utf-8", "replace")
    return (TextChange(Span(first, first), f"sameSite: 'lax',{gap or ' '}"),)


def login_unlimited(site: Site, node: Node) -> bool:
    """``router.post('/login', ...)`` in a project that limits nothing anywhere."""
    given = arguments(node)
    called = callee(node)
    receiver = called.child_by_field_name("object") if called is not None else None
    if not given or receiver is None:
        return False
    first = _path_of_route(site, receiver)
    if first is not None:
        receiver = receiver.child_by_field_name("function") or receiver
        receiver = receiver.child_by_field_name("object") or receiver
    elif len(given) > 1:
        first = given.pop(0)
    path = string_value(first, site.view.facts.source) if first is not None else None
    if first is None or path is None or not path.startswith("/"):
        return False
    if not _is_route(site, receiver) or given[-1].type in ("object", "string"):
        return False
    handlers = site.view.facts.source[given[0].start_byte : given[-1].end_byte].decode(
        "utf-8", "replace"
    )
    if not _LOGIN.search(path) and not _CHECKS_PASSWORD.search(handlers):
        return False
    if site.view.mark("app:limits-rate") or site.view.depends_on(*LIMITERS):
        return False
    site.words["PATH"] = path
    site.span = Span(node.start_byte, max(first.end_byte, (callee(node) or node).end_byte))
    return True


def _path_of_route(site: Site, receiver: Node) -> Node | None:
    """The path in ``router.route('/login').post(login)``."""
    called = callee(receiver) if receiver.type == "call_expression" else None
    last = called.child_by_field_name("property") if called is not None else None
    given = arguments(receiver) if last is not None and site.text(last) == "route" else []
    return given[0] if len(given) == 1 else None


def login_option_unlimited(site: Site, node: Node) -> bool:
    """``fastify.route({ method: 'POST', url: '/login', ... })``."""
    given = arguments(node)
    called = callee(node)
    receiver = called.child_by_field_name("object") if called is not None else None
    entries = literal_object(site, given[0]) if given else None
    if receiver is None or not entries or not _is_route(site, receiver):
        return False
    source = site.view.facts.source
    method, url = entries.get("method"), entries.get("url") or entries.get("path")
    path = string_value(url, source) if url is not None else None
    if method is None or url is None or path is None or "POST" not in site.text(method):
        return False
    if not _LOGIN.search(path) or "config" in entries:
        return False
    if site.view.mark("app:limits-rate") or site.view.depends_on(*LIMITERS):
        return False
    site.words["PATH"] = path
    site.span = Span(url.start_byte, url.end_byte)
    return True


def _is_route(site: Site, receiver: Node) -> bool:
    text = site.text(receiver)
    origin = site.origin(receiver)
    named = re.fullmatch(r"(?:this\.)?(?:app|server|api|fastify|\w*[rR]outer|routes?|\w+App)", text)
    return bool(origin and re.match(r"express|fastify|koa-router|@koa/router|polka", origin)) or (
        bool(named) and not re.match(r"axios|supertest|got|node-fetch", origin)
    )


def without_headers(site: Site, node: Node) -> bool:
    """``express()`` in the file that serves, and nobody sets a header that protects."""
    return _is_entry(site, node) and not _protected(site)


def names_its_framework(site: Site, node: Node) -> bool:
    """The same where nothing takes ``X-Powered-By`` away."""
    if not _is_entry(site, node) or site.view.mark("app:names-itself"):
        return False
    return not site.view.depends_on("helmet", "lusca") and not _says_helmet(site)


def _says_helmet(site: Site) -> bool:
    return site.view.mark("app:own-headers") and site.view.imports("helmet", "lusca")


def _protected(site: Site) -> bool:
    return site.view.mark("app:own-headers") or site.view.depends_on(*_HEADERS)


def _is_entry(site: Site, node: Node) -> bool:
    """``const app = express()`` at the top of a file that listens; no test, no example."""
    value = node.child_by_field_name("value")
    called = callee(value) if value is not None and value.type == "call_expression" else None
    if value is None or called is None or arguments(value) or site.origin(called) != "express":
        return False
    if site.view.facts.function_at(node.start_byte) is not None:
        return False
    if re.search(r"(?i)\btests?\b|spec|example|fixture|mock|bench", site.view.path):
        return False
    site.span = Span(value.start_byte, value.end_byte)
    return site.view.mark("app:listens")


def disable_powered_by(site: Site) -> tuple[TextChange, ...] | None:
    """The edit that adds ``app.disable('x-powered-by');`` after the declaration."""
    name, declaration = site.node.child_by_field_name("name"), site.node.parent
    if name is None or declaration is None or declaration.named_child_count != 1:
        return None
    at = declaration
    if declaration.parent is not None and declaration.parent.type == "export_statement":
        at = declaration.parent
    if name.type != "identifier" or at.parent is None or at.parent.type != "program":
        return None
    source = site.view.facts.source
    gap = line_break(source) + line_indent(source, at.start_byte)
    text = f"{gap}{site.text(name)}.disable('x-powered-by');"
    return (TextChange(Span(at.end_byte, at.end_byte), text),)


def explores_graphql(site: Site, node: Node) -> bool:
    """``introspection: true`` and its kin, written down rather than left to the environment."""
    given = arguments(node)
    options = literal_object(site, given[0]) if given else None
    for key in ("introspection", "playground", "graphiql"):
        value = (options or {}).get(key)
        if value is not None and site.text(value) == "true":
            site.captured["FLAG"] = value
            site.words["NAME"] = key
            return True
    return False


def flag_by_environment(site: Site) -> tuple[TextChange, ...] | None:
    """The edit that switches the flag on everywhere but in production."""
    flag = site.one("FLAG")
    text = "process.env.NODE_ENV !== 'production'"
    return (TextChange(Span(flag.start_byte, flag.end_byte), text),)


def unguarded_by_environment(site: Site, node: Node) -> bool:
    """No condition on the environment stands around the call."""
    here = node.parent
    for _ in range(12):
        if here is None:
            return True
        if here.type in ("if_statement", "ternary_expression", "switch_case"):
            return not re.search(r"(?i)env|production|dev", site.text(here)[:200])
        if here.type == "binary_expression" and re.search(r"&&|\|\|", site.text(here)):
            return False
        here = here.parent
    return True


def guard_by_environment(site: Site) -> tuple[TextChange, ...] | None:
    """The edit that puts a condition on the environment before the statement."""
    statement = next((p for p in climb(site.node) if p.type.endswith("statement")), None)
    if statement is None or statement.type != "expression_statement":
        return None
    start = statement.start_byte
    text = "if (process.env.NODE_ENV === 'development') "
    return (TextChange(Span(start, start), text),)


PREDICATES: Mapping[str, Callable[[Site, Node], bool]] = {
    "session-without-csrf": session_without_csrf,
    "login-unlimited": login_unlimited,
    "login-option-unlimited": login_option_unlimited,
    "without-headers": without_headers,
    "names-its-framework": names_its_framework,
    "explores-graphql": explores_graphql,
    "unguarded-by-environment": unguarded_by_environment,
}
FIX_MAKERS: Mapping[str, FixMaker] = {
    "lax-session": lax_session,
    "disable-powered-by": disable_powered_by,
    "flag-by-environment": flag_by_environment,
    "guard-by-environment": guard_by_environment,
}
