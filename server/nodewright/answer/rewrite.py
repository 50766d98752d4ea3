"""A rewrite of the selection: what belongs to it, and lines that must not move."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence

from nodewright.answer.indent import Style, columns, converted, needs_conversion, unit_of
from nodewright.document import Language, decode, encode
from nodewright.javascript.parsing import Node, parse


def trimmed(lines: Sequence[str]) -> list[str]:
    """The lines without blank ones at both ends."""
    filled = [at for at, line in enumerate(lines) if line.strip()]
    return list(lines[filled[0] : filled[-1] + 1]) if filled else []


def blank_edges(lines: Sequence[str]) -> tuple[int, int]:
    """How many blank lines stand at the start and at the end; none of each where all are blank."""
    filled = [at for at, line in enumerate(lines) if line.strip()]
    return (filled[0], len(lines) - 1 - filled[-1]) if filled else (0, 0)


def without_echo(new: list[str], above: Sequence[str], below: Sequence[str]) -> list[str]:
    """Drops the rest of the file where the model repeated the whole of it.

    ``above`` and ``below`` are the lines around the selection; blank lines and indentation do
    not count.
    """
    head, tail = _filled(above), _filled(below)
    bare = [line.strip() for line in new]
    filled = _filled(new)
    if (not head and not tail) or len(filled) <= len(head) + len(tail):
        return new
    if filled[: len(head)] != head or (tail and filled[-len(tail) :] != tail):
        return new
    return new[_after_filled(bare, len(head)) : len(new) - _after_filled(bare[::-1], len(tail))]


def _filled(lines: Sequence[str]) -> list[str]:
    return [bare for line in lines if (bare := line.strip())]


def _after_filled(bare: Sequence[str], count: int) -> int:
    """How many lines to pass until ``count`` lines that are not blank lie behind."""
    at = 0
    while count:
        count -= bool(bare[at])
        at += 1
    return at


def with_old_blanks(new: Sequence[str], old: Sequence[str]) -> list[str]:
    """``new``, but where a line differs from an old one only in trailing blanks, the old one."""
    plain = {line.rstrip(): line for line in old if line != line.rstrip() and line.strip()}
    return [plain.get(line, line) for line in new]


def with_old_literals(new: Sequence[str], old: Sequence[str], inside: Collection[int]) -> list[str]:
    """``new``, but lines at ``inside`` that differ from an old one by indentation as they were."""
    counted = Counter(line.strip() for line in old)
    known = {line.strip(): line for line in old if counted[line.strip()] == 1}
    return [known.get(line.strip(), line) if at in inside else line for at, line in enumerate(new)]


def literal_lines(source: bytes, language: Language, first: int, count: int) -> set[int]:
    """Which of ``count`` lines from ``first`` on begin inside a template literal.

    Whitespace there is part of a value, not indentation. Lines are counted from ``first``.
    """
    root = parse(source, language).root_node
    starts = _starts(source)
    return {
        at
        for at in range(count)
        if first + at < len(starts)
        and begins_inside(root, starts[first + at], ("template_string",))
    }


def restyled(source: bytes, language: Language, known: Collection[str], style: Style) -> bytes:
    """New lines (those not in ``known``) in the file's own tabs or spaces.

    Lines inside a template literal or a comment stay as they are written.
    """
    root = parse(source, language).root_node
    lines = decode(source).split("\n")
    new = [line for line in lines if line.startswith(" ") and line not in known]
    unit = unit_of([columns(line, 1) for line in new])
    starts = _starts(source)
    for at, line in enumerate(lines):
        if line in known or not needs_conversion(line, style):
            continue
        if not begins_inside(root, starts[at], ("template_string", "comment")):
            lines[at] = converted(line, style, unit)
    return encode("\n".join(lines))


def _starts(source: bytes) -> list[int]:
    starts = [0]
    for line in source.split(b"\n"):
        starts.append(starts[-1] + len(line) + 1)
    return starts


def begins_inside(root: Node, offset: int, types: tuple[str, ...]) -> bool:
    """True when the byte lies inside a node of one of ``types`` that starts before it."""
    node = root.descendant_for_byte_range(offset, offset)
    while node is not None and not (node.type in types and node.start_byte < offset):
        node = node.parent
    return node is not None
