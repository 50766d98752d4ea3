"""docs/configuration.md: its comments hide, its TOML and its rules are read without a complaint."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from nodewright.facts import NoControls, ProjectFacts
from nodewright.javascript.parsing import parse
from nodewright.project import over
from nodewright.project.configuration import parse_configuration
from nodewright.rulebooks import RuleBooks
from nodewright.rules import fix_all, load_rules, scan, with_own_rules
from nodewright.rules.suppression_comments import suppressions
from nodewright.settings import settings_schema

PAGE = (Path(__file__).parent.parent / "docs" / "configuration.md").read_text("utf-8")
BLOCKS = {
    kind: re.findall(rf"(?ms)^```{kind}\n(.*?)^```$", PAGE) for kind in ("js", "toml", "yaml")
}
BOOK = load_rules()


@pytest.mark.parametrize("code", BLOCKS["js"])
def test_the_comments_have_a_reason_and_name_rules_that_exist(code: str) -> None:
    source = code.encode()
    (comment,) = suppressions(source, parse(source, "javascript"))
    assert comment.reason
    assert {name.rule for name in comment.names} <= BOOK.names


def test_the_comment_for_a_line_hides_what_stands_there() -> None:
    source = BLOCKS["js"][0].encode()
    assert scan(BOOK, source, "javascript", ProjectFacts()) == ()
    assert len(scan(BOOK, source.split(b"\n", 1)[1], "javascript", ProjectFacts())) == 1


def test_the_file_is_taken_as_it_stands() -> None:
    (toml,) = BLOCKS["toml"]
    part, problems = parse_configuration(toml.encode())
    assert problems == ()
    assert part.folder == "nodewright-rules"
    facts = ProjectFacts(controls=over(NoControls(), part))
    assert RuleBooks(BOOK).problems(facts) == []
    assert facts.controls.ignores("dist/index.js")
    assert facts.controls.layers("test/a.js")[-1] == {"secrets": "off", "hardcoded-secret": "hint"}


def test_the_rule_of_one_s_own_finds_and_repairs() -> None:
    (rule,) = BLOCKS["yaml"]
    book = with_own_rules(BOOK, [("nodewright-rules/mail.yml", rule)])
    assert book.problems == ()
    text, fixed, left = fix_all(
        book, b"legacy.send(letter);\n", "javascript", ProjectFacts(), suggested=True
    )
    assert text == b"mail.send(letter, { timeout: 5000 });\n"
    assert ([f.rule for f in fixed], left) == (["raw-legacy-client"], ())


def test_the_settings_it_names_exist() -> None:
    named = set(re.findall(r"`(nodewright\.[a-zA-Z.]+)`", PAGE)) - {"nodewright.toml"}
    assert len(named) == 5
    assert named <= set(settings_schema())
