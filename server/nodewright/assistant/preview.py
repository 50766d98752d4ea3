"""The prompt as a page: exactly the texts that are sent, each with where it comes from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from nodewright.messages import Message, Origin

_KINDS = {
    "nodewright": "nodewright's own words",
    "persona": "the persona",
    "project": "facts about the project",
    "rules": "findings of the offline rules",
    "request": "your request",
    "answer": "an earlier answer and its checks",
}


def prompt_page(messages: Sequence[Message], to: str) -> str:
    """Markdown with every message verbatim between two fences; ``to`` names model and host."""
    return "\n".join(_lines(messages, to)) + "\n"


def _lines(messages: Sequence[Message], to: str) -> Iterator[str]:
    yield f"# The prompt for {to}"
    yield ""
    yield (
        "These texts, in this order and nothing else of yours; a request adds the model's name "
        "and limits. Words like `HIDDEN_PASSWORD_1_…` stand for secrets, which stay here; their "
        "endings change from run to run."
    )
    for message in messages:
        origins = dict.fromkeys(_said(origin) for origin in message.content.origins)
        text = message.content.text
        longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
        fence = "`" * max(4, longest + 1)
        yield from ("", f"## {message.role}", "", f"From: {', '.join(origins)}.", "")
        yield from (f"{fence}text", text, fence)


def _said(origin: Origin) -> str:
    return f"`{origin.path}`" if origin.kind == "file" else _KINDS[origin.kind]
