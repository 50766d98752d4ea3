"""The pieces of a proposal: all of them are the proposal, none of them is the text as it was."""

from __future__ import annotations

from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nodewright.answer import strip_header, with_header
from nodewright.assistant import Order, Outcome, pieces
from nodewright.assistant.choosing import _with_pieces
from nodewright.document import Snapshot
from nodewright.prompts import load_pack

HEADER = load_pack().persona.header
BEFORE = "#!/usr/bin/env node\n'use strict';\nconst a = 1;\nconst b = 2;\nconst c = 3;\n"
AFTER = with_header(BEFORE.replace("a = 1", "a = 10").replace("c = 3", "c = 30"), "a.js", HEADER)
LINES = st.lists(st.sampled_from(["a();\n", "b();\n", "c();\r\n", "\n", "d();\n"]), max_size=8)


def given_texts(before: str, proposed: str, path: str = "src/a.js") -> tuple[Order, Outcome]:
    snapshot = Snapshot("file:///a.js", 1, before, "javascript")
    order = Order(snapshot, path, *[cast("None", None)] * 5)  # type: ignore[arg-type]
    return order, Outcome("x", proposed=proposed)


def text_with(order: Order, outcome: Outcome, *places: int) -> str:
    found = pieces(order, outcome, HEADER)
    return _with_pieces(order, outcome, [found[at] for at in places], HEADER)


def test_the_header_is_no_piece_of_its_own() -> None:
    order, outcome = given_texts(BEFORE, AFTER)
    new = AFTER.split("\n")
    changed = [new[p.new_start : p.new_end] for p in pieces(order, outcome, HEADER)]
    assert changed == [["const a = 10;"], ["const c = 30;"]]


@pytest.mark.parametrize(
    ("places", "body"),
    [
        ((0,), BEFORE.replace("a = 1", "a = 10")),
        ((1,), BEFORE.replace("c = 3", "c = 30")),
    ],
)
def test_a_part_carries_the_header_once_below_the_shebang(
    places: tuple[int, ...], body: str
) -> None:
    text = text_with(*given_texts(BEFORE, AFTER), *places)
    assert text == with_header(body, "a.js", HEADER)
    assert text.startswith("#!/usr/bin/env node\n/**\n")


def test_without_a_piece_the_document_gets_no_header() -> None:
    assert text_with(*given_texts(BEFORE, AFTER)) == BEFORE


@given(LINES, LINES, st.booleans())
def test_all_pieces_are_the_proposal_and_none_is_the_text_as_it_was(
    old: list[str], new: list[str], headed: bool
) -> None:
    before, proposed = "".join(old), "".join(new)
    if headed:
        proposed = with_header(proposed, "a.js", HEADER)
    order, outcome = given_texts(before, proposed)
    found = pieces(order, outcome, HEADER)
    assert text_with(order, outcome) == before
    whole = text_with(order, outcome, *range(len(found)))
    if found:
        assert whole == proposed
    else:
        assert strip_header(proposed, HEADER).strip() == before.strip()
