"""The places in other chunks that the value of a finding came through, kept while none moves."""

from __future__ import annotations

from dataclasses import dataclass

from nodewright.document import Finding, Related
from nodewright.rules.flow.trails import step_message, trail
from nodewright.rules.flows import Solved
from nodewright.rules.plans import Plan

Stop = tuple[int, object, int]
"""A chunk that a way leads through: its number, what it hands over, and where it begins."""


@dataclass(frozen=True, slots=True)
class Shown:
    """The findings of a chunk with their ways; true while ``placed`` and all ``stops`` are."""

    placed: tuple[Finding, ...]
    stops: frozenset[Stop]
    findings: tuple[Finding, ...]


class Ways:
    """Puts the ways into the findings of one plan, out of what ``solved`` says of it."""

    def __init__(self, plan: Plan, solved: Solved) -> None:
        self._plan = plan
        self._solved = solved

    def into(self, number: int, placed: tuple[Finding, ...]) -> tuple[Finding, ...]:
        """The findings of a chunk with the places that their values came through."""
        kept = self._solved.shown.get(number)
        if kept is None or kept.placed is not placed or not self._stand(kept.stops):
            stops: set[Stop] = set()
            found = tuple(self._with_way(one, stops) if one.related else one for one in placed)
            kept = self._solved.shown[number] = Shown(placed, frozenset(stops), found)
        return kept.findings

    def _stand(self, stops: frozenset[Stop]) -> bool:
        entries, spans = self._plan.entries, self._plan.spans
        return all(
            number < len(entries) and entries[number].handed is handed and spans[number][0] == at
            for number, handed, at in stops
        )

    def _with_way(self, found: Finding, stops: set[Stop]) -> Finding:
        if not any(step.via for step in found.related):
            return found
        related: list[Related] = []
        for step in found.related:
            for edge in trail(self._solved.arrivals, step.via):
                number = self._solved.where.get(edge)
                if number is not None:
                    start = self._plan.spans[number][0]
                    stops.add((number, self._plan.entries[number].handed, start))
                place = self._plan.place(edge)
                if place is not None and place != found.span:
                    related.append(Related(place, step_message(edge)))
            related.append(Related(step.span, step.message, "", step.elsewhere))
        said = (found.rule, found.severity, found.span, found.message, found.fixes)
        return Finding(*said, tuple(related), found.tags)
