"""The check for code that a reader does not see: invisible characters, look-alikes, odd places."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator

from nodewright.answer.evidence import Evidence, Text
from nodewright.answer.rewrite import begins_inside
from nodewright.document import Failure, Span, decode, encode
from nodewright.javascript.parsing import Node

CHECK = "nothing-hidden"

# Characters that show nothing or turn the order of what is shown (Unicode TR36 and TR39), and
# line breaks that most editors show as none: VT, FF, NEL, LS and PS.
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff"
    "\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u2028\u2029]"
)
# What joins letters and emoji in honest text, where it stands between two such characters.
_JOINERS = frozenset("\u200c\u200d\ufe0f")

FAR = 160
"""Columns from which on code is out of sight in most windows."""
GAP = 40
"""Blanks in a row that nobody leaves inside a line."""
LONGEST = 1_000
"""Characters of a new line, where the file has none as long."""
LONG_COMMENT = 30
"""A block comment of this length at the start of a line makes the whole line look like one."""

_GAP = re.compile(rf"[ \t]{{{GAP},}}(?=\S)")
_STATEMENTS = ("_statement", "_declaration", "lexical_declaration")
# Letters of other scripts that look like a Latin one (from confusables.txt of Unicode TR39).
_LOOKALIKES = frozenset(
    "\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0456\u0458\u0455\u0501\u051b\u051d\u04bb\u04cf"
    "\u0410\u0412\u0415\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0425\u0406\u0408\u0405"
    "\u03bf\u03b1\u03bd\u03c1\u03c5\u03b9\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d"
    "\u039f\u03a1\u03a4\u03a5\u03a7\u0578\u057d\u0585\u0561\u0570\u0566"
)


def nothing_hidden(evidence: Evidence) -> list[Failure]:
    """A person who reads the change in an editor sees all of it, as what it is."""
    return [
        *_invisible(evidence),
        *_names(evidence),
        *_out_of_sight(evidence),
        *_behind_comments(evidence),
    ]


def _invisible(evidence: Evidence) -> Iterator[Failure]:
    """One failure a kind of character, of those that the draft has fewer of."""
    stock = Counter(_shown(decode(evidence.before.source)))
    told: set[str] = set()
    for text, _ in evidence.states:
        shown = decode(text.source)
        for match in _INVISIBLE.finditer(shown):
            char = match[0]
            if _joins(shown, match.start()):
                continue
            stock[char] -= 1
            if stock[char] < 0 and char not in told:
                told.add(char)
                said = f"`{text.path}` would hold the invisible character U+{ord(char):04X}"
                yield text.failure(CHECK, said, len(encode(shown[: match.start()])))


def _shown(text: str) -> Iterator[str]:
    return (m[0] for m in _INVISIBLE.finditer(text) if not _joins(text, m.start()))


def _joins(text: str, at: int) -> bool:
    """True for a joiner between two characters beyond ASCII, or the emoji form of one."""
    if text[at] not in _JOINERS or not at or text[at - 1].isascii():
        return False
    return text[at] == "\ufe0f" or not text[at + 1 : at + 2].isascii()


def _names(evidence: Evidence) -> Iterator[Failure]:
    """Names in letters that look Latin and are not."""
    old = decode(evidence.before.source)
    for text, spans in evidence.states:
        for node in text.nodes(spans):
            if "identifier" not in node.type or node.named_child_count:
                continue
            name = decode(text.source[node.start_byte : node.end_byte])
            if not name.isascii() and name not in old and _looks_latin(name):
                said = f"`{text.path}` would hold a name that imitates another: `{name[:40]}`"
                yield text.failure(CHECK, said, node.start_byte)
                return


def _looks_latin(name: str) -> bool:
    letters = [char for char in name if char.isalpha()]
    scripts = {unicodedata.name(char, "?").split()[0] for char in letters}
    if scripts & {"FULLWIDTH", "MATHEMATICAL"}:
        return True
    strange = [char for char in letters if not char.isascii()]
    mixed = "LATIN" in scripts and bool(scripts & {"CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE"})
    return mixed or (bool(strange) and all(char in _LOOKALIKES for char in strange))


def _out_of_sight(evidence: Evidence) -> Iterator[Failure]:
    """Code far to the right of blanks, and lines longer than anybody reads."""
    before = decode(evidence.before.source)
    longest = max(LONGEST, *(len(line) for line in before.split("\n")))
    for text, at, line in evidence.fresh_lines:
        gap = _GAP.search(line)
        tree = text.tree
        literal = tree is not None and begins_inside(tree.root_node, at, ("template_string",))
        if gap is not None and gap.start() and not literal:
            said = f"Code stands out of sight, behind {len(gap[0])} blanks, in `{text.path}`"
            yield text.failure(CHECK, said, at)
        elif gap is not None and len(gap[0]) >= FAR:
            yield text.failure(CHECK, f"Code starts beyond column {FAR} in `{text.path}`", at)
        elif len(line) > longest:
            said = f"A line of {len(line):,} characters in `{text.path}` cannot be read through"
            yield text.failure(CHECK, said, at)


def _behind_comments(evidence: Evidence) -> Iterator[Failure]:
    """Statements on the line where a comment ends that reads like the whole line."""
    for text, spans in evidence.states:
        for node in text.nodes(spans):
            if node.type.endswith(_STATEMENTS) and _looks_like_comment(text, node, spans):
                said = f"Code stands behind a comment on one line in `{text.path}`"
                yield text.failure(CHECK, said, node.start_byte)


def _looks_like_comment(text: Text, node: Node, spans: tuple[Span, ...]) -> bool:
    comment = node.prev_sibling
    if comment is None or comment.type != "comment" or comment.end_point[0] != node.start_point[0]:
        return False
    if not any(span.start <= node.start_byte < span.end for span in spans):
        return False
    line = text.lines.span(text.lines.line_of(comment.start_byte))
    leads = not text.source[line.start : comment.start_byte].strip()
    several = comment.start_point[0] != comment.end_point[0]
    return several or (leads and comment.end_byte - comment.start_byte >= LONG_COMMENT)
