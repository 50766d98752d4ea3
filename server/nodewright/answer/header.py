"""The mandated header comment: put in exactly once, taken out without a trace."""

from __future__ import annotations

import re
from functools import cache
from pathlib import PurePosixPath
from typing import Literal

from nodewright.answer.lines import dominant_ending

Comment = Literal["block", "hash", "slash", "markup", "dash"]

_BY_EXTENSION: dict[str, Comment] = {
    **dict.fromkeys(
        (".js", ".mjs", ".cjs", ".jsx", ".ts", ".mts", ".cts", ".tsx", ".css", ".scss", ".less"),
        "block",
    ),
    **dict.fromkeys((".proto", ".prisma", ".groovy"), "slash"),
    **dict.fromkeys(
        (
            *(".yml", ".yaml", ".sh", ".bash", ".zsh", ".toml", ".env", ".conf", ".cfg", ".ini"),
            *(".tf", ".graphql", ".gql", ".properties", ".dockerfile", ".mk", ".py", ".service"),
        ),
        "hash",
    ),
    **dict.fromkeys((".md", ".mdx", ".markdown", ".html", ".htm", ".xml", ".svg"), "markup"),
    ".sql": "dash",
}
_BY_NAME: dict[str, Comment] = dict.fromkeys(
    (
        *("dockerfile", "makefile", "procfile", ".gitignore", ".dockerignore", ".npmignore"),
        *(".prettierignore", ".eslintignore", ".npmrc", ".editorconfig", ".gitattributes"),
        *(".env"),
    ),
    "hash",
)
_NEWLINE = r"(?:\r\n|\n|\r)"
_SHEBANG = rf"#![^\r\n]*(?:{_NEWLINE}|\Z)"
# What has to stay above any comment, by comment style.
_FIRST: dict[Comment, str] = {
    "block": rf"(?:{_SHEBANG}|@charset [^\r\n]*{_NEWLINE})",
    "hash": rf"(?:{_SHEBANG}|(?:#[ \t]*(?:syntax|escape|check)=[^\r\n]*(?:{_NEWLINE}|\Z))+)",
    "slash": _SHEBANG,
    "markup": (
        rf"(?:---[ \t]*{_NEWLINE}(?:[^\r\n]*{_NEWLINE})*?---[ \t]*(?:{_NEWLINE}|\Z)"
        rf"|(?:<\?xml[^\r\n]*\?>[ \t]*(?:{_NEWLINE}|\Z))?"
        rf"(?:<!doctype[^\r\n>]*>[ \t]*(?:{_NEWLINE}|\Z))?)"
    ),
    "dash": _SHEBANG,
}
_BOM = "\ufeff"


def comment_style(path: str) -> Comment | None:
    """How a comment is written in a file of that name; None where it cannot carry one."""
    name = PurePosixPath(path).name.lower()
    if name in _BY_NAME:
        return _BY_NAME[name]
    if name.startswith(("dockerfile.", ".env.", "makefile.")):
        return "hash"
    return _BY_EXTENSION.get(PurePosixPath(name).suffix)


def can_carry_header(path: str) -> bool:
    """False for JSON and other formats without comments."""
    return comment_style(path) is not None


def with_header(text: str, path: str, header: str) -> str:
    """``text`` with the header once at its top, after a BOM, a shebang and the like.

    The header takes the text's own line ending. Text that cannot carry a comment, and any text
    when ``header`` is empty, comes back as it is.
    """
    style = comment_style(path)
    if style is None or not header.strip():
        return text
    text = strip_header(text, header)
    ending = dominant_ending(text)
    at = _first_lines(text, style)
    above, below = text[:at], text[at:]
    comment = rendered(header, style).replace("\n", ending)
    if above.lstrip(_BOM) and not above.endswith(("\n", "\r")):
        return f"{above}{ending}{comment}"
    if ending == "\r" and below.startswith("\n"):
        ending = "\n"
    return f"{above}{comment}{ending}{below}"


def strip_header(text: str, header: str) -> str:
    """``text`` without the header at its top, in whatever comment style it stands there.

    A header that lost its trailing blanks to an editor, or that stands there twice, goes too.
    """
    span = header_span(text, header)
    return text if span is None else text[: span[0]] + text[span[1] :]


def header_span(text: str, header: str) -> tuple[int, int] | None:
    """Where the header stands at the top of ``text``, in characters, its line break included."""
    if not header.strip():
        return None
    rest, first = text, len(text)
    while (found := _at_top(rest, header)) is not None:
        start, end = found
        first, rest = min(first, start), rest[:start] + rest[end:]
    gone = len(text) - len(rest)
    return (first, first + gone) if gone else None


def without_header_comments(text: str, header: str) -> str:
    """``text`` without any header comment, wherever it stands on lines of its own."""
    return _anywhere(header).sub("", text) if header.strip() else text


def rendered(header: str, style: Comment) -> str:
    """The header in a comment style; a block comment is the given one, byte for byte."""
    words = header_words(header)
    return {
        "block": header.strip("\n"),
        "hash": f"# {words}",
        "slash": f"// {words}",
        "markup": f"<!-- {words} -->",
        "dash": f"-- {words}",
    }[style]


def header_words(header: str) -> str:
    """What the header says, without its comment marks, in one line."""
    lines = (line.strip().removeprefix("/**").removesuffix("*/") for line in header.split("\n"))
    return " ".join(word for line in lines for word in line.strip(" \t*/").split())


def _first_lines(text: str, style: Comment) -> int:
    start = len(_BOM) if text.startswith(_BOM) else 0
    found = re.compile(_FIRST[style], re.I).match(text, start)
    return found.end() if found else start


def _at_top(text: str, header: str) -> tuple[int, int] | None:
    for style in _FIRST:
        start = _first_lines(text, style)
        found = _tolerant(header, style).match(text, start)
        if found:
            above = text[:start].lstrip(_BOM)
            if above and found.end() == len(text) and not found["end"]:
                return _with_break_before(text, start), found.end()
            return start, found.end()
    return None


def _with_break_before(text: str, start: int) -> int:
    """The header is the last line: the break above it was put in with it."""
    before = text[:start]
    for ending in ("\r\n", "\n", "\r"):
        if before.endswith(ending):
            return start - len(ending)
    return start


@cache
def _tolerant(header: str, style: Comment) -> re.Pattern[str]:
    """The header comment with any line break and any trailing blanks, and the break after it."""
    lines = (re.escape(line.rstrip()) for line in rendered(header, style).split("\n"))
    body = rf"[ \t]*{_NEWLINE}[ \t]*".join(lines)
    return re.compile(rf"{body}[ \t]*(?P<end>{_NEWLINE}|\Z)")


@cache
def _anywhere(header: str) -> re.Pattern[str]:
    said = header_words(header).rstrip(".")
    words = r"[\s*]+".join(re.escape(word) for word in said.split())
    opening = r"(?:/\*+|<!--|//+|#+|--)"
    return re.compile(
        rf"^[ \t]*{opening}[\s*]*{words}[ \t.]*(?:[\s*]*(?:\*/|-->))?[ \t]*(?:\n|\Z)",
        re.M | re.I,
    )
