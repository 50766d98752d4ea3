"""Without an answer of a model: what the rules do instead, and plain words about the rest."""

from __future__ import annotations

from dataclasses import replace

from nodewright.answer import Surroundings
from nodewright.assistant.order import Order, Outcome
from nodewright.assistant.preparing import drafted, selected_findings
from nodewright.assistant.receipts import with_cost
from nodewright.assistant.repairing import BY, Repair, explained, listed, repair
from nodewright.document import Draft, Failure, Refusal
from nodewright.prompts import Persona
from nodewright.rules import RuleBook

HOW_TO = (
    "To use a model, set the environment variable OPENAI_API_KEY, or the setting "
    "nodewright.model.baseUrl for a local server."
)
UNUSED = "Why the model's answer was not used"


def run_offline(
    book: RuleBook, persona: Persona, order: Order, surroundings: Surroundings
) -> Outcome:
    """Repair, explain, or say that this needs a model.

    A prompt comment stays where it is: nobody has done what it asks for.
    """
    prepared = drafted(book, persona, order, None)
    if order.action.offline == "fixes":
        done = repair(book, persona, order, prepared, surroundings)
        if done is None:
            return _nothing(book, order, prepared.draft)
        if done.outcome.edit is None:
            return done.outcome
        return replace(done.outcome, notes=(_limits(order),))
    found = selected_findings(book, order, prepared.draft)
    if order.action.offline == "findings" and found:
        return Outcome(by=BY, sections=explained(book, found), notes=(_limits(order),))
    return _refused(f"*{order.action.title}* needs a model, and none is configured. {HOW_TO}")


def repair_before(
    book: RuleBook, persona: Persona, order: Order, surroundings: Surroundings, model: str
) -> Outcome | None:
    """The rules' repair where it leaves nothing of what they found: a small model is not asked.

    What such a model makes of lines that the rules can repair is seldom as good.
    """
    done = _repair(book, persona, order, surroundings)
    if done is None or not done.whole:
        return None
    unread = f"{model} was not asked: the rules' own repair leaves nothing of what they found."
    if order.request:
        unread = f"{unread} They did not read your request “{order.request}”."
    again = f"If you meant more, run *{order.action.title}* again: then the model is asked."
    return replace(done.outcome, notes=(f"{unread} {again}",))


def repair_after(
    book: RuleBook, persona: Persona, order: Order, surroundings: Surroundings, failed: Outcome
) -> Outcome:
    """The rules' repair where no answer of the model passed; ``failed`` where they have none."""
    done = _repair(book, persona, order, surroundings)
    if done is None or done.outcome.edit is None or failed.refusal is None:
        return failed
    note = f"No answer of {failed.by} passed the checks. This is the rules' own repair instead."
    if order.request:
        note = f"{note} They did not read your request “{order.request}”."
    why = "\n".join(f"- {reason}" for reason in failed.refusal.reasons)
    return replace(
        done.outcome,
        edit=with_cost(done.outcome.edit, failed),
        usage=failed.usage,
        rounds=failed.rounds,
        rejected=failed.rejected,
        notes=(note,),
        sections={**done.outcome.sections, UNUSED: why},
    )


def _repair(
    book: RuleBook, persona: Persona, order: Order, surroundings: Surroundings
) -> Repair | None:
    return repair(book, persona, order, drafted(book, persona, order, None), surroundings)


def _refused(sentence: str) -> Outcome:
    return Outcome(by=BY, refusal=Refusal((Failure("offline", sentence),)))


def _nothing(book: RuleBook, order: Order, draft: Draft) -> Outcome:
    found = selected_findings(book, order, draft)
    if not found:
        return _refused(
            f"The offline rules find nothing to repair in these lines. A model may. {HOW_TO}"
        )
    sections = {"What needs a model": listed(book, draft.source, found)}
    count = "one problem" if len(found) == 1 else f"{len(found)} problems"
    reason = f"The offline rules found {count} here and can repair none without a model."
    return Outcome(
        by=BY,
        refusal=Refusal((Failure("offline", f"{reason} {HOW_TO}"),)),
        sections=sections,
    )


def _limits(order: Order) -> str:
    known = "the offline rules know patterns, not intentions"
    said = f"No model was asked: {known}."
    if order.request:
        said = f"No model was asked, so your request “{order.request}” was not looked at: {known}."
    left = "Design questions, new tests and everything listed as needing a model are left."
    return f"{said} {left} {HOW_TO}"
