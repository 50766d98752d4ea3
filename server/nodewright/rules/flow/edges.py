"""What a chunk hands to the other code of its file: edges between named places.

A place is ``param:KEY:INDEX`` (of a function, see :mod:`nodewright.rules.flow.callables`), the same
with ``.NAME`` for one member of it, ``return:KEY``, ``field:NAME`` of an instance, ``var:NAME`` of
the module, or ``regex:NAME``: what such an expression is used on. ``request``, ``input`` and
``caller`` are where values begin. An edge is made once for a chunk and says nothing of other
chunks; :mod:`nodewright.rules.flow.trails` puts the edges of all chunks together.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from nodewright.document import Span
from nodewright.javascript.bindings import Function, Mode
from nodewright.javascript.parsing import Node
from nodewright.javascript.syntax import FUNCTIONS, arguments, object_entries, unwrap
from nodewright.javascript.tree_facts import TreeFacts
from nodewright.rules.flow.callables import call_keys, is_self, returned
from nodewright.rules.flow.exported import OUTRIGHT, exported_names, owner_of
from nodewright.rules.flow.flow import Passed, Port
from nodewright.rules.flow.ports import Ports, ports_of
from nodewright.rules.flow.regex_uses import matched_names
from nodewright.rules.flow.requests import Requests, registered_names

Edge = tuple[str, str, Mode]
"""Where a value arrives, where it comes from, and what was done to it on the way."""

_MEMBER = re.compile(r"(:\d+)\..*$")
_PLAIN = frozenset(("string", "number", "true", "false", "null", "undefined", "regex", *FUNCTIONS))


@dataclass(slots=True)
class Edges:
    """The edges of a chunk with where each is written, and what its functions give back.

    Spans are bytes of the file; an edge that is not written anywhere has none.
    """

    spans: dict[Edge, Span | None] = field(default_factory=dict)
    passes: dict[str, Passed] = field(default_factory=dict)

    def add(self, place: str, ports: Iterable[Port], node: Node | None = None) -> None:
        """Let what ``node`` is worth arrive at ``place``."""
        span = Span(node.start_byte, node.end_byte) if node is not None else None
        for source, mode in ports:
            if source != place:
                self.spans.setdefault((place, source, mode), span)


def edges_of(facts: TreeFacts, passes: Callable[[str], Passed]) -> Edges:
    """What the code of a chunk hands over, and which arguments its functions give back.

    ``passes`` says the latter of the functions of earlier chunks.
    """
    ports = Ports(facts, Requests(facts, lambda name: False), passes)
    edges = Edges()
    for call in (*(call.node for call in facts.calls), *facts.news):
        for key in call_keys(facts, call):
            for index, argument in enumerate(arguments(call)):
                _hand(facts, ports, edges, f"param:{key}:{index}", argument)
    for place, value in _kept(facts):
        edges.add(place, ports_of(ports.flow(value)), value)
    for name, text in matched_names(facts):
        edges.add(f"regex:{name}", ports_of(ports.flow(text)), text)
    for function in facts.functions:
        if keys := ports.keys(function):
            _returns(ports, function, keys, edges)
    for name in registered_names(facts):
        edges.add(f"param:{name}:0", [("request", "same")])
    for name in exported_names(facts):
        edges.add(f"exported:{name}", [("caller", "same")])
    used = {_whole(source) for _, source, _ in edges.spans}
    for function in facts.functions:
        _from_callers(facts, function, ports.keys(function), used, edges)
    return edges


def _from_callers(
    facts: TreeFacts, function: Function, keys: list[str], used: set[str], edges: Edges
) -> None:
    """What a caller of the package hands to the parameters that go on to other functions."""
    for index, parameter in enumerate(function.parameters):
        places = [p for p in (f"param:{key}:{index}" for key in keys) if p in used]
        owner = owner_of(facts, function) if places else None
        for place in places if owner is not None else ():
            source = "caller" if owner == OUTRIGHT else f"exported:{owner}"
            edges.add(place, [(source, "same")], parameter)


def _hand(facts: TreeFacts, ports: Ports, edges: Edges, place: str, value: Node) -> None:
    value = unwrap(value)
    if value.type in _PLAIN:
        return
    entries = object_entries(value, facts.source) if value.type == "object" else {}
    if value.type != "object" or "..." in entries:
        edges.add(place, ports_of(ports.flow(value)), value)
        return
    for name, entry in entries.items():
        if entry.type not in _PLAIN:
            edges.add(f"{place}.{name}", ports_of(ports.flow(entry)), entry)


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


def _returns(ports: Ports, function: Function, keys: list[str], edges: Edges) -> None:
    own = {f"param:{key}:{i}": i for key in keys for i in range(len(function.parameters))}
    given: set[tuple[int, Mode]] = set()
    for value in returned(function.node):
        found = ports_of(ports.flow(value)) if value.type not in _PLAIN else ()
        given.update((own[_whole(place)], mode) for place, mode in found if _whole(place) in own)
        others = [port for port in found if _whole(port[0]) not in own]
        for key in keys:
            edges.add(f"return:{key}", others, value)
    for key in keys if given else ():
        edges.passes[key] = tuple(sorted({*edges.passes.get(key, ()), *given}))


def _whole(place: str) -> str:
    """The parameter that a member of it belongs to."""
    return _MEMBER.sub(r"\1", place)
