"""*Write tests* where tests exist: they are added to the file that is there, never over it."""

from __future__ import annotations

from pathlib import Path

import pytest
from e2e.conftest import Start
from e2e.editor import Editor
from e2e.test_main_job import HEADER
from loopback import Gate, LoopbackModel, Text
from lsprotocol import types

SOURCE = "'use strict';\n\nexports.add = (a, b) => a + b;\nexports.sub = (a, b) => a - b;\n"
THERE = """\
'use strict';

const test = require('node:test');
const assert = require('node:assert/strict');
const { add } = require('../src/sum.js');

test('adds 😀', () => {
  assert.equal(add(1, 2), 3);
});
"""
NEW = """\
'use strict';

const { describe, it } = require('node:test');
const assert = require('node:assert/strict');
const { sub } = require('../src/sum.js');

describe('sub', () => {
  it('subtracts', () => {
    assert.equal(sub(3, 2), 1);
  });
});
"""
ADDED = """\
const { describe, it } = require('node:test');
const { sub } = require('../src/sum.js');
"""
MERGED = THERE.replace("sum.js');\n", f"sum.js');\n{ADDED}") + NEW[NEW.index("\ndescribe") :]
TEST = "test/sum.test.js"


def scripted(new: str) -> str:
    """An answer that creates the file of tests."""
    changes = f"## Changes\n### CREATE {TEST}\n```js\n{new}```\n\n## How to run\n`node --test`\n"
    return f"## What is tested\nThe difference.\n\n{changes}\n=== END OF ANSWER ===\n"


async def asked(editor: Editor, project: Path, there: str = THERE) -> str:
    """Ask for tests of a file whose tests exist; the URI of these."""
    (project / "src" / "sum.js").write_text(SOURCE)
    (project / "test").mkdir(exist_ok=True)
    (project / TEST).write_bytes(there.encode())
    uri = editor.open("src/sum.js")
    whole = types.Range(types.Position(0, 0), types.Position(4, 0))
    await editor.run(uri, "write-tests", whole)
    return editor.uri(TEST)


@pytest.mark.parametrize("ending", ["\n", "\r\n"], ids=["lf", "crlf"])
async def test_new_tests_are_added_to_a_closed_file(
    start: Start, model: LoopbackModel, client_name: str, project: Path, ending: str
) -> None:
    """Imports that it lacks go up, tests go down, and nothing that was there is touched."""
    editor = await start(client_name, model)
    model.answer(scripted(NEW))
    test = await asked(editor, project, "\ufeff" + THERE.replace("\n", ending))
    await editor.ended()
    assert editor.created[test] == (HEADER + MERGED).replace("\n", ending)
    assert (project / TEST).read_bytes().decode().endswith("});" + ending)
    assert f"Tests added to: `{TEST}`" in editor.report()
    assert "That file exists" in model.asked[0].text
    assert "adds 😀" not in model.asked[0].text
    assert editor.buffers[editor.uri("src/sum.js")].text == SOURCE


async def test_an_open_file_counts_as_it_is_in_the_editor(
    start: Start, model: LoopbackModel, project: Path
) -> None:
    """Also what was typed into it while the model worked."""
    editor = await start(model=model)
    gate = Gate()
    model.answer(Text(scripted(NEW), gate=gate))
    test = await asked(editor, project)
    await gate.reached.wait()
    editor.open(TEST, THERE.replace("test('adds", "// typed\ntest('adds"))
    editor.type_text(test, THERE.replace("test('adds", "// typed more\ntest('adds"))
    await editor.synced()
    gate.open()
    await editor.ended()
    await editor.synced()
    wanted = (HEADER + MERGED).replace("test('adds", "// typed more\ntest('adds")
    assert editor.buffers[test].text == wanted


async def test_what_cannot_be_added_goes_back_to_the_model(
    start: Start, model: LoopbackModel, project: Path
) -> None:
    """The reason names the clash; with another name the tests are taken."""
    editor = await start("emacs", model)
    clash = NEW.replace(
        "const { describe, it }", "const test = require('./t');\nconst { describe, it }"
    )
    model.answer(scripted(clash), scripted(NEW))
    test = await asked(editor, project)
    await editor.ended()
    assert "`test` comes from another module in it" in model.asked[1].text
    assert editor.created[test] == HEADER + MERGED


async def test_tests_that_cannot_be_added_are_refused_with_the_reason(
    start: Start, model: LoopbackModel, project: Path
) -> None:
    """The file stays as it is."""
    editor = await start("neovim", model)
    model.always(scripted(NEW.replace("describe('sub'", "it.skip; describe('sub'")))
    test = await asked(editor, project)
    await editor.ended()
    assert editor.edits == []
    assert test not in editor.created
    assert (project / TEST).read_text() == THERE
    assert "cannot be added to it" in editor.told()
