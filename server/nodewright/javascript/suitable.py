"""Which texts are worked on: no larger and no odder than code that people write is."""

from __future__ import annotations

from operator import sub
from typing import Literal

from nodewright.document import Snapshot

__all__ = [
    "MAX_ANALYSED",
    "MAX_LINE",
    "REASONS",
    "Unsuited",
    "looks_binary",
    "too_large",
    "unsuited",
]

MAX_ANALYSED = 1_000_000
"""Bytes. A larger file is generated or data; a full scan of it would take longer than a glance."""
MAX_LINE = 20_000
"""Bytes. A longer line is the sign of minified code, where no finding could be acted on."""

Unsuited = Literal["binary", "huge", "minified"]
REASONS: dict[Unsuited, str] = {
    "binary": "holds NUL bytes, so it is no source code",
    "huge": "nodewright does not analyse files over 1 MB",
    "minified": "nodewright does not analyse minified code (a line is longer than 20,000 bytes)",
}


def unsuited(snapshot: Snapshot) -> Unsuited | None:
    """Why a document is not analysed, as a key of :data:`REASONS`; None when it is."""
    return "binary" if looks_binary(snapshot) else _oversize(snapshot)


def too_large(snapshot: Snapshot) -> str:
    """Why the size of a document keeps it from being analysed, as a sentence; else empty."""
    reason = _oversize(snapshot)
    return REASONS[reason] if reason else ""


def looks_binary(snapshot: Snapshot) -> bool:
    """True for text that no editor should have sent as code: it holds NUL bytes."""
    return "\0" in snapshot.text


def _oversize(snapshot: Snapshot) -> Unsuited | None:
    if len(snapshot.source) > MAX_ANALYSED:
        return "huge"
    starts = [*snapshot.lines.starts, len(snapshot.source)]
    longest = max(map(sub, starts[1:], starts))
    return "minified" if longest > MAX_LINE else None
