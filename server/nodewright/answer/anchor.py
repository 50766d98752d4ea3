"""Place the blocks of a parsed answer in the draft: uniquely, or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from itertools import pairwise
from pathlib import PurePosixPath

from nodewright.answer.header import without_header_comments
from nodewright.answer.indent import (
    Style,
    needs_conversion,
    reindented,
    restored,
    style_of,
)
from nodewright.answer.lines import numbered
from nodewright.answer.parsed import ParsedAnswer, SearchReplace, refuse
from nodewright.answer.rewrite import (
    blank_edges,
    literal_lines,
    restyled,
    trimmed,
    with_old_blanks,
    with_old_literals,
    without_echo,
)
from nodewright.document import Draft, Refusal, decode, encode
from nodewright.javascript.parsing import parse, syntax_errors


@dataclass(frozen=True, slots=True)
class _Placed:
    """Lines ``start:end`` of the draft become ``lines``."""

    start: int
    end: int
    lines: tuple[str, ...]


class MisfitError(Exception):
    """A change that cannot be placed; carries the refusal."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__("")
        self.refusal = refusal


def same_path(written: str, path: str) -> bool:
    """True when the model's spelling can mean ``path``: equal, or one is a suffix of the other.

    Case counts for nothing: the lines that are quoted have to be the document's anyway.
    """
    a, b = PurePosixPath(written.casefold()).parts, PurePosixPath(path.casefold()).parts
    shorter, longer = sorted((a, b), key=len)
    return bool(shorter) and longer[len(longer) - len(shorter) :] == shorter


class Anchoring:
    """Applies the changes of one answer to one draft."""

    def __init__(self, draft: Draft, header: str) -> None:
        self.draft = draft
        self.header = header
        self.lines = decode(draft.source).split("\n")
        self.bare = [line.strip(" \t") for line in self.lines]
        self.style: Style = style_of(self.lines)
        before = draft.source[: draft.selection.start].count(b"\n")
        inside = draft.source[draft.selection.start : draft.selection.end]
        self.first = before
        self.last = before + inside.count(b"\n") + (not inside.endswith(b"\n"))

    def apply(self, parsed: ParsedAnswer) -> bytes:
        """The new source. Raises MisfitError."""
        placed: list[_Placed] = []
        for number, edit in enumerate(parsed.edits, 1):
            self._check_path(edit)
            found = self._place(edit, number)
            same = list(found.lines) == self.lines[found.start : found.end]
            if found not in placed and not same:
                placed.append(found)
        if parsed.rewrite is not None:
            placed.append(self._rewrite(parsed.rewrite))
        placed.sort(key=lambda p: (p.start, p.end))
        for one, two in pairwise(placed):
            if two.start < one.end:
                raise MisfitError(
                    refuse(
                        "overlap",
                        "Two changes of the answer touch the same lines; make them one.",
                        two.start + 1,
                        self.lines[two.start],
                    )
                )
        return self._styled(placed)

    def _check_path(self, edit: SearchReplace) -> None:
        if edit.path and not same_path(edit.path, self.draft.path):
            raise MisfitError(
                refuse(
                    "wrong-file",
                    f"The answer edits `{edit.path}`, but only `{self.draft.path}` may be edited.",
                )
            )

    def _place(self, edit: SearchReplace, number: int) -> _Placed:
        """Where the block belongs, by the one reading of it that fits."""
        fits: list[_Placed] = []
        refusals: list[Refusal] = []
        for search, new in edit.splits:
            found = self._try(search, new, number)
            if isinstance(found, Refusal):
                refusals.append(found)
            else:
                fits.append(found)
        if len(fits) > 1:
            errors = [self._errors(fit) for fit in fits]
            fits = [fit for fit, count in zip(fits, errors, strict=True) if count == min(errors)]
        if len(fits) == 1:
            return fits[0]
        if fits:
            raise MisfitError(
                refuse(
                    "ambiguous",
                    f"SEARCH block {number} holds several `=======` lines and can be read in"
                    " more than one way; choose lines without them.",
                    fits[0].start + 1,
                    self.lines[fits[0].start],
                )
            )
        raise MisfitError(refusals[0])

    def _try(self, search: str, replace: str, number: int) -> _Placed | Refusal:
        try:
            return self._anchor(search, replace, number)
        except MisfitError as misfit:
            return misfit.refusal

    def _errors(self, placed: _Placed) -> int:
        return len(syntax_errors(parse(self._joined([placed]), self.draft.language)))

    def _anchor(self, search: str, replace: str, number: int) -> _Placed:
        written, new = _as_lines(search), _as_lines(replace)
        if not any(line.strip() for line in written):
            raise MisfitError(
                refuse(
                    "empty-search",
                    f"SEARCH block {number} is empty; it has to quote the lines to replace.",
                )
            )
        written, new = _without_blank_edges(written, new)
        size = len(written)
        exact = self._matches(written, self.lines)
        places = exact or self._matches([line.strip(" \t") for line in written], self.bare)
        start = self._unique(places, size, number, written)
        found = self.lines[start : start + size]
        if not exact:
            new = reindented(new, written, found, self.style)
        return _Placed(start, start + size, tuple(self._clean(new)))

    def _matches(self, wanted: Sequence[str], lines: Sequence[str]) -> list[int]:
        first, size = wanted[0], len(wanted)
        return [
            at
            for at in range(len(lines) - size + 1)
            if lines[at] == first and list(lines[at : at + size]) == list(wanted)
        ]

    def _unique(self, places: list[int], size: int, number: int, written: Sequence[str]) -> int:
        if len(places) == 1:
            return places[0]
        inside = [at for at in places if self.first <= at and at + size <= self.last]
        if len(inside) == 1:
            return inside[0]
        if places:
            at = ", ".join(str(place + 1) for place in places[:5])
            raise MisfitError(
                refuse(
                    "ambiguous",
                    f"SEARCH block {number} fits {len(places)} places of `{self.draft.path}`"
                    f" (lines {at}); quote more lines around it.",
                    places[0] + 1,
                    self.lines[places[0]],
                    "\n...\n".join(numbered(self.lines, p, p + size) for p in places[:3]),
                )
            )
        raise MisfitError(self._not_found(number, written))

    def _not_found(self, number: int, written: Sequence[str]) -> Refusal:
        """Says which quoted line is not in the file, or that they do not follow each other."""
        path = self.draft.path
        known = set(self.bare)
        missing = next((line for line in written if line.strip(" \t") not in known), None)
        if missing is not None:
            return refuse(
                "not-found",
                f"SEARCH block {number} is not in `{path}`: this line of it does not occur there:"
                f" `{missing.strip()[:120]}`. Quote the file's lines verbatim.",
                context=self._closest(missing.strip(" \t")),
            )
        first = next(line.strip(" \t") for line in written if line.strip())
        at = self.bare.index(first)
        return refuse(
            "not-found",
            f"SEARCH block {number} is not in `{path}`: its lines occur, but not one after the"
            " other. Quote a run of lines verbatim, without leaving any out.",
            at + 1,
            self.lines[at],
            numbered(self.lines, at, at + len(written)),
        )

    def _closest(self, line: str) -> str:
        """The lines of the file around the one that a quoted line may mean; empty for none."""
        near = get_close_matches(line[:200], [bare[:200] for bare in self.bare], 1, 0.7)
        if not near:
            return ""
        at = next(at for at, bare in enumerate(self.bare) if bare[:200] == near[0])
        return numbered(self.lines, at, at + 1)

    def _rewrite(self, text: str) -> _Placed:
        """The selection's lines become ``text``, at the place where they stood."""
        start, end = self.first, self.last
        old = self.lines[start:end]
        new = trimmed(without_echo(_as_lines(text), self.lines[:start], self.lines[end:]))
        if not new and any(line.strip() for line in old):
            raise MisfitError(refuse("empty-rewrite", "The rewrite of the selection is empty."))
        before, after = blank_edges(old)
        moved = self._clean(restored(new, old, self.style))
        fresh = with_old_blanks(moved, old)
        placed = _Placed(start + before, end - after, tuple(fresh))
        inside = literal_lines(
            self._joined([placed]), self.draft.language, placed.start, len(fresh)
        )
        return replace(placed, lines=tuple(with_old_literals(fresh, old, inside)))

    def _clean(self, new: Sequence[str]) -> list[str]:
        """Without a header comment that the model wrote itself."""
        text = "\n".join(new)
        clean = without_header_comments(text, self.header)
        return _as_lines(clean) if clean != text else list(new)

    def _joined(self, placed: Sequence[_Placed]) -> bytes:
        out: list[str] = []
        at = 0
        for one in placed:
            out += self.lines[at : one.start]
            out += one.lines
            at = one.end
        return encode("\n".join((*out, *self.lines[at:])))

    def _styled(self, placed: Sequence[_Placed]) -> bytes:
        """All changes made, new lines in the file's own tabs or spaces."""
        after = self._joined(placed)
        if not any(needs_conversion(line, self.style) for one in placed for line in one.lines):
            return after
        return restyled(after, self.draft.language, set(self.lines), self.style)


def _as_lines(text: str) -> list[str]:
    return text.split("\n") if text.strip() else []


def _without_blank_edges(written: list[str], new: list[str]) -> tuple[list[str], list[str]]:
    """Both halves without the blank lines that a model puts around quoted code."""
    while written and not written[0].strip():
        written = written[1:]
        new = new[1:] if new and not new[0].strip() else new
    while written and not written[-1].strip():
        written = written[:-1]
        new = new[:-1] if new and not new[-1].strip() else new
    return written, new
