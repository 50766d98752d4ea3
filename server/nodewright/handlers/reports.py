"""Reports on disk: where an editor can open them and nobody else can read them."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path
from time import time

_PREFIX = "nodewright-"
_OF_PROCESS = re.compile(rf"{_PREFIX}([1-9][0-9]*)-\w+")
_FORGOTTEN = 24 * 3600
"""Seconds; a younger folder may belong to a process that cannot be seen from here."""


class Reports:
    """A private folder, made at the first report and removed when the session ends."""

    def __init__(self) -> None:
        self._folder: Path | None = None
        self._count = 0

    def keep(self, text: str, kind: str = "report") -> Path:
        """Write a report, or a page of another kind, for its owner alone; raises OSError."""
        if self._folder is None or not self._folder.is_dir():
            remove_forgotten(Path(tempfile.gettempdir()))
            self._folder = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-"))
        self._count += 1
        path = self._folder / f"{kind}-{self._count}.md"
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(handle, "w", encoding="utf-8", newline="\n", errors="replace") as file:
            file.write(text)
        return path

    def remove(self) -> None:
        """Delete all reports of this session."""
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None


def remove_forgotten(temporary: Path) -> None:
    """Delete the reports of servers that were killed: they hold code, and nobody else will.

    Only our own folders, of processes that are gone, and a day after the last report. Not on
    Windows, where asking for a process by signal ends it.
    """
    if os.name != "posix":
        return
    with suppress(OSError), os.scandir(temporary) as entries:
        for entry in entries:
            if (found := _OF_PROCESS.fullmatch(entry.name)) and _forgotten(entry, int(found[1])):
                shutil.rmtree(entry.path, ignore_errors=True)


def _forgotten(entry: os.DirEntry[str], process: int) -> bool:
    try:
        if not entry.is_dir(follow_symlinks=False):
            return False
        about = entry.stat(follow_symlinks=False)
        if about.st_uid != os.getuid() or time() - about.st_mtime < _FORGOTTEN:
            return False
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return True
    except OSError:
        return False
    return False
