"""Run all of tests/answers, print how each kind ended, and write it for docs/safety.md.

    cd tests && python -m kinds_of_answers

Ends with 1 where a case does not end as its file says; then nothing is written.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from pathlib import Path

import yaml
from answer_cases import CASES, complaints, tried
from casefiles import read_case
from nodewright.answer.gate import weigh

DATA = Path(__file__).parents[1] / "bench" / "answers" / "figures.json"
ANSWERS = Path(__file__).parent / "answers"
ORDERS = Path(__file__).parent / "injection"
ENDINGS = {"edit": "edits", "refused": "refusals"}
"""How a case ends, by its key; the rest are the model's own refusals and questions."""


Rows = list[dict[str, object]]


def counted(endings: Iterable[tuple[str, str]], folder: Path) -> Rows:
    """One row a kind, from pairs of kind and ending; ``folder`` says what its kinds are."""
    sentences = yaml.safe_load((folder / "kinds.yml").read_text("utf-8"))
    rows: dict[str, dict[str, int]] = {}
    for kind, ending in endings:
        row = rows.setdefault(kind, {"cases": 0, "edits": 0, "refusals": 0, "words": 0})
        row["cases"] += 1
        row[ENDINGS.get(ending, "words")] += 1
    return [{"kind": kind, "about": sentences[kind], **rows[kind]} for kind in sorted(rows)]


def expected() -> dict[str, Rows]:
    """The rows that the files of the cases lay down; the tests hold each case to its file."""
    orders = sorted(ORDERS.glob("*/*.md"))
    return {"answers": laid_down(CASES, ANSWERS), "orders": laid_down(orders, ORDERS)}


def laid_down(cases: Iterable[Path], folder: Path) -> Rows:
    """One row a kind, by what the files expect."""
    return counted(((path.parent.name, read_case(path).keys["expect"]) for path in cases), folder)


def main() -> int:
    """Run the cases; the exit status says whether all ended as they should."""
    endings: list[tuple[str, str]] = []
    wrong = 0
    for path in CASES:
        trial = tried(path)
        said = complaints(trial, weigh(trial.evidence) if trial.evidence else None)
        if said:
            wrong += 1
            print(f"{path.parent.name}/{path.stem}: {'; '.join(said)}")
        endings.append((path.parent.name, trial.case.file.keys["expect"]))
    rows = counted(endings, ANSWERS)
    for row in rows:
        print(f"{row['kind']:20} {row['cases']:4} {row['edits']:4} {row['refusals']:4}")
    print(f"{len(CASES)} cases by {len(rows)} kinds, {wrong} wrong")
    if not wrong:
        DATA.parent.mkdir(exist_ok=True)
        DATA.write_text(json.dumps({**expected(), "answers": rows}, indent=1) + "\n", "utf-8")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
