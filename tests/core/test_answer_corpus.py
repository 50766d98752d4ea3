"""Every file of tests/answers through the whole room: parse, propose, verify, finish."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from answer_cases import CASES, complaints, tried
from casefiles import read_case
from kinds_of_answers import DATA, expected
from nodewright.answer.gate import CHECKS, weigh


@pytest.mark.parametrize("path", CASES, ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_answer_ends_as_its_file_says(path: Path) -> None:
    """The answer becomes exactly the expected edit, or is refused for the expected reason."""
    trial = tried(path)
    verdict = weigh(trial.evidence) if trial.evidence else None
    assert complaints(trial, verdict) == []


def test_corpus_is_large_and_covers_every_check() -> None:
    """At least 230 cases by 12 kinds, each with a sentence, and a refusal for every check."""
    cases = [read_case(path) for path in CASES]
    assert len(cases) >= 230
    assert len({path.parent for path in CASES}) >= 12
    assert all(str(case.keys["about"]).strip() for case in cases)
    refused = {case.keys.get("check") for case in cases}
    assert {check.id for check in CHECKS} - refused <= {"secrets-kept"}


def test_table_of_kinds_is_that_of_the_cases() -> None:
    """What docs/safety.md counts comes from a run of all cases: `python -m kinds_of_answers`."""
    assert json.loads(DATA.read_text("utf-8")) == expected(), "count anew: make answers"
