"""What an edit does that a person should confirm first: commands that destroy data."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nodewright.answer.checks_module import awaitable_changes
from nodewright.answer.evidence import Evidence

_TABLE = r"[\w.\"`\[\]${}]+"
# What it looks like, and the sentence for the person who confirms.
_DESTRUCTIVE: tuple[tuple[re.Pattern[str], str], ...] = (
    (
        re.compile(r"\brm\s+(?:-\w+\s+)*-\w*(?:rf|fr|r\b)\w*\s+\S+"),
        "It runs `rm -r`, which deletes whole folders.",
    ),
    (
        re.compile(
            r"\b(?:DROP\s+(?:TABLE|DATABASE|SCHEMA|INDEX|COLUMN)|TRUNCATE\s+(?:TABLE\s+)?\w)", re.I
        ),
        "It drops or truncates database objects.",
    ),
    (
        re.compile(rf"\bDELETE\s+FROM\s+{_TABLE}\s*(?=[;\"'`)]|$)", re.I | re.M),
        "It deletes every row of a table: DELETE without WHERE.",
    ),
    (
        re.compile(rf"\bUPDATE\s+{_TABLE}\s+SET\s+(?:(?!\bWHERE\b)[^;\"'`])+(?=[;\"'`])", re.I),
        "It updates every row of a table: UPDATE without WHERE.",
    ),
    (
        re.compile(
            r"\.(?:deleteMany|remove)\(\s*(?:\{\s*\})?\s*\)|\.(?:dropDatabase|dropCollection|flushall|flushdb)\s*\(",
            re.I,
        ),
        "It empties a collection, a database or a cache.",
    ),
    (
        re.compile(
            r"\b(?:rm|rmSync|rmdir|rmdirSync)\s*\((?![^;]*(?:tmp|temp))[^;]*?recursive\s*:\s*true",
            re.I,
        ),
        "It deletes folders recursively outside of a temporary folder.",
    ),
    (re.compile(r"\bkubectl\s+delete\b"), "It deletes Kubernetes objects."),
    (
        re.compile(r"\bgit\s+push\s+(?:\S+\s+)*(?:--force\b(?!-with-lease)|-f\b)"),
        "It overwrites a remote Git branch.",
    ),
    (re.compile(r"\bdocker\s+(?:system|volume)\s+prune\b"), "It deletes Docker data."),
)


def risks_of(evidence: Evidence) -> tuple[str, ...]:
    """One sentence for each thing to confirm, without repetition."""
    return tuple(dict.fromkeys(_risks(evidence)))


def _risks(evidence: Evidence) -> Iterator[str]:
    for pattern, sentence in _DESTRUCTIVE:
        for text, at, _ in evidence.count_new(pattern):
            yield f"{sentence} (`{text.path}`, line {text.lines.line_of(at) + 1})"
    yield from awaitable_changes(evidence)
