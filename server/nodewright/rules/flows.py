"""What the chunks of a text hand to each other, found out when a rule first asks.

Most files are never asked: following values costs as much as most rules together.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from nodewright.document import Language, Span
from nodewright.javascript.bindings import ModuleName
from nodewright.javascript.parsing import Node
from nodewright.javascript.tree_facts import TreeFacts
from nodewright.rules.across.origins import is_local
from nodewright.rules.across.world import MODULE, World, passing
from nodewright.rules.flow.edges import Edge, edges_of
from nodewright.rules.flow.flow import Passed
from nodewright.rules.flow.trails import Arrivals, solve
from nodewright.rules.summaries import Entry, Handed

if TYPE_CHECKING:
    from nodewright.rules.ways import Shown


@dataclass(slots=True, eq=False)
class Solved:
    """What arrives where, which arguments come back, and which chunk each edge is written in.

    ``shown``: the findings of chunks with their ways, kept by :mod:`nodewright.rules.ways`.
    """

    arrivals: Arrivals = field(default_factory=dict)
    passes: dict[str, Passed] = field(default_factory=dict)
    where: dict[Edge, int] = field(default_factory=dict)
    shown: dict[int, Shown] = field(default_factory=dict)

    def same(self, other: Solved) -> bool:
        """True when nobody who asks can tell the two apart."""
        return (self.arrivals, self.passes) == (other.arrivals, other.passes)


class Flows:
    """The flows of one text; ``solved`` is given where a plan before this one has found them."""

    def __init__(
        self,
        source: bytes,
        language: Language,
        entries: Sequence[Entry],
        names: Mapping[str, ModuleName],
        node: Callable[[int], Node],
        solved: Solved | None = None,
        world: World | None = None,
    ) -> None:
        self._world = world
        self._source = source
        self._language = language
        self._entries = entries
        self._names = names
        self._node = node
        self.solved = solved

    def solve(self) -> Solved:
        """What all chunks hand over, put together."""
        if self.solved is None:
            made = Solved()
            for number, entry in enumerate(self._entries):
                handed = self.handed(number, entry, made.passes)
                for edge in handed.edges:
                    made.where.setdefault(edge, number)
                made.passes.update(handed.passes)
            made.arrivals = solve(entry.handed.edges for entry in self._entries if entry.handed)
            self.solved = made
        return self.solved

    def passes_before(self, number: int) -> dict[str, Passed]:
        """What the functions of the chunks before ``number`` give back."""
        known: dict[str, Passed] = {}
        for entry in self._entries[:number]:
            if entry.handed is not None and entry.handed.passes:
                known.update(entry.handed.passes)
        return known

    def handed(self, number: int, entry: Entry, passes: Mapping[str, Passed]) -> Handed:
        """What a chunk hands over, as it is kept or anew; ``passes``: of the chunks before it."""
        kept = entry.handed
        if kept is not None and all(
            said == self._said(name, passes) for name, said in kept.asked.items()
        ):
            return kept
        asked: dict[str, object] = {}

        def outside(name: str) -> ModuleName | None:
            asked[name] = said = self._names.get(name)
            return said

        def passed(key: str) -> Passed:
            question = passing(key) if is_local(key) else f"passes:{key}"
            asked[question] = said = self._said(question, passes)
            return said if isinstance(said, tuple) else ()

        facts = entry.facts
        if facts is None:
            facts = TreeFacts(self._source, self._language, self._node(number))
        before, facts.outside = facts.outside, outside
        try:
            edges = edges_of(facts, passed)
        finally:
            facts.outside = before
        start = facts.root.start_byte
        places = {e: span.shift(-start) for e, span in edges.spans.items() if span is not None}
        entry.handed = Handed(tuple(sorted(edges.spans)), places, edges.passes, asked)
        return entry.handed

    def _said(self, question: str, passes: Mapping[str, Passed]) -> object:
        """What is known of a name, of a function, or of one of another file."""
        if question.startswith(MODULE):
            return self._world.answer(question) if self._world is not None else None
        if question.startswith("passes:"):
            return passes.get(question.removeprefix("passes:"), ())
        return self._names.get(question)

    def place(self, edge: Edge) -> tuple[int, Span] | None:
        """The chunk that an edge is written in, and where in it; None where that is nowhere."""
        number = self.solve().where.get(edge)
        handed = self._entries[number].handed if number is not None else None
        span = handed.places.get(edge) if handed is not None else None
        return (number, span) if number is not None and span is not None else None
