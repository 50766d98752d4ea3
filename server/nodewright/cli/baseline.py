"""Findings that a project has agreed to live with for now, kept in a file of its own."""

from __future__ import annotations

import json
import os
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

import click

from nodewright.cli.found import Found
from nodewright.cli.replacing import replace_file
from nodewright.cli.terminal import UnusableError

FORM = 1
"""The number of the file's form; a reader refuses one that it does not know."""


@dataclass(frozen=True, slots=True, order=True)
class Entry:
    """One known finding. ``file`` is POSIX and relative to the baseline's folder."""

    file: str
    rule: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """``new`` findings, how many are ``old``, and the entries whose finding is ``gone``."""

    new: tuple[Found, ...]
    old: int
    gone: tuple[Entry, ...]


def write_baseline(path: Path, found: Iterable[Found]) -> int:
    """Keep all of ``found`` in ``path``, sorted, one a line; returns how many.

    Raises UnusableError where the file cannot be written.
    """
    entries = sorted(_entry(item, path) for item in found)
    lines = (json.dumps({name: getattr(e, name) for name in _KEYS}) for e in entries)
    inside = ",\n".join(f"    {line}" for line in lines)
    text = f'{{\n  "nodewright-baseline": {FORM},\n  "findings": [\n{inside}\n  ]\n}}\n'
    try:
        replace_file(path, text.encode())
    except OSError as error:
        why = (error.strerror or "cannot be written").lower()
        raise UnusableError(f"{click.format_filename(path)}: {why}") from error
    return len(entries)


_KEYS = ("file", "rule", "fingerprint")


def read_baseline(path: Path) -> list[Entry]:
    """The entries of a baseline file.

    Raises UnusableError with the sentence for the user where it is none.
    """
    name = click.format_filename(path)
    try:
        written = json.loads(path.read_text("utf-8-sig"))
    except OSError as error:
        why = (error.strerror or "cannot be read").lower()
        hint = "; --write-baseline makes one" if isinstance(error, FileNotFoundError) else ""
        raise UnusableError(f"{name}: {why}{hint}") from error
    except (ValueError, RecursionError) as error:
        raise UnusableError(f"{name} is no baseline: it is not JSON in UTF-8") from error
    form = written.get("nodewright-baseline") if isinstance(written, dict) else None
    if form is None:
        raise UnusableError(f"{name} is no baseline: --write-baseline did not write it")
    if form != FORM:
        raise UnusableError(f"{name} is a baseline of a form that this nodewright does not know")
    return list(_entries(written.get("findings"), name))


def _entries(written: Any, name: str) -> Iterator[Entry]:
    for number, entry in enumerate(written if isinstance(written, list) else [None], start=1):
        values = [entry.get(key) for key in _KEYS] if isinstance(entry, dict) else [None]
        if not all(isinstance(value, str) for value in values):
            raise UnusableError(f"{name}: finding {number} lacks a file, a rule or a fingerprint")
        yield Entry(*values)


def compare(
    path: Path,
    entries: Sequence[Entry],
    found: Sequence[Found],
    checked: Collection[str],
    rules: Collection[str] | None,
) -> Comparison:
    """Part ``found`` by the baseline in ``path``.

    An entry stands for one finding; of several alike the first are old. One whose file is no more
    also stands for a finding of another file: that is how a renamed file keeps its entries. Only
    what was looked for can be gone: ``checked`` are the files that were checked, and ``rules``
    the rules, None for all.
    """
    left = Counter(entries)
    missed: list[Found] = []
    old = 0
    for item in found:
        entry = _entry(item, path)
        if left[entry]:
            left[entry] -= 1
            old += 1
        else:
            missed.append(item)
    moved: defaultdict[tuple[str, str], list[Entry]] = defaultdict(list)
    lost = {file for file in {e.file for e in +left} if not (path.parent / file).exists()}
    for entry in (+left).elements():
        if entry.file in lost:
            moved[entry.rule, entry.fingerprint].append(entry)
    new: list[Found] = []
    for item in missed:
        if candidates := moved[item.rule, item.fingerprint]:
            left[candidates.pop()] -= 1
            old += 1
        else:
            new.append(item)
    seen = lost | {_relative(file, path) for file in checked}
    gone = (
        entry
        for entry in sorted((+left).elements())
        if entry.file in seen and (rules is None or entry.rule in rules)
    )
    return Comparison(tuple(new), old, tuple(gone))


def _entry(item: Found, path: Path) -> Entry:
    return Entry(_relative(item.file, path), item.rule, item.fingerprint)


def _relative(file: str, path: Path) -> str:
    """``file`` as seen from the folder of the baseline ``path``, the same on every system."""
    folder = path.resolve().parent
    name = os.path.relpath(os.path.realpath(os.path.dirname(file) or "."), folder)
    whole = os.path.normpath(os.path.join(name, os.path.basename(file)))
    return PurePosixPath(whole.replace(os.sep, "/")).as_posix()
