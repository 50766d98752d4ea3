"""Findings without a model: diagnostics, hover, quick fixes, and positions in every encoding."""

from __future__ import annotations

from pathlib import Path

import pytest
from e2e.conftest import Start
from e2e.editor import Editor
from lsprotocol import types

BAD = """'use strict';
const express = require('express');
const { Pool } = require('pg');
const app = express();
const pool = new Pool();
/* 🎉 é */ app.get('/a', (req, res) =>
  pool.query('SELECT 1 /* 🎉 */ WHERE a = ' + req.query.a).then((r) => res.end(), () => res.end()));
const old = new Buffer('text');
module.exports = { app, old };
"""


async def published(editor: Editor, uri: str, version: int | None = None) -> list[types.Diagnostic]:
    """The diagnostics of a document, pushed or pulled as this client has it."""
    if editor.pulls:
        params = types.DocumentDiagnosticParams(types.TextDocumentIdentifier(uri))
        report = await editor.client.text_document_diagnostic_async(params)
        assert editor.published == {}
        return list(report.items)
    await editor.until(lambda: uri in editor.published)
    return list(editor.published[uri].diagnostics)


def covered(editor: Editor, text: str, place: types.Range) -> str:
    """The text that a range means in this client's encoding."""
    return text[editor.index(text, place.start) : editor.index(text, place.end)]


async def test_findings_are_where_the_code_is(start: Start, client_name: str) -> None:
    """Behind an emoji, in utf-8, utf-16 and utf-32, the range covers the offending code."""
    editor = await start(client_name)
    uri = editor.open("src/bad.js", BAD)
    found = {d.code: d for d in await published(editor, uri)}
    assert {"sql-injection", "deprecated-buffer-constructor"} <= set(found)
    sql = covered(editor, BAD, found["sql-injection"].range)
    assert "req.query.a" in sql
    assert found["sql-injection"].source == "nodewright"
    assert covered(editor, BAD, found["deprecated-buffer-constructor"].range).startswith("new Buf")


async def test_hover_explains_the_rule(start: Start, client_name: str) -> None:
    """The hover says what happens, why it hurts and what to do instead."""
    editor = await start(client_name)
    uri = editor.open("src/bad.js", BAD)
    hover = await editor.client.text_document_hover_async(
        types.HoverParams(types.TextDocumentIdentifier(uri), editor.place(BAD, "new Buffer"))
    )
    assert hover.contents.kind == types.MarkupKind.Markdown
    assert "Buffer.from" in hover.contents.value
    assert covered(editor, BAD, hover.range).startswith("new Buffer")
    nothing = types.HoverParams(types.TextDocumentIdentifier(uri), types.Position(0, 0))
    assert await editor.client.text_document_hover_async(nothing) is None


async def test_hover_tells_the_way_of_the_input(start: Start) -> None:
    """The hover names the lines that the client's value comes through."""
    editor = await start("neovim")
    code = (
        "const { exec } = require('child_process');\n"
        "app.get('/', (req, res) => { list(req.query.dir); res.end(); });\n"
        "function list(dir) {\n"
        "  exec('ls ' + dir);\n"
        "}\n"
    )
    uri = editor.open("src/way.js", code)
    hover = await editor.client.text_document_hover_async(
        types.HoverParams(types.TextDocumentIdentifier(uri), editor.place(code, "exec('ls"))
    )
    text = hover.contents.value
    assert "- line 2, `req.query.dir`: The client chooses this value\n" in text
    assert "- line 3, `dir`: A caller in this file gives it what the client chose\n" in text
    order = [text.index(part) for part in ("CWE-78", "**Instead.**", "- line 2", "**Test it.**")]
    assert order == sorted(order)


async def test_quick_fix_carries_its_edit(start: Start, client_name: str) -> None:
    """A safe fix is preferred, names its diagnostic, and repairs when applied."""
    editor = await start(client_name)
    uri = editor.open("src/bad.js", BAD)
    automatic = types.CodeActionTriggerKind.Automatic
    actions = await editor.actions(uri, editor.span(uri, "new Buffer"), trigger=automatic)
    (fix,) = [a for a in actions if a.kind == types.CodeActionKind.QuickFix]
    assert fix.is_preferred
    assert fix.diagnostics[0].code == "deprecated-buffer-constructor"
    assert fix.command is None
    assert editor.apply(fix.edit).applied
    await editor.synced()
    assert editor.buffers[uri].text == BAD.replace("new Buffer(", "Buffer.from(")


async def test_fix_all_repairs_every_safe_finding(start: Start, client_name: str) -> None:
    """``source.fixAll.nodewright`` is one edit with all safe fixes and nothing else."""
    editor = await start(client_name)
    uri = editor.open("src/bad.js", BAD)
    whole = types.Range(types.Position(0, 0), types.Position(0, 0))
    (fix,) = await editor.actions(uri, whole, only=["source.fixAll"])
    assert fix.kind == "source.fixAll.nodewright"
    editor.apply(fix.edit)
    await editor.synced()
    after = editor.buffers[uri].text
    assert "Buffer.from('text')" in after
    assert "$1" in after
    assert "[req.query.a]" in after


async def test_diagnostics_follow_the_text(start: Start) -> None:
    """They are renewed after a change, kept while the text does not parse, gone after close."""
    editor = await start("visual-studio-code")
    uri = editor.open("src/bad.js", BAD)
    await editor.until(lambda: uri in editor.published)
    before = len(editor.published.pop(uri).diagnostics)
    editor.type_text(uri, BAD.replace("new Buffer('text')", "Buffer.from('text')"))
    await editor.until(lambda: uri in editor.published)
    assert len(editor.published.pop(uri).diagnostics) == before - 1
    editor.type_text(uri, "// a comment\n" + BAD + "const open = `\n")
    await editor.until(lambda: uri in editor.published)
    assert len(editor.published.pop(uri).diagnostics) >= before - 1
    editor.close(uri)
    await editor.until(lambda: uri in editor.published)
    assert list(editor.published[uri].diagnostics) == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("windows.js", BAD.replace("\n", "\r\n")),
        ("marked.js", "\ufeff" + BAD),
        ("tool.js", "#!/usr/bin/env node\n" + BAD),
        ("odd.js", BAD.replace("🎉", "🎉\u2028\x0c\x85")),
        (
            "module.mjs",
            BAD.replace("const { Pool } = require('pg');", "import { Pool } from 'pg';"),
        ),
        ("typed.ts", BAD.replace("(req, res)", "(req: Request, res: Response)")),
        ("view.tsx", BAD),
        ("old.cjs", BAD),
    ],
)
async def test_fix_backend_keeps_the_file_s_form(
    start: Start, client_name: str, name: str, text: str
) -> None:
    """Line endings, BOM, shebang and odd characters stay; the header stands where it may."""
    editor = await start(client_name)
    uri = editor.open(f"src/{name}", text, "")
    first = "app.get('/a'"
    await editor.run(uri, "fix-backend", editor.span(uri, first, "res.end()));"))
    await editor.ended()
    after = editor.buffers[uri].text
    ending = "\r\n" if "\r\n" in text else "\n"
    header = ending.join(
        [
            "/**",
            " * This file was generated with the help of Backend NodeJS Expert AI assistant. ",
            " */",
            "",
        ]
    )
    assert after.count(header) == 1
    bound = text.replace("a = ' + req.query.a)", "a = $1', [req.query.a])")
    assert after.replace(header, "") == bound != text
    top = after[: after.index(header)]
    assert top in ("", "\ufeff", f"#!/usr/bin/env node{ending}")


async def test_a_prompt_comment_offers_its_action(start: Start) -> None:
    """The action stands first, with the request in its title, wherever the cursor is in it."""
    editor = await start("visual-studio-code")
    uri = editor.open("src/server.js")
    spot = editor.place(editor.buffers[uri].text, "// fix backend:")
    actions = await editor.actions(uri, types.Range(spot, spot))
    first = next(a for a in actions if a.command)
    assert first.title == "Backend Expert: Fix backend: memory grows until OOM after uploading CSVs"
    assert first.command.arguments[0]["prompt"] == "memory grows until OOM after uploading CSVs"


async def test_actions_that_need_a_model_say_so(start: Start) -> None:
    """Without a model they are disabled where the client can show it, and refuse when run."""
    editor = await start("visual-studio-code")
    uri = editor.open("src/server.js")
    place = editor.span(uri, "app.get('/health'")
    found = {a.title: a for a in await editor.actions(uri, place)}
    assert "OPENAI_API_KEY" in found["Backend Expert: API design"].disabled.reason
    assert found["Backend Expert: Fix backend"].disabled is None
    await editor.run(uri, "api-design", place)
    await editor.ended()
    assert "needs a model" in editor.told()
    assert editor.edits == []


async def test_explain_works_offline_on_findings(start: Start, project: Path) -> None:
    """Without a model, Explain shows what the rules know of the findings, and changes nothing."""
    editor = await start("neovim")
    uri = editor.open("src/bad.js", BAD)
    await editor.run(uri, "explain", editor.span(uri, "new Buffer"))
    await editor.ended()
    assert "Buffer.from" in editor.report()
    assert editor.edits == []


async def test_fix_backend_leaves_mere_information_alone(start: Start) -> None:
    """Offline, what is only worth a look is not rewritten: the client may rely on it."""
    editor = await start("neovim")
    uri = editor.open("src/server.js")
    text = editor.buffers[uri].text
    whole = types.Range(types.Position(0, 0), types.Position(text.count("\n"), 0))
    await editor.run(uri, "fix-backend", whole)
    await editor.ended()
    assert "res.status(400).json({ error: error.message });" in editor.buffers[uri].text
    assert "What needs a model" in editor.report()
