"""Switch off each check and each risk of the gate in turn, and count the cases that notice.

    python tests/gate_mutations.py [ID ...]

Prints a table; ends with 1 when no case of ``tests/answers`` notices that one of them is gone. A
check cannot hide another's work: all run on every proposal, so that only the cases in which one
said anything can end differently without it. Those are judged again, by the gate without it.
"""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from answer_cases import CASES, Trial, complaints, tried
from nodewright.answer.checks import CHECKS
from nodewright.answer.evidence import Evidence
from nodewright.answer.gate import weigh
from nodewright.answer.risks import RISKS


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
        if wrong := complaints(trial, weigh(evidence)):
            raise ValueError(f"{trial.case.path}: {wrong}")
        for name in noticed.keys() & _spoke(evidence):
            checks = [check for check in CHECKS if check.id != name]
            risks = [risk for risk in RISKS if risk.id != name]
            noticed[name] += bool(complaints(trial, weigh(evidence, checks, risks)))
    return noticed, count


def _spoke(evidence: Evidence) -> set[str]:
    """The checks and risks that have something to say about a case."""
    checks = {c.id for c in CHECKS if not c.idle(evidence) and c.run(evidence)}
    return checks | {risk.id for risk in RISKS if any(True for _ in risk.find(evidence))}


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
