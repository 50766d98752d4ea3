"""The page that tells how to write a rule: what it shows works as it stands there."""

from __future__ import annotations

from pathlib import Path

import pytest
from checking import check, found, write
from config_languages import toml
from nodewright.document import LineTable
from nodewright.facts import ProjectFacts
from nodewright.javascript.parsing import parse, syntax_errors
from nodewright.rules import RuleBook, fix_all, scan, with_own_rules
from nodewright.rules.conditions import CONDITIONS
from nodewright.rules.model import LANGUAGES
from snippets import ROOT, snippets, table_rows

PAGE = ROOT / "docs" / "write-a-rule.md"
TEXT = PAGE.read_text("utf-8")
SHORT, WHOLE = (s.text for s in snippets(PAGE) if s.kind == "yaml")
BAD, OK = (s.text for s in snippets(PAGE) if s.kind == "js")
(SETTING,) = (s.text for s in snippets(PAGE) if s.kind == "toml")


def only(text: str) -> RuleBook:
    """A book with nothing but the rule that is written here."""
    book = with_own_rules(RuleBook({}), [("rules/ours.yml", text)])
    assert book.problems == ()
    return book.keeping(lambda rule: rule.id == "console-in-handler")


def test_it_is_ten_lines() -> None:
    """As the page says."""
    assert len(SHORT.splitlines()) == 10


@pytest.mark.parametrize("text", [SHORT, WHOLE], ids=["short", "whole"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_rule_finds_the_bad_code_and_leaves_the_good_alone(text: str, language: str) -> None:
    """In every language, with the message that it writes."""
    (finding,) = scan(only(text), BAD.encode(), LANGUAGES[language], ProjectFacts())
    assert LineTable(BAD.encode()).line_of(finding.span.start) == 1
    assert finding.message == ("A handler writes to the console: console.log('orders', req.query)")
    assert scan(only(text), OK.encode(), LANGUAGES[language], ProjectFacts()) == ()


def test_the_examples_of_the_whole_rule_hold() -> None:
    """Place, repair and silence, as for the rules that come with nodewright."""
    book = only(WHOLE)
    (rule,) = book.rules.values()
    for example in rule.examples:
        source = example.code.encode()
        assert not syntax_errors(parse(source, "javascript"))
        lines = LineTable(source)
        places = [
            (lines.line_of(f.span.start) + 1, f.span.start - lines.starts[1] + 1)
            for f in scan(book, source, "javascript", ProjectFacts())
        ]
        assert tuple(places) == example.at
        if example.fixed is not None:
            text, _, left = fix_all(book, source, "javascript", ProjectFacts(), suggested=True)
            assert (text.decode(), left) == (example.fixed, ())


@pytest.mark.usefixtures("quick")
def test_a_project_that_does_as_the_page_says_has_the_rule() -> None:
    """The two files where the page puts them, and the commands that it names."""
    write("package.json", "{}")
    write("rules/ours.yml", WHOLE)
    write("nodewright.toml", SETTING)
    path: Path = write("src/app.js", BAD)
    write("src/good.js", OK)
    assert toml(SETTING) == {"project-rules": {"folder": "rules"}}
    only_ours = ("--rule", "console-in-handler")
    assert [(f["file"], f["line"]) for f in found("src", *only_ours)] == [("src/app.js", 2)]
    assert check("src/app.js", *only_ours, "--fix", "--suggested").exit_code == 0
    assert "  req.log.info('orders', req.query);\n" in path.read_text()


def test_the_table_of_conditions_is_that_of_the_engine() -> None:
    """Each condition, with the first line of its documentation."""
    rows = {row[0]: row[1] for row in table_rows(TEXT[TEXT.index("## Conditions") :])}
    told = {name: (test.__doc__ or "").split("\n")[0] for name, test in CONDITIONS.items()}
    assert rows == {f"`{name}`": text for name, text in told.items()}


@pytest.mark.parametrize(
    ("match", "code", "times"),
    [
        ("pattern: fs.readFileSync($FILE)", "fs.readFileSync(a); fs.readFileSync(a, 'utf8');", 1),
        ("pattern: '$DB.query($SQL, $$$MORE)'", "db.query(a); a.b.query(a, b, c); query(a);", 2),
        ("pattern: new Pool($$$OPTIONS)", "new Pool(); new Pool({ max: 1 }); Pool();", 2),
        ("pattern: '({rejectUnauthorized: false})'", "f({ rejectUnauthorized: false, a: 1 });", 1),
        (
            "call: {crypto: [createHash]}",
            "const { createHash: h } = require('crypto'); h(a, b); createHash(a);",
            1,
        ),
    ],
)
def test_the_patterns_of_the_page_find_what_it_says(match: str, code: str, times: int) -> None:
    """Each row of the table, and the form by module."""
    shown = match.partition(": ")[2].strip("'")
    assert shown in TEXT
    rule = SHORT[: SHORT.index("  match:")] + f"  match:\n    - {match}\n      message: it\n"
    assert len(scan(only(rule), code.encode(), "javascript", ProjectFacts())) == times
