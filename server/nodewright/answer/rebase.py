"""Carry a finished proposal over to a text that was typed in meanwhile."""

from __future__ import annotations

from collections.abc import Sequence

from nodewright.answer.lines import Hunk, hunks, split_lines

_TOP, _BOTTOM = "\0top", "\0bottom"


def rebase(base: str, proposed: str, current: str) -> str | None:
    """``current`` with the changes that lead from ``base`` to ``proposed``; None when unsure.

    Every changed stretch is recognised by its old lines and as many neighbours as make it unique
    in ``base``; it must then occur exactly once in ``current``, and all in the same order. The
    top and the bottom of the file count as neighbours.
    """
    if current == base:
        return proposed
    old, new, now = _fenced(base), _fenced(proposed), _fenced(current)
    if _starts_with_shebang(current) != _starts_with_shebang(base):
        return None
    moved: list[tuple[int, int, Sequence[str]]] = []
    for hunk in hunks(old, new):
        place = _place(hunk, old, now)
        if place is None or (moved and place < moved[-1][1]):
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


def _starts_with_shebang(text: str) -> bool:
    return text.lstrip("\ufeff").startswith("#!")


def _place(hunk: Hunk, old: Sequence[str], now: Sequence[str]) -> int | None:
    """The line of ``now`` where the hunk's first old line stands; None unless there is just one.

    A replacement is known by its own lines first; an insertion needs both its neighbours, or the
    top of the file alone.
    """
    before, after = hunk.old_start, hunk.old_end
    if before == after:
        if before == 1:
            return 1
        before, after = before - 1, after + 1
    while len(_find(old[before:after], old)) > 1:
        before, after = max(before - 1, 0), min(after + 1, len(old))
    found = _find(old[before:after], now)
    return found[0] + hunk.old_start - before if len(found) == 1 else None


def _find(wanted: Sequence[str], lines: Sequence[str]) -> list[int]:
    size = len(wanted)
    first = wanted[0]
    return [
        at
        for at in range(len(lines) - size + 1)
        if lines[at] == first and lines[at : at + size] == wanted
    ]
