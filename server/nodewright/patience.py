"""Time limits and threads under a cancellation: none is lost, and nothing is left running.

``asyncio.wait_for`` of Python 3.10 and 3.11 drops a cancellation that arrives as the work is done,
and with it the user's *Cancel*; ``asyncio.timeout`` came with 3.11 only.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from types import TracebackType
from typing import TypeVar

T = TypeVar("T")


class AtMost:
    """``async with AtMost(seconds):`` raises asyncio.TimeoutError where the block takes longer.

    The block runs in the task that it stands in. Whoever cancels that task meanwhile is heard.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._fired = False
        self._timer: asyncio.TimerHandle | None = None
        self._task: asyncio.Task[object] | None = None

    async def __aenter__(self) -> None:
        self._task = asyncio.current_task()
        self._timer = asyncio.get_running_loop().call_later(self._seconds, self._fire)

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._timer is not None
        self._timer.cancel()
        if not self._fired:
            return
        # Python 3.11 counts cancellations: what is left after ours is somebody else's. Before it,
        # a task may have the method from a backport, whose count is another.
        others = 0
        if sys.version_info >= (3, 11) and self._task is not None:
            others = self._task.uncancel()
        if kind is not None and issubclass(kind, asyncio.CancelledError) and not others:
            raise asyncio.TimeoutError from error

    def _fire(self) -> None:
        assert self._task is not None
        self._fired = True
        self._task.cancel()


async def to_the_end(work: Callable[[], T]) -> T:
    """``work`` in a thread. A cancellation is raised when the thread has ended, not before:
    it cannot be stopped, and whoever holds a lock for it must not let go meanwhile.
    """
    running = asyncio.ensure_future(asyncio.to_thread(work))
    cancelled = False
    while not running.done():
        try:
            await asyncio.wait([running])
        except asyncio.CancelledError:  # noqa: PERF203  (each wait may be cancelled anew)
            cancelled = True
    if cancelled:
        if not running.cancelled():
            running.exception()
        raise asyncio.CancelledError
    return running.result()
