"""The gate without one of its parts: the corpus notices the loss of each check and each risk."""

from __future__ import annotations

from pathlib import Path

from answer_cases import CASES
from casefiles import read_case
from gate_mutations import survivors
from nodewright.answer.checks import CHECKS
from nodewright.answer.risks import RISKS


def chosen() -> list[Path]:
    """For each check the first case that it refuses, and one for each sentence of a risk."""
    first: dict[str, Path] = {}
    for path in CASES:
        keys = read_case(path).keys
        if keys.get("check") or keys.get("risk"):
            first.setdefault(str(keys.get("check") or keys.get("risk")), path)
    return [*first.values()]


def test_the_loss_of_every_check_and_risk_is_noticed() -> None:
    """`make gate-mutations` does the same with all cases."""
    noticed, count = survivors(paths=chosen())
    assert count > len(CHECKS)
    assert [name for name, cases in noticed.items() if not cases] == []


def test_a_part_that_no_case_needs_is_told() -> None:
    """Without cases of its own a check would go unnoticed, and the table says so."""
    folder = [path for path in CASES if path.parent.name == "tests-weakened"]
    others = [path for path in folder if read_case(path).keys["expect"] == "refused"][:3]
    noticed, _ = survivors(["tests-not-weakened", "routes-kept"], others)
    assert noticed == {"tests-not-weakened": 3, "routes-kept": 0}


def test_every_part_has_a_name_of_its_own() -> None:
    """Switching off by name must switch off one part alone."""
    ids = [part.id for part in (*CHECKS, *RISKS)]
    assert len(set(ids)) == len(ids)
