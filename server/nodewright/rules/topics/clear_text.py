"""Passwords that are written down as they are: into cookies, files and the log."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from nodewright.document import Span
from nodewright.javascript.parsing import Node
from nodewright.javascript.syntax import arguments, callee, object_entries, unwrap
from nodewright.rules.topics.values import definition_of, in_test_file
from nodewright.rules.view import Site

_PASSWORD = re.compile(
    r"(?i)(?:^|[._])\w*(?:passw(?:or)?d|passwd|passphrase|credit_?card|card_?number|cvv|ssn)$"
)
_OTHERWISE = re.compile(
    r"(?i)(?:hash|hashed|encrypt|encrypted|cipher|digest|reset|changed|required|valid|length|policy|field"
    r"|enc|salted|masked|redacted|has|is|no)_?\w*$|(?:hash|ed|at|url|path|file|error|id|token|key)$"
)
_LOGGER = re.compile(r"(?:^|\.)(?:console|log|logger|_?logger|winston|pino|bunyan|log4js)$")
_LOGIN = re.compile(
    r"\.body\??\.(?:password|passwd|pwd|pass)\b|\.body\[['\"]password|\{[^{}]*\b(?:password|passwd|pwd)\b[^{}]*\}"
    r"\s*=\s*\w+\.body\b"
)
_BODY = re.compile(r"^(?:JSON\.stringify\()?\s*(\w+\.body)\s*(?:,[^()]*)?\)?$")
_LONGEST = 200


def _written(site: Site, node: Node, depth: int = 0) -> Iterator[Node]:
    """The values that a text, an object or a serialized object is made of."""
    node = definition_of(site, node) if depth < 3 and node.type == "identifier" else unwrap(node)
    if node.type == "template_string":
        for child in node.named_children:
            if child.type == "template_substitution" and child.named_child_count:
                yield from _written(site, child.named_children[0], depth + 1)
    elif node.type == "binary_expression":
        for side in ("left", "right"):
            inner = node.child_by_field_name(side)
            if inner is not None and depth < 40:
                yield from _written(site, inner, depth + 1)
    elif node.type == "object":
        for value in object_entries(node, site.view.facts.source).values():
            if value.type not in ("method_definition", "object"):
                yield from _written(site, value, depth + 1)
    elif node.type == "call_expression":
        called, given = callee(node), arguments(node)
        name = site.text(called) if called is not None else ""
        if name in ("JSON.stringify", "String") or name.endswith((".toString", ".trim")):
            yield from _written(site, given[0] if given else node.named_children[0], depth + 1)
    elif node.type in ("identifier", "member_expression", "shorthand_property_identifier"):
        yield node


def _password_in(site: Site, node: Node) -> str:
    for value in _written(site, node):
        text = re.sub(r"[\s?!]", "", site.text(value))
        if len(text) < _LONGEST and _PASSWORD.search(text) and not _OTHERWISE.search(text):
            if value.type == "identifier" and site.text(definition_of(site, value)) != text:
                continue  # hashed, or whatever was made of it
            return text
    return ""


def password_in_cookie(site: Site, node: Node) -> bool:
    """``res.cookie('login', JSON.stringify({ name, password }))``."""
    given = arguments(node)
    called = callee(node)
    receiver = called.child_by_field_name("object") if called is not None else None
    if len(given) < 2 or receiver is None or in_test_file(site):
        return False
    if not re.match(r"(?:res\w*|reply|ctx\.cookies|cookies|Cookies)\b", site.text(receiver)):
        return False
    return _keeps_password(site, given[1])


def password_in_file(site: Site, node: Node) -> bool:
    """``fs.writeFile('login.json', JSON.stringify({ password }), ...)``."""
    given = arguments(node)
    return len(given) > 1 and not in_test_file(site) and _keeps_password(site, given[1])


def _keeps_password(site: Site, kept: Node) -> bool:
    """What is kept holds a password; the finding names it and stands at ``kept``."""
    name = _password_in(site, kept)
    if not name:
        return False
    site.words["NAME"] = name
    site.span = Span(kept.start_byte, kept.end_byte)
    return True


def logs_whole_object(site: Site, node: Node) -> bool:
    """``console.log(req.body)`` in the handler of a login, and objects that hold a password."""
    called = callee(node)
    receiver = called.child_by_field_name("object") if called is not None else None
    if receiver is None or not _LOGGER.search(site.text(receiver)) or in_test_file(site):
        return False
    for value in arguments(node):
        kept = definition_of(site, value) if value.type == "identifier" else value
        if kept.type == "object" and kept is not value and kept.id != value.id:
            name = _password_in(site, kept)
            if name:
                site.words["NAME"] = f"{name}, a part of {site.text(value)},"
                site.span = Span(value.start_byte, value.end_byte)
                return True
        if re.fullmatch(
            r"\w+\.headers(?:\.(?:authorization|cookie)|\[['\"](?:authorization|cookie)['\"]\])",
            site.text(value),
        ):
            site.words["NAME"] = site.text(value)
            site.span = Span(value.start_byte, value.end_byte)
            return site.view.requests.enclosing(node.start_byte) is not None
        found = _BODY.match(site.text(value))
        if found is not None and _takes_password(site, node, found.group(1)):
            site.words["NAME"] = f"{found.group(1)} with the password"
            site.span = Span(value.start_byte, value.end_byte)
            return True
    return False


def _takes_password(site: Site, node: Node, body: str) -> bool:
    """The handler reads a password out of the same body."""
    handler = site.view.requests.enclosing(node.start_byte)
    if handler is None:
        return False
    return any(
        body in found.group() or "=" in found.group() or body.split(".")[-1] in found.group()
        for found in _LOGIN.finditer(site.text(handler.function.node))
    )


PREDICATES: Mapping[str, Callable[[Site, Node], bool]] = {
    "password-in-cookie": password_in_cookie,
    "password-in-file": password_in_file,
    "logs-whole-object": logs_whole_object,
}
