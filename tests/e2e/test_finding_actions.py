"""What the light bulb offers on a finding: all of its kind, a comment, and the model's turn."""

from __future__ import annotations

import pytest
from e2e.conftest import Start
from e2e.editor import Editor
from loopback import LoopbackModel
from lsprotocol import types
from pygls.exceptions import JsonRpcException

BAD = """const { Pool } = require('pg');
const pool = new Pool();
pool.on('error', console.error);
const first = new Buffer('a');
const second = new Buffer('b');

async function users(req, res) {
  const name = req.query.name;
  const sql = `SELECT * FROM users WHERE name = '${name}'`;
  const { rows } = await pool.query(sql);
  res.json(eval(rows));
}

module.exports = { users, first, second };
"""
REPAIRED = """## Root cause
The name is part of the SQL text.

## Changes
### EDIT src/bad.js
<<<<<<< SEARCH
  const sql = `SELECT * FROM users WHERE name = '${name}'`;
  const { rows } = await pool.query(sql);
=======
  const { rows } = await pool.query('SELECT * FROM users WHERE name = $1', [name]);
>>>>>>> REPLACE

## How to verify
Run `npm test`.

=== END OF ANSWER ===
"""
SILENCED = REPAIRED.replace(
    "  const { rows } = await pool.query('SELECT * FROM users WHERE name = $1', [name]);",
    "  const sql = `SELECT * FROM users WHERE name = '${name}'`;\n"
    "  // nodewright-ignore sql-injection -- the gateway has checked the name\n"
    "  const { rows } = await pool.query(sql);",
)


async def offered(editor: Editor, uri: str, needle: str) -> dict[str, types.CodeAction]:
    """The light bulb opened by hand on a piece of the text, by title."""
    return {a.title: a for a in await editor.actions(uri, editor.span(uri, needle))}


async def test_a_finding_that_the_editor_names_is_meant_beside_it_too(
    start: Start, client_name: str
) -> None:
    """Neovim names all findings of the line that the cursor is on, wherever it stands there."""
    editor = await start(client_name)
    uri = editor.open("src/bad.js", BAD)
    found = (await offered(editor, uri, "pool.query(sql)")).values()
    (named,) = [offer.diagnostics for offer in found if offer.title.startswith("Bind the values")]
    assert named
    place = types.Range(*[types.Position(named[0].range.start.line, 0)] * 2)
    titles = {action.title for action in await editor.actions(uri, place)}
    more = {action.title for action in await editor.actions(uri, place, named=named)} - titles
    assert "Bind the values as parameters" in more
    assert "Suppress sql-injection with a reason…" in more


async def test_a_finding_can_be_suppressed_with_a_reason(start: Start, client_name: str) -> None:
    """The comment goes above the line in its indentation, and the finding is gone."""
    editor = await start(client_name)
    uri = editor.open("src/bad.js", BAD)
    actions = await offered(editor, uri, "eval(rows)")
    offer = actions["Suppress code-injection with a reason…"]
    assert offer.kind == types.CodeActionKind.QuickFix
    assert not offer.is_preferred
    assert offer.diagnostics[0].code == "code-injection"
    assert editor.apply(offer.edit).applied
    await editor.synced()
    said = (
        "  // nodewright-ignore code-injection -- accepted after review; say why it does no harm "
        "here\n  res.json(eval(rows));\n"
    )
    assert said in editor.buffers[uri].text
    assert "Suppress code-injection with a reason…" not in await offered(editor, uri, "eval(rows)")


async def test_in_markup_the_comment_is_one_of_markup(start: Start) -> None:
    editor = await start("visual-studio-code")
    code = "export const View = ({ text }) => (\n  <p>\n    {eval(text)}\n  </p>\n);\n"
    uri = editor.open("src/view.jsx", code, "javascriptreact")
    offer = (await offered(editor, uri, "eval(text)"))["Suppress code-injection with a reason…"]
    editor.apply(offer.edit)
    await editor.synced()
    assert "  <p>\n    {/* nodewright-ignore code-injection -- " in editor.buffers[uri].text
    assert "Suppress code-injection with a reason…" not in await offered(editor, uri, "eval(text)")


async def test_all_of_one_rule_are_fixed_and_nothing_else(start: Start, client_name: str) -> None:
    editor = await start(client_name)
    uri = editor.open("src/bad.js", BAD)
    title = "Fix all 2 of deprecated-buffer-constructor in this file"
    offer = (await offered(editor, uri, "new Buffer('a')"))[title]
    editor.apply(offer.edit)
    await editor.synced()
    assert editor.buffers[uri].text == BAD.replace("new Buffer(", "Buffer.from(")
    assert not any(t.startswith("Fix all 2") for t in await offered(editor, uri, "eval(rows)"))


async def test_a_cursor_that_moves_gets_none_of_this(start: Start) -> None:
    editor = await start("visual-studio-code")
    uri = editor.open("src/bad.js", BAD)
    automatic = types.CodeActionTriggerKind.Automatic
    place = editor.span(uri, "new Buffer('a')")
    titles = [a.title for a in await editor.actions(uri, place, trigger=automatic)]
    assert titles == ["Use Buffer.from"]


async def test_the_model_s_turn_is_disabled_with_a_reason_without_one(
    start: Start, client_name: str
) -> None:
    """Or not shown, to a client that cannot show why."""
    editor = await start(client_name)
    uri = editor.open("src/bad.js", BAD)
    offer = (await offered(editor, uri, "eval(rows)")).get(
        "Fix with Backend Expert: code-injection"
    )
    if editor.capabilities.text_document.code_action.disabled_support:
        assert "OPENAI_API_KEY" in offer.disabled.reason
    else:
        assert offer is None


async def test_the_model_is_asked_about_this_finding_alone(
    start: Start, model: LoopbackModel, client_name: str
) -> None:
    """The prompt holds the finding and its rule's guidance, and the edit has to remove it."""
    editor = await start(client_name, model)
    uri = editor.open("src/bad.js", BAD)
    offer = (await offered(editor, uri, "pool.query(sql)"))[
        "Fix with Backend Expert: sql-injection"
    ]
    assert offer.edit is None
    assert offer.disabled is None
    model.answer(REPAIRED)
    await editor.command(offer.command.arguments[0])
    await editor.ended()
    prompt = model.requests[0].text
    assert "sql-injection (" in prompt
    assert "code-injection (" not in prompt
    selection = prompt.rpartition("# The selection: ")[2]
    assert "async function users" in selection
    assert "new Buffer" not in selection
    text = editor.buffers[uri].text
    assert "name = $1', [name]" in text
    assert "eval(rows)" in text


async def test_an_answer_that_hides_the_finding_is_refused(
    start: Start, model: LoopbackModel
) -> None:
    """However good the reason sounds; the file stays as it was."""
    editor = await start("visual-studio-code", model)
    uri = editor.open("src/bad.js", BAD)
    offer = (await offered(editor, uri, "pool.query(sql)"))[
        "Fix with Backend Expert: sql-injection"
    ]
    model.always(SILENCED)
    await editor.command(offer.command.arguments[0])
    await editor.ended()
    assert editor.edits == []
    assert editor.buffers[uri].text == BAD
    assert len(model.requests) == 2
    assert "`nodewright-ignore` hides a problem" in model.requests[1].text
    assert "hides a problem" in editor.report()


async def test_a_finding_that_is_gone_costs_no_question(start: Start, model: LoopbackModel) -> None:
    editor = await start("visual-studio-code", model)
    uri = editor.open("src/bad.js", BAD)
    await editor.command(
        {
            "action": "fix-backend",
            "uri": uri,
            "version": 1,
            "range": {"start": {"line": 3, "character": 0}, "end": {"line": 3, "character": 5}},
            "rule": "sql-injection",
        }
    )
    await editor.ended()
    assert "There is no sql-injection in these lines any more" in editor.told()
    assert model.requests == []


async def test_a_diagnostic_says_where_the_input_comes_from(start: Start, client_name: str) -> None:
    """Its steps, where to read on, and what is deprecated, as far as the client shows it."""
    editor = await start(client_name)
    uri = editor.open("src/bad.js", BAD)
    if not editor.pulls:
        await editor.until(lambda: uri in editor.published)
        found = list(editor.published[uri].diagnostics)
    else:
        asked = types.DocumentDiagnosticParams(types.TextDocumentIdentifier(uri))
        found = list((await editor.client.text_document_diagnostic_async(asked)).items)
    sql = next(d for d in found if d.code == "sql-injection")
    shows = editor.capabilities.text_document.publish_diagnostics
    if shows.related_information:
        places = [r.location for r in sql.related_information]
        assert {place.uri for place in places} == {uri}
        assert 7 in [place.range.start.line for place in places]
    if shows.code_description_support:
        assert sql.code_description.href.startswith("https://")
    buffer = next(d for d in found if d.code == "deprecated-buffer-constructor")
    if shows.tag_support:
        assert types.DiagnosticTag.Deprecated in buffer.tags


@pytest.mark.parametrize("rule", [7, ["sql-injection"]])
async def test_a_rule_that_is_no_text_is_refused(start: Start, rule: object) -> None:
    editor = await start("visual-studio-code")
    uri = editor.open("src/bad.js", BAD)
    place = {"line": 0, "character": 0}
    argument = {"action": "fix-backend", "uri": uri, "version": 1, "rule": rule}
    with pytest.raises(JsonRpcException, match="'rule' is no string"):
        await editor.command({**argument, "range": {"start": place, "end": place}})
