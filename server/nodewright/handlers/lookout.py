"""What was found in files that are not open, and whether anything has changed since."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from nodewright.facts import ProjectFacts
from nodewright.rules import Outlook, RuleBook


@dataclass(frozen=True, slots=True)
class Seen:
    """The state that a file was looked at in, and the id and emptiness of its report.

    ``others``: the files that its findings depend on.
    """

    stamp: tuple[int, int]
    facts: ProjectFacts
    book: RuleBook
    result: str
    clean: bool
    others: Outlook | None = None

    @property
    def moved(self) -> bool:
        """True when another file that the report depends on is no longer as it was."""
        return self.others is not None and self.others.moved()


class Lookout:
    """Spares files a second look, and a client that asks again at once a second answer."""

    def __init__(self) -> None:
        self.seen: dict[str, Seen] = {}
        self._change = asyncio.Event()

    def changed(self) -> None:
        """Something that diagnostics depend on is no longer as it was."""
        self._change.set()

    def keep(self, visited: set[str]) -> None:
        """Forget the files that are no longer there to be looked at."""
        self.seen = {uri: seen for uri, seen in self.seen.items() if uri in visited}

    async def rest(self, seconds: float) -> None:
        """Wait for a change since the last :meth:`begin`, though not for ever: files change on
        disk, too.
        """
        try:
            await asyncio.wait_for(self._change.wait(), seconds)
        except asyncio.TimeoutError:
            return

    def begin(self) -> None:
        """A look begins; what changes from now on is a change."""
        self._change.clear()
