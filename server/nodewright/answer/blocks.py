"""Find where the blocks of an answer end: fenced code and SEARCH/REPLACE."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nodewright.answer.contract import (
    Fence,
    divider_mark,
    ends_code,
    fence_of,
    heading_of,
    is_end,
    replace_mark,
    search_mark,
)

MAX_READINGS = 16
"""Lines of a block that may be its divider; each one is a reading that is tried."""


class BlockError(Exception):
    """A block that cannot be read; ``str()`` is the reason, ``line`` its 0-based place."""

    def __init__(self, reason: str, line: int) -> None:
        super().__init__(reason)
        self.line = line


@dataclass(frozen=True, slots=True)
class Block:
    """A SEARCH/REPLACE block in all its readings, and the line after it."""

    splits: tuple[tuple[str, str], ...]
    after: int


def next_filled(lines: Sequence[str], start: int) -> int:
    """The first line at or after ``start`` that is not blank; the length where none is."""
    while start < len(lines) and not lines[start].strip():
        start += 1
    return start


def fence_end(
    lines: Sequence[str], start: int, headings: frozenset[str], nested: bool = False
) -> int | None:
    """The line that closes the fence opened at ``start``; None when nothing closes it.

    In code a fence with an info string opens an inner block, a bare one closes. ``nested`` is
    for Markdown files, whose bare fences open as well: there the block ends at the first bare
    fence that is followed by a heading of the contract or by the end.
    """
    fence = fence_of(lines[start])
    assert fence is not None
    return (
        _markdown_end(lines, start, fence, headings)
        if nested
        else _code_end(lines, start, fence, headings)
    )


def _code_end(
    lines: Sequence[str], start: int, fence: Fence, headings: frozenset[str]
) -> int | None:
    depth, first = 1, None
    for at in range(start + 1, len(lines)):
        inner = fence_of(lines[at])
        if inner is None:
            if ends_code(lines[at], headings):
                return first
            continue
        if inner.mark[0] != fence.mark[0] or len(inner.mark) < len(fence.mark):
            continue
        if not inner.bare:
            depth += 1
            continue
        depth -= 1
        first = at if first is None else first
        if not depth:
            return at
    return first


def _markdown_end(
    lines: Sequence[str], start: int, fence: Fence, headings: frozenset[str]
) -> int | None:
    last = None
    for at in range(start + 1, len(lines)):
        inner = fence_of(lines[at])
        if inner is None or not fence.closed_by(inner):
            continue
        last = at
        follower = next_filled(lines, at + 1)
        if follower == len(lines) or ends_code(lines[follower], headings):
            return at
    return last


def dedent_fence(lines: Sequence[str], indent: str) -> list[str]:
    """The lines of a block without the indentation that its own fence carries."""
    if not all(line.startswith(indent) for line in lines if line.strip()):
        return list(lines)
    return [line[len(indent) :] for line in lines]


def search_block(lines: Sequence[str], start: int) -> Block:
    """Read the block that opens at ``start``.

    Raises BlockError when it is not closed or has no divider.
    """
    mark = search_mark(lines[start])
    dividers: list[int] = []
    for at in range(start + 1, len(lines)):
        line = lines[at]
        if replace_mark(line):
            return _split(lines, start, at, mark, dividers)
        if divider_mark(line):
            dividers.append(at)
        elif search_mark(line) or is_end(line) or _is_file_heading(line):
            break
    raise BlockError("a SEARCH block is not closed by `>>>>>>> REPLACE`", start)


def _is_file_heading(line: str) -> bool:
    heading = heading_of(line)
    return heading is not None and heading.kind in {"edit", "create", "rewrite"}


def _split(lines: Sequence[str], start: int, end: int, mark: int, dividers: Sequence[int]) -> Block:
    if not dividers:
        raise BlockError("a SEARCH block has no `=======` line before `>>>>>>> REPLACE`", start)
    if len(dividers) > MAX_READINGS:
        raise BlockError(f"a SEARCH block holds {len(dividers)} `=======` lines", start)
    exact = [at for at in dividers if divider_mark(lines[at]) == mark == replace_mark(lines[end])]
    chosen = exact or dividers
    splits = tuple((_part(lines[start + 1 : at]), _part(lines[at + 1 : end])) for at in chosen)
    return Block(splits, end + 1)


def _part(lines: Sequence[str]) -> str:
    """One half of a block as text, without a fence that wraps exactly this half."""
    filled = [at for at, line in enumerate(lines) if line.strip()]
    if len(filled) >= 2:
        first, last = fence_of(lines[filled[0]]), fence_of(lines[filled[-1]])
        inner = lines[filled[0] + 1 : filled[-1]]
        if first and last and first.closed_by(last) and not any(map(fence_of, inner)):
            return "\n".join(inner)
    return "\n".join(lines)
