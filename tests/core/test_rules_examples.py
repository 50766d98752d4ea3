"""The examples in the rule files are the tests of the rules, in every language they name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from _pytest.mark.structures import ParameterSet
from nodewright.document import LineTable
from nodewright.facts import ProjectFacts
from nodewright.javascript.parsing import parse, syntax_errors
from nodewright.rules import Example, Rule, RuleBook, fix_all, load_rules, scan, verified_fixes
from nodewright.rules.model import LANGUAGES, Table

BOOK = load_rules()


def cases(wanted: Callable[[Example], bool]) -> list[ParameterSet]:
    """Rule, example and language for every example that is ``wanted``."""
    return [
        pytest.param(rule, example, language, id=f"{rule.id}-{number}-{language}")
        for rule in BOOK.rules.values()
        for number, example in enumerate(rule.examples, start=1)
        for language in example.languages
        if wanted(example)
    ]


def facts_of(example: Example) -> ProjectFacts:
    """The project an example says it stands in."""
    return ProjectFacts(**example.facts)


def only(rule: Rule) -> RuleBook:
    """A book with nothing but ``rule``."""
    whole = rule.family == "suppression"  # about comments that name other rules
    return BOOK.keeping(lambda other: whole or other is rule)


@pytest.mark.parametrize(("rule", "example", "language"), cases(lambda e: True))
def test_a_rule_speaks_exactly_where_its_example_says(
    rule: Rule, example: Example, language: str
) -> None:
    source = example.code.encode()
    grammar = LANGUAGES[language]
    assert not syntax_errors(parse(source, grammar)), "the example does not parse"
    lines = LineTable(source)
    found = scan(only(rule), source, grammar, facts_of(example), example.path)
    places = []
    for finding in found:
        line = lines.line_of(finding.span.start)
        places.append((line + 1, finding.span.start - lines.starts[line] + 1))
    assert tuple(places) == example.at
    assert not [f.message for f in found if "$" in f.message.replace("${", "").replace("$1", "")]


@pytest.mark.parametrize(("rule", "example", "language"), cases(lambda e: e.fixed is not None))
def test_the_first_fix_of_an_example_gives_the_text_it_says(
    rule: Rule, example: Example, language: str
) -> None:
    text, fixed, _ = fix_all(
        only(rule),
        example.code.encode(),
        LANGUAGES[language],
        facts_of(example),
        example.path,
        suggested=True,
    )
    assert text.decode() == example.fixed
    assert len(fixed) == len(example.at)


@pytest.mark.parametrize(
    ("rule", "example", "language"), cases(lambda e: bool(e.at) and e.fixed is None)
)
def test_an_example_without_fixed_text_gets_no_safe_fix(
    rule: Rule, example: Example, language: str
) -> None:
    source, grammar, facts = example.code.encode(), LANGUAGES[language], facts_of(example)
    for finding in scan(only(rule), source, grammar, facts, example.path):
        fixes = verified_fixes(only(rule), source, grammar, facts, example.path, finding)
        assert not [fix for fix in fixes if fix.safe]


@pytest.mark.parametrize("rule", BOOK.rules.values(), ids=list(BOOK.rules))
def test_every_rule_has_examples_of_both_kinds(rule: Rule) -> None:
    assert sum(1 for e in rule.examples if e.at) >= 3
    assert sum(1 for e in rule.examples if not e.at) >= 4
    if rule.fixes:
        assert any(e.fixed is not None for e in rule.examples)


def test_the_rules_load_without_problems() -> None:
    assert BOOK.problems == ()


def without_words() -> RuleBook:
    """The same rules, each tried in every chunk whatever words are in it."""
    tables = {
        language: Table(
            {
                key: tuple((rule, replace(clause, words=())) for rule, clause in pairs)
                for key, pairs in table.clauses.items()
            },
            table.tails,
        )
        for language, table in BOOK.tables.items()
    }
    return RuleBook(BOOK.rules, (), tables)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_of_a_clause_save_time_and_never_hide_a_finding(language: str) -> None:
    every = without_words()
    for rule in BOOK.rules.values():
        for example in rule.examples:
            if language in example.languages:
                given = (
                    example.code.encode(),
                    LANGUAGES[language],
                    facts_of(example),
                    example.path,
                )
                assert scan(BOOK, *given) == scan(every, *given)
