"""The rules' look at a draft, with no word of the code of any other file."""

from __future__ import annotations

from dataclasses import replace

from nodewright.assistant.order import Order
from nodewright.document import Finding, Language
from nodewright.rules import RuleBook, scan


def look(
    book: RuleBook, order: Order, source: bytes, language: Language, path: str
) -> tuple[Finding, ...]:
    """The findings in ``source``; what they say may go to the model."""
    found = scan(book, source, language, order.facts, path, modules=order.modules)
    return tuple(_discreet(book, order, finding) for finding in found)


def _discreet(book: RuleBook, order: Order, finding: Finding) -> Finding:
    """``finding`` in the words of its rule where its own quote another file.

    That file is named, unless it is one that is ignored.
    """
    others = [step.elsewhere.path for step in finding.related if step.elsewhere is not None]
    if not others:
        return finding
    where = "" if any(map(order.place.ignored, others)) else f", in {others[-1]}"
    related = tuple(step for step in finding.related if step.elsewhere is None)
    return replace(finding, message=book.rules[finding.rule].title + where, related=related)
