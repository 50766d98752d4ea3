"""What new code loads: by import, by ``require``, and by whatever stands for it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from nodewright.answer.evidence import Evidence, Text
from nodewright.answer.values import UNKNOWN
from nodewright.javascript.modules import Import

_TYPES_ONLY = re.compile(rb"(?:import|export)\s+type\b(?!\s*(?:from\b|,))")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A module that new code loads; ``types`` only, or when it runs."""

    text: Text
    specifier: str
    at: int
    types: bool
    entry: Import | None


def wanted(evidence: Evidence) -> Iterator[Wanted]:
    """Every module that the proposal loads and the draft does not, by whatever means."""
    known = {specifier for specifier, *_ in evidence.once(_loaded, evidence.before)}
    for text in (evidence.after, *evidence.created):
        for specifier, at, types, entry in evidence.once(_loaded, text):
            if text is not evidence.after or specifier not in known:
                yield Wanted(text, specifier, at, types, entry)


def _loaded(text: Text) -> Iterator[tuple[str, int, bool, Import | None]]:
    """Specifier, byte offset, whether only types are meant, and the import it is."""
    seen: set[int] = set()
    for entry in text.imports:
        said = text.source[entry.span.start : entry.span.end]
        seen.add(entry.span.start)
        yield entry.specifier, entry.span.start, bool(_TYPES_ONLY.match(said)), entry
    if text.values is None or text.tree is None:
        return
    for node in text.of_type("call_expression"):
        if node.start_byte not in seen:
            module = text.values.loaded(node)
            if module is not None:
                yield module, node.start_byte, False, None


def computed_imports(evidence: Evidence) -> Iterator[str]:
    """A sentence for each module whose name only running the code would tell."""
    old = [name for name, *_ in evidence.once(_loaded, evidence.before) if UNKNOWN in name]
    for entry in wanted(evidence):
        if UNKNOWN in entry.specifier and entry.specifier not in old:
            where = entry.text.place(entry.at)
            yield f"It loads a module whose name is made when it runs. {where}"
