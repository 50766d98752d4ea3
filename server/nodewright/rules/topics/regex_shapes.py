"""Read a JavaScript regular expression into sets of characters and repetitions.

A set of characters is an integer: bit *n* stands for the character *n* below 256, bit 256 for all
others. What cannot be read (a back reference, a class of a Unicode property) counts as empty, so
that nothing is concluded from it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

EVERY = (1 << 257) - 1
_OTHER = 1 << 256
_LONGEST = 3000
_DEEPEST = 25
_MOST_WAYS = 60
"""Ways through an expression that are looked at, where alternatives stand beside each other."""
_REPEAT = re.compile(r"(?:\*|\+|\?|\{(\d+)(,?)(\d*)\})\??")
_WIDE = re.compile(r"\{[0-9a-fA-F]+\}|[0-9a-fA-F]{4}")
_BYTE = re.compile(r"[0-9a-fA-F]{2}")
_HEAD = re.compile(r"\((?:\?(?::|=|!|<=|<!|<\w+>))?")


def _range(low: int, high: int) -> int:
    return ((1 << (high + 1)) - 1) & ~((1 << low) - 1)


_DIGITS = _range(48, 57)
_WORD = _DIGITS | _range(65, 90) | _range(97, 122) | 1 << 95
_SPACE = _range(9, 13) | 1 << 32 | 1 << 160 | _OTHER
_BREAKS = 1 << 10 | 1 << 13
_CLASSES = {
    "d": _DIGITS,
    "D": EVERY & ~_DIGITS,
    "w": _WORD,
    "W": EVERY & ~_WORD,
    "s": _SPACE,
    "S": EVERY & ~(_SPACE & ~_OTHER),
}
_CONTROLS = {"n": 10, "r": 13, "t": 9, "v": 11, "f": 12, "0": 0}


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a way through: ``chars`` of a single character, or the ``ways`` of a group.

    ``anchor``: ``^``, ``$`` or ``?`` for what only looks (a boundary, a look-ahead); else empty.
    ``spare``: the numbers of the optional groups that it was written out of.
    """

    chars: int = 0
    ways: tuple[tuple[Part, ...], ...] = ()
    least: int = 1
    endless: bool = False
    anchor: str = ""
    spare: tuple[int, ...] = ()

    @property
    def optional(self) -> bool:
        """It may match nothing."""
        if self.least == 0 or self.anchor:
            return True
        return bool(self.ways) and any(all(p.optional for p in way) for way in self.ways)

    @property
    def union(self) -> int:
        """All characters that may stand in it."""
        found = self.chars
        for way in self.ways:
            for part in way:
                found |= part.union
        return found


def read(pattern: str, flags: str) -> tuple[tuple[Part, ...], ...] | None:
    """The ways through ``pattern``; None for one that is long, deep or not understood."""
    if len(pattern) > _LONGEST:
        return None
    reader = _Reader(pattern, "i" in flags, "s" in flags)
    try:
        ways = reader.ways(0)
    except (IndexError, ValueError):
        return None
    return ways if reader.at == len(pattern) else None


def flat(ways: tuple[tuple[Part, ...], ...]) -> list[tuple[Part, ...]]:
    """Every way with the groups that are not repeated written out, at most a certain number."""
    found: list[tuple[Part, ...]] = []
    for way in ways:
        found += _written_out(way)
        if len(found) > _MOST_WAYS:
            break
    return found[:_MOST_WAYS]


def groups(ways: tuple[tuple[Part, ...], ...]) -> Iterator[Part]:
    """Every group that is repeated without bound."""
    for way in ways:
        for part in way:
            if part.ways:
                if part.endless:
                    yield part
                yield from groups(part.ways)


def _written_out(way: tuple[Part, ...]) -> list[tuple[Part, ...]]:
    found: list[tuple[Part, ...]] = [()]
    for index, part in enumerate(way, start=1):
        once = part.ways and not part.endless and part.least <= 1
        inner = flat(part.ways) if once else [(part,)]
        if once and part.least == 0:
            inner = [*(_spared(way, index) for way in inner), ()]
        found = [head + tail for head in found for tail in inner][:_MOST_WAYS]
    return found


def _spared(way: tuple[Part, ...], number: int) -> tuple[Part, ...]:
    return tuple(replace(part, spare=(number, *part.spare)) for part in way)


@dataclass(slots=True)
class _Reader:
    text: str
    ignore_case: bool
    dot_all: bool
    at: int = field(default=0)

    def ways(self, depth: int) -> tuple[tuple[Part, ...], ...]:
        if depth > _DEEPEST:
            raise ValueError("too deep")
        found: list[list[Part]] = [[]]
        while self.at < len(self.text) and self.text[self.at] != ")":
            if self.text[self.at] == "|":
                self.at += 1
                found.append([])
            else:
                found[-1].append(self._part(depth))
        return tuple(map(tuple, found))

    def _part(self, depth: int) -> Part:
        part = self._group(depth) if self.text[self.at] == "(" else self._single()
        repeat = _REPEAT.match(self.text, self.at)
        if repeat is None or part.anchor:
            if repeat is not None:
                self.at = repeat.end()
            return part
        self.at = repeat.end()
        sign, least, comma, most = repeat.group(0)[0], *repeat.groups()
        endless = sign in "*+" or (bool(comma) and not most)
        low = {"*": 0, "?": 0, "+": 1}.get(sign, int(least or 1))
        if most and int(most) > 20 + low:
            endless = False
        return Part(part.chars, part.ways, low, endless)

    def _group(self, depth: int) -> Part:
        head = _HEAD.match(self.text, self.at)
        assert head is not None
        self.at = head.end()
        ways = self.ways(depth + 1)
        if self.text[self.at] != ")":
            raise ValueError("open group")
        self.at += 1
        looks = head.group() in ("(?=", "(?!", "(?<=", "(?<!")
        return Part(anchor="?") if looks else Part(ways=ways)

    def _single(self) -> Part:
        char = self.text[self.at]
        if char in "^$":
            self.at += 1
            return Part(anchor=char)
        if char == ".":
            self.at += 1
            return Part(EVERY if self.dot_all else EVERY & ~_BREAKS)
        if char == "[":
            return Part(self._class())
        if char == "\\" and self.text[self.at + 1] in "bB":
            self.at += 2
            return Part(anchor="?")
        return Part(self._cased(self._char()))

    def _cased(self, chars: int) -> int:
        if not self.ignore_case:
            return chars
        lower, upper = _range(97, 122), _range(65, 90)
        return chars | (chars & lower) >> 32 | (chars & upper) << 32

    def _char(self) -> int:
        """The set of one character or escape."""
        char = self.text[self.at]
        self.at += 1
        if char != "\\":
            return _bit(ord(char))
        char = self.text[self.at]
        self.at += 1
        if char in _CLASSES:
            return _CLASSES[char]
        if char in _CONTROLS:
            return _bit(_CONTROLS[char])
        if char in "xu":
            found = (_WIDE if char == "u" else _BYTE).match(self.text, self.at)
            if found is not None:
                self.at = found.end()
                return _bit(int(found.group().strip("{}"), 16))
        if char in "pP" and self.text[self.at : self.at + 1] == "{":
            self.at = self.text.index("}", self.at) + 1
            return 0
        if char == "k" or char.isdigit():
            return 0
        return _bit(ord(char))

    def _class(self) -> int:
        self.at += 1
        negated = self.text[self.at] == "^"
        self.at += negated
        found = 0
        while self.text[self.at] != "]":
            low = self._char()
            if self.text[self.at] == "-" and self.text[self.at + 1] != "]":
                self.at += 1
                high = self._char()
                found |= low | high | _between(low, high)
            else:
                found |= low
        self.at += 1
        found = self._cased(found)
        return EVERY & ~(found & ~_OTHER) if negated else found


def _between(low: int, high: int) -> int:
    """The characters of a range; a class on one side of the hyphen makes it no range."""
    if low & (low - 1) or high & (high - 1) or not low or not high:
        return _bit(45)
    return _range(low.bit_length() - 1, high.bit_length() - 1)


def _bit(code: int) -> int:
    return 1 << min(code, 256)
