"""On which places a value depends, whatever may arrive there; see ``edges.py``."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from nodewright.javascript.bindings import Mode
from nodewright.javascript.parsing import Node
from nodewright.javascript.tree_facts import TreeFacts
from nodewright.rules.flow.flow import Flow, Passed, Port, composed, entered
from nodewright.rules.flow.requests import Requests
from nodewright.rules.flow.taint import Taint


class Ports(Taint):
    """Says on which places a value depends, whatever may arrive there."""

    def __init__(
        self, facts: TreeFacts, requests: Requests, passes: Callable[[str], Passed]
    ) -> None:
        super().__init__(facts, requests, lambda name: False, passes)

    def _is_dry(self) -> bool:
        return False

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
