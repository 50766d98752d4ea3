"""An editor under test: a captured client's capabilities, its own text, its own way to apply."""

from __future__ import annotations

import asyncio
import os
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Union

import attrs
from lsprotocol import types
from pygls import uris
from pygls.protocol import default_converter
from pytest_lsp import LanguageClient, client_capabilities
from pytest_lsp.client import register_lsp_features

PATIENCE = 180.0
"""Seconds until a wait counts as one for ever; a machine may be busy with much else."""
CLIENTS = ("visual-studio-code", "visual-studio-code+3.18", "neovim", "emacs")
COMMAND = [sys.executable, "-m", "nodewright", "server", "--stdio"]


def capabilities_of(name: str) -> types.ClientCapabilities:
    """What a captured client can do; ``+3.18`` adds what newer releases of it tell."""
    base, _, newer = name.partition("+")
    found = client_capabilities(base)
    if newer:
        action = found.text_document.code_action
        action.tag_support = types.CodeActionTagOptions([types.CodeActionTag.LlmGenerated])
        found.text_document.publish_diagnostics.version_support = True
        found.text_document.diagnostic = types.DiagnosticClientCapabilities()
        refreshed = types.DiagnosticWorkspaceClientCapabilities(refresh_support=True)
        found.workspace.diagnostics = refreshed
    return found


def _converter() -> Any:
    """pygls' own takes a CodeAction that has a command for a Command."""
    converter = default_converter()
    both = Union[types.Command, types.CodeAction]  # noqa: UP007  (the key of the hook)

    def structure(value: Any, _: Any) -> Any:
        raw = value if isinstance(value, dict) else converter.unstructure(value)
        kind = types.Command if isinstance(raw.get("command"), str) else types.CodeAction
        return converter.structure(raw, kind)

    converter.register_structure_hook(both, structure)
    return converter


@attrs.define
class Buffer:
    """One open document."""

    text: str
    version: int
    history: list[str] = attrs.field(factory=list)


class Editor:
    """Opens files, applies the server's edits as the protocol says, and remembers all it was told.

    ``applying`` is called with each applyEdit; it may change the text first, or answer itself.
    ``choice`` is the title of the action that its user chooses whenever asked; ``patience`` the
    seconds to wait for what the server says.
    """

    def __init__(self, name: str, root: Path) -> None:
        self.name = name
        self.root = root
        self.capabilities = capabilities_of(name)
        self.client = LanguageClient(converter_factory=_converter)
        register_lsp_features(self.client)
        self.buffers: dict[str, Buffer] = {}
        self.created: dict[str, str] = {}
        self.edits: list[types.ApplyWorkspaceEditParams] = []
        self.published: dict[str, types.PublishDiagnosticsParams] = {}
        self.applying: Callable[[], None] | None = None
        self.encoding = "utf-16"
        self.pulls = False
        self.registered: list[str] = []
        self.questions: list[types.ShowMessageRequestParams] = []
        self.choice: str | None = "Apply"
        self.patience = PATIENCE
        self._heard = asyncio.Event()
        self._listen()

    async def start(
        self, options: Mapping[str, Any] | None = None, environ: Mapping[str, str] | None = None
    ) -> types.InitializeResult:
        """Start the server process and the session."""
        clean = {k: v for k, v in os.environ.items() if not k.startswith("OPENAI_")}
        await self.client.start_io(*COMMAND, env={**clean, **(environ or {})})
        uri = uris.from_fs_path(str(self.root))
        result = await self.client.initialize_session(
            types.InitializeParams(
                capabilities=self.capabilities,
                client_info=types.ClientInfo(self.name.capitalize()),
                root_uri=uri,
                workspace_folders=[types.WorkspaceFolder(uri, self.root.name)],
                initialization_options=dict(options or {}),
            )
        )
        chosen = result.capabilities.position_encoding or types.PositionEncodingKind.Utf16
        self.encoding = str(getattr(chosen, "value", chosen))
        offered = result.capabilities.diagnostic_provider is not None
        self.pulls = offered and self.capabilities.text_document.diagnostic is not None
        await self.until(lambda: any("works with" in m.message for m in self.client.log_messages))
        return result

    async def stop(self) -> None:
        """End session and process in the protocol's order."""
        await asyncio.wait_for(self.client.shutdown_session(), PATIENCE)
        await self.client.stop()

    def _listen(self) -> None:
        @self.client.feature(types.WORKSPACE_APPLY_EDIT)
        def on_apply(params: types.ApplyWorkspaceEditParams) -> types.ApplyWorkspaceEditResult:
            self.edits.append(params)
            if self.applying:
                self.applying()
            result = self.apply(params.edit)
            self._heard.set()
            return result

        @self.client.feature(types.WINDOW_SHOW_MESSAGE_REQUEST)
        def on_question(params: types.ShowMessageRequestParams) -> types.MessageActionItem | None:
            self.questions.append(params)
            return next((a for a in params.actions or () if a.title == self.choice), None)

        @self.client.feature(types.CLIENT_REGISTER_CAPABILITY)
        def on_register(params: types.RegistrationParams) -> None:
            self.registered += [r.method for r in params.registrations]

        handle = self.client.protocol.handle_message

        def handle_and_tell(message: Any) -> None:
            handle(message)
            self._heard.set()

        self.client.protocol.handle_message = handle_and_tell

        def on_publish(client: LanguageClient, params: types.PublishDiagnosticsParams) -> None:
            self.published[params.uri] = params

        features = self.client.protocol.fm.features
        features.pop(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
        self.client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)(
            lambda params: on_publish(self.client, params)
        )

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait until something is true that only a message of the server can make true."""

        async def wait() -> None:
            while not holds():
                self._heard.clear()
                await self._heard.wait()

        await asyncio.wait_for(wait(), self.patience)

    def uri(self, name: str) -> str:
        """The URI of a file of the workspace."""
        return uris.from_fs_path(str(self.root / name))

    def open(self, name: str, text: str | None = None, language: str = "javascript") -> str:
        """Open a file, with its text on disk or another."""
        uri = name if ":" in name else self.uri(name)
        if text is None:
            text = (self.root / name).read_bytes().decode("utf-8")
        first = 0 if self.name == "neovim" else 1
        self.buffers[uri] = Buffer(text, first)
        item = types.TextDocumentItem(uri, language, first, text)
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(item))
        return uri

    def close(self, uri: str) -> None:
        """Close a document."""
        del self.buffers[uri]
        identifier = types.TextDocumentIdentifier(uri)
        self.client.text_document_did_close(types.DidCloseTextDocumentParams(identifier))

    def type_text(self, uri: str, text: str) -> None:
        """Replace the whole text, as typing would in many steps."""
        buffer = self.buffers[uri]
        buffer.history.append(buffer.text)
        buffer.text, buffer.version = text, buffer.version + 1
        whole = types.TextDocumentContentChangeWholeDocument(text)
        identifier = types.VersionedTextDocumentIdentifier(version=buffer.version, uri=uri)
        self.client.text_document_did_change(types.DidChangeTextDocumentParams(identifier, [whole]))

    def apply(self, edit: types.WorkspaceEdit) -> types.ApplyWorkspaceEditResult:
        """Apply an edit, or refuse a stale one, as VS Code does; the didChange comes later."""
        changes: list[tuple[str, int | None, Sequence[Any]]] = [
            (uri, None, edits) for uri, edits in (edit.changes or {}).items()
        ]
        for change in edit.document_changes or ():
            if isinstance(change, types.CreateFile):
                assert change.options.ignore_if_exists
                assert not change.options.overwrite
                self.created.setdefault(change.uri, "")
            else:
                target = change.text_document
                changes.append((target.uri, target.version, change.edits))
        if any(v is not None and v != self.buffers[uri].version for uri, v, _ in changes):
            return types.ApplyWorkspaceEditResult(False, failure_reason="stale")
        for uri, _, edits in changes:
            if uri in self.buffers:
                text = self.edited(self.buffers[uri].text, edits)
                asyncio.get_running_loop().call_soon(self.type_text, uri, text)
            else:
                self.created[uri] = self.edited(self.created.get(uri, self.on_disk(uri)), edits)
        return types.ApplyWorkspaceEditResult(True)

    def on_disk(self, uri: str) -> str:
        """The text of a file that is not open, as an editor shows it; empty where there is none."""
        path = Path(uris.to_fs_path(uri))
        return path.read_bytes().decode("utf-8-sig") if path.is_file() else ""

    def edited(self, text: str, edits: Sequence[Any]) -> str:
        """``text`` after text edits, by the protocol's own rules for lines and columns."""
        spans = [(self.index(text, e.range.start), self.index(text, e.range.end), e) for e in edits]
        for start, end, change in sorted(spans, key=lambda s: s[:2], reverse=True):
            assert start <= end
            text = text[:start] + change.new_text + text[end:]
        return text

    def index(self, text: str, place: types.Position) -> int:
        """The character of a position in this client's encoding."""
        starts = [0, *(m.end() for m in re.finditer(r"\r\n|\n|\r", text))]
        if place.line >= len(starts):
            return len(text)
        at, left = starts[place.line], place.character
        while left > 0:
            left -= self.units(text[at])
            at += 1
        return at

    def units(self, text: str) -> int:
        """Length in this client's encoding."""
        width = {"utf-8": 1, "utf-16": 2, "utf-32": 4}[self.encoding]
        name = self.encoding if width == 1 else f"{self.encoding}-le"
        return len(text.encode(name, "surrogatepass")) // width

    def place(self, text: str, needle: str, end: bool = False) -> types.Position:
        """The position where ``needle`` begins or ends; it must occur once."""
        assert text.count(needle) == 1, needle
        at = text.index(needle) + (len(needle) if end else 0)
        starts = [0, *(m.end() for m in re.finditer(r"\r\n|\n|\r", text[:at]))]
        return types.Position(len(starts) - 1, self.units(text[starts[-1] : at]))

    def span(self, uri: str, first: str, last: str = "") -> types.Range:
        """From where ``first`` begins to where ``last`` (or ``first``) ends."""
        text = self.buffers[uri].text
        return types.Range(self.place(text, first), self.place(text, last or first, end=True))

    async def actions(
        self,
        uri: str,
        place: types.Range,
        only: Sequence[str] | None = None,
        trigger: types.CodeActionTriggerKind | None = types.CodeActionTriggerKind.Invoked,
        named: Sequence[types.Diagnostic] = (),
    ) -> list[types.CodeAction]:
        """What the light bulb holds; ``named`` are the findings that the editor sends along."""
        context = types.CodeActionContext(named, only=only, trigger_kind=trigger)
        found = await self.client.text_document_code_action_async(
            types.CodeActionParams(types.TextDocumentIdentifier(uri), place, context)
        )
        return list(found or ())

    async def synced(self) -> None:
        """Wait until the server has handled all that was sent: it answers in order."""
        uri = next(iter(self.buffers), self.uri("none.js"))
        await self.client.text_document_hover_async(
            types.HoverParams(types.TextDocumentIdentifier(uri), types.Position(0, 0))
        )

    async def run(self, uri: str, action: str, place: types.Range, prompt: str = "") -> None:
        """Send the command as the light bulb would; returns when the server took it."""
        argument = {
            "action": action,
            "uri": uri,
            "version": self.buffers[uri].version if uri in self.buffers else None,
            "range": _converter().unstructure(place),
            "prompt": prompt,
        }
        await self.command(argument)

    async def command(self, argument: Any) -> None:
        """Execute ``nodewright.run`` with any argument."""
        await self.client.workspace_execute_command_async(
            types.ExecuteCommandParams("nodewright.run", [argument])
        )

    async def ended(self, runs: int = 1) -> list[str]:
        """Wait for the end of runs; returns all that the progress said."""
        await self.until(lambda: len(self.ends()) >= runs)
        return self.progress()

    def progress(self) -> list[str]:
        """All messages of all progress so far."""
        values = [v for told in self.client.progress_reports.values() for v in told]
        return [getattr(v, "message", None) or getattr(v, "title", "") or "" for v in values]

    def ends(self) -> list[types.WorkDoneProgressEnd]:
        """The progress that has ended."""
        told = [v for reports in self.client.progress_reports.values() for v in reports]
        return [v for v in told if isinstance(v, types.WorkDoneProgressEnd)]

    def told(self) -> str:
        """All messages shown to the user."""
        return "\n".join(m.message for m in self.client.messages)

    def report(self) -> str:
        """The report shown last."""
        if self.client.shown_documents:
            path = uris.to_fs_path(self.client.shown_documents[-1].uri)
        else:
            path = re.findall(r"Report: (.+)", self.told())[-1]
        return Path(path).read_text(encoding="utf-8")

    def report_or_nothing(self) -> str:
        """The report shown last, if there was one."""
        shown = self.client.shown_documents or "Report: " in self.told()
        return self.report() if shown else ""
