"""The pages of this project that people read, and the fenced blocks in them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]
FENCED = re.compile(r"(?ms)^(?P<fence>`{3,})(?P<kind>\w*)\n(?P<text>.*?)^(?P=fence)$")


class Snippet(NamedTuple):
    """A fenced block: its page, the line that it begins at, its language and its text."""

    page: Path
    line: int
    kind: str
    text: str

    def __str__(self) -> str:
        return f"{self.page.name}:{self.line}"


def snippets(page: Path) -> list[Snippet]:
    """The fenced blocks of a page; what stands inside a longer fence is its text."""
    source = page.read_text("utf-8")
    return [
        Snippet(page, source.count("\n", 0, m.start()) + 1, m["kind"], m["text"])
        for m in FENCED.finditer(source)
    ]


def table_rows(text: str) -> list[list[str]]:
    """The rows of all tables in a text, without their heads."""
    rows: list[list[str]] = []
    lines = text.split("\n")
    for before, line in zip(["", *lines], lines, strict=False):
        if line.startswith("|") and before.startswith("|") and not line.startswith("|---"):
            rows.append([cell.strip() for cell in line.strip("|").split("|")])
    return rows
