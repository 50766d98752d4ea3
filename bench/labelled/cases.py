"""The labelled lines, and which weaknesses are the same kind of mistake."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent

_KINDS: tuple[tuple[str, tuple[int, ...]], ...] = (
    ("command injection", (77, 78, 88)),
    ("code injection", (94, 95, 96, 98, 470, 502, 829, 913, 1336)),
    ("path traversal", (22, 23, 24, 36, 59, 73, 434, 538, 548, 552)),
    ("SQL and NoSQL injection", (89, 90, 643, 943)),
    ("prototype pollution", (471, 915, 1321)),
    ("slow regular expression", (400, 407, 1333)),
    ("cross-site scripting", (79, 80, 116)),
    ("open redirect", (601,)),
    ("request forgery", (918, 441)),
    ("tokens and signatures", (287, 345, 347)),
    ("timing", (203, 208)),
    ("random values", (330, 331, 335, 338, 340)),
    ("weak cryptography", (326, 327, 328, 329, 916, 1204)),
    ("transport", (295, 297, 300, 311, 319, 494)),
    ("resources", (248, 409, 674, 755, 770, 776, 789, 834)),
    ("secrets", (200, 201, 209, 259, 312, 321, 522, 532, 798)),
    ("temporary files", (377, 379, 732)),
    ("headers and origins", (93, 113, 346, 352, 640, 644, 942, 1004, 614)),
    ("filters that miss", (20, 184, 185, 625, 697, 777)),
)


@dataclass(frozen=True, slots=True)
class Line:
    """A labelled line, counted from 1; ``text`` is how it begins, without its indentation.

    ``kind`` names the kind of mistake.
    """

    file: str
    number: int
    text: str
    kind: str


@dataclass(frozen=True, slots=True)
class Case:
    """A package with an advisory: the version that has the weakness and the one that has not."""

    package: str
    before: str
    after: str | None
    integrity: Mapping[str, str]
    advisory: str
    cwe: str
    lines: tuple[Line, ...]

    @property
    def held_out(self) -> bool:
        """True for the half that no rule was tuned on; the package's name decides."""
        return hashlib.sha256(self.package.encode()).digest()[0] % 2 == 1

    @property
    def kind(self) -> str:
        """The kind of mistake that the advisory is about."""
        return kind_of(self.cwe)


def kind_of(cwe: str) -> str:
    """The name of the kind that ``CWE-n`` belongs to; ``other`` when it is in no list."""
    number = int(cwe.removeprefix("CWE-"))
    return next((name for name, numbers in _KINDS if number in numbers), "other")


def load_cases() -> list[Case]:
    """The cases of ``cases.yml``, in its order."""
    written = yaml.safe_load((HERE / "cases.yml").read_text(encoding="utf-8"))
    return [_case(entry) for entry in written]


def _case(entry: Mapping[str, Any]) -> Case:
    lines = []
    for each in entry["lines"]:
        file, _, number = str(each["at"]).rpartition(":")
        kind = kind_of(str(each.get("cwe", entry["cwe"])))
        lines.append(Line(file, int(number), str(each["text"]), kind))
    return Case(
        package=str(entry["package"]),
        before=str(entry["before"]),
        after=None if entry["after"] is None else str(entry["after"]),
        integrity={str(k): str(v) for k, v in entry["integrity"].items()},
        advisory=str(entry["advisory"]),
        cwe=str(entry["cwe"]),
        lines=tuple(lines),
    )


def load_verdicts() -> dict[tuple[str, str, str, str], bool]:
    """What reading said of findings without a label: by package, file, rule and line text."""
    file = HERE / "verdicts.yml"
    written = yaml.safe_load(file.read_text(encoding="utf-8")) if file.exists() else None
    return {
        (str(v["package"]), str(v["file"]), str(v["rule"]), str(v["text"])): bool(v["right"])
        for v in written or ()
    }
