"""The desk for one long-lived editor: many checks share one model, one after the other.

On top of what every desk does:

    forget             begin anew: no queued answers, no counts, and what is held goes on; `ok`
    came NUMBER        wait until the model was asked so many times; `ok`
    fail STATUS        the next answer is this HTTP error; `ok`
    key                the key that came with the last question, empty without one
"""

from __future__ import annotations

from loopback import Status

from editors.desk import Desk


class SharedDesk(Desk):
    """Counts from the last ``forget``."""

    def __init__(self) -> None:
        super().__init__()
        self._asked_before = self._gone_before = 0
        self._commands |= {
            "forget": self._forget,
            "came": self._came,
            "fail": self._fail,
            "key": self._key,
        }

    async def _forget(self, _: str) -> str:
        if self._gate is not None:
            self._gate.open()
        self.model.forget()
        self._asked_before = len(self.model.asked)
        self._gone_before = self.model.disconnects
        return "ok"

    async def _came(self, number: str) -> str:
        await self.model.received(self._asked_before + int(number))
        return "ok"

    async def _asked(self, _: str) -> str:
        return str(len(self.model.asked) - self._asked_before)

    async def _gone(self, _: str) -> str:
        await self.model.disconnected(self._gone_before + 1)
        return "ok"

    async def _fail(self, status: str) -> str:
        self.model.answer(Status(int(status)))
        return "ok"

    async def _key(self, _: str) -> str:
        asked = self.model.asked
        sent = asked[-1].headers.get("authorization", "") if asked else ""
        return sent.removeprefix("Bearer ")
