"""Whether a text can hold a place where what a client sends comes in.

Most files of a library or of a back-end have none, and nothing need be followed in them. What is
looked for are the words without which :mod:`nodewright.rules.flow.requests` knows no handler.
"""

from __future__ import annotations

import re

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
_BEGINS = re.compile(
    rb"\b(?:_?req|_?request|rq|ctx|_?event|handler|eachMessage|eachBatch|createServer)\b"
    rb"|\b(?:GET|POST|PUT|PATCH|DELETE|Query|Mutation|Subscription)\b"
    rb"|\w(?:Request|Context)\b|\b(?:Request|Context)\b|APIGatewayProxy|ALBEvent"
    rb"|\b(?:app|server|api|routes?|\w*[rR]outer|\w*App)\s*(?:\?\.|\.)\s*(?:" + _METHODS + rb")\b"
    rb"|\b(?:busboy|bb|form|socket|ws|webSocket)\.on\("
    rb"|(?:\?\.|\.)\s*(?:process|define|work|consume|subscribe)\b"
    rb"|@(?:Body|Query|Params?|Headers|Cookies|UploadedFile)\b"
    rb"|\}[^,(){}]{0,80},\s*_?(?:res|response|reply|rep|resp|h)\b"
)


def may_begin(source: bytes, start: int, end: int) -> bool:
    """False for a part of ``source``, in bytes, that surely holds no such place."""
    return _BEGINS.search(source, start, end) is not None
