"""A bare peer of the server: sends any bytes, sees every message, and answers only if told to."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from e2e.editor import COMMAND, PATIENCE

NEVER = object()
"""What ``answering`` returns for a request that stays without answer."""


class Peer:
    """One server process and its raw messages. Use it as an async context manager.

    ``answering`` makes the result of each request of the server, or returns ``NEVER``.
    """

    def __init__(
        self,
        answering: Callable[[dict[str, Any]], Any] = lambda _: None,
        environ: Mapping[str, str] | None = None,
    ) -> None:
        self.answering = answering
        self._environ = environ or {}
        self.heard: list[dict[str, Any]] = []
        self.asked: list[dict[str, Any]] = []
        self.raw = b""
        self.errors = b""
        self._number = 0
        self._changed = asyncio.Condition()
        self._tasks: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> Peer:
        pipe = asyncio.subprocess.PIPE
        environ = {k: v for k, v in os.environ.items() if not k.startswith("OPENAI_")}
        self.process = await asyncio.create_subprocess_exec(
            *COMMAND,
            stdin=pipe,
            stdout=pipe,
            stderr=pipe,
            env={**environ, **self._environ},
            limit=2**26,
        )
        self._tasks = [asyncio.create_task(self._listen()), asyncio.create_task(self._log())]
        return self

    async def __aexit__(self, *_: object) -> None:
        if self.process.returncode is None:
            self.process.kill()
        await self.process.wait()
        await asyncio.wait_for(asyncio.gather(*self._tasks), PATIENCE)

    async def _log(self) -> None:
        assert self.process.stderr is not None
        while piece := await self.process.stderr.read(65536):
            self.errors += piece

    async def _listen(self) -> None:
        assert self.process.stdout is not None
        while True:
            length = 0
            while (line := await self.process.stdout.readline()).strip():
                name, _, value = line.partition(b":")
                if name == b"Content-Length":
                    length = int(value)
            if not length:
                break
            body = await self.process.stdout.readexactly(length)
            self.raw += body
            await self._take(json.loads(body))
        async with self._changed:
            self._changed.notify_all()

    async def _take(self, message: dict[str, Any]) -> None:
        question = "method" in message and "id" in message
        async with self._changed:
            self.heard.append(message)
            if question:
                self.asked.append(message)
            self._changed.notify_all()
        if question:
            result = self.answering(message)
            if result is not NEVER:
                self.send({"id": message["id"], "result": result})

    def write(self, body: bytes) -> None:
        """Send a body under a proper header."""
        assert self.process.stdin is not None
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)

    def send(self, message: dict[str, Any]) -> None:
        """Send a message as JSON."""
        self.write(json.dumps({"jsonrpc": "2.0", **message}).encode())

    def notify(self, method: str, params: Any) -> None:
        """Send a notification."""
        self.send({"method": method, "params": params})

    def request(self, method: str, params: Any) -> int:
        """Send a request; its number."""
        self._number += 1
        self.send({"id": self._number, "method": method, "params": params})
        return self._number

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait until something is true that only a message can make true, or the process ends."""
        async with self._changed:
            ended = self._tasks[0].done
            waiting = self._changed.wait_for(lambda: holds() or ended())
            await asyncio.wait_for(waiting, PATIENCE)

    def answer(self, number: int) -> dict[str, Any] | None:
        """The answer to a request, if it has come."""
        answers = [m for m in self.heard if m.get("id") == number and "method" not in m]
        assert len(answers) <= 1, "a request is answered once"
        return answers[0] if answers else None

    async def ask(self, method: str, params: Any) -> dict[str, Any]:
        """Send a request and wait for its answer, whole."""
        number = self.request(method, params)
        await self.until(lambda: self.answer(number) is not None)
        found = self.answer(number)
        assert found is not None, f"{method} was not answered"
        return found

    async def begin(
        self,
        root: Path | None = None,
        capabilities: dict[str, Any] | None = None,
        options: Any = None,
        **params: Any,
    ) -> dict[str, Any]:
        """The handshake."""
        given = {
            "processId": None,
            "rootUri": root.as_uri() if root else None,
            "capabilities": capabilities or {},
            "initializationOptions": options,
            **params,
        }
        answer = await self.ask("initialize", given)
        assert "result" in answer, answer
        self.notify("initialized", {})
        return answer

    def open(self, uri: str, text: str, language: str = "javascript", version: int = 1) -> None:
        """Open a document."""
        item = {"uri": uri, "languageId": language, "version": version, "text": text}
        self.notify("textDocument/didOpen", {"textDocument": item})

    async def hover(self, uri: str, line: int = 0, character: int = 0) -> Any:
        """The result of a hover."""
        place = {"line": line, "character": character}
        answer = await self.ask(
            "textDocument/hover", {"textDocument": {"uri": uri}, "position": place}
        )
        return answer["result"]

    async def end(self) -> int:
        """Shutdown, exit; the exit code of the process."""
        answer = await self.ask("shutdown", None)
        assert answer.get("result", 0) is None
        self.notify("exit", None)
        return await self.ended()

    async def ended(self) -> int:
        """Wait for the process to end by itself; its exit code."""
        return await asyncio.wait_for(self.process.wait(), PATIENCE)

    def told(self) -> list[str]:
        """All messages shown to the user."""
        shown = [m for m in self.heard if m.get("method") == "window/showMessage"]
        return [m["params"]["message"] for m in shown]

    def published(self, uri: str) -> list[dict[str, Any]]:
        """All publications for one URI, in this very spelling."""
        method = "textDocument/publishDiagnostics"
        found = [m["params"] for m in self.heard if m.get("method") == method]
        return [p for p in found if p["uri"] == uri]
