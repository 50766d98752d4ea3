"""What the loopback model can be told to answer, and what it heard."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Api = Literal["responses", "chat", "models", ""]


@dataclass(frozen=True)
class Request:
    """One request as it arrived: header names in lower case, ``body`` parsed from JSON.

    ``raw``: its bytes, head and body.
    """

    method: str
    path: str
    headers: Mapping[str, str]
    body: Mapping[str, Any]
    raw: bytes = b""

    @property
    def api(self) -> Api:
        """Which endpoint was called; empty for an unknown path."""
        for tail, api in _ENDPOINTS.items():
            if self.path.rstrip("/").endswith(tail):
                return api
        return ""

    @property
    def messages(self) -> list[tuple[str, str]]:
        """(role, text) of every turn, ``instructions`` of Responses first as "system"."""
        turns = [("system", str(self.body["instructions"]))] if "instructions" in self.body else []
        given = self.body.get("input", self.body.get("messages", []))
        if isinstance(given, str):
            return [*turns, ("user", given)]
        return [*turns, *((str(turn["role"]), _flat(turn["content"])) for turn in given)]

    @property
    def text(self) -> str:
        """All turns in one string."""
        return "\n".join(text for _, text in self.messages)


_ENDPOINTS: dict[str, Api] = {
    "/responses": "responses",
    "/chat/completions": "chat",
    "/models": "models",
}


def _flat(content: Any) -> str:
    if isinstance(content, str):
        return content
    return "".join(str(part.get("text", "")) for part in content)


class Gate:
    """A place in a stream where the server waits until the test opens it."""

    def __init__(self) -> None:
        self.reached = asyncio.Event()
        self._opened = asyncio.Event()

    def open(self) -> None:
        """Let the stream go on."""
        self._opened.set()

    async def wait(self) -> None:
        """Called by the server: tell the test, then wait for it."""
        self.reached.set()
        await self._opened.wait()


@dataclass(frozen=True)
class Text:
    """An answer. Streamed in deltas of ``chunk`` characters, or whole when not asked to stream.

    ``finish``: the reason that the model gives for its end. ``end``: how the stream ends;
    ``eof`` closes it politely but without a finish, ``drop`` breaks the connection, ``hang``
    says nothing more, ``fail`` reports an error inside the stream. ``gate`` holds the stream
    after ``gate_after`` deltas. ``reasoning`` sends that many thinking deltas first, in the
    form that local servers use on chat and as a reasoning item on Responses.
    """

    text: str
    chunk: int = 24
    finish: Literal["stop", "length", "content_filter"] = "stop"
    end: Literal["proper", "eof", "drop", "hang", "fail"] = "proper"
    gate: Gate | None = None
    gate_after: int = 1
    usage: bool = True
    cached: int = 0
    refusal: str = ""
    reasoning: int = 0

    @property
    def deltas(self) -> list[str]:
        """The pieces that travel one by one."""
        return [self.text[at : at + self.chunk] for at in range(0, len(self.text), self.chunk)]


@dataclass(frozen=True)
class Status:
    """An HTTP error in OpenAI's form, or with a ``body`` of one's own."""

    status: int
    message: str = "The loopback model was told to fail."
    kind: str = "invalid_request_error"
    code: str | None = None
    param: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None

    @property
    def payload(self) -> bytes:
        """The bytes of the body."""
        if self.body is not None:
            return self.body
        error = {
            "message": self.message,
            "type": self.kind,
            "param": self.param,
            "code": self.code,
        }
        return json.dumps({"error": error}).encode()


@dataclass(frozen=True)
class Raw:
    """A body that is sent as it is: HTML, half an event, bytes that are no UTF-8."""

    body: bytes
    content_type: str = "text/event-stream"
    status: int = 200


@dataclass(frozen=True)
class Hang:
    """The request is read and nothing is ever answered."""


Reply = Text | Status | Raw | Hang


def truncated(text: str) -> Text:
    """An answer that hit the token limit."""
    return Text(text, finish="length")


def filtered(text: str = "") -> Text:
    """An answer that the provider's content filter stopped."""
    return Text(text, finish="content_filter")


def html_page(status: int = 200) -> Raw:
    """What a captive portal or a wrong port answers."""
    page = b"<!doctype html><html><body><h1>Welcome</h1></body></html>"
    return Raw(page, content_type="text/html", status=status)


def redirect(location: str, status: int = 307) -> Status:
    """An answer that points at another address."""
    return Status(status, headers={"Location": location}, body=b"")


def bad_key() -> Status:
    """OpenAI's answer to a key that it does not know."""
    return Status(401, "Incorrect API key provided.", code="invalid_api_key")


def unknown_model(name: str) -> Status:
    """OpenAI's answer to a model that it does not know."""
    text = f"The model `{name}` does not exist or you do not have access to it."
    return Status(404, text, code="model_not_found")


def rate_limited(after: str | None = None) -> Status:
    """Too many requests, with or without a hint when to come back."""
    headers = {"Retry-After": after} if after is not None else {}
    return Status(
        429, "Rate limit reached.", "requests", code="rate_limit_exceeded", headers=headers
    )


def out_of_quota() -> Status:
    """The account has no money left; waiting does not help."""
    return Status(
        429, "You exceeded your current quota.", "insufficient_quota", code="insufficient_quota"
    )


def server_error(status: int = 500) -> Status:
    """The provider's own trouble."""
    return Status(status, "The server had an error.", "server_error")


def context_too_long(dialect: Literal["openai", "llama.cpp"] = "openai") -> Status:
    """More input than the model takes, in two dialects."""
    if dialect == "openai":
        return Status(400, "Your input exceeds the context.", code="context_length_exceeded")
    error = {
        "code": 400,
        "message": "the request exceeds the available context size",
        "type": "exceed_context_size_error",
        "n_prompt_tokens": 20000,
        "n_ctx": 8192,
    }
    return Status(400, body=json.dumps({"error": error}).encode())
