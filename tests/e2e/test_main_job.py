"""The life of a light bulb, for every captured client: pick, watch, get one verified edit."""

from __future__ import annotations

from pathlib import Path

import pytest
from e2e.conftest import ROOT, Start, answer
from e2e.editor import Editor
from loopback import Gate, LoopbackModel, Text
from lsprotocol import types

HEADER = (
    "/**\n * This file was generated with the help of Backend NodeJS Expert AI assistant. \n */\n"
)
IMPORT = "app.post('/products/import'"
IMPORT_END = "});\n\napp.get('/products',"
SPECIFICATION = ROOT / "tests" / "data" / "backend-expert-nodejs.agent.md"


def opened(editor: Editor) -> tuple[str, types.Range]:
    """Open the example and select the upload handler."""
    uri = editor.open("src/server.js")
    text = editor.buffers[uri].text
    end = text.index(IMPORT_END) + len("});")
    return uri, editor.span(uri, IMPORT, text[end - 30 : end])


def test_the_header_is_the_specification_s_own() -> None:
    """The sentence expected here is the one of the specification, byte for byte."""
    assert HEADER.encode() in SPECIFICATION.read_bytes().replace(b"\r\n", b"\n")


async def test_light_bulb_lists_the_persona_s_actions(
    start: Start, model: LoopbackModel, client_name: str
) -> None:
    """Every action comes with its kind, its command, and the LLMGenerated tag where known."""
    editor = await start(client_name, model)
    uri, selection = opened(editor)
    found = {a.title: a for a in await editor.actions(uri, selection)}
    fix = found["Backend Expert: Fix backend"]
    assert fix.kind == "refactor.rewrite.nodewright.fix-backend"
    assert fix.edit is None
    assert not fix.is_preferred
    assert fix.command is not None
    assert fix.command.command == "nodewright.run"
    argument = fix.command.arguments[0]
    assert argument["uri"] == uri
    assert argument["version"] == editor.buffers[uri].version
    tagged = [types.CodeActionTag.LlmGenerated] if client_name.endswith("+3.18") else []
    assert list(fix.tags or ()) == tagged
    assert len([t for t in found if t.startswith("Backend Expert: ")]) >= 11
    assert model.requests == []


async def test_cursor_moves_show_quick_fixes_only(start: Start, model: LoopbackModel) -> None:
    """An automatic request gets no persona action, unless it asks for their kind."""
    editor = await start(model=model)
    uri, selection = opened(editor)
    automatic = types.CodeActionTriggerKind.Automatic
    found = await editor.actions(uri, selection, trigger=automatic)
    assert [a for a in found if a.command] == []
    only = ["refactor.rewrite"]
    found = await editor.actions(uri, selection, only=only, trigger=automatic)
    assert {a.kind.rpartition(".")[0] for a in found} == {"refactor.rewrite.nodewright"}


async def test_a_run_becomes_one_edit_with_header_test_and_report(
    start: Start, model: LoopbackModel, client_name: str, project: Path
) -> None:
    """The edit repairs the handler, creates the test, carries the header in both, and reports."""
    editor = await start(client_name, model)
    uri, selection = opened(editor)
    model.answer(answer("stream-the-upload"))
    before = editor.buffers[uri].text
    await editor.run(uri, "fix-backend", selection)
    said = await editor.ended()
    after = editor.buffers[uri].text
    assert after.startswith(HEADER + "'use strict';")
    assert after.count("This file was generated") == 1
    assert "readline.createInterface" in after
    assert "// fix backend:" not in after
    created = editor.created[editor.uri("test/import.test.js")]
    assert created.startswith(HEADER + "'use strict';")
    assert len(editor.edits) == 1
    assert after.replace(HEADER, "").count("app.get('/products'") == before.count(
        "app.get('/products'"
    )
    assert any("tokens so far" in message for message in said)
    assert "parses" in editor.ends()[0].message
    report = editor.report()
    for heading in ("Root cause", "Risks and trade-offs", "How to verify"):
        assert f"## {heading}" in report
    assert "tokens in" in report
    assert "memory grows until OOM" in model.asked[0].text
    assert "Backend NodeJS Expert AI assistant" not in model.asked[0].text


async def test_the_edit_has_the_form_that_the_client_reads(
    start: Start, model: LoopbackModel, client_name: str
) -> None:
    """Versioned for all, annotated for VS Code, without CreateFile for Emacs."""
    editor = await start(client_name, model)
    uri, selection = opened(editor)
    model.answer(answer("stream-the-upload"))
    version = editor.buffers[uri].version
    await editor.run(uri, "fix-backend", selection)
    await editor.ended()
    edit = editor.edits[0].edit
    first, *others = edit.document_changes
    assert first.text_document.version == version
    kinds = [type(change).__name__ for change in others]
    if client_name in ("emacs", "neovim"):
        create = ["CreateFile"] if client_name == "neovim" else []
        assert kinds == [*create, "TextDocumentEdit"]
        assert edit.change_annotations is None
    else:
        assert kinds == ["CreateFile", "TextDocumentEdit"]
        (annotation,) = edit.change_annotations.values()
        assert not annotation.needs_confirmation
        assert "parses" in annotation.description


async def test_cancel_closes_the_stream_and_changes_nothing(
    start: Start, model: LoopbackModel, client_name: str
) -> None:
    """Cancelling in the middle of the answer ends stream and progress; the text is untouched."""
    editor = await start(client_name, model)
    uri, selection = opened(editor)
    gate = Gate()
    model.answer(Text(answer("stream-the-upload"), gate=gate))
    before = editor.buffers[uri].text
    await editor.run(uri, "fix-backend", selection)
    await gate.reached.wait()
    (token,) = editor.client.progress_reports
    editor.client.window_work_done_progress_cancel(types.WorkDoneProgressCancelParams(token))
    await model.disconnected()
    await editor.ended()
    assert editor.ends()[0].message == "cancelled; nothing was changed"
    assert editor.buffers[uri].text == before
    assert editor.edits == []


async def test_typing_elsewhere_is_kept_and_the_edit_carried_over(
    start: Start, model: LoopbackModel, client_name: str
) -> None:
    """What the user typed while the model worked stays, and the edit lands in its place."""
    editor = await start(client_name, model)
    uri, selection = opened(editor)
    gate = Gate()
    model.answer(Text(answer("stream-the-upload"), gate=gate))
    await editor.run(uri, "fix-backend", selection)
    await gate.reached.wait()
    typed = editor.buffers[uri].text.replace(
        "const COLUMNS", "// columns of the file\nconst UNITS = 3;\n\nconst COLUMNS"
    )
    editor.type_text(uri, typed)
    await editor.synced()
    gate.open()
    await editor.ended()
    after = editor.buffers[uri].text
    assert after.startswith(HEADER)
    assert "// columns of the file\nconst UNITS = 3;\n" in after
    assert "readline.createInterface" in after
    assert "carried over" in editor.report()


async def test_typing_in_the_selection_refuses_the_edit(
    start: Start, model: LoopbackModel, client_name: str
) -> None:
    """Where the answer's place is no longer certain nothing is applied, and the user is told."""
    editor = await start(client_name, model)
    uri, selection = opened(editor)
    gate = Gate()
    model.answer(Text(answer("stream-the-upload"), gate=gate))
    await editor.run(uri, "fix-backend", selection)
    await gate.reached.wait()
    typed = editor.buffers[uri].text.replace("chunks.push(chunk)", "chunks.push(chunk, 1)")
    editor.type_text(uri, typed)
    await editor.synced()
    gate.open()
    await editor.ended()
    assert editor.buffers[uri].text == typed
    assert editor.edits == []
    assert "changed while the model worked" in editor.told()
    assert "createInterface" in editor.report()


async def test_a_malformed_answer_is_repaired(
    start: Start, model: LoopbackModel, client_name: str
) -> None:
    """An answer that does not parse goes back with the reason; the second one is applied."""
    editor = await start(client_name, model)
    uri, selection = opened(editor)
    model.answer(answer("does-not-parse"), answer("stream-the-upload"))
    await editor.run(uri, "fix-backend", selection)
    said = await editor.ended()
    assert "readline.createInterface" in editor.buffers[uri].text
    assert any("repair round 1" in message for message in said)
    assert "syntax" in model.asked[1].text
    assert "repair round" in editor.report()


async def test_an_answer_that_stays_malformed_is_refused(
    start: Start, model: LoopbackModel, client_name: str
) -> None:
    """A repair round that brings nothing ends it: the reasons are shown, the buffer untouched."""
    editor = await start(client_name, model)
    uri, selection = opened(editor)
    model.always(answer("does-not-parse"))
    before = editor.buffers[uri].text
    await editor.run(uri, "fix-backend", selection)
    await editor.ended()
    assert len(model.asked) == 2
    assert editor.buffers[uri].text == before
    assert editor.edits == []
    assert "nothing was changed" in editor.told()
    assert "## Why nothing was changed" in editor.report()


async def test_what_passed_of_an_answer_is_offered_alone(
    start: Start, model: LoopbackModel, client_name: str
) -> None:
    """A test that would not run is left out, and the receipt and the report say so."""
    editor = await start(client_name, model)
    uri, selection = opened(editor)
    model.always(answer("stream-the-upload").replace("assert.deepEqual", "asserted.deepEqual"))
    await editor.run(uri, "fix-backend", selection)
    await editor.ended()
    assert len(model.asked) == 2
    assert "- names-bound (line " in model.asked[1].text
    assert "|   asserted.deepEqual" in model.asked[1].text
    assert "readline.createInterface" in editor.buffers[uri].text
    assert editor.created == {}
    assert len(editor.edits) == 1
    report = editor.report()
    assert "2 of 3 changes, 1 left out" in report
    assert "tokens for 2 answers" in report
    assert "Left out: the new file `test/import.test.js`." in report
    annotations = editor.edits[0].edit.change_annotations
    assert all(a.needs_confirmation for a in (annotations or {}).values())


@pytest.mark.parametrize("choice", ["Apply", "Discard", None])
async def test_an_edit_with_risks_waits_for_the_word_of_the_user(
    start: Start, model: LoopbackModel, client_name: str, choice: str | None
) -> None:
    """By the editor's own annotations where it has them, else by a question."""
    editor = await start(client_name, model)
    editor.choice = choice
    uri, selection = opened(editor)
    before = editor.buffers[uri].text
    model.always(answer("stream-the-upload").replace("assert.deepEqual", "asserted.deepEqual"))
    await editor.run(uri, "fix-backend", selection)
    await editor.ended()
    edit = editor.capabilities.workspace.workspace_edit
    if edit.change_annotation_support is not None:
        assert not editor.questions
        annotations = editor.edits[0].edit.change_annotations or {}
        assert annotations
        assert all(a.needs_confirmation for a in annotations.values())
        return
    assert [len(q.actions or ()) for q in editor.questions] == [2]
    assert (editor.buffers[uri].text == before) is (choice != "Apply")
    assert len(editor.edits) == (1 if choice == "Apply" else 0)
    if choice != "Apply":
        assert "You chose not to apply it; nothing was changed." in editor.told()


async def test_an_answer_without_end_marker_is_refused(
    start: Start, model: LoopbackModel, client_name: str
) -> None:
    """No end marker means cut off, however complete the code looks."""
    editor = await start(client_name, model)
    uri, selection = opened(editor)
    model.always(answer("no-end"))
    before = editor.buffers[uri].text
    await editor.run(uri, "fix-backend", selection)
    await editor.ended()
    assert editor.buffers[uri].text == before
    assert "end" in editor.told()
    assert editor.edits == []


@pytest.mark.parametrize("how", ["setting", "workspace"])
async def test_the_specification_itself_drives_the_run(
    start: Start, model: LoopbackModel, client_name: str, how: str, project: Path
) -> None:
    """The persona's own file, unchanged, works as `nodewright.persona` and as an agent file."""
    options = {"persona": str(SPECIFICATION)}
    if how == "workspace":
        agents = project / ".github" / "agents"
        agents.mkdir(parents=True)
        (agents / "backend.agent.md").write_bytes(SPECIFICATION.read_bytes())
        options = {}
    editor = await start(client_name, model, options)
    uri, selection = opened(editor)
    model.answer(answer("stream-the-upload"))
    await editor.run(uri, "fix-backend", selection)
    await editor.ended()
    assert editor.buffers[uri].text.startswith(HEADER)
    assert editor.created[editor.uri("test/import.test.js")].startswith(HEADER)
    system = model.asked[0].messages[0][1]
    assert "Always prefer secure defaults" in system
    assert "generated with the help" not in system
    kinds = {m.type for m in editor.client.messages}
    assert types.MessageType.Warning not in kinds


async def test_without_a_model_the_rules_repair(start: Start, client_name: str) -> None:
    """Offline, Fix backend binds the injected values, writes the header, and says its limits."""
    editor = await start(client_name)
    uri = editor.open("src/server.js")
    selection = editor.span(uri, "app.get('/products',", "res.json({ products: result.rows });")
    await editor.run(uri, "fix-backend", selection)
    await editor.ended()
    after = editor.buffers[uri].text
    assert after.startswith(HEADER)
    assert "name = $1" in after
    assert "${name}" not in after
    assert "// fix backend:" in after
    assert "No model was asked" in editor.report()
