"""Runs a case's tests in a copy of its project: no network but loopback, limits on all."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from cases import HERE, Case

MODULES = HERE / "modules"
GUARD = HERE / "guard.cjs"
LOUDEST = 4_000
"""Characters of a test's words that are kept: the end says what failed."""
_COUNT = re.compile(r"^# (pass|fail|cancelled) (\d+)$", re.MULTILINE)


@dataclass(frozen=True)
class Ran:
    """What came of a run of tests."""

    passed: bool
    count: int
    words: str


@dataclass(frozen=True)
class Project:
    """A copy of a case's project that may be changed and run."""

    case: Case
    root: Path

    def read(self, name: str) -> str:
        """A file of the copy."""
        return (self.root / name).read_bytes().decode("utf-8")

    def write(self, files: Mapping[str, str]) -> None:
        """Write files, by their paths from the root."""
        for name, text in files.items():
            path = self.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode())

    def overlay(self, folder: Path) -> None:
        """Lay the files of a folder over the copy."""
        shutil.copytree(folder, self.root, dirs_exist_ok=True)

    def test(self, files: Sequence[str]) -> Ran:
        """Run test files under node:test; passed means some ran and none failed."""
        if not files:
            return Ran(False, 0, "there is no test")
        loader = ["--import", "tsx"] if self.case.typescript else []
        node = shutil.which("node") or "node"
        command = [node, *loader, "--test", "--test-reporter=tap", *files]
        with tempfile.TemporaryDirectory(prefix="quality-home-") as home:
            code, words = _run([*_alone(), *command], self.root, self._environment(home))
        counts = {kind: int(number) for kind, number in _COUNT.findall(words)}
        passed = code == 0 and counts.get("pass", 0) > 0 and not counts.get("fail", 0)
        return Ran(passed, counts.get("pass", 0), words[-LOUDEST:])

    def test_hidden(self) -> Ran:
        """Lay the hidden tests into ``hidden/`` of the copy and run them."""
        shutil.copytree(self.case.folder / "hidden", self.root / "hidden", dirs_exist_ok=True)
        return self.test(self.case.hidden_tests())

    def _environment(self, home: str) -> dict[str, str]:
        return {
            "PATH": os.environ.get("PATH", ""),
            "HOME": home,
            "TMPDIR": home,
            "NODE_ENV": "test",
            "NODE_OPTIONS": f"--require {GUARD} --expose-gc "
            f"--max-old-space-size={self.case.memory}",
            "QUALITY_SECONDS": str(self.case.seconds),
        }


@contextmanager
def copied(case: Case) -> Iterator[Project]:
    """A copy of the case's project; the installed packages lie in a folder above it."""
    with tempfile.TemporaryDirectory(prefix="quality-") as folder:
        above = Path(folder).resolve()
        (above / "node_modules").symlink_to(MODULES / "node_modules", target_is_directory=True)
        shutil.copytree(case.project, above / "project")
        yield Project(case, above / "project")


@cache
def _alone() -> tuple[str, ...]:
    """What puts a command into a network of its own, where the system lets us; else nothing."""
    command = ("unshare", "-rn", "sh", "-c", 'ip link set lo up && exec "$@"', "sh")
    if shutil.which("unshare") and shutil.which("ip"):
        tried = subprocess.run([*command, "true"], capture_output=True, check=False)
        if tried.returncode == 0:
            return command
    return ()


def _run(command: Sequence[str], folder: Path, environment: Mapping[str, str]) -> tuple[int, str]:
    """Exit code and output; everything that it started is gone afterwards."""
    seconds = float(environment["QUALITY_SECONDS"])
    process = subprocess.Popen(
        command,
        cwd=folder,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    try:
        said, _ = process.communicate(timeout=seconds)
        return process.returncode, said.decode("utf-8", "replace")
    except subprocess.TimeoutExpired:
        return 124, f"took longer than {seconds:g} s"
    finally:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
