"""What checking a file gives: plain values, small enough to cross from process to process."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nodewright.document import Elsewhere, LineTable, Severity, Span, encode
from nodewright.javascript.suitable import Unsuited

SEVERITIES: Sequence[Severity] = ("hint", "information", "warning", "error")
"""From the mildest to the gravest."""


@dataclass(frozen=True, slots=True)
class Place:
    """A range of a text as people count: lines and columns from 1, columns in UTF-16 units.

    The end is the place behind the last character.
    """

    line: int
    column: int
    end_line: int
    end_column: int


@dataclass(frozen=True, slots=True)
class Step:
    """A place that explains a finding; of a taint path the source comes first.

    ``path``: the file that it is in, POSIX and relative to the finding's root; empty for its own.
    """

    place: Place
    message: str
    path: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """Put ``text`` in the place of what stands there."""

    place: Place
    text: str


@dataclass(frozen=True, slots=True)
class Repair:
    """A fix that was tried out on the text that was checked."""

    title: str
    safe: bool
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """A finding with the file that it is in.

    ``file`` is the name as the command line means it, ``path`` is POSIX and relative to the
    workspace ``root``. ``fingerprint`` stays the same while the finding's lines move or are
    indented anew, and two findings of one file may share it.
    """

    file: str
    path: str
    root: str
    rule: str
    severity: Severity
    place: Place
    message: str
    tags: tuple[str, ...]
    repairs: tuple[Repair, ...]
    steps: tuple[Step, ...]
    fingerprint: str

    @property
    def fix(self) -> str | None:
        """The best repair that was tried out for this very finding."""
        if not self.repairs:
            return None
        return "safe" if any(repair.safe for repair in self.repairs) else "suggested"


@dataclass(frozen=True, slots=True)
class Checked:
    """One file after its check.

    ``problem`` is a sentence where it could not be checked, because of a ``bug`` or of what it is;
    ``unsuited`` says why one that could be read was left alone. ``broken`` is the 1-based line of
    the first syntax error, or 0.
    ``after`` is the text that its ``repaired`` findings leave, or None where none was repaired;
    ``before`` is the text that was read then. ``ignored``: the project's configuration says so.
    ``notes`` are sentences about the project and about rules that failed.
    """

    file: str
    found: tuple[Found, ...] = ()
    problem: str = ""
    bug: bool = False
    unsuited: Unsuited | None = None
    broken: int = 0
    repaired: int = 0
    before: bytes = b""
    after: bytes | None = None
    ignored: bool = False
    notes: tuple[str, ...] = ()


BOM = "\ufeff".encode()


def place_of(source: bytes, lines: LineTable, span: Span) -> Place:
    """A span of ``source`` as a place; ``lines`` is its line table. A BOM takes no column."""
    line, end_line = lines.line_of(span.start), lines.line_of(span.end)
    return Place(
        line + 1,
        _units(source[lines.starts[line] : span.start]) + 1,
        end_line + 1,
        _units(source[lines.starts[end_line] : span.end]) + 1,
    )


def place_elsewhere(other: Elsewhere) -> Place:
    """A place in another file, which lies in one line of it."""
    column = _units(encode(other.before)) + 1
    line = other.line + 1
    return Place(line, column, line, column + _units(encode(other.text)))


def _units(text: bytes) -> int:
    """UTF-16 units of a UTF-8 text: one a character, two where UTF-8 takes four bytes."""
    if text.isascii():
        return len(text)
    text = text.removeprefix(BOM)
    return sum((byte & 0xC0 != 0x80) + (byte >= 0xF0) for byte in text)
