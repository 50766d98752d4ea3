"""Unified diffs as patch tools take them."""

from __future__ import annotations

import difflib
import re


def unified(name: str, before: str, after: str) -> str:
    """A unified diff of one file; empty when nothing changes. Lines end at LF only.

    An empty ``before`` means a created file.
    """
    old = f"a/{name}" if before else "/dev/null"
    lines = difflib.unified_diff(_lines(before), _lines(after), old, f"b/{name}")
    ended = (
        line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines
    )
    return "".join(ended)


def _lines(text: str) -> list[str]:
    return re.findall(r"[^\n]*\n|[^\n]+", text)
