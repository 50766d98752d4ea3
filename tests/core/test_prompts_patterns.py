"""Worked examples for small models: called for by code and words, short, and code that parses."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from nodewright.javascript.parsing import parse
from nodewright.prompts import load_pack
from nodewright.prompts.front_matter import BadFile
from nodewright.prompts.patterns import MAX_PATTERNS, choose_patterns, parse_pattern
from nodewright.prompts.values import Pattern

PACK = load_pack()
CASES = yaml.safe_load((Path(__file__).parents[1] / "data" / "patterns.yml").read_text("utf-8"))
EXAMPLE = re.compile(r"```js\n(.*?)```", re.DOTALL)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["says"])
def test_the_code_and_the_developers_words_choose_the_examples(case: dict[str, object]) -> None:
    chosen = choose_patterns(
        PACK.patterns, str(case["code"]), str(case.get("request", "")), str(case["action"])
    )
    assert [one.id for one in chosen] == case["chosen"]


@pytest.mark.parametrize("pattern", PACK.patterns, ids=lambda pattern: pattern.id)
def test_a_pattern_is_short_and_its_code_parses(pattern: Pattern) -> None:
    assert len(pattern.text) <= 700
    assert set(pattern.calls.actions) <= set(PACK.actions)
    for code in EXAMPLE.findall(pattern.text):
        # What begins with `}` shows the end of a try; `return` stands in a function.
        whole = f"async function example() {{ {'try {' if code.startswith('}') else ''}\n{code}}}"
        assert not parse(whole.encode(), "javascript").root_node.has_error


def test_no_more_examples_than_a_small_model_can_tell_from_its_task() -> None:
    many = choose_patterns(
        PACK.patterns,
        "cache.set(key, value); bus.on('x', onX); setInterval(ping, 9); clients.add(res);",
        "",
        "node-memory-leak",
    )
    assert len(many) == MAX_PATTERNS


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("---\ntitle: x\nwhen:\n  code: ['(']\n---\nText", "no regular expression"),
        ("---\ntitle: x\nwhen:\n  word: [a]\n---\nText", "unknown key `word`"),
        ("---\ntitle: x\n---\n", "no text"),
    ],
)
def test_a_bad_pattern_says_what_is_wrong_with_it(text: str, why: str) -> None:
    with pytest.raises(BadFile, match=why):
        parse_pattern("x", text)
