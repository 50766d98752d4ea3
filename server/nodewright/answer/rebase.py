"""Carry a finished proposal over to a text that was typed in meanwhile."""

from __future__ import annotations

from collections.abc import Sequence

from nodewright.answer.lines import Hunk, hunks, split_lines

_TOP, _BOTTOM = "\0top", "\0bottom"


def rebase(base: str, proposed: str, current: str) -> str | None:
    """``current`` with the changes that lead from ``base`` to ``proposed``; None when unsure.

    A changed stretch is carried over together with the line before and the line after it: all of
    it must be there as it was, and what was typed must lie wholly before or behind, however the
    difference between ``base`` and ``current`` is read. With as many neighbours as make it unique
    in ``base`` it must occur once in ``current``, in that very place. The top and the bottom of
    the file count as lines.
    """
    if current == base:
        return proposed
    old, new, now = _fenced(base), _fenced(proposed), _fenced(current)
    typed = hunks(old, now)
    moved: list[tuple[int, int, Sequence[str]]] = []
    for hunk in hunks(old, new):
        place = _place(hunk, typed, old, now)
        if place is None:
            return None
        size = hunk.old_end - hunk.old_start
        moved.append((place, place + size, new[hunk.new_start : hunk.new_end]))
    out: list[str] = []
    at = 0
    for start, end, lines in moved:
        out += now[at:start]
        out += lines
        at = end
    return "".join((*out, *now[at:])[1:-1])


def _fenced(text: str) -> list[str]:
    return [_TOP, *split_lines(text), _BOTTOM]


def _place(hunk: Hunk, typed: Sequence[Hunk], old: Sequence[str], now: Sequence[str]) -> int | None:
    """The line of ``now`` where the hunk's first old line stands; None unless that is certain."""
    first, last = hunk.old_start - 1, hunk.old_end + 1
    shift = 0
    for number, other in enumerate(typed):
        above = typed[number - 1].old_end if number else 0
        below = typed[number + 1].old_start if number + 1 < len(typed) else len(old)
        low, high = _reach(other, old, now, above, below)
        if low < last and high > first:
            return None
        if high <= first:
            shift += (other.new_end - other.new_start) - (other.old_end - other.old_start)
    own = old[hunk.old_start : hunk.old_end]
    if own and len(_find(own, old)) == 1 != len(_find(own, now)):
        return None
    while len(_find(old[first:last], old)) > 1:
        first, last = max(first - 1, 0), min(last + 1, len(old))
    return hunk.old_start + shift if _find(old[first:last], now) == [first + shift] else None


def _reach(
    hunk: Hunk, old: Sequence[str], now: Sequence[str], above: int, below: int
) -> tuple[int, int]:
    """The boundaries of ``old`` between which the same edit may have been made.

    Lines that are put in or taken out among their like, such as one more brace, could have come
    or gone in several places; the text does not tell which.
    """
    low, high = hunk.old_start, hunk.old_end
    lines = now[hunk.new_start : hunk.new_end] if low == high else old[low:high]
    if low < high and hunk.new_start < hunk.new_end:
        return low, high
    size = len(lines)
    slid = 0
    while low > above and old[low - 1] == lines[(size - 1 - slid) % size]:
        low, slid = low - 1, slid + 1
    slid = 0
    while high < below and old[high] == lines[slid % size]:
        high, slid = high + 1, slid + 1
    return low, high


def _find(wanted: Sequence[str], lines: Sequence[str]) -> list[int]:
    size = len(wanted)
    first = wanted[0]
    return [
        at
        for at in range(len(lines) - size + 1)
        if lines[at] == first and lines[at : at + size] == wanted
    ]
