"""lsprotocol values from and to the core's, in the client's own position encoding."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from lsprotocol import types

from nodewright.document import (
    Edit,
    Finding,
    NewFile,
    Related,
    Severity,
    Snapshot,
    Span,
    TextChange,
    decode,
    encode,
)

SOURCE = "nodewright"
CONFIRM = "nodewright-confirm"
VERIFIED = "nodewright-verified"
UNTOLD_DOCUMENT_CHANGES = frozenset({"Neovim"})
CREATES_TOO_LATE = frozenset({"emacs"})
"""lsp-mode creates a file after it has written into its buffer, and then warns that it changed on
disk; like Eglot, it creates what it edits."""

_SEVERITY: Mapping[Severity, types.DiagnosticSeverity] = {
    "error": types.DiagnosticSeverity.Error,
    "warning": types.DiagnosticSeverity.Warning,
    "information": types.DiagnosticSeverity.Information,
    "hint": types.DiagnosticSeverity.Hint,
}
_TAG: Mapping[str, types.DiagnosticTag] = {
    "deprecated": types.DiagnosticTag.Deprecated,
    "unnecessary": types.DiagnosticTag.Unnecessary,
}


@dataclass(frozen=True, slots=True)
class ClientFeatures:
    """What the client said it can do; every field has the value of a client that said nothing."""

    encoding: str = "utf-16"
    document_changes: bool = False
    create_files: bool = False
    annotations: bool = False
    action_tags: bool = False
    action_disabled: bool = False
    action_literals: bool = False
    progress: bool = False
    show_document: bool = False
    configuration: bool = False
    register_configuration: bool = False
    register_watchers: bool = False
    pull_diagnostics: bool = False
    refresh_diagnostics: bool = False
    diagnostic_version: bool = False
    code_description: bool = False
    related_information: bool = False
    diagnostic_tags: bool = False
    markdown_hover: bool = False
    outcome: bool = False
    proposal: bool = False
    status: bool = False


def _at(value: object, path: str) -> object:
    for name in path.split("."):
        value = value.get(name) if isinstance(value, Mapping) else getattr(value, name, None)
    return value


def client_features(
    capabilities: types.ClientCapabilities, encoding: str, name: str = ""
) -> ClientFeatures:
    """Read the client's capabilities once; ``encoding`` is the negotiated position encoding.

    ``name`` is what the client calls itself: Neovim does not tell of ``documentChanges``, yet it
    takes them and checks their version, which plain ``changes`` do not have. lsp-mode tells of
    creating files, and is better off without.
    """
    edit = "workspace.workspace_edit"
    published, pulled = "text_document.publish_diagnostics", "text_document.diagnostic"
    tags = _at(capabilities, "text_document.code_action.tag_support.value_set") or ()
    operations = _at(capabilities, f"{edit}.resource_operations") or ()
    formats = _at(capabilities, "text_document.hover.content_format") or ()
    return ClientFeatures(
        encoding=encoding,
        document_changes=bool(_at(capabilities, f"{edit}.document_changes"))
        or name in UNTOLD_DOCUMENT_CHANGES,
        create_files=isinstance(operations, Sequence)
        and types.ResourceOperationKind.Create in operations
        and name not in CREATES_TOO_LATE,
        annotations=_at(capabilities, f"{edit}.change_annotation_support") is not None,
        action_tags=isinstance(tags, Sequence) and types.CodeActionTag.LlmGenerated in tags,
        action_disabled=bool(_at(capabilities, "text_document.code_action.disabled_support")),
        action_literals=_at(capabilities, "text_document.code_action.code_action_literal_support")
        is not None,
        progress=bool(_at(capabilities, "window.work_done_progress")),
        show_document=bool(_at(capabilities, "window.show_document.support")),
        configuration=bool(_at(capabilities, "workspace.configuration")),
        register_configuration=bool(
            _at(capabilities, "workspace.did_change_configuration.dynamic_registration")
        ),
        register_watchers=bool(
            _at(capabilities, "workspace.did_change_watched_files.dynamic_registration")
        ),
        pull_diagnostics=_at(capabilities, "text_document.diagnostic") is not None,
        refresh_diagnostics=bool(_at(capabilities, "workspace.diagnostics.refresh_support")),
        diagnostic_version=bool(_at(capabilities, f"{published}.version_support")),
        # LSP 3.18 lets a client say these of what it pulls, too.
        code_description=any(
            _at(capabilities, f"{way}.code_description_support") for way in (published, pulled)
        ),
        related_information=any(
            _at(capabilities, f"{way}.related_information") for way in (published, pulled)
        ),
        diagnostic_tags=any(
            _at(capabilities, f"{way}.tag_support") is not None for way in (published, pulled)
        ),
        markdown_hover=isinstance(formats, Sequence) and types.MarkupKind.Markdown in formats,
        outcome=bool(_at(capabilities, "experimental.nodewright.outcome")),
        proposal=bool(_at(capabilities, "experimental.nodewright.proposal")),
        status=bool(_at(capabilities, "experimental.nodewright.status")),
    )


def _units(line: bytes, encoding: str) -> int:
    """Length of ``line`` in the units of ``encoding``."""
    if encoding == "utf-8" or line.isascii():
        return len(line)
    text = decode(line)
    return len(text) + (sum(c > "\uffff" for c in text) if encoding == "utf-16" else 0)


def coordinates(snapshot: Snapshot, offset: int, encoding: str) -> tuple[int, int]:
    """The line and the character of a byte offset; an offset past the end is the end."""
    offset = min(max(offset, 0), len(snapshot.source))
    line = snapshot.lines.line_of(offset)
    start = snapshot.lines.starts[line]
    if snapshot.ascii:
        return line, offset - start
    return line, _units(snapshot.source[start:offset], encoding)


def position(snapshot: Snapshot, offset: int, encoding: str) -> types.Position:
    """The LSP position of a byte offset; an offset past the end is the end."""
    return types.Position(*coordinates(snapshot, offset, encoding))


def offset(snapshot: Snapshot, place: types.Position, encoding: str) -> int:
    """The byte offset of an LSP position.

    As LSP asks, a column past the line's end is its end; a line past the last is the text's
    end. A column inside a character is the character's start.
    """
    span = snapshot.lines.span(place.line)
    line = snapshot.source[span.start : span.end]
    if encoding == "utf-8" or line.isascii():
        at = min(place.character, len(line))
        while at < len(line) and at > 0 and line[at] & 0xC0 == 0x80:
            at -= 1
        return span.start + at
    at, units = 0, 0
    for char in decode(line):
        units += 2 if encoding == "utf-16" and char > "\uffff" else 1
        if units > place.character:
            break
        at += len(char.encode("utf-8", "surrogatepass"))
    return span.start + at


def to_range(snapshot: Snapshot, span: Span, encoding: str) -> types.Range:
    """The LSP range of a span."""
    return types.Range(
        position(snapshot, span.start, encoding), position(snapshot, span.end, encoding)
    )


def to_span(snapshot: Snapshot, place: types.Range, encoding: str) -> Span:
    """The span of an LSP range; a reversed range is turned round, one too far is clamped."""
    start = offset(snapshot, place.start, encoding)
    end = offset(snapshot, place.end, encoding)
    return Span(min(start, end), max(start, end))


def to_diagnostic(
    snapshot: Snapshot, finding: Finding, href: str | None, client: ClientFeatures
) -> types.Diagnostic:
    """A finding as the client can show it; ``href`` documents the rule."""
    diagnostic = types.Diagnostic(
        range=to_range(snapshot, finding.span, client.encoding),
        message=finding.message,
        severity=_SEVERITY[finding.severity],
        code=finding.rule,
        source=SOURCE,
    )
    if href and client.code_description:
        diagnostic.code_description = types.CodeDescription(href=href)
    if client.diagnostic_tags:
        diagnostic.tags = [_TAG[tag] for tag in finding.tags if tag in _TAG] or None
    if finding.related and client.related_information:
        diagnostic.related_information = [
            types.DiagnosticRelatedInformation(
                _location(snapshot, step, client.encoding), step.message
            )
            for step in finding.related
        ]
    return diagnostic


def _location(snapshot: Snapshot, step: Related, encoding: str) -> types.Location:
    """Where a step is: in the snapshot, or in another file of the workspace."""
    other = step.elsewhere
    if other is None:
        return types.Location(snapshot.uri, to_range(snapshot, step.span, encoding))
    start = _units(encode(other.before), encoding)
    end = start + _units(encode(other.text), encoding)
    place = types.Range(types.Position(other.line, start), types.Position(other.line, end))
    return types.Location((Path(other.root) / other.path).as_uri(), place)


def to_text_edits(
    snapshot: Snapshot, changes: Iterable[TextChange], encoding: str
) -> list[types.TextEdit]:
    """Changes of the snapshot as plain text edits, in document order."""
    return [
        types.TextEdit(to_range(snapshot, change.span, encoding), change.text)
        for change in sorted(changes, key=lambda c: c.span)
    ]


@dataclass(frozen=True, slots=True)
class Placement:
    """Where an edit goes: the snapshot it was made for, and the URI of each new file by path.

    ``others`` are the files that it adds to, by path; one that is not open has no version.
    """

    snapshot: Snapshot
    uris: Mapping[str, str] = field(default_factory=dict)
    others: Mapping[str, Snapshot] = field(default_factory=dict)


def _annotation(edit: Edit, label: str) -> types.ChangeAnnotation:
    told = edit.risks if edit.risks else edit.receipt
    return types.ChangeAnnotation(
        label=label, needs_confirmation=bool(edit.risks), description=" · ".join(told) or None
    )


def to_workspace_edit(
    edit: Edit, placement: Placement, client: ClientFeatures, label: str = "nodewright"
) -> types.WorkspaceEdit:
    """One workspace edit, one undo step, in the richest form that the client reads.

    Text edits of the open document come first: Neovim skips its version check of text edits
    that follow a ``CreateFile``. A client without ``documentChanges`` gets ``changes``.
    """
    snapshot = placement.snapshot
    edits = to_text_edits(snapshot, edit.changes, client.encoding)
    if not client.document_changes:
        plain = {snapshot.uri: edits} if edits else {}
        for new in edit.new_files:
            plain[placement.uris[new.path]] = [_whole(new)]
        for file in edit.extended:
            other = placement.others[file.path]
            plain[other.uri] = to_text_edits(other, file.changes, client.encoding)
        return types.WorkspaceEdit(changes=plain)
    name = CONFIRM if edit.risks else VERIFIED
    annotated = client.annotations and bool(edit.receipt or edit.risks)
    documents: list[types.TextDocumentEdit | types.CreateFile] = []
    if edits:
        documents.append(_document_edit(snapshot.uri, snapshot.version, edits, annotated, name))
    for file in edit.extended:
        other = placement.others[file.path]
        added = to_text_edits(other, file.changes, client.encoding)
        documents.append(_document_edit(other.uri, other.version, added, annotated, name))
    for new in edit.new_files:
        uri = placement.uris[new.path]
        if client.create_files:
            options = types.CreateFileOptions(overwrite=False, ignore_if_exists=True)
            create = types.CreateFile(uri=uri, options=options)
            create.annotation_id = name if annotated else None
            documents.append(create)
        documents.append(_document_edit(uri, None, [_whole(new)], annotated, name))
    return types.WorkspaceEdit(
        document_changes=documents,
        change_annotations={name: _annotation(edit, label)} if annotated else None,
    )


def _whole(new: NewFile) -> types.TextEdit:
    start = types.Position(0, 0)
    return types.TextEdit(types.Range(start, start), new.text)


def _document_edit(
    uri: str, version: int | None, edits: Sequence[types.TextEdit], annotated: bool, name: str
) -> types.TextDocumentEdit:
    shown: list[types.TextEdit | types.AnnotatedTextEdit | types.SnippetTextEdit] = [
        types.AnnotatedTextEdit(annotation_id=name, range=e.range, new_text=e.new_text)
        if annotated
        else e
        for e in edits
    ]
    return types.TextDocumentEdit(
        types.OptionalVersionedTextDocumentIdentifier(uri=uri, version=version), shown
    )
