"""Versions of Node as ranges and tables write them."""

from __future__ import annotations

import re

_VERSION = re.compile(r"(?P<sign>>=?|<=?|\^|~|=)?\s*v?(?P<major>\d+)(?:\.(?P<minor>\d+))?")


def lowest(wanted: str) -> tuple[int, int] | None:
    """The lowest version, as (major, minor), that a range such as ``^16.3 || >=18`` lets in.

    None where it lets in versions without a lower end, or says nothing that is understood.
    """
    lows: list[tuple[int, int]] = []
    for part in wanted.split("||"):
        found = _VERSION.search(part)
        if found is None or (found.group("sign") or "").startswith("<"):
            return None
        lows.append((int(found.group("major")), int(found.group("minor") or 0)))
    return min(lows) if lows else None


def version(text: str) -> tuple[int, int]:
    """``16.7`` as (16, 7)."""
    major, _, minor = text.partition(".")
    return int(major), int(minor.split(".")[0] or 0) if minor else 0
