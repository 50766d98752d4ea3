"""Source files on disk, as the commands read and find them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import click

from nodewright.document import Snapshot
from nodewright.handlers.suitable import MAX_ANALYSED, looks_binary, too_large
from nodewright.javascript.parsing import language_of
from nodewright.project import IgnoreRules


class UnreadableError(Exception):
    """A file that cannot be used; ``str()`` is the sentence for the user."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"{click.format_filename(path)}: {why}")


def read_source(path: Path) -> Snapshot:
    """A file of ours, byte for byte: BOM and line breaks stay.

    Raises UnreadableError, by the measure that the server has for an open document.
    """
    try:
        if path.is_dir():
            raise UnreadableError(path, "is a folder, not a file")
        size = path.stat().st_size
        if not path.is_file():
            raise UnreadableError(path, "is no regular file")
        language = language_of(path.name)
        if language is None:
            raise UnreadableError(path, "nodewright reads JavaScript and TypeScript only")
        if size > MAX_ANALYSED:
            raise UnreadableError(path, "nodewright does not analyse files over 1 MB")
        text = path.read_bytes().decode("utf-8")
        snapshot = Snapshot(path.resolve().as_uri(), None, text, language)
    except UnicodeDecodeError as error:
        raise UnreadableError(path, "is not UTF-8") from error
    except OSError as error:
        raise UnreadableError(path, _reason(error)) from error
    if looks_binary(snapshot):
        raise UnreadableError(path, "holds NUL bytes, so it is no source code")
    if reason := too_large(snapshot):
        raise UnreadableError(path, reason)
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
        for path in self.paths:
            for file in self._below_named(path) if path.is_dir() else [path]:
                place = file.parent.resolve() / file.name
                if place not in seen:
                    seen.add(place)
                    yield file

    def _below_named(self, path: Path) -> Iterator[Path]:
        root = workspace_of(path)
        ignore = IgnoreRules(root)
        inner = path.resolve().relative_to(root)
        yield from self._below(path, inner, ignore)
        self.problems += ignore.problems

    def _below(self, folder: Path, inner: Path, ignore: IgnoreRules) -> Iterator[Path]:
        """``inner`` is the folder as ignore files see it: from the workspace root."""
        try:
            entries = sorted(folder.iterdir(), key=lambda e: (e.is_dir(), e.name))
        except OSError as error:
            self.problems.append(str(UnreadableError(folder, _reason(error))))
            return
        for entry in entries:
            place = inner / entry.name
            if entry.is_symlink() or ignore.ignored(place.as_posix()):
                continue
            if entry.is_dir():
                yield from self._below(entry, place, ignore)
            elif language_of(entry.name) is not None and not entry.name.endswith(".d.ts"):
                yield entry
