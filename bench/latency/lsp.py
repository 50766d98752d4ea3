"""A language server as an editor without features sees it: messages over stdio, timed."""

from __future__ import annotations

import asyncio
import json
import time
from pathlib import Path
from typing import Any

_ANSWERS: dict[str, Any] = {
    "client/registerCapability": None,
    "client/unregisterCapability": None,
    "window/workDoneProgress/create": None,
    "eslint/confirmESLintExecution": 4,
}
_FULL = 1
"""TextDocumentSyncKind of a server that wants the whole text after each change."""
CAPABILITIES: dict[str, Any] = {
    "general": {"positionEncodings": ["utf-16"]},
    "workspace": {
        "configuration": True,
        "workspaceFolders": True,
        "didChangeConfiguration": {"dynamicRegistration": True},
    },
    "textDocument": {
        "synchronization": {"dynamicRegistration": True},
        "publishDiagnostics": {"versionSupport": True, "relatedInformation": True},
    },
}


class DiedError(Exception):
    """The server ended, or said nothing for too long."""


class Client:
    """One server process; all times are in seconds of the wall clock."""

    def __init__(self, settings: dict[str, Any], folder: Path, limit: float = 60.0) -> None:
        self._settings = settings
        self._folder = folder
        self._limit = limit
        self._process: asyncio.subprocess.Process | None = None
        self._waiting: dict[int, asyncio.Future[Any]] = {}
        self._published: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._next = 0
        self.whole_texts = False

    @property
    def pid(self) -> int:
        """The number of the server's process."""
        assert self._process is not None
        return self._process.pid

    async def start(self, command: list[str], pull: bool) -> None:
        """Start the server and shake hands. Raises DiedError."""
        self._process = await asyncio.create_subprocess_exec(
            *command,
            cwd=self._folder,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
        )
        self._reader = asyncio.create_task(self._read())
        uri = self._folder.as_uri()
        capabilities = dict(CAPABILITIES)
        if pull:
            document = {**CAPABILITIES["textDocument"], "diagnostic": {"dynamicRegistration": True}}
            capabilities["textDocument"] = document
            workspace = {**CAPABILITIES["workspace"], "diagnostics": {"refreshSupport": True}}
            capabilities["workspace"] = workspace
        answer = await self.ask(
            "initialize",
            {
                "processId": None,
                "rootUri": uri,
                "workspaceFolders": [{"uri": uri, "name": "bench"}],
                "capabilities": capabilities,
            },
        )
        sync = answer["capabilities"].get("textDocumentSync")
        self.whole_texts = (sync.get("change") if isinstance(sync, dict) else sync) == _FULL
        self.say("initialized", {})
        self.say("workspace/didChangeConfiguration", {"settings": self._settings})

    def say(self, method: str, params: Any) -> None:
        """Send a notification."""
        self._send({"jsonrpc": "2.0", "method": method, "params": params})

    async def ask(self, method: str, params: Any) -> Any:
        """Send a request and wait for its result. Raises DiedError."""
        self._next += 1
        answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._waiting[self._next] = answer
        message = {"jsonrpc": "2.0", "id": self._next, "method": method, "params": params}
        self._send(message)
        return await self._in_time(answer)

    async def diagnostics(self, uri: str, version: int, pull: bool) -> list[dict[str, Any]]:
        """Those of ``version`` of a document, as soon as the server has them. Raises DiedError."""
        if pull:
            answer = await self.ask("textDocument/diagnostic", {"textDocument": {"uri": uri}})
            found: list[dict[str, Any]] = (answer or {}).get("items", [])
            return found
        while True:
            said = await self._in_time(self._published.get())
            if said["uri"] == uri and said.get("version", version) in (version, None):
                items: list[dict[str, Any]] = said["diagnostics"]
                return items

    async def stop(self) -> None:
        """End the server, kindly at first."""
        assert self._process is not None
        try:
            self._limit = 5.0
            await self.ask("shutdown", None)
            self.say("exit", None)
            await asyncio.wait_for(self._process.wait(), 5)
        except (DiedError, asyncio.TimeoutError, ConnectionError):
            pass
        if self._process.returncode is None:
            self._process.kill()
            await self._process.wait()
        self._reader.cancel()

    async def _in_time(self, wanted: Any) -> Any:
        try:
            return await asyncio.wait_for(wanted, self._limit)
        except asyncio.TimeoutError:
            raise DiedError(f"no answer within {self._limit:.0f} s") from None

    def forget_published(self) -> None:
        """Drop what came late: a server that names no version may say things twice."""
        while not self._published.empty():
            self._published.get_nowait()

    def _send(self, message: dict[str, Any]) -> None:
        assert self._process is not None
        assert self._process.stdin is not None
        body = json.dumps(message).encode()
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)

    async def _read(self) -> None:
        assert self._process is not None
        assert self._process.stdout is not None
        stream = self._process.stdout
        while header := await stream.readline():
            length = int(header.split(b":")[1]) if header.lower().startswith(b"content-len") else 0
            while header.strip():
                header = await stream.readline()
            if length:
                self._take(json.loads(await stream.readexactly(length)))
        for answer in self._waiting.values():
            if not answer.done():
                answer.set_exception(DiedError("the server ended"))

    def _take(self, message: dict[str, Any]) -> None:
        method = message.get("method")
        if method == "textDocument/publishDiagnostics":
            self._published.put_nowait(message["params"])
        elif method and "id" in message:
            result = _ANSWERS.get(method)
            if method == "workspace/configuration":
                result = [self._settings for _ in message["params"]["items"]]
            elif method == "workspace/workspaceFolders":
                result = [{"uri": self._folder.as_uri(), "name": "bench"}]
            self._send({"jsonrpc": "2.0", "id": message["id"], "result": result})
        elif not method:
            answer = self._waiting.pop(message["id"], None)
            if answer is not None and not answer.done():
                answer.set_result(message.get("result"))


def now() -> float:
    """Seconds on a clock that never goes back."""
    return time.perf_counter()
