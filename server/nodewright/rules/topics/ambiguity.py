"""Regular expressions that take much more time than the text is long.

*Exponential*: a repeated group can share out the same characters among its turns in several ways.
*Quadratic*: two repetitions without bound, or one that a search starts anew at every place, can
take the same characters, and something after them can fail. Both need a text that does not match in
the end; the sets of characters say whether there is one, approximately: character by character.
"""

from __future__ import annotations

from collections.abc import Sequence

from nodewright.rules.topics.regex_shapes import EVERY, Part, flat, groups, read

_MOST_PARTS = 60


def shares_out(pattern: str, flags: str = "") -> bool:
    """True when a repeated group makes the expression exponential."""
    ways = read(pattern, flags)
    if ways is None:
        return False
    for way in flat(ways):
        for index, part in enumerate(way):
            if part.ways and part.endless and _can_fail(way[index + 1 :]) and _is_shared(part):
                return True
    inner = [group for group in groups(ways) if any(_holds_shared(way) for way in group.ways)]
    return bool(inner) and any(_can_fail(way[-1:]) for way in flat(ways))


def _holds_shared(way: Sequence[Part]) -> bool:
    """A repeated group in the body of another is shared out, and what follows it can fail."""
    return any(
        part.ways and part.endless and _is_shared(part) and _can_fail(way[index + 1 :])
        for index, part in enumerate(way)
    )


def _is_shared(group: Part) -> bool:
    """One turn of the group can also match what several turns match."""
    bodies = flat(group.ways)
    for body in bodies:
        needed = [part for part in body if not part.optional]
        for part in body:
            if not part.endless or part.ways or not part.chars:
                continue
            others = [p for p in needed if p is not part]
            if all(_within(p, part.chars) for p in others):
                return True
    return _overlaps(bodies)


def _within(part: Part, chars: int) -> bool:
    """``part`` can be matched by characters of ``chars`` alone."""
    if part.ways:
        return any(all(p.optional or _within(p, chars) for p in way) for way in part.ways)
    return bool(part.chars & chars)


def _overlaps(bodies: Sequence[Sequence[Part]]) -> bool:
    """One alternative is a single character, and another can be matched by such characters."""
    for one in bodies:
        if len(one) != 1 or one[0].ways or one[0].optional or not one[0].chars or one[0].endless:
            continue
        for other in bodies:
            plain = [p for p in other if not p.optional]
            if other is not one and plain and all(_within(p, one[0].chars) for p in plain):
                return True
    return False


def is_quadratic(pattern: str, flags: str = "") -> bool:
    """True when some texts take a time that grows with the square of their length, or faster."""
    ways = read(pattern, flags)
    if ways is None:
        return False
    return any(_is_quadratic(way, "y" in flags) for way in flat(ways))


def _is_quadratic(way: tuple[Part, ...], sticky: bool) -> bool:
    if len(way) > _MOST_PARTS:
        return False
    searched = not sticky and not _is_anchored(way)
    starts = [(-1, EVERY)] if searched else []
    starts += [(i, _run(part)) for i, part in enumerate(way) if _run(part)]
    return any(_meets(way, index, chars) for index, chars in starts)


def _is_anchored(way: Sequence[Part]) -> bool:
    return bool(way) and way[0].anchor == "^"


def _run(part: Part) -> int:
    """The characters of which a repetition without bound can take any number."""
    if not part.endless:
        return 0
    if not part.ways:
        return part.chars
    found = 0
    for body in flat(part.ways):
        needed = [p for p in body if not p.optional]
        if len(needed) <= 1:
            for one in needed or body:
                found |= one.chars
    return found


def _meets(way: Sequence[Part], index: int, chars: int) -> bool:
    """A later repetition can take the same characters, and so can all that must stand between."""
    between: list[int] = []
    for later in range(index + 1, len(way)):
        part = way[later]
        run = _run(part) & chars
        fails = _can_fail(way[later + 1 :], run, part.spare)
        if run and fails and all(needed & run for needed in between):
            return True
        if part.optional and part.anchor != "$":
            continue
        if part.anchor or (part.ways and not run) or not part.union & chars:
            return False
        between.append(part.union)
    return False


def _can_fail(rest: Sequence[Part], chars: int = 0, inside: tuple[int, ...] = ()) -> bool:
    """What comes afterwards can fail to match: an anchor, or a character that must be there.

    ``chars``: characters that are tried; a part that takes any of them without bound cannot fail.
    ``inside``: the optional groups that are being tried; others may be left out.
    """
    for part in rest:
        if part.spare[: len(inside)] != inside[: len(part.spare)] or len(part.spare) > len(inside):
            continue
        if chars and part.endless and part.least == 0 and part.chars & EVERY == EVERY:
            return False
        if part.anchor in ("$", "?") or not part.optional:
            return True
    return False
