"""The report of a run as Markdown: what happened, what was checked, what to look at next."""

from __future__ import annotations

from collections.abc import Iterator

from nodewright.assistant.order import Order, Outcome
from nodewright.messages import Usage

STATUS = {
    "applied": "Applied as one undoable edit",
    "reported": "Nothing was to be changed",
    "refused": "Nothing was changed",
}


def write_report(order: Order, outcome: Outcome, status: str) -> str:
    """Markdown for a person; headings of the action's report stand as the model wrote them."""
    return "\n".join(_lines(order, outcome, status)).rstrip() + "\n"


def _lines(order: Order, outcome: Outcome, status: str) -> Iterator[str]:
    yield f"# {order.action.title}: `{order.path}`"
    yield ""
    yield f"**{STATUS.get(status, status)}** by {outcome.by}. {usage_line(outcome.usage)}".rstrip()
    if outcome.rounds:
        yield f"The answer passed after {outcome.rounds} repair round{'s' * (outcome.rounds > 1)}."
    yield ""
    if outcome.edit is not None:
        yield f"Checked before it reached the editor: {' · '.join(outcome.edit.receipt)}."
        yield from (f"- **Look at this:** {risk}" for risk in outcome.edit.risks)
        if outcome.edit.new_files:
            yield "New files: " + ", ".join(f"`{n.path}`" for n in outcome.edit.new_files) + "."
        yield ""
    if outcome.refusal is not None:
        yield "## Why nothing was changed"
        yield ""
        yield from (f"- {reason}" for reason in outcome.refusal.reasons)
        yield ""
    for note in outcome.notes:
        yield note
        yield ""
    for heading, text in outcome.sections.items():
        yield f"## {heading}"
        yield ""
        yield text.strip()
        yield ""
    if outcome.rejected:
        yield from _rejected(outcome.rejected)


def usage_line(usage: Usage) -> str:
    """Tokens in and out as a sentence; empty when no model was asked."""
    if not usage.tokens_in and not usage.tokens_out:
        return ""
    about = "about " if usage.estimated else ""
    cached = f" ({usage.cached:,} from the cache)" if usage.cached else ""
    return f"{about}{usage.tokens_in:,} tokens in{cached}, {usage.tokens_out:,} out.".capitalize()


def _rejected(text: str) -> Iterator[str]:
    longest = max((len(run) for run in _ticks(text)), default=0)
    fence = "`" * max(3, longest + 1)
    yield "## The answer that was not used"
    yield ""
    yield "It failed the checks above. Read it if it helps; do not paste it unread."
    yield ""
    yield f"{fence}text"
    yield text.strip()
    yield fence


def _ticks(text: str) -> Iterator[str]:
    run = ""
    for char in text:
        if char == "`":
            run += char
        elif run:
            yield run
            run = ""
    yield run
