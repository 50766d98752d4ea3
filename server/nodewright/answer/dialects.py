"""Patches in other formats, told as the blocks of the contract: unified diffs and apply-patch."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from nodewright.answer.contract import (
    END_MARKER,
    fence_of,
    heading_of,
    is_end,
    search_mark,
)

_BEGIN = re.compile(r"\s*\*{3} Begin Patch\s*")
_END = re.compile(r"\s*\*{3} End Patch\s*")
_FILE = re.compile(r"\s*\*{3} (Update|Add|Delete) File:\s*(\S.*?)\s*")
_OLD = re.compile(r"--- (?:a/)?(\S+).*")
_NEW = re.compile(r"\+\+\+ (?:b/)?(\S+).*")
_HUNK = re.compile(r"@@(?: -\d+(?:,\d+)? \+\d+(?:,\d+)? @@.*|.*)")
_NOISE = re.compile(
    r"(?:diff --git|index [0-9a-f]+\.\.|new file mode|similarity index|\\ No newline).*"
)
_CHANGING = frozenset({"edit", "create", "rewrite"})


def told_in_blocks(lines: Sequence[str]) -> list[str]:
    """``lines`` with every patch in them as EDIT and CREATE with blocks.

    An answer that keeps the contract stays as it is: a diff in it is an illustration. The end of
    an apply-patch ends the answer, since it is a mark that the format demands.
    """
    if any(map(search_mark, lines)) or _changes(lines):
        return list(lines)
    if any(map(_BEGIN.fullmatch, lines)) and any(map(_END.fullmatch, lines)):
        return _from_apply_patch(lines)
    if any(map(_NEW.fullmatch, lines)) or any(line.startswith("@@") for line in lines):
        return _from_diffs(lines)
    return list(lines)


def _changes(lines: Sequence[str]) -> bool:
    """True where the contract's own headings name a rewrite or a file to create."""
    kinds = {h.kind for h in map(heading_of, lines) if h}
    return bool(kinds & {"create", "rewrite"})


def _from_apply_patch(lines: Sequence[str]) -> list[str]:
    start = next(at for at, line in enumerate(lines) if _BEGIN.fullmatch(line))
    end = next((at for at in range(start, len(lines)) if _END.fullmatch(lines[at])), None)
    if end is None:
        return list(lines)
    out = [line for line in lines[:start] if fence_of(line) is None]
    at = start + 1
    while at < end:
        named = _FILE.fullmatch(lines[at])
        stop = at + 1
        while stop < end and not _FILE.fullmatch(lines[stop]):
            stop += 1
        body = lines[at + 1 : stop]
        if named and named[1] == "Add":
            out += [f"### CREATE {named[2]}", *_fenced([b[1:] for b in body if b[:1] == "+"])]
        elif named and named[1] == "Update":
            out += [f"### EDIT {named[2]}", *_blocks(body)]
        elif named:
            # A deletion has no form in the contract: the parser refuses the heading without code.
            out += [f"### EDIT {named[2]}"]
        at = stop
    tail = [line for line in lines[end + 1 :] if fence_of(line) is None]
    return [*out, *([] if any(map(is_end, tail)) else [END_MARKER]), *tail]


def _from_diffs(lines: Sequence[str]) -> list[str]:
    """Each run of hunks becomes blocks; the fence around it goes."""
    out: list[str] = []
    at = 0
    while at < len(lines):
        stop = _diff_end(lines, at)
        if stop == at:
            out.append(lines[at])
            at += 1
            continue
        fenced = bool(out) and (fence := fence_of(out[-1])) is not None and not fence.indent
        if fenced:
            out.pop()
        out += _one_diff(lines[at:stop])
        at = stop
        if fenced and at < len(lines) and fence_of(lines[at]) is not None:
            at += 1
    return out


def _diff_end(lines: Sequence[str], at: int) -> int:
    """The line behind a diff that starts at ``at``; ``at`` itself where none does."""
    first = lines[at]
    begins = (
        _NOISE.fullmatch(first)
        or (_OLD.fullmatch(first) and at + 1 < len(lines) and _NEW.fullmatch(lines[at + 1]))
        or first.startswith("@@")
    )
    if not begins:
        return at
    stop = at
    while stop < len(lines):
        line = lines[stop]
        if is_end(line) or fence_of(line) is not None or heading_of(line) is not None:
            break
        if line and line[0] not in " +-@\\" and not _NOISE.fullmatch(line):
            break
        stop += 1
    while stop > at and not lines[stop - 1].strip():
        stop -= 1
    return stop


def _one_diff(lines: Sequence[str]) -> list[str]:
    """A diff of one or several files as headings and blocks."""
    out: list[str] = []
    body: list[str] = []
    new_file = ""

    def flush() -> None:
        if new_file:
            out.extend(_fenced([line[1:] for line in body if line[:1] == "+"]))
        elif any(line[:1] in "+-" for line in body if line):
            out.extend(_blocks(body))
        body.clear()

    at = 0
    while at < len(lines):
        old, line = _OLD.fullmatch(lines[at]), lines[at]
        new = _NEW.fullmatch(lines[at + 1]) if old and at + 1 < len(lines) else None
        if old and new:
            flush()
            new_file = new[1] if old[1] == "/dev/null" else ""
            out.append(f"### CREATE {new[1]}" if new_file else f"### EDIT {new[1]}")
            at += 2
            continue
        if not _NOISE.fullmatch(line):
            body.append(line)
        at += 1
    flush()
    return out


def _blocks(body: Sequence[str]) -> Iterator[str]:
    """The hunks of one file as SEARCH/REPLACE blocks."""
    hunk: list[str] = []
    for line in (*body, "@@"):
        if not _HUNK.fullmatch(line):
            hunk.append(line)
            continue
        while hunk and not hunk[-1].strip():
            hunk.pop()
        while hunk and not hunk[0].strip():
            hunk.pop(0)
        if any(part[:1] in ("+", "-") for part in hunk):
            yield "<<<<<<< SEARCH"
            yield from (part[1:] for part in hunk if part[:1] != "+")
            yield "======="
            yield from (part[1:] for part in hunk if part[:1] != "-")
            yield ">>>>>>> REPLACE"
        hunk = []


def _fenced(code: Sequence[str]) -> list[str]:
    longest = max((len(run) for line in code for run in re.findall(r"`{3,}", line)), default=2)
    marks = "`" * (longest + 1)
    return [f"{marks}file", *code, marks]
