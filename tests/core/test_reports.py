"""Reports hold the user's code: they are private, and do not outlive their server for long."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from nodewright.handlers.reports import Reports, remove_forgotten

DAY = 24 * 3600
posix = pytest.mark.skipif(os.name != "posix", reason="nothing is swept there")


def folder(place: Path, name: str, age: float) -> Path:
    """A folder with a report in it, last touched ``age`` seconds ago."""
    made = place / name
    made.mkdir()
    (made / "report-1.md").write_text("code")
    at = made.stat().st_mtime - age
    os.utime(made, (at, at))
    return made


def gone() -> int:
    """The number of a process that has ended."""
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    return ended.pid


def test_a_report_is_read_by_its_owner_alone_and_removed_at_the_end() -> None:
    reports = Reports()
    path = reports.keep("code")
    assert path.read_text() == "code"
    if os.name == "posix":
        assert path.stat().st_mode & 0o077 == 0
        assert path.parent.stat().st_mode & 0o077 == 0
    assert reports.keep("more").parent == path.parent
    reports.remove()
    assert not path.parent.exists()


@posix
def test_what_a_killed_server_left_behind_is_removed_after_a_day(tmp_path: Path) -> None:
    old = folder(tmp_path, f"nodewright-{gone()}-abc", DAY + 60)
    remove_forgotten(tmp_path)
    assert not old.exists()


@posix
def test_nothing_else_is_removed(tmp_path: Path) -> None:
    """Young folders, those of the living, files, links, and names that are not ours stay."""
    number = gone()
    target = folder(tmp_path, "elsewhere", 2 * DAY)
    (tmp_path / f"nodewright-{number}-link").symlink_to(target)
    (tmp_path / f"nodewright-{number}-file").write_text("x")
    for name, age in (
        (f"nodewright-{number}-young", DAY - 60),
        (f"nodewright-{os.getpid()}-mine", 2 * DAY),
        (f"nodewright-{10**30}x", 2 * DAY),
        ("nodewright-x-y", 2 * DAY),
        (f"xnodewright-{number}-y", 2 * DAY),
    ):
        folder(tmp_path, name, age)
    before = sorted(tmp_path.rglob("*"))
    remove_forgotten(tmp_path)
    assert sorted(tmp_path.rglob("*")) == before


@posix
def test_a_folder_that_cannot_be_listed_is_no_trouble(tmp_path: Path) -> None:
    remove_forgotten(tmp_path / "none")
