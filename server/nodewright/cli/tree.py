"""Check many files: in this process, or on all cores, with a progress bar on a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from nodewright.cli.found import Checked
from nodewright.cli.naming import count
from nodewright.cli.report import shown
from nodewright.cli.terminal import UnusableError, visible
from nodewright.cli.wanted import Wanted
from nodewright.cli.workers import WorkerDiedError, spread

FEWEST = 50
"""Files below which starting processes would take longer than the check itself."""
BATCH = 8
"""Files that a worker takes at once: few enough that none waits long for the last one."""


def check_tree(
    wanted: Wanted, files: Sequence[str], named: frozenset[str], jobs: int, errors: Console
) -> list[Checked]:
    """Check ``files``, with the results in their order.

    Raises UnusableError where a worker process dies, and KeyboardInterrupt for Ctrl-C; no process
    is left behind then.
    """
    if jobs == 1 or len(files) < FEWEST:
        results = _one_by_one(wanted, files, named)
    else:
        batches = [files[start : start + BATCH] for start in range(0, len(files), BATCH)]
        results = spread(partial(check_files, wanted, named), batches, jobs)
    checked: list[Checked] = []
    try:
        for result in _with_progress(results, len(files), errors):
            checked += result
    except WorkerDiedError as error:
        raise UnusableError(_died(error)) from error
    return checked


def _one_by_one(
    wanted: Wanted, files: Sequence[str], named: frozenset[str]
) -> Iterator[list[Checked]]:
    from nodewright.cli.checking import Checker

    checker = Checker(wanted)
    for file in files:
        yield [checker.check(file, file in named)]


def check_files(wanted: Wanted, named: frozenset[str], files: Sequence[str]) -> list[Checked]:
    """Check ``files`` one after the other; those in ``named`` were named on the command line.

    The engine is loaded where it runs: in a worker process it is there already.
    """
    from nodewright.cli.checking import checker_of

    checker = checker_of(wanted)
    return [checker.check(file, file in named) for file in files]


def _with_progress(
    results: Iterator[list[Checked]], total: int, errors: Console
) -> Iterator[list[Checked]]:
    """The results as they come; on a terminal's stderr alone a bar shows how far it is."""
    if not errors.is_terminal or total < FEWEST:
        yield from results
        return
    columns = (TextColumn("checking"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=errors, transient=True) as progress:
        task = progress.add_task("checking", total=total)
        for result in results:
            progress.advance(task, len(result))
            yield result


def _died(error: WorkerDiedError) -> str:
    files = [visible(shown(file)) for batch in error.batches for file in batch]
    return (
        "a worker process died, perhaps for want of memory, so nothing is reported; it was at one "
        f"of {count(len(files), 'file')}: {', '.join(files)}"
    )
