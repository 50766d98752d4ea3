"""Source files on disk, as the commands read and find them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from nodewright.document import Snapshot
from nodewright.javascript.parsing import language_of
from nodewright.project import IgnoreRules

MAX_BYTES = 5_000_000
"""A larger file is read by no command: it is data, or generated."""


class UnreadableError(Exception):
    """A file that cannot be used; ``str()`` is the sentence for the user."""


def read_source(path: Path) -> Snapshot:
    """A file of ours, byte for byte: BOM and line breaks stay. Raises UnreadableError."""
    language = language_of(path.name)
    if language is None:
        raise UnreadableError(f"{path}: nodewright reads JavaScript and TypeScript only")
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise UnreadableError(f"{path}: larger than {MAX_BYTES // 1_000_000} MB, left out")
        data = path.read_bytes()
    except OSError as error:
        raise UnreadableError(f"{path}: {error.strerror or 'cannot be read'}") from error
    if b"\0" in data:
        raise UnreadableError(f"{path}: holds NUL bytes, so it is no source code")
    try:
        return Snapshot(path.resolve().as_uri(), None, data.decode("utf-8"), language)
    except UnicodeDecodeError as error:
        raise UnreadableError(f"{path}: is not UTF-8") from error


def workspace_of(path: Path) -> Path:
    """The folder that a command on ``path`` works in.

    The nearest one above that holds ``.git``, else the outermost above that holds a
    package.json, else the file's own folder.
    """
    start = path.resolve() if path.is_dir() else path.resolve().parent
    folders = [start, *start.parents]
    for folder in folders:
        if (folder / ".git").exists():
            return folder
    packages = [folder for folder in folders if (folder / "package.json").is_file()]
    return packages[-1] if packages else start


def source_files(paths: Sequence[Path]) -> Iterator[Path]:
    """Named files, and all of ours below named folders that no ignore file covers, in order."""
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        root = workspace_of(path)
        yield from _below(path.resolve(), root, IgnoreRules(root))


def _below(folder: Path, root: Path, ignore: IgnoreRules) -> Iterator[Path]:
    for entry in sorted(folder.iterdir(), key=lambda e: (e.is_dir(), e.name)):
        if entry.is_symlink() or ignore.ignored(entry.relative_to(root).as_posix()):
            continue
        if entry.is_dir():
            yield from _below(entry, root, ignore)
        elif language_of(entry.name) is not None and not entry.name.endswith(".d.ts"):
            yield entry
