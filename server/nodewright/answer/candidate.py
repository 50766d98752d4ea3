"""A proposed state of the document, with where it differs from the draft."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field

from nodewright.answer.lines import Hunk, hunks
from nodewright.document import Draft, NewFile, Span


@dataclass(frozen=True, slots=True)
class Candidate:
    """What the document and the new files would be; nothing is checked yet.

    ``after`` is in LF like the draft. ``hunks`` pair its lines (cut at LF) with the draft's.
    ``changed`` are the spans of ``after`` that are new, ``selection`` is the draft's selection
    as it lies in ``after``.
    """

    draft: Draft
    after: bytes
    new_files: tuple[NewFile, ...] = ()
    sections: Mapping[str, str] = field(default_factory=dict)
    hunks: tuple[Hunk, ...] = ()
    changed: tuple[Span, ...] = ()
    selection: Span = field(default_factory=lambda: Span(0, 0))


def make_candidate(
    draft: Draft,
    after: bytes,
    new_files: tuple[NewFile, ...] = (),
    sections: Mapping[str, str] | None = None,
) -> Candidate:
    """A candidate with its differences worked out."""
    old, new = draft.source.split(b"\n"), after.split(b"\n")
    found = hunks(old, new)
    starts_old, starts_new = _starts(old), _starts(new)
    changed = tuple(
        Span(min(starts_new[h.new_start], len(after)), min(starts_new[h.new_end], len(after)))
        for h in found
    )
    first = _line_at(starts_old, draft.selection.start)
    last = _line_at(starts_old, max(draft.selection.start, draft.selection.end - 1)) + 1
    begin = _moved(found, first, at_end=False)
    end = _moved(found, last, at_end=True)
    place = [min(start, len(after)) for start in (starts_new[begin], starts_new[max(begin, end)])]
    selection = Span(*place)
    return Candidate(draft, after, new_files, sections or {}, tuple(found), changed, selection)


def _starts(lines: list[bytes]) -> list[int]:
    """Where each line starts, and one past the end for the line after the last."""
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    return starts


def _line_at(starts: list[int], offset: int) -> int:
    return min(bisect_right(starts, offset) - 1, len(starts) - 2)


def _moved(found: list[Hunk], line: int, at_end: bool) -> int:
    """Where the boundary before ``line`` of the draft lies in the new text."""
    shift = 0
    for hunk in found:
        if hunk.old_start > line or (hunk.old_start == line and not at_end):
            break
        if line < hunk.old_end:
            return hunk.new_end if at_end else hunk.new_start
        shift = hunk.new_end - hunk.old_end
    return line + shift
