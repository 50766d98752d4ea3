"""What the rules repair by themselves in the selected lines, with the report of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from nodewright.answer import Prepared, Surroundings, verify
from nodewright.answer.candidate import make_candidate
from nodewright.assistant.fitting import edit_of, finishing
from nodewright.assistant.order import Order, Outcome
from nodewright.assistant.preparing import concern
from nodewright.document import Draft, Finding, LineTable, Refusal
from nodewright.prompts import Persona
from nodewright.rules import Rule, RuleBook, explain, fix_all

BY = "the offline rules"


@dataclass(frozen=True, slots=True)
class Repair:
    """The outcome of the rules' fixes, and what the run has to repair and they could not."""

    outcome: Outcome
    left: tuple[Finding, ...]

    @property
    def whole(self) -> bool:
        """True where the edit leaves nothing of what the rules found for this run."""
        return self.outcome.edit is not None and not self.left


def repair(
    book: RuleBook, persona: Persona, order: Order, prepared: Prepared, surroundings: Surroundings
) -> Repair | None:
    """The rules' fixes in the selected lines, through the gate; None where they have none."""
    draft, meant = prepared.draft, concern(book, order)
    after, fixed, remaining = fix_all(
        book,
        draft.source,
        draft.language,
        order.facts,
        draft.path,
        within=draft.selection,
        suggested=True,
        wanted=meant,
        modules=order.modules,
    )
    if not fixed:
        return None
    candidate = make_candidate(draft, after)
    finished = finishing(order, prepared, persona)
    verdict = verify(candidate, replace(surroundings, finished=finished))
    left = tuple(f for f in remaining if f.span.overlaps(candidate.selection))
    missed = tuple(f for f in left if meant(f))
    if verdict.failures:
        return Repair(Outcome(by=BY, refusal=Refusal(tuple(verdict.failures))), missed)
    edit, proposed = edit_of(order, prepared, candidate, verdict, persona)
    sections = _sections(book, draft, after, fixed, left)
    return Repair(
        Outcome(by=BY, edit=edit, proposed=proposed, fixed=fixed, sections=sections), missed
    )


def listed(book: RuleBook, source: bytes, findings: Sequence[Finding]) -> str:
    """Findings with what an expert would do about each."""
    ordered = sorted(findings, key=lambda f: f.span)
    told = [book.rules[f.rule].guidance for f in ordered]
    pairs = zip(_places(source, ordered), told, strict=True)
    return "\n".join(f"{place} {guidance}" for place, guidance in pairs)


def explained(book: RuleBook, findings: Sequence[Finding]) -> dict[str, str]:
    """The page of each rule that found something, under its title."""
    return {rule.title: explain(rule) for rule in _distinct(book, findings)}


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
        sections["What needs a model"] = listed(book, after, left)
    sections["How to verify"] = (
        "Read the change, run the project's tests, and repeat the request that showed the fault."
    )
    return sections


def _distinct(book: RuleBook, findings: Sequence[Finding]) -> list[Rule]:
    return [book.rules[rule] for rule in dict.fromkeys(f.rule for f in findings)]


def _places(source: bytes, findings: Sequence[Finding]) -> list[str]:
    """One list item a finding; lines are those of the text before the change."""
    lines = LineTable(source)
    return [
        f"- line {lines.line_of(f.span.start) + 1}, `{f.rule}`: {f.message}."
        for f in sorted(findings, key=lambda f: f.span)
    ]
