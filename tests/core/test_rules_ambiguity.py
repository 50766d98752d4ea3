"""Which regular expressions take much more time than their text is long."""

from __future__ import annotations

import pytest
from nodewright.rules.topics.ambiguity import is_quadratic, shares_out

EXPONENTIAL = (
    r"^([a-z]+)*$",
    r"^(.*,)+(.+)?$",
    r'^\[[0-9 ]+\]( ".+?")+$',
    r'"(?:\\.|[^"])*"',
    r"^(?:\s|.)*x",
    r"^((?:\w+-?)+)$",
)
QUADRATIC = (
    r"\s+$",
    r" *, *",
    r"^(\d*\.?\d+)%$",
    r".*[\\/]",
    r"^data:(.*?),(.*?)(?:#(.*))?$",
    r"^(\/.*)([?&])key=([^&$]*)$",
    r"^\/([^\/]+)\/?([^\/]+)?\/?$",
    r"([^=]+)=",
)
LINEAR = (
    r"^\s*",
    r"\d+",
    r"^(\w+)=(\w+)$",
    r"^(?:\d+,)*\d+$",
    r'"(?:[^"\\]|\\.)*"',
    r"^[\w-]+(\.[\w-]+)*@",
    r"[^\w]",
    r"^https?:\/\/",
    r"([A-Za-z]+) ?(\d+ )?(\d+)?",
    r"^.{1,20}\s{0,3}$",
    r"^(?:.*)",
)


@pytest.mark.parametrize("pattern", EXPONENTIAL)
def test_a_group_whose_turns_can_share_out_the_text_is_exponential(pattern: str) -> None:
    assert shares_out(pattern)


@pytest.mark.parametrize("pattern", QUADRATIC)
def test_neighbouring_repetitions_of_the_same_characters_are_quadratic(pattern: str) -> None:
    assert is_quadratic(pattern)
    assert not shares_out(pattern)


@pytest.mark.parametrize("pattern", LINEAR)
def test_an_expression_that_takes_each_character_in_one_way_is_neither(pattern: str) -> None:
    assert not shares_out(pattern)
    assert not is_quadratic(pattern)


@pytest.mark.parametrize(
    "pattern", ["(", "[a", "a{2,1", "(?<name>a)\\k<name>", "\\p{L}+$", "(" * 200]
)
def test_an_expression_that_is_broken_or_not_understood_is_left_alone(pattern: str) -> None:
    assert not shares_out(pattern)
    assert not is_quadratic(pattern)


def test_flags_are_heeded() -> None:
    assert shares_out("^(?:[a-z]|[A-Z])*$", "i")
    assert not shares_out("^(?:[a-z]|[A-Z])*$")
    assert not is_quadratic("\\s+$", "y")
