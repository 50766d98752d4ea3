"""Stop a run from the light bulb: not every editor shows progress, or a way to cancel it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

from lsprotocol import types
from pygls.exceptions import JsonRpcInvalidParams

from nodewright.handlers.language_server import NodewrightLanguageServer
from nodewright.handlers.places import identity
from nodewright.handlers.work import APART, Work

COMMAND = "nodewright.stop"
NOTHING = "No run is under way in this document that could be stopped."


def offers_to_stop(ls: NodewrightLanguageServer, uri: str) -> list[types.CodeAction]:
    """One action for each run in a document that can still be stopped."""
    actions = []
    for work in _stoppable(ls, uri):
        title = f"{ls.session.persona.short_name}: Stop {work.title}"
        command = types.Command(title=title, command=COMMAND, arguments=[uri])
        kind = types.CodeActionKind.QuickFix
        actions.append(types.CodeAction(title=title, kind=kind, command=command))
    return actions


def on_stop(ls: NodewrightLanguageServer, arguments: Any = None) -> None:
    """Stop the runs in the document of this URI, once the answer to the command is on its way."""
    if not isinstance(arguments, str):
        raise JsonRpcInvalidParams("nodewright.stop takes the URI of a document")
    found = list(_stoppable(ls, arguments))
    for work in found:
        asyncio.get_running_loop().call_later(APART, _stop, work)
    if not found:
        ls.tell(NOTHING)


def _stop(work: Work) -> None:
    stop, work.stop = work.stop, None
    if stop is not None:
        stop()


def _stoppable(ls: NodewrightLanguageServer, uri: str) -> Iterator[Work]:
    for work in ls.session.work.values():
        if work.stop is not None and identity(work.uri) == identity(uri):
            yield work
