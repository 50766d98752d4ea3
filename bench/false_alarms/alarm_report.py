"""Write what was measured as Markdown: sizes, rates, findings by rule, and the verdicts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml
from alarm_scan import FileResult, Found

SERIOUS = ("error", "warning")
SECURITY_BAR = 1.0
SERIOUS_BAR = 1.5
"""Findings per 1,000 lines of code that the whole selection may have at most."""

Key = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a person says of a finding after reading it in its place."""

    word: str
    why: str


def read_verdicts(path: Path) -> dict[Key, Verdict]:
    """The verdicts by package, file, rule and the words of the line.

    Raises ValueError for a verdict that is none of right, wrong and arguable.
    """
    found: dict[Key, Verdict] = {}
    for package, entries in (yaml.safe_load(path.read_text(encoding="utf-8")) or {}).items():
        for entry in entries:
            if entry["verdict"] not in ("right", "wrong", "arguable"):
                raise ValueError(f"{package} {entry['file']}: {entry['verdict']} is no verdict")
            key = (package, entry["file"], entry["rule"], entry["line"])
            found[key] = Verdict(entry["verdict"], entry["why"])
    return found


def counts(found: Found) -> bool:
    """True for a finding that one of the two bars counts."""
    return found.security or found.severity in SERIOUS


@dataclass(frozen=True, slots=True)
class Rate:
    """Lines of code with the findings that count for each bar."""

    files: int
    lines: int
    security: int
    serious: int

    @property
    def security_rate(self) -> float:
        """Security findings of any severity per 1,000 lines."""
        return 1000 * self.security / max(1, self.lines)

    @property
    def serious_rate(self) -> float:
        """Findings of severity warning or error per 1,000 lines."""
        return 1000 * self.serious / max(1, self.lines)


def rate(results: Iterable[FileResult]) -> Rate:
    """The rate over some files."""
    kept = [result for result in results if not result.skipped]
    found = [one for result in kept for one in result.found]
    return Rate(
        len(kept),
        sum(result.lines for result in kept),
        sum(1 for one in found if one.security),
        sum(1 for one in found if one.severity in SERIOUS),
    )


def report(
    results: Sequence[FileResult], kinds: Mapping[str, str], verdicts: Mapping[Key, Verdict]
) -> str:
    """The page; ``kinds`` gives the kind of each package, in the order of the list."""
    found = [one for result in results for one in result.found]
    parts = [_head(rate(results)), _by_kind(results, kinds), _by_package(results, kinds)]
    parts += [_by_rule(found), _judged(found, verdicts)]
    return "\n".join(parts)


def _head(all_in_all: Rate) -> str:
    return f"""# False alarms on well-kept packages

Written by `make false-alarms` (`python bench/false_alarms/run.py`), which fetches the pinned
packages of `packages.yml` from the npm registry and runs every rule over their own source.
Lines are lines of code: blank lines and comments are not counted. A finding counts as security
when its rule has the tag `security`, whatever its severity. The rates count every finding, true
ones too: the verdicts at the end say which are false. `ROBUSTNESS.md` (`make never-throws`) tells
of a run over all files of these packages and more.

| | files | lines of code | findings | per 1,000 lines | at most |
|---|---|---|---|---|---|
| security, any severity | {all_in_all.files} | {all_in_all.lines} | {all_in_all.security} \
| **{all_in_all.security_rate:.2f}** | {SECURITY_BAR} |
| warning or error, any rule | {all_in_all.files} | {all_in_all.lines} | {all_in_all.serious} \
| **{all_in_all.serious_rate:.2f}** | {SERIOUS_BAR} |
"""


def _row(name: str, got: Rate) -> str:
    return (
        f"| {name} | {got.files} | {got.lines} | {got.security} | {got.security_rate:.2f} "
        f"| {got.serious} | {got.serious_rate:.2f} |"
    )


_COLUMNS = """files | lines | security | per 1,000 | warning or error | per 1,000 |
|---|---|---|---|---|---|---|"""


def _by_kind(results: Sequence[FileResult], kinds: Mapping[str, str]) -> str:
    rows = [
        _row(kind, rate(r for r in results if kinds[r.package] == kind))
        for kind in dict.fromkeys(kinds.values())
    ]
    return "\n".join(["## By kind", "", f"| kind | {_COLUMNS}", *rows, ""])


def _by_package(results: Sequence[FileResult], kinds: Mapping[str, str]) -> str:
    rows = [_row(name, rate(r for r in results if r.package == name)) for name in kinds]
    return "\n".join(["## By package", "", f"| package | {_COLUMNS}", *rows, ""])


def _by_rule(found: Sequence[Found]) -> str:
    number = Counter((one.rule, one.severity, one.security) for one in found)
    rows = [
        f"| {rule} | {severity} | {'yes' if security else ''} | {n} |"
        for (rule, severity, security), n in sorted(
            number.items(), key=lambda item: (-item[1], item[0])
        )
    ]
    head = ["## By rule", "", "| rule | severity | security | findings |", "|---|---|---|---|"]
    return "\n".join([*head, *rows, ""])


def _judged(found: Sequence[Found], verdicts: Mapping[Key, Verdict]) -> str:
    """The findings that count, each with its verdict; they are all of them, not a sample."""
    counted = [one for one in found if counts(one)]
    number = Counter(verdicts[one.key].word for one in counted if one.key in verdicts)
    judged = sum(number.values())
    rows = [_judged_row(one, verdicts.get(one.key)) for one in counted]
    head = f"""## What was found, and whether it is so

Of the {len(counted)} findings that count, {judged} were read in their place (`verdicts.yml`):
{number["right"]} right, {number["arguable"]} arguable, {number["wrong"]} wrong. *Right* is what a
reviewer would be glad to be told, even where the project has its reasons; *arguable* is true but
guarded by something that one file does not show; *wrong* is not so.

| place | rule | severity | verdict | why |
|---|---|---|---|---|"""
    return "\n".join([head, *rows, ""])


def _judged_row(one: Found, verdict: Verdict | None) -> str:
    place = f"{one.package} {one.file}:{one.line}"
    said = f"{verdict.word} | {_cell(verdict.why)}" if verdict is not None else "not read |"
    return f"| {place} | {one.rule} | {one.severity} | {said} |"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
