"""Make the fixes of a finding, and try each out before anyone sees it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from nodewright.document import Finding, Fix, Span, TextChange, apply_changes
from nodewright.rules.chunks import FileRun
from nodewright.rules.matching import Report, substitute
from nodewright.rules.model import FixTemplate
from nodewright.rules.view import Site

Trial = Callable[[bytes], "tuple[int, tuple[Finding, ...]]"]
"""Analyses a text: the number of its syntax errors, and its findings."""


def candidate_fixes(run: FileRun, finding: Finding, report: Report) -> Iterator[Fix]:
    """The fixes that the rule writes for ``finding``, safe ones first, not yet tried out."""
    found = run.site_of(finding)
    if found is None:
        return
    rule, _, site = found
    made: list[tuple[TextChange, ...]] = []
    for template in sorted(rule.fixes, key=lambda t: not t.safe):
        try:
            changes = _changes(template, site)
        except Exception as error:  # a broken fix must not take the others with it
            report(rule, error)
            continue
        if changes and changes not in made:
            made.append(changes)
            yield Fix(substitute(template.title, site, str), template.safe, changes)


def _changes(template: FixTemplate, site: Site) -> tuple[TextChange, ...] | None:
    for name, test in template.tests:
        if name != "self" and name not in site.captured:
            return None
        if not test(site, site.one(name)):
            return None
    if template.make is not None:
        return template.make(site)
    end = site.node
    if template.part == "callee":
        end = site.node.child_by_field_name("arguments") or end
    span = Span(site.node.start_byte, end.end_byte if end == site.node else end.start_byte)
    return (TextChange(span, substitute(template.replace or "", site, str)),)


def verify(
    fix: Fix,
    finding: Finding,
    source: bytes,
    before: Sequence[Finding],
    errors: int,
    trial: Trial,
) -> bool:
    """True when ``fix`` removes ``finding``, adds none and breaks no syntax."""
    try:
        text = apply_changes(source, fix.changes)
    except ValueError:
        return False
    errors_after, after = trial(text)
    if errors_after > errors:
        return False
    counted, allowed = Counter(f.rule for f in after), Counter(f.rule for f in before)
    allowed[finding.rule] -= 1
    return all(count <= allowed[rule] for rule, count in counted.items())
