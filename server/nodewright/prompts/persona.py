"""Turn an agent file into a Persona: header taken out, sections found, model named."""

from __future__ import annotations

import re
from types import MappingProxyType

from nodewright.prompts.front_matter import BadFile, Page, parse_page
from nodewright.prompts.values import Persona

MAX_BODY = 24_000
"""Characters of a body that are sent at most: about 6,000 tokens."""

_KNOWN = frozenset({"name", "description", "model", "core"})
_ASKS_FOR_HEADER = re.compile(r"\btop\s+of\s+(?:every|each|all)\b[^\n]*\bfiles?\b", re.IGNORECASE)
_FENCE = re.compile(
    r"^ {0,3}(`{3,}|~{3,})[^\n]*\n(.*?)^ {0,3}\1[ \t]*$\n?", re.DOTALL | re.MULTILINE
)
_BLOCK_COMMENT = re.compile(r"/\*(?:(?!\*/).)*\*/", re.DOTALL)
_HEADING = re.compile(r"^##[ \t]+(.+?)[ \t]*#*$", re.MULTILINE)
_QUOTED = re.compile(r"`([^`\n]+)`")


def parse_persona(text: str, fallback: Persona | None) -> tuple[Persona, tuple[str, ...]]:
    """A persona and notes about what was ignored in it. Raises BadFile.

    ``text`` has its lines joined by LF. What an agent file may leave out (header, model,
    description) comes from ``fallback``; None only for the persona that comes with nodewright.
    """
    page = parse_page(text)
    name = page.text("name")[:80]
    if not name:
        raise BadFile("its front matter has no `name`")
    header, body = split_header(page.body)
    if not body:
        raise BadFile("it says nothing below its front matter")
    problems = _notes(page, body)
    if fallback is not None:
        header = header or fallback.header
    description = page.text("description")
    persona = Persona(
        name=name,
        description=description,
        model=_model(page) or (fallback.model if fallback else ""),
        header=header,
        body=_bounded(body),
        sections=MappingProxyType(sections_of(body)),
        core=page.texts("core"),
        phrases=tuple(_QUOTED.findall(description)),
    )
    return persona, problems


def split_header(body: str) -> tuple[str, str]:
    """The header comment that a body asks for (or ""), and the body without that request.

    The header is the first fenced block that is one block comment and stands after a sentence
    with "top of every file". Sentence and block both go: the server writes the header.
    """
    asked = _ASKS_FOR_HEADER.search(body)
    if asked is None:
        return "", body.strip()
    for block in _FENCE.finditer(body, asked.end()):
        comment = block.group(2).strip("\n")
        if _BLOCK_COMMENT.fullmatch(comment):
            start = body.rfind("\n\n", 0, asked.start()) + 1
            between = body[asked.end() : block.start()]
            tail = between.split("\n\n", 1)[1] if "\n\n" in between else ""
            rest = body[:start] + tail + body[block.end() :]
            return comment, rest.replace(comment, "").strip()
    return "", body.strip()


def sections_of(body: str) -> dict[str, str]:
    """Level-2 headings and the text below each, in order; headings inside fences do not count."""
    fenced = [(m.start(), m.end()) for m in _FENCE.finditer(body)]
    marks = [
        m
        for m in _HEADING.finditer(body)
        if not any(start <= m.start() < end for start, end in fenced)
    ]
    ends = [*(mark.start() for mark in marks[1:]), len(body)]
    return {
        mark.group(1): body[mark.end() : end].strip()
        for mark, end in zip(marks, ends, strict=False)
    }


def _model(page: Page) -> str:
    names = page.texts("model")
    return names[0] if names else ""


def _notes(page: Page, body: str) -> tuple[str, ...]:
    notes = []
    unknown = page.unknown(_KNOWN)
    if unknown:
        names = ", ".join(f"`{key}`" for key in unknown[:8])
        notes.append(f"nodewright does not use these front-matter keys: {names}")
    if len(body) > MAX_BODY:
        notes.append(f"only the first {MAX_BODY:,} of its {len(body):,} characters are sent")
    return tuple(notes)


def _bounded(body: str) -> str:
    if len(body) <= MAX_BODY:
        return body
    return body[: body.rfind("\n", 0, MAX_BODY) + 1 or MAX_BODY].rstrip()
