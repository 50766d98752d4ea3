"""Slips of a model's pen in the code it quotes and writes: line numbers, entities, quotes, gaps."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from nodewright.answer.parsed import ParsedAnswer, SearchReplace

_NUMBER = re.compile(r"[ \t]{0,6}(\d{1,6})(?:[ \t]?[|:\u2502\u2192][ ]?|\t|\. )(.*)")
_BARE_NUMBER = re.compile(r"[ \t]{0,6}(\d{1,6})[ \t]*[|:\u2502\u2192]?[ \t]*")
_ENTITY = re.compile(r"&(?:lt|gt|amp|quot|apos|nbsp|#0?39|#x27|#34|#x22);")
# Quotes and dashes of typesetting, which no code is written with, by their code points.
TYPESET = {
    0x2018: "'", 0x2019: "'", 0x201A: "'", 0x2032: "'",
    0x201C: '"', 0x201D: '"', 0x201E: '"', 0xAB: '"', 0xBB: '"',
    0x2013: "-", 0x2014: "--",
}  # fmt: skip
_NO_BREAK = 0xA0
_GAP = re.compile(r"\s*(?:(?://|#|/\*|\{/\*)\s*(?:\.{3}|\u2026).{0,60}|(?:\.{3}|\u2026)\s*)")


def without_numbers(parsed: ParsedAnswer) -> ParsedAnswer:
    """Without the numbers of a listing: at least two lines, each one higher than the last.

    ``12 | x;`` is an expression, too, so that nothing else would tell them from code.
    """
    return _applied(parsed, lambda text: _numbers(text) if _is_listing(text) else text)


def _is_listing(text: str) -> bool:
    numbers = [
        int(n) for n in re.findall(r"(?m)^[ \t]{0,6}(\d{1,6})(?=[ \t]*[|\u2502\u2192\t])", text)
    ]
    filled = sum(1 for line in text.split("\n") if line.strip())
    return len(numbers) == filled > 1 and all(b == a + 1 for a, b in pairwise(numbers))


def mended(parsed: ParsedAnswer) -> Iterator[ParsedAnswer]:
    """Other readings of an answer that has no place or does not parse, the likeliest first."""
    seen = [parsed]
    for changes in ((_numbers,), (_entities,), (_quotes,), (_entities, _quotes),
                    (_numbers, _quotes), (_numbers, _entities, _quotes)):  # fmt: skip
        reading = parsed
        for change in changes:
            reading = _applied(reading, change)
        if reading not in seen:
            seen.append(reading)
            yield reading
    for reading in tuple(seen):
        parts = _without_gaps(reading)
        if parts not in seen:
            seen.append(parts)
            yield parts


def _applied(parsed: ParsedAnswer, change: Callable[[str], str]) -> ParsedAnswer:
    return replace(
        parsed,
        edits=tuple(
            replace(edit, splits=tuple((change(old), change(new)) for old, new in edit.splits))
            for edit in parsed.edits
        ),
        rewrite=None if parsed.rewrite is None else change(parsed.rewrite),
        new_files=tuple(replace(file, text=change(file.text)) for file in parsed.new_files),
    )


def _numbers(text: str) -> str:
    """Without the numbers in front of the lines, where every line has one and they rise."""
    lines = text.split("\n")
    numbers: list[int] = []
    out: list[str] = []
    for line in lines:
        found = _NUMBER.fullmatch(line) or _BARE_NUMBER.fullmatch(line)
        if found is None:
            if line.strip():
                return text
            out.append(line)
            continue
        numbers.append(int(found[1]))
        out.append(found[2] if found.re is _NUMBER else "")
    rising = all(one < two for one, two in pairwise(numbers))
    return "\n".join(out) if numbers and rising else text


def _entities(text: str) -> str:
    return _ENTITY.sub(lambda found: html.unescape(found[0]).replace("\u00a0", " "), text)


def _quotes(text: str) -> str:
    return text.translate({**TYPESET, _NO_BREAK: " "})


def _without_gaps(parsed: ParsedAnswer) -> ParsedAnswer:
    """Blocks cut at the dots that stand for lines left out, where both halves have the same."""
    edits: list[SearchReplace] = []
    for edit in parsed.edits:
        edits += _cut(edit)
    return replace(parsed, edits=tuple(edits))


def _cut(edit: SearchReplace) -> Sequence[SearchReplace]:
    if len(edit.splits) != 1:
        return (edit,)
    old, new = (_pieces(half) for half in edit.splits[0])
    if len(old) < 2 or len(old) != len(new):
        return (edit,)
    pairs = [(a, b) for a, b in zip(old, new, strict=True) if a.strip() or b.strip()]
    return [SearchReplace(edit.path, (pair,), edit.line) for pair in pairs if pair[0] != pair[1]]


def _pieces(text: str) -> list[str]:
    """The text between the lines that are dots and no code."""
    pieces: list[list[str]] = [[]]
    for line in text.split("\n"):
        if _GAP.fullmatch(line):
            pieces.append([])
        else:
            pieces[-1].append(line)
    return ["\n".join(piece) for piece in pieces]
