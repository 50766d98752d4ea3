"""Rules are read from YAML; what is broken is told in a sentence and costs only itself."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml
from nodewright.facts import ProjectFacts
from nodewright.rules import RuleBook, explain, load_rules, read_rules, scan

GOOD: dict[str, Any] = {
    "id": "no-shouting",
    "title": "Code must not shout",
    "severity": "hint",
    "docs": {"why": "It hurts.", "instead": "Whisper.", "safety": "None.", "test": "Listen."},
    "guidance": "Whisper.",
    "match": [{"pattern": "shout($X)", "message": "Do not shout $X"}],
    "examples": [{"ok": "whisper(1);"}],
}


def book(*changes: dict[str, Any]) -> RuleBook:
    """A book of one family with the good rule once for each of ``changes``."""
    rules = [{**GOOD, **change} for change in changes]
    return read_rules([("voices", yaml.safe_dump(rules))])


def one(change: dict[str, Any], source: str, language: Any = "javascript") -> list[str]:
    """The messages of the changed rule on ``source``."""
    made = book(change)
    assert made.problems == ()
    return [f.message for f in scan(made, source.encode(), language, ProjectFacts())]


BROKEN: list[tuple[dict[str, Any], str]] = [
    ({"id": "No Shouting"}, "the id must be lower-case words joined by hyphens"),
    ({"severity": "fatal"}, "'fatal' is no severity"),
    ({"languages": ["python"]}, "'python' is not known here"),
    ({"colour": "red"}, "'colour' is not known here"),
    ({"docs": {"why": "x"}}, "the key 'instead' is missing"),
    ({"match": [{"pattern": "f(", "message": "m"}]}, "the pattern does not parse: f("),
    ({"match": [{"pattern": "a + b", "message": "m"}]}, "a pattern must be a call"),
    ({"match": [{"message": "m"}]}, "a match needs `pattern`, `call` or `node`"),
    ({"match": [{"pattern": "f($X)", "message": "m", "when": {}}]}, "'when' is not known here"),
    (
        {"match": [{"pattern": "f($X)", "message": "m", "where": {"X": {"blue": True}}}]},
        "there is no condition named 'blue'",
    ),
    (
        {"match": [{"pattern": "f($X)", "message": "m", "where": {"X": {"is": "blue"}}}]},
        "there is no predicate named 'blue'",
    ),
    (
        {"match": [{"pattern": "f($X)", "message": "m", "where": {"X": {"regex": "("}}}]},
        "missing )",
    ),
    ({"fix": [{"title": "t", "safe": True}]}, "a fix needs `replace` or `make`"),
    ({"fix": [{"title": "t", "safe": True, "make": "x"}]}, "there is no fix maker named 'x'"),
    ({"examples": [{"bad": "a", "ok": "b"}]}, "an example is either `bad` or `ok`"),
    ({"examples": [{"bad": "a"}]}, "a bad example, and no other, says `at` which places"),
]


@pytest.mark.parametrize(("change", "said"), BROKEN, ids=[said for _, said in BROKEN])
def test_a_broken_rule_is_named_with_its_fault_and_the_others_load(
    change: dict[str, Any], said: str
) -> None:
    made = book(change, {"id": "other"})
    assert list(made.rules) == ["other"]
    (problem,) = made.problems
    assert said in problem
    assert problem.startswith("voices.yml, rule ")
    assert problem.endswith("so the rule is left out.")


def test_a_file_that_is_no_yaml_or_no_list_is_left_out_with_its_line() -> None:
    good = yaml.safe_dump([GOOD])
    made = read_rules([("a", "- id: [\n- x: }"), ("b", "id: x"), ("c", good), ("d", "- 3")])
    assert list(made.rules) == ["no-shouting"]
    assert made.problems == (
        "a.yml is not YAML (line 2); its rules are left out.",
        "b.yml must be a list of rules; it is left out.",
        "d.yml, rule number 1: a rule must be a mapping, so the rule is left out.",
    )


def test_a_second_rule_of_the_same_id_is_left_out() -> None:
    (problem,) = book({}, {"title": "Again"}).problems
    assert "the id is already taken" in problem


def test_families_and_rules_keep_their_order() -> None:
    made = load_rules()
    families = [rule.family for rule in made.rules.values()]
    assert families == sorted(families)
    assert len(made.rules) >= 10
    assert {rule.fix_kind for rule in made.rules.values()} == {"safe", "suggested", None}


def test_every_rule_says_how_to_repair_it_in_a_sentence_or_two() -> None:
    for rule in load_rules().rules.values():
        assert 40 < len(rule.guidance) < 400
        # A delay alone is no weakness that CWE would list.
        assert rule.cwe or rule.id == "independent-awaits-in-sequence"
        assert rule.links


def test_an_explanation_holds_all_that_a_person_needs() -> None:
    for rule in load_rules().rules.values():
        text = explain(rule)
        for part in (rule.title, rule.id, *rule.cwe, rule.docs.why, rule.docs.instead):
            assert part in text
        for heading in ("**Instead.**", "**Fix.**", "**Test it.**", "**Read on.**"):
            assert heading in text
        for fix in rule.fixes:
            assert re.split(r"\$+[A-Z]+", fix.title)[0] in text
    plain = [explain(rule) for rule in load_rules().rules.values() if not rule.fixes]
    assert {text.count("There is no automatic fix") for text in plain} == {1}


# -- patterns and conditions ---------------------------------------------------------------------


def matches(pattern: str, source: str, where: dict[str, Any] | None = None) -> list[str]:
    """The messages of a rule with one pattern, which name what ``$X`` stands for."""
    clause = {"pattern": pattern, "message": "<$X>", "where": where or {}}
    return one({"match": [clause]}, source)


@pytest.mark.parametrize(
    ("pattern", "source", "found"),
    [
        ("f($X)", "f(a + 1); f(); f(1, 2); g(1);", ["<a + 1>"]),
        ("f($X, $$$REST)", "f(1); f(2, 3, 4); f();", ["<1>", "<2>"]),
        ("f($$$ALL, $X)", "f(1); f(2, 3, 4);", ["<1>", "<4>"]),
        ("f($X, $X)", "f(a, a); f(a, b); f([1], [1]);", ["<a>", "<[1]>"]),
        (
            "$X.close()",
            "db.close(); db?.close(); close(); (db).close();",
            ["<db>", "<db>", "<(db)>"],
        ),
        ("new Set($X)", "new Set([1]); Set(1); new Map(1);", ["<[1]>"]),
        ("const $X = require('fs')", "const fs = require('fs'); const a = require('b');", ["<fs>"]),
        ("({secret: $X})", "f({ secret: 1, other: 2 });", ["<1>"]),
        ("f($X || 1)", "f(a || 1); f(a && 1); f(a || 2);", ["<a>"]),
        ("f($X)", "f(/* why */ a);", ["<a>"]),
        ("$X($$$ARGS)", "a(1); b.c(2);", ["<a>"]),
        ("f($$$X)", "f(1, 2); f();", ["<1, 2>", "<>"]),
    ],
)
def test_a_pattern_matches_the_code_it_looks_like(
    pattern: str, source: str, found: list[str]
) -> None:
    assert matches(pattern, source) == found


@pytest.mark.parametrize(
    ("where", "found"),
    [
        ({"X": {"kind": ["string"]}}, ["<'a'>"]),
        ({"X": {"not": {"kind": ["string"]}}}, ["<b>", "<{ key: 1 }>", "<{ ...c }>"]),
        ({"X": {"regex": "^b"}}, ["<b>"]),
        ({"X": {"in": ["b", "'a'"]}}, ["<'a'>", "<b>"]),
        ({"X": {"has-key": "key"}}, ["<{ key: 1 }>", "<{ ...c }>"]),
        ({"X": {"module": ["lib"]}}, ["<b>"]),
        ({"X": {"any": [{"regex": "^b"}, {"kind": ["string"]}]}}, ["<'a'>", "<b>"]),
        ({"Y": {"regex": "x"}}, []),
        ({"self": {"in-async": True}}, ["<b>"]),
        ({"self": {"awaited": True}}, ["<b>"]),
        (
            {"self": {"in-function": False, "statement": True}},
            ["<'a'>", "<{ key: 1 }>", "<{ ...c }>"],
        ),
    ],
)
def test_conditions_narrow_what_a_pattern_finds(where: dict[str, Any], found: list[str]) -> None:
    source = """import { b } from 'lib';
f('a');
async function g() { await f(b); }
f({ key: 1 });
f({ ...c });
"""
    assert matches("f($X)", source, where) == found


def test_what_is_awaited_with_type_arguments_counts_as_awaited() -> None:
    clause = {"pattern": "f($X)", "message": "$X", "where": {"self": {"awaited": True}}}
    source = "async function g() { await f<string>(1); f<string>(2); await (f(3)); }"
    assert one({"match": [clause]}, source, "typescript") == ["1", "3"]


def test_a_long_text_is_cut_in_the_message() -> None:
    (message,) = matches("f($X)", f"f('{'a' * 100}\\\n');")
    assert len(message) < 50
    assert "…" in message


def test_a_rule_stays_silent_in_languages_it_does_not_name() -> None:
    made = book({"languages": ["ts"]})
    assert scan(made, b"shout(1);", "javascript", ProjectFacts()) == ()
    assert len(scan(made, b"shout(1);", "typescript", ProjectFacts())) == 1
    assert scan(made, b"shout(1);", "tsx", ProjectFacts()) == ()


def test_a_book_can_be_cut_down_to_some_rules() -> None:
    made = load_rules().keeping(lambda rule: rule.id == "code-injection")
    source = b"eval(a); const b = new Buffer(1);"
    assert [f.rule for f in scan(made, source, "javascript", ProjectFacts())] == ["code-injection"]


def test_explanations_show_no_placeholder() -> None:
    """Without a finding to fill them in, metavariables of fix titles become an ellipsis."""
    for rule in load_rules().rules.values():
        assert not re.search(r"\$\$?[A-Z]{1,}\b", explain(rule)), rule.id
