"""Names that a person types, and what was probably meant."""

from __future__ import annotations

from collections.abc import Collection
from difflib import get_close_matches

import click


def check_rule(name: str, known: Collection[str]) -> None:
    """Raises click.UsageError with the nearest names for a rule that is not ``known``."""
    if name in known:
        return
    near = get_close_matches(name.lower(), known, n=3, cutoff=0.55)
    near += [rule for rule in known if name.lower() in rule and rule not in near][: 3 - len(near)]
    hint = f"; did you mean {_either(near)}?" if near else "; `nodewright rules` lists them"
    raise click.UsageError(f"there is no rule {name!r}{hint}")


def _either(names: list[str]) -> str:
    if len(names) == 1:
        return names[0]
    return f"{', '.join(names[:-1])} or {names[-1]}"


def count(number: int, noun: str) -> str:
    """``1 file``, ``2 files``."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
