"""Choose the worked examples that the selected code and the developer's words call for."""

from __future__ import annotations

import re
from collections.abc import Iterable

from nodewright.prompts.front_matter import BadFile, Page, parse_called_page
from nodewright.prompts.values import Calls, Pattern

MAX_PATTERNS = 2
MAX_EXAMINED = 20_000
"""Characters of a selection that are looked at; what is longer gets no example anyway."""
_WHEN = frozenset({"actions", "code", "not", "request"})


def parse_pattern(pattern_id: str, text: str) -> Pattern:
    """A pattern from its file (lines joined by LF). Raises BadFile."""
    page, when = parse_called_page(text, _WHEN)
    said = when.texts("request")
    calls = Calls(
        actions=when.texts("actions"),
        code=_expressions(when, "code"),
        without=_expressions(when, "not"),
        request=_expression(rf"(?<!\w)(?:{'|'.join(said)})", re.IGNORECASE) if said else None,
    )
    return Pattern(pattern_id, page.text("title") or pattern_id, calls, page.body)


def choose_patterns(
    patterns: Iterable[Pattern], selection: str, request: str, action_id: str
) -> tuple[Pattern, ...]:
    """The patterns that are called for, most telling first, at most :data:`MAX_PATTERNS`.

    What the developer names comes before what the code alone shows, and of equal evidence the
    pattern that asks for more comes first.
    """
    code = selection[:MAX_EXAMINED]
    ranked = []
    for pattern in patterns:
        calls = pattern.calls
        if calls.actions and action_id not in calls.actions:
            continue
        named = len(set(calls.request.findall(request))) if calls.request else 0
        if calls.request and not named:
            continue
        if not all(one.search(code) for one in calls.code):
            continue
        if any(one.search(code) for one in calls.without):
            continue
        special = len(calls.code) + len(calls.without) + (1 if calls.request is None else 0)
        ranked.append((-min(named, 3), -special, pattern.id, pattern))
    ranked.sort(key=lambda entry: entry[:3])
    return tuple(entry[3] for entry in ranked[:MAX_PATTERNS])


def _expressions(when: Page, key: str) -> tuple[re.Pattern[str], ...]:
    return tuple(_expression(text) for text in when.texts(key))


def _expression(text: str, flags: int = 0) -> re.Pattern[str]:
    try:
        return re.compile(text, re.MULTILINE | flags)
    except re.error as error:
        raise BadFile(f"`{text}` is no regular expression ({error})") from error
