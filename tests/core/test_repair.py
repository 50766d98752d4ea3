"""Answers that fail: what the model is told, when asking again ends, and what is kept of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from nodewright.answer.candidate import make_candidate
from nodewright.answer.gate import CHECKS
from nodewright.answer.parsed import ParsedAnswer
from nodewright.answer.partial import DISTRUSTED
from nodewright.assistant import Order, write_report
from nodewright.assistant.judging import Judged
from nodewright.assistant.rounds import furthest, improved
from nodewright.document import Draft, Failure, NewFile, Span
from scripted import Scripted, order_for, run

SOURCE = """'use strict';

const rate = 0.2;

function net(price) {
  return price * 100;
}

function tax(price) {
  return price * rate;
}

function gross(price) {
  return net(price) + tax(price);
}

module.exports = { net, tax, gross };
"""
PATH = "src/price.js"


def block(search: str, replace: str) -> str:
    return f"<<<<<<< SEARCH\n{search}\n=======\n{replace}\n>>>>>>> REPLACE\n"


def edits(*pairs: tuple[str, str], more: str = "") -> str:
    blocks = "".join(block(*pair) for pair in pairs)
    return f"## Changes\n### EDIT {PATH}\n{blocks}{more}\n=== END OF ANSWER ===\n"


def created(path: str, text: str) -> str:
    return f"### CREATE {path}\n```js\n{text}```\n"


NET = ("  return price * 100;", "  return Math.round(price * 100);")
TAX = ("  return price * rate;", "  return Math.round(price * rate);")
UNKNOWN = ("  return net(price) + tax(price);", "  return net(price) + tax(price) + postage;")
GROSS = ("  return net(price) + tax(price);", "  return tax(price) + net(price);")
GOOD = edits(NET, TAX)


@pytest.fixture
def order(tmp_path: Path) -> Order:
    """A request about the whole of a small module."""
    (tmp_path / "package.json").write_text('{"name": "shop", "dependencies": {}}')
    (tmp_path / "src").mkdir()
    (tmp_path / PATH).write_text(SOURCE)
    return order_for(tmp_path, PATH, SOURCE, (1, 17), "fix-backend", "round the figures")


async def test_message_names_each_check_with_line_excerpt_and_context(order: Order) -> None:
    """The model is told every failure, with its line and the two lines around it, numbered."""
    bad = edits(NET, UNKNOWN, ("const rate = 0.2;", "const rate = require('./taxes').rate;"))
    model = Scripted(bad, GOOD)
    assert (await run(order, model)).edit is not None
    told = model.asked[1][-1]
    assert "- names-bound (line 14): `postage`" in told
    assert "  14 |   return net(price) + tax(price) + postage;" in told
    assert "  13 | function gross(price) {" in told
    assert "- imports-known (line 3)" in told
    assert "1 | 'use strict';" in told
    assert "  11 | }" not in told


async def test_small_model_is_told_the_line_alone(order: Order) -> None:
    """Numbers of lines would end up in the code of a small model."""
    model = Scripted("```js\n" + SOURCE.replace("price * rate", "price * rates") + "```\n")
    await run(order, model, "compact")
    told = model.asked[1][-1]
    assert "return price * rates;" in told
    assert " | " not in told


async def test_quotation_that_does_not_occur_is_answered_with_what_does(order: Order) -> None:
    """The closest lines of the file are shown, so that they can be quoted verbatim."""
    model = Scripted(edits(("  return price * 1000;", "  return 0;")), GOOD)
    await run(order, model)
    assert "6 |   return price * 100;" in model.asked[1][-1]


async def test_two_rounds_at_most_and_all_tokens_counted(order: Order) -> None:
    """Three answers come further each time; the receipt counts the tokens of all."""
    cut = GOOD.replace("=== END OF ANSWER ===\n", "")
    model = Scripted(cut, edits(NET, UNKNOWN), GOOD)
    outcome = await run(order, model)
    assert len(model.asked) == 3
    assert outcome.edit is not None
    assert outcome.rounds == 2
    assert "60 tokens for 3 answers" in outcome.edit.receipt
    assert "passed after 2 repair rounds" in write_report(order, outcome, "applied")


async def test_answers_that_stay_bad_are_refused_after_two_rounds(order: Order) -> None:
    """A third failure is the last, even where it came further than the second."""
    cut = GOOD.replace("=== END OF ANSWER ===\n", "")
    nowhere = edits(("  return nothing;", "  return 1;"))
    model = Scripted(cut, nowhere, edits(UNKNOWN), GOOD)
    outcome = await run(order, model)
    assert len(model.asked) == 3
    assert outcome.edit is None
    assert not outcome.stalled
    assert outcome.usage.tokens_in == 30


@pytest.mark.parametrize(
    "second",
    [
        edits(UNKNOWN),
        edits(UNKNOWN, ("const rate = 0.2;", "const rate = vat;")),
        edits(("  return nothing;", "  return 1;")),
        "Sorry, I cannot help with that.",
    ],
    ids=["the same", "one more", "no place any more", "no answer any more"],
)
async def test_round_that_brings_nothing_ends_it(order: Order, second: str) -> None:
    """The same failure, one more, or an answer that came less far: no third is asked for."""
    model = Scripted(edits(UNKNOWN), second, GOOD)
    outcome = await run(order, model)
    assert len(model.asked) == 2
    assert outcome.edit is None
    assert outcome.stalled
    report = write_report(order, outcome, "refused")
    assert "1 repair round brought it no further" in report
    assert "passed after" not in report


async def test_what_passed_is_offered_and_says_what_was_left_out(order: Order) -> None:
    """One of three changes fails: the other two are an edit that a person has to confirm."""
    outcome = await run(order, Scripted(edits(NET, TAX, UNKNOWN)))
    assert outcome.edit is not None
    assert "Math.round(price * 100)" in outcome.proposed
    assert "Math.round(price * rate)" in outcome.proposed
    assert "postage" not in outcome.proposed
    assert "2 of 3 changes, 1 left out" in outcome.edit.receipt
    assert "40 tokens for 2 answers" in outcome.edit.receipt
    assert "makes sense alone" in outcome.edit.risks[0]
    report = write_report(order, outcome, "applied")
    assert "Left out: the change at `return net(price) + tax(price);`." in report
    assert "postage" in report


async def test_rest_that_does_not_stand_alone_is_refused(order: Order) -> None:
    """A name that only the failed change brings is missing from the rest."""
    bad = edits(
        ("const rate = 0.2;", "const rate = 0.2;\nconst limit = ceiling;"),
        ("  return price * rate;", "  return Math.min(price * rate, limit);"),
    )
    outcome = await run(order, Scripted(bad))
    assert outcome.edit is None
    assert outcome.refusal is not None


async def test_test_of_a_repair_that_failed_is_not_offered_alone(order: Order) -> None:
    """A new file is no part of its own where the answer changes the document as well."""
    test = created("test/price.test.js", "'use strict';\n\nrequire('node:assert').ok(true);\n")
    outcome = await run(order, Scripted(edits(UNKNOWN, more=test)))
    assert outcome.edit is None


async def test_repair_without_its_test_is_offered(order: Order) -> None:
    """A test that cannot be loaded does not hold back the repair."""
    test = created("test/price.test.js", "'use strict';\n\nconst x = require('mocka');\nx();\n")
    outcome = await run(order, Scripted(edits(NET, more=test)))
    assert outcome.edit is not None
    assert outcome.edit.new_files == ()
    assert "Left out: the new file `test/price.test.js`." in outcome.notes[0]


async def test_answer_in_bad_faith_leaves_no_part(order: Order) -> None:
    """Where one change tries to give secrets away, the others are not trusted either."""
    leak = ("const rate = 0.2;", "const rate = 0.2;\nconsole.log(process.env);")
    outcome = await run(order, Scripted(edits(NET, TAX, leak)))
    assert outcome.edit is None
    assert outcome.refusal is not None
    assert {f.check for f in outcome.refusal.failures} & DISTRUSTED


def test_checks_that_speak_against_the_whole_answer_exist() -> None:
    """A check that is renamed is renamed here, too."""
    assert {check.id for check in CHECKS} >= DISTRUSTED


CHECKED = make_candidate(Draft("a.js", b"x;\n", "javascript", Span(0, 3)), b"y;\n")
CHANGING = ParsedAnswer(new_files=(NewFile("b.js", "z;\n"),))
A, B = Failure("syntax", "broken", 3, "a = ;"), Failure("syntax", "broken", 9, "b = ;")
MOVED = Failure("syntax", "broken", 5, "a  =  ;")


def judged(*failures: Failure, stage: int = 2) -> Judged:
    """An answer that came as far as ``stage`` says."""
    answer = CHANGING if stage else ParsedAnswer()
    return Judged(answer, CHECKED if stage == 2 else None, None, failures)


@pytest.mark.parametrize(
    ("before", "now", "better"),
    [
        (judged(A, B), judged(B), True),
        (judged(A), judged(B), True),
        (judged(A), judged(A), False),
        (judged(A), judged(MOVED), False),
        (judged(A), judged(A, B), False),
        (judged(A, A), judged(A), True),
        (judged(A), judged(A, stage=1), False),
        (judged(A, stage=1), judged(A, B), True),
        (judged(A, stage=0), judged(A, B, stage=1), True),
        (
            judged(Failure("cut-off", "early", 5, "x"), stage=0),
            judged(Failure("cut-off", "early", 9, "y"), stage=0),
            False,
        ),
    ],
)
def test_progress_is_a_failure_gone_and_none_more(
    before: Judged, now: Judged, better: bool
) -> None:
    """A failure is known by its check and its line's text, wherever that line has moved to."""
    assert improved(before, now) == better


def test_furthest_answer_is_the_one_to_take_parts_from() -> None:
    """An answer that was checked beats one that has no place; then fewer failures count."""
    first, second, third = judged(A, B), judged(A), judged(A, stage=1)
    assert furthest([first, second, third]) is second
