"""The wire itself: messages out of turn, out of shape, unanswered, and every way to end."""

from __future__ import annotations

import asyncio
import signal
import sys
from pathlib import Path
from typing import Any

import pytest
from e2e.conftest import answer
from e2e.editor import PATIENCE
from e2e.peer import NEVER, Peer
from e2e.test_main_job import IMPORT, IMPORT_END
from loopback import Gate, LoopbackModel, Text

BAD = "const old = new Buffer('text');\n"
HOVER = {"textDocument": {"uri": "file:///a.js"}, "position": {"line": 0, "character": 0}}
RUN = "nodewright.run"
NOT_INITIALIZED, INVALID_REQUEST, NOT_FOUND, INVALID_PARAMS = -32002, -32600, -32601, -32602
PROGRESS = {"window": {"workDoneProgress": True}}


def run_argument(uri: str, action: str = "fix-backend", line: int = 0) -> dict[str, Any]:
    """The argument of the command for one whole line."""
    start, end = {"line": line, "character": 0}, {"line": line + 1, "character": 0}
    return {"action": action, "uri": uri, "version": None, "range": {"start": start, "end": end}}


def command(uri: str, **more: Any) -> dict[str, Any]:
    """The parameters of an executeCommand that runs *Fix backend*."""
    return {"command": RUN, "arguments": [{**run_argument(uri), **more}]}


def options(model: LoopbackModel, **more: Any) -> dict[str, Any]:
    """Settings that lead to the loopback model."""
    return {"model": {"baseUrl": model.base_url, "name": "loopback-model", **more}}


def handler_of(text: str) -> dict[str, Any]:
    """The range of the example's upload handler."""
    start, end = text.index(IMPORT), text.index(IMPORT_END) + len("});")
    lines = [text.count("\n", 0, at) for at in (start, end)]
    return {
        "start": {"line": lines[0], "character": 0},
        "end": {"line": lines[1], "character": len("});")},
    }


async def held_run(peer: Peer, model: LoopbackModel, project: Path) -> Gate:
    """A run that waits in the middle of its answer."""
    gate = Gate()
    model.answer(Text(answer("stream-the-upload"), gate=gate))
    file = project / "src" / "server.js"
    await peer.begin(project, PROGRESS, options(model))
    peer.open(file.as_uri(), file.read_text())
    selected = handler_of(file.read_text())
    await peer.ask("workspace/executeCommand", command(file.as_uri(), range=selected))
    await asyncio.wait_for(gate.reached.wait(), PATIENCE)
    return gate


async def test_requests_before_initialize_are_answered_as_lsp_says() -> None:
    """-32002 for requests, silence for notifications, and the server works afterwards."""
    async with Peer() as peer:
        assert (await peer.ask("textDocument/hover", HOVER))["error"]["code"] == NOT_INITIALIZED
        peer.open("file:///a.js", BAD)
        assert "result" in await peer.begin()
        assert await peer.hover("file:///a.js") is None
        peer.open("file:///a.js", BAD)
        assert await peer.hover("file:///a.js", 0, 14) is not None
        assert await peer.end() == 0
        assert peer.told() == []


async def test_a_second_initialize_changes_nothing() -> None:
    """It is an error, and open documents stay open."""
    async with Peer() as peer:
        await peer.begin()
        peer.open("file:///a.js", BAD)
        again = await peer.ask("initialize", {"processId": None, "capabilities": {}})
        assert again["error"]["code"] == INVALID_REQUEST
        assert await peer.hover("file:///a.js", 0, 14) is not None


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ({"method": "textDocument/hover", "params": {"position": 3}}, INVALID_PARAMS),
        ({"method": "textDocument/hover"}, INVALID_PARAMS),
        ({"method": "textDocument/hover", "params": "x"}, INVALID_PARAMS),
        ({"method": "textDocument/rename", "params": {}}, NOT_FOUND),
        ({"method": "no/such", "params": {"type_name": "1 2"}}, NOT_FOUND),
        ({"method": "no/such"}, NOT_FOUND),
        ({"method": 3, "params": {}}, INVALID_REQUEST),
        ({"method": "workspace/executeCommand", "params": {"command": "x"}}, INVALID_PARAMS),
        ({"method": "workspace/executeCommand", "params": {"command": RUN}}, INVALID_PARAMS),
        (
            {
                "method": "workspace/executeCommand",
                "params": {"command": RUN, "arguments": [{"jsonrpc": "2.0"}]},
            },
            INVALID_PARAMS,
        ),
    ],
)
async def test_every_request_is_answered(message: dict[str, Any], code: int) -> None:
    """A request of the wrong shape gets an error with a sentence; nothing pops up besides."""
    async with Peer() as peer:
        await peer.begin()
        peer.send({"id": "odd", **message})
        await peer.until(lambda: any(m.get("id") == "odd" for m in peer.heard))
        (got,) = [m for m in peer.heard if m.get("id") == "odd"]
        assert got["error"]["code"] == code
        assert got["error"]["message"]
        assert b"Traceback" not in peer.raw
        assert await peer.end() == 0
        assert peer.told() == []


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"[]",
        b"3",
        b"null",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"jsonrpc": "1.0", "id": 1, "method": "shutdown"}',
        b'{"jsonrpc": "2.0", "method": "$/cancelRequest"}',
        b'{"jsonrpc": "2.0", "method": "$/cancelRequest", "params": {"id": 999}}',
        b'{"jsonrpc": "2.0", "id": null, "result": 3}',
        b'{"jsonrpc": "2.0", "id": [], "result": 3}',
        b'{"jsonrpc": "2.0", "id": "unknown", "error": 7}',
        b'{"jsonrpc": "2.0"}',
    ],
)
async def test_what_is_no_message_is_survived(body: bytes) -> None:
    """Bytes that say nothing are at most one sentence to the user, and the server goes on."""
    async with Peer() as peer:
        await peer.begin()
        for _ in range(3):
            peer.write(body)
        peer.open("file:///a.js", BAD)
        assert await peer.hover("file:///a.js", 0, 14) is not None
        assert len(peer.told()) <= 1
        assert await peer.end() == 0


async def test_a_change_that_cannot_be_read_is_told() -> None:
    """Text that was lost on the way is no secret: what the server knows is no longer the file."""
    async with Peer() as peer:
        await peer.begin()
        peer.open("file:///a.js", BAD)
        for _ in range(3):
            peer.notify("textDocument/didChange", {"textDocument": {"uri": "file:///a.js"}})
        await peer.hover("file:///a.js")
        assert len(peer.told()) == 1
        assert "could not read a message" in peer.told()[0]


async def test_a_change_of_a_document_that_was_never_opened_is_told_once() -> None:
    """A client that lost count does not drown its user in messages."""
    async with Peer() as peer:
        await peer.begin()
        for version in range(20):
            change = {
                "textDocument": {"uri": "file:///never.js", "version": version},
                "contentChanges": [{"text": BAD}],
            }
            peer.notify("textDocument/didChange", change)
        assert await peer.hover("file:///never.js") is None
        assert len(peer.told()) == 1


async def test_shutdown_during_a_run_closes_the_stream_and_ends_with_0(
    model: LoopbackModel, project: Path
) -> None:
    """The run is cancelled, its progress ends, requests are refused, the exit code is 0."""
    async with Peer() as peer:
        await held_run(peer, model, project)
        assert (await peer.ask("shutdown", None))["result"] is None
        await model.disconnected()
        ends = [m for m in peer.heard if m.get("params", {}).get("value", {}).get("kind") == "end"]
        assert len(ends) == 1
        assert (await peer.ask("textDocument/hover", HOVER))["error"]["code"] == INVALID_REQUEST
        assert (await peer.ask("shutdown", None))["error"]["code"] == INVALID_REQUEST
        peer.notify("exit", None)
        assert await peer.ended() == 0
        assert b"Traceback" not in peer.errors


@pytest.mark.parametrize("busy", [False, True])
@pytest.mark.parametrize("how", ["exit", "end of input"])
async def test_an_end_without_shutdown_is_an_end_with_1(
    model: LoopbackModel, project: Path, busy: bool, how: str
) -> None:
    """The process ends by itself, also in the middle of a run, and leaves no traceback."""
    async with Peer() as peer:
        if busy:
            await held_run(peer, model, project)
        else:
            await peer.begin(project)
        if how == "exit":
            peer.notify("exit", None)
        else:
            peer.process.stdin.close()
        assert await peer.ended() == 1
        if busy:
            await model.disconnected()
    assert b"Traceback" not in peer.errors


async def test_a_client_that_no_longer_listens_ends_the_server(project: Path) -> None:
    """Output that nobody reads any more is no crash."""
    async with Peer() as peer:
        await peer.begin(project)
        peer.process._transport.get_pipe_transport(1).close()
        for _ in range(3):
            peer.request("textDocument/hover", HOVER)
        assert await peer.ended() == 1
    assert b"Traceback" not in peer.errors


def reports_of(peer: Peer) -> list[Path]:
    """Where reports were said to lie."""
    return [Path(m.partition("Report: ")[2]) for m in peer.told() if "Report: " in m]


@pytest.mark.parametrize("how", ["shutdown", "end of input", "terminate"])
async def test_no_report_outlives_the_session(project: Path, how: str) -> None:
    """Reports hold the user's code: their folder goes, however the session ends."""
    if how == "terminate" and sys.platform == "win32":
        pytest.skip("Windows ends a process without telling it")
    async with Peer() as peer:
        await peer.begin(project)
        uri = (project / "src" / "b.js").as_uri()
        peer.open(uri, BAD)
        await peer.ask("workspace/executeCommand", command(uri, action="explain"))
        await peer.until(lambda: bool(reports_of(peer)))
        (report,) = reports_of(peer)
        assert "Buffer.from" in report.read_text()
        assert report.stat().st_mode & 0o077 == 0
        if how == "shutdown":
            await peer.end()
        elif how == "terminate":
            peer.process.send_signal(signal.SIGTERM)
        else:
            peer.process.stdin.close()
        await peer.ended()
        assert not report.parent.exists()


async def test_a_client_that_answers_nothing_still_gets_its_edit(
    model: LoopbackModel, project: Path
) -> None:
    """Progress, configuration and capabilities stay unanswered; the edit is offered all the same,
    and answers that come too late are no trouble."""
    capabilities = {
        **PROGRESS,
        "workspace": {
            "configuration": True,
            "didChangeConfiguration": {"dynamicRegistration": True},
        },
    }
    async with Peer(lambda _: NEVER) as peer:
        model.answer(answer("stream-the-upload"))
        file = project / "src" / "server.js"
        await peer.begin(project, capabilities, options(model))
        peer.open(file.as_uri(), file.read_text())
        selected = handler_of(file.read_text())
        await peer.ask("workspace/executeCommand", command(file.as_uri(), range=selected))
        await peer.until(lambda: any(m["method"] == "workspace/applyEdit" for m in peer.asked))
        for message in peer.asked:
            if message["method"] != "workspace/applyEdit":
                peer.send({"id": message["id"], "result": None})
        await peer.hover(file.as_uri())
        assert await peer.end() == 0
        (told,) = peer.told()
        assert told.startswith("Fix backend: started.")
    assert b"Traceback" not in peer.errors


@pytest.mark.parametrize(
    ("result", "words"),
    [
        ({"result": None}, "its answer cannot be read"),
        ({"result": {"applied": False}}, "gave no reason"),
        ({"result": {"applied": False, "failureReason": "read\nonly"}}, "read only"),
        ({"result": {"applied": "perhaps", "x": []}}, "nothing was changed"),
        ({"result": 7}, "nothing was changed"),
        ({"error": {"code": -32601, "message": "no such method"}}, "no such method"),
    ],
)
async def test_every_answer_to_an_edit_is_understood(
    model: LoopbackModel, project: Path, result: dict[str, Any], words: str
) -> None:
    """Null, a refusal, nonsense and an error each become one sentence, and the run ends."""

    def answering(message: dict[str, Any]) -> Any:
        if message["method"] != "workspace/applyEdit":
            return None
        peer.send({"id": message["id"], **result})
        return NEVER

    async with Peer(answering) as peer:
        await peer.begin(project, PROGRESS)
        uri = (project / "src" / "b.js").as_uri()
        peer.open(uri, BAD)
        await peer.ask("workspace/executeCommand", command(uri))
        await peer.until(lambda: any(words in sentence for sentence in peer.told()))
        assert any(words in sentence for sentence in peer.told())
        assert not any("error of its own" in sentence for sentence in peer.told())


async def test_settings_that_come_as_null_leave_those_of_the_start() -> None:
    """``workspace/configuration`` answered by null, by [] or by nonsense is no reset."""
    capabilities = {"workspace": {"configuration": True}}
    for result in ([None], [], None, [3], "x"):

        def answering(message: dict[str, Any], result: Any = result) -> Any:
            return result if message["method"] == "workspace/configuration" else None

        async with Peer(answering) as peer:
            await peer.begin(None, capabilities, {"diagnostics": {"enabled": False}})
            await peer.until(lambda: "works with" in str(peer.heard))
            peer.open("file:///a.js", BAD)
            assert await peer.hover("file:///a.js", 0, 14) is None
            assert await peer.end() == 0


async def test_of_many_changes_of_settings_the_last_one_counts() -> None:
    """Answers that overtake each other do not bring old settings back."""
    held: list[Any] = []
    async with Peer() as peer:

        def answering(message: dict[str, Any]) -> Any:
            if message["method"] == "workspace/configuration":
                held.append(message["id"])
                return NEVER
            return None

        peer.answering = answering
        await peer.begin(None, {"workspace": {"configuration": True}})
        peer.open("file:///a.js", BAD)
        for _ in range(30):
            peer.notify("workspace/didChangeConfiguration", {"settings": None})
        await peer.until(lambda: len(held) == 31)
        on, off = {"diagnostics": {"enabled": True}}, {"diagnostics": {"enabled": False}}
        peer.send({"id": held[-1], "result": [off]})
        for number in held[:-1]:
            peer.send({"id": number, "result": [on]})
        await peer.until(lambda: any(not p["diagnostics"] for p in peer.published("file:///a.js")))
        assert await peer.hover("file:///a.js", 0, 14) is None
        assert peer.told() == []


async def test_new_settings_close_the_old_connection_when_its_run_has_ended(
    model: LoopbackModel, project: Path
) -> None:
    """A run keeps the model that it began with; nothing of it stays open afterwards."""
    async with Peer() as peer:
        gate = await held_run(peer, model, project)
        peer.notify("workspace/didChangeConfiguration", {"settings": options(model, timeout=77)})
        await peer.hover("file:///a.js")
        assert model.disconnects == 0
        gate.open()
        await peer.until(lambda: any(m["method"] == "workspace/applyEdit" for m in peer.asked))
        await model.idle()


async def test_cancelled_requests_are_answered_and_the_next_ones_right() -> None:
    """Cancelled hovers and light bulbs do not disturb the engine that they wait for."""
    lines = [f"const old{n} = new Buffer('text');" for n in range(2000)]
    async with Peer() as peer:
        await peer.begin()
        peer.open("file:///a.js", "\n".join(lines))
        numbers = []
        for version in range(2, 40):
            lines.insert(0, "")
            change = {
                "textDocument": {"uri": "file:///a.js", "version": version},
                "contentChanges": [{"text": "\n".join(lines)}],
            }
            peer.notify("textDocument/didChange", change)
            number = peer.request("textDocument/hover", HOVER)
            peer.notify("$/cancelRequest", {"id": number})
            numbers.append(number)
        await peer.until(lambda: all(peer.answer(n) for n in numbers))
        blank = lines.index("const old0 = new Buffer('text');")
        hover = await peer.hover("file:///a.js", blank, 14)
        assert hover["range"]["start"] == {"line": blank, "character": 13}
        assert await peer.end() == 0
    assert b"Traceback" not in peer.errors


async def test_a_cancel_that_crosses_its_answer_is_not_logged() -> None:
    """Editors show what a server writes to stderr as errors; this is none."""
    async with Peer() as peer:
        await peer.begin()
        assert await peer.hover("file:///a.js") is None
        for number in (1, 2, 3, "gone"):
            peer.notify("$/cancelRequest", {"id": number})
        assert await peer.hover("file:///a.js") is None
        assert await peer.end() == 0
    assert b"unknown message" not in peer.errors


async def test_small_documents_are_served_while_a_large_one_is_analysed() -> None:
    """A hover over another file is answered before the diagnostics of one of 900 kB."""
    large = "".join(f"function f{n}(a) {{ return new Buffer(a + {n}); }}\n" for n in range(18_000))
    assert 800_000 < len(large) < 1_000_000
    async with Peer() as peer:
        await peer.begin()
        peer.open("file:///small.js", BAD)
        assert await peer.hover("file:///small.js", 0, 14) is not None
        peer.open("file:///large.js", large)
        assert await peer.hover("file:///small.js", 0, 14) is not None
        assert peer.published("file:///large.js") == []
        await peer.until(lambda: bool(peer.published("file:///large.js")))
        assert await peer.end() == 0


async def test_the_last_of_several_changes_counts() -> None:
    """One didChange may hold many whole texts."""
    async with Peer() as peer:
        await peer.begin()
        peer.open("file:///a.js", "")
        changes = [{"text": ""}, {"text": "let a;\n"}, {"text": "\n" + BAD}]
        identifier = {"uri": "file:///a.js", "version": 2}
        change = {"textDocument": identifier, "contentChanges": changes}
        peer.notify("textDocument/didChange", change)
        hover = await peer.hover("file:///a.js", 1, 14)
        assert hover["range"]["start"]["line"] == 1


async def test_a_second_run_takes_over_while_the_first_ones_edit_is_unanswered(
    project: Path,
) -> None:
    """The first ends as stopped, the second is applied, and an answer that comes late for the
    first changes nothing any more."""
    edits: list[dict[str, Any]] = []

    def answering(message: dict[str, Any]) -> Any:
        if message["method"] != "workspace/applyEdit":
            return None
        edits.append(message)
        return NEVER

    def endings(peer: Peer) -> list[str]:
        told = [m for m in peer.heard if m.get("method") == "nodewright/outcome"]
        return [one["params"]["status"] for one in told]

    def ended(peer: Peer) -> list[Any]:
        told = [m["params"]["value"] for m in peer.heard if m.get("method") == "$/progress"]
        return [value for value in told if value["kind"] == "end"]

    def shown(peer: Peer) -> list[Any]:
        of = "textDocument/publishDiagnostics"
        return [m["params"].get("version") for m in peer.heard if m.get("method") == of]

    capabilities = {
        **PROGRESS,
        "workspace": {"workspaceEdit": {"documentChanges": True}},
        "textDocument": {"publishDiagnostics": {"versionSupport": True}},
        "experimental": {"nodewright": {"outcome": True}},
    }
    async with Peer(answering) as peer:
        await peer.begin(project, capabilities)
        uri = (project / "src" / "b.js").as_uri()
        peer.open(uri, BAD)
        for count in (1, 2):
            await peer.ask("workspace/executeCommand", command(uri))
            await peer.until(lambda count=count: len(edits) == count)  # type: ignore[misc]
        await peer.until(lambda: endings(peer) == ["cancelled"])
        changes = [edit["params"]["edit"]["documentChanges"][0] for edit in edits]
        assert [change["textDocument"]["version"] for change in changes] == [1, 1]
        assert changes[0]["edits"] == changes[1]["edits"]
        identifier = {"uri": uri, "version": 2}
        after = applied(BAD, changes[1]["edits"])
        change = {"textDocument": identifier, "contentChanges": [{"text": after}]}
        peer.notify("textDocument/didChange", change)
        peer.send({"id": edits[1]["id"], "result": {"applied": True}})
        peer.send({"id": edits[0]["id"], "result": {"applied": False, "failureReason": "old"}})
        await peer.until(lambda: len(endings(peer)) == 2 and len(ended(peer)) == 2)
        assert endings(peer) == ["cancelled", "applied"]
        assert "Buffer.from" in after
        assert not any("old" in sentence for sentence in peer.told())
        await peer.until(lambda: 2 in shown(peer))
        held = (await peer.ask("nodewright/vitals", None))["result"]
        assert {held[name] for name in ("runs", "progress", "requests")} == {0}
        assert await peer.end() == 0
    assert b"Traceback" not in peer.errors


def applied(text: str, edits: list[dict[str, Any]]) -> str:
    """A text of ASCII after the edits of LSP."""
    lines = text.splitlines(keepends=True)

    def offset(place: dict[str, int]) -> int:
        return sum(map(len, lines[: place["line"]])) + place["character"]

    for edit in sorted(edits, key=lambda one: offset(one["range"]["start"]), reverse=True):
        start, end = offset(edit["range"]["start"]), offset(edit["range"]["end"])
        text = text[:start] + edit["newText"] + text[end:]
    return text
