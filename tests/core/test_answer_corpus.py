"""Every file of tests/answers through the whole room: parse, propose, verify, finish."""

from __future__ import annotations

from pathlib import Path

import pytest
from answer_cases import CASES, complaints, tried
from casefiles import read_case
from nodewright.answer.gate import CHECKS, weigh


@pytest.mark.parametrize("path", CASES, ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_answer_ends_as_its_file_says(path: Path) -> None:
    """The answer becomes exactly the expected edit, or is refused for the expected reason."""
    trial = tried(path)
    verdict = weigh(trial.evidence) if trial.evidence else None
    assert complaints(trial, verdict) == []


def test_corpus_is_large_and_covers_every_check() -> None:
    """At least 200 cases, each with a sentence about it, and one refusal for every check."""
    cases = [read_case(path) for path in CASES]
    assert len(cases) >= 200
    assert all(str(case.keys["about"]).strip() for case in cases)
    refused = {case.keys.get("check") for case in cases}
    assert {check.id for check in CHECKS} - refused <= {"secrets-kept"}
