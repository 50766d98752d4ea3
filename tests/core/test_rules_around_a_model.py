"""A small model and the rules: their repair comes first where it is whole, else last."""

from __future__ import annotations

from pathlib import Path

import pytest
from nodewright.assistant import Order, write_report
from scripted import Scripted, order_for, run

WHOLE = """'use strict';

const { pool } = require('./pool');

exports.show = async (req, res) => {
  const found = await pool.query(`SELECT id FROM orders WHERE id = ${req.params.id}`);
  res.json(found.rows);
};
"""
# The second finding, a module that the request chooses, has no fix of the rules.
PARTLY = WHOLE.replace("res.json(found.rows)", "res.json(require(req.query.show)(found.rows))")
BROKEN = "```js\nexports.show = async (req, res => {\n```\n"
PATH = "src/orders.js"


def order(root: Path, source: str, action: str = "fix-backend") -> Order:
    (root / "package.json").write_text(
        '{"name": "shop", "dependencies": {"pg": "8", "express": "5"}}'
    )
    (root / "src").mkdir()
    (root / PATH).write_text(source)
    return order_for(root, PATH, source, (5, 8), action, "the scanner complains")


async def test_small_model_is_not_asked_where_the_rules_repair_all(tmp_path: Path) -> None:
    """The report says who repaired, and how to ask the model all the same."""
    wanted, model = order(tmp_path, WHOLE), Scripted("never asked")
    outcome = await run(wanted, model, "compact")
    assert model.asked == []
    assert "WHERE id = $1" in outcome.proposed
    report = write_report(wanted, outcome, "applied")
    assert "by the offline rules" in report
    assert "was not asked" in report
    assert "did not read your request “the scanner complains”" in report
    assert "run *Fix backend* again" in report


async def test_rules_repair_what_they_can_where_no_answer_passes(tmp_path: Path) -> None:
    """What is left, why the answer was not used, and what it cost stand in the report."""
    wanted, model = order(tmp_path, PARTLY), Scripted(BROKEN, BROKEN)
    outcome = await run(wanted, model, "compact")
    assert len(model.asked) == 2
    assert outcome.edit is not None
    assert "WHERE id = $1" in outcome.proposed
    assert any("40 tokens for 2 answers" in said for said in outcome.edit.receipt)
    report = write_report(wanted, outcome, "applied")
    assert "This is the rules' own repair instead" in report
    assert "## Why the model's answer was not used" in report
    assert "## What needs a model" in report
    assert "passed after" not in report


async def test_answer_that_passes_comes_before_the_rules_repair(tmp_path: Path) -> None:
    """The rules only stand in where they cannot repair all that they found."""
    good = PARTLY.split("\n\n")[2].replace("require(req.query.show)(found.rows)", "found.rows")
    good = good.replace(
        "`SELECT id FROM orders WHERE id = ${req.params.id}`", "QUERY, [req.params.id]"
    )
    good = good.replace("QUERY", "'SELECT id FROM orders WHERE id = $1'")
    model = Scripted(f"```js\n{good}```\n", "## Report\nDone.")
    outcome = await run(order(tmp_path, PARTLY), model, "compact")
    assert outcome.edit is not None
    assert "req.query.show" not in outcome.proposed
    assert "rules" not in outcome.by


@pytest.mark.parametrize("source", [WHOLE, PARTLY])
async def test_large_model_that_fails_is_refused_without_the_rules(
    tmp_path: Path, source: str
) -> None:
    """Who asks a large model gets its answer or a refusal, not something else than asked for."""
    outcome = await run(order(tmp_path, source), Scripted("Sorry.", "Sorry."))
    assert outcome.edit is None
    assert outcome.refusal is not None


async def test_small_model_is_asked_where_an_action_has_no_rules(tmp_path: Path) -> None:
    """The rules design no API."""
    model = Scripted("Sorry.", "Sorry.")
    await run(order(tmp_path, WHOLE, "api-design"), model, "compact")
    assert model.asked
