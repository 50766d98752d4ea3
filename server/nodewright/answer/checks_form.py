"""The check of a file's outer form: line ends, BOM, last line break, and no damaged letters."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator

from nodewright.answer.evidence import Evidence
from nodewright.document import Failure, decode, encode

CHECK = "form-kept"

_ENDING = re.compile(r"\r\n|\n|\r")
# UTF-8 that was read as Windows-1252: `Ã©` for `é`, `â€™` for an apostrophe, `Â ` for a blank.
_MOJIBAKE = re.compile(
    "[\u00c3\u00c5][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u2013-\u203a]"
    "|\u00e2\u20ac[\u0080-\u00bf\u2013-\u2122\u0152\u0153]|\u00c2[\u00a0-\u00bf]"
    "|\u00f0\u0178[\u0080-\u2122]"
)
_REPLACED = re.compile("\ufffd")


def keeps_form(evidence: Evidence) -> list[Failure]:
    """The file is written as it was; no letter comes back as another."""
    return [*_finished(evidence), *_damaged(evidence), *_flattened(evidence)]


def _finished(evidence: Evidence) -> Iterator[Failure]:
    """The whole text before and after, byte for byte; untold where it is not at hand."""
    if evidence.form is None:
        return
    before, after = evidence.form
    if before.startswith("\ufeff") != after.startswith("\ufeff"):
        verb = "lose its" if before.startswith("\ufeff") else "get a"
        yield Failure(CHECK, f"The file would {verb} byte order mark")
    if not before:
        return
    old, new = Counter(_ENDING.findall(before)), Counter(_ENDING.findall(after))
    strange = [ending for ending in new if old and ending not in old]
    if strange:
        shown = {"\n": "LF", "\r\n": "CRLF", "\r": "CR"}
        told = ", ".join(shown[ending] for ending in strange)
        yield Failure(CHECK, f"The file would get line ends that it did not have: {told}")
    if bool(_last(before)) != bool(_last(after)):
        verb = "lose" if _last(before) else "get"
        yield Failure(CHECK, f"The file would {verb} the line break at its end")


def _last(text: str) -> str:
    found = _ENDING.search(text, max(len(text) - 2, 0))
    return found[0] if found and text.endswith(found[0]) else ""


def _damaged(evidence: Evidence) -> Iterator[Failure]:
    """Letters that a wrong encoding made, more than there were."""
    for pattern in (_MOJIBAKE, _REPLACED):
        for text, at, found in evidence.count_new(pattern):
            said = f"`{text.path}` would hold letters of a wrong encoding: `{found}`"
            yield text.failure(CHECK, said, at)
            break
    stock = decode(evidence.before.source).count("\r")
    for text, _ in evidence.states:
        stock -= (shown := decode(text.source)).count("\r")
        if stock < 0:
            yield text.failure(CHECK, "A carriage return stands inside of a line", shown.find("\r"))
            return


def _flattened(evidence: Evidence) -> Iterator[Failure]:
    """Lines that lose their letters beyond ASCII: `é` that comes back as `e`, `?` or nothing."""
    before = decode(evidence.before.source).split("\n")
    after = decode(evidence.after.source).split("\n")
    kept = Counter(after)
    lost = {flat: line for line in before if not kept[line] for flat in _flat(line)}
    at = 0
    for line in after:
        if line.isascii() and line.strip() in lost:
            said = f"A line would lose letters that it had: `{lost[line.strip()].strip()[:60]}`"
            yield evidence.after.failure(CHECK, said, at)
            return
        at += len(encode(line)) + 1


def _flat(line: str) -> Iterator[str]:
    if line.isascii():
        return
    plain = unicodedata.normalize("NFKD", line).encode("ascii", "ignore").decode().strip()
    if sum(char.isalnum() for char in plain) > 5:
        yield plain
        yield re.sub(r"[^\x00-\x7f]", "?", line).strip()
        yield re.sub(r"[^\x00-\x7f]", "", line).strip()
