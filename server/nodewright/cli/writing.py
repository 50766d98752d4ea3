"""A run's result written to disk: all of it or nothing, and nobody else's work overwritten."""

from __future__ import annotations

from pathlib import Path

import click

from nodewright.cli.creating import create_below
from nodewright.cli.replacing import replace_file
from nodewright.cli.terminal import UnusableError
from nodewright.client import RunResult
from nodewright.document import encode
from nodewright.project import confine


def write_result(path: Path, root: Path, before: bytes, result: RunResult) -> list[str]:
    """Write the created files, those that are added to, then the edited one; a sentence for each.

    ``before`` is what the file held when the run began. Raises UnusableError where a file moved
    on, exists already or cannot be written; what was written until then is taken back.
    """
    created = {_inside(root, name): text for name, text in sorted(result.created.items())}
    changed = {_inside(root, name): both for name, both in sorted(result.extended.items())}
    if encode(result.text) != before:
        changed[path] = (before, encode(result.text))
    made: list[Path] = []
    done: list[Path] = []
    try:
        if path.read_bytes() != before:
            raise _moved_on(path)
        for file, (old, _) in changed.items():
            if file.read_bytes() != old:
                raise _moved_on(file)
        for new, text in created.items():
            create_below(root, new, encode(text))
            made.append(new)
        for file, (_, after) in changed.items():
            replace_file(file, after)
            done.append(file)
    except OSError as error:
        for new in made:
            new.unlink(missing_ok=True)
        for file in done:
            replace_file(file, changed[file][0])
        name = click.format_filename(error.filename or path)
        why = (error.strerror or "cannot be written").lower()
        raise UnusableError(f"{name}: {why}; nothing was written") from error
    told = [f"created {click.format_filename(new)}" for new in made]
    return [*told, *(f"changed {click.format_filename(file)}" for file in changed)]


def _moved_on(path: Path) -> UnusableError:
    name = click.format_filename(path)
    return UnusableError(f"{name} changed on disk meanwhile; nothing was written")


def _inside(root: Path, name: str) -> Path:
    place = confine(root, name)
    if place is None:
        raise UnusableError(f"{name} lies outside the workspace; nothing was written")
    return place
