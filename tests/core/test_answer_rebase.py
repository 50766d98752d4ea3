"""A proposal carried over to a text that changed meanwhile: at the right place, or not at all."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from nodewright.answer.finish import text_changes
from nodewright.answer.lines import hunks, split_lines
from nodewright.answer.rebase import rebase
from nodewright.document import apply_changes, encode

LINES = st.lists(st.sampled_from(["a\n", "b\n", "}\n", "\n", "c\r\n", "d\r", "é\n"]), max_size=30)
BASE = "".join(f"line {i}\n" for i in range(20))


def test_typing_elsewhere_keeps_both() -> None:
    """The user's lines and the proposal are both there."""
    proposed = BASE.replace("line 5\n", "LINE 5\n").replace("line 12\n", "")
    current = BASE.replace("line 9\n", "line 9\nmine\n")
    expected = current.replace("line 5\n", "LINE 5\n").replace("line 12\n", "")
    assert rebase(BASE, proposed, current) == expected


def test_typing_in_the_same_line_is_refused() -> None:
    """Nobody can tell which of the two is meant."""
    assert rebase(BASE, BASE.replace("line 5\n", "LINE 5\n"), BASE.replace("line 5", "l5")) is None


def test_typing_between_the_neighbours_of_an_insertion_is_refused() -> None:
    """An insertion belongs between two lines; if they are apart, the place is unsure."""
    proposed = BASE.replace("line 5\n", "line 5\nnew\n")
    assert rebase(BASE, proposed, BASE.replace("line 5\n", "line 5\nmine\n")) is None


def test_duplicated_place_is_refused() -> None:
    """The user copied the lines: there are two places now."""
    proposed = BASE.replace("line 5\n", "LINE 5\n")
    assert rebase(BASE, proposed, BASE + "line 5\n") is None


def test_repeated_lines_are_told_apart_by_their_neighbours() -> None:
    """A brace alone is no anchor; with its neighbours it is."""
    base = "a {\n  x\n}\nb {\n  y\n}\n"
    proposed = "a {\n  x\n}\nb {\n  y\n  z\n}\n"
    assert rebase(base, proposed, "// top\n" + base) == "// top\n" + proposed


def test_an_insertion_at_the_top_needs_the_top_as_it_was() -> None:
    """An import above a directive that the user just wrote would switch it off."""
    assert rebase("a\nb\n", "import\na\nb\n", "'use strict';\na\nb\n") is None
    assert rebase("a\nb\n", "import\na\nb\n", "a\nb\nmine\n") == "import\na\nb\nmine\n"


def test_new_shebang_is_refused() -> None:
    """The header may not come above a shebang that was not there before."""
    assert rebase("a\n", "H\na\n", "#!node\na\n") is None


def test_lines_in_another_order_are_refused() -> None:
    """Places that changed their order do not carry two changes over."""
    base = "one\ntwo\nthree\nfour\nfive\n"
    proposed = "one\nTWO\nthree\nFOUR\nfive\n"
    assert rebase(base, proposed, "one\nfour\nthree\ntwo\nfive\n") is None


@given(LINES, LINES)
def test_unchanged_text_takes_the_proposal_as_it_is(base: list[str], proposed: list[str]) -> None:
    """Nothing typed, nothing to carry over."""
    old, new = "".join(base), "".join(proposed)
    assert rebase(old, new, old) == new


@settings(max_examples=300)
@given(st.data())
def test_edits_in_different_places_merge_or_are_refused(data: st.DataObject) -> None:
    """With lines that are all unique the merge is known: the result is that, or None."""
    size = data.draw(st.integers(4, 14))
    base = [f"{i}\n" for i in range(size)]
    owners = data.draw(st.lists(st.sampled_from("-- -mu"), min_size=size, max_size=size))
    kinds = data.draw(
        st.lists(st.sampled_from(["change", "drop", "add"]), min_size=size, max_size=size)
    )

    def edited(line: str, kind: str, who: str) -> list[str]:
        changed = [] if kind == "drop" else [f"{who}{line}"]
        return [line, *changed] if kind == "add" else changed

    def text(who: str) -> str:
        return "".join(
            "".join(edited(line, kind, owner)) if owner in who and owner in "mu" else line
            for line, owner, kind in zip(base, owners, kinds, strict=True)
        )

    merged = rebase("".join(base), text("m"), text("u"))
    assert merged in (None, text("mu"))
    places = {who: [i for i, owner in enumerate(owners) if owner == who] for who in "mu"}
    if all(abs(i - j) > 1 for i in places["m"] for j in places["u"]):
        assert merged == text("mu")


@settings(max_examples=300)
@given(LINES, LINES, LINES)
def test_any_three_texts_give_a_text_or_none(
    base: list[str], proposed: list[str], current: list[str]
) -> None:
    """Every line of the result comes from the proposal or from what the user has."""
    result = rebase("".join(base), "".join(proposed), "".join(current))
    if result is not None:
        known = {*split_lines("".join(proposed)), *split_lines("".join(current))}
        assert {line.rstrip("\r\n") for line in split_lines(result)} <= {
            line.rstrip("\r\n") for line in known
        }


@settings(max_examples=300)
@given(LINES, LINES)
def test_changes_turn_the_old_text_into_the_new(old: list[str], new: list[str]) -> None:
    """Byte for byte, whatever the line breaks."""
    before, after = "".join(old), "".join(new)
    changes = text_changes(before, after)
    assert apply_changes(encode(before), changes) == encode(after)
    for change in changes:
        assert encode(change.text) != encode(before)[change.span.start : change.span.end]


def test_changes_of_a_long_file_are_small() -> None:
    """A header on top and a line at the bottom of 10,000 lines are two small changes."""
    old = "".join(f"  call({i % 700});\n}}\n" for i in range(5000))
    new = "/* h */\n" + old.replace("call(699)", "done(699)")
    changes = text_changes(old, new)
    assert apply_changes(encode(old), changes) == encode(new)
    assert sum(len(change.text) for change in changes) < 400


@given(LINES, LINES)
def test_hunks_pair_what_differs_and_never_touch(old: list[str], new: list[str]) -> None:
    """Between two hunks both texts are equal."""
    at_old = at_new = 0
    for hunk in [*hunks(old, new), None]:
        stop_old, stop_new = (hunk[0], hunk[2]) if hunk else (len(old), len(new))
        assert old[at_old:stop_old] == new[at_new:stop_new]
        if hunk:
            assert at_old == 0 or stop_old > at_old
            at_old, at_new = hunk.old_end, hunk.new_end


def test_gap_too_large_to_compare_is_replaced_as_a_whole() -> None:
    """Thousands of equal lines on both sides are not worth quadratic time."""
    old, new = ["x\n", "a\n"] * 600, ["y\n", "a\n"] * 600
    assert len(hunks(old, new)) >= 1
    assert apply_changes(encode("".join(old)), text_changes("".join(old), "".join(new))) == encode(
        "".join(new)
    )
