"""What of a partly good answer stands alone: as many of its changes as pass the gate together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, islice

from nodewright.answer.candidate import Candidate
from nodewright.answer.evidence import Surroundings
from nodewright.answer.gate import Verdict, verify
from nodewright.answer.parsed import ParsedAnswer
from nodewright.answer.proposing import propose
from nodewright.document import Draft, Failure, Refusal

MAX_CHANGES = 8
"""Changes of an answer up to which parts are looked for."""
MAX_TRIES = 24
"""Parts of an answer that are tried; each costs a run of the whole gate."""
DISTRUSTED = frozenset(
    {
        *("guards-kept", "nothing-leaks", "no-back-door", "nothing-hidden", "nothing-silenced"),
        *("no-secret", "secrets-kept"),
    }
)
"""Checks whose failure speaks against the whole answer: what else it brings may be made for it."""


@dataclass(frozen=True, slots=True)
class Partial:
    """A part of an answer that passed the gate by itself.

    ``left_out`` holds one sentence for each change that is not in it, with the reason.
    """

    candidate: Candidate
    verdict: Verdict
    kept: int
    left_out: tuple[str, ...]

    @property
    def total(self) -> int:
        """How many changes the whole answer had."""
        return self.kept + len(self.left_out)


@dataclass(frozen=True, slots=True)
class _Change:
    """One change of an answer: the place in its own list, and how a person knows it."""

    kind: str
    place: int
    name: str


def standing_part(
    parsed: ParsedAnswer,
    failures: Sequence[Failure],
    draft: Draft,
    surroundings: Surroundings,
    header: str = "",
) -> Partial | None:
    """The largest part of an answer that passes the whole gate; None where none does.

    ``failures`` are those of the whole answer; one that speaks against its good faith leaves no
    part of it. Where the answer changes the document, so does the part: a test alone for a repair
    that was left out is worth nothing. Of parts of one size the one with the earlier changes is
    taken.
    """
    if DISTRUSTED & {failure.check for failure in failures}:
        return None
    changes = _changes(parsed)
    if not 2 <= len(changes) <= MAX_CHANGES:
        return None
    for kept in islice(_parts(changes), MAX_TRIES):
        candidate = propose(_only(parsed, kept), draft, header)
        if isinstance(candidate, Refusal):
            continue
        verdict = verify(candidate, surroundings)
        if not verdict.failures:
            out = [change for change in changes if change not in kept]
            told = tuple(_why(parsed, kept, one, draft, surroundings, header) for one in out)
            return Partial(candidate, verdict, len(kept), told)
    return None


def _changes(parsed: ParsedAnswer) -> list[_Change]:
    found = [
        _Change("edit", at, f"the change at `{_first_line(edit.search)}`")
        for at, edit in enumerate(parsed.edits)
    ]
    if parsed.rewrite is not None:
        found.append(_Change("rewrite", 0, "the rewrite of the selection"))
    found += [
        _Change("file", at, f"the new file `{file.path[:120]}`")
        for at, file in enumerate(parsed.new_files)
    ]
    return found


def _first_line(text: str) -> str:
    line = next((line.strip() for line in text.split("\n") if line.strip()), "")
    return line.replace("`", "'")[:60]


def _parts(changes: Sequence[_Change]) -> Iterator[tuple[_Change, ...]]:
    """All parts but the whole, the largest first."""
    edits = any(change.kind != "file" for change in changes)
    for size in range(len(changes) - 1, 0, -1):
        for kept in combinations(changes, size):
            if not edits or any(change.kind != "file" for change in kept):
                yield kept


def _only(parsed: ParsedAnswer, kept: Sequence[_Change]) -> ParsedAnswer:
    wanted = {(change.kind, change.place) for change in kept}
    return replace(
        parsed,
        edits=tuple(e for at, e in enumerate(parsed.edits) if ("edit", at) in wanted),
        rewrite=parsed.rewrite if ("rewrite", 0) in wanted else None,
        new_files=tuple(f for at, f in enumerate(parsed.new_files) if ("file", at) in wanted),
    )


def _why(
    parsed: ParsedAnswer,
    kept: Sequence[_Change],
    one: _Change,
    draft: Draft,
    surroundings: Surroundings,
    header: str,
) -> str:
    """Why a change is not in the part: what fails once it is put to it."""
    candidate = propose(_only(parsed, (*kept, one)), draft, header)
    failures: Sequence[Failure]
    if isinstance(candidate, Refusal):
        failures = candidate.failures
    else:
        failures = verify(candidate, surroundings).failures
    reason = str(failures[0]) if failures else "it passes only without another change"
    return f"Left out: {one.name}. {reason}"
