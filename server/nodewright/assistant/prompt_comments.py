"""Comments that begin with an activation phrase, and the code that they ask about."""

from __future__ import annotations

import re
from dataclasses import dataclass

from nodewright.document import Language, Span
from nodewright.javascript.comments import comments, following_code
from nodewright.javascript.parsing import parse
from nodewright.prompts import Action, Persona, PersonaPack, match_phrase

_REST_OF_LINE = re.compile(rb"[ \t]*(?:\r\n|\n|\r)")


@dataclass(frozen=True, slots=True)
class PromptComment:
    """``span``: the comment; ``region``: from the comment to the end of the code that follows;
    ``reach``: the same with the rest of its last line, which a selection of whole lines holds.
    """

    span: Span
    region: Span
    reach: Span
    action: Action
    request: str

    def asks_about(self, selection: Span) -> bool:
        """True when a selection touches the comment, or lies in the code that it stands above."""
        return self.span.overlaps(selection) or self.reach.contains(selection)


def find_prompt_comments(
    pack: PersonaPack, persona: Persona, source: bytes, language: Language
) -> list[PromptComment]:
    """All prompt comments of a source, in document order."""
    tree = parse(source, language)
    found: list[PromptComment] = []
    for comment in comments(tree, source):
        matched = match_phrase(pack, comment.text, persona)
        if matched is None:
            continue
        action, request = matched
        code = following_code(tree, comment.span)
        end = code.end if code else comment.span.end
        region = Span(comment.span.start, end)
        reach = Span(region.start, _after_line(source, end))
        found.append(PromptComment(comment.span, region, reach, action, request))
    return found


def _after_line(source: bytes, at: int) -> int:
    """Where the line after `at` begins, if only blanks are left on this one; else `at`."""
    blank = _REST_OF_LINE.match(source, at)
    return blank.end() if blank else at
