"""What the receipt of an edit says beyond the checks: what was left out, and what it cost."""

from __future__ import annotations

from dataclasses import replace

from nodewright.answer import Partial
from nodewright.assistant.order import Outcome
from nodewright.document import Edit

ALONE = "Only a part of the answer passed the checks. Look whether it makes sense alone."

KEPT = "an answer kept from before, no tokens"


def with_part(edit: Edit, part: Partial) -> Edit:
    """The edit of a part, whose receipt says so, and which a person has to confirm."""
    said = f"{part.kept} of {part.total} changes, {len(part.left_out)} left out"
    return replace(edit, receipt=(*edit.receipt, said), risks=(ALONE, *edit.risks))


def with_cost(edit: Edit, outcome: Outcome) -> Edit:
    """The edit whose receipt counts the tokens of all rounds, where the endpoint told them."""
    usage = outcome.usage
    if not usage.tokens_in and not usage.tokens_out:
        return replace(edit, receipt=(*edit.receipt, KEPT)) if usage.kept else edit
    about = "about " if usage.estimated else ""
    answers = "1 answer" if not outcome.rounds else f"{outcome.rounds + 1} answers"
    said = f"{about}{usage.tokens_in + usage.tokens_out:,} tokens for {answers}"
    return replace(edit, receipt=(*edit.receipt, said))
