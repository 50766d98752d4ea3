"""Create a file below a folder; nothing on the way leads elsewhere, whatever happens meanwhile."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path


def create_below(root: Path, place: Path, data: bytes) -> None:
    """Create ``place``, a path below ``root`` that holds no links, with its folders.

    Raises FileExistsError where there is something already, and OSError where a folder on the
    way is a link by now: each is opened from the one before it, and none is followed.
    """
    parts = place.relative_to(root).parts
    if os.open not in os.supports_dir_fd or os.mkdir not in os.supports_dir_fd:
        _create_plainly(root, place, data)
        return
    folder = os.open(root, os.O_RDONLY | os.O_DIRECTORY)
    try:
        for name in parts[:-1]:
            inner = _opened(name, folder)
            os.close(folder)
            folder = inner
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
        with open(os.open(parts[-1], flags, 0o666, dir_fd=folder), "wb") as file:
            file.write(data)
    finally:
        os.close(folder)


def _opened(name: str, folder: int) -> int:
    """A folder in an open folder, made where it is missing."""
    with suppress(FileExistsError):
        os.mkdir(name, dir_fd=folder)
    return os.open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=folder)


def _create_plainly(root: Path, place: Path, data: bytes) -> None:
    """For systems that cannot open a file relative to a folder: make the way, then look again."""
    place.parent.mkdir(parents=True, exist_ok=True)
    if place.parent.resolve() != root.resolve() / place.parent.relative_to(root):
        raise OSError(f"a link came into being on the way to {place.name}")
    with place.open("xb") as file:
        file.write(data)
