"""Source files on disk, as the commands read and find them."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import click

from nodewright.document import Snapshot
from nodewright.javascript.parsing import language_of
from nodewright.javascript.suitable import MAX_ANALYSED, REASONS, Unsuited, unsuited
from nodewright.project import IgnoreRules


class UnreadableError(Exception):
    """A file that cannot be used; ``str()`` is the sentence for the user.

    ``unsuited`` tells of a file that could be read, but is no code that a person wrote.
    """

    def __init__(self, path: Path, why: str, unsuited: Unsuited | None = None) -> None:
        super().__init__(f"{click.format_filename(path)}: {why}")
        self.unsuited = unsuited


def read_source(path: Path) -> Snapshot:
    """A file of ours, byte for byte: BOM and line breaks stay.

    Raises UnreadableError, by the measure that the server has for an open document.
    """
    try:
        state = path.stat()
        if stat.S_ISDIR(state.st_mode):
            raise UnreadableError(path, "is a folder, not a file")
        if not stat.S_ISREG(state.st_mode):
            raise UnreadableError(path, "is no regular file")
        language = language_of(path.name)
        if language is None:
            raise UnreadableError(path, "nodewright reads JavaScript and TypeScript only")
        if state.st_size > MAX_ANALYSED:
            raise UnreadableError(path, REASONS["huge"], "huge")
        text = path.read_bytes().decode("utf-8")
        snapshot = Snapshot(path.resolve().as_uri(), None, text, language)
    except UnicodeDecodeError as error:
        raise UnreadableError(path, "is not UTF-8") from error
    except OSError as error:
        raise UnreadableError(path, _reason(error)) from error
    if reason := unsuited(snapshot):
        raise UnreadableError(path, REASONS[reason], reason)
    return snapshot


def _reason(error: OSError) -> str:
    """What the system says, as a part of a sentence."""
    return (error.strerror or "cannot be read").lower()


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


@dataclass
class Search:
    """The files that paths on the command line mean; each once, named as its path was given.

    A named file counts whatever ignore files say. Below a named folder links are not followed,
    and ``problems`` gets a sentence for each folder or ignore file that could not be read.
    """

    paths: Sequence[Path]
    problems: list[str] = field(default_factory=list)

    def files(self) -> Iterator[Path]:
        """All of them, in order."""
        seen: set[Path] = set()
        places: dict[Path, Path] = {}
        for path in self.paths:
            for file in self._below_named(path) if path.is_dir() else [path]:
                folder = file.parent
                if folder not in places:
                    places[folder] = folder.resolve()
                place = places[folder] / file.name
                if place not in seen:
                    seen.add(place)
                    yield file

    def _below_named(self, path: Path) -> Iterator[Path]:
        root = workspace_of(path)
        ignore = IgnoreRules(root)
        parts = path.resolve().relative_to(root).parts
        above = ("/".join(parts[:depth]) for depth in range(len(parts)))
        named = zip(above, parts, strict=True)
        if not any(ignore.entry_ignored(folder, name, is_folder=True) for folder, name in named):
            yield from self._below(path, "/".join(parts), ignore)
        self.problems += ignore.problems

    def _below(self, folder: Path, inner: str, ignore: IgnoreRules) -> Iterator[Path]:
        """``inner`` is the folder as ignore files see it: from the workspace root."""
        try:
            with os.scandir(folder) as scan:
                entries = sorted((is_folder(e), e.name, e.is_symlink()) for e in scan)
        except OSError as error:
            self.problems.append(str(UnreadableError(folder, _reason(error))))
            return
        for deeper, name, link in entries:
            if link or not (deeper or is_source(name)):
                continue
            if ignore.entry_ignored(inner, name, is_folder=deeper):
                continue
            if deeper:
                yield from self._below(folder / name, f"{inner}/{name}".lstrip("/"), ignore)
            else:
                yield folder / name


def is_folder(entry: os.DirEntry[str]) -> bool:
    """True for a folder itself, not for a link to one."""
    return entry.is_dir(follow_symlinks=False)


def is_source(name: str) -> bool:
    """True for a file name of JavaScript or TypeScript that may hold statements."""
    return not name.endswith((".d.ts", ".d.mts", ".d.cts")) and language_of(name) is not None
