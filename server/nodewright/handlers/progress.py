"""Work-done progress of one run: live stages, cancellable, always ended and forgotten."""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections.abc import Callable

from lsprotocol import types

from nodewright.handlers.language_server import NodewrightLanguageServer
from nodewright.handlers.status import tell_status
from nodewright.handlers.work import Work
from nodewright.patience import AtMost

log = logging.getLogger(__name__)

CLIENT_PATIENCE = 5.0
"""Seconds to wait for ``window/workDoneProgress/create``; one client in use never answers it
when it arrives together with a response."""


BREATH = 0.1
"""Seconds between two reports of one stage: a model may send a thousand pieces a second."""


STARTED = (
    "{title}: started. This editor shows no progress; to stop it, choose Stop among the actions."
)


class RunProgress:
    """Progress shown by the client; where it shows none, what its user cannot do without."""

    def __init__(self, ls: NodewrightLanguageServer, title: str, uri: str) -> None:
        self._ls = ls
        self._title = title
        self._work = Work(title, uri)
        self._token: str | None = None
        self._said = ""
        self._when = 0.0
        self.cancellable = True

    async def begin(self, cancel: Callable[[], object]) -> None:
        """Start; ``cancel`` is called when the user presses *Cancel*, or chooses to stop it."""
        self._work.stop = cancel
        self._ls.session.work[id(self)] = self._work
        tell_status(self._ls)
        token = f"nodewright-{uuid.uuid4()}"
        if not self._ls.session.client.progress or not await self._create(token):
            self._ls.tell(STARTED.format(title=self._title))
            return
        self._token = token
        progress = self._ls.work_done_progress
        progress.tokens[token].add_done_callback(
            lambda f: cancel() if f.cancelled() and self.cancellable else None
        )
        progress.begin(
            token,
            types.WorkDoneProgressBegin(title=self._title, cancellable=True, percentage=None),
        )

    async def _create(self, token: str) -> bool:
        """Ask the client for a place to show progress; False where it has none to give."""
        progress = self._ls.work_done_progress
        try:
            async with AtMost(CLIENT_PATIENCE):
                await progress.create_async(token)
        except asyncio.CancelledError:
            progress.tokens.pop(token, None)
            raise
        except Exception as error:
            log.warning("no progress: the client did not create it (%s)", type(error).__name__)
            return False
        return True

    def hold(self) -> None:
        """From here on *Cancel* does nothing: the editor has the edit, or is about to."""
        self.cancellable = False
        self._work.stop = None

    def say(self, message: str) -> None:
        """Show a stage, and how far it is, up to the first colon being its name.

        The same words are not sent twice in a row, nor one stage's numbers faster than one reads.
        """
        now = asyncio.get_running_loop().time()
        same_stage = message.partition(":")[0] == self._said.partition(":")[0]
        if message == self._said or (same_stage and now - self._when < BREATH):
            return
        self._said, self._when = message, now
        self._work.at(message)
        tell_status(self._ls)
        if self._token is not None:
            self._ls.work_done_progress.report(
                self._token,
                types.WorkDoneProgressReport(message=message, cancellable=self.cancellable),
            )

    def end(self, message: str, *, untold: bool = False) -> None:
        """End the progress and drop its token; safe to call when it never began.

        ``untold``: nothing else tells the user of this end.
        """
        self._ls.session.work.pop(id(self), None)
        tell_status(self._ls)
        if self._token is None:
            say = self._ls.tell if untold else self._ls.note
            say(f"{self._title}: {message}")
            return
        token, self._token = self._token, None
        self._ls.work_done_progress.end(token, types.WorkDoneProgressEnd(message=message))
        self._ls.work_done_progress.tokens.pop(token, None)
