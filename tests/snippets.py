"""The pages of this project that people read, and the fenced blocks in them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
FAMILY_PAGES = sorted((ROOT / "docs" / "rules").glob("*.md"))
"""Written by docs/generate.py from examples that are tests themselves."""
PAGES = [
    *(ROOT / "README.md", ROOT / "CHANGELOG.md", ROOT / "server" / "ARCHITECTURE.md"),
    *sorted((ROOT / "docs").glob("*.md")),
    *sorted((ROOT / "bench").glob("*/README.md")),
    *sorted((ROOT / "tests").glob("*/README.md")),
    *(page for page in [ROOT / "client-config" / "vscode" / "README.md"] if page.exists()),
]
FENCE = re.compile(r"(?m)^[ \t>]*(?:`{3,}|~{3,})")
"""What begins or ends a block of code, or would for a reader."""
FENCED = re.compile(r"(?ms)^(?P<fence>`{3,})(?P<kind>\w*)\n(?P<text>.*?)^(?P=fence)$")


class Snippet(NamedTuple):
    """A fenced block: its page, the line that it begins at, its language and its text."""

    page: Path
    line: int
    kind: str
    text: str

    def __str__(self) -> str:
        return f"{name_of(self.page)}:{self.line}"


def snippets(page: Path) -> list[Snippet]:
    """The fenced blocks of a page; what stands inside a longer fence is its text."""
    source = page.read_text("utf-8")
    return [
        Snippet(page, source.count("\n", 0, m.start()) + 1, m["kind"], m["text"])
        for m in FENCED.finditer(source)
    ]


def prose(page: Path) -> str:
    """A page without its fenced blocks."""
    return FENCED.sub("", page.read_text("utf-8"))


def name_of(page: Path) -> str:
    """A page's path from the root of the repository."""
    return page.relative_to(ROOT).as_posix()


def table_rows(text: str) -> list[list[str]]:
    """The rows of all tables in a text, without their heads."""
    rows: list[list[str]] = []
    lines = text.split("\n")
    for before, line in zip(["", *lines], lines, strict=False):
        if line.startswith("|") and before.startswith("|") and not line.startswith("|---"):
            rows.append([cell.strip() for cell in line.strip("|").split("|")])
    return rows
