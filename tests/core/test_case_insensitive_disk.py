"""A disk that takes names in any case, as those of macOS and Windows do: simulated on any other."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from nodewright.answer import Surroundings
from nodewright.answer.checks_paths import trouble_with_files
from nodewright.assistant import Place
from nodewright.document import Allowance, NewFile
from nodewright.facts import ProjectFacts
from nodewright.handlers.place import place_of


def spelled(path: Any) -> Any:
    """``path`` with each name as its folder has it, whatever its case; unchanged where none has."""
    if not isinstance(path, (str, Path)):
        return path
    found = ""
    for part in Path(path).parts:
        here = os.path.join(found, part)
        if found and not _there(here):
            names = LISTDIR(found) if _there(found) else []
            same = (name for name in names if name.casefold() == part.casefold())
            here = os.path.join(found, next(same, part))
        found = here
    return type(path)(found)


LISTDIR = os.listdir
LSTAT = os.lstat


def _there(path: str) -> bool:
    """True where something is there under just this name."""
    try:
        LSTAT(path)
    except OSError:
        return False
    return True


def careless(real: Callable[..., Any]) -> Callable[..., Any]:
    """A function of the disk that takes its first argument in any case."""
    return lambda path, *given, **named: real(spelled(path), *given, **named)


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A workspace on such a disk, with a file, tests, and a folder that is ignored."""
    for name in ("src", "private"):
        (tmp_path / name).mkdir()
    (tmp_path / "src" / "app.js").write_text("exports.a = 1;\n", "utf-8")
    (tmp_path / "private" / "key.test.js").write_text("const key = 'hush';\n", "utf-8")
    (tmp_path / ".nodewrightignore").write_text("private/\n", "utf-8")
    for module, names in (
        (os, ("stat", "lstat", "readlink", "listdir", "open")),
        (Path, ("stat", "lstat", "open")),
    ):
        for name in names:
            monkeypatch.setattr(module, name, careless(getattr(module, name)))
    assert (tmp_path / "SRC" / "App.JS").read_text("utf-8") == "exports.a = 1;\n"
    assert not (tmp_path / "SRC" / "other.js").exists()
    return tmp_path


def place(root: Path) -> Place:
    """What an answer may touch there."""
    return place_of(ProjectFacts(root=root), [root], {})


@pytest.mark.parametrize("path", ["src/app.js", "src/APP.js", "SRC/app.js", "Src/App.Js"])
def test_no_file_is_created_over_one_of_another_case(disk: Path, path: str) -> None:
    asked = place(disk)
    around = Surroundings(
        facts=ProjectFacts(root=disk),
        allowance=Allowance(),
        find=lambda source, language, path: (),
        exists=asked.exists,
        confined=asked.confined,
        ignored=asked.ignored,
        twin=asked.twin,
        read=asked.read,
    )
    assert asked.exists(path)
    assert asked.twin(path) == "src/app.js"
    (failure, *_) = trouble_with_files((NewFile(path, "exports.a = 2;\n"),), around)
    assert "exists" in failure.message or "is `src/app.js` where" in failure.message


@pytest.mark.parametrize(
    "path", ["private/key.test.js", "PRIVATE/key.test.js", "Private/KEY.test.js"]
)
def test_what_is_ignored_is_so_in_any_case(disk: Path, path: str) -> None:
    """No text of a private file is read under another spelling of its name."""
    asked = place(disk)
    assert asked.ignored(path)
    assert asked.read(path) is None


def test_what_is_not_ignored_is_read_in_any_case(disk: Path) -> None:
    assert place(disk).read("SRC/App.js") == "exports.a = 1;\n"
