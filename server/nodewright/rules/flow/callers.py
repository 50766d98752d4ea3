"""Follow values back to those who call a library: the parameters of its exported functions.

A caller may well hand over a whole command or a whole path: that is what such a function is for.
What counts is a value that the library itself puts into a text, as in ``'git clone ' + url``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from nodewright.javascript.bindings import Function
from nodewright.javascript.parsing import Node
from nodewright.javascript.syntax import callee
from nodewright.javascript.tree_facts import TreeFacts
from nodewright.rules.flow.exported import OUTRIGHT, owner_of
from nodewright.rules.flow.flow import Flow, Passed, chosen
from nodewright.rules.flow.requests import Requests
from nodewright.rules.flow.taint import Taint

_OF_TEXT = frozenset(
    (
        "trim",
        "trimStart",
        "trimEnd",
        "toLowerCase",
        "toUpperCase",
        "toString",
        "split",
        "slice",
        "substr",
        "substring",
        "replace",
        "pop",
        "shift",
    )
)
"""What these methods give back is still the caller's, taken apart or cleaned of white space."""
_HANDED = "A caller in this file gives it what comes from outside"
_SAID = "Whoever calls this package chooses this value"


class Callers(Taint):
    """Answers whether a value was made of what a caller of the package hands over."""

    def __init__(
        self,
        facts: TreeFacts,
        requests: Requests,
        mark: Callable[[str], bool],
        passes: Callable[[str], Passed],
    ) -> None:
        super().__init__(facts, requests, mark, passes)
        self._owners: dict[int, str | None] = {}

    def _is_dry(self) -> bool:
        return False

    def arriving(self, place: str, node: Node, message: str) -> Flow | None:
        if self._mark(mark := f"flow:composed:{place}"):
            return chosen(node, _HANDED, mark)
        if self._mark(mark := f"flow:caller:{place}"):
            return replace(chosen(node, _HANDED, mark), state="caller")
        return None

    def of_parameter(self, function: Function, node: Node, member: str, depth: int) -> Flow | None:
        found = super().of_parameter(function, node, member, depth)
        if found is None and self._is_exported(function):
            return replace(chosen(node, _SAID), state="caller")
        return found

    def enter(self, flow: Flow | None, name: str, node: Node) -> Flow | None:
        if flow is not None and flow.state == "caller":
            return None if name == "length" else flow
        return super().enter(flow, name, node)

    def _of_call(self, node: Node, depth: int) -> Flow | None:
        found = super()._of_call(node, depth)
        called = callee(node) if found is None else None
        if called is None or called.type != "member_expression":
            return found
        last, receiver = (called.child_by_field_name(n) for n in ("property", "object"))
        if last is None or self._facts.text(last) not in _OF_TEXT:
            return None
        flow = self.flow(receiver, depth)
        return flow if flow is not None and flow.state == "caller" else None

    def _first(self, nodes: Iterable[Node | None], depth: int) -> Flow | None:
        for node in nodes:
            flow = self.flow(node, depth)
            if flow is not None:
                return replace(flow, state="input")
        return None

    def _is_exported(self, function: Function) -> bool:
        key = function.start
        if key not in self._owners:
            self._owners[key] = owner_of(self._facts, function)
        owner = self._owners[key]
        return owner == OUTRIGHT or (owner is not None and self._mark(f"exported:{owner}"))
