"""Bad input of every kind gets one clear sentence, and nothing is changed or lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from e2e.conftest import Start, answer
from e2e.editor import Editor
from e2e.test_main_job import opened
from loopback import Gate, LoopbackModel, Status, Text, bad_key, html_page, out_of_quota, truncated
from lsprotocol import types
from pygls.exceptions import JsonRpcException

TOP = types.Range(types.Position(0, 0), types.Position(0, 0))
FAR = types.Range(types.Position(999_999, 7), types.Position(2**31 - 1, 2**31 - 1))


async def refused(editor: Editor, uri: str, place: types.Range = TOP) -> str:
    """Run *Fix backend*, which must change nothing; returns what the user was told."""
    before = editor.buffers[uri].text if uri in editor.buffers else ""
    count = len(editor.client.messages)
    await editor.run(uri, "fix-backend", place)
    await editor.until(lambda: len(editor.client.messages) > count)
    assert editor.edits == []
    assert not before or editor.buffers[uri].text == before
    told = editor.client.messages[-1].message
    assert "Traceback" not in told
    return told


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "empty"),
        ("  \n\t\n", "empty"),
        ("const a = 1;\0\n", "NUL"),
        ("const a = 1;\n" * 400_000, "1 MB"),
        ("a=1;" * 10_000, "minified"),
    ],
    ids=["empty", "blank", "binary", "5 MB", "minified"],
)
async def test_a_file_that_cannot_be_worked_on_is_named_so(
    start: Start, text: str, words: str
) -> None:
    """Empty, binary, huge and minified files each get their own sentence."""
    editor = await start("neovim")
    uri = editor.open("src/odd.js", text)
    assert words in await refused(editor, uri)
    assert await editor.actions(uri, TOP) == []


async def test_broken_code_is_still_worked_on(start: Start) -> None:
    """Code that does not parse keeps its broken part; the rest is repaired."""
    editor = await start("neovim")
    text = "const a = new Buffer('x');\n\nfunction broken( {\n"
    uri = editor.open("src/broken.js", text)
    await editor.run(uri, "fix-backend", types.Range(types.Position(0, 0), types.Position(1, 0)))
    await editor.until(lambda: bool(editor.edits or editor.client.messages))
    await editor.synced()
    assert "function broken( {\n" in editor.buffers[uri].text


@pytest.mark.parametrize("uri", ["untitled:Untitled-1", "vscode-notebook-cell:/a.js#1"])
async def test_documents_that_are_no_files_are_served(start: Start, uri: str) -> None:
    """An untitled document is repaired in place; no file is created for it."""
    editor = await start("visual-studio-code")
    editor.open(uri, "const a = new Buffer('x');\n", "javascript")
    await editor.run(uri, "fix-backend", TOP)
    await editor.ended()
    assert "Buffer.from('x')" in editor.buffers[uri].text
    assert editor.created == {}


async def test_another_language_is_declined(start: Start) -> None:
    """A Python file gets no findings, no actions, and a sentence when forced."""
    editor = await start("neovim")
    uri = editor.open("tool.py", "eval(input())\n", "python")
    assert await editor.actions(uri, TOP) == []
    assert "JavaScript and TypeScript only" in await refused(editor, uri)


@pytest.mark.parametrize(
    "place",
    [TOP, FAR, types.Range(types.Position(60, 3), types.Position(40, 1))],
    ids=["empty", "out of range", "reversed"],
)
async def test_any_selection_is_understood(
    start: Start, model: LoopbackModel, place: types.Range
) -> None:
    """Empty, reversed and far-off selections mean code that exists."""
    editor = await start(model=model)
    uri = editor.open("src/server.js")
    model.answer("## No change needed\n\nAll is well.\n\n=== END OF ANSWER ===\n")
    await editor.run(uri, "fix-backend", place, "look at this")
    await editor.ended()
    assert "All is well." in editor.report()
    assert editor.edits == []


@pytest.mark.parametrize(
    "argument",
    [
        None,
        [],
        "fix-backend",
        {},
        {"action": "fix-backend"},
        {"action": 3, "uri": "file:///a.js", "range": {}},
        {"action": "fix-backend", "uri": "file:///a.js", "range": {"start": 1, "end": 2}},
        {"action": "fix-backend", "uri": "file:///a.js", "version": "x", "range": None},
    ],
)
async def test_a_wrong_command_is_answered_by_an_error(start: Start, argument: object) -> None:
    """Arguments of the wrong shape give an LSP error with a sentence, and the server lives."""
    editor = await start("neovim")
    with pytest.raises(JsonRpcException) as caught:
        await editor.command(argument)
    assert "Traceback" not in str(caught.value)
    uri = editor.open("src/server.js")
    assert await editor.actions(uri, TOP)


async def test_lines_beyond_any_file_are_clamped(start: Start) -> None:
    """A range with numbers that LSP forbids is understood as the end of the file."""
    editor = await start("neovim")
    uri = editor.open("src/server.js")
    far = {"line": 2**40, "character": 2**40}
    place = {"start": {"line": -3, "character": 0}, "end": far}
    await editor.command({"action": "fix-backend", "uri": uri, "version": None, "range": place})
    await editor.ended()
    assert "name = $1" in editor.buffers[uri].text


async def test_an_unknown_action_and_a_closed_document_are_named(start: Start) -> None:
    """The sentence names what is wrong, and what would be right."""
    editor = await start("neovim")
    uri = editor.open("src/server.js")
    await editor.run(uri, "fix-everything", TOP)
    await editor.until(lambda: "has no action 'fix-everything'" in editor.told())
    assert "fix-backend" in editor.told()
    await editor.run(editor.uri("src/other.js"), "fix-backend", TOP)
    await editor.until(lambda: "open the file" in editor.told())


async def test_a_version_that_moved_on_before_the_start_is_refused(start: Start) -> None:
    """The selection belongs to the version that the light bulb saw."""
    editor = await start("neovim")
    uri = editor.open("src/server.js")
    (action,) = [
        a for a in await editor.actions(uri, TOP) if a.title == "Backend Expert: Fix backend"
    ]
    editor.type_text(uri, "\n" + editor.buffers[uri].text)
    await editor.command(action.command.arguments[0])
    await editor.until(lambda: "changed after the light bulb opened" in editor.told())
    assert editor.edits == []


async def test_closing_the_document_changes_nothing(start: Start, model: LoopbackModel) -> None:
    """A document closed while the model works is left alone, and the user is told."""
    editor = await start("neovim", model)
    uri, selection = opened(editor)
    gate = Gate()
    model.answer(Text(answer("stream-the-upload"), gate=gate))
    await editor.run(uri, "fix-backend", selection)
    await gate.reached.wait()
    editor.close(uri)
    await editor.synced()
    gate.open()
    await editor.ended()
    assert editor.edits == []
    assert "closed" in editor.told()


async def test_an_unsaved_document_is_not_created_again(start: Start, model: LoopbackModel) -> None:
    """A test that an undone run left in an unsaved buffer is a file that exists."""
    editor = await start("neovim", model)
    uri, selection = opened(editor)
    test = editor.open("test/import.test.js", "'use strict';\n")
    model.always(answer("stream-the-upload"))
    await editor.run(uri, "fix-backend", selection)
    await editor.ended()
    await editor.synced()
    assert editor.buffers[test].text == "'use strict';\n"
    assert editor.created == {}
    assert "exists already" in editor.report()


async def test_a_newer_run_replaces_the_older(start: Start, model: LoopbackModel) -> None:
    """A second run on the same document cancels the first; one edit arrives."""
    editor = await start("neovim", model)
    uri, selection = opened(editor)
    gate = Gate()
    model.answer(Text(answer("stream-the-upload"), gate=gate), answer("stream-the-upload"))
    await editor.run(uri, "fix-backend", selection)
    await gate.reached.wait()
    await editor.run(uri, "fix-backend", selection)
    await editor.ended(2)
    assert len(editor.edits) == 1
    assert model.disconnects == 1


async def test_applied_true_is_no_proof(start: Start, model: LoopbackModel) -> None:
    """A client that says yes and does nothing is found out."""
    editor = await start("neovim", model)
    uri, selection = opened(editor)
    model.answer(answer("stream-the-upload"))
    editor.apply = lambda edit: types.ApplyWorkspaceEditResult(True)  # type: ignore[method-assign]
    await editor.run(uri, "fix-backend", selection)
    await editor.ended()
    assert "the text is as before" in editor.told()


async def test_a_client_that_refuses_is_quoted(start: Start, model: LoopbackModel) -> None:
    """The reason of a client that does not apply reaches the user."""
    editor = await start("neovim", model)
    uri, selection = opened(editor)
    model.answer(answer("stream-the-upload"))
    no = types.ApplyWorkspaceEditResult(False, failure_reason="read-only file")
    editor.apply = lambda edit: no  # type: ignore[method-assign]
    await editor.run(uri, "fix-backend", selection)
    await editor.ended()
    assert "read-only file" in editor.told()


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        (bad_key(), "key"),
        (Status(404, "The model `x` does not exist", code="model_not_found"), "model"),
        (out_of_quota(), "nothing left to spend"),
        (html_page(), "web page"),
        (Text("half an answer", end="drop"), "ended before the answer did"),
        (Text("", end="proper"), "empty"),
    ],
    ids=["401", "404", "quota", "html", "cut", "empty"],
)
async def test_trouble_with_the_model_is_one_sentence(
    start: Start, model: LoopbackModel, reply: object, words: str
) -> None:
    """Each trouble has its own sentence, the progress ends, and the file is untouched."""
    editor = await start("neovim", model)
    uri, selection = opened(editor)
    model.always(reply)
    await editor.run(uri, "fix-backend", selection)
    await editor.ended()
    assert editor.edits == []
    assert editor.client.messages
    assert "Traceback" not in editor.told()
    assert words in editor.told() + editor.report_or_nothing()


async def test_an_answer_cut_by_the_token_limit_is_refused(
    start: Start, model: LoopbackModel
) -> None:
    """A truncated answer is never taken for a whole one."""
    editor = await start("neovim", model)
    uri, selection = opened(editor)
    model.always(truncated(answer("no-end")))
    await editor.run(uri, "fix-backend", selection)
    await editor.ended()
    assert editor.edits == []
    assert "maxOutputTokens" in editor.told() or "limit" in editor.told()


async def test_remote_hosts_can_be_forbidden(start: Start) -> None:
    """With allowRemote false nothing leaves the machine, and the sentence says so."""
    options = {"model": {"baseUrl": "http://203.0.113.7/v1", "allowRemote": False}}
    editor = await start("neovim", options=options)
    uri, selection = opened(editor)
    await editor.run(uri, "fix-backend", selection)
    await editor.ended()
    assert "allowRemote" in editor.told()
    assert editor.edits == []


async def test_wrong_settings_are_named_and_the_rest_works(start: Start) -> None:
    """A setting of the wrong type keeps its default and gives one sentence."""
    options = {"model": {"timeout": "soon"}, "diagnostics": {"debounce": -1}, "modle": {}}
    editor = await start("neovim", options=options)
    assert "model.timeout" in editor.told()
    assert "diagnostics.debounce" in editor.told()
    assert "modle" in editor.told()
    uri = editor.open("src/server.js")
    assert await editor.actions(uri, TOP)


async def test_settings_of_the_client_arrive_when_they_change(start: Start) -> None:
    """didChangeConfiguration is followed: switched off, the findings go."""
    editor = await start("visual-studio-code")
    uri = editor.open("src/server.js")
    await editor.until(
        lambda: bool(editor.published.get(uri) and editor.published[uri].diagnostics)
    )
    editor.client.set_configuration({"diagnostics": {"enabled": False}}, section="nodewright")
    editor.client.workspace_did_change_configuration(types.DidChangeConfigurationParams(None))
    await editor.until(lambda: not editor.published[uri].diagnostics)


@pytest.mark.parametrize("manifest", [None, "{ not json", "[]", '{"dependencies": 3}'])
async def test_a_missing_or_broken_package_json_is_no_obstacle(
    start: Start, project: Path, model: LoopbackModel, manifest: str | None
) -> None:
    """The run works on what is known."""
    file = project / "package.json"
    file.unlink()
    if manifest is not None:
        file.write_text(manifest)
    editor = await start("neovim", model)
    uri, selection = opened(editor)
    model.answer(answer("stream-the-upload"))
    await editor.run(uri, "fix-backend", selection)
    await editor.ended()
    assert "createInterface" in editor.buffers[uri].text


async def test_a_broken_persona_gives_a_sentence_and_the_built_in_one(
    start: Start, model: LoopbackModel, project: Path
) -> None:
    """A persona file that cannot be used is named; the work goes on."""
    (project / "mine.agent.md").write_text("---\nname: [\n---\nhello\n")
    editor = await start("neovim", model, {"persona": "mine.agent.md"})
    assert "mine.agent.md" in editor.told()
    uri, selection = opened(editor)
    model.answer(answer("stream-the-upload"))
    await editor.run(uri, "fix-backend", selection)
    await editor.ended()
    assert "createInterface" in editor.buffers[uri].text
