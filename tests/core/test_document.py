"""The frozen values about text: lines end where LSP says, and changes apply exactly."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nodewright.document import (
    Failure,
    LineTable,
    Refusal,
    Snapshot,
    Span,
    TextChange,
    apply_changes,
    decode,
    encode,
)

TEXTS = st.text(st.sampled_from(list("ab\r\n\u2028\u0085\x0cé😀 ")), max_size=60)


@given(TEXTS)
def test_lines_end_at_crlf_lf_and_cr_only(text: str) -> None:
    """The line table cuts where CRLF, LF or CR stand and nowhere else."""
    table = LineTable(encode(text))
    expected = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    lines = [
        decode(encode(text)[table.span(i).start : table.span(i).end])
        for i in range(len(table.starts))
    ]
    assert lines == expected


def test_line_separator_of_unicode_ends_no_line() -> None:
    """U+2028, U+0085 and form feed are ordinary characters."""
    assert LineTable(encode("a\u2028b\u0085c\x0cd")).starts == [0]


def test_line_of_an_offset_and_lines_past_the_end() -> None:
    """An offset on a break belongs to its line; a line past the end is empty."""
    table = LineTable(b"ab\r\ncd")
    assert [table.line_of(i) for i in (0, 2, 3, 4, 6)] == [0, 0, 0, 1, 1]
    assert table.span(9) == Span(6, 6)


def test_whole_lines_take_the_break_of_the_last_line() -> None:
    """A span that ends at the start of a line does not take that line."""
    table = LineTable(b"aa\nbb\ncc")
    assert table.whole_lines(Span(1, 1)) == Span(0, 3)
    assert table.whole_lines(Span(1, 3)) == Span(0, 3)
    assert table.whole_lines(Span(4, 7)) == Span(3, 8)


@given(TEXTS, st.lists(st.integers(0, 80), min_size=2, max_size=2))
def test_a_change_replaces_exactly_its_span(text: str, ends: list[int]) -> None:
    """Everything outside of the span is kept byte for byte."""
    source = encode(text)
    start, end = sorted(min(e, len(source)) for e in ends)
    changed = apply_changes(source, [TextChange(Span(start, end), "X")])
    assert changed == source[:start] + b"X" + source[end:]


def test_overlapping_changes_are_an_error() -> None:
    """Two changes of one place, or one past the end, cannot both be meant."""
    with pytest.raises(ValueError, match="overlaps"):
        apply_changes(b"abc", [TextChange(Span(0, 2), ""), TextChange(Span(1, 3), "")])
    with pytest.raises(ValueError, match="leaves the text"):
        apply_changes(b"abc", [TextChange(Span(2, 4), "")])


def test_spans_know_inside_overlap_and_shift() -> None:
    """Empty spans overlap at their edges, filled ones only where they share a byte."""
    assert Span(1, 4).contains(Span(1, 4))
    assert not Span(1, 4).contains(Span(0, 2))
    assert Span(0, 2).overlaps(Span(2, 2))
    assert not Span(0, 2).overlaps(Span(2, 3))
    assert Span(1, 2).shift(3) == Span(4, 5)


def test_lone_surrogates_survive_and_no_utf8_becomes_a_mark() -> None:
    """JSON can carry half a pair; bytes that are no text stay readable."""
    assert decode(encode("a\ud83d")) == "a\ud83d"
    assert decode(b"a\xff") == "a\ufffd"


def test_snapshot_offers_bytes_and_lines() -> None:
    """A snapshot works both out from its text."""
    snapshot = Snapshot("file:///a.js", 1, "é\nb", "javascript")
    assert snapshot.source == b"\xc3\xa9\nb"
    assert snapshot.lines.starts == [0, 3]


def test_refusal_gives_one_sentence_a_failure() -> None:
    """The place is named where there is one."""
    refusal = Refusal((Failure("a", "It fails", 3, "  x = 1"), Failure("b", "So does this")))
    assert list(refusal.reasons) == ["It fails (line 3: x = 1)", "So does this"]
