"""A run's result written to disk: all of it or nothing, and nobody else's work overwritten."""

from __future__ import annotations

from pathlib import Path

import click

from nodewright.cli.replacing import replace_file
from nodewright.cli.terminal import UnusableError
from nodewright.client import RunResult
from nodewright.document import encode
from nodewright.project import confine


def write_result(path: Path, root: Path, before: bytes, result: RunResult) -> list[str]:
    """Write the created files, then the edited one; returns a sentence for each.

    ``before`` is what the file held when the run began. Raises UnusableError where a file moved
    on, exists already or cannot be written; what was created until then is taken back.
    """
    created = {_inside(root, name): text for name, text in sorted(result.created.items())}
    after = encode(result.text)
    made: list[Path] = []
    try:
        if path.read_bytes() != before:
            raise UnusableError(
                f"{click.format_filename(path)} changed on disk meanwhile; nothing was written"
            )
        for new, text in created.items():
            new.parent.mkdir(parents=True, exist_ok=True)
            with new.open("xb") as file:
                made.append(new)
                file.write(encode(text))
        if after != before:
            replace_file(path, after)
    except OSError as error:
        for new in made:
            new.unlink(missing_ok=True)
        name = click.format_filename(error.filename or path)
        why = (error.strerror or "cannot be written").lower()
        raise UnusableError(f"{name}: {why}; nothing was written") from error
    told = [f"created {click.format_filename(new)}" for new in made]
    return [*told, f"changed {click.format_filename(path)}"] if after != before else told


def _inside(root: Path, name: str) -> Path:
    place = confine(root, name)
    if place is None:
        raise UnusableError(f"{name} lies outside the workspace; nothing was written")
    return place
