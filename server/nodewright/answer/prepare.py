"""Make the draft that the model sees: no BOM, no header, no prompt comment, LF only."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from nodewright.answer.header import header_span
from nodewright.answer.lines import dominant_ending
from nodewright.document import Draft, Language, LineTable, Span, encode
from nodewright.javascript.parsing import Node, Tree

_BOM = "\ufeff"
_BREAK = re.compile(rb"\r\n|\n|\r")
_CARRIAGE = re.compile(rb"\r(?=\n)")
# A function longer than this many lines is not taken whole for an empty selection.
_WHOLE_LINES = 60
_BODIES = frozenset({"program", "class_body", "statement_block"})


@dataclass(frozen=True, slots=True)
class Prepared:
    """The draft, and what is needed to put its text back into the original's form.

    ``endings`` holds the line break of each line of the draft as the original has it (nothing
    for a last line without one); ``removed`` are the original's bytes that the draft lacks.
    """

    draft: Draft
    bom: bool
    ending: str
    endings: tuple[str, ...]
    removed: tuple[Span, ...]

    def to_draft(self, offset: int) -> int:
        """The byte of the draft for a byte of the original; inside a gap, the gap's place."""
        index = bisect_right([span.start for span in self.removed], offset)
        gone = sum(len(span) for span in self.removed[:index])
        if index and self.removed[index - 1].end > offset:
            return self.removed[index - 1].start - (gone - len(self.removed[index - 1]))
        return offset - gone

    def to_original(self, offset: int) -> int:
        """The byte of the original for a byte of the draft."""
        for span in self.removed:
            if span.start > offset:
                break
            offset += len(span)
        return offset


def prepare(
    snapshot_text: str,
    path: str,
    language: Language,
    selection: Span,
    header: str,
    drop: Span | None = None,
    target: frozenset[str] = frozenset(),
) -> Prepared:
    """The draft of a document and the way back.

    ``selection`` and ``drop`` (the prompt comment) are byte spans of the original; the selection
    may be reversed or out of range and is grown to whole lines.
    """
    source = encode(snapshot_text)
    removed = _removals(snapshot_text, source, header, drop)
    kept = _without(source, removed)
    endings = (*(match[0].decode() for match in _BREAK.finditer(kept)), "")
    text = _BREAK.sub(b"\n", kept)
    prepared = Prepared(
        draft=Draft(path, text, language, Span(0, 0), target),
        bom=snapshot_text.startswith(_BOM),
        ending=dominant_ending(snapshot_text),
        endings=endings,
        removed=tuple(sorted((*removed, *_carriages(kept, removed)))),
    )
    start, end = sorted(_clamped(selection, len(source)))
    span = Span(prepared.to_draft(start), prepared.to_draft(end))
    grown = LineTable(text).whole_lines(span)
    return replace(prepared, draft=replace(prepared.draft, selection=grown))


def _carriages(kept: bytes, removed: Sequence[Span]) -> Iterator[Span]:
    """The CR of every CRLF of ``kept``, in bytes of the original."""
    waiting, gone = list(reversed(removed)), 0
    for match in _CARRIAGE.finditer(kept):
        while waiting and waiting[-1].start <= match.start() + gone:
            gone += len(waiting.pop())
        yield Span(match.start() + gone, match.start() + gone + 1)


def _clamped(span: Span, size: int) -> tuple[int, int]:
    return min(max(span.start, 0), size), min(max(span.end, 0), size)


def _removals(text: str, source: bytes, header: str, drop: Span | None) -> list[Span]:
    """BOM, header and prompt comment, in order and without overlap."""
    found: list[Span] = []
    if text.startswith(_BOM):
        found.append(Span(0, len(encode(_BOM))))
    top = header_span(text, header)
    if top is not None:
        start = len(encode(text[: top[0]]))
        found.append(Span(start, start + len(encode(text[top[0] : top[1]]))))
    if drop is not None:
        start, end = sorted(_clamped(drop, len(source)))
        found.append(_with_line(source, Span(start, end)))
    out: list[Span] = []
    for span in sorted(found):
        if out and span.start < out[-1].end:
            out[-1] = Span(out[-1].start, max(out[-1].end, span.end))
        elif len(span):
            out.append(span)
    return out


def _with_line(source: bytes, span: Span) -> Span:
    """A comment with its whole lines when nothing else stands on them, else with the blanks
    before it."""
    lines = LineTable(source)
    whole = lines.whole_lines(span)
    before, after = source[whole.start : span.start], source[span.end : whole.end]
    if not before.strip() and not after.strip():
        return whole
    start = span.start
    if not after.strip():
        while start > whole.start and source[start - 1 : start] in (b" ", b"\t"):
            start -= 1
    return Span(start, span.end)


def _without(source: bytes, removed: Sequence[Span]) -> bytes:
    pieces, at = [], 0
    for span in removed:
        pieces.append(source[at : span.start])
        at = span.end
    return b"".join((*pieces, source[at:]))


def enclosing(tree: Tree, span: Span) -> Span:
    """What an empty selection means: the function, method or statement around it.

    The largest statement or class member that holds the span and is not longer than 60 lines,
    else the smallest; between two statements the next one, at the end the last. An empty file
    gives ``span`` back.
    """
    root = tree.root_node
    node = root.descendant_for_byte_range(span.start, max(span.start, span.end))
    around = list(_candidates(node))
    if not around:
        return _neighbour(root, span)
    fitting = [n for n in around if n.end_point[0] - n.start_point[0] < _WHOLE_LINES]
    best = fitting[-1] if fitting else around[0]
    return Span(best.start_byte, best.end_byte)


def _candidates(node: Node | None) -> Iterator[Node]:
    """Statements and class members around ``node``, the innermost first.

    A class is no candidate where one of its members is.
    """
    member = False
    while node is not None and node.parent is not None:
        parent = node.parent
        if parent.type in _BODIES and node.is_named and node.type != "comment":
            if not (member and _holds_class(node)):
                yield node
            member = member or parent.type == "class_body"
        node = parent


def _holds_class(node: Node) -> bool:
    inner = node.child_by_field_name("declaration") or node
    return inner.type in ("class_declaration", "abstract_class_declaration")


def _neighbour(root: Node, span: Span) -> Span:
    statements = [n for n in root.named_children if n.type != "comment"]
    if not statements:
        return span
    after = next((n for n in statements if n.start_byte >= span.start), statements[-1])
    return Span(after.start_byte, after.end_byte)
