"""A model's Markdown made harmless: it shows text and code, and loads, links and runs nothing.

What stands in a report was written by a model that may have read hostile code. A picture tells a
host what the text around it holds as soon as it is shown; a link may be a command of the editor.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

_FENCE = re.compile(
    r"[ \t>*+-]*?(?P<indent>[ \t]*)(?P<mark>`{3,}|~{3,})[ \t]*(?P<info>[\w+#.-]*)[^`]*"
)
# Control characters but tab and line feed, and what shows nothing or turns the order of text.
_UNSEEN = re.compile(
    "[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e"
    "\u2060-\u2069\ufeff\U000e0000-\U000e0fff]"
)
_ADDRESS = re.compile(
    r"(?<![\w`])(?:[a-z][a-z0-9+.-]{1,20}:(?=\S)(?://)?|www\.)[^\s<>()\[\]`]*[^\s<>()\[\]`.,;:!?'\"*_]",
    re.I,
)
# Schemes that open, load or run something; other words before a colon are prose or code.
_SCHEMES = re.compile(
    r"(?:https?|ftps?|wss?|file|data|javascript|vbscript|command|mailto|tel|blob|vscode[\w-]*"
    r"|cursor|jetbrains|idea|zed|ssh|git|smb|ms-[\w-]+):|[a-z][a-z0-9+.-]+://|www\.",
    re.I,
)
_TICKS = re.compile(r"`+")
_LIVE = re.compile(r"[\[<]")


def harmless(text: str) -> str:
    """``text`` with its structure and code, but without anything that a viewer would follow.

    Addresses stay readable, as code. Each fenced block is written anew at the margin, so that no
    viewer can see its end elsewhere than this function did.
    """
    lines = visible(text).split("\n")
    out: list[str] = []
    at = 0
    while at < len(lines):
        fence = _FENCE.fullmatch(lines[at])
        if fence is None:
            out.append(_line(lines[at]))
            at += 1
            continue
        end = _closing(lines, at + 1, fence["mark"])
        out += _block(lines[at + 1 : end], fence["info"], len(fence["indent"]))
        at = end + 1
    return "\n".join(out)


def harmless_line(text: str) -> str:
    """A sentence for a report that may quote a model: one line, and nothing in it is live."""
    return _line(" ".join(visible(text).split()))


def visible(text: str) -> str:
    """``text`` with the characters that nobody sees written out, and LF for every line break."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    return _UNSEEN.sub(lambda found: f"[U+{ord(found[0]):04X}]", plain)


def _closing(lines: list[str], start: int, mark: str) -> int:
    """The line that closes a fence; the end of the text where none does."""
    for at in range(start, len(lines)):
        bare = lines[at].strip(" \t>")
        if bare and set(bare) == {mark[0]} and len(bare) >= len(mark):
            return at
    return len(lines)


def _block(lines: list[str], info: str, indent: int) -> Iterator[str]:
    longest = max((len(run) for line in lines for run in _TICKS.findall(line)), default=0)
    fence = "`" * max(3, longest + 1)
    yield f"{fence}{info}"
    for line in lines:
        lead = len(line) - len(line.lstrip(" \t"))
        yield line[min(indent, lead) :]
    yield fence


def _line(line: str) -> str:
    """One line of prose; code between back ticks of this line stays as it is."""
    out: list[str] = []
    at = 0
    while at < len(line):
        run = _TICKS.search(line, at)
        if run is None:
            out.append(_prose(line[at:]))
            break
        before = line[at : run.start()]
        end = None if _escaped(before) else _span_end(line, run)
        out.append(_prose(before))
        if end is None:
            out.append("`" * _escaped(before) + "\\`" * (len(run[0]) - _escaped(before)))
            at = run.end()
        else:
            out.append(line[run.start() : end])
            at = end
    return _apart(out)


def _apart(pieces: Sequence[str]) -> str:
    """The pieces as one text, in which no run of back ticks grows into the next."""
    out = ""
    for piece in pieces:
        gap = " " if out.endswith("`") and piece.startswith("`") else ""
        out += gap + piece
    return out


def _escaped(before: str) -> bool:
    """True when an odd number of backslashes stands at the end."""
    return (len(before) - len(before.rstrip("\\"))) % 2 == 1


def _span_end(line: str, opening: re.Match[str]) -> int | None:
    for run in _TICKS.finditer(line, opening.end()):
        if len(run[0]) == len(opening[0]):
            return run.end()
    return None


def _prose(text: str) -> str:
    """Prose without live brackets, tags and addresses."""
    out: list[str] = []
    at = 0
    for found in _ADDRESS.finditer(text):
        if _SCHEMES.match(found[0]):
            before = text[at : found.start()]
            out += (_dead(before), f"{' ' * _escaped(before)}`{found[0]}`")
            at = found.end()
    return _apart((*out, _dead(text[at:])))


def _dead(text: str) -> str:
    """Brackets and angles that open nothing: a backslash before each that has none."""
    return _LIVE.sub(
        lambda found: found[0] if _escaped(text[: found.start()]) else f"\\{found[0]}", text
    )
