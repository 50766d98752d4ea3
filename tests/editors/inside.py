"""Checks that run inside of an editor, each in a process, a workspace and a home of its own.

A check is one file in the editor's own language; its first line is the sentence that it checks.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from signal import SIGKILL

from editors.desk import KEY, Desk
from editors.ground import ROOT, CannotInstallError, needs
from editors.results import Check, keep, table

EXAMPLE = ROOT / "examples" / "upload-service"
LIMIT = 180.0
"""Seconds for one check, on a machine that does much else."""
SENTENCE = re.compile(r"^(?:--|;+) *(.*?) *(?:-\*-.*)?$")
KINDS = (".lua", ".el")

CommandOf = Callable[[Path], Sequence[str]]
"""The command line of the process for the file of a check."""


@dataclass(frozen=True)
class Suite:
    """The checks of one editor; ``prepare`` installs what is missing."""

    part: str
    folders: Mapping[str, Path]
    prepare: Callable[[], CommandOf]

    @property
    def checks(self) -> dict[str, Path]:
        """The file of each check by its name: what the folder is for, and the file's own."""
        return {
            f"{name} {path.stem}".strip(): path
            for name, folder in self.folders.items()
            for path in sorted(folder.iterdir())
            if path.suffix in KINDS
        }


def sentence_of(path: Path) -> str:
    """What a check says that it checks."""
    found = SENTENCE.match(path.read_text("utf-8").partition("\n")[0])
    return found[1] if found else ""


def environment(home: Path, desk: Desk) -> dict[str, str]:
    """An empty home, the model's address, and `nodewright` of this Python on the PATH."""
    foreign = ("OPENAI_", "XDG_", "NVIM", "VIM", "EMACS", "NODEWRIGHT")
    clean = {name: value for name, value in os.environ.items() if not name.startswith(foreign)}
    return {
        **clean,
        "PATH": os.pathsep.join((str(Path(sys.executable).parent), clean.get("PATH", ""))),
        "HOME": str(home),
        "NODEWRIGHT_CACHE": "",
        "TMPDIR": str(home / "tmp"),
        "TERM": "dumb",
        "LC_ALL": "C.UTF-8",
        "OPENAI_API_KEY": KEY,
        "NODEWRIGHT_ROOT": str(ROOT),
        "NODEWRIGHT_MODEL": desk.model.base_url,
        "NODEWRIGHT_DESK": str(desk.port),
    }


def furnished(folder: str) -> tuple[Path, Path]:
    """A home without anything but the example project, and that project, under Git."""
    home = Path(folder).resolve()
    (home / "tmp").mkdir()
    workspace = home / "upload-service"
    shutil.copytree(EXAMPLE, workspace)
    subprocess.run(["git", "init", "--quiet", str(workspace)], check=True)
    return home, workspace


async def check(
    name: str,
    command: Sequence[str],
    path: Path,
    model: Mapping[str, str] | None = None,
    limit: float = LIMIT,
) -> Check:
    """Run one check; the processes that it leaves behind end with it.

    ``model``: variables that name another model than the one of the desk. Lines that begin with
    ``NOTE: `` are kept of a check that passed, too.
    """
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="nodewright-editors-") as folder:
        home, workspace = furnished(folder)
        async with Desk() as desk:
            process = await asyncio.create_subprocess_exec(
                *command,
                cwd=workspace,
                env={**environment(home, desk), **(model or {})},
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.STDOUT,
                start_new_session=True,
            )
            said = asyncio.ensure_future(process.communicate())
            _, late = await asyncio.wait([said], timeout=limit)
            with suppress(ProcessLookupError):
                os.killpg(process.pid, SIGKILL)
            told = (await said)[0].decode("utf-8", "replace").strip()
    passed = process.returncode == 0 and not late
    notes = "\n".join(line for line in told.splitlines() if line.startswith("NOTE: "))
    why = notes if passed else f"{told}\nended after {limit:g} seconds" if late else told
    seconds = time.monotonic() - begun
    return Check(f"{name}: {sentence_of(path)}", passed, seconds, why or ("" if passed else "?"))


async def side_by_side(chosen: Mapping[str, Path], command: CommandOf) -> list[Check]:
    """Run checks, as many at once as there are processors; the results in the order given."""
    free = asyncio.Semaphore(os.cpu_count() or 1)

    async def one(name: str, path: Path) -> Check:
        async with free:
            return await check(name, command(path), path)

    return await asyncio.gather(*(one(name, path) for name, path in chosen.items()))


def main(suite: Suite) -> int:
    """The command line of one editor's checks; the exit code."""
    parser = argparse.ArgumentParser(prog=f"python -m editors.{suite.part}")
    parser.add_argument("names", nargs="*", help="checks to run; without, all")
    names = parser.parse_args().names
    if unknown := set(names) - set(suite.checks):
        parser.error(f"no such check: {', '.join(unknown)}; there are {', '.join(suite.checks)}")
    try:
        needs(["git"], "The checks in editors", "git")
        command = suite.prepare()
    except CannotInstallError as error:
        print(error)
        return 2
    chosen = {name: path for name, path in suite.checks.items() if not names or name in names}
    checks = asyncio.run(side_by_side(chosen, command))
    keep(suite.part, checks)
    print(table(suite.part, checks), flush=True)
    return int(not all(c.passed for c in checks))
