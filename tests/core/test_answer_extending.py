"""New tests for a file of tests that exists: added so that nothing there changes, or refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from nodewright.answer.extending import NotSureError, can_extend, extended, is_test_file
from nodewright.answer.lines import hunks
from nodewright.document import encode
from nodewright.javascript.lexical import names_of
from nodewright.javascript.parsing import parse, syntax_errors

CASES: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parents[1] / "extending" / "cases.yml").read_text("utf-8")
)["cases"]


@pytest.mark.parametrize("ending", ["\n", "\r\n"], ids=["lf", "crlf"])
@pytest.mark.parametrize("case", CASES, ids=lambda case: case["about"])
def test_each_case_ends_as_it_says(case: dict[str, Any], ending: str) -> None:
    """Lines are only put in, with the breaks of the file; or the reason fits."""
    path = case.get("path", "test/sum.test.js")
    there = case["there"].replace("\n", ending)
    if "refused" in case:
        with pytest.raises(NotSureError) as refused:
            extended(path, there, case["new"])
        assert case["refused"] in str(refused.value)
        return
    merged = extended(path, there, case["new"])
    assert merged.count(ending) == merged.count("\n")
    old, new = there.split(ending), merged.split(ending)
    put_in: list[str] = []
    for hunk in hunks(old, new):
        assert hunk.old_start == hunk.old_end
        put_in += new[hunk.new_start : hunk.new_end]
    wanted = "\n".join(case["lines"])
    assert sorted(filter(None, put_in)) == sorted(filter(None, case["lines"]))
    assert all(block in merged.replace(ending, "\n") for block in wanted.split("\n\n"))
    with pytest.raises(NotSureError, match="all of these tests already"):
        extended(path, merged, case["new"])


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        ("test/a.js", True),
        ("src/a.test.ts", True),
        ("src/a.spec.mjs", True),
        ("src/__tests__/a.jsx", True),
        ("test-a.js", True),
        ("src/a.js", False),
        ("src/latest.js", False),
        ("src/contest.js", False),
        ("test/a.json", False),
        ("test/README.md", False),
    ],
)
def test_a_file_of_tests_is_known_by_its_place(path: str, wanted: bool) -> None:
    """Only tests are added to; any other file that exists stays as it is."""
    assert is_test_file(path) is wanted
    assert can_extend(path, "test('a', () => {});\n") is wanted


STATEMENTS = st.lists(
    st.sampled_from(
        [
            "const { a } = require('./m');",
            "const { a, b } = require('./m');",
            "const m = require('./m');",
            "const b = require('./other').b;",
            "let c = 1;",
            "function f() { return a; }",
            "function f() { return b; }",
            "test('one', () => f());",
            "test('two', () => { c = 2; });",
            "describe('three', () => { it('x', () => m); });",
            "test('one', () => b);",
            "// a note",
            "test('four', () => {}); // behind",
            "beforeEach(() => {});",
        ]
    ),
    max_size=6,
    unique=True,
)


@given(STATEMENTS, STATEMENTS, st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_whatever_is_joined_keeps_all_that_was_there(
    old: list[str], new: list[str], ending: str, last: bool
) -> None:
    """The old lines stay in order, nothing is declared twice, and every name stays known."""
    there = ending.join(old) + (ending if last else "")
    ending = ending if ending in there else "\n"
    try:
        merged = extended("test/a.test.js", there, "\n".join(new))
    except NotSureError:
        return
    lines = iter(merged.split(ending))
    assert all(line in lines for line in there.rstrip().split(ending))
    tree = parse(encode(merged), "javascript")
    assert not syntax_errors(tree)
    before = names_of(parse(encode(there), "javascript"))
    assert not {name for name, *_ in names_of(tree).twice()} - {n for n, *_ in before.twice()}
    wanted = [line for line in new if line.startswith(("test", "describe"))]
    assert all(line.split(" //")[0] in merged for line in wanted)
