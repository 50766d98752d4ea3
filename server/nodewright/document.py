"""Frozen values about text: snapshots, spans, changes, findings and edits.

All offsets inside nodewright are byte offsets into the UTF-8 form of the text, half open.
Positions of an editor exist only in ``convert``.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate
from typing import Literal

Severity = Literal["error", "warning", "information", "hint"]
Language = Literal["javascript", "typescript", "tsx"]


def encode(text: str) -> bytes:
    """UTF-8 bytes of ``text``; a lone surrogate, which JSON can carry, survives the round trip."""
    return text.encode("utf-8", "surrogatepass")


def decode(source: bytes) -> str:
    """The inverse of :func:`encode`; bytes that are no UTF-8 at all become U+FFFD."""
    try:
        return source.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return source.decode("utf-8", "replace")


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of byte offsets into the UTF-8 form of a text."""

    start: int
    end: int

    def __len__(self) -> int:
        return self.end - self.start

    def contains(self, other: Span) -> bool:
        """True when ``other`` lies wholly inside this span; touching edges count as inside."""
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Span) -> bool:
        """True when both share a byte, or when an empty span lies inside or at the edge."""
        if not len(self) or not len(other):
            return self.start <= other.end and other.start <= self.end
        return self.start < other.end and other.start < self.end

    def shift(self, by: int) -> Span:
        """The same length ``by`` bytes further on."""
        return Span(self.start + by, self.end + by)


class LineTable:
    """Where the lines of a text start: LSP's line breaks only (CRLF, LF, CR), nothing else."""

    def __init__(self, source: bytes) -> None:
        # bytes.splitlines, unlike that of str, knows these three line breaks only.
        lines = source.splitlines(keepends=True)
        self.starts: list[int] = [0, *accumulate(map(len, lines))]
        if lines and not lines[-1].endswith((b"\n", b"\r")):
            self.starts.pop()
        self._source = source

    def line_of(self, offset: int) -> int:
        """The 0-based line that holds the byte ``offset``."""
        return bisect_right(self.starts, offset) - 1

    def span(self, line: int) -> Span:
        """The bytes of a 0-based line without its line break; past the end, the empty end."""
        if line >= len(self.starts):
            return Span(len(self._source), len(self._source))
        start = self.starts[line]
        end = self.starts[line + 1] if line + 1 < len(self.starts) else len(self._source)
        while end > start and self._source[end - 1] in b"\r\n":
            end -= 1
        return Span(start, end)

    def whole_lines(self, span: Span) -> Span:
        """``span`` grown to whole lines, the last line's break included."""
        start = self.starts[self.line_of(span.start)]
        last = self.line_of(max(span.start, span.end - 1))
        end = self.starts[last + 1] if last + 1 < len(self.starts) else len(self._source)
        return Span(start, max(end, span.end))


@dataclass(frozen=True)
class Snapshot:
    """One version of one document, frozen before the first await of whoever works on it.

    ``version`` is the client's own number, echoed exactly; None for a file read from disk.
    """

    uri: str
    version: int | None
    text: str
    language: Language

    @cached_property
    def source(self) -> bytes:
        """The text in UTF-8."""
        return encode(self.text)

    @cached_property
    def ascii(self) -> bool:
        """True where a byte is a character: positions are the same in all encodings."""
        return self.source.isascii()

    @cached_property
    def lines(self) -> LineTable:
        """The line table of :attr:`source`."""
        return LineTable(self.source)


@dataclass(frozen=True, slots=True)
class TextChange:
    """Replace the bytes of ``span`` by ``text``."""

    span: Span
    text: str


def apply_changes(source: bytes, changes: Iterable[TextChange]) -> bytes:
    """``source`` with all ``changes`` made at once; spans refer to ``source`` as it is given.

    Raises ValueError when two changes overlap or one lies outside the text.
    """
    pieces: list[bytes] = []
    at = 0
    for change in sorted(changes, key=lambda c: (c.span.start, c.span.end)):
        if change.span.start < at or change.span.end > len(source):
            raise ValueError(f"change at {change.span} overlaps another or leaves the text")
        pieces += (source[at : change.span.start], encode(change.text))
        at = change.span.end
    return b"".join((*pieces, source[at:]))


@dataclass(frozen=True, slots=True)
class Fix:
    """A deterministic repair of one finding, already checked against the text it was made for.

    ``safe``: behaviour on good input is kept, so it may join fix-all; others are suggestions.
    """

    title: str
    safe: bool
    changes: tuple[TextChange, ...]


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A place in another file of the workspace, in no more than one line of it.

    ``path`` is POSIX and relative to ``root``; ``line`` counts from 0. ``before`` is what the line
    says up to the place, from which every encoding can count its column, ``text`` what stands
    there.
    """

    root: str
    path: str
    line: int
    before: str
    text: str


@dataclass(frozen=True, slots=True)
class Related:
    """A place that explains a finding, such as a step of the taint path.

    ``via``: for the rule engine only, the name under which a value came in here from other code.
    ``elsewhere``: the place is in another file; ``span`` is then where this file leads there.
    """

    span: Span
    message: str
    via: str = field(default="", compare=False)
    elsewhere: Elsewhere | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule says of a place in a snapshot."""

    rule: str
    severity: Severity
    span: Span
    message: str
    fixes: tuple[Fix, ...] = ()
    related: tuple[Related, ...] = ()
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file that an edit creates; ``path`` is POSIX, relative to the workspace root."""

    path: str
    text: str


@dataclass(frozen=True, slots=True)
class ExtendedFile:
    """An existing file of tests that an edit adds to; ``path`` as in :class:`NewFile`.

    ``changes`` only insert, and lead from ``before`` to ``after``; ``added`` is what was to be
    created, from which they are made again where the file moves on.
    """

    path: str
    before: str
    after: str
    changes: tuple[TextChange, ...]
    added: str


@dataclass(frozen=True, slots=True)
class Failure:
    """One check that an answer failed, precise enough to be repaired from.

    ``line`` is 1-based and counts in the proposed text where ``excerpt`` comes from. ``context``
    are the lines around it, each with its number, for whoever repairs it.
    """

    check: str
    message: str
    line: int | None = None
    excerpt: str = ""
    context: str = field(default="", compare=False)

    def __str__(self) -> str:
        where = f" (line {self.line}: {self.excerpt.strip()})" if self.line else ""
        return f"{self.message}{where}"


@dataclass(frozen=True, slots=True)
class Edit:
    """A verified proposal: changes of the snapshot, files to create, and what was checked.

    ``receipt`` says in short what was checked, ``ledger`` which checks ran and which did not
    apply, ``risks`` what a person should confirm first.
    """

    changes: tuple[TextChange, ...]
    new_files: tuple[NewFile, ...] = ()
    receipt: tuple[str, ...] = ()
    risks: tuple[str, ...] = ()
    extended: tuple[ExtendedFile, ...] = ()
    ledger: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why nothing will be changed; ``failures`` is never empty."""

    failures: tuple[Failure, ...]

    @property
    def reasons(self) -> Sequence[str]:
        """One sentence a failure."""
        return [str(f) for f in self.failures]


@dataclass(frozen=True, slots=True)
class Allowance:
    """What an action may do beyond rewriting code: stated in its file under ``persona/actions``."""

    edit: bool = True
    change_exports: bool = False
    create_files: bool = True


@dataclass(frozen=True, slots=True)
class Draft:
    """The text as the model sees it: without header and prompt comment, in LF.

    ``path`` is POSIX and relative to the workspace root; ``selection`` counts in ``source``.
    ``target`` names the rules whose findings inside the selection the answer has to remove.
    """

    path: str
    source: bytes
    language: Language
    selection: Span
    target: frozenset[str] = field(default_factory=frozenset)
