"""The terminal's editor: opens one file in a real server process and speaks LSP to it."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

from lsprotocol import types
from pygls import uris
from pygls.exceptions import JsonRpcException
from pygls.lsp.client import LanguageClient

from nodewright.convert import to_span
from nodewright.document import Language, Snapshot, TextChange, apply_changes, decode
from nodewright.javascript.parsing import language_of

# The server's log goes into a pipe that nobody empties: it has to stay short.
SERVER = (sys.executable, "-m", "nodewright", "server", "--stdio", "--log-level", "error")
ENCODING = "utf-16"
OUTCOME = "nodewright/outcome"
WORKS_WITH = "nodewright works with "
STARTUP = 30.0
"""Seconds for the server to answer ``initialize``; a cold start takes about one."""
SHUTDOWN = 5.0
"""Seconds for the server to end by itself before it is killed."""

_BOM = b"\xef\xbb\xbf"

T = TypeVar("T")


@dataclass
class RunResult:
    """How a run ended, as the server told it, and what the files are afterwards.

    ``extended`` maps files that were there to their bytes before and after. ``warnings`` are
    messages that the server showed beside the reasons.
    """

    status: str
    reasons: Sequence[str]
    report: str
    text: str
    created: Mapping[str, str]
    annotations: Sequence[str] = ()
    extended: Mapping[str, tuple[bytes, bytes]] = field(default_factory=dict)
    warnings: Sequence[str] = ()


@dataclass
class Document:
    """The one open document."""

    uri: str
    language: Language
    text: str
    version: int = 1
    created: dict[str, str] = field(default_factory=dict)
    made: set[str] = field(default_factory=set)
    extended: dict[str, tuple[bytes, bytes]] = field(default_factory=dict)
    annotations: list[str] = field(default_factory=list)


def capabilities() -> types.ClientCapabilities:
    """What this editor can do: all that the server has a use for."""
    return types.ClientCapabilities(
        general=types.GeneralClientCapabilities(
            position_encodings=[types.PositionEncodingKind.Utf16]
        ),
        window=types.WindowClientCapabilities(work_done_progress=True),
        workspace=types.WorkspaceClientCapabilities(
            apply_edit=True,
            workspace_edit=types.WorkspaceEditClientCapabilities(
                document_changes=True,
                resource_operations=[types.ResourceOperationKind.Create],
                change_annotation_support=types.ChangeAnnotationsSupportOptions(),
            ),
        ),
        text_document=types.TextDocumentClientCapabilities(
            publish_diagnostics=types.PublishDiagnosticsClientCapabilities(version_support=True),
            hover=types.HoverClientCapabilities(content_format=[types.MarkupKind.Markdown]),
            code_action=types.CodeActionClientCapabilities(
                code_action_literal_support=types.ClientCodeActionLiteralOptions(
                    types.ClientCodeActionKindOptions(value_set=[])
                )
            ),
        ),
        experimental={"nodewright": {"outcome": True}},
    )


class _Wire(LanguageClient):
    """pygls' client, which tells when the server's process has ended."""

    def __init__(self) -> None:
        super().__init__("nodewright-terminal", "1")
        self.gone = asyncio.Event()

    async def server_exit(self, server: asyncio.subprocess.Process) -> None:
        """Called by pygls."""
        self.gone.set()

    async def unless_gone(self, answer: Awaitable[T]) -> T:
        """``answer``. Raises RuntimeError when the server's process ends before it comes."""
        wanted = asyncio.ensure_future(answer)
        gone = asyncio.ensure_future(self.gone.wait())
        try:
            await asyncio.wait([wanted, gone], return_when=asyncio.FIRST_COMPLETED)
            if not wanted.done():
                raise RuntimeError("the server's process ended")
            return wanted.result()
        finally:
            wanted.cancel()
            gone.cancel()

    async def end(self) -> None:
        """Wait a little for the server to end by itself, then kill it."""
        stop: Callable[[], Any] = self.stop
        try:
            await asyncio.wait_for(stop(), SHUTDOWN)
        except asyncio.TimeoutError:
            if self._server is not None and self._server.returncode is None:
                self._server.kill()
                await self._server.wait()


class TerminalEditor:
    """An editor without a screen. Use it as an async context manager.

    ``say`` hears progress and messages; ``options`` are the server's settings. Every method that
    waits for the server raises RuntimeError when the server's process ends meanwhile.
    """

    def __init__(
        self,
        root: Path,
        options: Mapping[str, Any],
        say: Callable[[str], None],
        command: Sequence[str] = SERVER,
    ) -> None:
        self._root = root
        self._options = options
        self._say = say
        self._command = command
        self._client = _Wire()
        self._document: Document | None = None
        self._diagnostics: asyncio.Future[Sequence[types.Diagnostic]] | None = None
        self._outcome: asyncio.Future[Any] | None = None
        self.brain = ""
        self.warnings: list[str] = []
        self._listen()

    async def __aenter__(self) -> TerminalEditor:
        command, *arguments = self._command
        await self._client.start_io(command, *arguments)
        try:
            await asyncio.wait_for(self._client.unless_gone(self._initialize()), STARTUP)
        except BaseException:
            with suppress(Exception):
                await self._client.end()
            raise
        self._client.initialized(types.InitializedParams())
        return self

    async def _initialize(self) -> None:
        uri = uris.from_fs_path(str(self._root)) or ""
        await self._client.initialize_async(
            types.InitializeParams(
                capabilities=capabilities(),
                root_uri=uri,
                workspace_folders=[types.WorkspaceFolder(uri, self._root.name)],
                initialization_options=dict(self._options),
            )
        )

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with suppress(Exception):
            asked = self._client.shutdown_async(None)
            await asyncio.wait_for(self._client.unless_gone(asked), SHUTDOWN)
            self._client.exit(None)
        with suppress(Exception):
            await self._client.end()

    def _listen(self) -> None:
        """Register what the server may send; pygls takes plain functions only."""
        heard: dict[str, Callable[[Any], Any]] = {
            types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS: self._on_diagnostics,
            types.WINDOW_WORK_DONE_PROGRESS_CREATE: lambda params: None,
            types.PROGRESS: self._on_progress,
            types.WINDOW_SHOW_MESSAGE: self._on_message,
            types.WINDOW_LOG_MESSAGE: self._on_log,
            types.WORKSPACE_APPLY_EDIT: lambda params: self._apply(params.edit),
            OUTCOME: self._on_outcome,
        }
        for method, listener in heard.items():
            self._client.feature(method)(_plain(listener))

    def _on_diagnostics(self, params: types.PublishDiagnosticsParams) -> None:
        if self._diagnostics is not None and not self._diagnostics.done():
            self._diagnostics.set_result(params.diagnostics)

    def _on_progress(self, params: types.ProgressParams) -> None:
        for name in ("message", "title"):
            if told := _field(params.value, name):
                self._say(told)
                return

    def _on_message(self, params: types.ShowMessageParams) -> None:
        if params.type in (types.MessageType.Error, types.MessageType.Warning):
            self.warnings.append(params.message)
        self._say(params.message)

    def _on_log(self, params: types.LogMessageParams) -> None:
        if params.message.startswith(WORKS_WITH):
            self.brain = params.message.removeprefix(WORKS_WITH).split(";")[0]

    def _on_outcome(self, params: Any) -> None:
        if self._outcome is not None and not self._outcome.done():
            self._outcome.set_result(params)

    async def open(self, path: Path, text: str) -> Sequence[types.Diagnostic]:
        """Open a file and wait for what the server finds in it."""
        uri = uris.from_fs_path(str(path)) or ""
        language = language_of(uri)
        assert language is not None, "the caller offers JavaScript and TypeScript only"
        self._document = Document(uri, language, text)
        self._diagnostics = asyncio.get_running_loop().create_future()
        self._client.text_document_did_open(
            types.DidOpenTextDocumentParams(types.TextDocumentItem(uri, language, 1, text))
        )
        return await self._client.unless_gone(self._diagnostics)

    def snapshot(self) -> Snapshot:
        """The open document as it is now."""
        document = self._document
        assert document is not None, "a document is opened first"
        return Snapshot(document.uri, document.version, document.text, document.language)

    async def action_titles(self, place: types.Range) -> list[str]:
        """What the light bulb offers there."""
        asked = types.CodeActionParams(
            types.TextDocumentIdentifier(self.snapshot().uri),
            place,
            types.CodeActionContext([], trigger_kind=types.CodeActionTriggerKind.Invoked),
        )
        offered = await self._client.unless_gone(
            self._client.text_document_code_action_async(asked)
        )
        return [action.title for action in offered or ()]

    async def run(
        self, action: str, place: types.Range, prompt: str = "", preview: bool = False
    ) -> RunResult:
        """Run an action of the persona and wait for its end; ``preview``: its report is the prompt.

        With ``preview`` nothing is sent.
        """
        document = self._document
        assert document is not None, "a document is opened first"
        self._outcome = asyncio.get_running_loop().create_future()
        argument = {
            "action": action,
            "uri": document.uri,
            "version": document.version,
            "range": {
                "start": {"line": place.start.line, "character": place.start.character},
                "end": {"line": place.end.line, "character": place.end.character},
            },
            "prompt": prompt,
            "preview": preview,
        }
        try:
            asked = types.ExecuteCommandParams("nodewright.run", [argument])
            taken = self._client.workspace_execute_command_async(asked)
            await self._client.unless_gone(taken)
        except JsonRpcException as error:
            return RunResult("failed", [error.message], "", document.text, {})
        told = await self._client.unless_gone(self._outcome)
        return RunResult(
            status=told.status,
            reasons=list(told.reasons),
            report=told.report,
            text=document.text,
            created=document.created,
            annotations=document.annotations,
            extended=document.extended,
            warnings=[w for w in self.warnings if not any(r in w for r in told.reasons)],
        )

    def _apply(self, edit: types.WorkspaceEdit) -> types.ApplyWorkspaceEditResult:
        """Apply an edit to the open text and remember created files; refuse a stale version."""
        document = self._document
        if document is None:
            return types.ApplyWorkspaceEditResult(False, failure_reason="no document is open")
        for change in edit.document_changes or ():
            if isinstance(change, types.CreateFile):
                path = Path(uris.to_fs_path(change.uri) or "")
                document.made.add(path.relative_to(self._root).as_posix())
            if not isinstance(change, types.TextDocumentEdit):
                continue
            target = change.text_document
            if target.uri != document.uri:
                self._beside(document, Path(uris.to_fs_path(target.uri) or ""), change.edits)
            elif target.version not in (None, document.version):
                return types.ApplyWorkspaceEditResult(False, failure_reason="stale version")
            else:
                self._change(document, change.edits)
        for annotation in (edit.change_annotations or {}).values():
            document.annotations.append(annotation.description or annotation.label)
        return types.ApplyWorkspaceEditResult(True)

    def _beside(self, document: Document, path: Path, edits: Sequence[Any]) -> None:
        """Take an edit of another file: one that was created before, or one that exists."""
        name = path.relative_to(self._root).as_posix()
        if name in document.made:
            document.created[name] = "".join(getattr(e, "new_text", "") for e in edits)
            return
        before = path.read_bytes()
        text = decode(before.removeprefix(_BOM))
        other = Snapshot("", None, text, "javascript")
        changes = [TextChange(to_span(other, e.range, ENCODING), e.new_text) for e in edits]
        after = apply_changes(other.source, changes)
        document.extended[name] = (before, (_BOM if before != other.source else b"") + after)

    def _change(self, document: Document, edits: Sequence[Any]) -> None:
        before = self.snapshot()
        changes = [TextChange(to_span(before, e.range, ENCODING), e.new_text) for e in edits]
        document.text = decode(apply_changes(before.source, changes))
        document.version += 1
        self._client.text_document_did_change(
            types.DidChangeTextDocumentParams(
                types.VersionedTextDocumentIdentifier(uri=document.uri, version=document.version),
                [types.TextDocumentContentChangeWholeDocument(document.text)],
            )
        )


def _plain(listener: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def heard(params: Any) -> Any:
        return listener(params)

    return heard


def _field(value: object, name: str) -> str:
    """A field of a progress value, which arrives as a mapping or as a loose object."""
    found = value.get(name) if isinstance(value, Mapping) else getattr(value, name, None)
    return found if isinstance(found, str) else ""
