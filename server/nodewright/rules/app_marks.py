"""What a chunk tells all others about the application: its routes, protections and settings.

Some rules speak of what is missing in a whole file. They ask whether anybody said a word of it,
so a word anywhere, even in a comment, is enough to keep them silent.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from nodewright.javascript.syntax import arguments, string_value
from nodewright.javascript.tree_facts import TreeFacts
from nodewright.rules.flow.requests import is_route_call
from nodewright.rules.words import Words

_WORDS: tuple[tuple[str, tuple[bytes, ...]], ...] = (
    ("app:names-itself", (b"x-powered-by",)),
    (
        "app:own-headers",
        (
            *(b"helmet", b"x-frame-options", b"frame-ancestors", b"lusca"),
            *(b"content-security-policy", b"strict-transport", b"x-content-type-options"),
        ),
    ),
    ("app:csrf", (b"csrf", b"xsrf", b"samesite", b"lusca")),
    (
        "app:limits-rate",
        (
            *(b"limiter", b"ratelimit", b"rate-limit", b"rate_limit", b"throttl", b"brute"),
            *(b"lockout", b"slowdown", b"slow-down", b"attempts"),
        ),
    ),
)
"""In lower case; they stand for every case."""
_CHANGES = ("post", "put", "patch", "delete")
_HEALTH = re.compile(r"/(?:_|-)?(?:health\w*|ready\w*|readiness|live\w*|ping|status|up|probe)\b")
_ASKED = re.compile(
    rb"process\.env(?:\.|\[['\"])([A-Za-z_]\w*)['\"\]]*\s*(?:\?\?|\|\||===?|!==?|\|\|=|\?\?=|=[^=])"
    rb"|!\s*process\.env(?:\.|\[['\"])([A-Za-z_]\w*)|\bif\s*\(\s*process\.env\.([A-Za-z_]\w*)\s*[)&]"
    rb"|['\"]([A-Z][A-Z0-9]*_[A-Z0-9_]+)['\"]"
)
_REFUSED = re.compile(
    r"\bif\s*\(\s*!\s*([\w$]+)\b|\bif\s*\(\s*([\w$]+)\s*(?:===?\s*(?:undefined|null|'')|\.length)"
    r"|\|\|\s*!\s*([\w$]+)\b|\b(?:assert|invariant|ok)(?:\.ok)?\(\s*([\w$]+)\b"
)
_HEARD = re.compile(rb"(?<![\w$])([\w$]+)\s*\.\s*(?:on|once|addListener)\(\s*['\"`]error['\"`]")


@cache
def _words() -> Words:
    return Words(word for _, words in _WORDS for word in words)


def marks(facts: TreeFacts) -> Iterator[str]:
    """``app:WORD`` for what an application has, ``env:NAME`` and ``needs:NAME`` for settings.

    ``env:NAME``: the environment variable is compared, has a default, or is named in a list.
    ``needs:NAME``: a statement of the module refuses to go on without that constant.
    ``hears:NAME``: somebody listens to the errors of that name.
    """
    source, start, end = facts.source, facts.root.start_byte, facts.root.end_byte
    said = _words().said(source[start:end].lower())
    if said:
        yield from (mark for mark, words in _WORDS if not said.isdisjoint(words))
    if source.find(b"process.env", start, end) >= 0 or facts.root.type == "lexical_declaration":
        for found in _ASKED.finditer(source, start, end):
            yield f"env:{next(filter(None, found.groups()), b'').decode('utf-8', 'replace')}"
    if facts.root.type in ("if_statement", "expression_statement"):
        for refused in _REFUSED.finditer(facts.text(facts.root)):
            yield f"needs:{next(filter(None, refused.groups()), '')}"
    if source.find(b"error", start, end) >= 0:
        for heard in _HEARD.finditer(source, start, end):
            yield f"hears:{heard.group(1).decode('utf-8', 'replace')}"
    yield from _routes(facts)


def _routes(facts: TreeFacts) -> Iterator[str]:
    for call in facts.calls:
        if call.name in _CHANGES and is_route_call(facts, call):
            yield "app:changes"
        elif call.name == "listen" and call.receiver is not None:
            yield "app:listens"
        if call.name in ("get", "use", "all", "route", "head") and call.receiver is not None:
            given = arguments(call.node)
            said = string_value(given[0], facts.source) if given else None
            if said and _HEALTH.search(said):
                yield "app:health"
            if is_route_call(facts, call) and said and call.name == "get":
                yield "app:routes"
