"""The gate: every check that a proposal has to pass before it may reach the buffer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from nodewright.answer.candidate import Candidate
from nodewright.answer.checks import CHECKS, Check
from nodewright.answer.evidence import Evidence, Surroundings
from nodewright.answer.new_packages import package_notes
from nodewright.answer.risks import RISKS, Risk, risks_of
from nodewright.document import Failure

__all__ = ["CHECKS", "Check", "Verdict", "describe_checks", "describe_risks", "verify"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome of all checks: an edit may be applied when ``failures`` is empty.

    ``passed`` are titles of checks, ``idle`` those that had nothing to look at, each with the
    reason. ``risks`` are sentences that a person should confirm, ``gone`` and ``new`` count
    findings of the offline rules, ``notes`` are facts that the receipt names.
    """

    failures: tuple[Failure, ...]
    passed: tuple[str, ...]
    risks: tuple[str, ...] = ()
    gone: int = 0
    new: int = 0
    idle: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def receipt(self) -> tuple[str, ...]:
        """What was checked, shortest first: the facts a person wants to see beside an edit."""
        findings = f"{self.gone} finding{'' if self.gone == 1 else 's'} gone, {self.new} new"
        shown = [title for title in RECEIPT_TITLES if title in self.passed]
        ran = f"{len(self.passed)} checks passed"
        if self.idle:
            ran += f", {len(self.idle)} did not apply"
        return (*shown[:1], findings, *shown[1:], *self.notes, ran)

    @property
    def ledger(self) -> tuple[str, ...]:
        """Which checks ran and which did not apply, by name, for the report."""
        lines = [f"Checks that passed: {', '.join(self.passed)}."]
        if self.idle:
            told = "; ".join(f"{title} ({why})" for title, why in self.idle)
            lines.append(f"Checks that did not apply: {told}.")
        return tuple(lines)


#: The titles that the receipt shows; the others are counted when they pass.
RECEIPT_TITLES = ("parses", "exports kept", "imports known")


def verify(candidate: Candidate, surroundings: Surroundings) -> Verdict:
    """Run every check; none stops the others, so that one repair message can name all."""
    return weigh(Evidence(candidate, surroundings))


def weigh(
    evidence: Evidence, checks: Sequence[Check] = CHECKS, risks: Sequence[Risk] = RISKS
) -> Verdict:
    """The verdict of some checks and risks alone; the gate itself asks all of them."""
    failures: list[Failure] = []
    idle: list[tuple[str, str]] = []
    for check in checks:
        why = check.idle(evidence)
        if why:
            idle.append((check.title, why))
        else:
            failures += check.run(evidence)
    asleep = {title for title, _ in idle}
    failed = {failure.check for failure in failures}
    before = Counter(f.rule for f in evidence.findings(evidence.before))
    after = Counter(f.rule for f in evidence.findings(evidence.after))
    for text in evidence.created:
        after.update(f.rule for f in evidence.findings(text))
    return Verdict(
        failures=tuple(dict.fromkeys(failures)),
        passed=tuple(c.title for c in checks if c.id not in failed and c.title not in asleep),
        risks=risks_of(evidence, risks),
        gone=sum((before - after).values()),
        new=sum((after - before).values()),
        idle=tuple(idle),
        notes=tuple(package_notes(evidence)),
    )


def describe_checks() -> list[tuple[str, str, str]]:
    """Id, title and reason of every check, for the documentation."""
    return [(check.id, check.title, check.reason) for check in CHECKS]


def describe_risks() -> list[tuple[str, str]]:
    """Id and sentence of everything that a person has to confirm, for the documentation."""
    return [(risk.id, risk.title) for risk in RISKS]
