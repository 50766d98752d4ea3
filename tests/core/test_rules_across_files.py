"""What is said of values that go to other files; the projects lie in cross_file_cases.yml.

A line marked ``<<<`` in the first file of a case has a finding of the case's rule, no other line of
that file has; ``>>>`` marks the place in another file that the finding names.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from nodewright.document import Finding, LineTable
from nodewright.facts import ProjectFacts
from nodewright.javascript.parsing import language_of, parse, syntax_errors
from nodewright.project import ModuleFiles
from nodewright.rules import Modules, load_rules, scan

BOOK = load_rules()
CASES = yaml.safe_load(Path(__file__).with_name("cross_file_cases.yml").read_text("utf-8"))
FOUND, SINK = "<<<", ">>>"


def never(rule: Any, error: Exception) -> None:
    raise error


def lay_out(root: Path, files: dict[str, str]) -> ProjectFacts:
    """Write the files of a case below ``root``."""
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return ProjectFacts(root=root, dependencies={"express": "^4.19.0", "pg": "^8.11.0"})


def look(root: Path, name: str, facts: ProjectFacts) -> tuple[Finding, ...]:
    source = (root / name).read_bytes()
    language = language_of(name)
    assert language is not None
    assert not syntax_errors(parse(source, language))
    modules = Modules(BOOK, ModuleFiles(root), never)
    return scan(BOOK, source, language, facts, name, modules=modules)


def marked(files: dict[str, str], mark: str) -> set[tuple[str, int]]:
    return {
        (name, number)
        for name, text in files.items()
        for number, line in enumerate(text.split("\n"))
        if mark in line
    }


@pytest.mark.parametrize("case", CASES, ids=[case["case"] for case in CASES])
def test_the_marked_lines_are_found_and_no_others(case: dict[str, Any], tmp_path: Path) -> None:
    files = case["files"]
    first = next(iter(files))
    facts = lay_out(tmp_path, files)
    found = [f for f in look(tmp_path, first, facts) if f.rule == case["rule"]]
    lines = LineTable(files[first].encode())
    assert {(first, lines.line_of(f.span.start)) for f in found} == marked(
        {first: files[first]}, FOUND
    )
    places = {r.elsewhere for f in found for r in f.related if r.elsewhere is not None}
    assert {(place.path, place.line) for place in places} == marked(files, SINK)
