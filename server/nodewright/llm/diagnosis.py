"""From an exception of the client library to the trouble it stands for.

Servers differ in how they say a thing; the tables hold the ways that OpenAI, Azure, llama.cpp,
LiteLLM, Ollama, vLLM and LM Studio say it.
"""

from __future__ import annotations

import re
import socket
import ssl
from collections.abc import Iterator, Mapping
from email.utils import parsedate_to_datetime
from math import inf
from time import time
from typing import Any, Literal
from urllib.parse import urlsplit

from .trouble import Trouble, note

Phase = Literal["before", "during"]

_BY_STATUS: Mapping[int, str] = {
    402: "quota",
    405: "endpoint_unknown",
    408: "request_timeout",
    409: "conflict",
    413: "input_too_long",
    429: "rate_limited",
    501: "endpoint_unknown",
    529: "overloaded",
}
_BY_CODE: Mapping[str, str] = {
    "insufficient_quota": "quota",
    "billing_hard_limit_reached": "quota",
    "rate_limit_exceeded": "rate_limited",
    "context_length_exceeded": "input_too_long",
    "exceed_context_size_error": "input_too_long",
    "model_not_found": "model_unknown",
    "DeploymentNotFound": "model_unknown",
    "invalid_api_key": "key_rejected",
    # LiteLLM looks an unknown key up in a database, which a small installation does not have.
    "no_db_connection": "key_rejected",
    "content_filter": "filtered",
    "content_policy_violation": "filtered",
}
# Tried in order on the message of a 400, 404, 422, 500 or 503.
_BY_MESSAGE: tuple[tuple[frozenset[int], re.Pattern[str], str], ...] = tuple(
    (frozenset(statuses), re.compile(pattern, re.IGNORECASE), kind)
    for statuses, pattern, kind in (
        (
            (400, 422),
            r"max_(?:completion_|output_)?tokens.{0,40}(?:too large|at most|cannot be greater)",
            "output_limit",
        ),
        ((400, 422, 500), r"context (?:length|size|window)|prompt is too long", "input_too_long"),
        ((400, 404), r"v1/(?:responses|chat/completions)\b", "endpoint_unknown"),
        ((400,), r"(?:unknown|unexpected|invalid) (?:endpoint|url|path|route)", "endpoint_unknown"),
        (
            (400, 404, 422),
            r"model\b.{0,120}(?:not found|does not exist|not exist)",
            "model_unknown",
        ),
        ((400, 404, 422), r"(?:unknown|invalid|no such) model\b", "model_unknown"),
        ((404,), r"", "endpoint_unknown"),
        ((503,), r"loading (?:the )?model", "loading"),
    )
)
_UNFINISHED_TLS = (ssl.SSLWantReadError, ssl.SSLWantWriteError)
_API_NAMES = {"responses": "Responses", "chat": "Chat Completions", "models": "model list"}


def diagnose(error: Exception, *, api: str, phase: Phase, key: str) -> Trouble:
    """The trouble that ``error`` stands for; ``key`` is only used to keep it out of all words.

    ``phase``: ``before`` the first byte of the answer, or ``during`` it. Before it no server can
    cause a TypeError or an AttributeError: those are bugs, and raised again.
    """
    if phase == "before" and isinstance(error, (TypeError, AttributeError)):
        raise error
    status = getattr(error, "status_code", None)
    if isinstance(status, int) and status != 200:
        return _by_answer(error, status, api, key)
    if type(error).__name__ == "APIError":
        return _by_event(error, key)
    return _by_connection(error, phase)


def _by_answer(error: Exception, status: int, api: str, key: str) -> Trouble:
    headers: Mapping[str, str] = getattr(getattr(error, "response", None), "headers", {})
    body = body_of(error)
    message = _message(body)
    kind = _kind(status, _codes(body), message)
    if status == 401 or kind == "key_rejected":
        kind = "key_rejected" if key else "key_missing"
    elif status == 403:
        kind = "forbidden" if key else "key_missing"
    trouble = Trouble(
        kind,
        detail=_detail(error, key),
        after=_wait(headers),
        status=status,
        api=_API_NAMES[api],
        location=_host_of(headers.get("location", "")),
        note=note(message, key),
    )
    trouble.final = headers.get("x-should-retry", "").lower() == "false"
    return trouble


def _kind(status: int, codes: tuple[str, ...], message: str) -> str:
    for code in codes:
        if code in _BY_CODE and status not in (401, 403):
            return _BY_CODE[code]
    for statuses, pattern, kind in _BY_MESSAGE:
        if status in statuses and pattern.search(message):
            return kind
    if 300 <= status < 400:
        return "redirected"
    return _BY_STATUS.get(status, "server_error" if status >= 500 else "rejected")


def _by_event(error: Exception, key: str) -> Trouble:
    """An error object that a stream brought after it had begun."""
    body = body_of(error)
    return failure_in_stream(_codes(body), _message(body), key, _detail(error, key))


def failure_in_stream(codes: tuple[str, ...], message: str, key: str, detail: str = "") -> Trouble:
    """The trouble that an event of failure stands for."""
    kind = next((_BY_CODE[code] for code in codes if code in _BY_CODE), "")
    if not kind and re.search(r"context (?:length|size|window)", message, re.IGNORECASE):
        kind = "input_too_long"
    return Trouble(kind or "failed", detail=detail or note(" ".join(codes), key), status=200)


def _by_connection(error: Exception, phase: Phase) -> Trouble:
    chain = list(_causes(error))
    names = {type(cause).__name__ for cause in chain}
    detail = " < ".join(type(cause).__name__ for cause in chain)
    for cause in chain:
        if isinstance(cause, Trouble):
            return cause
        if isinstance(cause, ssl.SSLError) and not isinstance(cause, _UNFINISHED_TLS):
            return Trouble("tls", detail=detail, reason=_tls_reason(cause))
        if isinstance(cause, socket.gaierror):
            return Trouble("name_unknown", detail=detail)
        if isinstance(cause, ConnectionRefusedError):
            return Trouble("connection_refused", detail=detail)
    if names & {"ConnectTimeout", "PoolTimeout"}:
        return Trouble("connect_timeout", detail=detail)
    if any("Timeout" in name for name in names):
        return Trouble("silent" if phase == "before" else "stalled", detail=detail)
    if any(_breaks_http(cause) for cause in chain):
        return Trouble("garbled", detail=detail)
    if names & {"RemoteProtocolError", "ReadError", "WriteError", "CloseError"}:
        return Trouble("cut", detail=detail)
    if "ConnectError" in names or phase == "before":
        return Trouble("unreachable", detail=detail)
    return Trouble("garbled", detail=detail)


def _breaks_http(error: BaseException) -> bool:
    """True for what is no HTTP; a connection that ends too early has the same type."""
    return type(error).__name__ == "RemoteProtocolError" and not re.search(
        r"\bclosed|disconnect|incomplete|\breset", str(error), re.IGNORECASE
    )


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error, what caused it, and the members of a group of attempts to connect."""
    seen: set[int] = set()
    waiting: list[BaseException] = [error]
    while waiting:
        current = waiting.pop(0)
        if id(current) in seen:
            continue
        seen.add(id(current))
        yield current
        waiting += [e for e in (current.__cause__, current.__context__) if e is not None]
        waiting += list(getattr(current, "exceptions", ()))


def _tls_reason(error: ssl.SSLError) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return note(error.verify_message).rstrip(".")
    return (error.reason or "the handshake failed").replace("_", " ").lower()


def body_of(error: Exception) -> object:
    """What the server wrote about an error, out of its wrapping.

    The library unwraps an object with an ``error``; Gemini's servers put that object into a list.
    """
    body = getattr(error, "body", None)
    if isinstance(body, list) and len(body) == 1 and isinstance(body[0], Mapping):
        return body[0].get("error") or body[0]
    return body


def _codes(body: object) -> tuple[str, ...]:
    if not isinstance(body, Mapping):
        return ()
    return tuple(str(body[name]) for name in ("code", "type") if body.get(name) is not None)


def _message(body: object) -> str:
    if isinstance(body, Mapping):
        found: Any = next((body[n] for n in ("message", "detail", "error") if body.get(n)), "")
        return found if isinstance(found, str) else str(found)
    # A page of HTML says nothing that a person could use.
    return body if isinstance(body, str) and not body.lstrip().startswith("<") else ""


def _detail(error: Exception, key: str) -> str:
    """For the log: type, status and codes; never a message, for it may quote the request."""
    codes = [code for code in _codes(body_of(error)) if re.fullmatch(r"[\w.]+", code)]
    status = getattr(error, "status_code", "")
    return note(" ".join((type(error).__name__, str(status), *codes)), key)


def _wait(headers: Mapping[str, str]) -> float | None:
    """Seconds until the server wants to hear from us; both forms of Retry-After (RFC 9110)."""
    for name, unit in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
        try:
            seconds = float(headers.get(name, "")) * unit
        except ValueError:
            continue
        return seconds if 0 <= seconds < inf else None
    try:
        return max(0.0, parsedate_to_datetime(headers.get("retry-after", "")).timestamp() - time())
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _host_of(address: str) -> str:
    """Only the host: the rest of a redirect's address may hold tokens."""
    try:
        return urlsplit(address).hostname or "another address of its own"
    except ValueError:
        return "another address"
