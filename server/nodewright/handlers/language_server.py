"""The server type that every handler receives: pygls' server plus one session."""

from __future__ import annotations

import logging

from lsprotocol import types
from pygls.exceptions import JsonRpcException, PyglsError
from pygls.lsp.server import LanguageServer

from nodewright.document import Snapshot
from nodewright.handlers.session import Session, freeze

log = logging.getLogger(__name__)

ODD_MESSAGE = (
    "nodewright could not read a message from the editor; nothing was changed. Its log has more."
)


class NodewrightLanguageServer(LanguageServer):
    """A language server with full text synchronisation and one :class:`Session`.

    Full, because pygls splits lines with ``str.splitlines``: after U+2028, form feed or U+0085
    an incremental change would be written into the wrong line.
    """

    def __init__(self, session: Session, version: str) -> None:
        super().__init__(
            "nodewright", version, text_document_sync_kind=types.TextDocumentSyncKind.Full
        )
        self.session = session

    def report_server_error(
        self, error: Exception, source: type[PyglsError] | type[JsonRpcException]
    ) -> None:
        """One plain sentence for the user; the detail stays in the log."""
        log.error("%s while handling a message (%s)", type(error).__name__, source.__name__)
        self.tell(ODD_MESSAGE, types.MessageType.Error)

    def tell(self, sentence: str, kind: types.MessageType = types.MessageType.Info) -> None:
        """Show one sentence to the user."""
        self.window_show_message(types.ShowMessageParams(kind, sentence))

    def note(self, sentence: str, kind: types.MessageType = types.MessageType.Info) -> None:
        """Write one sentence to the client's log."""
        self.window_log_message(types.LogMessageParams(kind, sentence))

    def snapshot(self, uri: str) -> Snapshot | None:
        """The open document as it is now; None when it is closed or of another language."""
        document = self.workspace.text_documents.get(uri)
        if document is None:
            return None
        return freeze(uri, document.version, document.source, document.language_id or "")
