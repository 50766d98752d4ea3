"""Comments that begin with an activation phrase, and the code that they ask about."""

from __future__ import annotations

from dataclasses import dataclass

from nodewright.document import Language, Span
from nodewright.javascript.comments import comments, following_code
from nodewright.javascript.parsing import parse
from nodewright.prompts import Action, Persona, PersonaPack, match_phrase


@dataclass(frozen=True, slots=True)
class PromptComment:
    """``span``: the comment; ``region``: from the comment to the end of the code that follows."""

    span: Span
    region: Span
    action: Action
    request: str

    def asks_about(self, selection: Span) -> bool:
        """True when a selection touches the comment, or lies in the code that it stands above."""
        return self.span.overlaps(selection) or self.region.contains(selection)


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
        found.append(PromptComment(comment.span, Span(comment.span.start, end), action, request))
    return found
