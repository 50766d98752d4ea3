"""Thousands of random messages to one server process: each request is answered, once."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from loopback import LoopbackModel, Text

from hell.client import CAPABILITIES, PATIENCE, Client, to_json
from hell.fuzzer import NO_MESSAGES, Fuzzer

AT_ONCE = 50
"""Requests that may wait for an answer before the next message is sent."""
NO_CHANGE = "## No change needed\n\nAll is well.\n\n=== END OF ANSWER ===\n"


@dataclass
class Survived:
    """What was seen of one seed."""

    seed: int
    sent: int = 0
    asked: int = 0
    answered: int = 0
    errors: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    memory: tuple[int, int] = (0, 0)
    wrong: list[str] = field(default_factory=list)


class Fuzzed(Client):
    """A client whose answers are odd as well, and which keeps those that nobody asked for."""

    def __init__(self, fuzzer: Fuzzer) -> None:
        super().__init__(fuzzer.result)
        self.fuzzer = fuzzer
        self.slots = asyncio.Semaphore(AT_ONCE)

    def start(self, message: dict[str, Any]) -> asyncio.Future[dict[str, Any]]:
        """Send a request that has its number already."""
        future = asyncio.get_running_loop().create_future()
        self.pending[message["id"]] = future
        future.add_done_callback(lambda _: self.slots.release())
        self.send(message)
        return future


async def fuzz(seed: int, messages: int, with_model: bool = False) -> Survived:
    """So many messages; with a model, runs get as far as its answers."""
    seen = Survived(seed)
    async with LoopbackModel() as model:
        model.always(Text(NO_CHANGE))
        fuzzer = Fuzzer(seed, model.base_url if with_model else "")
        async with Fuzzed(fuzzer) as client:
            capabilities = {**CAPABILITIES, "workspace": {"configuration": bool(seed % 2)}}
            await client.begin(None, capabilities)
            before = client.memory()
            waiting = await _send(client, seen, messages)
            await _settle(client, seen, waiting)
            seen.memory = before, client.memory()
            if await client.end() != 0:
                seen.wrong.append("the process did not end well")
    _judge(client, seen)
    return seen


async def _send(
    client: Fuzzed, seen: Survived, messages: int
) -> list[asyncio.Future[dict[str, Any]]]:
    waiting: list[asyncio.Future[dict[str, Any]]] = []
    for number in range(1000, 1000 + messages):
        message, wants = client.fuzzer.message(number)
        seen.sent += 1
        seen.kinds[message["method"][:40] if isinstance(message["method"], str) else "?"] += 1
        if number % 100 == 0:
            client.write(client.fuzzer.pick(NO_MESSAGES))
        if wants:
            await asyncio.wait_for(client.slots.acquire(), PATIENCE)
            waiting.append(client.start(message))
        else:
            client.write(to_json({"jsonrpc": "2.0", **message}))
    return waiting


async def _settle(
    client: Fuzzed, seen: Survived, waiting: list[asyncio.Future[dict[str, Any]]]
) -> None:
    seen.asked = len(waiting)
    done, late = await asyncio.wait(waiting, timeout=PATIENCE)
    seen.answered = len(done)
    seen.errors = sum("error" in future.result() for future in done)
    if late:
        seen.wrong.append(f"{len(late)} requests were not answered")


def _judge(client: Fuzzed, seen: Survived) -> None:
    # An answer without number belongs to a message that had none.
    doubled = [message for message in client.unasked if message.get("id") is not None]
    if doubled:
        seen.wrong.append(f"{len(doubled)} answers too many: {doubled[0]}")
    if any("error of its own" in sentence for sentence in client.sentences):
        seen.wrong.append("a bug: the user was told of an error of our own")
    if client.tracebacks:
        seen.wrong.append(f"{client.tracebacks} messages hold a traceback")
    if b"bug in" in client.errors:
        at = client.errors.index(b"bug in")
        seen.wrong.append(client.errors[max(at - 300, 0) : at + 2000].decode())
