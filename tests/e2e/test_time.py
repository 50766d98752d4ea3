"""The user types while the model thinks: the edit lands in its place, or nothing is changed."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from e2e.conftest import Start, answer
from e2e.editor import Editor
from e2e.test_main_job import HEADER, opened
from loopback import Gate, LoopbackModel, Text
from lsprotocol import types

FUNCTIONS = 6
# The functions that the answer changes.
CHANGED = (1, 4)
EXAMPLES = 200 if os.environ.get("HYPOTHESIS_PROFILE") == "long" else 14
CALM = ("remark", "remark", "note")
WILD = (*CALM, "cut", "move", "copy", "rename", "revert")


def function(number: int, addend: int | None = None) -> list[str]:
    """Five lines of code; the same function whatever is added in it."""
    added = number if addend is None else addend
    return [f"function f{number}(a) {{", f"  const b = a + {added};", "  return b;", "}", ""]


@dataclass
class Desk:
    """A document under a user's hands: each line, and which line of the first text it still is.

    A line that was moved or copied is the line that it was: its text says nothing else.
    """

    lines: list[tuple[str, int | None]]
    calm: bool = True
    typed: int = 0
    first: list[str] = field(default_factory=list)

    @classmethod
    def fresh(cls) -> Desk:
        """The document as the run sees it."""
        code = ["'use strict';", ""]
        for number in range(FUNCTIONS):
            code += function(number)
        code.append("module.exports = { " + ", ".join(f"f{n}" for n in range(FUNCTIONS)) + " };")
        return cls([(line, at) for at, line in enumerate(code)], first=code)

    def text(self, ending: str) -> str:
        """The whole text."""
        return "".join(line + ending for line, _ in self.lines)

    def type(self, how: str, chance: random.Random) -> None:
        """One edit of the user."""
        self.typed += 1
        at = chance.randrange(len(self.lines) + 1)
        own = f"// 😀 note {self.typed}"
        starts = [n for n, (line, _) in enumerate(self.lines) if line.startswith("function")]
        start = chance.choice(starts) if starts else 0
        block = self.lines[start : start + 5]
        self.calm = self.calm and how in CALM
        if how == "remark":
            self.lines.insert(at, (own, None))
        elif how == "note" and at < len(self.lines):
            self.lines[at] = (f"{self.lines[at][0]} {own}", None)
        elif how == "rename":
            self.lines[start] = (self.lines[start][0].replace("(a)", "(a, c)"), None)
        elif how == "copy":
            self.lines[at:at] = block
        elif how in ("cut", "move"):
            del self.lines[start : start + 5]
            if how == "move":
                at = chance.randrange(len(self.lines) + 1)
                self.lines[at:at] = block
        elif how == "revert":
            self.lines = [(line, number) for number, line in enumerate(self.first)]

    def with_answer(self, ending: str) -> str | None:
        """The text with the answer in its place; None where what it changes was touched."""
        lines = list(self.lines)
        for number in CHANGED:
            changed = 2 + 5 * number + 1
            here = [at for at, (_, origin) in enumerate(lines) if origin == changed]
            if len(here) != 1:
                return None
            around = [origin for _, origin in lines[max(here[0] - 1, 0) : here[0] + 2]]
            if around != [changed - 1, changed, changed + 1]:
                return None
            lines[here[0]] = (function(number, number + 100)[1], changed)
        return (HEADER + "\n".join([line for line, _ in lines] + [""])).replace("\n", ending)


def scripted(name: str) -> str:
    """An answer that changes one line in two functions."""
    blocks = "".join(
        f"<<<<<<< SEARCH\n{function(n)[1]}\n=======\n{function(n, n + 100)[1]}\n>>>>>>> REPLACE\n"
        for n in CHANGED
    )
    changes = f"## Changes\n### EDIT {name}\n{blocks}"
    return f"## Root cause\nToo small.\n\n{changes}\n=== END OF ANSWER ===\n"


async def example(editor: Editor, model: LoopbackModel, number: int, chance: random.Random) -> None:
    """One run on a document of its own, with edits at random moments."""
    name, ending = f"src/time{number}.js", chance.choice(["\n", "\r\n"])
    desk, kinds = Desk.fresh(), chance.choice([CALM, WILD])
    uri = editor.open(name, desk.text(ending))
    moments = {m for m in ("asked", "answering", "applying") if chance.random() < 0.6}

    def typing() -> None:
        for _ in range(chance.randint(1, 3)):
            desk.type(chance.choice(kinds), chance)
            editor.type_text(uri, desk.text(ending))

    def applying() -> None:
        if "applying" in moments:
            moments.discard("applying")
            typing()

    editor.applying = applying
    gate, runs = Gate(), len(editor.ends())
    model.answer(Text(scripted(name), gate=gate, gate_after=chance.randint(1, 6)))
    last = types.Position(len(desk.lines), 0)
    await editor.run(uri, "fix-backend", types.Range(types.Position(0, 0), last))
    if "asked" in moments:
        typing()
    await gate.reached.wait()
    if "answering" in moments:
        typing()
    await editor.synced()
    gate.open()
    await editor.ended(runs + 1)
    await editor.synced()
    got, alone, both = editor.buffers[uri].text, desk.text(ending), desk.with_answer(ending)
    if desk.calm and both is not None:
        assert got == both, editor.report()
    else:
        assert got in (alone, both)
    editor.close(uri)


@pytest.mark.parametrize("client_name", ["visual-studio-code", "neovim", "emacs"])
async def test_edits_at_any_moment_leave_theirs_with_the_answer_or_theirs_alone(
    start: Start, model: LoopbackModel, client_name: str
) -> None:
    """Typing, pasting, cutting, moving, renaming, reverting: before, during, and on the way."""
    editor = await start(client_name, model)
    chance = random.Random(client_name)
    for number in range(EXAMPLES):
        await example(editor, model, number, chance)


async def held(editor: Editor, model: LoopbackModel) -> tuple[str, Gate]:
    """A run on the example that waits in the middle of its answer."""
    uri, selection = opened(editor)
    gate = Gate()
    model.answer(Text(answer("stream-the-upload"), gate=gate))
    await editor.run(uri, "fix-backend", selection)
    await gate.reached.wait()
    return uri, gate


async def go_on(editor: Editor, gate: Gate) -> None:
    """Let the answer come, and wait for the end of the run."""
    await editor.synced()
    gate.open()
    await editor.ended()
    await editor.synced()


async def test_a_rename_during_the_run_changes_neither_file(
    start: Start, model: LoopbackModel
) -> None:
    """The old name is closed, the new one was never asked about."""
    editor = await start("neovim", model)
    uri, gate = await held(editor, model)
    text = editor.buffers[uri].text
    editor.close(uri)
    renamed = editor.open("src/renamed.js", text)
    await go_on(editor, gate)
    assert editor.edits == []
    assert editor.buffers[renamed].text == text
    assert "closed meanwhile" in editor.told()


@pytest.mark.parametrize("changed", ["nothing", "elsewhere", "the place"])
async def test_closed_and_opened_again(start: Start, model: LoopbackModel, changed: str) -> None:
    """What counts is the text that is open now, under the version that it has now."""
    editor = await start("emacs", model)
    uri, gate = await held(editor, model)
    text = editor.buffers[uri].text
    if changed == "elsewhere":
        text = text.replace("const COLUMNS", "// 😀 columns\n\n\nconst COLUMNS")
    if changed == "the place":
        text = text.replace("chunks.push(chunk)", "chunks.push(chunk, 1)")
    editor.close(uri)
    editor.open("src/server.js", text)
    await go_on(editor, gate)
    after = editor.buffers[uri].text
    if changed == "the place":
        assert after == text
        assert editor.edits == []
    else:
        assert after.startswith(HEADER)
        assert "readline.createInterface" in after
        assert ("// 😀 columns" in after) == (changed == "elsewhere")


async def test_what_was_typed_and_taken_back_is_no_change(
    start: Start, model: LoopbackModel
) -> None:
    """A revert to the text that the model saw takes its answer as it is."""
    editor = await start("neovim", model)
    uri, gate = await held(editor, model)
    text = editor.buffers[uri].text
    editor.type_text(uri, text.replace("chunks.push(chunk)", "lost"))
    editor.type_text(uri, text)
    await go_on(editor, gate)
    assert "readline.createInterface" in editor.buffers[uri].text
    assert "carried over" not in editor.report()


async def test_a_formatter_right_after_the_edit_is_left_in_peace(
    start: Start, model: LoopbackModel
) -> None:
    """Format on save changes the text again before the server hears of the first change."""
    editor = await start("visual-studio-code", model)
    uri, gate = await held(editor, model)
    type_text = editor.type_text

    def and_format(where: str, text: str) -> None:
        type_text(where, text)
        if where == uri:
            editor.type_text = type_text  # type: ignore[method-assign]
            type_text(where, text.replace("  ", "\t"))

    editor.type_text = and_format  # type: ignore[method-assign]
    await go_on(editor, gate)
    assert len(editor.edits) == 1
    assert "\treadline" in editor.buffers[uri].text or "\t" in editor.buffers[uri].text
    assert "nothing was changed" not in editor.told()


async def test_an_undo_brings_the_old_text_and_the_next_run_works(
    start: Start, model: LoopbackModel
) -> None:
    """One undo takes all of it back; asked again, the answer comes again."""
    editor = await start("emacs", model)
    uri, gate = await held(editor, model)
    before = editor.buffers[uri].text
    await go_on(editor, gate)
    changed = editor.buffers[uri].text
    assert editor.buffers[uri].history[-1] == before
    editor.type_text(uri, before)
    model.answer(answer("stream-the-upload"))
    end = before.index("});\n\napp.get('/products',") + len("});")
    selection = editor.span(uri, "app.post('/products/import'", before[end - 30 : end])
    await editor.run(uri, "fix-backend", selection)
    await editor.ended(2)
    await editor.synced()
    assert editor.buffers[uri].text == changed


async def test_a_file_deleted_on_the_disk_is_still_the_open_document(
    start: Start, model: LoopbackModel, project: Path
) -> None:
    """The buffer is what the user sees; it takes the edit, and saving brings the file back."""
    editor = await start(model=model)
    uri, gate = await held(editor, model)
    (project / "src" / "server.js").unlink()
    await go_on(editor, gate)
    assert "readline.createInterface" in editor.buffers[uri].text


def a_file(project: Path) -> None:
    """The file that the answer creates comes into being."""
    (project / "test").mkdir(exist_ok=True)
    (project / "test" / "import.test.js").write_text("mine\n")


def another_case(project: Path) -> None:
    """Its folder comes into being, in capitals."""
    shutil.rmtree(project / "test", ignore_errors=True)
    (project / "Test").mkdir()


def a_link(project: Path) -> None:
    """Its folder becomes a way out of the workspace."""
    outside = project.parent / "outside"
    outside.mkdir()
    shutil.rmtree(project / "test", ignore_errors=True)
    (project / "test").symlink_to(outside, target_is_directory=True)


def an_ignore_file(project: Path) -> None:
    """Its folder becomes one that nobody commits."""
    (project / ".gitignore").write_text("test/\n")


@pytest.mark.parametrize(
    ("happens", "words"),
    [
        (a_file, "exists already"),
        (another_case, "keep that spelling"),
        (a_link, "outside of the workspace"),
        (an_ignore_file, "covered by an ignore file"),
    ],
)
async def test_the_disk_counts_as_it_is_when_the_answer_comes(
    start: Start,
    model: LoopbackModel,
    project: Path,
    happens: Callable[[Path], None],
    words: str,
) -> None:
    """A file, a folder, a link or an ignore file that appears meanwhile: no file is created."""
    editor = await start(model=model)
    _, gate = await held(editor, model)
    model.always(answer("stream-the-upload"))
    happens(project)
    await go_on(editor, gate)
    assert editor.created == {}
    assert words in editor.report()


async def test_a_workspace_folder_that_goes_takes_the_place_of_new_files_along(
    start: Start, model: LoopbackModel, project: Path
) -> None:
    """Without its folder, and without a package, nobody knows where ``test/`` would be."""
    (project / "package.json").unlink()
    editor = await start(model=model)
    uri, gate = await held(editor, model)
    before = editor.buffers[uri].text
    folder = types.WorkspaceFolder(editor.uri(""), "gone")
    event = types.WorkspaceFoldersChangeEvent(added=[], removed=[folder])
    editor.client.workspace_did_change_workspace_folders(
        types.DidChangeWorkspaceFoldersParams(event)
    )
    await go_on(editor, gate)
    assert editor.edits == []
    assert editor.buffers[uri].text == before
    assert "folders of the workspace changed" in editor.told()
