"""The folder that holds what the editors' tests install, and the one way to install into it."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
CACHE = HERE / ".cache"


class CannotInstallError(Exception):
    """Something that the tests need cannot be had here; the text is the sentence to show."""


def step(
    what: str, command: Sequence[str | Path], env: Mapping[str, str] | None = None, cwd: Path = ROOT
) -> None:
    """Run one step of an installation; its output is kept, and shown only when it fails."""
    print(f"  {what} ...", flush=True)
    CACHE.mkdir(exist_ok=True)
    log = CACHE / "install.log"
    with log.open("wb") as told:
        code = subprocess.run(
            [str(part) for part in command],
            cwd=cwd,
            env={**os.environ, **(env or {})},
            stdin=subprocess.DEVNULL,
            stdout=told,
            stderr=subprocess.STDOUT,
        ).returncode
    if code:
        last = log.read_text("utf-8", "replace").strip().split("\n")[-15:]
        print("\n".join(f"    {line}" for line in last))
        raise CannotInstallError(f"{what} failed with exit code {code}; {log} holds all it said.")


def once(name: str, recipe: str, install: Callable[[Path], None]) -> Path:
    """The folder ``name`` of the cache, filled by ``install`` unless this recipe did so before.

    ``recipe``: all that the result depends on; another one installs anew, from nothing.
    """
    folder = CACHE / name
    stamp = folder / ".complete"
    mark = hashlib.sha256(recipe.encode()).hexdigest()
    if stamp.is_file() and stamp.read_text() == mark:
        return folder
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    install(folder)
    stamp.write_text(mark)
    return folder


def needs(programs: Sequence[str], why: str, packages: str) -> None:
    """Refuse in one sentence when a program is missing that no package registry brings."""
    missing = [name for name in programs if shutil.which(name) is None]
    if missing:
        raise CannotInstallError(
            f"{why} needs {' and '.join(missing)}: on Debian and Ubuntu, "
            f"`apt-get install {packages}` brings it."
        )
