"""Read a model's answer by the answer contract: parts, or one precise reason why not."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Literal

from nodewright.answer.blocks import (
    BlockError,
    dedent_fence,
    fence_end,
)
from nodewright.answer.contract import (
    ASIDE_INFO,
    END_MARKER,
    LONGEST,
    REPORT_HEADINGS,
    Fence,
    fence_of,
    heading_of,
    is_end,
    search_mark,
)
from nodewright.answer.dialects import told_in_blocks
from nodewright.answer.parsed import ParsedAnswer, refuse
from nodewright.answer.scan import Scanner
from nodewright.answer.wrappings import unwrapped
from nodewright.document import Refusal

_LAST = re.compile(r"\s*={3,}\s*[^\s=](?:.*[^\s=])?\s*={3,}\s*")


def parse_answer(
    text: str,
    *,
    truncated: bool,
    form: Literal["full", "compact"],
    headings: Collection[str] = (),
) -> ParsedAnswer | Refusal:
    """The parts of an answer, or why it cannot be used.

    ``truncated``: the model hit its token limit. ``headings``: titles of report sections that
    the action asked for, beside the usual ones; they help to tell a closing fence.
    """
    plain = unwrapped(text)
    if plain is None:
        return refuse("cut-off", "The answer ends inside the model's reasoning; nothing follows.")
    lines = _closed(told_in_blocks(plain.split("\n")))
    if not plain.strip():
        return refuse("no-change", "The answer is empty.")
    known = REPORT_HEADINGS | {title.casefold() for title in headings}
    if form == "compact" and not any(map(search_mark, lines)) and not any(map(is_end, lines)):
        return _compact(lines, known, truncated)
    if not any(map(is_end, lines)):
        return _no_end(lines, truncated)
    return _scanned(lines, known)


def _scanned(lines: list[str], known: frozenset[str]) -> ParsedAnswer | Refusal:
    try:
        return Scanner(lines, known).run()
    except BlockError as error:
        excerpt = lines[error.line] if error.line < len(lines) else ""
        return refuse(
            "contract",
            f"The answer does not keep to its format: {error}.",
            error.line + 1,
            excerpt,
        )


def _closed(lines: list[str]) -> list[str]:
    """With the end marker where the last line is one in other words: ``=== FIN ===``."""
    if any(map(is_end, lines)):
        return lines
    last = max((at for at, line in enumerate(lines) if line.strip()), default=0)
    if lines and len(lines[last]) <= LONGEST and _LAST.fullmatch(lines[last]):
        return [*lines[:last], END_MARKER]
    return lines


def _no_end(lines: list[str], truncated: bool) -> Refusal:
    kinds = {h.kind for h in map(heading_of, lines) if h}
    if not any(map(search_mark, lines)) and not any(map(fence_of, lines)) and kinds <= {"section"}:
        return refuse(
            "no-change",
            "The answer holds no change: no SEARCH/REPLACE block, no rewrite and no new file.",
            excerpt=next(line for line in lines if line.strip())[:120],
        )
    why = "the model reached its token limit" if truncated else "it stops early"
    return refuse(
        "cut-off",
        f"The answer is not complete: it does not end with `{END_MARKER}` ({why}).",
        len(lines),
        lines[-1][:120],
    )


def _compact(lines: list[str], known: frozenset[str], truncated: bool) -> ParsedAnswer | Refusal:
    """The short form: one code block is the new text of the selection."""
    blocks: list[tuple[Fence, str]] = []
    at = 0
    words: dict[str, str] = {}
    while at < len(lines):
        fence = fence_of(lines[at])
        if fence is None:
            heading = heading_of(lines[at])
            if heading and heading.kind in {"cannot-do", "question", "no-change"}:
                words[heading.kind] = "\n".join([heading.text, *lines[at + 1 :]]).strip()
            at += 1
            continue
        end = fence_end(lines, at, known)
        if end is None:
            return refuse(
                "cut-off", "The answer is not complete: its code block is not closed.", len(lines)
            )
        blocks.append((fence, "\n".join(dedent_fence(lines[at + 1 : end], fence.indent))))
        at = end + 1
    return _only_block(blocks, words) or _short_report(lines, known, truncated)


def _short_report(
    lines: list[str], known: frozenset[str], truncated: bool
) -> ParsedAnswer | Refusal:
    """The short form of a report: known headings, no code."""
    titles = {h.text.casefold() for h in map(heading_of, lines) if h and h.kind == "section"}
    if not titles & known:
        return refuse("no-change", "The answer holds no change: there is no code block in it.")
    if truncated:
        return refuse("cut-off", "The report is not complete: the model reached its token limit.")
    return _scanned([*lines, END_MARKER], known)


def _only_block(
    blocks: list[tuple[Fence, str]], words: dict[str, str]
) -> ParsedAnswer | Refusal | None:
    if len(blocks) > 1:
        blocks = [b for b in blocks if b[0].info.lower() not in ASIDE_INFO and b[1].strip()]
    if blocks and len({code.strip() for _, code in blocks}) == 1:
        return ParsedAnswer(rewrite=blocks[0][1])
    if blocks:
        return refuse(
            "contract", f"The answer holds {len(blocks)} code blocks where one is expected."
        )
    if words:
        return ParsedAnswer(
            declined=words.get("cannot-do", ""),
            question=words.get("question", ""),
            no_change=words.get("no-change", ""),
        )
    return None
