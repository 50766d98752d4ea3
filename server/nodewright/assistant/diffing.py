"""Unified diffs as ``git apply`` takes them."""

from __future__ import annotations

import difflib
import re

_ODD = re.compile(r'[\x00-\x1f"\\\x7f]')


def unified(name: str, before: str, after: str) -> str:
    """A unified diff of one file; empty when nothing changes. Lines end at LF only.

    An empty ``before`` means a created file.
    """
    old = _header(f"a/{name}") if before else "/dev/null"
    new = _header(f"b/{name}")
    return "".join(
        line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
        for line in difflib.unified_diff(_lines(before), _lines(after), old, new)
    )


def _header(name: str) -> str:
    """A name as git writes it: quoted where it is odd, closed by a tab where it holds a blank."""
    if _ODD.search(name):
        return '"' + _ODD.sub(lambda found: f"\\{ord(found.group()):03o}", name) + '"'
    return f"{name}\t" if " " in name else name


def _lines(text: str) -> list[str]:
    return re.findall(r"[^\n]*\n|[^\n]+", text)
