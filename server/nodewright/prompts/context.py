"""Lay out the code of a draft for a prompt: the selection, and what stands around it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from nodewright.document import Draft, Language, LineTable, Span, decode
from nodewright.prompts.imports import imports_of

WHOLE_FILE = 24 * 1024
"""Bytes up to which the whole file goes along with the selection."""

NEAR = 6 * 1024
"""Bytes before and after the selection that go along from a larger file."""

MAX_IMPORTS = 3 * 1024
"""Bytes of import statements that go along from a larger file."""

MAX_SELECTION = 48 * 1024
"""Bytes of a selection that can be sent at all."""

MAX_INLINE = 300
"""Characters of a name or message that is told outside of a fence."""

# Control characters, and what shows nothing or turns the order of text.
_UNSEEN = re.compile(
    "[\u0000-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff"
    "\U000e0000-\U000e0fff]"
)
_INFO = {"javascript": "js", "typescript": "ts", "tsx": "tsx"}
_BACKTICKS = re.compile(r"`{3,}")


@dataclass(frozen=True, slots=True)
class Lines:
    """Whole lines of a draft: their bytes, and their numbers, 1-based and inclusive."""

    span: Span
    first: int
    last: int

    def __str__(self) -> str:
        if self.first == self.last:
            return f"line {self.first}"
        return f"lines {self.first} to {self.last}"


def fence(text: str, info: str) -> str:
    """``text`` as a fenced block whose fence is longer than any run of backticks inside."""
    longest = max((len(run) for run in _BACKTICKS.findall(text)), default=2)
    marks = "`" * (longest + 1)
    body = text if text.endswith("\n") or not text else f"{text}\n"
    return f"{marks}{info}\n{body}{marks}"


def inline(text: str, most: int = MAX_INLINE) -> str:
    """``text`` of a project on one line, so that it cannot begin a heading or end a code span.

    What stands outside of fences is the program's own word: names, versions and messages that
    come from files are cut to this before they join it.
    """
    said = one_line(text.replace("`", "'"))
    return said if len(said) <= most else f"{said[: most - 1]}\u2026"


def one_line(text: str) -> str:
    """``text`` with a blank for every run of blanks, line breaks and characters nobody sees."""
    return " ".join(_UNSEEN.sub(" ", text).split())


def info_string(language: Language) -> str:
    """The word after an opening fence."""
    return _INFO[language]


def selected_lines(draft: Draft) -> Lines:
    """The selection grown to whole lines, the last line's break included."""
    table = LineTable(draft.source)
    span = table.whole_lines(draft.selection)
    last = table.line_of(max(span.start, span.end - 1))
    return Lines(span, table.line_of(span.start) + 1, last + 1)


def selection_text(draft: Draft) -> str:
    """The selected lines."""
    span = selected_lines(draft).span
    return decode(draft.source[span.start : span.end])


def size_problem(draft: Draft) -> str | None:
    """Why the selection cannot be sent, as one sentence; None where it can."""
    size = len(selected_lines(draft).span)
    if size <= MAX_SELECTION:
        return None
    limit = MAX_SELECTION // 1024
    return f"The selection is {size // 1024} KB of code, the limit is {limit} KB: select less."


def surroundings(draft: Draft) -> str:
    """The rest of the file, with one marker line where the selection was; empty if none.

    A larger file is cut to its imports and the lines near the selection, and says so.
    """
    lines = selected_lines(draft)
    source = draft.source
    before, after = source[: lines.span.start], source[lines.span.end :]
    if not (before.strip() or after.strip()):
        return ""
    marker = f"// [selected lines {lines.first}-{lines.last} stand below]\n"
    if len(before) + len(after) <= WHOLE_FILE:
        return f"{decode(before)}{marker}{decode(after)}"
    top = _imports_above(draft, lines.span.start - NEAR)
    return f"{top}{_near_end(before)}{marker}{_near_start(after)}"


def _imports_above(draft: Draft, end: int) -> str:
    """Import statements that end before the byte ``end``, as long as they fit."""
    spans = dict.fromkeys(item.statement for item in imports_of(draft.source, draft.language))
    found, room = "", MAX_IMPORTS
    for span in spans:
        if span is None or span.end > end:
            continue
        room -= len(span) + 1
        if room < 0:
            break
        found += f"{decode(draft.source[span.start : span.end])}\n"
    return found


def _near_end(text: bytes) -> str:
    if len(text) <= NEAR:
        return decode(text)
    cut = text.find(b"\n", len(text) - NEAR) + 1 or len(text)
    return f"// [{text.count(b'%c' % 10, 0, cut)} lines left out]\n{decode(text[cut:])}"


def _near_start(text: bytes) -> str:
    if len(text) <= NEAR:
        return decode(text)
    cut = text.rfind(b"\n", 0, NEAR) + 1
    return f"{decode(text[:cut])}// [{text.count(b'%c' % 10, cut)} lines left out]\n"
