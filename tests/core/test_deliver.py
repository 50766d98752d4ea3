"""The last step to the editor, against editors that answer late, wrongly or never."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable
from types import SimpleNamespace
from typing import Any, cast

import pytest
from lsprotocol import types
from nodewright.assistant import Assistant, Order, Outcome
from nodewright.convert import ClientFeatures
from nodewright.document import Allowance, Edit, Snapshot, Span, TextChange
from nodewright.facts import ProjectFacts
from nodewright.handlers import deliver
from nodewright.handlers.language_server import NodewrightLanguageServer

URI = "file:///w/a.js"
BEFORE, AFTER = "const a = 1;\n", "const a = 2;\n"
CHANGE = TextChange(Span(10, 11), "2")
Answer = Callable[["Server"], Awaitable[types.ApplyWorkspaceEditResult]]


class Server:
    """As much of a server as delivering takes: one document, and an editor that answers."""

    def __init__(self, answer: Answer, **features: bool) -> None:
        self.text, self.version, self.answer = BEFORE, 1, answer
        self.told: list[str] = []
        self.handed: list[types.ApplyWorkspaceEditParams] = []
        self.event = asyncio.Event()
        self.session = SimpleNamespace(
            client=ClientFeatures(**features),
            wait_for_change=lambda uri: self.event,
            stop_waiting=lambda uri, event: None,
            place=lambda facts, texts: None,
        )

    def snapshot(self, uri: str) -> Snapshot | None:
        return Snapshot(URI, self.version, self.text, "javascript")

    def texts(self) -> dict[str, str]:
        return {}

    def tell(self, sentence: str, kind: Any = None) -> None:
        self.told.append(sentence)

    def type(self, text: str) -> None:
        self.text, self.version = text, self.version + 1
        self.event.set()

    async def workspace_apply_edit_async(
        self, params: types.ApplyWorkspaceEditParams
    ) -> types.ApplyWorkspaceEditResult:
        self.handed.append(params)
        return await self.answer(self)


class Fitting:
    """An assistant that fits an edit to any text that still holds the ``1``."""

    def fit(self, order: Order, outcome: Outcome, now: Snapshot) -> Outcome:
        at = now.text.index("1")
        edit = Edit((TextChange(Span(at, at + 1), "2"),))
        return Outcome("x", edit=edit, proposed=now.text.replace("1", "2"))

    async def fit_aside(self, order: Order, outcome: Outcome, now: Snapshot) -> Outcome:
        await asyncio.sleep(0)
        return self.fit(order, outcome, now)


def order() -> Order:
    snapshot = Snapshot(URI, 1, BEFORE, "javascript")
    action = SimpleNamespace(title="Fix", allow=Allowance())
    return Order(
        snapshot, "a.js", Span(0, 0), cast("Any", action), "", ProjectFacts(), cast("Any", None)
    )


async def delivered(server: Server, risks: tuple[str, ...] = ()) -> tuple[Outcome, str]:
    """What came of an edit: the outcome, and the reason for a refusal."""
    fitting = Fitting()
    if risks:
        plain = fitting.fit

        def fit(order: Order, outcome: Outcome, now: Snapshot) -> Outcome:
            done = plain(order, outcome, now)
            assert done.edit is not None
            return Outcome("x", edit=Edit(done.edit.changes, risks=risks), proposed=done.proposed)

        fitting.fit = fit  # type: ignore[method-assign]
    outcome = Outcome("x", edit=Edit((CHANGE,)), proposed=AFTER)
    ls, assistant = cast("NodewrightLanguageServer", server), cast("Assistant", fitting)
    got, refusal = await deliver._apply(ls, assistant, order(), outcome)
    return got, refusal.reasons[0] if refusal else ""


async def yes(server: Server) -> types.ApplyWorkspaceEditResult:
    server.type(server.text.replace("1", "2"))
    return types.ApplyWorkspaceEditResult(True)


async def never(server: Server) -> types.ApplyWorkspaceEditResult:
    return await asyncio.get_running_loop().create_future()


async def typed_and_never(server: Server) -> types.ApplyWorkspaceEditResult:
    server.type("// mine\n" + server.text)
    return await never(server)


async def done_and_never(server: Server) -> types.ApplyWorkspaceEditResult:
    server.type(AFTER)
    return await never(server)


async def done_and_no(server: Server) -> types.ApplyWorkspaceEditResult:
    server.type(AFTER)
    return types.ApplyWorkspaceEditResult(False)


async def too_late_once(server: Server) -> types.ApplyWorkspaceEditResult:
    if len(server.handed) > 1:
        return await yes(server)
    server.type("// mine\n" + server.text)
    return types.ApplyWorkspaceEditResult(False, failure_reason="stale")


async def too_late_and_told_later(server: Server) -> types.ApplyWorkspaceEditResult:
    """VS Code refuses for the version that it has, and sends that version afterwards."""
    if len(server.handed) > 1:
        return await yes(server)
    asyncio.get_running_loop().call_soon(
        lambda: asyncio.get_running_loop().call_soon(server.type, "// mine\n" + server.text)
    )
    return types.ApplyWorkspaceEditResult(False)


async def no(server: Server) -> types.ApplyWorkspaceEditResult:
    return types.ApplyWorkspaceEditResult(False)


async def always_too_late(server: Server) -> types.ApplyWorkspaceEditResult:
    server.type("// mine\n" + server.text)
    return types.ApplyWorkspaceEditResult(False, failure_reason="stale")


@pytest.mark.parametrize(
    ("answer", "words", "handed"),
    [
        (yes, "", 1),
        (never, "did not answer", 1),
        (typed_and_never, "did not answer", 1),
        (done_and_never, "", 1),
        (done_and_no, "", 1),
        (too_late_once, "", 2),
        (too_late_and_told_later, "", 2),
        (no, "it gave no reason", 1),
        (always_too_late, "did not apply the edit (stale)", 2),
    ],
)
async def test_every_answer_ends_the_run_with_what_is_true(
    monkeypatch: pytest.MonkeyPatch, answer: Answer, words: str, handed: int
) -> None:
    """Applied is what the text shows, not what is said; nobody is waited for without end."""
    monkeypatch.setattr(deliver, "APPLY_PATIENCE", 0.01)
    monkeypatch.setattr(deliver, "LATE_CHANGE", 0.01)
    server = Server(answer, document_changes=True)
    _, reason = await delivered(server)
    assert words in reason if words else reason == ""
    assert len(server.handed) == handed
    assert ("2" in server.text) == (not words)


async def test_an_edit_with_a_risk_is_shown_once() -> None:
    """Whoever said no is not asked again, also when the text moved on."""
    server = Server(always_too_late, document_changes=True)
    _, reason = await delivered(server, risks=("It deletes a table.",))
    assert "did not apply" in reason
    assert len(server.handed) == 1


async def test_an_editor_without_versions_is_watched() -> None:
    """Typing on the way may have moved the edit: the user is told, and it is in the report."""

    async def beside(server: Server) -> types.ApplyWorkspaceEditResult:
        server.type("// mine\nconst2a = 1;\n")
        return types.ApplyWorkspaceEditResult(True)

    server = Server(beside)
    outcome, reason = await delivered(server)
    assert reason == ""
    assert "does not check for which version" in server.told[0]
    assert "look at it" in outcome.notes[0]
    calm = Server(yes)
    await delivered(calm)
    assert calm.told == []


class Slow(Fitting):
    """Fits in a thread, and its user types ``times`` times meanwhile; says where it fitted."""

    def __init__(self, server: Server, times: int) -> None:
        self.server, self.times, self.log = server, times, []  # type: ignore[var-annotated]

    def fit(self, order: Order, outcome: Outcome, now: Snapshot) -> Outcome:
        self.log.append("at once")
        return super().fit(order, outcome, now)

    async def fit_aside(self, order: Order, outcome: Outcome, now: Snapshot) -> Outcome:
        self.log.append("aside")
        if self.times:
            self.times -= 1
            self.server.type(f"// {self.times}\n{self.server.text}")
        return super().fit(order, outcome, now)


@pytest.mark.parametrize(
    ("moved", "times", "log"),
    [
        (False, 0, ["at once"]),
        (True, 0, ["aside"]),
        (True, 2, ["aside"] * 3),
        (True, 99, ["aside"] * 3 + ["at once"]),
    ],
)
async def test_a_text_that_moved_on_is_judged_aside_and_as_it_is_in_the_end(
    moved: bool, times: int, log: list[str]
) -> None:
    """The gate takes seconds on a large file; the loop that serves the editor does not wait."""
    server = Server(yes, document_changes=True)
    slow = Slow(server, times)
    if moved:
        server.type("// mine\n" + BEFORE)
    outcome = Outcome("x", edit=Edit((CHANGE,)), proposed=AFTER)
    ls, assistant = cast("NodewrightLanguageServer", server), cast("Assistant", slow)
    got, refusal = await deliver._apply(ls, assistant, order(), outcome)
    assert refusal is None
    assert slow.log == log
    (handed,) = server.handed
    assert got.proposed == server.text
    assert handed.edit.document_changes is not None
    (change,) = handed.edit.document_changes
    assert cast("types.TextDocumentEdit", change).text_document.version == server.version - 1


async def test_judging_aside_happens_in_a_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    threads: list[bool] = []
    outcome = Outcome("x")

    def fit(*given: Any) -> Outcome:
        threads.append(threading.current_thread() is threading.main_thread())
        return outcome

    monkeypatch.setattr(Assistant, "fit", fit)
    assistant = Assistant(*[cast("Any", None)] * 4)
    now = Snapshot(URI, 2, BEFORE, "javascript")
    assert await assistant.fit_aside(order(), outcome, now) is outcome
    assert threads == [False]
