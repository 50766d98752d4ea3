"""The mistakes of every day are found in the forms that people write; they lie in a data file."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from nodewright.facts import ProjectFacts
from nodewright.javascript.parsing import parse, syntax_errors
from nodewright.rules import load_rules, scan

BOOK = load_rules()
FORMS = [
    pytest.param(entry["rule"], form, id=f"{entry['rule']}-{number}")
    for entry in yaml.safe_load(
        Path(__file__).with_name("everyday_forms.yml").read_text(encoding="utf-8")
    )
    for number, form in enumerate(entry["forms"], start=1)
]
PROJECT = ProjectFacts(dependencies={"express": "^4.19.0"})


@pytest.mark.parametrize(("rule", "form"), FORMS)
def test_a_mistake_is_found_in_each_of_its_forms(rule: str, form: str) -> None:
    source = form.encode()
    assert not syntax_errors(parse(source, "javascript"))
    found = scan(BOOK, source, "javascript", PROJECT, "src/app.js")
    assert rule in [finding.rule for finding in found]


@pytest.mark.parametrize(("rule", "form"), FORMS)
def test_typescript_finds_the_same(rule: str, form: str) -> None:
    found = scan(BOOK, form.encode(), "typescript", PROJECT, "src/app.ts")
    assert rule in [finding.rule for finding in found]
