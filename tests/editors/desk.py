"""A model on loopback that an editor under test scripts by itself, over a line-based connection.

The editor runs its checks inside of itself, in Lua or Lisp; what the model does is told from there.
Each line that it sends is a command, and gets one line back:

    answer NAME        queue an answer; `ok`
    hold NAME          queue an answer that stops after its first words; `ok`
    always NAME        what to answer when the queue is empty; `ok`
    reached            wait until an answer that is held has begun; `ok`
    open               let the held answer go on; `ok`
    gone               wait until the server hung up in the middle of an answer; `ok`
    asked              how many times the model was asked for an answer; a number
    heard WORDS        whether the last question to the model holds these words; `yes` or `no`
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from types import TracebackType

from loopback import Gate, LoopbackModel, Text

ANSWERS = Path(__file__).resolve().parent.parent / "e2e" / "answers"
KEY = "sk-nodewright-editors"


def answer(name: str) -> str:
    """A recorded answer; ``risky`` is one of which only a part passes the checks."""
    if name == "risky":
        return answer("stream-the-upload").replace("assert.deepEqual", "asserted.deepEqual")
    return (ANSWERS / f"{name}.md").read_text("utf-8")


class Desk:
    """The model and the connection to it. Use it as an async context manager, once a check."""

    def __init__(self) -> None:
        self.model = LoopbackModel()
        self._gate: Gate | None = None
        self._server: asyncio.Server | None = None
        self._commands: dict[str, Callable[[str], Awaitable[str]]] = {
            "answer": self._answer,
            "hold": self._hold,
            "always": self._always,
            "reached": self._reached,
            "open": self._open,
            "gone": self._gone,
            "asked": self._asked,
            "heard": self._heard,
        }

    @property
    def port(self) -> int:
        """Where the editor connects to."""
        assert self._server is not None
        port: int = self._server.sockets[0].getsockname()[1]
        return port

    async def __aenter__(self) -> Desk:
        await self.model.__aenter__()
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._server is not None
        self._server.close()
        await self.model.__aexit__(kind, error, trace)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while line := (await reader.readline()).decode().strip():
            word, _, rest = line.partition(" ")
            command = self._commands.get(word)
            told = await command(rest) if command else f"unknown command {word}"
            writer.write(f"{told}\n".encode())
        writer.close()

    async def _answer(self, name: str) -> str:
        self.model.answer(answer(name))
        return "ok"

    async def _hold(self, name: str) -> str:
        self._gate = Gate()
        self.model.answer(Text(answer(name), gate=self._gate))
        return "ok"

    async def _always(self, name: str) -> str:
        self.model.always(answer(name))
        return "ok"

    async def _reached(self, _: str) -> str:
        assert self._gate is not None
        await self._gate.reached.wait()
        return "ok"

    async def _open(self, _: str) -> str:
        assert self._gate is not None
        self._gate.open()
        return "ok"

    async def _gone(self, _: str) -> str:
        await self.model.disconnected()
        return "ok"

    async def _asked(self, _: str) -> str:
        return str(len(self.model.asked))

    async def _heard(self, words: str) -> str:
        return "yes" if self.model.asked and words in self.model.asked[-1].text else "no"
