"""The words of the answer contract: headings, markers, fences and the end, and their matchers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "edit", "create", "rewrite", "changes", "cannot-do", "question", "no-change", "section"
]

END_MARKER = "=== END OF ANSWER ==="

# Headings that reports carry; a fence that stands right before one of them is a closing fence.
REPORT_HEADINGS = frozenset(
    {
        "alerts",
        "answer",
        "assumptions",
        "expected risks",
        "explanation",
        "how it runs",
        "how to run",
        "how to verify",
        "likely causes",
        "measurement plan",
        "migration steps",
        "minimal reproduction",
        "monitoring",
        "not covered",
        "pagination",
        "rate limits",
        "resource model",
        "resources",
        "risks",
        "risks and trade-offs",
        "rollout and rollback",
        "root cause",
        "routes",
        "summary",
        "targeted optimizations",
        "tests",
        "threats",
        "trade-offs",
        "trade-offs and risks",
        "transaction boundaries",
        "versioning",
        "what can be seen now",
        "what can go wrong",
        "what changed",
        "what is tested",
        "what it does",
        "what ships",
        "what to do next",
        "where it stands",
    }
)

# Code blocks that show a command or an output; never the text of a JavaScript file.
ASIDE_INFO = frozenset({"bash", "sh", "shell", "console", "text", "txt", "diff", "json", "http"})

_PLAIN: dict[str, Kind] = {
    "changes": "changes",
    **dict.fromkeys(
        (
            "\u00e4nderungen",
            "cambios",
            "modifications",
            "modifiche",
            "altera\u00e7\u00f5es",
            "\u0438\u0437\u043c\u0435\u043d\u0435\u043d\u0438\u044f",
            "\u53d8\u66f4",
            "\u66f4\u6539",
            "\u5909\u66f4",
        ),
        "changes",
    ),
    "change": "changes",
    "code changes": "changes",
    "cannot do": "cannot-do",
    "can not do": "cannot-do",
    "can't do": "cannot-do",
    "question": "question",
    "questions": "question",
    "clarifying question": "question",
    "no change": "no-change",
    "no changes": "no-change",
    "no change needed": "no-change",
    "no changes needed": "no-change",
    "no change required": "no-change",
    "no changes required": "no-change",
}

_END = re.compile(
    r"[\s>*_`#~-]*(?:={2,}\s*END[\s_]+OF[\s_]+(?:THE[\s_]+)?(?:ANSWER|RESPONSE)\b\s*(?:={2,})?"
    r"|[<\[({]*/?\s*END[\s_]+OF[\s_]+(?:THE[\s_]+)?ANSWER\b\s*[>\])}=]*|={3,}\s*END\s*={3,})[\s*_`~.-]*",
    re.I,
)
_HEADING = re.compile(r" {0,3}(?:(#{2,6})[ \t]*|(#)[ \t]+)(\S.*?)[ \t]*#*[ \t]*")
# The same words in other languages, as models write them that follow the code's comments.
_EDIT = (
    "editar|bearbeiten?|\u00e9diter|modifier|modificar|modifica"
    "|\u043f\u0440\u0430\u0432\u043a\u0430|\u7f16\u8f91|\u7de8\u96c6"
)
_CREATE = (
    "crear|criar|cr\u00e9er|crea|erstellen?|\u0441\u043e\u0437\u0434\u0430\u0442\u044c"
    "|\u521b\u5efa|\u4f5c\u6210"
)
_FILE = re.compile(
    rf"(?P<word>edit|create|new|add|{_EDIT}|{_CREATE})(?:\s+(?:new\s+)?(?P<file>file))?"
    r"(?:\s*:\s*|\s+|$)(?P<path>.*)",
    re.I,
)
_REWRITE = re.compile(r"rewrite(?:\s+(?:of\s+)?(?:the\s+)?selection\b.*)?\s*:?", re.I)
_SEARCH = re.compile(
    r" {0,3}(<{5,9}|-{5,9}) ?\s*(?:SEARCH|ORIGINAL)\b\s*:?\s*(?P<path>[\w@./\\-]+\.\w+)?\s*", re.I
)
_DIVIDER = re.compile(r" {0,3}(={5,9})\s*")
_REPLACE = re.compile(r" {0,3}(>{5,9}|\+{5,9})\s*(?:REPLACE|UPDATED)\s*", re.I)
_FENCE = re.compile(r"([ \t]*)(`{3,}|~{3,})[ \t]*([^`]*?)[ \t]*")
_ASIDE = re.compile(r"\s*\((?:new|new file|created?|edited|modified|existing)\)\s*$", re.I)
_AROUND = " \t`'\"*:<>\u2018\u2019\u201c\u201d\u00ab\u00bb"


LONGEST = 500
"""Characters of a line up to which it can be a mark; a longer one is text, and is read at once."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A Markdown heading: what it means, its level, and its text or path."""

    kind: Kind
    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Fence:
    """The opening line of a fenced code block; ``info`` is what follows the fence."""

    indent: str
    mark: str
    info: str

    @property
    def bare(self) -> bool:
        """True when nothing follows the fence characters."""
        return not self.info

    def closed_by(self, other: Fence) -> bool:
        """True when ``other`` can close this fence: bare, same character, at least as long."""
        return other.bare and other.mark[0] == self.mark[0] and len(other.mark) >= len(self.mark)


def is_end(line: str) -> bool:
    """True for the end marker, decorated or not."""
    return len(line) <= LONGEST and _END.fullmatch(line) is not None


def search_mark(line: str) -> int:
    """Length of the mark when the line opens a SEARCH block, else 0."""
    found = _SEARCH.fullmatch(line) if len(line) <= LONGEST else None
    return len(found[1]) if found else 0


def search_path(line: str) -> str:
    """The file that stands behind the word SEARCH, as some models write it; else nothing."""
    found = _SEARCH.fullmatch(line) if len(line) <= LONGEST else None
    return clean_path(found["path"] or "") if found else ""


def divider_mark(line: str) -> int:
    """Length of the mark when the line can divide a block, else 0."""
    found = _DIVIDER.fullmatch(line) if len(line) <= LONGEST else None
    return len(found[1]) if found else 0


def replace_mark(line: str) -> int:
    """Length of the mark when the line closes a block, else 0."""
    found = _REPLACE.fullmatch(line) if len(line) <= LONGEST else None
    return len(found[1]) if found else 0


def fence_of(line: str) -> Fence | None:
    """The fence that the line opens or closes, if it is one."""
    found = _FENCE.fullmatch(line) if len(line) <= LONGEST else None
    return Fence(found[1], found[2], found[3]) if found else None


def clean_path(text: str) -> str:
    """A path as the model wrote it, without quotes, decoration, asides and ``./``."""
    path = _ASIDE.sub("", text.strip()).strip(_AROUND).replace("\\", "/")
    while path.startswith("./"):
        path = path[2:]
    return path


def heading_of(line: str) -> Heading | None:
    """The heading that the line is, with its meaning in the contract."""
    found = _HEADING.fullmatch(line) if len(line) <= LONGEST else None
    if not found:
        return None
    level = len(found[1] or found[2])
    title = re.sub(r"^\d+[.)]\s*", "", found[3].replace("**", "").strip())
    title = title.strip("*_: ").replace("\u2019", "'")
    if _REWRITE.fullmatch(title):
        return Heading("rewrite", level, "")
    named = _FILE.fullmatch(title)
    if named and _names_file(named):
        edits = re.fullmatch(f"edit|{_EDIT}", named["word"], re.I) is not None
        kind: Kind = "edit" if edits else "create"
        return Heading(kind, level, clean_path(named["path"]))
    plain = title.casefold()
    if plain in _PLAIN:
        return Heading(_PLAIN[plain], level, "")
    head, colon, rest = title.partition(":")
    if colon and (kind := _PLAIN.get(head.casefold().strip(), "section")) != "section":
        return Heading(kind, level, rest.strip())
    return Heading("section", level, title)


def _names_file(found: re.Match[str]) -> bool:
    """EDIT and CREATE in capitals always name a file; other spellings need a path to follow."""
    word, path = found["word"], found["path"]
    if word in {"EDIT", "CREATE"}:
        return True
    if word.lower() in {"new", "add"} and not found["file"]:
        return False
    bare = clean_path(path)
    return bool(bare) and " " not in bare and ("." in bare or "/" in bare or bool(found["file"]))


def ends_code(line: str, headings: frozenset[str] = REPORT_HEADINGS) -> bool:
    """True when no code block reaches past this line: a heading of the contract or the end."""
    if is_end(line):
        return True
    heading = heading_of(line)
    if heading is None:
        return False
    if heading.kind == "section":
        return heading.level == 2 and heading.text.casefold() in headings
    return True
