"""Apply all the fixes of a text that may be applied without asking."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from nodewright.document import Finding, Fix, Language, Severity, Span, apply_changes
from nodewright.facts import ProjectFacts
from nodewright.rules.across.modules import Modules
from nodewright.rules.engine import Engine
from nodewright.rules.model import RuleBook

_ROUNDS = 10
"""A fix may uncover another finding; more rounds than this would mean two fixes that fight."""


def fix_all(
    book: RuleBook,
    source: bytes,
    language: Language,
    facts: ProjectFacts,
    path: str = "",
    only_rule: str | None = None,
    within: Span | None = None,
    *,
    suggested: bool = False,
    severities: frozenset[Severity] | None = None,
    wanted: Callable[[Finding], bool] | None = None,
    modules: Modules | None = None,
) -> tuple[bytes, tuple[Finding, ...], tuple[Finding, ...]]:
    """The repaired text, the findings that were fixed, and the findings that remain in it.

    Only safe fixes are applied, with ``suggested`` also the first suggested one of a finding.
    ``only_rule``, ``within``, ``severities`` and ``wanted`` choose the findings; one that touches
    ``within`` is chosen.
    A fixed finding keeps the place it had when it was fixed; fixes go from the end of the text to
    its start, so that this is mostly its place in ``source``. ``modules``: as for an Engine.
    """
    fixed: list[Finding] = []
    engine = Engine(book, language, modules)
    findings = engine.update(source, facts, path).findings
    for _ in range(_ROUNDS):
        done = 0
        for finding in _chosen(findings, only_rule, within):
            if severities is not None and finding.severity not in severities:
                continue
            if wanted is not None and not wanted(finding):
                continue
            fix = _best(engine.verified_fixes(finding), suggested)
            if fix is None:
                continue
            before, source = source, apply_changes(source, fix.changes)
            if within is not None:
                within = _grow(within, fix, len(source) - len(before))
            current = engine.update(source, facts, path).findings
            fixed.append(finding)
            done += 1
            findings = current
        if not done:
            break
    return source, tuple(fixed), findings


def _chosen(
    findings: tuple[Finding, ...], only_rule: str | None, within: Span | None
) -> Iterator[Finding]:
    for finding in reversed(findings):
        if only_rule not in (None, finding.rule):
            continue
        if within is None or finding.span.overlaps(within):
            yield finding


def _best(fixes: tuple[Fix, ...], suggested: bool) -> Fix | None:
    return next((fix for fix in fixes if fix.safe or suggested), None)


def _grow(within: Span, fix: Fix, by: int) -> Span:
    """``within`` after ``fix``: a change before it moves it, a change inside it grows it."""
    ahead = sum(
        len(change.text.encode()) - len(change.span)
        for change in fix.changes
        if change.span.end <= within.start
    )
    return Span(within.start + ahead, max(within.start + ahead, within.end + by))
