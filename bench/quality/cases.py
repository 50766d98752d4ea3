"""The cases of bench/quality: small projects with a fault, and tests that say when it is gone."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).resolve().parent
CASES = HERE / "cases"

EXPECTED = ("repair", "decline", "tests")
"""What the right result is: code whose hidden tests pass; no edit; tests that kill mutants."""
ENDINGS = ("cannot-do", "question", "no-change")
"""How a model that knows better ends a case that must not be done."""
KEYS = {
    "title",
    "action",
    "request",
    "file",
    "from",
    "to",
    "expect",
    "ending",
    "source",
    "seconds",
    "memory",
    "everyday",
}
LONGEST, LARGEST = 40, 256
"""Seconds of one run of a case's tests, and MiB of its heap, where the case says nothing."""


class BadCaseError(Exception):
    """A case that cannot be run; says which and why."""


@dataclass(frozen=True)
class Case:
    """One folder of ``cases``: ``case.yml``, ``project/`` and what judges it.

    ``hidden/`` holds tests that nobody but the judge sees, ``solution/`` the files as an expert
    would leave them, ``mutants/NAME/`` files with a planted bug that new tests have to notice.
    """

    name: str
    said: dict[str, Any]

    @property
    def folder(self) -> Path:
        """Where the case lies."""
        return CASES / self.name

    @property
    def project(self) -> Path:
        """The files that the model may see."""
        return self.folder / "project"

    @property
    def action(self) -> str:
        """Id of the action that the developer picks."""
        return str(self.said["action"])

    @property
    def request(self) -> str:
        """What the developer says, in a user's words; may be empty."""
        return str(self.said.get("request", ""))

    @property
    def file(self) -> str:
        """The open file, POSIX, from the project's root."""
        return str(self.said["file"])

    @property
    def expect(self) -> str:
        """One of EXPECTED."""
        return str(self.said.get("expect", "repair"))

    @property
    def everyday(self) -> bool:
        """A usual mistake in usual code; the others come from advisories and long threads."""
        return bool(self.said.get("everyday", False))

    @property
    def typescript(self) -> bool:
        """Whether its tests need types stripped."""
        return any(self.project.rglob("*.ts"))

    @property
    def seconds(self) -> float:
        """The longest that one run of its tests may take."""
        return float(self.said.get("seconds", LONGEST))

    @property
    def memory(self) -> int:
        """MiB of heap that its tests may use."""
        return int(self.said.get("memory", LARGEST))

    @cached_property
    def text(self) -> str:
        """The open file."""
        return (self.project / self.file).read_bytes().decode("utf-8")

    @cached_property
    def lines(self) -> tuple[int, int]:
        """The first selected line and the last one, from 0.

        ``from`` stands in one line only; ``to`` is the whole last line, the first such one.
        """
        lines = self.text.split("\n")
        begins, ends = str(self.said["from"]), str(self.said["to"])
        first = [number for number, line in enumerate(lines) if begins in line]
        if len(first) != 1:
            raise BadCaseError(f"{self.name}: `from` stands in {len(first)} lines, not in one")
        for number in range(first[0], len(lines)):
            if lines[number].rstrip() == ends:
                return first[0], number
        raise BadCaseError(f"{self.name}: no line is `{ends}` after `from`")

    def visible_tests(self) -> list[str]:
        """Tests that pass before and have to pass afterwards, from the project's root."""
        return _tests(self.project, self.project)

    def hidden_tests(self) -> list[str]:
        """Tests that only the judge has, as they lie once ``hidden/`` is beside the project."""
        return _tests(self.folder / "hidden", self.folder)

    def mutants(self) -> list[Path]:
        """Folders of files, each with one planted bug."""
        folder = self.folder / "mutants"
        return sorted(p for p in folder.iterdir() if p.is_dir()) if folder.is_dir() else []


def _tests(folder: Path, root: Path) -> list[str]:
    found = [p for p in folder.rglob("*.test.*") if p.suffix in (".js", ".mjs", ".cjs", ".ts")]
    return sorted(path.relative_to(root).as_posix() for path in found)


def read_cases(names: list[str] | None = None) -> list[Case]:
    """All cases, or those whose name holds one of the words. Raises BadCaseError."""
    folders = sorted(p for p in CASES.iterdir() if (p / "case.yml").is_file())
    chosen = [p for p in folders if not names or any(word in p.name for word in names)]
    return [_read(folder) for folder in chosen]


def _read(folder: Path) -> Case:
    said = yaml.safe_load((folder / "case.yml").read_text(encoding="utf-8"))
    if not isinstance(said, dict):
        raise BadCaseError(f"{folder.name}: case.yml is no table")
    unknown = set(said) - KEYS
    missing = {"title", "action", "file", "from", "to"} - set(said)
    if unknown or missing:
        wrong = ", ".join(sorted(unknown | missing))
        raise BadCaseError(f"{folder.name}: unknown or missing in case.yml: {wrong}")
    case = Case(folder.name, said)
    if case.expect not in EXPECTED:
        raise BadCaseError(f"{folder.name}: `expect` is one of {', '.join(EXPECTED)}")
    if (case.expect == "decline") != (said.get("ending") in ENDINGS):
        raise BadCaseError(f"{folder.name}: `ending` belongs to a case to decline, and only there")
    if case.expect == "tests" and not case.mutants():
        raise BadCaseError(f"{folder.name}: tests are judged by mutants/, which is missing")
    if case.expect == "repair" and not _tests(folder / "hidden", folder):
        raise BadCaseError(f"{folder.name}: hidden/ holds no test")
    return case
