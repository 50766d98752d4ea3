"""Lock files: which packages an install of the project brings, wherever they are named."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

LIMIT = 64 * 1024 * 1024
"""Bytes; a larger lock file is not read, and then knows nothing."""

_NAME = r"(?:@[\w.~-]+/)?[\w.~-]+"
# npm since 7 names folders ("node_modules/a/node_modules/b"), before it packages as keys.
_NPM = re.compile(rf'"(?:[^"\n]*node_modules/)({_NAME})"\s*:\s*{{|"({_NAME})"\s*:\s*{{\s*"version"')
_BUN = re.compile(rf'^\s*"({_NAME})"\s*:\s*\[\s*"', re.M)
# Yarn: `a@^1, a@^2:` and, since version 2, `"a@npm:^1":`.
_YARN = re.compile(rf'^"?({_NAME})@', re.M)
# pnpm: `/a@1.0.0:`, `a@1.0.0:`, `/a/1.0.0:`, quoted where there is a scope.
_PNPM = re.compile(rf"^ {{2}}'?/?({_NAME})[@/]\d", re.M)
_FORMS = (
    ("package-lock.json", _NPM),
    ("npm-shrinkwrap.json", _NPM),
    ("bun.lock", _BUN),
    ("yarn.lock", _YARN),
    ("pnpm-lock.yaml", _PNPM),
)
_MOST_FOLDERS = 64


class LockFiles:
    """The lock files of a folder and the folders around it, up to the workspace root.

    They are read when the first question is asked, and then remembered: a run asks few.
    """

    def __init__(self, folder: Path, root: Path) -> None:
        self._folder, self._root = folder, root
        self._names: frozenset[str] | None = None

    def knows(self, package: str) -> bool:
        """True for a package that a lock file names; False where there is none. Never raises."""
        if self._names is None:
            self._names = frozenset(self._read())
        return package in self._names

    def _read(self) -> Iterator[str]:
        for folder in (self._folder, *self._folder.parents)[:_MOST_FOLDERS]:
            for name, form in _FORMS:
                for found in form.finditer(_text(folder / name)):
                    yield next(filter(None, found.groups()), "")
            if folder == self._root:
                return


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > LIMIT:
            return ""
        return path.read_text("utf-8", "replace")
    except OSError:
        return ""
