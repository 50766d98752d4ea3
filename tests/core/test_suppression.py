"""Comments that hide findings: where they may stand, what they need, and what the engine keeps."""

from __future__ import annotations

from typing import Any

import pytest
from nodewright.document import Finding, Language, apply_changes
from nodewright.facts import ProjectFacts
from nodewright.javascript.parsing import parse, syntax_errors
from nodewright.rules import Engine, fix_all, load_rules, scan
from nodewright.rules.matching import chunk_findings
from nodewright.rules.model import LANGUAGES

BOOK = load_rules()
FACTS = ProjectFacts()
WHY = "nodewright-ignore code-injection -- only for developers"
WHY_FILE = WHY.replace("ignore", "ignore-file")


def rules_in(code: str, language: Language = "javascript") -> list[str]:
    """The ids of what is found."""
    return [f.rule for f in scan(BOOK, code.encode(), language, FACTS)]


@pytest.mark.parametrize(
    "code",
    [
        pytest.param(f"// {WHY}\nrun(eval(text));\n", id="line above"),
        pytest.param(f"run(eval(text)); // {WHY}\n", id="end of the line"),
        pytest.param(f"/* {WHY} */\nrun(eval(text));\n", id="block above"),
        pytest.param(f"/* {WHY} */ run(eval(text));\n", id="block before the code"),
        pytest.param(f"run(eval(text)); /* {WHY} */\n", id="block at the end"),
        pytest.param(f"/**\n * {WHY}\n */\nrun(eval(text));\n", id="block of several lines"),
        pytest.param(f"// {WHY}\r\nrun(eval(text));\r\n", id="crlf"),
        pytest.param(f"// {WHY}\n// and more about it\nrun(eval(text));\n", id="comment between"),
        pytest.param(f"\ufeff// {WHY}\nrun(eval(text));\n", id="bom"),
        pytest.param(f"//{WHY}\nrun(eval(text));", id="no blank, no last line break"),
        pytest.param(f"run(1);\n\n// {WHY_FILE}\nrun(2);\nrun(eval(a));\n", id="file"),
        pytest.param(f"// {WHY}\nconst a = `\n  ${{eval(text)}}\n`;\n", id="above a template"),
        pytest.param(f"const a = `\n  ${{/* {WHY} */ eval(text)}}\n`;\n", id="inside a template"),
        pytest.param(f"switch (a) {{\n  // {WHY}\n  case eval(text): break;\n}}\n", id="case"),
        pytest.param(f"const a = [\n  1,\n  // {WHY}\n  eval(text),\n];\n", id="element"),
    ],
)
def test_a_comment_hides_what_its_line_holds(code: str) -> None:
    assert rules_in(code.replace(WHY, "").replace(WHY_FILE, "")) == ["code-injection"]
    assert rules_in(code) == []


@pytest.mark.parametrize(
    "code",
    [
        f"const a = <p>\n  {{/* {WHY} */}}\n  {{eval(text)}}\n</p>;\n",
        f"const a = <p\n  // {WHY}\n  title={{eval(text)}}\n/>;\n",
        f"const a = (\n  <p>{{eval(text)}}</p> // {WHY}\n);\n",
        f"const a = <p>{{/* {WHY} */}}{{eval(text)}}</p>;\n",
    ],
)
@pytest.mark.parametrize("language", ["javascript", "tsx"])
def test_a_comment_in_markup_hides_too(code: str, language: Language) -> None:
    assert not syntax_errors(parse(code.encode(), language))
    assert rules_in(code.replace(WHY, "x"), language) == ["code-injection"]
    assert rules_in(code, language) == []


@pytest.mark.parametrize(
    ("code", "found"),
    [
        (f"// {WHY}\n\nrun(eval(text));\n", ["unused-suppression", "code-injection"]),
        (f"run(eval(text));\n// {WHY}\n", ["code-injection", "unused-suppression"]),
        (
            "// nodewright-ignore code-injection\nrun(eval(text));\n",
            ["suppression-without-reason", "code-injection"],
        ),
        (
            "// nodewright-ignore code-injection --  ...\nrun(eval(text));\n",
            ["suppression-without-reason", "code-injection"],
        ),
        (
            "// nodewright-ignore code-injektion -- why\nrun(eval(text));\n",
            ["suppression-of-unknown-rule", "code-injection"],
        ),
        (
            "// nodewright-ignore nonsense, code-injection -- why\nrun(eval(text));\n",
            ["suppression-of-unknown-rule"],
        ),
        (
            "// nodewright-ignore-line code-injection -- why\nrun(eval(text));\n",
            ["suppression-of-unknown-rule", "code-injection"],
        ),
        ("const a = `// nodewright-ignore code-injection -- ${eval(b)}`;\n", ["code-injection"]),
        (
            "// nodewright-ignore sql-injection -- why\nrun(eval(text));\n",
            ["unused-suppression", "code-injection"],
        ),
    ],
)
def test_what_hides_nothing_says_so_and_the_finding_stays(code: str, found: list[str]) -> None:
    assert rules_in(code) == found


def test_the_message_names_the_rule_that_may_be_meant() -> None:
    code = b"// nodewright-ignore code-injektion -- why\nrun(1);\n"
    (found,) = scan(BOOK, code, "javascript", FACTS)
    assert found.message == "There is no rule code-injektion; is code-injection meant?"
    assert code[found.span.start : found.span.end] == b"code-injektion"


def test_an_unused_suppression_fades_and_can_be_removed() -> None:
    code = f"run(1); // {WHY}\r\n  {{\r\n  // {WHY}\r\n  run(2);\r\n}}\r\n".encode()
    found = scan(BOOK, code, "javascript", FACTS, fixes=True)
    assert [f.severity for f in found] == ["hint"] * 2
    assert all(f.tags == ("unnecessary",) and f.fixes[0].safe for f in found)
    text, fixed, left = fix_all(BOOK, code, "javascript", FACTS)
    assert text == b"run(1);\r\n  {\r\n  run(2);\r\n}\r\n"
    assert (len(fixed), left) == (2, ())


def test_an_unused_comment_in_markup_is_removed_with_its_braces() -> None:
    code = f"const a = <p>\n  {{/* {WHY} */}}\n  <b/>\n</p>;\n".encode()
    text, _, _ = fix_all(BOOK, code, "javascript", FACTS)
    assert text == b"const a = <p>\n  <b/>\n</p>;\n"


def test_a_fix_may_not_bring_a_hidden_finding_to_light() -> None:
    """Binding the value would be safe, were it not for the line that it leaves."""
    code = f"// {WHY}\nrun(eval(text), new Buffer('a'));\n".encode()
    (found,) = scan(BOOK, code, "javascript", FACTS, fixes=True)
    assert found.rule == "deprecated-buffer-constructor"
    text = apply_changes(code, found.fixes[0].changes)
    assert scan(BOOK, text, "javascript", FACTS) == ()


def test_what_is_hidden_is_not_repaired() -> None:
    code = b"// nodewright-ignore deprecated-buffer-constructor -- for Node 4\nnew Buffer('a');\n"
    assert fix_all(BOOK, code, "javascript", FACTS, suggested=True) == (code, (), ())


# -- with the engine's cache -----------------------------------------------------------------------


def test_a_comment_that_comes_and_goes_changes_only_what_is_shown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The statement's bytes stay, so its findings come from what is kept each time."""
    runs: list[object] = []

    def counted(*given: Any) -> tuple[Finding, ...]:
        runs.append(given)
        return chunk_findings(*given)

    monkeypatch.setattr("nodewright.rules.chunks.chunk_findings", counted)
    engine = Engine(BOOK, "javascript")
    bare = b"run(1);\nrun(eval(text));\n"
    hidden = f"run(1);\n// {WHY}\nrun(eval(text));\n".encode()
    for _ in range(3):
        assert [f.rule for f in engine.update(bare, FACTS).findings] == ["code-injection"]
        analysis = engine.update(hidden, FACTS)
        assert analysis.findings == ()
        assert [f.rule for f in analysis.hidden] == ["code-injection"]
    assert len(runs) == 2


def test_a_comment_inside_a_statement_hides_by_the_line_and_not_by_the_statement() -> None:
    engine = Engine(BOOK, "javascript")
    code = f"function f(a) {{\n  // {WHY}\n  eval(a);\n  eval(a);\n}}\n".encode()
    (found,) = engine.update(code, FACTS).findings
    assert code.count(b"\n", 0, found.span.start) == 3
    more = code.replace(b"function", b"// a\n// b\nfunction")
    (found,) = engine.update(more, FACTS).findings
    assert more.count(b"\n", 0, found.span.start) == 5


def test_the_words_of_a_comment_do_not_change_what_the_rules_find() -> None:
    """A rule may look for the word prototype as a guard, and its own name holds it."""
    code = (
        "app.put('/settings/:group/:name', (req, res) => {\n  // WHY\n"
        "  settings[req.params.group][req.params.name] = 1;\n  res.end();\n});\n"
    )
    rule = "prototype-pollution"
    assert rules_in(code) == [rule]
    assert rules_in(code.replace("WHY", f"nodewright-ignore {rule} -- no way in")) == []
    engine = Engine(BOOK, "javascript")
    for reason in ("one", "another"):
        text = code.replace("WHY", f"nodewright-ignore {rule} -- {reason}").encode()
        assert [f.rule for f in engine.update(text, FACTS).hidden] == [rule]


def test_a_fix_that_would_move_a_comment_is_not_offered() -> None:
    """What it moves, it would rewrite without the words."""
    code = (
        f"app.get('/', async (req, res) => {{\n  // {WHY}\n  eval(req);\n"
        "  res.send(fs.readFileSync('a'));\n});\n"
    )
    for finding in scan(BOOK, code.encode(), "javascript", FACTS, fixes=True):
        for fix in finding.fixes:
            assert WHY.encode() in apply_changes(code.encode(), fix.changes)


# -- writing one ---------------------------------------------------------------------------------


def suppressed(code: str, language: Language = "javascript", number: int = 0) -> str:
    """``code`` with the comment that is offered for one of its findings."""
    engine = Engine(BOOK, language)
    found: Finding = engine.update(code.encode(), FACTS).findings[number]
    fix = engine.verified_suppression(found)
    assert fix is not None
    text = apply_changes(code.encode(), fix.changes)
    after = scan(BOOK, text, language, FACTS)
    assert not syntax_errors(parse(text, language))
    assert len(after) == len(engine.update(code.encode(), FACTS).findings) - 1
    return text.decode()


SAID = "nodewright-ignore code-injection -- accepted after review; say why it does no harm here"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("run(eval(a));\n", f"// {SAID}\nrun(eval(a));\n"),
        ("{\r\n\trun(eval(a));\r\n}", f"{{\r\n\t// {SAID}\r\n\trun(eval(a));\r\n}}"),
        ("a = `\n  ${eval(a)}\n`;\n", f"// {SAID}\na = `\n  ${{eval(a)}}\n`;\n"),
        (
            "  a = `\n${b.map(() => {\n    eval(a);\n})}`;\n",
            f"  a = `\n${{b.map(() => {{\n    // {SAID}\n    eval(a);\n}})}}`;\n",
        ),
        ("a = <p>\n  {eval(a)}\n</p>;\n", f"a = <p>\n  {{/* {SAID} */}}\n  {{eval(a)}}\n</p>;\n"),
        (
            "a = <p>\n  some text {eval(a)}\n</p>;\n",
            f"a = <p>\n  {{/* {SAID} */}}\n  some text {{eval(a)}}\n</p>;\n",
        ),
        (
            "a = <p\n  b={eval(a)}\n/>;\n",
            f"a = <p\n  // {SAID}\n  b={{eval(a)}}\n/>;\n",
        ),
        (
            "a = <>\n  <b>{[\n    eval(a),\n  ]}</b>\n</>;\n",
            f"a = <>\n  <b>{{[\n    // {SAID}\n    eval(a),\n  ]}}</b>\n</>;\n",
        ),
        (
            "{\n  // eslint-disable-next-line no-eval\n  // @ts-ignore\n  run(eval(a));\n}\n",
            (
                f"{{\n  // {SAID}\n  // eslint-disable-next-line no-eval\n  // @ts-ignore\n"
                "  run(eval(a));\n}\n"
            ),
        ),
        ("// about eval\r\nrun(eval(a));\r\n", f"// about eval\r\n// {SAID}\r\nrun(eval(a));\r\n"),
        ("\ufeffrun(eval(a));\n", f"\ufeff// {SAID}\nrun(eval(a));\n"),
        ("return_ = 1; /* a\n b */ eval(a);\n", f"// {SAID}\nreturn_ = 1; /* a\n b */ eval(a);\n"),
    ],
)
@pytest.mark.parametrize("language", ["javascript", "tsx"])
def test_a_suppression_is_written_as_its_place_asks(
    before: str, after: str, language: Language
) -> None:
    assert suppressed(before, language) == after


def test_two_findings_on_one_line_are_hidden_by_one_comment() -> None:
    engine = Engine(BOOK, "javascript")
    found = engine.update(b"run(eval(a), eval(b));\n", FACTS).findings
    assert len(found) == 2
    fix = engine.verified_suppression(found[0])
    assert fix is not None
    assert fix.title == "Suppress code-injection with a reason…"


@pytest.mark.parametrize("family", sorted({rule.family for rule in BOOK.rules.values()}))
def test_every_finding_of_the_examples_can_be_suppressed(family: str) -> None:
    """Whatever the code around it looks like, and whatever words the rule looks for."""
    for rule in BOOK.rules.values():
        if rule.family != family or family == "suppression":
            continue
        kept = {rule.id, "unused-suppression"}
        book = BOOK.keeping(lambda other, kept=kept: other.id in kept)
        for example in rule.examples:
            engine = Engine(book, LANGUAGES[example.languages[0]])
            facts = ProjectFacts(**example.facts)
            for found in engine.update(example.code.encode(), facts, example.path).findings:
                assert engine.verified_suppression(found) is not None, (rule.id, example.code)
