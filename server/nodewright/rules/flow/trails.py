"""Put the edges of all chunks together: what arrives where, and on which way."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from nodewright.rules.flow.edges import Edge
from nodewright.rules.flow.flow import State, arriving

Arrivals = Mapping[str, "tuple[Edge, str]"]
"""Marks such as ``flow:input:PLACE``, each with the edge that first brought it about and the mark
of where that edge begins; a mark that is missing never arrives."""

_ROOTS: tuple[State, ...] = ("input", "request", "caller")
_LONGEST = 20


def solve(edges: Iterable[tuple[Edge, ...]]) -> Arrivals:
    """What arrives where when all of ``edges`` are followed from where values begin."""
    onward: dict[str, list[Edge]] = defaultdict(list)
    for some in edges:
        for edge in some:
            onward[edge[1]].append(edge)
    found: dict[str, tuple[Edge, str]] = {}
    waiting: list[tuple[str, State, str]] = [(root, root, "") for root in _ROOTS]
    while waiting:
        source, state, before = waiting.pop()
        for edge in onward.get(source, ()):
            made = arriving(state, edge[2])
            if made is None:
                continue
            mark = f"flow:{made}:{edge[0]}"
            if mark not in found:
                found[mark] = (edge, before)
                waiting.append((edge[0], made, mark))
    return found


def trail(arrivals: Arrivals, mark: str) -> list[Edge]:
    """The edges on the way to ``mark``, from where the value begins."""
    way: list[Edge] = []
    while mark in arrivals and len(way) < _LONGEST:
        edge, mark = arrivals[mark]
        way.append(edge)
    return way[::-1]


def step_message(edge: Edge) -> str:
    """What an edge says to a person who follows the way of a value."""
    place, source, mode = edge
    if source == "request" and mode.startswith("inside"):
        source = "input"
    begins = {
        "input": "The client chooses this value",
        "request": "The request is handed on here",
        "caller": "Whoever calls this package chooses this value",
    }
    if source in begins or source.startswith("exported:"):
        return begins.get(source, begins["caller"])
    kind, _, name = place.partition(":")
    if kind in ("field", "var"):
        return f"It is kept in {name} here"
    return "It is given back here" if kind == "return" else "It is handed on here"
