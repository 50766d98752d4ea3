"""How client input travels through a file; the cases lie in flow_cases.yml."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from nodewright.document import LineTable
from nodewright.facts import ProjectFacts
from nodewright.javascript.parsing import parse, syntax_errors
from nodewright.rules import load_rules, scan
from nodewright.rules.model import LANGUAGES

BOOK = load_rules()
CASES = yaml.safe_load(Path(__file__).with_name("flow_cases.yml").read_text(encoding="utf-8"))
MARK = "// <<<"


def found_lines(case: dict[str, Any], source: bytes, name: str) -> list[int]:
    """The lines, from 1, that the rule of the case speaks of."""
    book = BOOK.keeping(lambda rule: rule.id == case["rule"])
    facts = ProjectFacts(**case.get("facts", {}))
    found = scan(book, source, LANGUAGES[name], facts)
    lines = LineTable(source)
    return [lines.line_of(finding.span.start) + 1 for finding in found]


@pytest.mark.parametrize("case", CASES, ids=[case["case"] for case in CASES])
def test_input_reaches_exactly_the_marked_lines(case: dict[str, Any]) -> None:
    wanted = [n for n, line in enumerate(case["code"].split("\n"), start=1) if MARK in line]
    source = case["code"].encode()
    for name in [case["language"]] if "language" in case else ["js", "ts"]:
        assert not syntax_errors(parse(source, LANGUAGES[name]))
        assert found_lines(case, source, name) == wanted


def test_the_way_of_the_input_leads_through_the_statements_of_the_file() -> None:
    source = b"""const { exec } = require('child_process');
app.get('/', (req, res) => { list(req.query); res.end(); });
function list(options) { run('-l', options.dir); }
function run(flag, dir) {
  exec('ls ' + dir);
}
"""
    book = BOOK.keeping(lambda rule: rule.id == "command-injection")
    (found,) = scan(book, source, "javascript", ProjectFacts())
    way = [(source[r.span.start : r.span.end].decode(), r.message) for r in found.related]
    assert way == [
        ("req.query", "The client chooses this value"),
        ("options.dir", "It is handed on here"),
        ("dir", "A caller in this file gives it what the client chose"),
    ]
