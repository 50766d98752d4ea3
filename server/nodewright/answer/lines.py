"""Lines of a text with their endings, and the smallest hunks between two lists of lines."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple, TypeVar

Line = TypeVar("Line", bound=Hashable)

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+")
_ENDING = re.compile(r"\r\n|\n|\r")
# A gap without a unique common line that differs in more lines than this is replaced as a whole.
_MOST_DIFFERING = 500


def numbered(lines: Sequence[str], first: int, last: int, near: int = 2) -> str:
    """The lines ``first:last`` and ``near`` ones around them, each with its number from 1 on."""
    start, end = max(first - near, 0), min(last + near, len(lines))
    while start < first and not lines[start].strip():
        start += 1
    while end > last and not lines[end - 1].strip():
        end -= 1
    width = len(str(end))
    return "\n".join(f"{at + 1:>{width}} | {lines[at].rstrip()[:160]}" for at in range(start, end))


class Hunk(NamedTuple):
    """Lines ``old_start:old_end`` of the one text become ``new_start:new_end`` of the other."""

    old_start: int
    old_end: int
    new_start: int
    new_end: int


def split_lines(text: str) -> list[str]:
    """``text`` cut after every CRLF, LF and lone CR; joining the pieces gives ``text`` again."""
    return _LINE.findall(text)


def dominant_ending(text: str) -> str:
    """The most frequent line break of ``text``; LF where there is none."""
    counted = Counter(_ENDING.findall(text))
    return counted.most_common(1)[0][0] if counted else "\n"


def hunks(old: Sequence[Line], new: Sequence[Line]) -> list[Hunk]:
    """The differing stretches, in order, none touching the next.

    Anchored on lines that are unique on both sides, so a brace or a blank line never pairs
    two places that have nothing to do with each other.
    """
    found: list[Hunk] = []
    stack = [Hunk(0, len(old), 0, len(new))]
    while stack:
        gap = _trim(old, new, stack.pop())
        if gap.old_start == gap.old_end and gap.new_start == gap.new_end:
            continue
        if gap.old_start == gap.old_end or gap.new_start == gap.new_end:
            found.append(gap)
            continue
        anchors = _anchors(old, new, gap)
        if anchors:
            stack.extend(_between(gap, anchors))
        else:
            found.extend(_small(old, new, gap))
    return _joined(sorted(found))


def _trim(old: Sequence[Line], new: Sequence[Line], gap: Hunk) -> Hunk:
    a, b, c, d = gap
    while a < b and c < d and old[a] == new[c]:
        a, c = a + 1, c + 1
    while a < b and c < d and old[b - 1] == new[d - 1]:
        b, d = b - 1, d - 1
    return Hunk(a, b, c, d)


def _anchors(old: Sequence[Line], new: Sequence[Line], gap: Hunk) -> list[tuple[int, int]]:
    """Pairs of lines that are unique in both halves of ``gap``, the longest rising run."""
    count_old = Counter(old[gap.old_start : gap.old_end])
    count_new = Counter(new[gap.new_start : gap.new_end])
    place = {new[j]: j for j in range(gap.new_start, gap.new_end)}
    pairs = [
        (i, place[old[i]])
        for i in range(gap.old_start, gap.old_end)
        if count_old[old[i]] == 1 and count_new[old[i]] == 1
    ]
    tails: list[int] = []
    at: list[int] = []
    previous: list[int] = []
    for index, (_, j) in enumerate(pairs):
        slot = bisect_left(tails, j)
        previous.append(at[slot - 1] if slot else -1)
        if slot == len(tails):
            tails.append(j)
            at.append(index)
        else:
            tails[slot], at[slot] = j, index
    run: list[tuple[int, int]] = []
    index = at[-1] if at else -1
    while index >= 0:
        run.append(pairs[index])
        index = previous[index]
    return run[::-1]


def _between(gap: Hunk, anchors: Sequence[tuple[int, int]]) -> Iterator[Hunk]:
    a, c = gap.old_start, gap.new_start
    for i, j in anchors:
        yield Hunk(a, i, c, j)
        a, c = i + 1, j + 1
    yield Hunk(a, gap.old_end, c, gap.new_end)


def _small(old: Sequence[Line], new: Sequence[Line], gap: Hunk) -> Iterator[Hunk]:
    """The fewest lines that differ in a gap without anchors; all of it beyond the limit."""
    path = _path(old[gap.old_start : gap.old_end], new[gap.new_start : gap.new_end])
    if path is None:
        yield gap
        return
    a, c = gap.old_start, gap.new_start
    for (i, j), (k, m) in pairwise(path):
        if k - i != m - j:
            yield Hunk(a + i, a + k - min(k - i, m - j), c + j, c + m - min(k - i, m - j))


def _path(old: Sequence[Line], new: Sequence[Line]) -> list[tuple[int, int]] | None:
    """Points of a shortest way through both lists: one line removed or added, then equal ones.

    The greedy search of E. W. Myers, "An O(ND) Difference Algorithm and Its Variations" (1986).
    """
    furthest: dict[int, int] = {1: 0}
    trace: list[dict[int, int]] = []
    for cost in range(min(len(old) + len(new), _MOST_DIFFERING) + 1):
        trace.append(dict(furthest))
        for diagonal in range(-cost, cost + 1, 2):
            x = _step(furthest, diagonal, len(old), len(new))
            if x is None:
                continue
            while x < len(old) and x - diagonal < len(new) and old[x] == new[x - diagonal]:
                x += 1
            furthest[diagonal] = x
            if x == len(old) and x - diagonal == len(new):
                return _walked(trace, x, diagonal, len(old), len(new))
    return None


def _step(furthest: dict[int, int], diagonal: int, width: int, height: int) -> int | None:
    """The furthest point of a diagonal with one line more added or removed; None outside."""
    added, removed = furthest.get(diagonal + 1), furthest.get(diagonal - 1)
    options = []
    if added is not None and added - diagonal <= height:
        options.append(added)
    if removed is not None and removed + 1 <= width:
        options.append(removed + 1)
    return max(options, default=None)


def _walked(
    trace: Sequence[dict[int, int]], x: int, diagonal: int, width: int, height: int
) -> list[tuple[int, int]]:
    points = [(x, x - diagonal)]
    for furthest in reversed(trace[1:]):
        start = _step(furthest, diagonal, width, height)
        assert start is not None
        diagonal += 1 if furthest.get(diagonal + 1) == start else -1
        x = furthest[diagonal]
        points.append((x, x - diagonal))
    points.append((0, 0))
    return points[::-1]


def _joined(found: Sequence[Hunk]) -> list[Hunk]:
    out: list[Hunk] = []
    for hunk in found:
        if out and out[-1].old_end == hunk.old_start and out[-1].new_end == hunk.new_start:
            out[-1] = Hunk(out[-1].old_start, hunk.old_end, out[-1].new_start, hunk.new_end)
        else:
            out.append(hunk)
    return out
