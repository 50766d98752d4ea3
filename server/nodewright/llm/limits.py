"""How much of a response is read: a server may send without end, or one event without end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any

from .trouble import Trouble

CHARACTERS_PER_TOKEN = 16
"""More than the longest tokens of code and prose; padding of white space may reach it."""
SMALLEST_TEXT = 64 * 1024
_LARGEST_ERROR = 256 * 1024
_SMALLEST_STREAM, _STREAM_PER_TOKEN = 4 * 2**20, 2048
_SMALLEST_EVENT, _LARGEST_EVENT = 2**20, 8 * 2**20
_FEWEST_LINES, _LINES_PER_TOKEN = 50_000, 6
_FEWEST_EVENTS, _EVENTS_PER_TOKEN = 10_000, 2
_MOST_EMPTY = 2_000
_PIECE = 8 * 1024
"""Bytes that are decoded at a time: a packet full of short lines takes long enough to be felt."""
_ESCAPED = 6
"""Bytes of one character as JSON writes it at its longest, ``\\u0000``."""
_BLANK = (b"\n\n", b"\r\n\r\n", b"\r\r")


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one response, from the most tokens that were asked for.

    ``text`` in characters; ``stream`` and ``event`` in bytes on the wire; ``lines``, ``events``
    and ``empty`` events in numbers, for what says nothing costs time as well.
    """

    text: int
    stream: int
    event: int
    lines: int
    events: int
    empty: int = _MOST_EMPTY

    async def guard(self, response: Any) -> None:
        """A hook of the HTTP client: from here on the body of ``response`` is read in bounds.

        Raises Trouble for a compressed body, which nobody asked for and which may be a bomb.
        """
        if response.headers.get("content-encoding", "identity").lower() != "identity":
            raise Trouble("garbled", detail="content-encoding")
        raw, failed = response.aiter_raw, response.status_code != 200

        def bounded(chunk_size: int | None = None) -> AsyncIterator[bytes]:
            chunks = raw(chunk_size)
            return _beginning(chunks) if failed else self._within(chunks)

        response.aiter_raw = bounded

    async def _within(self, chunks: AsyncGenerator[bytes, None]) -> AsyncIterator[bytes]:
        """The same bytes. Raises Trouble where they, or one event of them, grow too many."""
        total, lines, event, tail = 0, 0, 0, b""
        async with aclosing(chunks):
            async for chunk in chunks:
                total += len(chunk)
                lines += chunk.count(b"\n") + chunk.count(b"\r")
                seen = tail + chunk
                end = max(seen.rfind(blank) for blank in _BLANK)
                event = event + len(chunk) if end < 0 else len(seen) - end
                tail = seen[-3:]
                if total > self.stream or event > self.event or lines > self.lines:
                    raise Trouble("too_long", detail="bytes")
                for at in range(0, len(chunk), _PIECE):
                    if at:
                        await asyncio.sleep(0)
                    yield chunk[at : at + _PIECE]


def limits_of(most_tokens: int) -> Limits:
    """What an answer of ``most_tokens`` can take at the very most."""
    text = max(SMALLEST_TEXT, most_tokens * CHARACTERS_PER_TOKEN)
    return Limits(
        text,
        stream=max(_SMALLEST_STREAM, most_tokens * _STREAM_PER_TOKEN),
        event=min(max(_SMALLEST_EVENT, text * _ESCAPED), _LARGEST_EVENT),
        lines=max(_FEWEST_LINES, most_tokens * _LINES_PER_TOKEN),
        events=max(_FEWEST_EVENTS, most_tokens * _EVENTS_PER_TOKEN),
    )


async def _beginning(chunks: AsyncGenerator[bytes, None]) -> AsyncIterator[bytes]:
    """As much of the body of an error as anybody reads."""
    total = 0
    async with aclosing(chunks):
        async for chunk in chunks:
            yield chunk
            total += len(chunk)
            if total > _LARGEST_ERROR:
                return
