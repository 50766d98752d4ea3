"""Secrets that look real and are none, made by formula; the shapes are data beside this file."""

from __future__ import annotations

import json
import random
import re
from pathlib import Path
from typing import Any

FILE = Path(__file__).parent / "data" / "secret-shapes.json"
SHAPES: dict[str, str] = json.loads(FILE.read_text("utf-8"))["secrets"]
"""The shape of a secret by its provider: ``[chars]{count}`` is drawn by chance, the rest stands."""

_PIECE = re.compile(r"\[([^\]]+)\]\{(\d+)\}")
_RANGE = re.compile(r"(.)-(.)")


def alphabet(chars: str) -> str:
    """The characters of a class: ``a-f0-9_``."""
    ranges = _RANGE.findall(chars)
    spread = "".join(chr(c) for low, high in ranges for c in range(ord(low), ord(high) + 1))
    return spread + _RANGE.sub("", chars)


def made(shape: str, chance: random.Random) -> str:
    """One secret of a shape."""

    def draw(piece: re.Match[str]) -> str:
        return "".join(chance.choices(alphabet(piece[1]), k=int(piece[2])))

    return _PIECE.sub(draw, shape)


def secrets_of(st: Any) -> Any:
    """A hypothesis strategy for secrets of all shapes that fit into a quoted word."""
    fitting = [shape for shape in SHAPES.values() if not re.search(r"[\s'\"`<>/@:;?&#]", shape)]
    return st.builds(
        lambda shape, seed: made(shape, random.Random(seed)),
        st.sampled_from(fitting),
        st.integers(0, 2**32),
    )
