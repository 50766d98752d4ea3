"""Walk a workspace for its source files: ignore files honoured, links not followed."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

from .ignoring import IgnoreRules


def source_files(root: Path, wanted: Callable[[str], bool]) -> Iterator[str]:
    """The files below ``root`` whose name is ``wanted``: POSIX paths from the root, in order.

    What cannot be read is passed over.
    """
    yield from _below(root, "", IgnoreRules(root), wanted)


def _below(
    root: Path, folder: str, ignore: IgnoreRules, wanted: Callable[[str], bool]
) -> Iterator[str]:
    try:
        with os.scandir(root / folder) as found:
            entries = sorted(found, key=lambda entry: entry.name)
    except OSError:
        return
    for entry in entries:
        is_folder = _is_folder(entry)
        if entry.is_symlink() or not (is_folder or wanted(entry.name)):
            continue
        if ignore.entry_ignored(folder, entry.name, is_folder=is_folder):
            continue
        path = f"{folder}/{entry.name}" if folder else entry.name
        if is_folder:
            yield from _below(root, path, ignore, wanted)
        else:
            yield path


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir(follow_symlinks=False)
    except OSError:
        return False
