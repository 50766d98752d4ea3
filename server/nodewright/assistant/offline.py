"""Without a model: what the rules can repair by themselves, and plain words about the rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from nodewright.answer import Prepared, Surroundings, verify
from nodewright.answer.candidate import make_candidate
from nodewright.assistant.fitting import edit_of, finishing
from nodewright.assistant.order import Order, Outcome
from nodewright.assistant.preparing import SERIOUS, drafted, selected_findings
from nodewright.document import Draft, Failure, Finding, LineTable, Refusal
from nodewright.prompts import Persona
from nodewright.rules import Rule, RuleBook, explain, fix_all

BY = "the offline rules"
HOW_TO = (
    "To use a model, set the environment variable OPENAI_API_KEY, or the setting "
    "nodewright.model.baseUrl for a local server."
)


def run_offline(
    book: RuleBook, persona: Persona, order: Order, surroundings: Surroundings
) -> Outcome:
    """Repair, explain, or say that this needs a model.

    A prompt comment stays where it is: nobody has done what it asks for.
    """
    prepared = drafted(book, persona, order, None)
    if order.action.offline == "fixes":
        return _repaired(book, persona, order, prepared, surroundings)
    found = selected_findings(book, order, prepared.draft)
    if order.action.offline == "findings" and found:
        sections = {book.rules[f.rule].title: explain(book.rules[f.rule]) for f in found}
        return Outcome(by=BY, sections=sections, notes=(_limits(order),))
    return _refused(f"*{order.action.title}* needs a model, and none is configured. {HOW_TO}")


def _refused(sentence: str) -> Outcome:
    return Outcome(by=BY, refusal=Refusal((Failure("offline", sentence),)))


def _repaired(
    book: RuleBook,
    persona: Persona,
    order: Order,
    prepared: Prepared,
    surroundings: Surroundings,
) -> Outcome:
    draft = prepared.draft
    found = selected_findings(book, order, draft)
    after, fixed, remaining = fix_all(
        book,
        draft.source,
        draft.language,
        order.facts,
        draft.path,
        order.rule or None,
        within=draft.selection,
        suggested=True,
        severities=None if order.rule else SERIOUS,
        modules=order.modules,
    )
    if not fixed:
        return _nothing(book, order, draft, found)
    candidate = make_candidate(draft, after)
    finished = finishing(order, prepared, persona)
    verdict = verify(candidate, replace(surroundings, finished=finished))
    if verdict.failures:
        return Outcome(by=BY, refusal=Refusal(tuple(verdict.failures)))
    edit, proposed = edit_of(order, prepared, candidate, verdict, persona)
    left = [f for f in remaining if f.span.overlaps(candidate.selection)]
    return Outcome(
        by=BY,
        edit=edit,
        proposed=proposed,
        fixed=fixed,
        sections=_sections(book, draft, after, fixed, left),
        notes=(_limits(order),),
    )


def _nothing(book: RuleBook, order: Order, draft: Draft, found: Sequence[Finding]) -> Outcome:
    if not found:
        return _refused(
            f"The offline rules find nothing to repair in these lines. A model may. {HOW_TO}"
        )
    sections = {"What needs a model": _listed(book, draft.source, found)}
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


def _sections(
    book: RuleBook, draft: Draft, after: bytes, fixed: Sequence[Finding], left: Sequence[Finding]
) -> dict[str, str]:
    rules = _distinct(book, fixed)
    sections = {
        "Root cause": "\n\n".join(f"**{r.title}.** {r.docs.why.strip()}" for r in rules),
        "What changed": "\n".join(_places(draft.source, fixed)),
        "Tests": "\n".join(f"- {r.docs.test.strip()}" for r in rules),
        "Risks and trade-offs": "\n".join(f"- {r.docs.safety.strip()}" for r in rules),
    }
    if left:
        sections["What needs a model"] = _listed(book, after, left)
    sections["How to verify"] = (
        "Read the change, run the project's tests, and repeat the request that showed the fault."
    )
    return sections


def _distinct(book: RuleBook, findings: Sequence[Finding]) -> list[Rule]:
    return [book.rules[rule] for rule in dict.fromkeys(f.rule for f in findings)]


def _listed(book: RuleBook, source: bytes, findings: Sequence[Finding]) -> str:
    """Findings with what an expert would do about each."""
    ordered = sorted(findings, key=lambda f: f.span)
    told = [book.rules[f.rule].guidance for f in ordered]
    pairs = zip(_places(source, ordered), told, strict=True)
    return "\n".join(f"{place} {guidance}" for place, guidance in pairs)


def _places(source: bytes, findings: Sequence[Finding]) -> list[str]:
    """One list item a finding; lines are those of the text before the change."""
    lines = LineTable(source)
    return [
        f"- line {lines.line_of(f.span.start) + 1}, `{f.rule}`: {f.message}."
        for f in sorted(findings, key=lambda f: f.span)
    ]
