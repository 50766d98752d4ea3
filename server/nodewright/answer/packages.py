"""Names of packages: which are well known, and which only look as if they were."""

from __future__ import annotations

import importlib.resources
import re
from collections.abc import Mapping
from functools import cache

FILE = "npm-packages.txt"
MODELS = 3_000
"""Of short names only so many of the most downloaded are compared: they are close to each other."""
LONG = 6
"""Characters from which on a name is no short one."""
SHORTEST = 5
"""Characters from which on one slip is a near miss: shorter names are too close to each other."""

_SEPARATORS = re.compile(r"[@/._-]")
_AFFIXES = re.compile(r"(?<=\w{4})[-_.]?(?:js|node|npm|ts)$")
_LOOKALIKES = {48: "o", 49: "l", 51: "e", 53: "s"}  # the digits 0, 1, 3 and 5


@cache
def known_packages() -> Mapping[str, int]:
    """Well-known packages with their rank, 0 for the most downloaded."""
    text = (importlib.resources.files("nodewright.persona") / FILE).read_text("utf-8")
    names = (line for line in text.split("\n") if line and not line.startswith("#"))
    return {name: rank for rank, name in enumerate(names)}


@cache
def _models() -> Mapping[str, str]:
    """The names that are imitated, by what is left of them without separators."""
    names = [
        name
        for name, rank in known_packages().items()
        if len(name) >= LONG or (rank < MODELS and len(name) >= SHORTEST - 1)
    ]
    return {_squashed(name): name for name in reversed(names)}


def near_miss(name: str) -> str:
    """The known package that an unknown name is nearly: a slip, or a trap. Empty where none is.

    One character more, fewer, other or swapped with its neighbour; separators and scope left out
    or put in; digits for letters; ``js`` or ``node`` at an end.
    """
    if name in known_packages() or not name:
        return ""
    models, plain = _models(), _squashed(name)
    bare = _AFFIXES.sub("", name.lower())
    for shape in (plain, plain.translate(_LOOKALIKES), plain.replace("rn", "m"), _squashed(bare)):
        if shape in models and models[shape] != name and len(shape) >= SHORTEST - 1:
            return models[shape]
    if name.startswith("@") and "/" in name:
        return _scoped(name)
    return next((m for s, m in models.items() if m[0] != "@" and _one_slip(plain, s)), "")


def _scoped(name: str) -> str:
    """``@lodash/lodash``, ``@typez/node``, ``@types/expres``: scope or name nearly someone's."""
    scope, _, rest = name[1:].partition("/")
    known = known_packages()
    others = [other[1:].partition("/")[::2] for other in known if other.startswith("@")]
    if scope not in {other for other, _ in others}:
        if scope == rest and rest in known:
            return rest
        return next((f"@{s}/{r}" for s, r in others if r == rest and _one_slip(scope, s)), "")
    return next((f"@{s}/{r}" for s, r in others if s == scope and _one_slip(rest, r)), "")


def _squashed(name: str) -> str:
    return _SEPARATORS.sub("", name.lower())


def _one_slip(one: str, other: str) -> bool:
    """True for two different texts that one edit, or one swap of neighbours, makes equal."""
    if one == other or abs(len(one) - len(other)) > 1 or max(len(one), len(other)) < SHORTEST:
        return False
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    a, b = one[start:], other[start:]
    if len(a) == len(b):
        swapped = len(a) > 1 and a[0] == b[1] and a[1] == b[0] and a[2:] == b[2:]
        return swapped or (a[1:] == b[1:] and min(len(one), len(other)) >= SHORTEST)
    return a[1:] == b if len(a) > len(b) else a == b[1:]


def package_of(specifier: str) -> str:
    """The package that a bare specifier names: two segments for a scope, else one."""
    parts = specifier.split("/")
    return "/".join(parts[:2]) if specifier.startswith("@") else parts[0]
