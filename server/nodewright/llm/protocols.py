"""The two protocols: how a request is built, and what each event of the stream means."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from ..messages import Message, Usage
from .diagnosis import failure_in_stream
from .dialect import parameters
from .endpoint import ApiName, Endpoint
from .heard import Heard, count


class Api(Protocol):
    """One protocol; ``path`` lies below the base URL."""

    name: ApiName
    title: str
    path: str

    def payload(self, endpoint: Endpoint, messages: Sequence[Message]) -> dict[str, Any]:
        """The body of the request."""

    async def start(self, client: Any, payload: dict[str, Any]) -> Any:
        """Send it; the library's stream of events."""

    def hear(self, event: Any, heard: Heard, endpoint: Endpoint) -> None:
        """Take one event in. Events are not validated by the library: any field may be odd."""


class Chat:
    """Chat Completions."""

    name: ApiName = "chat"
    title = "Chat Completions"
    path = "/chat/completions"

    def payload(self, endpoint: Endpoint, messages: Sequence[Message]) -> dict[str, Any]:
        return {
            "model": endpoint.model,
            "messages": [{"role": m.role, "content": m.content.text} for m in messages],
            "stream": True,
            **parameters("chat", endpoint, messages),
        }

    async def start(self, client: Any, payload: dict[str, Any]) -> Any:
        return await client.chat.completions.create(**payload)

    def hear(self, event: Any, heard: Heard, endpoint: Endpoint) -> None:
        if usage := getattr(event, "usage", None):
            details = getattr(usage, "prompt_tokens_details", None)
            heard.usage = Usage(
                count(getattr(usage, "prompt_tokens", 0)),
                count(getattr(usage, "completion_tokens", 0)),
                count(getattr(details, "cached_tokens", 0)),
            )
        for choice in (getattr(event, "choices", None) or ())[:1]:
            delta = getattr(choice, "delta", None)
            heard.say(getattr(delta, "content", None))
            heard.refuse(getattr(delta, "refusal", None))
            # Local servers call it either way.
            heard.think(getattr(delta, "reasoning_content", None))
            heard.think(getattr(delta, "reasoning", None))
            if finish := getattr(choice, "finish_reason", None):
                heard.finish = str(finish)


class Responses:
    """Responses. Nothing is stored at the provider."""

    name: ApiName = "responses"
    title = "Responses"
    path = "/responses"

    def payload(self, endpoint: Endpoint, messages: Sequence[Message]) -> dict[str, Any]:
        return {
            "model": endpoint.model,
            # Without its type llama.cpp takes an earlier answer of the model for no message.
            "input": [
                {"type": "message", "role": m.role, "content": m.content.text} for m in messages
            ],
            "stream": True,
            **parameters("responses", endpoint, messages),
        }

    async def start(self, client: Any, payload: dict[str, Any]) -> Any:
        return await client.responses.create(**payload)

    def hear(self, event: Any, heard: Heard, endpoint: Endpoint) -> None:
        kind = str(getattr(event, "type", ""))
        if kind == "response.output_text.delta":
            heard.say(getattr(event, "delta", None), _part(event))
        elif kind == "response.output_text.done":
            heard.confirm(getattr(event, "text", None), _part(event))
        elif kind == "response.refusal.delta":
            heard.refuse(getattr(event, "delta", None))
        elif kind.startswith("response.reasoning") and kind.endswith(".delta"):
            heard.think(getattr(event, "delta", None))
        elif kind in ("response.completed", "response.incomplete"):
            self._end(getattr(event, "response", None), kind, heard, endpoint)
        elif kind in ("response.failed", "error"):
            error = getattr(getattr(event, "response", None), "error", None) or event
            code, text = getattr(error, "code", None), getattr(error, "message", None)
            raise failure_in_stream((str(code),), str(text or ""), "")

    def _end(self, response: Any, kind: str, heard: Heard, endpoint: Endpoint) -> None:
        if usage := getattr(response, "usage", None):
            details = getattr(usage, "input_tokens_details", None)
            heard.usage = Usage(
                count(getattr(usage, "input_tokens", 0)),
                count(getattr(usage, "output_tokens", 0)),
                count(getattr(details, "cached_tokens", 0)),
            )
        heard.finish = "stop"
        if kind == "response.incomplete":
            reason = getattr(getattr(response, "incomplete_details", None), "reason", None)
            heard.finish = "content_filter" if reason == "content_filter" else "length"
        elif heard.usage and heard.usage.tokens_out >= endpoint.max_output_tokens:
            # llama.cpp calls an answer that ran into the limit completed.
            heard.finish = "length"


def _part(event: Any) -> tuple[str, str]:
    """Which part of the answer an event speaks of; servers that number nothing have one."""
    return str(getattr(event, "output_index", "")), str(getattr(event, "content_index", ""))


APIS: dict[ApiName, Api] = {"responses": Responses(), "chat": Chat()}
