"""Whether a text can hold a place where what a client sends comes in.

Most files of a library or of a back-end have none, and nothing need be followed in them. What is
looked for are the words without which :mod:`nodewright.rules.flow.requests` knows no handler.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from nodewright.rules.words import Words

BEGINS = "begins:any"
"""The mark of a file in which a value may come from a client."""
MODULES = frozenset(
    (
        *("express", "fastify", "koa-router", "@koa/router", "hono", "polka"),
        *("express-promise-router", "bull", "bullmq", "bee-queue", "kue", "agenda", "pg-boss"),
    )
)
"""Routers and queues, which may be kept under any name."""
_METHODS = rb"get|post|put|delete|patch|all|use|head|options|route|param"
_WHOLE = (
    *(b"ctx", b"rq", b"handler", b"eachMessage", b"eachBatch", b"createServer"),
    *(b"GET", b"POST", b"PUT", b"PATCH", b"DELETE", b"Query", b"Mutation", b"Subscription"),
)
_PRIVATE = (b"req", b"request", b"event")
_LAST = (b"Request", b"Context")
_ANYWHERE = (b"APIGatewayProxy", b"ALBEvent")
_ROUTERS = (b"app", b"server", b"api", b"route", b"routes")
_LAST_OF_ROUTERS = (b"router", b"Router", b"App")
_STREAMS = (b"busboy", b"bb", b"form", b"socket", b"ws", b"webSocket")
_MEMBERS = (b"process", b"define", b"work", b"consume", b"subscribe")
_DECORATORS = (
    *(b"@Body", b"@Query", b"@Param", b"@Params", b"@Headers", b"@Cookies", b"@UploadedFile"),
)


def _any(words: Iterable[bytes]) -> bytes:
    return rb"(?:" + b"|".join(words) + rb")"


_BEGINS = re.compile(
    rb"(?<!\w)" + _any(_WHOLE) + rb"\b"
    rb"|(?:(?<!\w)|(?<=_)(?<!\w_))" + _any(_PRIVATE) + rb"\b"
    rb"|" + _any(_LAST) + rb"\b"
    rb"|"
    + _any(_ANYWHERE)
    + rb"|(?:(?<!\w)"
    + _any(_ROUTERS)
    + rb"|"
    + _any(_LAST_OF_ROUTERS)
    + rb")\s*(?:\?\.|\.)\s*(?:"
    + _METHODS
    + rb")\b"
    rb"|(?<!\w)" + _any(_STREAMS) + rb"\.on\("
    rb"|" + _any(_DECORATORS) + rb"\b"
)
"""Tells whether a word means what it is here for; starts where the word does."""
_IS_MEMBER = re.compile(rb"(?:\?\.|\.)\s*" + _any(_MEMBERS) + rb"\b")
_SECOND = re.compile(rb"\}[^,(){}]{0,80},\s*_?(?:res|response|reply|rep|resp|h)\b")
"""The parameters of a handler that takes the first one apart."""
_WIDEST_GAP = 80
"""Bytes between a dot and the name of a member."""


@cache
def _words() -> Words:
    said = (*_WHOLE, *_PRIVATE, *_LAST, *_ANYWHERE, *_ROUTERS, *_LAST_OF_ROUTERS)
    return Words((*said, *_STREAMS, *_MEMBERS, *_DECORATORS))


def may_begin(source: bytes, start: int, end: int) -> bool:
    """False for a part of ``source``, in bytes, that surely holds no such place."""
    for word, at in _words().places(source[start:end]):
        if word in _MEMBERS:
            low, high = start + at - _WIDEST_GAP, start + at + len(word) + 1
            if _IS_MEMBER.search(source, max(start, low), min(end, high)):
                return True
        elif _BEGINS.match(source, start + at, end):
            return True
    return _SECOND.search(source, start, end) is not None
