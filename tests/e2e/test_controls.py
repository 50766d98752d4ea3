"""Through the real server: suppressions, nodewright.toml, settings and a project's own rules."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from e2e.conftest import Start
from e2e.editor import Editor
from e2e.peer import Peer
from lsprotocol import types

EVAL = "function run(text) {\n  return eval(text);\n}\nconst old = new Buffer('a');\n"


async def codes(editor: Editor, uri: str) -> dict[Any, Any]:
    """The next publication for a document, as code to severity."""
    await editor.until(lambda: uri in editor.published)
    return {d.code: d.severity for d in editor.published.pop(uri).diagnostics}


def changed(editor: Editor, name: str) -> None:
    """The editor saw a file of the workspace change."""
    event = types.FileEvent(editor.uri(name), types.FileChangeType.Changed)
    editor.client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([event]))


def shown(editor: Editor) -> list[str]:
    """All sentences that the user was shown."""
    return [m.message for m in editor.client.messages]


async def test_a_suppression_hides_the_finding_and_an_unused_one_fades(start: Start) -> None:
    editor = await start("visual-studio-code")
    uri = editor.open("src/bad.js", EVAL)
    assert set(await codes(editor, uri)) == {"code-injection", "deprecated-buffer-constructor"}
    why = "// nodewright-ignore code-injection -- only for developers"
    editor.type_text(uri, EVAL.replace("  return", f"  {why}\n  return"))
    assert set(await codes(editor, uri)) == {"deprecated-buffer-constructor"}
    editor.type_text(uri, f"{why}\nconst sum = 1;\n")
    await editor.until(lambda: uri in editor.published)
    (unused,) = editor.published[uri].diagnostics
    assert unused.code == "unused-suppression"
    assert unused.severity == types.DiagnosticSeverity.Hint
    assert list(unused.tags) == [types.DiagnosticTag.Unnecessary]
    actions = await editor.actions(uri, unused.range)
    fix = next(a for a in actions if a.title == "Remove the unused suppression")
    editor.apply(fix.edit)
    await editor.synced()
    assert editor.buffers[uri].text == "const sum = 1;\n"


async def test_levels_come_from_the_file_and_follow_it(start: Start, project: Path) -> None:
    """A saved nodewright.toml is in force at once; the editor's settings are stronger."""
    file = project / "nodewright.toml"
    file.write_text('[rules]\ndeprecated = "off"\ncode-injection = "hint"\n')
    options = {"rules": {"code-injection": "information"}}
    editor = await start("visual-studio-code", options=options)
    assert types.WORKSPACE_DID_CHANGE_WATCHED_FILES in editor.registered
    uri = editor.open("src/bad.js", EVAL)
    assert await codes(editor, uri) == {"code-injection": types.DiagnosticSeverity.Information}
    file.write_text('[[overrides]]\npaths = ["src/**"]\nrules = { deprecated = "error" }\n')
    changed(editor, "nodewright.toml")
    assert (await codes(editor, uri))["deprecated-buffer-constructor"] == (
        types.DiagnosticSeverity.Error
    )
    file.write_text('ignore = ["src/"]\n')
    changed(editor, "nodewright.toml")
    assert await codes(editor, uri) == {}
    assert shown(editor) == []


async def test_what_is_wrong_with_the_file_is_one_sentence(start: Start, project: Path) -> None:
    """It is no diagnostic, it is told once, and again when it comes back."""
    file = project / "nodewright.toml"
    broken = 'rules.sql-injektion = "off"\nrules.deprecated = "loud"\nrules.code-injection="off"\n'
    file.write_text(broken)
    editor = await start("visual-studio-code")
    uri = editor.open("src/bad.js", EVAL)
    assert set(await codes(editor, uri)) == {"deprecated-buffer-constructor"}
    sentences = [
        (
            "nodewright.toml: rules.deprecated must be one of off, hint, information, warning, "
            "error; it is ignored."
        ),
        (
            "nodewright.toml: rules names 'sql-injektion', which is no rule and no family. "
            "Is sql-injection meant?"
        ),
    ]
    assert shown(editor) == sentences
    changed(editor, "nodewright.toml")
    await codes(editor, uri)
    assert shown(editor) == sentences
    file.write_text("[rules\n")
    changed(editor, "nodewright.toml")
    assert len(await codes(editor, uri)) == 2
    assert "nodewright.toml is not valid TOML" in shown(editor)[2]
    file.write_text(broken)
    changed(editor, "nodewright.toml")
    await codes(editor, uri)
    assert sorted(shown(editor)[3:]) == sorted(sentences)


OWN = """
- id: own-eval
  title: Our own word about eval
  severity: warning
  match:
    - {pattern: "run($X)", message: "run($X) is ours"}
"""


async def test_a_project_s_own_rules_are_read_and_followed(start: Start, project: Path) -> None:
    folder = project / "rules"
    folder.mkdir()
    (folder / "bad.yml").write_text("- id: [\n")
    editor = await start("visual-studio-code", options={"rulesFolder": "rules"})
    uri = editor.open("src/own.js", "run(1);\n")
    assert await codes(editor, uri) == {}
    assert shown(editor) == ["rules/bad.yml is not YAML (line 2); its rules are left out."]
    (folder / "ours.yml").write_text(OWN)
    changed(editor, "rules/ours.yml")
    assert set(await codes(editor, uri)) == {"own-eval"}
    hover = await editor.client.text_document_hover_async(
        types.HoverParams(types.TextDocumentIdentifier(uri), types.Position(0, 1))
    )
    assert "Our own word about eval" in hover.contents.value


async def test_settings_that_are_wrong_are_said_and_the_rest_holds(tmp_path: Path) -> None:
    """Without a workspace, too, where the nearest package.json marks the root."""
    (tmp_path / "package.json").write_text("{}")
    (tmp_path / "nodewright.toml").write_text('rules.deprecated = "off"\nnonsense = 1\n')
    uri = (tmp_path / "bad.js").as_uri()
    settings = {"rules": {"code-injection": "loud", "own": "off", "injection": "hint"}}
    async with Peer() as peer:
        await peer.begin(None, options=settings)
        peer.open(uri, EVAL)
        await peer.until(lambda: bool(peer.published(uri)))
        (found,) = peer.published(uri)[0]["diagnostics"]
        assert (found["code"], found["severity"]) == ("code-injection", 4)
        assert peer.told() == [
            (
                "nodewright.rules.code-injection must be one of off, hint, information, warning, "
                "error; it is ignored."
            ),
            "nodewright.toml: nonsense is not known and is ignored.",
            "nodewright.rules names 'own', which is no rule and no family.",
        ]
        assert await peer.end() == 0
