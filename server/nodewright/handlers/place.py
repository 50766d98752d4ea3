"""What an answer may touch in a project: questions to the disk and to the open documents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from nodewright.assistant import Place
from nodewright.facts import ProjectFacts
from nodewright.handlers.places import in_folder_spelling, path_of
from nodewright.project import IgnoreRules, LockFiles, confine, twin_of

LARGEST = 256 * 1024
"""Bytes of a file of tests that others are added to."""
_BOM = "\ufeff"


def place_of(facts: ProjectFacts, folders: Sequence[Path], opened: Mapping[str, str]) -> Place:
    """The questions about a project; ``opened`` are the texts of open documents by URI.

    Each question is answered as the disk is when it is asked.
    """
    if facts.root is None:
        return Place(lambda _: False, lambda _: False, lambda _: False)
    base, ignore = facts.root, IgnoreRules(facts.root)
    named = ((path_of(uri), text) for uri, text in opened.items())
    texts = {in_folder_spelling(path, folders): text for path, text in named if path is not None}
    unsaved = [path.relative_to(base).as_posix() for path in texts if path.is_relative_to(base)]

    def ignored(path: str) -> bool:
        # A link, and another spelling where the disk takes any, may lead to a file that is ignored
        # under its own name.
        place = confine(base, path)
        real = place.relative_to(base).as_posix() if place else path
        own = twin_of(base, real) if place else ""
        return any(map(ignore.ignored, filter(None, (path, real, own))))

    def read(path: str) -> str | None:
        place = confine(base, path)
        if place is None or ignored(path):
            return None
        found = texts.get(base / path, texts.get(place))
        return found if found is not None else _text_of(place)

    return Place(
        exists=lambda path: (base / path).exists() or base / path in texts,
        confined=lambda path: confine(base, path) is not None,
        ignored=ignored,
        twin=lambda path: twin_of(base, path, unsaved),
        read=read,
        locked=LockFiles(facts.manifest.parent if facts.manifest else base, base).knows,
    )


def _text_of(file: Path) -> str | None:
    """The text of a file as an editor shows it, without a BOM; None where it is none."""
    try:
        with file.open("rb") as stream:
            data = stream.read(LARGEST + 1)
        text = data.decode("utf-8").removeprefix(_BOM)
    except (OSError, UnicodeDecodeError):
        return None
    return text if len(data) <= LARGEST and "\0" not in text else None
