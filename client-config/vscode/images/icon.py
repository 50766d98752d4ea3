"""Draws the extension's icon: ``python icon.py`` writes icon.png beside it.

An "n" of a stem and an arch, as a mason would cut it, and a tick for what was checked. Drawn from
distances to shapes, so that every edge is smooth at any size; the PNG is written by hand.
"""

from __future__ import annotations

import math
import struct
import zlib
from pathlib import Path

SIZE = 128
GROUND, LETTER, TICK = (18, 52, 59), (240, 246, 244), (86, 214, 130)
STROKE = 15.0
TICK_STROKE = 13.0
CORNER = 26.0
Point = tuple[float, float]


def to_segment(at: Point, start: Point, end: Point) -> float:
    """Distance from a point to a line between two points."""
    along = (end[0] - start[0], end[1] - start[1])
    length = along[0] ** 2 + along[1] ** 2
    share = ((at[0] - start[0]) * along[0] + (at[1] - start[1]) * along[1]) / length
    share = min(1.0, max(0.0, share))
    return math.hypot(at[0] - start[0] - share * along[0], at[1] - start[1] - share * along[1])


def to_arch(at: Point, centre: Point, radius: float) -> float:
    """Distance from a point to the upper half of a circle."""
    if at[1] <= centre[1]:
        return abs(math.hypot(at[0] - centre[0], at[1] - centre[1]) - radius)
    ends = ((centre[0] - radius, centre[1]), (centre[0] + radius, centre[1]))
    return min(math.hypot(at[0] - x, at[1] - y) for x, y in ends)


def in_square(at: Point) -> float:
    """How far a point lies outside of the rounded square; negative inside."""
    half = SIZE / 2
    x, y = (abs(value - half) - (half - CORNER) for value in at)
    return math.hypot(max(x, 0.0), max(y, 0.0)) + min(max(x, y), 0.0) - CORNER


def to_letter(at: Point) -> float:
    """How far a point lies outside of the letter."""
    stem = to_segment(at, (32.0, 34.0), (32.0, 94.0))
    arch = to_arch(at, (53.0, 55.0), 21.0)
    leg = to_segment(at, (74.0, 55.0), (74.0, 66.0))
    return min(stem, arch, leg) - STROKE / 2


def to_tick(at: Point) -> float:
    """How far a point lies outside of the tick."""
    short = to_segment(at, (60.0, 86.0), (74.0, 100.0))
    long = to_segment(at, (74.0, 100.0), (105.0, 66.0))
    return min(short, long) - TICK_STROKE / 2


def pixel(x: int, y: int) -> tuple[int, int, int, int]:
    """Red, green, blue and alpha of one pixel."""
    at = (x + 0.5, y + 0.5)
    colour: tuple[float, float, float] = GROUND
    gap = to_tick(at) - 6.0
    for outside, ink in ((max(to_letter(at), -gap), LETTER), (to_tick(at), TICK)):
        cover = min(1.0, max(0.0, 0.5 - outside))
        colour = tuple(c + (i - c) * cover for c, i in zip(colour, ink, strict=True))
    alpha = min(1.0, max(0.0, 0.5 - in_square(at)))
    red, green, blue = (round(c) for c in colour)
    return red, green, blue, round(255 * alpha)


def png() -> bytes:
    """The picture as a file of its own."""
    rows = (b"".join(bytes(pixel(x, y)) for x in range(SIZE)) for y in range(SIZE))
    data = b"".join(b"\0" + row for row in rows)
    head = struct.pack(">IIBBBBB", SIZE, SIZE, 8, 6, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(data, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(map(chunk, chunks))


def chunk(about: tuple[bytes, bytes]) -> bytes:
    """One part of a PNG: length, name, data, checksum."""
    name, data = about
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


if __name__ == "__main__":
    Path(__file__).with_name("icon.png").write_bytes(png())
