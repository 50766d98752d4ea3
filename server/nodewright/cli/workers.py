"""Spread work over processes: results in the order of the work, and a clean end in any case."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing.context import BaseContext
from typing import Any, TypeVar

T = TypeVar("T")
R = TypeVar("R")

PRELOADED = "nodewright.cli.checking"


class WorkerDiedError(Exception):
    """A process ended before its work was done; ``batches`` are those that it may have been at."""

    def __init__(self, batches: Sequence[Any]) -> None:
        super().__init__("a worker process died")
        self.batches = batches


def cores() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def start_early() -> None:
    """Have what the processes need loaded meanwhile, where they can share it.

    The resource tracker comes first: starting it lets Ctrl-C through again, which would hit the
    fork server before it can ignore it.
    """
    if _context().get_start_method() == "forkserver":
        from multiprocessing import forkserver, resource_tracker

        with _no_interrupts():
            resource_tracker.ensure_running()
        with _no_interrupts():
            forkserver.ensure_running()


def spread(work: Callable[[T], R], batches: Sequence[T], jobs: int) -> Iterator[R]:
    """``work`` on each batch in ``jobs`` processes; results come in the order of the batches.

    ``work``, batches and results are pickled. Raises WorkerDiedError, and whatever ``work``
    raises. However the iteration ends, no process is left behind.
    """
    if not batches:
        return
    start_early()
    pool = ProcessPoolExecutor(min(jobs, len(batches)), _context(), _ignore_interrupts)
    try:
        with _no_interrupts():
            futures = [pool.submit(work, batch) for batch in batches]
        for future in futures:
            yield future.result()
    except BrokenProcessPool as error:
        wait(futures)
        suspects = [b for b, f in zip(batches, futures, strict=True) if f.done() and f.exception()]
        raise WorkerDiedError(suspects[:jobs]) from error
    except BaseException:
        for process in multiprocessing.active_children():
            process.terminate()
        raise
    finally:
        pool.shutdown(cancel_futures=True)


def _context() -> BaseContext:
    """Fresh processes: no thread, lock or open file of this one is in them.

    Where there is a fork server, the modules are imported once for all of them.
    """
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([PRELOADED])
    return context


@contextmanager
def _no_interrupts() -> Iterator[None]:
    """Keep Ctrl-C waiting. A process that is started meanwhile never gets one.

    Until it has started, a process would die of it with a traceback of its own.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _ignore_interrupts() -> None:
    """Ctrl-C reaches every process of the terminal; the first one alone decides what it means."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
