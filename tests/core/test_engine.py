"""The engine behind an open document: what is kept between edits equals a scan from nothing."""

from __future__ import annotations

import logging
import random
from dataclasses import replace

import pytest
from nodewright.document import Finding, Language, Span, apply_changes
from nodewright.facts import ProjectFacts
from nodewright.javascript.parsing import parse, splice_between, syntax_errors
from nodewright.rules import Engine, Rule, RuleBook, fix_all, load_rules, scan, verified_fixes
from nodewright.rules.chunks import FileRun
from nodewright.rules.engine import LARGEST_SOURCE
from nodewright.rules.model import LANGUAGES, Clause, FixTemplate, Table
from nodewright.rules.plans import Planner
from nodewright.rules.suppression import judge
from nodewright.rules.suppression_comments import unspoken
from nodewright.rules.view import Site

BOOK = load_rules()
EXPRESS = ProjectFacts(dependencies={"express": "^4.18.0", "pg": "^8.0.0"})

INJECTED = b"""const { Pool } = require('pg');
const pool = new Pool();
pool.on('error', log);
app.get('/:id', wrap(async (req, res) => {
  res.json(await pool.query(`SELECT * FROM t WHERE id = ${req.params.id}`));
}));
"""


def rules_of(found: tuple[Finding, ...]) -> list[str]:
    """The ids of what was found, in order."""
    return [finding.rule for finding in found]


# -- cached equals uncached ----------------------------------------------------------------------

TOKENS = [
    *(b"x", b"(", b")", b"{", b"}", b"`", b"'", b"await ", b"async ", b"const db = ", b"\n", b";"),
    *(
        b"req.query.a",
        b"eval(x);",
        b"async function send() { await x; }\n",
        b"// c\n",
        b"/*",
        b"*/",
        b"// nodewright-ignore sql-injection, floating-promise -- why\n",
    ),
    *(b"return ", b".", b"${", b"try {", "é".encode(), "😀".encode(), b"\r\n", b"fs", b"exec"),
    *(
        b"import fs from 'fs';\n",
        b"const { exec } = require('child_process');\n",
        b"mail = null;\n",
    ),
    *(b"router.get('/', show);\n", b"const express = require('express');\n", b"let send = 1;\n"),
]


def seed(language: str) -> bytes:
    """All the examples of one language in one file, a class large enough to be cut included."""
    examples = [
        example.code
        for rule in BOOK.rules.values()
        for example in rule.examples
        if language in example.languages and "ignore-file" not in example.code
    ]
    method = "  async m%d(req, res) { send(); res.send(fs.readFileSync(req.query.p)); }\n"
    members = "".join(method % number for number in range(60))
    return f"{''.join(examples)}class Big {{\n{members}}}\n".encode()


def edit(source: bytes, dice: random.Random) -> bytes:
    """``source`` with one random piece put in or cut out, between characters."""
    start = dice.randrange(len(source) + 1)
    end = start
    text = b""
    if dice.random() < 0.35:
        end = min(len(source), start + dice.choice((1, 1, 2, 10, 60)))
    else:
        text = dice.choice(TOKENS)
    while start and start < len(source) and source[start] & 0xC0 == 0x80:
        start -= 1
    while end < len(source) and source[end] & 0xC0 == 0x80:
        end += 1
    return source[:start] + text + source[max(start, end) :]


def uncached(engine: Engine, source: bytes, language: Language) -> tuple[Finding, ...]:
    """The findings of the engine's own tree, from an empty cache."""
    assert engine._tree is not None

    def report(rule: Rule, error: Exception) -> None:
        raise AssertionError(f"{rule.id} failed") from error

    table = BOOK.tables[language]
    text = unspoken(source, engine._tree)
    plan = Planner(text, language).plan(engine._tree.root_node)
    found = FileRun(table, plan, engine._tree, text, language, EXPRESS, "", report).findings()
    return judge(found, source, engine._tree, BOOK, table).shown


@pytest.mark.parametrize("name", ["js", "ts", "tsx"])
@pytest.mark.parametrize("number", range(2))
def test_after_any_edits_the_cached_findings_equal_a_scan_from_nothing(
    name: str, number: int
) -> None:
    dice = random.Random(f"{name}{number}")
    language = LANGUAGES[name]
    engine = Engine(BOOK, language)
    source = seed(name)
    engine.update(source, EXPRESS)
    compared = 0
    for _ in range(20):
        before, source = source, edit(source, dice)
        analysis = engine.update(source, EXPRESS)
        if analysis.stale:
            source = before
            analysis = engine.update(source, EXPRESS)
        if not analysis.stale:
            compared += 1
            assert analysis.findings == uncached(engine, source, language)
    assert compared > 14


@pytest.mark.parametrize("number", range(2))
def test_a_verified_fix_does_not_disturb_what_is_kept(number: int) -> None:
    dice = random.Random(number)
    engine = Engine(BOOK, "javascript")
    source = seed("js")
    found = engine.update(source, EXPRESS).findings
    for finding in dice.sample(found, 8):
        engine.verified_fixes(finding)
        changed = source + b"\nmodule.exports.extra = %d;\n" % dice.randrange(99)
        assert engine.update(changed, EXPRESS).findings == uncached(engine, changed, "javascript")
        engine.update(source, EXPRESS)


def test_a_name_declared_in_another_statement_changes_the_findings() -> None:
    engine = Engine(BOOK, "javascript")
    handler = b"app.get('/', async (req, res) => { mail(); res.end(); });\n"
    assert engine.update(handler, ProjectFacts()).findings == ()
    declared = handler + b"async function mail() { await send(); }\n"
    assert rules_of(engine.update(declared, ProjectFacts()).findings) == ["floating-promise"]
    reassigned = declared + b"mail = () => {};\n"
    assert engine.update(reassigned, ProjectFacts()).findings == ()


def test_new_project_facts_or_another_path_forget_what_was_kept() -> None:
    source = b"app.get('/', async (req, res) => { res.json(await list()); });\n"
    engine = Engine(BOOK, "javascript")
    assert engine.update(source, ProjectFacts()).findings == ()
    assert len(engine.update(source, EXPRESS).findings) == 1
    five = replace(EXPRESS, dependencies={"express": "^5.0.0"})
    assert engine.update(source, five).findings == ()


# -- while the text does not parse ---------------------------------------------------------------


def test_findings_stay_and_move_while_the_text_has_a_syntax_error() -> None:
    engine = Engine(BOOK, "javascript")
    good = engine.update(INJECTED, EXPRESS)
    broken = b"const open = `\n" + INJECTED
    analysis = engine.update(broken, EXPRESS)
    assert analysis.stale
    assert [f.span for f in analysis.findings] == [f.span.shift(15) for f in good.findings]
    assert analysis.findings[0].related[0].span == good.findings[0].related[0].span.shift(15)
    assert engine.verified_fixes(analysis.findings[0]) == ()
    assert not engine.update(INJECTED, EXPRESS).stale


def test_a_finding_whose_text_is_deleted_does_not_stay() -> None:
    engine = Engine(BOOK, "javascript")
    engine.update(INJECTED, EXPRESS)
    start = INJECTED.index(b"pool.query")
    broken = INJECTED[:start] + b"(" + INJECTED[start + 70 :]
    analysis = engine.update(broken, EXPRESS)
    assert analysis.stale
    assert all(len(finding.span) <= 1 for finding in analysis.findings)


def test_statements_that_parse_give_findings_beside_one_that_does_not() -> None:
    found = scan(BOOK, b"const = ;\n" + INJECTED, "javascript", EXPRESS)
    assert rules_of(found) == ["sql-injection"]


def test_a_text_that_never_parsed_wholly_is_still_followed() -> None:
    engine = Engine(BOOK, "javascript")
    broken = b"const = ;\n" + INJECTED
    assert len(engine.update(broken, EXPRESS).findings) == 1
    more = broken + b"eval(text);\n"
    analysis = engine.update(more, EXPRESS)
    assert not analysis.stale
    assert rules_of(analysis.findings) == ["sql-injection", "code-injection"]


def test_a_full_update_gives_what_a_fresh_engine_gives() -> None:
    engine = Engine(BOOK, "javascript")
    engine.update(b"let a = 1;\n", EXPRESS)
    assert engine.update(INJECTED, EXPRESS, full=True).findings == scan(
        BOOK, INJECTED, "javascript", EXPRESS
    )


# -- odd sources ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(INJECTED.replace(b"\n", b"\r\n"), id="crlf"),
        pytest.param(INJECTED.replace(b"\n", b"\r"), id="cr"),
        pytest.param(b"\xef\xbb\xbf" + INJECTED, id="bom"),
        pytest.param(b"#!/usr/bin/env node\n'use strict';\n" + INJECTED, id="shebang"),
        pytest.param("const face = '😀\u2028é';\n".encode() + INJECTED, id="emoji"),
        pytest.param(
            "// 😀\n".encode() + INJECTED.replace(b"'/:id'", "'/😀'".encode()), id="inside"
        ),
    ],
)
def test_spans_are_byte_offsets_whatever_the_text_is_made_of(source: bytes) -> None:
    (found,) = scan(BOOK, source, "javascript", EXPRESS, fixes=True)
    assert source[found.span.start : found.span.end].startswith(b"pool.query(`SELECT")
    (fix,) = found.fixes
    text = apply_changes(source, fix.changes)
    assert b"WHERE id = $1`, [req.params.id])" in text
    assert len(text) - len(source) == sum(len(c.text.encode()) - len(c.span) for c in fix.changes)


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"\x00\xff\xfe\x80binary\x00", id="binary"),
        pytest.param(b"f(" * 3000 + b"1" + b")" * 3000, id="nested calls"),
        pytest.param(b"f(" * 60000 + b"1" + b")" * 60000, id="very deep calls"),
        pytest.param(b"(" * 5000 + b"x" + b")" * 5000, id="parentheses"),
        pytest.param(b"(req,res)=>" * 1500 + b"eval(req.query.a)", id="nested arrows"),
        pytest.param(b"{" * 3000 + b"let a = exec(b);" + b"}" * 3000, id="nested blocks"),
        pytest.param(b"eval(" + b"a+" * 5000 + b"b)", id="long sum"),
        pytest.param(b"const [" + b"[" * 2000 + b"a" + b"]" * 2000 + b"] = b;", id="pattern"),
        pytest.param(b"a" + b".b(c)" * 3000, id="chain"),
        pytest.param(
            b"function f(req,res){let e=req.query;"
            + b"var n=e+n;e=n+e;pool.query('SELECT * FROM t WHERE a='+e);" * 150
            + b"}",
            id="minified",
        ),
    ],
)
def test_strange_and_deep_texts_are_analysed_without_failing(
    source: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    found = scan(BOOK, source, "javascript", EXPRESS)
    assert isinstance(found, tuple)
    assert not caplog.records


def test_a_file_that_is_too_large_gives_one_sentence_and_no_findings() -> None:
    engine = Engine(BOOK, "javascript")
    engine.update(INJECTED, EXPRESS)
    analysis = engine.update(b"eval(a);\n" * (LARGEST_SOURCE // 9 + 1), EXPRESS)
    assert analysis.findings == ()
    assert analysis.problem == "The file is larger than 2 MB, so no rules are run on it."
    assert len(engine.update(INJECTED, EXPRESS).findings) == 1


# -- failing rules -------------------------------------------------------------------------------


def failing_book(*, in_fix: bool) -> RuleBook:
    """The book with its first clause, or the fixes of one rule, raising on every match."""

    def explode(site: Site, node: object = None) -> bool:
        raise RuntimeError("the source code must not be logged")

    rule = BOOK.rules["sql-injection"]
    if in_fix:
        broken = FixTemplate("Fails", True, (), make=lambda site: explode(site) and None)
        bad = replace(rule, fixes=(broken, *rule.fixes))
    else:
        bad = replace(rule, id="bad-rule")
    clause = rule.clauses[0]
    made = (
        clause
        if in_fix
        else Clause(("member:query",), None, (("self", explode),), "", "error", "self")
    )
    table = BOOK.tables["javascript"]
    pairs = [pair for pair in table.clauses["member:query"] if not in_fix or pair[0] is not rule]
    clauses = {**table.clauses, "member:query": ((bad, made), *pairs)}
    return RuleBook(BOOK.rules, (), {"javascript": Table(clauses, table.tails)})


def test_a_rule_that_throws_is_named_once_and_the_others_go_on(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.ERROR, logger="nodewright.rules"):
        found = scan(failing_book(in_fix=False), INJECTED * 2, "javascript", EXPRESS)
    assert set(rules_of(found)) == {"sql-injection"}
    assert [r.getMessage() for r in caplog.records] == [
        "rule bad-rule failed with RuntimeError and was skipped"
    ]


def test_a_fix_that_throws_does_not_take_the_other_fixes_with_it(
    caplog: pytest.LogCaptureFixture,
) -> None:
    (found,) = scan(failing_book(in_fix=True), INJECTED, "javascript", EXPRESS, fixes=True)
    assert [fix.title for fix in found.fixes] == ["Bind the values as parameters"]
    assert "RuntimeError" in caplog.text


# -- fixes ---------------------------------------------------------------------------------------


def test_fixes_of_a_finding_that_is_no_longer_there_are_none() -> None:
    (found,) = scan(BOOK, INJECTED, "javascript", EXPRESS)
    assert verified_fixes(BOOK, b"let a;\n", "javascript", EXPRESS, "", found) == ()


def test_a_fix_that_would_break_the_syntax_is_not_offered() -> None:
    rule = BOOK.rules["code-injection"]
    breaking = FixTemplate("Break it", True, (), replace="eval(")
    keeping = FixTemplate("Keep it", True, (), replace="eval(other)")
    bad = replace(rule, fixes=(breaking, keeping))
    table = BOOK.tables["javascript"]
    clauses = {key: tuple((bad, c) for r, c in p if r is rule) for key, p in table.clauses.items()}
    book = RuleBook({rule.id: bad}, (), {"javascript": Table(clauses, table.tails)})
    (found,) = scan(book, b"function f(a) { return eval(a); }\n", "javascript", EXPRESS, fixes=True)
    assert found.fixes == ()


def test_fix_all_applies_every_safe_fix_and_says_what_remains() -> None:
    source = INJECTED + b"const head = new Buffer('a');\nconst out = eval(text);\n"
    text, fixed, remaining = fix_all(BOOK, source, "javascript", EXPRESS)
    assert b"$1" in text
    assert b"Buffer.from('a')" in text
    assert sorted(rules_of(fixed)) == ["deprecated-buffer-constructor", "sql-injection"]
    assert rules_of(remaining) == ["code-injection"]
    assert not syntax_errors(parse(text, "javascript"))


def test_fix_all_can_be_limited_to_a_rule_and_to_a_part_of_the_text() -> None:
    source = b"const a = new Buffer('a');\nconst b = new Buffer('b');\n" + INJECTED
    text, _, _ = fix_all(BOOK, source, "javascript", EXPRESS, within=Span(0, 26))
    assert text == source.replace(b"new Buffer('a')", b"Buffer.from('a')")
    text, fixed, _ = fix_all(
        BOOK, source, "javascript", EXPRESS, only_rule="deprecated-buffer-constructor"
    )
    assert rules_of(fixed) == ["deprecated-buffer-constructor"] * 2
    assert b"${req.params.id}" in text


def test_fix_all_applies_suggestions_only_when_asked() -> None:
    source = (
        b"import fs from 'fs';\n"
        b"app.get('/', async (req, res) => { res.send(fs.readFileSync('a')); });\n"
    )
    facts = ProjectFacts()
    assert fix_all(BOOK, source, "javascript", facts)[0] == source
    text, fixed, remaining = fix_all(BOOK, source, "javascript", facts, suggested=True)
    assert b"await fs.promises.readFile('a')" in text
    assert rules_of(fixed) == ["sync-call-in-handler"]
    assert "sync-call-in-handler" not in rules_of(remaining)


@pytest.mark.parametrize("name", ["js", "ts", "tsx"])
def test_fix_all_of_all_examples_parses_and_leaves_nothing_that_it_could_fix(name: str) -> None:
    examples = [
        example
        for rule in BOOK.rules.values()
        for example in rule.examples
        if name in example.languages
    ]
    for example in examples:
        source, language = example.code.encode(), LANGUAGES[name]
        before = scan(BOOK, source, language, EXPRESS)
        text, fixed, remaining = fix_all(BOOK, source, language, EXPRESS, suggested=True)
        assert not syntax_errors(parse(text, language))
        assert len(remaining) <= len(before) - len(fixed)
        again, none, _ = fix_all(BOOK, text, language, EXPRESS, suggested=True)
        assert (again, none) == (text, ())


def test_related_places_show_the_way_of_the_input() -> None:
    source = b"""app.get('/', async (req, res) => {
  const name = req.query.name;
  const sql = "SELECT * FROM t WHERE a = '" + name + "'";
  res.json(await pool.query(sql));
});
"""
    found = next(f for f in scan(BOOK, source, "javascript", EXPRESS) if f.rule == "sql-injection")
    shown = [source[r.span.start : r.span.end].split(b" ")[0] for r in found.related]
    assert shown == [b"req.query.name", b"name", b"sql"]
    assert found.related[0].message == "The client chooses this value"


HANDED_ON = b"""const { Pool } = require('pg');
const pool = new Pool();
pool.on('error', log);
async function find(name) {
  const text = "SELECT * FROM t WHERE a = '" + name + "'";
  return pool.query(text);
}
function ask(given) {
  const asked = given;
  return find(asked);
}
app.get('/', wrap(async (req, res) => {
  const name = req.query.name;
  res.json(await ask(name));
}));
"""


def test_the_way_through_other_statements_moves_with_every_edit_on_it() -> None:
    engine = Engine(BOOK, "javascript")
    first = engine.update(HANDED_ON, EXPRESS).findings
    assert any(len(f.related) > 3 for f in first)
    places = [at for at in range(len(HANDED_ON)) if HANDED_ON[at : at + 1] in (b"\n", b";", b" ")]
    for at in places:
        for text in (b" ", b"\n", b"/* c */"):
            source = HANDED_ON[:at] + text + HANDED_ON[at:]
            found = engine.update(source, EXPRESS)
            assert found.stale or found.findings == scan(BOOK, source, "javascript", EXPRESS)
            assert engine.update(HANDED_ON, EXPRESS).findings == first


@pytest.mark.parametrize(
    ("old", "new"),
    [(b"", b"a"), (b"aa", b"aaa"), ("é".encode(), "è".encode()), ("x😀".encode(), "x😁y".encode())],
)
def test_the_difference_of_two_texts_is_one_replacement_between_characters(
    old: bytes, new: bytes
) -> None:
    splice = splice_between(old, new)
    assert old[: splice.start] + new[splice.start : splice.new_end] + old[splice.old_end :] == new
    old[: splice.start].decode()
    new[splice.start : splice.new_end].decode()
    assert splice.move(len(old) + 1) == len(new) + 1
