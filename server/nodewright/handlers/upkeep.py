"""Memory given back: garbage is collected when nobody waits, and at the latest after a while.

Trees, scopes and runs refer to each other in circles, so only the garbage collector frees them,
and a look at everything takes a tenth of a second. It therefore does not happen by count, in the
middle of typing, but when the server has been calm for a moment; and once a minute where it never
is, or memory would grow for hours.
"""

from __future__ import annotations

import asyncio
import gc
import sys
from collections.abc import Callable
from functools import cache

CALM = 2.0
"""Seconds without work after which nobody is likely to wait for an answer."""
LONGEST = 60.0
"""Seconds of work without a pause after which garbage is collected all the same."""


def spare_what_stays() -> None:
    """Keep the garbage collector from walking over rules and protocol types while a person types.

    A full collection took 50 to 100 ms with a file of 10,000 lines open, every thirty keystrokes:
    it is left to the upkeep, which knows when nobody waits. Young garbage goes in small portions,
    for one of 50,000 objects held a keystroke up for as long, and kept 30 MB more in use.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 10, 1_000)


class Upkeep:
    """Calls ``tidy`` some time after work was done. All methods run on the event loop.

    ``busy`` tells whether something is under way; ``calm`` and ``longest`` are in seconds.
    ``count`` says how often it tidied.
    """

    def __init__(
        self,
        busy: Callable[[], bool],
        tidy: Callable[[], None] | None = None,
        calm: float = CALM,
        longest: float = LONGEST,
    ) -> None:
        self._busy = busy
        self._tidy = tidy or give_back
        self._calm = calm
        self._longest = longest
        self._began = 0.0
        self._last = 0.0
        self._timer: asyncio.TimerHandle | None = None
        self.count = 0

    def worked(self) -> None:
        """Something was made that may be garbage soon."""
        loop = asyncio.get_running_loop()
        self._last = loop.time()
        if self._timer is None:
            self._began = self._last
            self._timer = loop.call_later(self._calm, self._look, loop)

    def _look(self, loop: asyncio.AbstractEventLoop) -> None:
        now = loop.time()
        wait = self._calm if self._busy() else self._last + self._calm - now
        left = self._began + self._longest - now
        if wait > 0 and left > 0:
            self._timer = loop.call_later(min(wait, left), self._look, loop)
            return
        self._timer = None
        self._tidy()
        self.count += 1


def give_back() -> None:
    """Collect all garbage, and hand memory that is free back to the system where it takes it."""
    gc.collect()
    trim = _trim()
    if trim is not None:
        trim(0)


@cache
def _trim() -> Callable[[int], int] | None:
    """glibc's ``malloc_trim``: without it a heap keeps whatever a flood once needed.

    None where there is none; some builds of Python have no ctypes.
    """
    if sys.platform != "linux":
        return None
    try:
        import ctypes

        found: Callable[[int], int] | None = getattr(ctypes.CDLL(None), "malloc_trim", None)
    except (ImportError, OSError):
        return None
    return found
