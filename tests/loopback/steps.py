"""A response in steps, down to single bytes: what a broken or hostile server does.

A step is one of these; the data files of the tests write them as they stand here::

    head            the head of a proper stream; or {head: {status: 200, type: ..., header: ...}}
    opening         the events before the first piece of text
    {say: 100}      that many characters of the answer, in pieces; {say: all} the rest
    {echo: 100}     the same, each piece sent twice
    {mix: 100}      the same, every two pieces in the wrong order
    finish          the events that end the answer
    end             the end of the body
    {event: {...}}  one event
    {data: "..."}   any text, as part of the body; {hex: "ff fe"} any bytes
    {raw: "..."}    any text, past all framing
    {flood: {of: "...", bytes: 50_000_000}}   the same text again and again, in one body
    {endless: "..."}                          the same for ever
    {drip: "..."}   the same for ever, a fifth of a second apart; {dripraw: "..."} past all framing
    hang            nothing more, and the connection stays open
    close           a polite end of the connection
    abort           a reset
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Protocol

from .replies import Request, Text
from .wire import ChatWire, ResponsesWire, event

Step = str | Mapping[str, Any]
LUMP = 64 * 1024
DRIP_SECONDS = 0.2


@dataclass(frozen=True)
class Steps:
    """The steps of a response whose answer would be ``text``."""

    steps: Sequence[Step]
    text: str = ""


class Wire(Protocol):
    """What a player may do with its connection."""

    async def send(self, data: bytes) -> None:
        """Write, and wait while the client does not read."""

    def drop(self, politely: bool = False) -> None:
        """End the connection."""


class Player:
    """Plays the steps of one response."""

    def __init__(self, request: Request, reply: Steps, wire: Wire) -> None:
        answer = Text(reply.text)
        self._events = (ChatWire if request.api == "chat" else ResponsesWire)(request, answer)
        self._pieces = list(answer.deltas)
        self._size = answer.chunk
        self._steps = reply.steps
        self._wire = wire

    async def play(self) -> None:
        """All steps, one after the other."""
        for step in self._steps:
            (name, value), *more = step.items() if isinstance(step, Mapping) else [(step, None)]
            assert not more, step
            await getattr(self, f"_{name}")(value)

    async def _body(self, data: bytes) -> None:
        await self._wire.send(f"{len(data):x}\r\n".encode() + data + b"\r\n")

    async def _head(self, told: Mapping[str, Any] | None) -> None:
        headers = {"status": 200, "type": "text/event-stream", **(told or {})}
        status, kind = int(headers.pop("status")), headers.pop("type")
        headers = {"Content-Type": kind, "Transfer-Encoding": "chunked", **headers}
        known = {number.value: number.phrase for number in HTTPStatus}
        lines = [f"HTTP/1.1 {status} {known.get(status, 'Odd')}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        await self._wire.send(("\r\n".join(lines) + "\r\n\r\n").encode("latin-1"))

    async def _opening(self, _: None) -> None:
        for opening in self._events.opening():
            await self._body(opening)

    def _taken(self, amount: int | str) -> list[bytes]:
        count = len(self._pieces) if amount == "all" else -(-int(amount) // self._size)
        taken, self._pieces = self._pieces[:count], self._pieces[count:]
        return [self._events.delta(piece) for piece in taken]

    async def _say(self, amount: int | str) -> None:
        for delta in self._taken(amount):
            await self._body(delta)

    async def _echo(self, amount: int | str) -> None:
        for delta in self._taken(amount):
            await self._body(delta)
            await self._body(delta)

    async def _mix(self, amount: int | str) -> None:
        deltas = self._taken(amount)
        for at in range(0, len(deltas), 2):
            for delta in reversed(deltas[at : at + 2]):
                await self._body(delta)

    async def _finish(self, _: None) -> None:
        for closing in self._events.closing():
            await self._body(closing)

    async def _end(self, _: None) -> None:
        await self._wire.send(b"0\r\n\r\n")

    async def _event(self, data: dict[str, Any]) -> None:
        await self._body(event(data))

    async def _data(self, text: str) -> None:
        await self._body(text.encode())

    async def _hex(self, digits: str) -> None:
        await self._body(bytes.fromhex(digits))

    async def _raw(self, text: str) -> None:
        await self._wire.send(text.encode("latin-1"))

    async def _flood(self, told: Mapping[str, Any]) -> None:
        lump, left = self._lump(told["of"]), int(told["bytes"])
        while left > 0:
            await self._body(lump)
            left -= len(lump)

    async def _endless(self, text: str) -> None:
        lump = self._lump(text)
        while True:
            await self._body(lump)

    def _lump(self, text: str) -> bytes:
        """``text`` often enough to fill a packet; DELTA stands for an event with text in it."""
        data = self._events.delta("x" * 64) if text == "DELTA" else text.encode()
        return data * max(1, LUMP // len(data))

    async def _drip(self, text: str) -> None:
        async for _ in _ticks():
            await self._body(text.encode())

    async def _dripraw(self, text: str) -> None:
        async for _ in _ticks():
            await self._wire.send(text.encode("latin-1"))

    async def _hang(self, _: None) -> None:
        await asyncio.Event().wait()

    async def _close(self, _: None) -> None:
        self._wire.drop(politely=True)

    async def _abort(self, _: None) -> None:
        self._wire.drop()


async def _ticks() -> AsyncIterator[None]:
    while True:
        yield
        await asyncio.sleep(DRIP_SECONDS)
