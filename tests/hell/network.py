"""A network from hell: every fault of network.yml, against a real server process."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from typing import Any

import yaml
from e2e.test_wire import command, handler_of
from loopback import LoopbackModel, Status, Steps, redirect

from hell.client import CAPABILITIES, Client, good_answer, project

APIS = ("chat", "responses")
TITLES = {"chat": "Chat Completions", "responses": "Responses"}
KEY = {"HELL_KEY": "sk-hell-0123456789abcdef"}
LIMITS = {"timeout": 1, "totalTimeout": 4}
CASES = yaml.safe_load(Path(__file__).with_name("network.yml").read_text("utf-8"))
LARGE = {"NEST": "[" * 100_000, "LONG": "X-Odd: y\r\n" * 100_000}
SETTLED = 5.0
"""Seconds for what a run held to be given back, measured for its own sake and never waited out."""
HELD = ("tasks", "runs", "progress", "requests", "connections", "files")


@dataclass
class Seen:
    """What was seen of one fault in one protocol. Seconds and bytes."""

    name: str
    api: str
    limit: float
    sentence: str = ""
    seconds: float = 0.0
    wrong: list[str] = field(default_factory=list)
    hovers: list[float] = field(default_factory=list)
    memory: int = 0
    peak: int = 0


def reply_to(case: dict[str, Any]) -> Any:
    """What the loopback model is told to answer."""
    if "steps" in case:
        return Steps([_large(step) for step in case["steps"]], good_answer())
    if case.get("address") == "elsewhere":
        return redirect("https://elsewhere.invalid/v1/chat/completions?token=x")
    if "status" not in case:
        return good_answer()
    body = case["body"].encode() if "body" in case else None
    return Status(case["status"], "told to fail", headers=case.get("headers", {}), body=body)


def _large(step: Any) -> Any:
    """A step with the words for large things replaced by them."""
    if isinstance(step, str):
        return LARGE.get(step, step.replace("NEST", LARGE["NEST"]))
    if isinstance(step, dict):
        return {name: _large(value) for name, value in step.items()}
    return step


def closed_port() -> int:
    """A port where nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def address(case: dict[str, Any], model: LoopbackModel) -> str:
    """What the setting baseUrl is for a fault."""
    kind = case.get("address", "")
    if kind.startswith("tls"):
        return f"https://127.0.0.1:{model.port}/v1"
    return {
        "refused": f"http://127.0.0.1:{closed_port()}/v1",
        "unknown-name": "http://no-such-host.invalid/v1",
    }.get(kind, model.base_url)


class Network:
    """One server process that goes through faults one after the other."""

    def __init__(self, client: Client, uri: str, text: str, home: LoopbackModel) -> None:
        self._client = client
        self._uri = uri
        self._range = handler_of(text)
        self._text = text
        self._home = home
        self._still: dict[str, int] = {}

    async def warm_up(self, rounds: int) -> None:
        """Runs that end well, so that all that is made once is made; then look at what is held.

        Each has settings of its own, as each fault has: clients that are no longer used, with the
        certificates that they hold, wait for the garbage collector, and memory grows up to there.
        """
        self._home.always(good_answer())
        for api in APIS * rounds:
            self._settings(self._home.base_url, api)
            await self._run_to_its_end()
            await self._go_home()
        self._client.outcomes.clear()
        self._client.edits = 0
        self._still = await self._client.at_rest(self._uri)

    async def memory(self) -> int:
        """Resident memory of the server in bytes, when it is at rest."""
        return (await self._client.at_rest(self._uri))["memory"]

    def _settings(self, base: str, api: str) -> None:
        model = {"baseUrl": base, "name": "loopback-model", "api": api, "apiKeyEnv": "HELL_KEY"}
        self._client.configure(model={**model, **LIMITS})

    async def _go_home(self) -> None:
        """Settings change: whatever was open towards another address is closed."""
        self._settings("http://127.0.0.1:9/v1", "chat")
        await self._client.hover(self._uri)

    async def _run_to_its_end(self) -> None:
        count = len(self._client.outcomes)
        await self._client.ask("workspace/executeCommand", command(self._uri, range=self._range))
        await self._client.until(
            lambda: len(self._client.outcomes) > count and not self._client.progress
        )

    async def suffer(self, case: dict[str, Any], api: str, hovers: int | None = None) -> Seen:
        """One fault. ``hovers``: so many are asked meanwhile; None: as many as find time."""
        client, seen = self._client, Seen(case["name"], api, float(case["limit"]))
        tls = {"tls-close": "close", "tls-hang": "hang"}.get(case.get("address", ""), "answer")
        client.sentences.clear()
        client.outcomes.clear()
        client.edits = 0
        before = client.memory()
        async with LoopbackModel(tls=tls) as model:  # type: ignore[arg-type]
            model.always(reply_to(case))
            self._settings(address(case, model), api)
            began = perf_counter()
            run = asyncio.ensure_future(self._run_to_its_end())
            await self._hover_meanwhile(run, seen, hovers)
            await run
            seen.seconds = perf_counter() - began
            await self._go_home()
        self._judge(case, api, seen)
        seen.wrong += await self._left_behind()
        seen.memory = client.memory() - before
        seen.peak = max(seen.peak - before, 0)
        return seen

    async def _hover_meanwhile(
        self, run: asyncio.Future[None], seen: Seen, hovers: int | None
    ) -> None:
        while not run.done() and (hovers is None or len(seen.hovers) < hovers):
            seen.hovers.append(await self._client.timed_hover(self._uri, line=3))
            seen.peak = max(seen.peak, self._client.memory())
            if hovers is None:
                # The pace of a moving mouse, not a wait for anything.
                await asyncio.sleep(0.01)

    def _judge(self, case: dict[str, Any], api: str, seen: Seen) -> None:
        client = self._client
        said = case["says"][api] if isinstance(case["says"], dict) else case["says"]
        reasons = [reason for told in client.outcomes for reason in told["reasons"]]
        seen.sentence = " ".join(reasons) or "(none)"
        if said == "applied":
            if client.edits != 1:
                seen.wrong.append(f"the edit was offered {client.edits} times")
            seen.sentence = "the answer is used"
        else:
            if client.edits:
                seen.wrong.append("an edit was offered")
            told = " ".join([*client.sentences, *reasons])
            if said.format(api=TITLES[api]) not in told:
                seen.wrong.append(f"the sentence is another: {told[:300]}")
        if len(client.outcomes) != 1:
            seen.wrong.append(f"{len(client.outcomes)} endings")
        if any(KEY["HELL_KEY"] in sentence for sentence in client.sentences):
            seen.wrong.append("the key was shown")

    async def _left_behind(self) -> list[str]:
        """What is held more than before, when it had the time to be given back."""
        end = perf_counter() + SETTLED
        while True:
            now = await self._client.vitals()
            more = [n for n in HELD if now[n] > self._still[n]]
            if not more or perf_counter() > end:
                return [f"{now[n] - self._still[n]} {n} left behind" for n in more]


@asynccontextmanager
async def network(folder: Path, rounds: int = 1) -> AsyncIterator[Network]:
    """A server process with the example open in it, after so many rounds of warming up."""
    root = project(folder)
    file = root / "src" / "server.js"
    async with LoopbackModel() as home, Client(environ=KEY) as client:
        await client.begin(root, CAPABILITIES)
        client.open(file.as_uri(), file.read_text("utf-8"))
        made = Network(client, file.as_uri(), file.read_text("utf-8"), home)
        await made.warm_up(rounds)
        yield made
        assert await client.end() == 0
    assert b"Traceback" not in client.errors, client.errors.decode()[-4000:]


def chosen(quick: bool, names: Sequence[str] = ()) -> Iterable[tuple[dict[str, Any], str]]:
    """The faults with their protocols; a quick one is tried in one of the two, in turns."""
    for number, case in enumerate(CASES):
        if any(name in case["name"] for name in names) or (not names and not quick):
            yield from ((case, api) for api in APIS)
        elif not names and case.get("quick"):
            yield case, APIS[number % 2]
