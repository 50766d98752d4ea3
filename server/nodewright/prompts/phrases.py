"""Recognise a comment that asks for an action, such as ``// fix backend: memory grows``."""

from __future__ import annotations

import re
from functools import cache

from nodewright.prompts.values import Action, Persona, PersonaPack

MAX_REQUEST = 4_000
"""Characters of a request that are taken at most."""

_MARKERS = re.compile(r"^[ \t]*(?:/\*+|//+|\*(?!/)|#+)?[ \t]?|[ \t]*\*+/[ \t]*$")
_FREE_PROMPT = "ask"


def match_phrase(
    pack: PersonaPack, comment_text: str, persona: Persona | None = None
) -> tuple[Action, str] | None:
    """The action whose phrase a comment begins with, and the request that follows it.

    The phrase must be all of the comment, or be followed by a colon: "backend calls this" is
    prose. The longest phrase wins. Comment markers may still be there or not. Phrases that
    only ``persona`` has stand for the free prompt. An action that needs a request is not
    matched without one.
    """
    lines = (_MARKERS.sub("", line).rstrip() for line in re.split(r"\r\n|\r|\n", comment_text))
    text = "\n".join(lines).strip()
    owners = {phrase: action for action in pack.actions.values() for phrase in action.phrases}
    free = pack.actions.get(_FREE_PROMPT)
    if persona is not None and free is not None:
        owners = {phrase.lower(): free for phrase in persona.phrases} | owners
    for phrase in sorted(owners, key=len, reverse=True):
        match = _pattern(phrase).match(text)
        if match is None:
            continue
        action, request = owners[phrase], (match.group(1) or "").strip()[:MAX_REQUEST]
        return None if action.requires_prompt and not request else (action, request)
    return None


@cache
def _pattern(phrase: str) -> re.Pattern[str]:
    words = r"\s+".join(re.escape(word) for word in phrase.split())
    return re.compile(rf"{words}\s*(?:[:：](?![:/\d])(.*))?\Z", re.IGNORECASE | re.DOTALL)
