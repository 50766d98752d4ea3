"""Reports on disk: where an editor can open them and nobody else can read them."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path


class Reports:
    """A private folder, made at the first report and removed when the session ends."""

    def __init__(self) -> None:
        self._folder: Path | None = None
        self._count = 0

    def keep(self, text: str) -> Path:
        """Write a report to a file that only its owner reads; raises OSError."""
        if self._folder is None or not self._folder.is_dir():
            self._folder = Path(tempfile.mkdtemp(prefix="nodewright-"))
        self._count += 1
        path = self._folder / f"report-{self._count}.md"
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(handle, "w", encoding="utf-8", newline="\n", errors="replace") as file:
            file.write(text)
        return path

    def remove(self) -> None:
        """Delete all reports of this session."""
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None
