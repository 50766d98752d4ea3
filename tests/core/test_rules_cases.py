"""What the rules make of code as it is really written; the cases lie in rule_cases.yml."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from nodewright.document import Language, LineTable
from nodewright.facts import ProjectFacts
from nodewright.javascript.parsing import parse, syntax_errors
from nodewright.rules import RuleBook, fix_all, load_rules, scan, verified_fixes
from nodewright.rules.model import LANGUAGES

BOOK = load_rules()
CASES = yaml.safe_load(Path(__file__).with_name("rule_cases.yml").read_text(encoding="utf-8"))


def parts(case: dict[str, Any]) -> tuple[RuleBook, bytes, Language, ProjectFacts]:
    """The book with only the rule of the case, its source, its grammar and its project."""
    book = BOOK.keeping(lambda rule: rule.id == case["rule"])
    language = LANGUAGES[case["languages"][0]]
    return book, case["code"].encode(), language, ProjectFacts(**case.get("facts", {}))


@pytest.mark.parametrize("case", CASES, ids=[case["case"] for case in CASES])
def test_the_rule_speaks_exactly_where_the_case_says(case: dict[str, Any]) -> None:
    book, source, language, facts = parts(case)
    assert not syntax_errors(parse(source, language))
    lines = LineTable(source)
    places = []
    for finding in scan(book, source, language, facts):
        line = lines.line_of(finding.span.start)
        places.append([line + 1, finding.span.start - lines.starts[line] + 1])
    assert places == case["at"]


@pytest.mark.parametrize("case", CASES, ids=[case["case"] for case in CASES])
def test_all_fixes_together_give_the_text_of_the_case(case: dict[str, Any]) -> None:
    book, source, language, facts = parts(case)
    text, _, _ = fix_all(book, source, language, facts, suggested=True)
    assert text.decode() == case.get("fixed", case["code"])
    assert not syntax_errors(parse(text, language))


def uncommented(case: dict[str, Any]) -> bool:
    """False for code with a comment, which the grammar ends at LF only."""
    return "--" not in case["code"]


EOLS = [
    pytest.param(case, eol, id=f"{case['case']}-{name}")
    for case in CASES
    for name, eol in (("crlf", "\r\n"), ("cr", "\r"))
    if eol == "\r\n" or uncommented(case)
]


@pytest.mark.parametrize(("case", "eol"), EOLS)
def test_fixes_keep_the_line_breaks_of_the_file(case: dict[str, Any], eol: str) -> None:
    book, source, language, facts = parts(case)
    text, _, _ = fix_all(book, source.replace(b"\n", eol.encode()), language, facts, suggested=True)
    assert text.decode() == case.get("fixed", case["code"]).replace("\n", eol)


def test_a_token_signed_with_another_algorithm_gets_no_safe_fix() -> None:
    source = b"""import jwt from 'jsonwebtoken';
const make = () => jwt.sign({}, SECRET, { algorithm: 'HS512' });
const read = (t) => jwt.verify(t, SECRET);
"""
    all_found = scan(BOOK, source, "javascript", ProjectFacts())
    (found,) = [f for f in all_found if f.rule == "jwt-without-algorithms"]
    assert verified_fixes(BOOK, source, "javascript", ProjectFacts(), "", found) == ()


def test_a_test_file_may_hold_secrets() -> None:
    source = b"const password = 'Tr0ub4dor&3'; jwt.sign(a, 'x');\nimport jwt from 'jsonwebtoken';\n"
    assert len(scan(BOOK, source, "javascript", ProjectFacts(), "src/login.js")) == 2
    for path in ("test/login.js", "src/login.test.ts", "src/__tests__/a.js", "login.spec.mjs"):
        assert scan(BOOK, source, "javascript", ProjectFacts(), path) == ()


def test_a_known_key_is_found_anywhere_and_named_after_its_issuer() -> None:
    key = "ghp_" + "a1B2c3D4e5F6" * 3
    source = f"fetch(url, {{ headers: ['{key}'] }});\n".encode()
    (found,) = scan(BOOK, source, "javascript", ProjectFacts(), fixes=True)
    assert "process.env.GITHUB_TOKEN" in found.message
    assert key not in found.message
    assert found.fixes[0].title == "Read it from process.env.GITHUB_TOKEN"
    assert not found.fixes[0].safe
