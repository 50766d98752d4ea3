"""Settings that protect, made weaker: what a person has to confirm beside the findings of rules."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from nodewright.answer.evidence import Evidence, Text
from nodewright.javascript.parsing import Node
from nodewright.javascript.signatures import text_of
from nodewright.javascript.syntax import (
    arguments,
    callee,
    object_entries,
    property_name,
    string_value,
)

# Options that protect while they are on, or while they are off.
_ON_WORDS = """
contentSecurityPolicy hsts strictTransportSecurity frameguard xFrameOptions noSniff
xContentTypeOptions referrerPolicy crossOriginResourcePolicy crossOriginOpenerPolicy
crossOriginEmbedderPolicy httpOnly secure signed rejectUnauthorized checkServerIdentity escape
autoescape verify strict csrf csrfProtection validate authRequired requireAuth checkExpiration
verifyExpiration enableRateLimit
"""
_OFF_WORDS = """
ignoreExpiration ignoreNotBefore insecure allowInvalidCertificates tlsInsecure
tlsAllowInvalidCertificates tlsAllowInvalidHostnames trustServerCertificate noent allowPrototypes
allowUnauthenticated public skipAuth disableAuth bypass multipleStatements
"""
# Figures that protect by being small, or by being large; a change by this factor counts.
_SMALL_WORDS = """
limit max points maxAttempts attempts maxRequests bodyLimit fileSize
"""
_LARGE_WORDS = """
rounds saltRounds cost iterations keylen minLength windowMs blockDuration memoryCost timeCost
"""
FACTOR = 10
_ON = frozenset(_ON_WORDS.split())
_OFF = frozenset(_OFF_WORDS.split())
_SMALL = frozenset(_SMALL_WORDS.split())
_LARGE = frozenset(_LARGE_WORDS.split())

_WORDS: Mapping[str, re.Pattern[str]] = {
    "origin": re.compile(r"\*"),
    "allowedOrigins": re.compile(r"\*"),
    "sameSite": re.compile(r"none", re.I),
    "algorithm": re.compile(r"none|md5|sha1", re.I),
    "minVersion": re.compile(r"TLSv1(?:\.1)?"),
    "csp": re.compile(r".*unsafe-(?:inline|eval).*"),
}
_CORS = ("cors", "origin")
_HEADER = re.compile(r"access-control-allow-origin", re.I)
_NUMBER = re.compile(r"\d[\d_]*(?:\.\d+)?(?:e\d+)?")


def weakened_settings(evidence: Evidence) -> Iterator[str]:
    """A sentence for each option that protects less than before."""
    old = dict(_settings(evidence.before))
    for text in (evidence.after, *evidence.created):
        for (where, key), (value, at) in _settings(text):
            was = old.get((where, key), ("", 0))[0]
            if value != was and (said := _weaker(key, was, value)):
                line = text.lines.line_of(at) + 1
                yield f"It {said} in `{where}`. (`{text.path}`, line {line})"
    kept = dict(_settings(evidence.after))
    if _CORS in old and _CORS not in kept and b"cors(" in evidence.after.source:
        yield "It takes the list of origins out of `cors`, so that every site may read the answers."


def _weaker(key: str, was: str, now: str) -> str:
    """What became weaker, as the rest of a sentence; nothing where nothing did."""
    if key in _ON and now == "false":
        return f"switches `{key}` off"
    if key in _OFF and now == "true":
        return f"switches `{key}` on"
    if key in _WORDS and _WORDS[key].fullmatch(now.strip("'\"`[] ")):
        return f"sets `{key}` to `{now}`"
    if key in (_SMALL | _LARGE) and _NUMBER.fullmatch(was) and now == "Infinity":
        return f"takes the bound off `{key}`" if key in _SMALL else ""
    if key in (_SMALL | _LARGE) and _NUMBER.fullmatch(was) and _NUMBER.fullmatch(now):
        before, after = float(was.replace("_", "")), float(now.replace("_", ""))
        grown = key in _SMALL and (after >= before * FACTOR or after == 0 < before)
        if grown or (key in _LARGE and after * FACTOR <= before):
            return f"changes `{key}` from {was} to {now}"
    return ""


def _settings(text: Text) -> Iterator[tuple[tuple[str, str], tuple[str, int]]]:
    """Callee and key, with the value as it is written and where; headers count as ``origin``."""
    if text.tree is None:
        return
    for node in text.of_type("call_expression", "new_expression"):
        where = _short(callee(node) or node.child_by_field_name("constructor"))
        given = arguments(node)
        for argument in given:
            if argument.type == "object":
                yield from _entries(text, where, argument)
        header = string_value(given[0], text.source) if len(given) == 2 else None
        if header and _HEADER.fullmatch(header):
            yield (where, "origin"), (text_of(given[1]), given[1].start_byte)


def _short(called: Node | None) -> str:
    return " ".join(text_of(called).split())[:40]


def _entries(
    text: Text, where: str, node: Node
) -> Iterator[tuple[tuple[str, str], tuple[str, int]]]:
    """Keys of an object and of the objects in it."""
    for key, value in object_entries(node, text.source).items():
        if value.type == "object":
            yield from _entries(text, where, value)
        elif value.type == "method_definition":
            continue
        else:
            name = property_name(value, text.source) if value.type == "string" else text_of(value)
            yield (where, key), (name, value.start_byte)
            if _HEADER.fullmatch(key):
                yield (where, "origin"), (name, value.start_byte)
