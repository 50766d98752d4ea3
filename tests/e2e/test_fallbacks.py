"""Editors that lack something: every feature has a way through the plain protocol."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path
from typing import Any

import pytest
from e2e.conftest import Start, answer
from e2e.editor import Editor
from e2e.peer import NEVER, Peer
from e2e.test_main_job import HEADER, opened
from e2e.test_wire import BAD, INVALID_PARAMS, NOT_FOUND, command, handler_of, options
from loopback import Gate, LoopbackModel, Text
from lsprotocol import types

KINDS: dict[str, Any] = {"codeActionKind": {"valueSet": []}}
LITERALS = {"textDocument": {"codeAction": {"codeActionLiteralSupport": KINDS}}}
PLACE = {"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 0}}


async def bulb(peer: Peer, uri: str) -> list[dict[str, Any]]:
    """What the list of actions holds for the first place of a document."""
    asked = {"textDocument": {"uri": uri}, "range": PLACE, "context": {"diagnostics": []}}
    found: list[dict[str, Any]] = (await peer.ask("textDocument/codeAction", asked))["result"]
    return found


async def held(peer: Peer, model: LoopbackModel, project: Path) -> str:
    """A run that waits in the middle of its answer, in an editor without progress; its URI."""
    gate = Gate()
    model.answer(Text(answer("stream-the-upload"), gate=gate))
    file = project / "src" / "server.js"
    await peer.begin(project, LITERALS, options(model))
    peer.open(file.as_uri(), file.read_text())
    selected = handler_of(file.read_text())
    await peer.ask("workspace/executeCommand", command(file.as_uri(), range=selected))
    await asyncio.wait_for(gate.reached.wait(), 30)
    return file.as_uri()


def stops(actions: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The commands that stop a run."""
    return [a["command"] for a in actions if a["title"].startswith("Backend Expert: Stop ")]


async def test_who_pulls_and_cannot_be_told_to_pull_again_is_pushed_to() -> None:
    """A changed setting shows at once, and nothing shows twice: pulling is not offered."""
    pulls = {"textDocument": {"diagnostic": {}, "publishDiagnostics": {}}}
    async with Peer() as peer:
        answered = await peer.begin(None, pulls)
        assert "diagnosticProvider" not in answered["result"]["capabilities"]
        uri = "file:///a.js"
        peer.open(uri, BAD)
        await peer.until(lambda: any(p["diagnostics"] for p in peer.published(uri)))
        off = {"nodewright": {"rules": {"deprecated-buffer-constructor": "off"}}}
        peer.notify("workspace/didChangeConfiguration", {"settings": off})
        await peer.until(lambda: peer.published(uri)[-1]["diagnostics"] == [])
        assert peer.published(uri)[-1]["diagnostics"] == []
        pulled = await peer.ask("textDocument/diagnostic", {"textDocument": {"uri": uri}})
        assert pulled["error"]["code"] == NOT_FOUND
        assert await peer.end() == 0


async def test_settings_that_come_after_the_first_document_count_for_it() -> None:
    """An editor answers when it likes, and not each one tells of its settings once more."""
    async with Peer() as peer:
        asked: list[Any] = []

        def answering(message: dict[str, Any]) -> Any:
            if message["method"] == "workspace/configuration":
                asked.append(message["id"])
                return NEVER
            return None

        peer.answering = answering
        await peer.begin(None, {"workspace": {"configuration": True}})
        uri = "file:///a.js"
        peer.open(uri, BAD)
        await peer.until(lambda: any(p["diagnostics"] for p in peer.published(uri)))
        off = {"rules": {"deprecated-buffer-constructor": "off"}}
        peer.send({"id": asked[0], "result": [off]})
        await peer.until(lambda: peer.published(uri)[-1]["diagnostics"] == [])
        assert peer.published(uri)[-1]["diagnostics"] == []
        assert await peer.end() == 0


async def test_a_run_without_progress_is_told_of_and_stopped_among_the_actions(
    model: LoopbackModel, project: Path
) -> None:
    """Its start and its end are sentences; choosing Stop hangs up and changes nothing."""
    async with Peer() as peer:
        uri = await held(peer, model, project)
        assert any("Fix backend: started." in sentence for sentence in peer.told())
        (stop,) = stops(await bulb(peer, uri))
        await peer.ask("workspace/executeCommand", stop)
        await model.disconnected()
        ending = "Fix backend: cancelled; nothing was changed"
        await peer.until(lambda: ending in peer.told())
        assert ending in peer.told()
        assert [m["method"] for m in peer.asked] == []
        assert stops(await bulb(peer, uri)) == []
        assert await peer.end() == 0


async def test_stopping_is_offered_in_the_document_of_the_run_only(
    model: LoopbackModel, project: Path
) -> None:
    """Another document has nothing to stop, and trying it changes nothing."""
    async with Peer() as peer:
        await held(peer, model, project)
        other = (project / "src" / "b.js").as_uri()
        peer.open(other, BAD)
        assert stops(await bulb(peer, other)) == []
        stop = {"command": "nodewright.stop", "arguments": [other]}
        await peer.ask("workspace/executeCommand", stop)
        assert any("No run is under way" in sentence for sentence in peer.told())
        assert model.disconnects == 0
        assert await peer.end() == 0


@pytest.mark.parametrize("odd", [[3], [None], [{"uri": "file:///a.js"}]])
async def test_stopping_with_an_odd_argument_is_an_error(odd: list[Any]) -> None:
    """One sentence, and the server goes on."""
    async with Peer() as peer:
        await peer.begin()
        told = await peer.ask(
            "workspace/executeCommand", {"command": "nodewright.stop", "arguments": odd}
        )
        assert told["error"]["code"] == INVALID_PARAMS
        assert "URI of a document" in told["error"]["message"]
        assert await peer.end() == 0


async def test_the_report_is_named_where_it_cannot_be_shown(
    start: Start, model: LoopbackModel
) -> None:
    """An editor without ``window/showDocument`` gets the path, and the file is there."""
    editor = await start("emacs", model)
    assert editor.capabilities.window.show_document is None
    uri, selection = opened(editor)
    model.answer(answer("stream-the-upload"))
    await editor.run(uri, "fix-backend", selection)
    await editor.ended()
    assert re.search(r"Fix backend: applied\. Report: \S+\.md", editor.told())
    assert editor.client.shown_documents == []
    assert "## Root cause" in editor.report()


async def test_an_edit_reaches_an_editor_without_document_changes(
    project: Path, model: LoopbackModel
) -> None:
    """The repaired text and the new test come as plain ``changes``, in one edit."""
    editor = Editor("emacs", project)
    editor.capabilities.workspace.workspace_edit = types.WorkspaceEditClientCapabilities()
    await editor.start({"model.baseUrl": model.base_url, "model.name": "loopback-model"})
    try:
        uri, selection = opened(editor)
        model.answer(answer("stream-the-upload"))
        await editor.run(uri, "fix-backend", selection)
        await editor.ended()
        (edit,) = editor.edits
        assert edit.edit.document_changes is None
        assert sorted(edit.edit.changes) == [uri, editor.uri("test/import.test.js")]
        assert editor.buffers[uri].text.startswith(HEADER)
        assert editor.created[editor.uri("test/import.test.js")].startswith(HEADER)
    finally:
        await editor.stop()


async def test_no_action_needs_to_be_resolved(
    start: Start, model: LoopbackModel, client_name: str
) -> None:
    """Each one has its edit or its command in it: an editor without resolve misses nothing."""
    editor = await start(client_name, model)
    uri = editor.open("src/server.js")
    text = editor.buffers[uri].text
    found = await editor.actions(uri, editor.span(uri, "'use strict';", text[-30:]))
    assert len(found) > 15
    assert all(action.edit or action.command for action in found)


async def test_the_name_of_the_file_stands_in_for_a_missing_language() -> None:
    """Some editors send an empty ``languageId``."""
    async with Peer() as peer:
        await peer.begin()
        for name, language in (("a.ts", ""), ("b.js", ""), ("c.mjs", "text")):
            uri = f"file:///{name}"
            peer.open(uri, BAD, language)
            await peer.until(lambda uri=uri: peer.published(uri) != [])
            assert peer.published(uri)[-1]["diagnostics"], name
        assert await peer.end() == 0
