"""The rules' look at the texts of a run, with no word of the code of any other file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from nodewright.assistant.order import Order
from nodewright.document import Finding, Language
from nodewright.rules import Analysis, Engine, RuleBook


def look(
    book: RuleBook, order: Order, source: bytes, language: Language, path: str
) -> tuple[Finding, ...]:
    """The findings in ``source``; what they say may go to the model."""
    return tuple(Looks(book, order).find(source, language, path))


class Looks:
    """What the rules find in the texts of one run: in each once, and swiftly in one that is the
    same file after a change. All is found anew once another file of the workspace has moved on.
    """

    def __init__(self, book: RuleBook, order: Order) -> None:
        self._book = book
        self._order = order
        self._engines: dict[tuple[str, Language], Engine] = {}
        self._known: dict[tuple[str, Language, bytes], Analysis] = {}

    def find(self, source: bytes, language: Language, path: str) -> Sequence[Finding]:
        """The findings in ``source``; what they say may go to the model."""
        found = self._analysis(source, language, path).findings
        return [_discreet(self._book, self._order, finding) for finding in found]

    def hidden(self, source: bytes, language: Language, path: str) -> Sequence[Finding]:
        """The findings that comments in ``source`` hide."""
        return self._analysis(source, language, path).hidden

    def _analysis(self, source: bytes, language: Language, path: str) -> Analysis:
        worlds = [engine.others for engine in self._engines.values()]
        if any(world is not None and world.moved() for world in worlds):
            self._engines.clear()
            self._known.clear()
        key = path, language, source
        if key not in self._known:
            self._known[key] = self._look(source, language, path)
        return self._known[key]

    def _look(self, source: bytes, language: Language, path: str) -> Analysis:
        known = self._engines.get((path, language))
        if known is not None:
            return known.also(source)
        engine = Engine(self._book, language, self._order.modules)
        self._engines[path, language] = engine
        return engine.update(source, self._order.facts, path)


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
