"""The table of Node APIs by version, and the reading of engine ranges and regular expressions."""

from __future__ import annotations

import pytest
from nodewright.document import LineTable
from nodewright.facts import ProjectFacts
from nodewright.rules import load_rules, scan
from nodewright.rules.topics.node_apis import keys, lowest, table, version
from nodewright.rules.topics.slow_regexes import exponential

OLD = ("util-checks", "removed", "deprecated", "modules")


@pytest.mark.parametrize(
    ("wanted", "least"),
    [
        (">=14", (14, 0)),
        ("^16.13.1 || >=18", (16, 13)),
        ("18.x", (18, 0)),
        (">= 20.11 < 23", (20, 11)),
        ("18 - 20", (18, 0)),
        ("v22.4.1", (22, 4)),
        ("*", None),
        ("<20", None),
        ("lts", None),
    ],
)
def test_the_lowest_version_of_a_range_is_read(wanted: str, least: tuple[int, int] | None) -> None:
    assert lowest(wanted) == least


@pytest.mark.parametrize("name", OLD)
def test_an_old_api_says_what_to_use_and_since_when(name: str) -> None:
    for entry in table(name).values():
        assert entry["use"]
        assert version(entry.get("gone") or entry["since"]) > (0, 0)
        assert len({"callee", "member", "test", "module"} & set(entry)) <= 1


def test_a_newer_api_says_when_it_came() -> None:
    assert all((10, 0) <= version(e["added"]) < (30, 0) for e in table("newer").values())
    assert {"name:fetch", "import", "name:require", "from:crypto#randomUUID"} <= set(keys("newer"))


def test_a_table_that_is_not_there_is_refused() -> None:
    with pytest.raises(ValueError, match="no table named 'older'"):
        table("older")


@pytest.mark.parametrize(
    "pattern",
    [
        r"^(a+)+$",
        r"(.*)*x",
        r"^(\w+-?)*$",
        r"(?:[^\"\\]+|\\.)*\"",
        r"^(([\-.]|[_]+)?([a-z0-9]+))*@",
    ],
)
def test_a_repetition_in_a_repetition_is_exponential(pattern: str) -> None:
    assert exponential(pattern)


@pytest.mark.parametrize(
    "pattern",
    [r"^a+$", r"(a+)+", r"^(?:\d+,)*\d+$", r"^(a|b)*$", r"(?:x+y)*z", r"[(+)*]+$", r"^(\d+\.){2}$"],
)
def test_other_expressions_are_left_alone(pattern: str) -> None:
    assert not exponential(pattern)


def test_a_constant_of_the_module_is_known_in_a_function_and_forgotten_when_it_changes() -> None:
    rule = load_rules().keeping(lambda rule: rule.id == "weak-cipher")
    source = b"""import { createCipheriv } from 'node:crypto';
const MODE = 'aes-128-ecb';
export const seal = (key) => createCipheriv(MODE, key, null);
"""
    (found,) = scan(rule, source, "javascript", ProjectFacts())
    assert LineTable(source).line_of(found.span.start) == 2
    good = source.replace(b"ecb", b"gcm")
    assert scan(rule, good, "javascript", ProjectFacts()) == ()
    written_again = source.replace(b"const", b"let", 1) + b"MODE = pick();\n"
    assert scan(rule, written_again, "javascript", ProjectFacts()) == ()
