"""The proof cases: one YAML file each, read and judged without running anything."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent / "cases"
_KEYS = {
    *("rule", "about", "file", "code", "files", "packages", "postgres", "prelude", "mask"),
    *("good", "bad"),
}
_REQUIRED = ("rule", "about", "code", "good")


@dataclass(frozen=True)
class Attack:
    """A bad input: what it shows while it succeeds, and what it shows once it is refused.

    ``before`` and ``after`` are regular expressions; what ``before`` finds must be gone afterwards.
    """

    step: Mapping[str, Any]
    before: str
    after: str


@dataclass(frozen=True)
class Case:
    """One piece of code with an offence, good inputs for it, and attacks.

    ``packages`` maps the name that the code uses to the name in package.json of this folder.
    ``postgres``: SQL that fills the database. ``prelude``: code that runs before the project.
    ``mask``: regular expressions for what differs from run to run.
    """

    name: str
    rule: str
    about: str
    code: str
    good: Sequence[Mapping[str, Any]]
    bad: Sequence[Attack]
    file: str = "app.js"
    files: Mapping[str, str] = field(default_factory=dict)
    packages: Mapping[str, str] = field(default_factory=dict)
    postgres: str | None = None
    prelude: str = ""
    mask: Sequence[str] = ()


def read_cases(folder: Path = FOLDER) -> list[Case]:
    """All cases in the order of their names; raises ValueError that names the file."""
    return [_read(path) for path in sorted(folder.glob("*.yml"))]


def _read(path: Path) -> Case:
    try:
        return _case(path.stem, yaml.safe_load(path.read_text(encoding="utf-8")))
    except (ValueError, KeyError, TypeError, re.error, yaml.YAMLError) as error:
        raise ValueError(f"{path.name}: {error}") from error


def _case(name: str, written: Any) -> Case:
    if not isinstance(written, dict):
        raise ValueError("a case is a mapping")
    if unknown := set(written) - _KEYS:
        raise ValueError(f"unknown: {', '.join(sorted(unknown))}")
    if missing := [key for key in _REQUIRED if not written.get(key)]:
        raise ValueError(f"missing: {', '.join(missing)}")
    packages = written.get("packages", [])
    if isinstance(packages, list):
        packages = {package: package for package in packages}
    for pattern in written.get("mask", ()):
        re.compile(pattern)
    return Case(
        name=name,
        rule=written["rule"],
        about=written["about"],
        code=written["code"],
        good=[_step(entry) for entry in written["good"]],
        bad=[_attack(entry) for entry in written.get("bad", ())],
        file=written.get("file", "app.js"),
        files=written.get("files", {}),
        packages=packages,
        postgres=written.get("postgres"),
        prelude=written.get("prelude", ""),
        mask=written.get("mask", ()),
    )


def _step(written: Any) -> Mapping[str, Any]:
    step = {"send": written} if isinstance(written, str) else dict(written)
    if ("send" in step) == ("call" in step):
        raise ValueError(f"a step either sends a request or calls a function: {written}")
    return step


def _attack(written: Any) -> Attack:
    rest = dict(written)
    before, after = rest.pop("before"), rest.pop("after", "")
    for pattern in (before, after):
        re.compile(pattern)
    return Attack(_step(rest), before, after)
