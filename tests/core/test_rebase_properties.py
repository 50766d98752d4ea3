"""Re-anchoring under edits: the user's text with the proposal in its place, or nothing at all.

The oracle knows what was typed where, which :func:`rebase` does not: it sees two texts. Edits are
made in places of the first text; composed by those places they give the one text that is right.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, product

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from nodewright.answer.lines import hunks, split_lines
from nodewright.answer.rebase import rebase

MANY = settings(max_examples=max(150, settings.default.max_examples))


@dataclass(frozen=True)
class Typed:
    """Lines ``start:end`` of the first text become ``lines``."""

    start: int
    end: int
    lines: tuple[str, ...]


def composed(base: Sequence[str], edits: Sequence[Typed]) -> str:
    """The text with all edits made, by their places."""
    out: list[str] = []
    at = 0
    for edit in sorted(edits, key=lambda e: (e.start, e.end)):
        out += [*base[at : edit.start], *edit.lines]
        at = edit.end
    return "".join((*out, *base[at:]))


def apart(one: Typed, other: Typed) -> bool:
    """True when an untouched line lies between the two edits."""
    return one.end < other.start or other.end < one.start


@st.composite
def edits(draw: st.DrawFn, size: int, mark: str, most: int, pasted: Sequence[str]) -> list[Typed]:
    """Edits of one hand in a text of ``size`` lines, each apart from the next.

    New lines are the hand's own, or copies out of ``pasted``.
    """
    cuts = sorted(draw(st.lists(st.integers(0, size), min_size=2, max_size=2 * most, unique=True)))
    found: list[Typed] = []
    for number, (start, end) in enumerate(zip(cuts[::2], cuts[1::2], strict=False)):
        end = draw(st.sampled_from([start, min(start + 1, end), end]))
        own = st.builds(lambda n, number=number: f"{mark}{number}.{n}\n", st.integers(0, 9))
        line = st.one_of(own, st.sampled_from(pasted)) if pasted else own
        lines = tuple(draw(st.lists(line, min_size=int(start == end), max_size=3)))
        if not found or found[-1].end < start:
            found.append(Typed(start, end, lines))
    return found


def trimmed(base: Sequence[str], edit: Typed) -> Typed:
    """The edit without the lines at its edges that it puts back as they were."""
    start, end, lines = edit.start, edit.end, edit.lines
    while start < end and lines and base[start] == lines[0]:
        start, lines = start + 1, lines[1:]
    while start < end and lines and base[end - 1] == lines[-1]:
        end, lines = end - 1, lines[:-1]
    return Typed(start, end, lines)


UNIQUE = st.integers(4, 16).map(lambda size: [f"line {n}\n" for n in range(size)])
ALIKE = st.lists(
    st.sampled_from(["}\n", "\n", "x();\n", "  y();\n", "f {\n", "last"]), min_size=2, max_size=12
).map(lambda lines: [line if line.endswith("\n") else f"{line}\n" for line in lines])


def as_cut(base: Sequence[str], proposal: Sequence[Typed]) -> list[Typed]:
    """The proposal as :func:`hunks` reads it: which of two braces goes, no text can tell."""
    new = split_lines(composed(base, proposal))
    return [Typed(h[0], h[1], tuple(new[h[2] : h[3]])) for h in hunks(base, new)]


def check(base: Sequence[str], proposal: Sequence[Typed], typed: Sequence[Typed]) -> None:
    """Apart: the composed text or none. Touching: none, unless no text could tell."""
    got = rebase("".join(base), composed(base, proposal), composed(base, typed))
    proposal = as_cut(base, proposal)
    typed = [trimmed(base, edit) for edit in typed]
    if all(apart(one, other) for one in proposal for other in typed):
        assert got in (None, composed(base, [*proposal, *typed]))
    elif len(typed) == 1:
        assert got is None
    elif got is not None:
        assert got in set(placed(base, proposal, split_lines(composed(base, typed))))


def placed(base: Sequence[str], proposal: Sequence[Typed], now: Sequence[str]) -> Iterator[str]:
    """The proposal in all places of a text where its lines and both neighbours stand in order."""
    old, new = ["<", *base, ">"], ["<", *now, ">"]
    options = []
    for edit in proposal:
        window = old[edit.start : edit.end + 2]
        size = len(window)
        found = [at for at in range(len(new) - size + 1) if new[at : at + size] == window]
        options.append([Typed(at, at + edit.end - edit.start, edit.lines) for at in found])
    for choice in product(*options):
        if all(one.end < two.start for one, two in pairwise(choice)):
            yield composed(now, choice)


def changes(base: Sequence[str], proposal: Sequence[Typed]) -> bool:
    """True when a proposal is one: it changes the text."""
    return composed(base, proposal) != "".join(base)


@MANY
@given(st.data())
def test_of_unique_lines_exactly_the_composed_text(data: st.DataObject) -> None:
    """With lines that are all different there is no doubt: apart is carried, touching refused."""
    base = data.draw(UNIQUE)
    proposal = data.draw(edits(len(base), "p", 3, ()))
    typed = data.draw(edits(len(base), "u", 3, ()))
    assume(changes(base, proposal) and changes(base, typed))
    got = rebase("".join(base), composed(base, proposal), composed(base, typed))
    if all(apart(one, other) for one in proposal for other in typed):
        assert got == composed(base, [*proposal, *typed])
    else:
        assert got is None


@MANY
@given(st.data())
def test_of_lines_alike_the_composed_text_or_none(data: st.DataObject) -> None:
    """Braces and blank lines: one edit of the user, with lines pasted from the text itself."""
    base = data.draw(ALIKE)
    proposal = data.draw(edits(len(base), "p", 2, ()))
    typed = data.draw(edits(len(base), "u", 1, base))
    assume(changes(base, proposal) and changes(base, typed))
    check(base, proposal, typed)


@MANY
@given(st.data())
def test_several_edits_among_lines_alike(data: st.DataObject) -> None:
    """Several edits at once, as formatters and several cursors make them."""
    base = data.draw(ALIKE)
    proposal = data.draw(edits(len(base), "p", 2, ()))
    typed = data.draw(edits(len(base), "u", 3, ()))
    assume(changes(base, proposal) and changes(base, typed))
    check(base, proposal, typed)
