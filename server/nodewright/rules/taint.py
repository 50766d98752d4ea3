"""Follow values back from where they are used to the request they came from.

The search starts at a use and goes backwards through definitions, so nothing is computed for a
variable that no rule asks about. It stays inside one chunk, and is quiet where it is not sure.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from nodewright.document import Related, Span
from nodewright.javascript.bindings import ELEMENT, Binding, Definition, Function
from nodewright.javascript.parsing import Node
from nodewright.javascript.scopes import bare_parameter
from nodewright.javascript.syntax import FUNCTIONS, WRAPPERS, arguments, callee
from nodewright.javascript.tree_facts import TreeFacts, module_of
from nodewright.rules.requests import Requests
from nodewright.rules.sources import (
    CLEANERS,
    GUARDS,
    ITERATORS,
    PARSERS,
    PASSERS,
    REQUEST_INSIDE,
    SOURCES,
)

_DEPTH = 30

State = Literal["request", "input"]


@dataclass(frozen=True, slots=True)
class Flow:
    """How a value depends on a request: it is the request, or something the client chose."""

    state: State
    steps: tuple[Related, ...] = ()


class Taint:
    """Answers, for nodes of ``facts``, whether their value comes from a request."""

    def __init__(self, facts: TreeFacts, requests: Requests) -> None:
        self._facts = facts
        self._requests = requests
        self._memo: dict[tuple[int, int], Flow | None] = {}

    def steps(self, node: Node) -> tuple[Related, ...] | None:
        """The way of client input to ``node``, source first; None when it does not get there."""
        flow = self.flow(node)
        return flow.steps if flow is not None and flow.state == "input" else None

    def flow(self, node: Node | None, depth: int = 0) -> Flow | None:
        """How the value of ``node`` depends on a request, as far as can be told."""
        if node is None or depth > _DEPTH:
            return None
        key = (node.id, node.start_byte)
        if key not in self._memo:
            self._memo[key] = None  # a cycle ends here
            self._memo[key] = self._flow(node, depth + 1)
        return self._memo[key]

    def _flow(self, node: Node, depth: int) -> Flow | None:
        kind = node.type
        if kind in ("identifier", "shorthand_property_identifier"):
            return self._of_name(node, depth)
        if kind == "member_expression":
            return self._of_member(node, depth)
        if kind == "subscript_expression":
            flow = self.flow(node.child_by_field_name("object"), depth)
            return self._enter(flow, ELEMENT, node)
        if kind == "binary_expression":
            return self._of_binary(node, depth)
        if kind == "ternary_expression":
            either = ("consequence", "alternative")
            return self._first([node.child_by_field_name(side) for side in either], depth)
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

    def _first(self, nodes: list[Node | None] | list[Node], depth: int) -> Flow | None:
        for node in nodes:
            flow = self.flow(node, depth)
            if flow is not None and flow.state == "input":
                return flow
        return None

    def _of_binary(self, node: Node, depth: int) -> Flow | None:
        operands: list[Node | None] = []
        here: Node | None = node
        while here is not None and here.type == "binary_expression":
            operator = here.child_by_field_name("operator")
            if operator is None or operator.type not in ("+", "||", "??", "&&"):
                break
            operands.append(here.child_by_field_name("right"))
            here = here.child_by_field_name("left")
        if here is not None and here.type != "binary_expression":
            operands.append(here)
        found = self._first(operands[::-1], depth)
        return found or (self.flow(here, depth) if len(operands) == 2 else None)

    def _of_member(self, node: Node, depth: int) -> Flow | None:
        last = node.child_by_field_name("property")
        flow = self.flow(node.child_by_field_name("object"), depth)
        if flow is None or last is None or self._guarded(node):
            return None
        return self._enter(flow, self._facts.text(last), node)

    def _enter(self, flow: Flow | None, name: str, node: Node) -> Flow | None:
        if flow is None:
            return None
        if flow.state == "input":
            return None if name == "length" else _widened(flow, node)
        if name in SOURCES:
            step = Related(Span(node.start_byte, node.end_byte), "The client chooses this value")
            return Flow("input", (step,))
        return flow if name in REQUEST_INSIDE else None

    def _of_call(self, node: Node, depth: int) -> Flow | None:
        called = callee(node)
        given = arguments(node)
        if called is None:
            return None
        if called.type != "member_expression":
            name = self._facts.text(called)
            return self._first(given, depth) if name in PASSERS else None
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
        if flow is not None and flow.state == "input":
            return self._of_method(flow, name, given, depth)
        if name in ("replace", "replaceAll"):
            return self._first(given[1:], depth)
        return self._first(given, depth) if name in PASSERS or name == "parse" else None

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
        if name in ("map", "flatMap") and given:
            if given[0].type in FUNCTIONS:
                return self._first(_returned(given[0]), depth)
            if text in CLEANERS:
                return None
        return flow

    def _of_new(self, node: Node, depth: int) -> Flow | None:
        constructor = node.child_by_field_name("constructor")
        name = self._facts.text(constructor) if constructor is not None else ""
        return (
            self._first(arguments(node), depth)
            if name in ("URL", "URLSearchParams", "Set")
            else None
        )

    def _guarded(self, node: Node) -> bool:
        """True when the function has compared the value with a list, a pattern or a number type."""
        function = self._facts.function_at(node.start_byte)
        start = function.start if function is not None else self._facts.root.start_byte
        before = self._facts.source[start : node.start_byte].decode("utf-8", "replace")
        name = self._facts.text(node)
        if len(name) > 80 or name not in before:
            return False
        return bool(re.search(GUARDS.format(name=rf"(?<![\w.]){re.escape(name)}"), before))

    # -- names ------------------------------------------------------------------------------

    def _of_name(self, node: Node, depth: int) -> Flow | None:
        name, offset = self._facts.text(node), node.start_byte
        binding = self._facts.resolve(name, offset)
        if binding is None or binding.outer is not None:
            return None
        for definition in self._reaching(binding, offset):
            flow = self._of_definition(binding, definition, depth)
            for step in definition.path:
                flow = self._enter(flow, step, definition.value or node)
            if flow is None:
                continue
            if flow.state == "input":
                if self._guarded(node):
                    return None
                flow = Flow("input", (*flow.steps, *self._step(binding, definition)))
            return flow
        return None

    def _step(self, binding: Binding, definition: Definition) -> tuple[Related, ...]:
        if definition.value is None:
            return ()
        span = Span(min(definition.at, definition.value.start_byte), definition.value.end_byte)
        return (Related(span, f"It is kept in {binding.name}"),)

    def _of_definition(self, binding: Binding, definition: Definition, depth: int) -> Flow | None:
        if definition.value is not None:
            return self.flow(definition.value, depth)
        function = binding.scope.function
        if binding.kind != "parameter" or function is None or binding.node is None:
            return None
        return self._of_parameter(function, binding.node, depth)

    def _of_parameter(self, function: Function, node: Node, depth: int) -> Flow | None:
        index = next(
            (i for i, p in enumerate(function.parameters) if p.end_byte >= node.end_byte), 0
        )
        parameter = function.parameters[index]
        if self._requests.decorated_input(parameter):
            step = Related(Span(node.start_byte, node.end_byte), "The client chooses this value")
            return Flow("input", (step,))
        handler = self._requests.handler(function)
        if handler is not None and handler.request == bare_parameter(parameter):
            return Flow("request")
        if self._requests.stands_before_response(function, index):
            return Flow("request")
        if self._requests.hears_messages(function):
            step = Related(Span(node.start_byte, node.end_byte), "The client sends this message")
            return Flow("input", (step,))
        found = self._of_callback(function, depth) if index == 0 else None
        return found or self._of_calls(function, index, depth)

    def _of_calls(self, function: Function, index: int, depth: int) -> Flow | None:
        """A parameter of a named function is as tainted as what the calls of its chunk give it."""
        name = self._requests.name_of(function)
        for call in self._facts.calls if name else ():
            if call.name != name or call.receiver is not None:
                continue
            given = arguments(call.node)
            flow = self.flow(given[index], depth) if index < len(given) else None
            if flow is not None:
                return flow
        return None

    def _of_callback(self, function: Function, depth: int) -> Flow | None:
        """The first parameter of ``list.map(item => ...)`` is as tainted as the list."""
        parent = function.node.parent
        call = parent.parent if parent is not None and parent.type == "arguments" else None
        called = callee(call) if call is not None and call.type == "call_expression" else None
        if called is None or called.type != "member_expression":
            return None
        last = called.child_by_field_name("property")
        if last is None or self._facts.text(last) not in ITERATORS:
            return None
        flow = self.flow(called.child_by_field_name("object"), depth)
        return flow if flow is not None and flow.state == "input" else None

    def _reaching(self, binding: Binding, offset: int) -> list[Definition]:
        """The definitions that may hold at ``offset``: earlier ones minus those overwritten."""
        here = self._facts.function_at(offset)
        found: list[Definition] = []
        for definition in sorted(binding.definitions, key=lambda d: d.at):
            same = self._facts.function_at(definition.at) is here
            if (definition.at >= offset and same) or _is_inside(offset, definition.value):
                continue
            scope = self._facts.scope_at(definition.at)
            if not definition.adds and definition.at < offset and scope.start <= offset < scope.end:
                found = []
            found.append(definition)
        return found


def _is_inside(offset: int, value: Node | None) -> bool:
    """``x = 'a' + x``: on its own right side a name still has the value from before."""
    return value is not None and value.start_byte <= offset < value.end_byte


def _widened(flow: Flow, node: Node) -> Flow:
    """``flow`` with its source named in full: ``req.query.name`` instead of ``req.query``."""
    parent = node.parent
    called = parent is not None and parent.type == "call_expression"
    first = flow.steps[0].span
    if len(flow.steps) > 1 or called or node.start_byte != first.start:
        return flow
    return Flow("input", (Related(Span(first.start, node.end_byte), flow.steps[0].message),))


def _returned(function: Node) -> list[Node]:
    """What a function gives back: its expression body, or the values of its return statements."""
    body = function.child_by_field_name("body")
    if body is None or body.type != "statement_block":
        return [body] if body is not None else []
    found: list[Node] = []
    stack = list(body.named_children)
    while stack:
        node = stack.pop()
        if node.type == "return_statement":
            found += node.named_children
        elif node.type not in FUNCTIONS:
            stack += node.named_children
    return found


def _last_named(node: Node) -> Node | None:
    if not node.named_child_count:
        return None
    return node.named_children[-1 if node.type == "type_assertion" else 0]
