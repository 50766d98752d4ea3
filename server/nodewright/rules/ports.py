"""What a chunk hands to the other code of its file: edges between named places.

A place is ``param:KEY:INDEX`` (of a function, see :mod:`nodewright.rules.callables`), the same
with ``.NAME`` for one member of it, ``return:KEY``, ``field:NAME`` of an instance, ``var:NAME``
of the module, or ``regex:NAME``, what such an expression is used on. ``request``, ``input`` and
``caller`` are where values begin. An edge is made once for a chunk and says nothing of other
chunks; :func:`solve` puts the edges of all chunks together.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from nodewright.javascript.bindings import Function, Mode
from nodewright.javascript.parsing import Node
from nodewright.javascript.syntax import FUNCTIONS, arguments, object_entries, unwrap
from nodewright.javascript.tree_facts import TreeFacts
from nodewright.rules.callables import call_keys, is_self, returned
from nodewright.rules.exported import OUTRIGHT, exported_names, owner_of
from nodewright.rules.flow import Flow, Port, State, arriving, composed, entered
from nodewright.rules.regex_uses import matched_names
from nodewright.rules.requests import Requests, registered_names
from nodewright.rules.taint import Taint

Edge = tuple[str, str, Mode]
"""Where a value arrives, where it comes from, and what was done to it on the way."""
Passes = dict[str, tuple[tuple[int, Mode], ...]]

_MEMBER = re.compile(r"(:\d+)\..*$")
_PLAIN = frozenset(("string", "number", "true", "false", "null", "undefined", "regex", *FUNCTIONS))


class Ports(Taint):
    """Says on which places a value depends, whatever may arrive there."""

    def __init__(self, facts: TreeFacts, requests: Requests) -> None:
        super().__init__(facts, requests, lambda name: False)

    def arriving(self, place: str, node: Node, message: str) -> Flow | None:
        return Flow("open", (), frozenset([(place, "same")]))

    def merge(self, flows: Iterable[Flow | None]) -> Flow | None:
        return _joined([flow for flow in flows if flow is not None], whole=True)

    def _first(self, nodes: Iterable[Node | None], depth: int) -> Flow | None:
        flows = [self.flow(node, depth) for node in nodes]
        return _joined([flow for flow in flows if flow is not None], whole=False)

    def enter(self, flow: Flow | None, name: str, node: Node) -> Flow | None:
        if flow is None or flow.state != "open":
            return super().enter(flow, name, node)
        if name == "length":
            return None
        return Flow(
            "open", (), frozenset((place, entered(mode, name)) for place, mode in flow.ports)
        )

    def passed(self, flow: Flow | None, mode: Mode, node: Node) -> Flow | None:
        if flow is None or flow.state != "open" or mode == "same":
            return super().passed(flow, mode, node)
        ports = ((place, mode if had == "same" else had) for place, had in flow.ports)
        return Flow("open", (), frozenset(ports))


def _joined(flows: list[Flow], *, whole: bool) -> Flow | None:
    """One flow for several; not ``whole``: they become parts of a new value."""
    ports: set[Port] = set()
    for flow in flows:
        ports |= ports_of(flow)
    if not whole:
        ports = {
            (place, composed(mode)) for place, mode in ports if (place, mode) != ("request", "same")
        }
    return Flow("open", (), frozenset(ports)) if ports else None


def ports_of(flow: Flow | None) -> frozenset[Port]:
    """The places that a flow depends on."""
    if flow is None or flow.state == "open":
        return flow.ports if flow is not None else frozenset()
    return frozenset([("request", "same") if flow.state == "request" else ("input", "deep")])


def edges_of(facts: TreeFacts) -> tuple[tuple[Edge, ...], Passes]:
    """What the code of a chunk hands over, and which arguments its functions give back."""
    ports = Ports(facts, Requests(facts, lambda name: False))
    edges: set[Edge] = set()
    for call in (*(call.node for call in facts.calls), *facts.news):
        for key in call_keys(facts, call):
            for index, argument in enumerate(arguments(call)):
                edges.update(_handed(facts, ports, f"param:{key}:{index}", argument))
    for place, value in _kept(facts):
        edges.update((place, *port) for port in ports_of(ports.flow(value)))
    for name, text in matched_names(facts):
        edges.update((f"regex:{name}", *port) for port in ports_of(ports.flow(text)))
    passes: Passes = {}
    for function in facts.functions:
        keys = ports.keys(function)
        if keys:
            _returns(ports, function, keys, edges, passes)
    edges.update((f"param:{name}:0", "request", "same") for name in registered_names(facts))
    edges.update((f"exported:{name}", "caller", "same") for name in exported_names(facts))
    used = {_whole(source) for _, source, _ in edges}
    for function in facts.functions:
        edges.update(_from_callers(facts, function, ports.keys(function), used))
    return tuple(sorted(edge for edge in edges if edge[0] != edge[1])), passes


def _from_callers(
    facts: TreeFacts, function: Function, keys: list[str], used: set[str]
) -> Iterator[Edge]:
    """What a caller of the package hands to the parameters that go on to other functions."""
    places = [f"param:{key}:{i}" for key in keys for i in range(len(function.parameters))]
    places = [place for place in places if place in used]
    owner = owner_of(facts, function) if places else None
    if owner is not None:
        source = "caller" if owner == OUTRIGHT else f"exported:{owner}"
        yield from ((place, source, "same") for place in places)


def _handed(facts: TreeFacts, ports: Ports, place: str, value: Node) -> Iterator[Edge]:
    value = unwrap(value)
    if value.type in _PLAIN:
        return
    entries = object_entries(value, facts.source) if value.type == "object" else {}
    if value.type == "object" and "..." not in entries:
        for name, entry in entries.items():
            if entry.type not in _PLAIN:
                yield from ((f"{place}.{name}", *p) for p in ports_of(ports.flow(entry)))
        return
    yield from ((place, *port) for port in ports_of(ports.flow(value)))


def _kept(facts: TreeFacts) -> Iterator[tuple[str, Node]]:
    """What is kept in fields of instances and in variables of the module."""
    for node in facts.assignments:
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        if left is None or right is None or left.type != "member_expression":
            continue
        owner, last = left.child_by_field_name("object"), left.child_by_field_name("property")
        if owner is not None and last is not None and is_self(facts, owner):
            yield f"field:{facts.text(last)}", right
    for name, definitions in facts.outer_assignments.items():
        for definition in definitions:
            if definition.value is not None:
                yield f"var:{name}", definition.value


def _returns(
    ports: Ports, function: Function, keys: list[str], edges: set[Edge], passes: Passes
) -> None:
    found: set[Port] = set()
    for value in returned(function.node):
        if value.type not in _PLAIN:
            found |= ports_of(ports.flow(value))
    own = {f"param:{key}:{i}": i for key in keys for i in range(len(function.parameters))}
    given = {(own[_whole(place)], mode) for place, mode in found if _whole(place) in own}
    for key in keys:
        if given:
            passes[key] = tuple(sorted({*passes.get(key, ()), *given}))
        edges.update(
            (f"return:{key}", place, mode) for place, mode in found if _whole(place) not in own
        )


def _whole(place: str) -> str:
    """The parameter that a member of it belongs to."""
    return _MEMBER.sub(r"\1", place)


def solve(edges: Iterable[tuple[Edge, ...]]) -> frozenset[str]:
    """What arrives where, as marks: ``flow:input:PLACE``, ``flow:request:PLACE`` and so on."""
    onward: dict[str, list[tuple[str, Mode]]] = defaultdict(list)
    for some in edges:
        for place, source, mode in some:
            onward[source].append((place, mode))
    states: dict[str, set[State]] = {
        "input": {"input"},
        "request": {"request"},
        "caller": {"caller"},
    }
    waiting = list(states)
    while waiting:
        source = waiting.pop()
        for place, mode in onward.get(source, ()):
            known = states.setdefault(place, set())
            news = {arriving(state, mode) for state in states[source]} - known - {None}
            if news:
                known.update(state for state in news if state is not None)
                waiting.append(place)
    return frozenset(
        f"flow:{state}:{place}" for place, some in states.items() for state in some if ":" in place
    )
