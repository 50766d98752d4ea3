"""Positions in every encoding, clients as they describe themselves, edits as each can read them."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lsprotocol import types
from nodewright.convert import (
    ClientFeatures,
    Placement,
    client_features,
    offset,
    position,
    to_diagnostic,
    to_range,
    to_span,
    to_text_edits,
    to_workspace_edit,
)
from nodewright.document import (
    Edit,
    Finding,
    NewFile,
    Related,
    Snapshot,
    Span,
    TextChange,
    apply_changes,
    decode,
    encode,
)
from pytest_lsp import client_capabilities

ENCODINGS = ("utf-8", "utf-16", "utf-32")
TEXTS = st.text(
    st.sampled_from(list("ab\r\n\u2028\u0085\x0cé\u0301中😀\ud83d\ude00\ufeff ")), max_size=40
)


def snap(text: str) -> Snapshot:
    return Snapshot("file:///w/a.js", 7, text, "javascript")


def units(text: str, encoding: str) -> int:
    """The length of a text, counted by Python's own codecs."""
    width = {"utf-8": 1, "utf-16": 2, "utf-32": 4}[encoding]
    codec = encoding if width == 1 else f"{encoding}-le"
    return len(text.encode(codec, "surrogatepass")) // width


@pytest.mark.parametrize("encoding", ENCODINGS)
@given(TEXTS, st.integers(0, 40))
def test_a_position_counts_lines_and_units_before_it(encoding: str, text: str, at: int) -> None:
    """What stands before the offset, split where LSP splits lines, is what is counted."""
    before = text[:at]
    if before.endswith("\r") and text[at : at + 1] == "\n":
        before = before[:-1]
    *above, line = re.split(r"\r\n|\n|\r", before)
    found = position(snap(text), len(encode(before)), encoding)
    assert found == types.Position(len(above), units(line, encoding))


@pytest.mark.parametrize("encoding", ENCODINGS)
@given(TEXTS, st.integers(0, 40))
def test_an_offset_survives_the_way_to_a_position_and_back(
    encoding: str, text: str, at: int
) -> None:
    """Every boundary between characters comes back; inside of CRLF lies no place of its own."""
    before = text[:at]
    if before.endswith("\r") and text[at : at + 1] == "\n":
        before = before[:-1]
    there = len(encode(before))
    assert offset(snap(text), position(snap(text), there, encoding), encoding) == there


@pytest.mark.parametrize("encoding", ENCODINGS)
@given(TEXTS, TEXTS, TEXTS, st.lists(st.integers(0, 40), min_size=4, max_size=4))
def test_an_editor_makes_of_text_edits_what_the_core_means(
    encoding: str, text: str, one: str, two: str, places: list[int]
) -> None:
    """An editor that holds its text in units of its encoding gets the text of the core."""
    cuts = sorted(len(encode(without_split_ends(text[:at], text))) for at in places)
    changes = [TextChange(Span(*cuts[:2]), one), TextChange(Span(*cuts[2:]), two)]
    width = {"utf-8": 1, "utf-16": 2, "utf-32": 4}[encoding]
    codec = encoding if width == 1 else f"{encoding}-le"
    held = text.encode(codec, "surrogatepass")
    starts = [m.end() for m in re.finditer(r"\A|\r\n|\n|\r", text)]
    lines = [len(text[:at].encode(codec, "surrogatepass")) for at in starts]
    for edit in reversed(to_text_edits(snap(text), changes, encoding)):
        start, end = (
            lines[p.line] + width * p.character for p in (edit.range.start, edit.range.end)
        )
        held = held[:start] + edit.new_text.encode(codec, "surrogatepass") + held[end:]
    wanted = decode(apply_changes(encode(text), changes))
    assert held.decode(codec, "surrogatepass") == as_held(wanted, codec)


def without_split_ends(before: str, text: str) -> str:
    """``before`` without a CR whose LF follows: no position lies between the two."""
    return before[:-1] if before.endswith("\r") and text[len(before) :][:1] == "\n" else before


def as_held(text: str, codec: str) -> str:
    """A text on its way through an encoding; two halves of a pair become one character."""
    return text.encode(codec, "surrogatepass").decode(codec, "surrogatepass")


@pytest.mark.parametrize("encoding", ENCODINGS)
@given(TEXTS, st.integers(0, 12), st.integers(0, 60))
def test_any_position_is_an_offset_between_two_characters(
    encoding: str, text: str, line: int, character: int
) -> None:
    """Whatever a client sends, no character is cut and the text is not left."""
    found = offset(snap(text), types.Position(line, character), encoding)
    boundaries = {len(encode(text[:i])) for i in range(len(text) + 1)}
    assert found in boundaries


@pytest.mark.parametrize(
    ("text", "needle", "utf8", "utf16", "utf32"),
    [
        ("let a = '😀'; b", "b", 16, 14, 13),
        ("'e\u0301' x", "x", 6, 5, 5),
        ("'中' x", "x", 6, 4, 4),
        ("'\u2028' x", "x", 6, 4, 4),
        ("'\u0085\x0c\x0b' x", "x", 7, 6, 6),
        ("'\ud83d' x", "x", 6, 4, 4),
        ("\ufeffx", "x", 3, 1, 1),
    ],
    ids=["emoji", "combining", "cjk", "line-separator", "next-line", "lone-surrogate", "bom"],
)
def test_columns_of_each_encoding(
    text: str, needle: str, utf8: int, utf16: int, utf32: int
) -> None:
    """The same place has three columns, all on the first line."""
    at = len(encode(text[: text.index(needle)]))
    found = [position(snap(text), at, encoding) for encoding in ENCODINGS]
    assert found == [types.Position(0, column) for column in (utf8, utf16, utf32)]


@pytest.mark.parametrize("ending", ["\r\n", "\n", "\r"])
def test_all_three_line_ends_count(ending: str) -> None:
    """CRLF is one end of line, and a lone CR is one as well."""
    assert position(snap(f"a{ending}bc"), 1 + len(ending) + 1, "utf-16") == types.Position(1, 1)


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ((0, 99), 2),
        ((1, 99), 8),
        ((1, 1), 4),
        ((1, 2), 8),
        ((9, 0), 9),
    ],
)
def test_places_outside_of_the_text_are_clamped(place: tuple[int, int], expected: int) -> None:
    """Too far right is the line's end, too far down the text's, inside of a pair its start."""
    assert offset(snap("ab\r\n😀\n"), types.Position(*place), "utf-16") == expected


def test_an_offset_outside_of_the_text_is_clamped() -> None:
    """Before the start is the start, past the end the end."""
    assert position(snap("ab"), -1, "utf-16") == types.Position(0, 0)
    assert position(snap("ab"), 99, "utf-16") == types.Position(0, 2)


def test_a_reversed_range_is_turned_round() -> None:
    """Some editors send the cursor first; the selection is the same."""
    place = types.Range(types.Position(1, 1), types.Position(0, 1))
    assert to_span(snap("ab\ncd"), place, "utf-16") == Span(1, 4)
    assert to_range(snap("ab\ncd"), Span(1, 4), "utf-16") == types.Range(place.end, place.start)


def features(client: str) -> ClientFeatures:
    return client_features(client_capabilities(client), "utf-16")


def test_a_client_that_says_nothing_can_do_nothing() -> None:
    """No feature is taken for granted."""
    assert client_features(types.ClientCapabilities(), "utf-16") == ClientFeatures()


def test_what_visual_studio_code_said() -> None:
    """Annotations, created files, the report in a tab; it did not know tags for actions."""
    assert features("visual-studio-code") == ClientFeatures(
        document_changes=True,
        create_files=True,
        annotations=True,
        action_disabled=True,
        action_literals=True,
        progress=True,
        show_document=True,
        configuration=True,
        register_configuration=True,
        register_watchers=True,
        code_description=True,
        related_information=True,
        diagnostic_tags=True,
        markdown_hover=True,
    )


def test_what_neovim_said() -> None:
    """It creates files, yet takes text edits only as ``changes``; it pulls diagnostics."""
    assert features("neovim") == ClientFeatures(
        create_files=True,
        action_literals=True,
        progress=True,
        show_document=True,
        configuration=True,
        pull_diagnostics=True,
        related_information=True,
        diagnostic_tags=True,
        markdown_hover=True,
    )


def test_what_emacs_said() -> None:
    """It takes versioned edits and creates no files."""
    assert features("emacs") == ClientFeatures(
        document_changes=True,
        action_literals=True,
        progress=True,
        configuration=True,
        register_watchers=True,
        diagnostic_tags=True,
        markdown_hover=True,
    )


def test_lsp_mode_gets_new_files_as_edits_only() -> None:
    """It says that it creates files, but does so after it has written into them."""
    edit = types.WorkspaceEditClientCapabilities(
        document_changes=True, resource_operations=[types.ResourceOperationKind.Create]
    )
    capabilities = types.ClientCapabilities(
        workspace=types.WorkspaceClientCapabilities(workspace_edit=edit)
    )
    assert client_features(capabilities, "utf-16").create_files
    assert not client_features(capabilities, "utf-16", "emacs").create_files


def test_newer_clients_and_our_own_say_more() -> None:
    """Tags for actions, versions of diagnostics, refresh, and the experimental outcome."""
    capabilities = types.ClientCapabilities(
        workspace=types.WorkspaceClientCapabilities(
            diagnostics=types.DiagnosticWorkspaceClientCapabilities(refresh_support=True)
        ),
        text_document=types.TextDocumentClientCapabilities(
            code_action=types.CodeActionClientCapabilities(
                tag_support=types.CodeActionTagOptions([types.CodeActionTag.LlmGenerated])
            ),
            publish_diagnostics=types.PublishDiagnosticsClientCapabilities(version_support=True),
        ),
        experimental={"nodewright": {"outcome": True}},
    )
    assert client_features(capabilities, "utf-8") == ClientFeatures(
        encoding="utf-8",
        action_tags=True,
        refresh_diagnostics=True,
        diagnostic_version=True,
        outcome=True,
    )


def test_what_a_client_shows_of_pulled_diagnostics_counts_too() -> None:
    """A client that only pulls says it there."""
    capabilities = types.ClientCapabilities(
        text_document=types.TextDocumentClientCapabilities(
            diagnostic=types.DiagnosticClientCapabilities(
                related_information=True,
                tag_support=types.ClientDiagnosticsTagOptions(list(types.DiagnosticTag)),
                code_description_support=True,
            )
        )
    )
    assert client_features(capabilities, "utf-16") == ClientFeatures(
        pull_diagnostics=True,
        code_description=True,
        related_information=True,
        diagnostic_tags=True,
    )


@pytest.mark.parametrize("odd", [None, 1, "nodewright", [], {"nodewright": []}, {"nodewright": 1}])
def test_odd_experimental_capabilities_are_no_error(odd: Any) -> None:
    """What clients put there is free; ours is absent then."""
    capabilities = types.ClientCapabilities(experimental=odd)
    assert client_features(capabilities, "utf-16").outcome is False


FINDING = Finding(
    rule="sql-injection",
    severity="error",
    span=Span(8, 9),
    message="Request input becomes SQL",
    related=(Related(Span(0, 1), "it comes from here"),),
    tags=("deprecated", "security"),
)


def test_a_diagnostic_for_a_client_that_knows_little() -> None:
    """Range, message, severity, code and source, and nothing that was not asked for."""
    shown = to_diagnostic(snap("a\n'😀'b"), FINDING, "https://example.org", ClientFeatures())
    assert shown == types.Diagnostic(
        range=types.Range(types.Position(1, 4), types.Position(1, 5)),
        message="Request input becomes SQL",
        severity=types.DiagnosticSeverity.Error,
        code="sql-injection",
        source="nodewright",
    )


def test_a_diagnostic_for_a_client_that_knows_all() -> None:
    """The link, the tags that LSP has, and the steps of the taint path."""
    client = ClientFeatures(
        encoding="utf-32", code_description=True, related_information=True, diagnostic_tags=True
    )
    shown = to_diagnostic(snap("a\n'😀'b"), FINDING, "https://example.org", client)
    assert shown.range == types.Range(types.Position(1, 3), types.Position(1, 4))
    assert shown.code_description == types.CodeDescription("https://example.org")
    assert shown.tags == [types.DiagnosticTag.Deprecated]
    assert shown.related_information == [
        types.DiagnosticRelatedInformation(
            types.Location(
                "file:///w/a.js", types.Range(types.Position(0, 0), types.Position(0, 1))
            ),
            "it comes from here",
        )
    ]


@pytest.mark.parametrize("severity", ["error", "warning", "information", "hint"])
def test_severities_keep_their_names(severity: Any) -> None:
    """Ours are LSP's, by name."""
    finding = Finding("r", severity, Span(0, 1), "m")
    shown = to_diagnostic(snap("a"), finding, None, ClientFeatures()).severity
    assert shown is not None
    assert shown.name.lower() == severity


def test_text_edits_come_in_document_order() -> None:
    """Clients that apply from the end rely on it."""
    changes = [TextChange(Span(3, 4), "d"), TextChange(Span(0, 1), "a")]
    edits = to_text_edits(snap("A\nbC"), changes, "utf-16")
    assert [(e.range.start.line, e.new_text) for e in edits] == [(0, "a"), (1, "d")]


PLACE = Placement(snap("const a = 1;\n"), {"test/a.test.js": "file:///w/test/a.test.js"})
CHANGE = TextChange(Span(10, 11), "2")
NEW = NewFile("test/a.test.js", "// test\n")
RECEIPT = ("parses", "imports ok")
EDIT = Edit((CHANGE,), (NEW,), RECEIPT)


def raw(edit: types.WorkspaceEdit) -> Any:
    """As JSON, the way it travels, without what is absent."""

    def bare(value: Any) -> Any:
        if isinstance(value, dict):
            return {k: bare(v) for k, v in value.items() if v is not None}
        return [bare(v) for v in value] if isinstance(value, list) else value

    from pygls.protocol import default_converter

    return bare(default_converter().unstructure(edit))


def text_edit(line: int, start: int, end: int, text: str, **more: Any) -> dict[str, Any]:
    place = {
        "start": {"line": line, "character": start},
        "end": {"line": line, "character": end},
    }
    return {"range": place, "newText": text, **more}


def test_an_edit_for_visual_studio_code() -> None:
    """Versioned edit first, then the new file, all under one annotation with the receipt."""
    verified = {"annotationId": "nodewright-verified"}
    assert raw(to_workspace_edit(EDIT, PLACE, features("visual-studio-code"), "Fix backend")) == {
        "documentChanges": [
            {
                "textDocument": {"uri": "file:///w/a.js", "version": 7},
                "edits": [text_edit(0, 10, 11, "2", **verified)],
            },
            {
                "kind": "create",
                "uri": "file:///w/test/a.test.js",
                "options": {"overwrite": False, "ignoreIfExists": True},
                **verified,
            },
            {
                "textDocument": {"uri": "file:///w/test/a.test.js"},
                "edits": [text_edit(0, 0, 0, "// test\n", **verified)],
            },
        ],
        "changeAnnotations": {
            "nodewright-verified": {
                "label": "Fix backend",
                "needsConfirmation": False,
                "description": "parses · imports ok",
            }
        },
    }


def test_an_edit_for_neovim() -> None:
    """Plain ``changes``, which create the file by writing to it."""
    assert raw(to_workspace_edit(EDIT, PLACE, features("neovim"))) == {
        "changes": {
            "file:///w/a.js": [text_edit(0, 10, 11, "2")],
            "file:///w/test/a.test.js": [text_edit(0, 0, 0, "// test\n")],
        }
    }


def test_an_edit_for_emacs() -> None:
    """``documentChanges`` with the version, without ``CreateFile`` and annotations."""
    assert raw(to_workspace_edit(EDIT, PLACE, features("emacs"))) == {
        "documentChanges": [
            {
                "textDocument": {"uri": "file:///w/a.js", "version": 7},
                "edits": [text_edit(0, 10, 11, "2")],
            },
            {
                "textDocument": {"uri": "file:///w/test/a.test.js"},
                "edits": [text_edit(0, 0, 0, "// test\n")],
            },
        ]
    }


def test_a_risk_asks_for_confirmation() -> None:
    """What a person should look at stands in place of the receipt."""
    risky = Edit((CHANGE,), (), RECEIPT, ("adds the dependency busboy",))
    shown = raw(to_workspace_edit(risky, PLACE, features("visual-studio-code"), "Fix backend"))
    assert shown["changeAnnotations"] == {
        "nodewright-confirm": {
            "label": "Fix backend",
            "needsConfirmation": True,
            "description": "adds the dependency busboy",
        }
    }


@pytest.mark.parametrize("client", ["visual-studio-code", "neovim", "emacs"])
def test_an_edit_that_only_creates_leaves_the_document_alone(client: str) -> None:
    """A test beside code that stays as it is: the document is not named at all."""
    shown = raw(to_workspace_edit(Edit((), (NEW,), RECEIPT), PLACE, features(client)))
    assert "file:///w/a.js" not in str(shown)
    assert "// test" in str(shown)


def test_a_quick_fix_needs_no_annotation() -> None:
    """Without receipt and risks the edit is plain even where annotations are known."""
    shown = raw(to_workspace_edit(Edit((CHANGE,)), PLACE, features("visual-studio-code")))
    assert "changeAnnotations" not in shown
    assert shown["documentChanges"][0]["edits"] == [text_edit(0, 10, 11, "2")]
