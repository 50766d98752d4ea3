"""The server type that every handler receives: pygls' server plus one session."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

from lsprotocol import types
from pygls.exceptions import FeatureRequestError, JsonRpcException, PyglsError
from pygls.io_ import StdoutWriter, run_async
from pygls.lsp.server import LanguageServer
from pygls.workspace import TextDocument

from nodewright.document import Snapshot
from nodewright.handlers.inlet import Inlet
from nodewright.handlers.places import identity, uri_of
from nodewright.handlers.protocol import Protocol
from nodewright.handlers.session import Session
from nodewright.handlers.suitable import freeze

log = logging.getLogger(__name__)

ODD_MESSAGE = (
    "nodewright could not read a message from the editor; nothing was changed. Its log has more."
)


def _forget_what_nobody_reads() -> None:
    """What waits in stdout's buffer for a client that is gone must not fail the exit of Python.

    Python would try to write it once more then, and end with code 120 instead of its own; the way
    out is that of https://docs.python.org/3/library/signal.html#note-on-sigpipe.
    """
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except ValueError:
        pass  # closed already


class NodewrightLanguageServer(LanguageServer):
    """A language server with full text synchronisation and one :class:`Session`.

    Full, because pygls splits lines with ``str.splitlines``: after U+2028, form feed or U+0085
    an incremental change would be written into the wrong line.
    """

    protocol: Protocol

    def __init__(self, session: Session, version: str) -> None:
        super().__init__(
            "nodewright",
            version,
            text_document_sync_kind=types.TextDocumentSyncKind.Full,
            protocol_cls=Protocol,
        )
        self.session = session
        session.opened = self._opened

    def start_io(self, stdin: BinaryIO | None = None, stdout: BinaryIO | None = None) -> None:
        """Serve one client on stdio.

        Raises SystemExit with code 1 when the client left without ``shutdown``, as LSP asks.
        """
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGTERM, self._on_terminate)
        super().start_io(stdin, stdout)
        if stdout is None:
            _forget_what_nobody_reads()
        if not self.protocol.shutdown_asked:
            raise SystemExit(1)

    def _start_io_async(
        self, stdin: BinaryIO | None = None, stdout: BinaryIO | None = None
    ) -> None:
        """As pygls does, with a reader of our own."""
        stop = self._stop_event = threading.Event()
        reader = Inlet(stdin or sys.stdin.buffer, self.thread_pool)
        self.protocol.set_writer(StdoutWriter(stdout or sys.stdout.buffer))
        try:
            asyncio.run(
                run_async(stop, reader, self.protocol, error_handler=self.report_server_error)
            )
        except BrokenPipeError:
            log.info("the client is gone")
        except (KeyboardInterrupt, SystemExit):
            pass
        finally:
            self.shutdown()

    def _on_terminate(self, number: int, frame: Any) -> None:
        """Leave nothing behind, then end as the signal asks; a blocked read cannot be awaited."""
        self.session.reports.remove()
        signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)

    def shutdown(self) -> None:
        """However the connection ended: the reports hold the user's code and do not stay."""
        stop: Callable[[], None] = super().shutdown
        stop()
        self.session.reports.remove()

    def report_server_error(
        self, error: Exception, source: type[PyglsError] | type[JsonRpcException]
    ) -> None:
        """One plain sentence for the user, once; the detail stays in the log.

        A failed request is answered by its error, and the client shows that in its own way.
        """
        log.error("%s while handling a message (%s)", type(error).__name__, source.__name__)
        if source is not FeatureRequestError and ODD_MESSAGE not in self.session.told:
            self.session.told.add(ODD_MESSAGE)
            self.tell(ODD_MESSAGE, types.MessageType.Error)

    def tell(self, sentence: str, kind: types.MessageType = types.MessageType.Info) -> None:
        """Show one sentence to the user."""
        self.window_show_message(types.ShowMessageParams(kind, sentence))

    def note(self, sentence: str, kind: types.MessageType = types.MessageType.Info) -> None:
        """Write one sentence to the client's log."""
        self.window_log_message(types.LogMessageParams(kind, sentence))

    def document(self, uri: str) -> TextDocument | None:
        """The open document of a URI in any spelling; its ``uri`` is the client's own."""
        found: TextDocument | None = self.workspace.text_documents.get(identity(uri))
        return found

    def _opened(self, path: Path) -> str | None:
        """The text of a file that is open in the editor; None where it is not."""
        document = self.document(uri_of(path))
        return str(document.source) if document is not None else None

    def texts(self) -> dict[str, str]:
        """The texts of all open documents by their URI."""
        return {d.uri: d.source for d in self.workspace.text_documents.values()}

    def snapshot(self, uri: str) -> Snapshot | None:
        """The open document as it is now; None when it is closed or of another language."""
        document = self.document(uri)
        if document is None:
            return None
        language = str(document.language_id or "")
        return freeze(document.uri, document.version, document.source, language)
