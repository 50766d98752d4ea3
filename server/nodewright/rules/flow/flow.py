"""What is known of a value: it is the request, or something that the client chose."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from nodewright.document import Related, Span
from nodewright.javascript.bindings import Mode
from nodewright.javascript.parsing import Node
from nodewright.rules.flow.sources import REQUEST_INSIDE, SOURCES

State = Literal["request", "input", "open", "caller", "composed"]
Passed = tuple[tuple[int, Mode], ...]
"""The arguments that a function gives back, by index, and what it does to each."""
Port = tuple[str, Mode]
"""A place where values come in from other code, and what was done to the value since.

``same``: nothing; ``inside``: a part of the request was taken that the client chooses; ``deep``:
it was taken apart; ``made``: it became a part of another value, ``inside-made`` after ``inside``.
"""


@dataclass(frozen=True, slots=True)
class Assumed:
    """What a parameter is taken for: that of the function at the byte ``function``.

    ``member``: only that member of it, unless it is empty; ``state``: ``input`` or ``request``.
    """

    function: int
    index: int
    member: str
    state: str


@dataclass(frozen=True, slots=True)
class Flow:
    """How a value depends on a request; ``open`` depends on what other code hands to ``ports``.

    ``caller``: it is what a caller of the package hands over, see ``callers.py``.
    """

    state: State
    steps: tuple[Related, ...] = ()
    ports: frozenset[Port] = frozenset()

    @property
    def is_input(self) -> bool:
        """False for the request itself, which is no text that a client wrote."""
        return self.state in ("input", "open")


def entered(mode: Mode, name: str) -> Mode:
    """What taking the member ``name`` of a value does to it."""
    if mode != "same":
        return mode
    if name in SOURCES:
        return "inside"
    return "same" if name in REQUEST_INSIDE else "deep"


def composed(mode: Mode) -> Mode:
    """What becoming a part of another value adds to what was done before."""
    return "inside-made" if mode in ("inside", "inside-made") else "made"


def arriving(state: State | None, mode: Mode) -> State | None:
    """What a value in ``state`` is after ``mode`` was done to it."""
    if state == "caller" and mode.endswith("made"):
        return "composed"
    if state != "request" or mode == "same":
        return state
    return "input" if mode.startswith("inside") else None


def chosen(node: Node, message: str = "The client chooses this value", via: str = "") -> Flow:
    """Client input that comes in at ``node``; ``via``: the mark that says from where."""
    return Flow("input", (Related(Span(node.start_byte, node.end_byte), message, via),))


def widened(flow: Flow, node: Node) -> Flow:
    """``flow`` with its source named in full: ``req.query.name`` instead of ``req.query``."""
    parent = node.parent
    called = parent is not None and parent.type == "call_expression"
    if not flow.steps:
        return flow
    first = flow.steps[0].span
    if len(flow.steps) > 1 or called or node.start_byte != first.start:
        return flow
    wide = replace(flow.steps[0], span=Span(first.start, node.end_byte))
    return Flow(flow.state, (wide,), flow.ports)
