"""Memory is given back when nobody waits, and at the latest after a while."""

from __future__ import annotations

import asyncio
import gc
import weakref
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from e2e.test_leaks import Writer
from nodewright.handlers import upkeep
from nodewright.handlers.upkeep import Upkeep, give_back
from nodewright.javascript.bindings import Scope


class Clock:
    """A loop whose time passes when it is told to."""

    def __init__(self) -> None:
        self.now = 100.0
        self._due: list[tuple[float, Callable[..., None], tuple[Any, ...]]] = []

    def time(self) -> float:
        """Seconds."""
        return self.now

    def call_later(self, delay: float, call: Callable[..., None], *given: Any) -> object:
        """Note a call for later."""
        self._due.append((self.now + delay, call, given))
        return SimpleNamespace(cancel=lambda: None)

    def pass_by(self, seconds: float) -> None:
        """Let time go by; what is due on the way is called."""
        end = self.now + seconds
        while due := [one for one in self._due if one[0] <= end]:
            one = min(due, key=lambda entry: entry[0])
            self._due.remove(one)
            self.now = max(one[0], self.now)
            one[1](*one[2])
        self.now = end


class Watched:
    """An upkeep under a clock, and when it tidied."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.clock = Clock()
        monkeypatch.setattr(upkeep.asyncio, "get_running_loop", lambda: self.clock)
        self.busy = False
        self.tidied: list[float] = []
        self.upkeep = Upkeep(
            lambda: self.busy, lambda: self.tidied.append(self.clock.now - 100), calm=2, longest=60
        )


@pytest.fixture
def watched(monkeypatch: pytest.MonkeyPatch) -> Watched:
    """An upkeep that waits 2 seconds, and a minute at most."""
    return Watched(monkeypatch)


def test_it_tidies_once_when_work_has_ended_for_a_moment(watched: Watched) -> None:
    watched.upkeep.worked()
    watched.clock.pass_by(1.5)
    watched.upkeep.worked()
    watched.clock.pass_by(1.5)
    assert watched.tidied == []
    watched.clock.pass_by(100)
    assert watched.tidied == [3.5]


def test_it_waits_for_a_run_to_end(watched: Watched) -> None:
    watched.busy = True
    watched.upkeep.worked()
    watched.clock.pass_by(20)
    assert watched.tidied == []
    watched.busy = False
    watched.clock.pass_by(5)
    assert len(watched.tidied) == 1


def test_work_without_a_pause_is_interrupted_once_a_minute(watched: Watched) -> None:
    for _ in range(400):
        watched.upkeep.worked()
        watched.clock.pass_by(0.5)
    assert watched.tidied == [60, 120, 180]


def test_all_garbage_goes_also_what_refers_to_itself() -> None:
    class Ring:
        def __init__(self) -> None:
            self.self = self

    gone = weakref.ref(Ring())
    give_back()
    assert gone() is None


async def test_a_server_gives_back_what_the_analyses_of_a_document_left(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Scopes refer to each other in circles: nothing but the garbage collector frees them."""
    editor = Writer()
    done = asyncio.Event()
    session = editor.server.session

    def tidy() -> None:
        give_back()
        done.set()

    session.upkeep = Upkeep(lambda: bool(session.tasks), tidy, calm=0.01)
    await editor.ask(1, "initialize", {"capabilities": {}, "processId": None, "rootUri": None})
    item = {"uri": "file:///a.js", "languageId": "javascript", "version": 1}
    text = "".join(f"function f{n}(a) {{ const b = a; return () => b; }}\n" for n in range(50))
    gc.collect()
    gc.disable()
    try:
        before = scopes()
        editor.send(
            {"method": "textDocument/didOpen", "params": {"textDocument": {**item, "text": text}}}
        )
        where = {"textDocument": {"uri": item["uri"]}, "position": {"line": 0, "character": 0}}
        await editor.ask(2, "textDocument/hover", where)
        assert scopes() > before
        editor.send(
            {"method": "textDocument/didClose", "params": {"textDocument": {"uri": item["uri"]}}}
        )
        await editor.ask(3, "textDocument/hover", where)
        while scopes() > before:
            await asyncio.wait_for(done.wait(), 60)
            done.clear()
    finally:
        gc.enable()
    await editor.ask(4, "shutdown", None)


def scopes() -> int:
    """How many scopes there are in this process."""
    return sum(isinstance(thing, Scope) for thing in gc.get_objects())
