"""A long life: edits, runs, cancels and hovers at random; what is held must not grow.

The client pauses between two steps as people do. That sets the pace of the life and waits for
nothing: each answer is awaited as such, and a slow server is given fewer steps, never less time.
"""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from e2e.test_wire import command, handler_of
from loopback import LoopbackModel

from hell.client import CAPABILITIES, PATIENCE, Client, project
from hell.load import LIMITS, mixed

DOCUMENTS = 12
AT_ONCE = 8
"""Requests that may wait for an answer before the next step."""
PACE = 0.03
"""Seconds between two steps: several quick writers at once, and not a flood."""
GROWTH = 0.05
"""How much more memory the last quarter may hold than the second, as a share."""
WARM = 0.1
"""Share of the life after which memory is looked at for the first time."""
WORK = 60.0
"""Seconds of a processor that an answer may take; a server that gets none is not to blame."""
HELD = ("tasks", "runs", "progress", "requests", "connections", "files")


@dataclass
class Lived:
    """What was seen of a life. Seconds and bytes."""

    seconds: float = 0.0
    steps: Counter[str] = field(default_factory=Counter)
    endings: Counter[str] = field(default_factory=Counter)
    asked: int = 0
    answered: int = 0
    samples: list[dict[str, int]] = field(default_factory=list)
    first: dict[str, int] = field(default_factory=dict)
    last: dict[str, int] = field(default_factory=dict)
    hovers: list[float] = field(default_factory=list)
    slowest: tuple[float, float, str] = (0.0, 0.0, "")
    wrong: list[str] = field(default_factory=list)

    def memory(self, quarter: int) -> float:
        """The median of resident memory in a quarter of the life, 1 to 4."""
        size = max(len(self.samples) // 4, 1)
        part = self.samples[(quarter - 1) * size :][:size] or self.samples[-1:]
        return median(sample["memory"] for sample in part)


class Life:
    """One client that does what people do, for as long as it is told to."""

    def __init__(self, client: Client, root: Path, settings: dict[str, Any], seed: int) -> None:
        self.random = random.Random(seed)
        self.seen = Lived()
        self._client = client
        self._settings = settings
        self._text = (root / "src" / "server.js").read_text("utf-8")
        self._uris = [(root / "src" / f"soak{n}.js").as_uri() for n in range(DOCUMENTS)]
        self._versions: dict[str, int] = {}
        self._waiting: set[asyncio.Future[Any]] = set()
        self._since: dict[asyncio.Future[Any], tuple[str, float, float]] = {}
        self._steps = [
            *[self._type] * 10,
            *[self._hover] * 8,
            *[self._light_bulb] * 4,
            *[self._run] * 2,
            self._cancel,
            self._reopen,
            self._save,
        ]

    async def live(self, seconds: float, every: float) -> None:
        """So many seconds of steps; every so often a look at what is held."""
        for uri in self._uris:
            self._open(uri)
        began = looked = perf_counter()
        while self.seen.steps.total() < 100 or perf_counter() - began < seconds * WARM:
            await self._step()
        self.seen.first = await self._at_rest()
        while perf_counter() - began < seconds:
            await self._step()
            if perf_counter() - looked >= every:
                looked = perf_counter()
                self.seen.samples.append(await self._client.vitals())
        self.seen.seconds = perf_counter() - began
        self.seen.last = await self._at_rest()
        self.seen.samples.append(self.seen.last)

    async def _step(self) -> None:
        step = self.random.choice(self._steps)
        self.seen.steps[step.__name__.strip("_").replace("_", " ")] += 1
        step(self.random.choice(self._uris))
        while len(self._waiting) >= AT_ONCE:
            await asyncio.wait(self._waiting, timeout=5, return_when=asyncio.FIRST_COMPLETED)
            await self._look_at_the_slowest()
        await asyncio.sleep(PACE)

    async def _look_at_the_slowest(self) -> None:
        """End the life where one request waits for ever, with the place where each thread is."""
        for future, (method, asked, spent) in list(self._since.items()):
            waited, worked = perf_counter() - asked, self._client.cpu() - spent
            if not future.done() and (waited > PATIENCE or worked > WORK):
                said = f"{method} is unanswered after {waited:.0f} s and {worked:.1f} s of CPU"
                raise await self._client.stuck(said)

    async def _at_rest(self) -> dict[str, int]:
        """What is held when every request is answered, and no connection waits for a next run."""
        while self._waiting:
            await asyncio.wait(self._waiting, timeout=5)
            await self._look_at_the_slowest()
        await self._client.until(lambda: not self._client.progress, 4 * PATIENCE)
        for uri in self._uris:
            await self._client.hover(uri)
        self._client.configure(model={**self._settings, "baseUrl": "http://127.0.0.1:9/v1"})
        held = await self._client.at_rest(self._uris[0])
        self._client.configure(model=self._settings)
        return held

    def _ask(self, method: str, params: Any) -> asyncio.Future[dict[str, Any]]:
        future = self._client.start_request(method, params)
        self.seen.asked += 1
        self._waiting.add(future)
        self._since[future] = method, perf_counter(), self._client.cpu()
        future.add_done_callback(self._answered)
        return future

    def _answered(self, future: asyncio.Future[dict[str, Any]]) -> None:
        self._waiting.discard(future)
        method, asked, spent = self._since.pop(future)
        waited = perf_counter() - asked
        if waited > self.seen.slowest[0]:
            self.seen.slowest = waited, self._client.cpu() - spent, method
        self.seen.answered += not future.cancelled()

    def _open(self, uri: str) -> None:
        self._versions[uri] = 1
        self._client.open(uri, self._text)

    def _type(self, uri: str) -> None:
        """A keystroke: the text as it was with some more or less of something."""
        self._versions[uri] += 1
        word = self.random.choice(("x", "eval(req.body)", "new Buffer('x')", "é", "`${", "\r\n"))
        text = self._text + f"\nconst typed{self._versions[uri] % 7} = {word};\n"
        identifier = {"uri": uri, "version": self._versions[uri]}
        change = {"textDocument": identifier, "contentChanges": [{"text": text}]}
        self._client.notify("textDocument/didChange", change)

    def _hover(self, uri: str) -> None:
        began = perf_counter()
        place = {"line": self.random.randrange(60), "character": self.random.randrange(40)}
        future = self._ask("textDocument/hover", {"textDocument": {"uri": uri}, "position": place})
        future.add_done_callback(lambda _: self.seen.hovers.append(perf_counter() - began))

    def _light_bulb(self, uri: str) -> None:
        self._ask(
            "textDocument/codeAction",
            {
                "textDocument": {"uri": uri},
                "range": handler_of(self._text),
                "context": {"diagnostics": [], "triggerKind": 1},
            },
        )

    def _run(self, uri: str) -> None:
        self._ask("workspace/executeCommand", command(uri, range=handler_of(self._text)))

    def _cancel(self, uri: str) -> None:
        if self._client.progress:
            token = self.random.choice(sorted(self._client.progress))
            self._client.notify("window/workDoneProgress/cancel", {"token": token})

    def _reopen(self, uri: str) -> None:
        self._client.notify("textDocument/didClose", {"textDocument": {"uri": uri}})
        self._open(uri)

    def _save(self, uri: str) -> None:
        self._client.notify("textDocument/didSave", {"textDocument": {"uri": uri}})


async def soak(folder: Path, seconds: float, seed: int = 1, every: float = 5.0) -> Lived:
    """One life of a server process."""
    root = project(folder)
    async with LoopbackModel() as model, Client() as client:
        model.always(mixed(seed))
        settings = {"baseUrl": model.base_url, "name": "loopback-model", "api": "chat", **LIMITS}
        await client.begin(root, CAPABILITIES, {"model": settings})
        life = Life(client, root, settings, seed)
        await life.live(seconds, every)
        life.seen.endings = Counter(told["status"] for told in client.outcomes)
        _judge(client, life.seen)
        if await client.end() != 0:
            life.seen.wrong.append("the process did not end well")
    return life.seen


def _judge(client: Client, seen: Lived) -> None:
    if seen.asked != seen.answered:
        seen.wrong.append(f"{seen.asked - seen.answered} requests were not answered")
    if sum(seen.endings.values()) != seen.steps["run"]:
        seen.wrong.append(f"{sum(seen.endings.values())} endings of {seen.steps['run']} runs")
    for name in HELD:
        if seen.last[name] > seen.first[name]:
            seen.wrong.append(f"{name} grew from {seen.first[name]} to {seen.last[name]}")
    if client.tracebacks or b"bug in" in client.errors:
        seen.wrong.append(client.errors.decode()[-3000:])


def grown(seen: Lived) -> float:
    """By which share the last quarter holds more memory than the second."""
    return seen.memory(4) / seen.memory(2) - 1
