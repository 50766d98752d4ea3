"""Which documents are worked on: of our languages, no larger and no odder than code is."""

from __future__ import annotations

from nodewright.document import Snapshot
from nodewright.javascript.parsing import language_of
from nodewright.javascript.suitable import looks_binary, too_large

__all__ = ["freeze", "looks_binary", "too_large"]


def freeze(uri: str, version: int | None, text: str, language_id: str) -> Snapshot | None:
    """A snapshot of a document as it is now; None for a language that is not ours."""
    language = language_of(uri, language_id)
    return Snapshot(uri, version, text, language) if language else None
