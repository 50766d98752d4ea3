"""Checks of names: each is declared where it is used, and declared once."""

from __future__ import annotations

from collections.abc import Iterator

from nodewright.answer.evidence import Evidence, Text
from nodewright.answer.names import known_outside
from nodewright.document import Failure
from nodewright.javascript.frames import Use


def names_bound(evidence: Evidence) -> list[Failure]:
    """No name used where nothing declares, imports or brings it.

    A name that was as unknown before is not the answer's fault, and one that the file asks for
    with ``typeof`` may be missing by design.
    """
    before = evidence.before
    free = {use.name for use in before.names.unbound()}
    failures: list[Failure] = []
    for text in (evidence.after, *evidence.created):
        if text.tree is None or text.broken:
            continue
        known = text.names.guarded | (free if text is evidence.after else set())
        seen: set[str] = set()
        for use in text.names.unbound():
            if use.name in seen or use.name in known or known_outside(use.name, text.path):
                continue
            seen.add(use.name)
            failures.append(_unbound(evidence, text, use))
    return failures


def _unbound(evidence: Evidence, text: Text, use: Use) -> Failure:
    check, why = "names-bound", "is declared nowhere"
    if use.name in text.names.declared:
        why = "is declared, but not in this scope"
    elif text is evidence.after and use.name in evidence.before.names.declared:
        check, why = "nothing-deleted", "was declared before and still is used"
    return text.failure(check, f"`{use.name}` in `{text.path}` {why}", use.at)


def declared_once(evidence: Evidence) -> list[Failure]:
    """No name declared again in its scope, which tree-sitter does not mind but Node does."""
    failures: list[Failure] = []
    for text in (evidence.after, *evidence.created):
        if text.tree is None or text.broken:
            continue
        known = dict(_twice(evidence.before)) if text is evidence.after else {}
        for name, (count, at) in _twice(text):
            if count > known.get(name, (1, 0))[0]:
                message = f"`{name}` would be declared {count} times in `{text.path}`"
                failures.append(text.failure("declared-once", message, at))
    return failures


def _twice(text: Text) -> Iterator[tuple[str, tuple[int, int]]]:
    """Names with the highest count of any scope, and where it is reached last."""
    most: dict[str, tuple[int, int]] = {}
    for name, count, at in text.names.twice():
        most[name] = max(most.get(name, (0, 0)), (count, at))
    yield from most.items()
