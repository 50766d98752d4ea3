"""Indentation: the style of a file, and lines moved from the model's style into it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

_LEADING = re.compile(r"[ \t]*")
_UNITS = (2, 3, 4, 8)


@dataclass(frozen=True, slots=True)
class Style:
    """How a text indents: ``mark`` is a tab, a space, or nothing where it does both or neither.

    ``unit`` is the number of columns of one level; a tab is as wide as one level.
    """

    mark: str
    unit: int

    def render(self, columns: int) -> str:
        """Leading whitespace of that many columns."""
        if self.mark == "\t":
            return "\t" * (columns // self.unit) + " " * (columns % self.unit)
        return " " * columns


def leading(line: str) -> str:
    """The spaces and tabs at the start of a line."""
    found = _LEADING.match(line)
    return found[0] if found else ""


def style_of(lines: Sequence[str]) -> Style:
    """The style of a text; lines that continue a block comment count for nothing."""
    marks: Counter[str] = Counter()
    widths: list[int] = []
    for line in lines:
        space, body = leading(line), line.lstrip()
        if not body or body.startswith("*"):
            continue
        if space.startswith("\t"):
            marks["\t"] += 1
        elif len(space) > 1:
            marks[" "] += 1
        if "\t" not in space:
            widths.append(len(space))
    tabs, spaces = marks["\t"], marks[" "]
    if tabs and tabs >= 2 * spaces:
        return Style("\t", 4)
    mark = " " if spaces and spaces >= 2 * tabs else ""
    return Style(mark, unit_of(widths))


def unit_of(widths: Sequence[int]) -> int:
    """Columns of one level, by the steps between neighbouring lines; 2 where nothing tells."""
    steps = Counter(
        step for before, after in pairwise(widths) if (step := abs(after - before)) in _UNITS
    )
    if steps:
        return min(steps, key=lambda step: (-steps[step], step))
    deep = [width for width in widths if width in _UNITS]
    return min(deep, default=2)


def columns(line: str, tab: int) -> int:
    """Width of the leading whitespace where a tab is ``tab`` wide."""
    return sum(tab if char == "\t" else 1 for char in leading(line))


def converted(line: str, style: Style, unit: int) -> str:
    """The line with its leading whitespace in ``style``; ``unit`` is one level of the line's own.

    A line whose whitespace is of the style already stays as it is.
    """
    space, body = leading(line), line.lstrip(" \t")
    if not body or not needs_conversion(line, style):
        return line
    if style.mark == "\t":
        levels, rest = divmod(columns(line, unit), unit)
        return "\t" * levels + " " * rest + body
    return space.replace("\t", " " * style.unit) + body


def needs_conversion(line: str, style: Style) -> bool:
    """True when the line is indented in the other way than ``style``."""
    space, body = leading(line), line.lstrip()
    if not body or body.startswith("*") or not style.mark:
        return False
    if style.mark == "\t":
        return "  " in space
    return "\t" in space


def reindented(
    new: Sequence[str], written: Sequence[str], found: Sequence[str], style: Style
) -> list[str]:
    """The replacement lines ``new`` moved the way from ``written`` (SEARCH) to ``found`` (file).

    ``written`` and ``found`` are the same lines but for their whitespace. A line that the model
    left alone comes back exactly as the file has it.
    """
    pairs = [(w, f) for w, f in zip(written, found, strict=True) if w.strip()]
    counted = Counter(w for w, _ in pairs)
    same = {w: f for w, f in pairs if counted[w] == 1}
    widths = [columns(line, style.unit) for line in (*written, *new) if line.strip()]
    move = _mover([(leading(w), leading(f)) for w, f in pairs], unit_of(widths), style)
    moved = (move(leading(line)) + line.lstrip(" \t") for line in new)
    return [
        same.get(line, after) if line.strip() else line
        for line, after in zip(new, moved, strict=True)
    ]


def _mover(pairs: Sequence[tuple[str, str]], own: int, style: Style) -> Callable[[str], str]:
    """How leading whitespace of the model becomes that of the file; ``own`` is its unit."""
    written, found = pairs[0]
    foreign = style.mark == " " and own != style.unit and len(set(pairs)) == 1
    if foreign:
        return _nearest(pairs, own, style)
    if found.endswith(written):
        added = found[: len(found) - len(written)]
        if all(f == added + w for w, f in pairs):
            return lambda space: added + space
    if written.endswith(found):
        cut = len(written) - len(found)
        if all(w[cut:] == f and len(w) >= cut for w, f in pairs):
            return lambda space: space[cut:]
    return _nearest(pairs, own, style)


def _nearest(pairs: Sequence[tuple[str, str]], own: int, style: Style) -> Callable[[str], str]:
    """Level by level from the closest line whose place in the file is known."""
    known: dict[str, str] = {}
    for here, there in pairs:
        known.setdefault(here, there)

    def move(space: str) -> str:
        if space in known:
            return known[space]
        width = columns(space, style.unit)
        below = [k for k in known if columns(k, style.unit) <= width]
        base = max(below or [min(known, key=len)], key=len)
        levels = (width - columns(base, style.unit)) / own
        there = columns(known[base], style.unit) + round(levels * style.unit)
        return style.render(max(there, 0))

    return move


def restored(new: Sequence[str], old: Sequence[str], style: Style) -> list[str]:
    """A rewrite of the lines ``old`` with the indentation that the model took off or changed.

    Decided by the lines that both texts share; where they share none, by their first lines, and
    then only outwards: a text that is indented deeper than before is left alone. The move never
    carries the outermost line past where it stood, so that shared lines may go into a new block
    or come out of one.
    """
    filled = [line for line in new if line.strip()]
    before = [line for line in old if line.strip()]
    if not filled or not before:
        return list(new)
    first_old, first_new = columns(before[0], style.unit), columns(filled[0], style.unit)
    rest = filled[1:]
    own = unit_of([columns(line, style.unit) for line in rest or filled])
    places = _shared(before, style.unit)
    scales = [1.0] if own == style.unit else [1.0, style.unit / own]
    best = max((_vote(rest, places, scale, style.unit) for scale in scales), key=lambda v: v[0])
    votes, shift, scale = best
    if not votes:
        shift, scale = max(first_old - first_new, 0), 1.0
    shift = _bounded(shift, before[1:] or before, rest or filled, scale, style.unit)
    out: list[str] = []
    for line in new:
        if not line.strip():
            out.append("")
            continue
        width = round(columns(line, style.unit) * scale) + shift
        if line is filled[0] and votes:
            width = places.get(line.strip(), first_old if first_new < first_old else width)
        out.append(_placed(line, width, style))
    return out


def _bounded(
    shift: int, before: Sequence[str], after: Sequence[str], scale: float, tab: int
) -> int:
    """``shift``, but no further than brings the outermost lines of both texts together."""
    outermost = min(columns(line, tab) for line in before)
    room = outermost - min(round(columns(line, tab) * scale) for line in after)
    return min(shift, max(room, 0)) if shift > 0 else max(shift, min(room, 0))


def _placed(line: str, width: int, style: Style) -> str:
    """The line at ``width`` columns; untouched when it stands there already."""
    if columns(line, style.unit) == max(width, 0):
        return line
    return style.render(max(width, 0)) + line.lstrip(" \t")


def _shared(lines: Sequence[str], tab: int) -> dict[str, int]:
    """Column of every line that occurs once."""
    counted = Counter(line.strip() for line in lines)
    return {line.strip(): columns(line, tab) for line in lines if counted[line.strip()] == 1}


def _vote(
    lines: Sequence[str], places: dict[str, int], scale: float, tab: int
) -> tuple[int, int, float]:
    """Votes for the most wanted shift, the shift, and the scale that it was counted with."""
    shifts = Counter(
        places[line.strip()] - round(columns(line, tab) * scale)
        for line in lines
        if line.strip() in places
    )
    if not shifts:
        return 0, 0, scale
    shift, votes = max(shifts.items(), key=lambda item: (item[1], -abs(item[0])))
    return votes, shift, scale
