"""Give the new text the original's form back, and cut it into the smallest changes."""

from __future__ import annotations

from nodewright.answer.header import can_carry_header, with_header, without_header_comments
from nodewright.answer.lines import hunks, split_lines
from nodewright.answer.prepare import Prepared
from nodewright.document import Span, TextChange, decode, encode

_BOM = "\ufeff"


def finish(prepared: Prepared, after: bytes, header: str) -> str:
    """The whole new document: header on top, BOM and every untouched line break as they were.

    ``after`` is the candidate's text in LF. New lines take the original's usual break, and the
    text ends with a line break exactly when the original did; one that was empty gets one.
    """
    draft = decode(prepared.draft.source)
    new = decode(after).replace("\r\n", "\n")
    had_final, has_final = draft.endswith("\n"), new.endswith("\n")
    if draft and had_final and not has_final and new:
        new += "\n"
    elif draft and not had_final and has_final:
        new = new.rstrip("\n")
    elif not draft and new and not has_final:
        new += "\n"
    old_lines = draft.split("\n")
    body = _with_endings(prepared, old_lines, _without_own_header(old_lines, new, header))
    path = prepared.draft.path
    path = path if can_carry_header(path) else f"{path}.js"
    if not prepared.bom and body.startswith(_BOM):
        return with_header("", path, header) + body
    return with_header(_BOM + body if prepared.bom else body, path, header)


def _without_own_header(old: list[str], text: str, header: str) -> list[str]:
    """The lines of ``text``; a header comment among the new ones is the model's own and goes."""
    new = text.split("\n")
    for hunk in reversed(hunks(old, new)):
        written = "\n".join(new[hunk.new_start : hunk.new_end])
        clean = without_header_comments(written, header)
        if clean != written:
            new[hunk.new_start : hunk.new_end] = clean.split("\n") if clean else []
    return new or [""]


def _with_endings(prepared: Prepared, old: list[str], new: list[str]) -> str:
    """The lines ``new``, each with the break of the old line that it is."""
    endings = [prepared.ending] * len(new)
    at_old = at_new = 0
    for hunk in (*hunks(old, new), None):
        stop = hunk.old_start if hunk else len(old)
        for line in range(at_old, stop):
            endings[at_new + line - at_old] = prepared.endings[line] or prepared.ending
        if hunk:
            at_old, at_new = hunk.old_end, hunk.new_end
    endings[-1] = ""
    return "".join(line + ending for line, ending in zip(new, endings, strict=True))


def text_changes(old: str, new: str) -> tuple[TextChange, ...]:
    """Changes of whole lines that turn ``old`` into exactly ``new``, in order.

    Spans are bytes of ``old``. A line that both texts share is never part of a change.
    """
    before, after = split_lines(old), split_lines(new)
    starts = [0]
    for line in before:
        starts.append(starts[-1] + len(encode(line)))
    return tuple(
        TextChange(
            Span(starts[hunk.old_start], starts[hunk.old_end]),
            "".join(after[hunk.new_start : hunk.new_end]),
        )
        for hunk in hunks(before, after)
    )
