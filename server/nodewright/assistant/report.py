"""The report of a run as Markdown: what happened, what was checked, what to look at next."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nodewright.assistant.order import Order, Outcome
from nodewright.assistant.plain_markdown import harmless, harmless_line, visible
from nodewright.messages import Usage

STATUS = {
    "applied": "Applied as one undoable edit",
    "reported": "Nothing was to be changed",
    "refused": "Nothing was changed",
}


def write_report(order: Order, outcome: Outcome, status: str) -> str:
    """Markdown for a person; what the model wrote stands as it is, but nothing in it is live."""
    return "\n".join(_lines(order, outcome, status)).rstrip() + "\n"


def _lines(order: Order, outcome: Outcome, status: str) -> Iterator[str]:
    yield f"# {order.action.title}: `{order.path}`"
    yield ""
    yield f"**{STATUS.get(status, status)}** by {outcome.by}. {usage_line(outcome.usage)}".rstrip()
    if outcome.rounds and outcome.edit is not None and not outcome.rejected:
        yield f"The answer passed after {_rounds(outcome.rounds)}."
    yield ""
    if outcome.edit is not None:
        checked = harmless_line(" · ".join(outcome.edit.receipt))
        yield f"Checked before it reached the editor: {checked}."
        yield from (f"- **Look at this:** {harmless_line(risk)}" for risk in outcome.edit.risks)
        yield from (f"- {line}" for line in outcome.edit.ledger)
        yield ""
        if outcome.edit.new_files:
            yield "New files: " + ", ".join(f"`{n.path}`" for n in outcome.edit.new_files) + "."
        if outcome.edit.extended:
            yield "Tests added to: " + ", ".join(f"`{f.path}`" for f in outcome.edit.extended) + "."
        yield ""
    if outcome.refusal is not None:
        yield "## Why nothing was changed"
        yield ""
        yield from (f"- {harmless_line(reason)}" for reason in outcome.refusal.reasons)
        if outcome.stalled:
            yield f"- {_rounds(outcome.rounds).capitalize()} brought it no further; none followed."
        yield ""
    for note in outcome.notes:
        yield harmless_line(note)
        yield ""
    for heading, text in outcome.sections.items():
        yield f"## {harmless_line(heading)}"
        yield ""
        yield harmless(text.strip())
        yield ""
    if outcome.refusal is not None and outcome.proposed:
        said = "It passed the checks for the text as it was. Take from it by hand what still fits."
        yield from _quoted("The proposal that was not applied", said, "diff", outcome.diff(order))
    if outcome.rejected:
        said = "It failed the checks above. Read it if it helps; do not paste it unread."
        yield from _quoted("The answer that was not used", said, "text", outcome.rejected)


def usage_line(usage: Usage) -> str:
    """Tokens in and out as a sentence; empty when no model was asked."""
    if not usage.tokens_in and not usage.tokens_out:
        return ""
    about = "about " if usage.estimated else ""
    cached = f" ({usage.cached:,} from the cache)" if usage.cached else ""
    return f"{about}{usage.tokens_in:,} tokens in{cached}, {usage.tokens_out:,} out.".capitalize()


def _rounds(count: int) -> str:
    return f"{count} repair round{'s' * (count > 1)}"


def _quoted(heading: str, said: str, info: str, text: str) -> Iterator[str]:
    """A text in a fence that nothing in it can close."""
    text = visible(text)
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    yield from (f"## {heading}", "", said, "", f"{fence}{info}", text.strip("\n"), fence)
