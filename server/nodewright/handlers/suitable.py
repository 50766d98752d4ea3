"""Which documents are worked on: of our languages, no larger and no odder than code is."""

from __future__ import annotations

from itertools import pairwise

from nodewright.document import Snapshot
from nodewright.javascript.parsing import language_of

MAX_ANALYSED = 1_000_000
"""Bytes. A larger file is generated or data; a full scan of it would take longer than a glance."""
MAX_LINE = 20_000
"""Bytes. A longer line is the sign of minified code, where no finding could be acted on."""


def too_large(snapshot: Snapshot) -> str:
    """Why a document is not analysed, as a sentence; empty when it is."""
    if len(snapshot.source) > MAX_ANALYSED:
        return "nodewright does not analyse files over 1 MB"
    starts = [*snapshot.lines.starts, len(snapshot.source)]
    if any(b - a > MAX_LINE for a, b in pairwise(starts)):
        return "nodewright does not analyse minified code (a line is longer than 20,000 bytes)"
    return ""


def looks_binary(snapshot: Snapshot) -> bool:
    """True for text that no editor should have sent as code: it holds NUL bytes."""
    return "\0" in snapshot.text


def freeze(uri: str, version: int | None, text: str, language_id: str) -> Snapshot | None:
    """A snapshot of a document as it is now; None for a language that is not ours."""
    language = language_of(uri, language_id)
    return Snapshot(uri, version, text, language) if language else None
