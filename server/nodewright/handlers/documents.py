"""Documents opened, changed, saved and closed."""

from __future__ import annotations

from lsprotocol import types

from nodewright.handlers import diagnostics, watching
from nodewright.handlers.language_server import NodewrightLanguageServer

AFTERWARDS = 0.5
"""Seconds that the documents which depend on one that is typed in wait longer than it does."""


async def on_did_open(
    ls: NodewrightLanguageServer, params: types.DidOpenTextDocumentParams
) -> None:
    """Analyse at once: the first look at a file should not wait."""
    watching.tell_problems(ls)
    ls.session.neighbours.refresh()
    diagnostics.schedule(ls, params.text_document.uri, delay=0)


async def on_did_change(
    ls: NodewrightLanguageServer, params: types.DidChangeTextDocumentParams
) -> None:
    """Analyse when the typing pauses; whoever waits for the editor to catch up is woken."""
    ls.session.changed(params.text_document.uri)
    delay = ls.session.settings.diagnostics.debounce / 1000
    diagnostics.schedule(ls, params.text_document.uri, delay)
    diagnostics.schedule_dependents(ls, params.text_document.uri, delay + AFTERWARDS)


async def on_did_save(
    ls: NodewrightLanguageServer, params: types.DidSaveTextDocumentParams
) -> None:
    """A saved file is parsed afresh: one incremental tree in some hundred drifts."""
    ls.session.books.refresh()
    ls.session.neighbours.refresh()
    ls.session.moved()
    ls.session.analyses.distrust(params.text_document.uri)
    diagnostics.schedule(ls, params.text_document.uri, delay=0)
    diagnostics.schedule_dependents(ls, params.text_document.uri, delay=0)


async def on_did_close(
    ls: NodewrightLanguageServer, params: types.DidCloseTextDocumentParams
) -> None:
    """A closed document has no findings, and a run on it can no longer be applied."""
    uri = params.text_document.uri
    ls.session.forget(uri)
    ls.session.changed(uri)
    diagnostics.schedule_dependents(ls, uri, delay=0)
    diagnostics.clear(ls, uri)
