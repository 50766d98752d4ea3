"""Which files changed since a revision, as git knows it."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

import click

from nodewright.cli.terminal import UnusableError, visible

PATIENCE = 120.0
"""Seconds before a git that does not answer is given up."""


def changed_since(revision: str, paths: Sequence[Path]) -> set[Path]:
    """The files around ``paths`` that differ from ``revision``, with links resolved.

    Compared is the working tree with the point where ``revision`` and HEAD parted, so that what
    others did meanwhile does not count. New files that git does not track yet are among them,
    deleted ones are not. Raises UnusableError with the sentence for the user.
    """
    found: set[Path] = set()
    for top in dict.fromkeys(_repository(path) for path in paths):
        base = _base(top, revision)
        changed = _git(top, "diff", "--name-only", "-z", "--diff-filter=d", "--no-renames", base)
        new = _git(top, "ls-files", "--others", "--exclude-standard", "-z")
        names = (os.fsdecode(name) for name in (changed + new).split(b"\0") if name)
        found.update((top / name).resolve() for name in names)
    return found


def _repository(path: Path) -> Path:
    folder = path if path.is_dir() else path.parent
    try:
        told = _git(folder.resolve(), "rev-parse", "--show-toplevel")
    except _GitError as error:
        name = visible(click.format_filename(path))
        raise UnusableError(
            f"{name} is in no git repository that can be read, so --changed-since has nothing to "
            "compare it with"
        ) from error
    return Path(os.fsdecode(told.rstrip(b"\n")))


def _base(top: Path, revision: str) -> str:
    try:
        commit = _git(
            top, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}"
        )
    except _GitError as error:
        raise UnusableError(
            f"git knows no revision {visible(revision)!r} in {visible(str(top))}; "
            "a shallow clone has to fetch it first"
        ) from error
    name = commit.decode().strip()
    try:
        return _git(top, "merge-base", name, "HEAD").decode().strip()
    except _GitError:
        return name  # no common history is known, as in a shallow clone


class _GitError(Exception):
    """git said no."""


def _git(folder: Path, *arguments: str) -> bytes:
    """What git prints. Programs that a repository's own settings name are not started."""
    command = ["git", "-C", str(folder), "-c", "core.fsmonitor=false", *arguments]
    try:
        done = subprocess.run(  # noqa: S603  (no shell, and a revision never begins an option)
            command, capture_output=True, timeout=PATIENCE, stdin=subprocess.DEVNULL
        )
    except FileNotFoundError as error:
        raise UnusableError("--changed-since needs git, and there is none on the PATH") from error
    except (OSError, subprocess.TimeoutExpired) as error:
        raise UnusableError("git did not answer, so it is not known what changed") from error
    if done.returncode:
        raise _GitError(arguments[0])
    return done.stdout
