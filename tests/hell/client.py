"""A client for many messages: answers by number, no history, and eyes on the server's process."""

from __future__ import annotations

import asyncio
import json
import shutil
import signal
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from time import perf_counter
from typing import Any

import psutil
from e2e.peer import NEVER, Peer

ROOT = Path(__file__).resolve().parents[2]
CAPABILITIES = {
    "window": {"workDoneProgress": True},
    "experimental": {"nodewright": {"outcome": True}},
}
NOT_APPLIED = {"applied": False, "failureReason": "the test keeps its text"}
PATIENCE = 600.0
"""Seconds until a wait counts as one for ever; a machine may be busy with much else."""


def never_applies(message: Mapping[str, Any]) -> Any:
    """The answer to a request of the server: no edit is applied, all else is fine."""
    return NOT_APPLIED if message["method"] == "workspace/applyEdit" else None


class Client(Peer):
    """A peer that keeps what is open and counts the rest.

    ``told``, ``outcomes`` and ``edits`` are emptied by whoever reads them.
    """

    def __init__(
        self,
        answering: Callable[[dict[str, Any]], Any] = never_applies,
        environ: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(
            answering, {"PYTHONFAULTHANDLER": "1", "NODEWRIGHT_CACHE": "", **(environ or {})}
        )
        self.pending: dict[Any, asyncio.Future[dict[str, Any]]] = {}
        self.outcomes: list[dict[str, Any]] = []
        self.sentences: list[str] = []
        self.edits = 0
        self.progress: set[str] = set()
        self.counts: Counter[str] = Counter()
        self.unasked: list[dict[str, Any]] = []
        self.tracebacks = 0
        self._news = asyncio.Event()

    async def _take(self, message: dict[str, Any]) -> None:
        self.tracebacks += b"Traceback" in self.raw
        self.raw = b""
        method = message.get("method")
        if method is None:
            waiting = self.pending.pop(message.get("id"), None)
            if waiting is None:
                self.unasked.append(message)
            elif not waiting.done():
                waiting.set_result(message)
        else:
            self._note(method, message.get("params") or {})
            if "id" in message and (result := self.answering(message)) is not NEVER:
                self.send({"id": message["id"], "result": result})
        self._news.set()

    def _note(self, method: str, params: dict[str, Any]) -> None:
        self.counts[method] += 1
        if method == "nodewright/outcome":
            self.outcomes.append(params)
        elif method == "window/showMessage":
            self.sentences.append(params["message"])
        elif method == "workspace/applyEdit":
            self.edits += 1
        elif method == "$/progress" and params["value"]["kind"] == "begin":
            self.progress.add(params["token"])
        elif method == "$/progress" and params["value"]["kind"] == "end":
            self.progress.discard(params["token"])

    def start_request(self, method: str, params: Any) -> asyncio.Future[dict[str, Any]]:
        """Send a request; its whole answer, some day."""
        self._number += 1
        future = asyncio.get_running_loop().create_future()
        self.pending[self._number] = future
        self.send({"id": self._number, "method": method, "params": params})
        return future

    async def ask(self, method: str, params: Any) -> dict[str, Any]:
        """Send a request and wait for its answer, whole."""
        future = self.start_request(method, params)
        if not (await asyncio.wait([future], timeout=PATIENCE))[0]:
            raise await self.stuck(f"{method} was not answered in {PATIENCE:.0f} s")
        return future.result()

    async def stuck(self, what: str) -> AssertionError:
        """What to raise where the server hangs: it ends, and tells where each thread stood."""
        spent = self.cpu()
        self.process.send_signal(signal.SIGABRT)
        await self.process.wait()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        told = self.errors.decode("utf-8", "replace")[-8000:]
        return AssertionError(f"{what}; the server had {spent:.1f} s of CPU in all\n{told}")

    async def until(self, holds: Callable[[], bool], patience: float = PATIENCE) -> None:
        """Wait until something is true that only a message can make true."""

        async def wait() -> None:
            while not holds():
                self._news.clear()
                await self._news.wait()

        await asyncio.wait_for(wait(), patience)

    async def timed_hover(self, uri: str, line: int = 0) -> float:
        """Seconds until a hover is answered."""
        began = perf_counter()
        await self.hover(uri, line)
        return perf_counter() - began

    async def vitals(self) -> dict[str, int]:
        """What the server says that it holds, and what the system says of its process."""
        told = (await self.ask("nodewright/vitals", None))["result"]
        process = psutil.Process(self.process.pid)
        with process.oneshot():
            return {
                **told,
                "connections": len(process.net_connections("tcp")),
                "files": process.num_fds(),
                "memory": process.memory_info().rss,
            }

    async def at_rest(self, uri: str) -> dict[str, int]:
        """The vitals when nothing runs and garbage has been collected since."""
        while (await self.vitals())["runs"]:
            await self.hover(uri)
        await self.hover(uri)
        before = now = await self.vitals()
        while now["upkeeps"] == before["upkeeps"]:
            # A look at it twenty times a second, so that the server is left in peace meanwhile.
            await asyncio.sleep(0.05)
            now = await self.vitals()
        return now

    def cpu(self) -> float:
        """Seconds of a processor that the server had so far."""
        times = psutil.Process(self.process.pid).cpu_times()
        return float(times.user + times.system)

    def memory(self) -> int:
        """Resident memory of the server in bytes."""
        resident: int = psutil.Process(self.process.pid).memory_info().rss
        return resident

    def configure(self, **model: Any) -> None:
        """New settings of the model."""
        self.notify("workspace/didChangeConfiguration", {"settings": {"nodewright": dict(model)}})


def project(folder: Path) -> Path:
    """A copy of the example project."""
    copy = folder / "upload-service"
    shutil.copytree(ROOT / "examples" / "upload-service", copy)
    return copy


def good_answer() -> str:
    """An answer for the example's upload handler that passes every check."""
    return (ROOT / "tests" / "e2e" / "answers" / "stream-the-upload.md").read_text("utf-8")


def to_json(value: Any) -> bytes:
    """A message's body; lone surrogates travel as escapes."""
    return json.dumps(value).encode()
