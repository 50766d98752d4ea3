"""What the fixes make of code, and that a rewritten expression matches the same texts."""

from __future__ import annotations

import itertools
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from nodewright.document import apply_changes
from nodewright.facts import ProjectFacts
from nodewright.rules import Engine, load_rules
from nodewright.rules.topics.regex_fix import flatten

BOOK = load_rules()
FORMS = yaml.safe_load(Path(__file__).with_name("fix_forms.yml").read_text(encoding="utf-8"))
FACTS = ProjectFacts(dependencies={"express": "4.18.0"})


@pytest.mark.parametrize("form", FORMS, ids=lambda form: f"{form['rule']}: {form['about']}")
def test_the_first_fix_of_a_form(form: dict[str, Any]) -> None:
    engine, source = Engine(BOOK, "javascript"), form["code"].encode()
    facts = ProjectFacts() if form.get("library") else FACTS
    found = [f for f in engine.update(source, facts, "app.js").findings if f.rule == form["rule"]]
    fixes = engine.verified_fixes(found[0])
    assert [fix.safe for fix in fixes[:1]] == [form["safe"] for _ in fixes[:1]]
    texts = [apply_changes(source, fix.changes).decode() for fix in fixes[:1]]
    assert texts == [form["fixed"]] if "fixed" in form else not texts


PARTS = ["a", "b*", "a+", "-?", "[ab]+", r"\d*"]
TEXTS = ["".join(t) for n in range(6) for t in itertools.product("ab-1", repeat=n)]


@pytest.mark.parametrize("sign", ["+", "*"])
@pytest.mark.parametrize("parts", list(itertools.product(PARTS, repeat=2)), ids="".join)
def test_a_flattened_expression_matches_the_same_texts(parts: tuple[str, str], sign: str) -> None:
    for inner in ("".join(parts), "|".join(parts)):
        before = f"^x?({inner}){sign}b?"
        after = flatten(before)
        if after is None:
            continue
        for text in TEXTS:
            old, new = re.fullmatch(before, text), re.fullmatch(after, text)
            assert bool(old) == bool(new), (before, after, text)


@pytest.mark.parametrize(
    ("pattern", "flat"),
    [
        (r"^([a-z]+)*$", r"^([a-z])*$"),
        (r"^(?:\w+,?)+$", r"^(?:\w,?)+$"),
        (r"^(\s*\w+)+;", r"^(\s*\w)+;"),
        (r"^(a+|b)*c", r"^(a|b)*c"),
        (r"^(\w+\d*)+$", None),
        (r"^([^,]+,?)+$", None),
        (r"^(ab)+$", None),
        (r"^(a+b+)+$", None),
    ],
)
def test_only_a_certain_rewrite_is_made(pattern: str, flat: str | None) -> None:
    assert flatten(pattern) == flat
