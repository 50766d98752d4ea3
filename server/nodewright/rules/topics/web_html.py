"""Predicates about client input that an answer carries back as HTML."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from nodewright.document import Related
from nodewright.javascript.parsing import Node
from nodewright.javascript.syntax import callee, unwrap
from nodewright.rules.topics.web_values import (
    around,
    carriers,
    checked,
    only_value,
    parts,
    report,
    source_text,
    tainted,
)
from nodewright.rules.view import Site

_OTHER_TYPE = re.compile(
    r"(?i)text/plain|application/|image/|text/(?:css|csv|javascript|xml|event-stream)"
    r"|\.type\(\s*['\"](?:txt|text|json|csv|xml|js|css|png|jpe?g|svg|pdf|bin)\b"
    r"|setHeader\(\s*['\"]content-type['\"]\s*,\s*(?!['\"]text/html)|contentType\b(?!\s*[:(]\s*['\"](?:text/)?html)"
)
HTML_TYPE = re.compile(r"(?i)text/html|\.type\(\s*['\"](?:\.?html)\b")
TAG = re.compile(r"<[a-zA-Z!/]")
_ESCAPING = re.compile(r"\.replace(?:All)?\(\s*(?:/[^/\n]*[<&][^/\n]*/|['\"][<&]['\"])")
_OBJECT = re.compile(
    r"(?:^|\.)(?:body|query|params|headers|cookies|files?|rawBody)$|\.(?:json|formData)$"
)


def html_with_input(site: Site, node: Node) -> bool:
    """The answer is HTML for a browser, and holds client input that is not escaped."""
    called = callee(site.node)
    last = called.child_by_field_name("property") if called is not None else None
    receiver = called.child_by_field_name("object") if called is not None else None
    if last is None or receiver is None:
        return False
    steps = _unescaped(site, node)
    if steps is None:
        return False
    text, written = around(site, node), _literal_text(site, node)
    html = bool(HTML_TYPE.search(text))
    if not html and _OTHER_TYPE.search(text):
        return False
    has_tags = bool(TAG.search(written))
    if not (html or has_tags or _is_html_by_default(site.text(receiver), site.text(last), text)):
        return False
    typed = html or site.text(last) == "response"
    if re.match(r"(?:reply|rep|h|socket|ws|client|conn)\b", site.text(receiver)) and not typed:
        return False
    if not has_tags and _starts_like_json(written):
        return False
    if not has_tags and site.text(last) != "send" and _is_encoded(site, node, steps):
        return False
    return report(site, steps)


def _is_html_by_default(receiver: str, method: str, function: str) -> bool:
    """Express and Hapi call a text HTML; where nobody says what it is, the browser guesses."""
    if method == "response":
        return receiver == "h"
    if not re.match(r"res\w*\b", receiver):
        return False
    return method == "send" or not re.search(
        r"(?i)content-?type|writeHead\([^{]*\w+\s*\)", function
    )


def _is_encoded(site: Site, node: Node, steps: tuple[Related, ...]) -> bool:
    """The address itself, in which browsers percent-encode whatever could be a tag."""
    if not re.search(r"\.(?:url|originalUrl)$", source_text(site, steps)):
        return False
    return not any(re.search(r"query|searchParams|decodeURI", n) for n in carriers(site, node))


def html_in_new_response(site: Site, node: Node) -> bool:
    """``new Response(html)`` with the type of HTML."""
    steps = _unescaped(site, node)
    if steps is None or not HTML_TYPE.search(around(site, node)):
        return False
    return report(site, steps)


def html_body_with_input(site: Site, node: Node) -> bool:
    """``ctx.body = '<p>' + input``: Koa sends a text that begins with a tag as HTML."""
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    if left is None or right is None:
        return False
    if not re.match(r"(?:ctx|context)\.(?:response\.)?body$", site.text(left)):
        return False
    steps = _unescaped(site, right)
    if steps is None or not TAG.search(_literal_text(site, right)):
        return False
    site.captured["BODY"] = right
    return report(site, steps)


def _unescaped(site: Site, node: Node) -> tuple[Related, ...] | None:
    """The way of client input to the text ``node``; None for data that is no text, and escaped."""
    value = unwrap(node)
    for _ in range(3):
        if value.type in ("object", "array"):
            return None
        known = only_value(site, value) if value.type == "identifier" else None
        value = unwrap(known) if known is not None else value
    if value.type in ("object", "array", "number"):
        return None
    if value.type == "call_expression" and re.match(r"JSON\.|\w+\.render", site.text(value)):
        return None
    steps = tainted(site, node)
    if steps is None or _OBJECT.search(site.text(value)):
        return None
    alone = value.type in ("identifier", "member_expression", "subscript_expression")
    source = source_text(site, steps)
    whole = _OBJECT.search(source) and not _is_taken_out(site, value)
    if alone and (whole or re.search(r"\bfiles?\b", source)):
        return None
    if re.search(r"(?i)\b(?:host|hostname|protocol|get)$", source):
        return None
    texts = [site.text(part) for part in parts(site, node) if part.type == "call_expression"]
    if any(
        _ESCAPING.search(text) or re.search(r"(?i)(?<!un)escape|sanit|JSON\.", text)
        for text in texts
    ):
        return None
    return None if checked(site, node) else steps


def _is_taken_out(site: Site, value: Node) -> bool:
    """``const { name } = req.query``: the name holds one entry, not the object."""
    binding = site.resolve(value) if value.type == "identifier" else None
    return binding is not None and all(definition.path for definition in binding.definitions)


def _literal_text(site: Site, node: Node) -> str:
    kinds = ("string_fragment", "string")
    return " ".join(site.text(part) for part in parts(site, node) if part.type in kinds)


def _starts_like_json(written: str) -> bool:
    return bool(re.match(r"""\s*['"`]?\s*(?:\{\s*(?:["'\\]|$)|\[\s*(?:["'\\{\[]|$))""", written))


PREDICATES: Mapping[str, Callable[[Site, Node], bool]] = {
    "html-with-input": html_with_input,
    "html-body-with-input": html_body_with_input,
    "html-in-new-response": html_in_new_response,
}
