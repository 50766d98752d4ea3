"""Many runs at once: each ends with an edit, a refusal, or the word that a newer replaced it."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from typing import Any

from e2e.test_wire import command, handler_of
from loopback import LoopbackModel, Request, Status, Text, server_error, truncated

from hell.client import CAPABILITIES, PATIENCE, Client, good_answer, project

RUNS, DOCUMENTS = 200, 50
LIMITS = {"timeout": 10, "totalTimeout": 60}


@dataclass
class Carried:
    """What was seen of one burst. Seconds and bytes."""

    runs: int
    documents: int
    endings: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0
    at_once: int = 0
    hovers: list[float] = field(default_factory=list)
    memory: int = 0
    peak: int = 0
    wrong: list[str] = field(default_factory=list)


def mixed(seed: int) -> Callable[[Request], Any]:
    """A model that mostly answers well, and sometimes in every other way."""
    chance = random.Random(seed)
    replies = [
        *[good_answer()] * 6,
        truncated(good_answer()[:400]),
        Text(good_answer(), end="drop"),
        Text("I am sorry, I cannot."),
        Status(401, "no"),
        server_error(),
    ]
    return lambda request: chance.choice(replies)


async def carry(folder: Path, runs: int = RUNS, documents: int = DOCUMENTS) -> Carried:
    """A burst of runs over documents that are all open, in rounds, so that newer replace older."""
    seen = Carried(runs, documents)
    root = project(folder)
    text = (root / "src" / "server.js").read_text("utf-8")
    uris = [(root / "src" / f"server{number}.js").as_uri() for number in range(documents)]
    async with LoopbackModel() as model, Client() as client:
        model.always(mixed(7))
        settings = {"baseUrl": model.base_url, "name": "loopback-model", "api": "chat", **LIMITS}
        await client.begin(root, CAPABILITIES, {"model": settings})
        for uri in uris:
            client.open(uri, text)
        await _warm_up(client, uris[0], text)
        before = await client.at_rest(uris[0])
        began = perf_counter()
        asked = [
            client.start_request(
                "workspace/executeCommand",
                command(uris[number % documents], range=handler_of(text)),
            )
            for number in range(runs)
        ]
        ended = asyncio.ensure_future(
            client.until(
                lambda: len(client.outcomes) >= runs and not client.progress, PATIENCE * 10
            )
        )
        while not ended.done():
            seen.hovers.append(await client.timed_hover(uris[-1], line=3))
            seen.peak = max(seen.peak, client.memory())
            now = (await client.ask("nodewright/vitals", None))["result"]
            seen.at_once = max(seen.at_once, now["runs"])
        await ended
        seen.seconds = perf_counter() - began
        await asyncio.wait(asked, timeout=PATIENCE)
        seen.endings = Counter(told["status"] for told in client.outcomes)
        after = await client.at_rest(uris[0])
        seen.memory, seen.peak = after["memory"] - before["memory"], seen.peak - before["memory"]
        _judge(client, seen, asked, before, after)
        assert await client.end() == 0
    return seen


async def _warm_up(client: Client, uri: str, text: str) -> None:
    """One run, so that what is made once is made."""
    await client.ask("workspace/executeCommand", command(uri, range=handler_of(text)))
    await client.until(lambda: bool(client.outcomes) and not client.progress)
    client.outcomes.clear()
    client.edits = 0


def _judge(
    client: Client,
    seen: Carried,
    asked: list[asyncio.Future[dict[str, Any]]],
    before: dict[str, int],
    after: dict[str, int],
) -> None:
    if sum(seen.endings.values()) != seen.runs:
        seen.wrong.append(f"{sum(seen.endings.values())} endings of {seen.runs} runs")
    if unanswered := sum(not future.done() for future in asked):
        seen.wrong.append(f"{unanswered} commands were not answered")
    if seen.endings["cancelled"] < seen.runs - seen.documents:
        seen.wrong.append("older runs went on beside newer ones")
    for name in ("runs", "progress", "requests"):
        if after[name] > before[name]:
            seen.wrong.append(f"{after[name] - before[name]} {name} left behind")
    if client.tracebacks or b"bug in" in client.errors:
        seen.wrong.append(client.errors.decode()[-3000:])
