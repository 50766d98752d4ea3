"""The bytes of OpenAI's two protocols: server-sent events and whole JSON answers.

Event names and fields follow the published API reference of Responses and Chat Completions.
Each function yields one event a time; the server decides what happens between two.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from .replies import Request, Text

_CREATED = 1_700_000_000
DONE = b"data: [DONE]\n\n"


def event(data: dict[str, Any], name: str = "") -> bytes:
    """One server-sent event."""
    head = f"event: {name}\n" if name else ""
    return f"{head}data: {json.dumps(data)}\n\n".encode()


def tokens(text: str) -> int:
    """Four characters a token, at least one."""
    return max(1, len(text) // 4)


class ChatWire:
    """Chat Completions: the chunks of one answer."""

    def __init__(self, request: Request, reply: Text) -> None:
        self._request = request
        self._reply = reply

    def opening(self) -> Iterator[bytes]:
        """What comes before the first piece of text."""
        yield self._chunk({"role": "assistant", "content": ""})
        for _ in range(self._reply.reasoning):
            yield self._chunk({"reasoning_content": "thinking "})

    def delta(self, piece: str) -> bytes:
        """One piece of text."""
        return self._chunk({"content": piece})

    def closing(self) -> Iterator[bytes]:
        """Finish reason, usage where it was asked for, and the end mark."""
        if self._reply.refusal:
            yield self._chunk({"refusal": self._reply.refusal})
        yield self._chunk({}, self._reply.finish)
        options = self._request.body.get("stream_options") or {}
        if self._reply.usage and options.get("include_usage"):
            yield event({**self._envelope("chunk"), "choices": [], "usage": self.usage()})
        yield DONE

    def failure(self) -> bytes:
        """An error in the middle of the stream."""
        return event({"error": {"message": "The server had an error.", "type": "server_error"}})

    def usage(self) -> dict[str, Any]:
        """The token count of this answer."""
        given, made = tokens(self._request.text), tokens(self._reply.text)
        return {
            "prompt_tokens": given,
            "completion_tokens": made,
            "total_tokens": given + made,
            "prompt_tokens_details": {"cached_tokens": self._reply.cached},
        }

    def whole(self) -> dict[str, Any]:
        """The answer for a client that did not ask to stream."""
        message = {"role": "assistant", "content": self._reply.text, "refusal": None}
        choice = {"index": 0, "message": message, "finish_reason": self._reply.finish}
        return {**self._envelope(), "choices": [choice], "usage": self.usage()}

    def _envelope(self, kind: str = "") -> dict[str, Any]:
        return {
            "id": "chatcmpl-loopback",
            "object": f"chat.completion{'.' if kind else ''}{kind}",
            "created": _CREATED,
            "model": self._request.body.get("model", ""),
        }

    def _chunk(self, delta: dict[str, Any], finish: str | None = None) -> bytes:
        choice = {"index": 0, "delta": delta, "finish_reason": finish}
        return event({**self._envelope("chunk"), "choices": [choice]})


class ResponsesWire:
    """Responses: the events of one answer, numbered in order."""

    def __init__(self, request: Request, reply: Text) -> None:
        self._request = request
        self._reply = reply
        self._sequence = 0
        self._index = 1 if reply.reasoning else 0
        self._place = {"item_id": "msg_loopback", "output_index": self._index, "content_index": 0}

    def opening(self) -> Iterator[bytes]:
        """What comes before the first piece of text."""
        for kind in ("response.created", "response.in_progress"):
            yield self._event(kind, response=self._response("in_progress"))
        if self._reply.reasoning:
            item = {"type": "reasoning", "id": "rs_loopback", "summary": []}
            yield self._event("response.output_item.added", output_index=0, item=item)
            for _ in range(self._reply.reasoning):
                yield self._event(
                    "response.reasoning_summary_text.delta",
                    item_id="rs_loopback",
                    output_index=0,
                    summary_index=0,
                    delta="thinking ",
                )
            yield self._event("response.output_item.done", output_index=0, item=item)
        yield self._event(
            "response.output_item.added",
            output_index=self._index,
            item={**self._item("in_progress"), "content": []},
        )
        part = {"type": "output_text", "text": "", "annotations": []}
        yield self._event("response.content_part.added", part=part, **self._place)

    def delta(self, piece: str) -> bytes:
        """One piece of text."""
        return self._event("response.output_text.delta", delta=piece, logprobs=[], **self._place)

    def closing(self) -> Iterator[bytes]:
        """The item's end and the response's last state; Responses has no end mark."""
        reply = self._reply
        if reply.refusal:
            yield self._event("response.refusal.delta", delta=reply.refusal, **self._place)
            yield self._event("response.refusal.done", refusal=reply.refusal, **self._place)
        yield self._event("response.output_text.done", text=reply.text, logprobs=[], **self._place)
        status = "completed" if reply.finish == "stop" else "incomplete"
        yield self._event(
            "response.output_item.done", output_index=self._index, item=self._item(status)
        )
        yield self._event(f"response.{status}", response=self._response(status))

    def failure(self) -> bytes:
        """An error in the middle of the stream."""
        error = {"code": "server_error", "message": "The server had an error."}
        response = {**self._response("failed"), "error": error}
        return self._event("response.failed", response=response)

    def usage(self) -> dict[str, Any]:
        """The token count of this answer."""
        given, made = tokens(self._request.text), tokens(self._reply.text)
        return {
            "input_tokens": given,
            "input_tokens_details": {"cached_tokens": self._reply.cached},
            "output_tokens": made,
            "output_tokens_details": {"reasoning_tokens": 0},
            "total_tokens": given + made,
        }

    def whole(self) -> dict[str, Any]:
        """The answer for a client that did not ask to stream."""
        return self._response("completed" if self._reply.finish == "stop" else "incomplete")

    def _item(self, status: str) -> dict[str, Any]:
        part: dict[str, Any] = {"type": "output_text", "text": self._reply.text, "annotations": []}
        if self._reply.refusal:
            part = {"type": "refusal", "refusal": self._reply.refusal}
        return {
            "type": "message",
            "id": "msg_loopback",
            "status": status,
            "role": "assistant",
            "content": [part],
        }

    def _response(self, status: str) -> dict[str, Any]:
        ended = status in ("completed", "incomplete")
        reasons = {"length": "max_output_tokens", "content_filter": "content_filter"}
        reason = reasons.get(self._reply.finish)
        return {
            "id": "resp_loopback",
            "object": "response",
            "created_at": _CREATED,
            "status": status,
            "error": None,
            "incomplete_details": {"reason": reason} if ended and reason else None,
            "instructions": self._request.body.get("instructions"),
            "model": self._request.body.get("model", ""),
            "output": [self._item(status)] if ended else [],
            "parallel_tool_calls": True,
            "tool_choice": "auto",
            "tools": [],
            "temperature": 1.0,
            "top_p": 1.0,
            "metadata": {},
            "usage": self.usage() if ended and self._reply.usage else None,
        }

    def _event(self, kind: str, **fields: Any) -> bytes:
        data = {"type": kind, "sequence_number": self._sequence, **fields}
        self._sequence += 1
        return event(data, kind)
