"""Through the real server: what a document hands to other files of the workspace."""

from __future__ import annotations

from pathlib import Path

import pytest
from e2e.conftest import Start
from e2e.editor import Editor
from lsprotocol import types

ROUTES = """const { find } = require('./db');
app.get('/', (req, res) => {
  find(req.query.name).then((rows) => res.json(rows), res.sendStatus);
});
"""
GLUED = """const { Pool } = require('pg');
const pool = new Pool();
exports.find = (name) => pool.query(/* 😀 */ "SELECT '" + name + "'");
"""
BOUND = GLUED.replace('"SELECT \'" + name + "\'"', "'SELECT $1', [name]")


async def found(editor: Editor, uri: str) -> list[types.Diagnostic]:
    """The SQL injections of the next publication for a document."""
    await editor.until(lambda: uri in editor.published)
    items = editor.published.pop(uri).diagnostics
    return [item for item in items if item.code == "sql-injection"]


@pytest.fixture
def files(project: Path) -> Path:
    folder = project / "src"
    folder.mkdir(exist_ok=True)
    (folder / "db.js").write_text(GLUED, "utf-8")
    (folder / "routes.js").write_text(ROUTES, "utf-8")
    return folder


async def test_a_finding_names_the_place_in_the_other_file(start: Start, files: Path) -> None:
    editor = await start("visual-studio-code")
    (item,) = await found(editor, editor.open("src/routes.js"))
    assert (item.range.start.line, item.range.start.character) == (2, 7)
    assert item.message.endswith("in src/db.js")
    place = item.related_information[-1].location
    assert place.uri == (files / "db.js").as_uri()
    line = GLUED.split("\n")[2]
    assert place.range.start == types.Position(2, line.index("pool.query"))
    assert place.range.end.line == 2
    hover = await editor.client.text_document_hover_async(
        types.HoverParams(
            types.TextDocumentIdentifier(editor.uri("src/routes.js")), item.range.start
        )
    )
    assert "src/db.js, line 3" in hover.contents.value


async def test_typing_in_the_other_file_is_heard(start: Start, files: Path) -> None:
    """The buffer counts, saved or not; after it is closed, the file on disk does."""
    editor = await start("visual-studio-code")
    routes = editor.open("src/routes.js")
    assert len(await found(editor, routes)) == 1
    db = editor.open("src/db.js")
    editor.type_text(db, BOUND)
    assert await found(editor, routes) == []
    editor.close(db)
    assert len(await found(editor, routes)) == 1


async def test_a_change_on_disk_is_heard(start: Start, files: Path) -> None:
    editor = await start("visual-studio-code")
    routes = editor.open("src/routes.js")
    assert len(await found(editor, routes)) == 1
    for text, kind, count in (
        (BOUND, types.FileChangeType.Changed, 0),
        (GLUED, types.FileChangeType.Changed, 1),
        (None, types.FileChangeType.Deleted, 0),
        (GLUED, types.FileChangeType.Created, 1),
    ):
        if text is None:
            (files / "db.js").unlink()
        else:
            (files / "db.js").write_text(text, "utf-8")
        event = types.FileEvent(editor.uri("src/db.js"), kind)
        editor.client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([event]))
        assert len(await found(editor, routes)) == count
