"""The proofs of the safe fixes can all be run; those without packages are run here."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from fix_proofs.cases import Case, read_cases
from fix_proofs.proving import mended, prove, write_project
from nodewright.rules import load_rules
from snippets import snippets

BOOK = load_rules()
CASES = read_cases()
QUICK = ("prototype-pollution-merge", "floating-promise", "callback-called-twice", "fs-exists")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_safe_fix_repairs_the_code_of_each_proof(case: Case, tmp_path: Path) -> None:
    write_project(case, tmp_path)
    text, why = mended(BOOK, case, tmp_path)
    assert why == ""
    assert text != case.code


def test_the_example_of_the_page_is_a_case_whose_code_is_repaired(tmp_path: Path) -> None:
    page = Path(__file__).parent / "fix_proofs" / "README.md"
    (example,) = (snippet.text for snippet in snippets(page) if snippet.kind == "yaml")
    (tmp_path / "reflected-xss-example.yml").write_text(example, "utf-8")
    (case,) = read_cases(tmp_path)
    write_project(case, tmp_path)
    text, why = mended(BOOK, case, tmp_path)
    assert (why, text != case.code) == ("", True)


def test_there_are_forty_proofs_over_thirty_rules() -> None:
    assert len(CASES) >= 40
    assert len({case.rule for case in CASES}) >= 30


@pytest.mark.skipif(shutil.which("node") is None, reason="needs Node")
@pytest.mark.parametrize(
    "case", [c for c in CASES if c.name in QUICK and not c.packages], ids=lambda case: case.name
)
def test_a_proof_without_packages_holds_under_node(case: Case) -> None:
    assert prove(BOOK, case, None).why == ""


@pytest.mark.skipif(shutil.which("node") is None, reason="needs Node")
def test_a_fix_that_changes_what_good_input_shows_is_not_proved() -> None:
    """An attack that is called good input is one whose effect the fix takes away."""
    case = next(c for c in CASES if c.name == "prototype-pollution-merge")
    called_good = replace(case, good=[attack.step for attack in case.bad], bad=[])
    assert "stranger: true" in prove(BOOK, called_good, None).why


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[]", "a case is a mapping"),
        ("rule: x\n", "missing: about, code, good"),
        ("rule: x\nabout: a\ncode: c\ngood: [GET /]\nwrong: 1\n", "unknown: wrong"),
        ("rule: x\nabout: a\ncode: c\ngood: [{with: []}]\n", "either sends a request or calls"),
        ("rule: x\nabout: a\ncode: c\ngood: [GET /]\nbad: [{send: GET /}]\n", "before"),
    ],
)
def test_a_broken_case_is_named(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "one.yml").write_text(text)
    with pytest.raises(ValueError, match=rf"one\.yml: .*{said}"):
        read_cases(tmp_path)
