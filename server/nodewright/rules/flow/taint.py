"""Follow values back from where they are used to the request they came from.

The search starts at a use and goes backwards through definitions, so nothing is computed for a
variable that no rule asks about. It stays inside one chunk; what other chunks hand over is asked
by the name of the place where it arrives. It is quiet where it is not sure.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from nodewright.document import Related
from nodewright.javascript.bindings import ELEMENT, Mode
from nodewright.javascript.parsing import Node
from nodewright.javascript.syntax import FUNCTIONS, WRAPPERS, arguments, callee
from nodewright.javascript.tree_facts import TreeFacts, module_of
from nodewright.rules.across.origins import local_origin
from nodewright.rules.flow.arrivals import Arrivals
from nodewright.rules.flow.beginnings import BEGINS
from nodewright.rules.flow.callables import call_keys, returned
from nodewright.rules.flow.flow import Flow, Passed, arriving, chosen, widened
from nodewright.rules.flow.requests import Requests
from nodewright.rules.flow.sources import CLEANERS, PARSERS, PASSERS, REQUEST_INSIDE, SOURCES

_DEPTH = 30
_CLEANS = re.compile(r"(?i)sanit|escape|clean|valid|safe|encode|quote|hash|encrypt|digest|redact")
"""Functions with such a name are trusted to do what it says."""


class Taint(Arrivals):
    """Answers, for nodes of ``facts``, whether their value comes from a request.

    ``mark`` says what the whole file knows: ``flow:input:PLACE`` and ``flow:request:PLACE``;
    ``passes`` which arguments a function gives back, and what it does to them.
    """

    def __init__(
        self,
        facts: TreeFacts,
        requests: Requests,
        mark: Callable[[str], bool],
        passes: Callable[[str], Passed],
    ) -> None:
        super().__init__(facts, requests)
        self._mark = mark
        self._passes = passes
        self._memo: dict[tuple[int, int], Flow | None] = {}
        self._dry: bool | None = None

    def steps(self, node: Node) -> tuple[Related, ...] | None:
        """The way of client input to ``node``, source first; None when it does not get there."""
        flow = self.flow(node)
        return flow.steps if flow is not None and flow.is_input else None

    def flow(self, node: Node | None, depth: int = 0) -> Flow | None:
        """How the value of ``node`` depends on a request, as far as can be told."""
        if node is None or depth > _DEPTH or self._is_dry():
            return None
        key = (node.id, node.start_byte)
        if key not in self._memo:
            self._memo[key] = None  # a cycle ends here
            self._memo[key] = self._flow(node, depth + 1)
        return self._memo[key]

    def _is_dry(self) -> bool:
        """True where nothing in the whole file comes from a client."""
        if self._dry is None:
            self._dry = self.assumed is None and not self._mark(BEGINS)
        return self._dry

    def merge(self, flows: Iterable[Flow | None]) -> Flow | None:
        """The first that is input, else the request."""
        kept: Flow | None = None
        for flow in flows:
            if flow is not None and flow.is_input:
                return flow
            kept = kept or flow
        return kept

    def arriving(self, place: str, node: Node, message: str) -> Flow | None:
        """What other code of the file hands to ``place``."""
        if self._mark(mark := f"flow:input:{place}"):
            return chosen(node, message, mark)
        return Flow("request") if self._mark(f"flow:request:{place}") else None

    def _flow(self, node: Node, depth: int) -> Flow | None:
        kind = node.type
        if kind in ("identifier", "shorthand_property_identifier"):
            return self.of_name(node, depth)
        if kind == "member_expression":
            return self._of_member(node, depth)
        if kind == "subscript_expression":
            flow = self.flow(node.child_by_field_name("object"), depth)
            return self.enter(flow, ELEMENT, node)
        if kind == "binary_expression":
            return self._of_binary(node, depth)
        if kind == "ternary_expression":
            either = ("consequence", "alternative")
            return self.merge(self.flow(node.child_by_field_name(s), depth) for s in either)
        if kind == "assignment_expression":
            return self.flow(node.child_by_field_name("right"), depth)
        if kind in WRAPPERS or kind in ("spread_element", "template_substitution"):
            return self.flow(_last_named(node), depth)
        if kind == "template_string":
            return self._first(
                [c for c in node.named_children if c.type == "template_substitution"], depth
            )
        if kind == "call_expression":
            return self._of_call(node, depth)
        if kind == "new_expression":
            return self._of_new(node, depth)
        if kind in ("array", "object"):
            values = [c.child_by_field_name("value") or c for c in node.named_children]
            return self._first([v for v in values if v.type not in FUNCTIONS], depth)
        return None

    def _first(self, nodes: Iterable[Node | None], depth: int) -> Flow | None:
        """The input that one of the ``nodes`` holds: they become a part of another value."""
        for node in nodes:
            flow = self.flow(node, depth)
            if flow is not None and flow.is_input:
                return flow
        return None

    def _of_binary(self, node: Node, depth: int) -> Flow | None:
        operands: list[Node | None] = []
        here: Node | None = node
        adds = False
        while here is not None and here.type == "binary_expression":
            operator = here.child_by_field_name("operator")
            if operator is None or operator.type not in ("+", "||", "??", "&&"):
                break
            adds = adds or operator.type == "+"
            operands.append(here.child_by_field_name("right"))
            here = here.child_by_field_name("left")
        if here is not None and here.type != "binary_expression":
            operands.append(here)
        if adds:
            return self._first(operands[::-1], depth)
        return self.merge(self.flow(operand, depth) for operand in operands[::-1])

    def _of_member(self, node: Node, depth: int) -> Flow | None:
        last, owner = node.child_by_field_name("property"), node.child_by_field_name("object")
        if last is None or owner is None:
            return None
        name = self._facts.text(last)
        whole, flow = self.of_property(owner, name, node, depth)
        if not whole:
            flow = self.enter(self.flow(owner, depth), name, node) or flow
        if flow is None or (flow.state != "request" and self.guarded(node)):
            return None
        return flow

    def enter(self, flow: Flow | None, name: str, node: Node) -> Flow | None:
        """What the member ``name`` of a value is; a length is no text."""
        if flow is None:
            return None
        if flow.is_input:
            return None if name == "length" else widened(flow, node)
        if name in SOURCES:
            return chosen(node)
        return flow if name in REQUEST_INSIDE else None

    # -- calls ------------------------------------------------------------------------------

    def _of_call(self, node: Node, depth: int) -> Flow | None:
        called = callee(node)
        given = arguments(node)
        if called is None:
            return None
        if called.type != "member_expression":
            name = self._facts.text(called)
            if name in PASSERS or (self._facts.origin(called) or "").split("#")[-1] in PASSERS:
                return self._first(given, depth)
            return self._of_own(node, name, given, depth)
        last, receiver = (
            called.child_by_field_name("property"),
            called.child_by_field_name("object"),
        )
        name = self._facts.text(last) if last is not None else ""
        if name in CLEANERS or receiver is None:
            return None
        if name == "parse" and not self._is_parser(receiver):
            return None
        flow = self.flow(called, depth)
        if flow is not None and flow.is_input:
            return self._of_method(flow, name, given, depth)
        if name in ("replace", "replaceAll"):
            return self._first(given[1:], depth)
        if name in PASSERS or name in ("parse", "then"):
            chained = self._first(_results(given) if name == "then" else given, depth)
            if chained is not None or name == "parse":
                return chained
        return self._of_own(node, name, given, depth)

    def _is_parser(self, receiver: Node) -> bool:
        """``JSON``, ``url`` or ``require('url')``: what it parses stays what the client sent."""
        return (
            self._facts.text(receiver) in PARSERS
            or module_of(self._facts.origin(receiver)) in PARSERS
        )

    def _of_method(self, flow: Flow, name: str, given: list[Node], depth: int) -> Flow | None:
        """What a method of a tainted value gives back."""
        text = self._facts.text(given[0]) if given else ""
        if name == "replace" and re.match(r"/\[\^", text):
            return None  # everything but a list of harmless characters is removed
        if name == "filter" and re.search(r"\.(includes|has|test)\(|\w+\s+in\s", text):
            return None  # an allow list
        if name in ("map", "flatMap", "then") and given:
            if given[0].type in FUNCTIONS:
                return self._first(returned(given[0]), depth)
            if text in CLEANERS:
                return None
        return flow

    def _of_own(self, node: Node, name: str, given: list[Node], depth: int) -> Flow | None:
        """What a function of the file gives back."""
        if _CLEANS.search(name):
            return None
        called = callee(node)
        origin = local_origin(self._facts, called) if called is not None else None
        if origin is not None and not any(self.flow(argument, depth) for argument in given):
            return None
        for key in (origin,) if origin is not None else call_keys(self._facts, node):
            for index, mode in self._passes(key):
                flow = self.flow(given[index], depth) if index < len(given) else None
                flow = self.passed(flow, mode, node)
                if flow is not None:
                    return flow
            if origin is not None:
                continue
            found = self.arriving(f"return:{key}", node, "The function gives back client input")
            if found is not None:
                return found
        return self._of_local(name, node, depth)

    def passed(self, flow: Flow | None, mode: Mode, node: Node) -> Flow | None:
        """What an argument is when a function gives it back."""
        if flow is None:
            return None
        state = arriving(flow.state, mode)
        if flow.state == "request" and state == "input":
            return chosen(node, "The function takes this from the request")
        return flow if state is not None else None

    def _of_local(self, name: str, node: Node, depth: int) -> Flow | None:
        """What a function gives back that is declared inside of another one."""
        binding = self._facts.local(name, node.start_byte)
        if binding is None or binding.scope is self._facts.module or binding.node is None:
            return None
        value: Node | None = binding.node if binding.kind == "function" else None
        if binding.kind == "variable" and len(binding.definitions) == 1:
            value = binding.definitions[0].value
        if value is None or value.type not in FUNCTIONS:
            return None
        return self.merge(self.flow(result, depth) for result in returned(value))

    def _of_new(self, node: Node, depth: int) -> Flow | None:
        constructor = node.child_by_field_name("constructor")
        name = self._facts.text(constructor) if constructor is not None else ""
        known = ("URL", "URLSearchParams", "Set")
        return self._first(arguments(node), depth) if name in known else None


def _results(given: list[Node]) -> list[Node]:
    """What the handlers of a promise give back."""
    return [result for node in given if node.type in FUNCTIONS for result in returned(node)]


def _last_named(node: Node) -> Node | None:
    if not node.named_child_count:
        return None
    return node.named_children[-1 if node.type == "type_assertion" else 0]
