"""Switch off each check and each risk of the gate in turn, and count the cases that notice.

    python tests/gate_mutations.py [ID ...]

Prints a table; ends with 1 when no case of ``tests/answers`` notices that one of them is gone. A
check cannot hide another's work: all run on every proposal, so that only the cases in which one
said anything can end differently without it. Those are judged again, by the gate without it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TypeVar

sys.path.insert(0, str(Path(__file__).parent))

from answer_cases import CASES, Trial, complaints, tried
from nodewright.answer.checks import CHECKS, Check
from nodewright.answer.evidence import Evidence
from nodewright.answer.gate import weigh
from nodewright.answer.risks import RISKS, Risk

T = TypeVar("T")


def trials(paths: Sequence[Path] = CASES) -> Iterator[tuple[Trial, Evidence]]:
    """The cases that reach the gate, each with what the checks look at, worked out once."""
    for path in paths:
        trial = tried(path)
        if trial.evidence is not None:
            yield trial, trial.evidence


def survivors(
    wanted: Collection[str] = (), paths: Sequence[Path] = CASES
) -> tuple[dict[str, int], int]:
    """For each check and risk how many cases fail without it, and the number of cases tried.

    Raises ValueError for a case that fails with all of them: then nothing can be told.
    """
    names = [part.id for part in (*CHECKS, *RISKS)]
    noticed = {name: 0 for name in names if not wanted or name in wanted}
    count = 0
    for trial, evidence in trials(paths):
        count += 1
        checks, risks = _remembering(evidence)
        if wrong := complaints(trial, weigh(evidence, checks, risks)):
            raise ValueError(f"{trial.case.path}: {wrong}")
        spoke = {c.id for c in checks if not c.idle(evidence) and c.run(evidence)}
        spoke |= {risk.id for risk in risks if any(True for _ in risk.find(evidence))}
        for name in noticed.keys() & spoke:
            others = [check for check in checks if check.id != name]
            left = [risk for risk in risks if risk.id != name]
            noticed[name] += bool(complaints(trial, weigh(evidence, others, left)))
    return noticed, count


def _remembering(evidence: Evidence) -> tuple[list[Check], list[Risk]]:
    """The checks and risks, each asked once: they are pure, and a case is judged many times."""

    def once(answer: Callable[[Evidence], Iterable[T]]) -> Callable[[Evidence], list[T]]:
        said = cache(lambda: list(answer(evidence)))
        return lambda _: said()

    checks = [replace(check, run=once(check.run)) for check in CHECKS]
    return checks, [Risk(r.id, r.title, _again(once(r.find))) for r in RISKS]


def _again(said: Callable[[Evidence], list[str]]) -> Callable[[Evidence], Iterator[str]]:
    return lambda evidence: iter(said(evidence))


def main(wanted: Sequence[str]) -> int:
    """Print the table; 1 where a check or risk could go and nobody would notice."""
    noticed, count = survivors(wanted)
    checks = {check.id for check in CHECKS}
    print(
        f"{count} cases reach the gate.\n\n| Switched off | What | Cases that fail |\n|---|---|---|"
    )
    for name, cases in noticed.items():
        print(f"| `{name}` | {'check' if name in checks else 'risk'} | {cases} |")
    unnoticed = [name for name, cases in noticed.items() if not cases]
    if unnoticed:
        print(f"\nNobody would notice the loss of: {', '.join(unnoticed)}.")
    else:
        print(f"\nEach of the {len(noticed)} is noticed.")
    return 1 if unnoticed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
