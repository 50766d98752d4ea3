"""``nodewright rules`` and ``nodewright explain``."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from checking import run
from nodewright.rules import load_rules

BOOK = load_rules()


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nodewright.cli.reference.load_rules", lambda: BOOK)


def rows(*arguments: str) -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = json.loads(run("rules", "--format", "json", *arguments).stdout)
    return told


def test_rules_as_json() -> None:
    """Exactly the six fields, each of its kind, and every rule can be explained."""
    assert [row["id"] for row in rows()] == list(BOOK.rules)
    for row in rows():
        assert list(row) == ["id", "family", "severity", "cwe", "fix", "title"]
        assert row["severity"] in ("error", "warning", "information", "hint")
        assert row["fix"] in ("safe", "suggested", None)
        assert all(cwe.startswith("CWE-") for cwe in row["cwe"])
        explained = run("explain", row["id"])
        assert explained.exit_code == 0
        assert row["id"] in explained.stdout


def test_the_last_line_counts_rules_and_fixes() -> None:
    """The figures are those of the list above it."""
    kinds = [row["fix"] for row in rows()]
    fixes, safe = len(kinds) - kinds.count(None), kinds.count("safe")
    last = run("rules").stdout.splitlines()[-1]
    assert last == f"{len(kinds)} rules, {fixes} with a fix, {safe} safe"


def test_the_table_names_every_rule_in_full() -> None:
    """One a line, with its title, nothing cut off."""
    text = run("rules").stdout
    for row in rows():
        (line,) = re.findall(rf"(?m)^{row['id']} .*$", text)
        assert row["title"] in line


@pytest.mark.parametrize(
    ("arguments", "wanted"),
    [
        (["--safe"], lambda rule: rule.fix_kind == "safe"),
        (["--fixable"], lambda rule: rule.fix_kind is not None),
        (["--family", "injection"], lambda rule: rule.family == "injection"),
        (
            ["--family", "web", "--family", "data", "--safe"],
            lambda rule: rule.family in ("web", "data") and rule.fix_kind == "safe",
        ),
    ],
)
def test_a_choice_of_rules(arguments: list[str], wanted: Any) -> None:
    """Options narrow the list, and the count goes with it."""
    chosen = [rule.id for rule in BOOK.rules.values() if wanted(rule)]
    assert [row["id"] for row in rows(*arguments)] == chosen
    assert run("rules", *arguments).stdout.splitlines()[-1].startswith(f"{len(chosen)} rule")


def test_a_family_that_is_none_is_told_with_those_that_are() -> None:
    """Exit code 2 and the way on."""
    result = run("rules", "--family", "injektion")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "there is no family 'injektion'; there are async, " in result.stderr


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("sql-injektion", "did you mean sql-injection,"),
        ("SQL-Injection", "did you mean sql-injection,"),
        ("sql", "did you mean sql-injection or nosql-injection?"),
        ("zzz", "`nodewright rules` lists them"),
    ],
)
@pytest.mark.parametrize("command", [["explain"], ["check", ".", "--rule"]])
def test_a_rule_that_is_none_is_told_with_the_nearest(
    command: list[str], name: str, hint: str
) -> None:
    """Exit code 2 and the way on."""
    result = run(*command, name)
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"there is no rule '{name}'; {hint}" in result.stderr


def test_actions_as_text_name_every_entry() -> None:
    """A table, one entry a row, nothing cut off."""
    told = json.loads(run("actions", "--format", "json").stdout)
    text = run("actions").stdout
    assert all(row["id"] in text for row in told)
    assert "…" not in text
