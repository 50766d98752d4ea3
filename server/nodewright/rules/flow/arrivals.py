"""Where the value of a name comes from: its definitions, its callers, and what objects keep."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator

from nodewright.document import Related, Span
from nodewright.javascript.bindings import Binding, Definition, Function, Mode
from nodewright.javascript.parsing import Node
from nodewright.javascript.scopes import bare_parameter
from nodewright.javascript.syntax import FUNCTIONS, arguments, callee, object_entries, unwrap
from nodewright.javascript.tree_facts import TreeFacts
from nodewright.rules.flow.callables import is_self, keys_of
from nodewright.rules.flow.flow import Assumed, Flow, chosen
from nodewright.rules.flow.guards import looked_at
from nodewright.rules.flow.requests import Requests
from nodewright.rules.flow.sources import ITERATORS


class Arrivals(ABC):
    """How names get their values; :meth:`flow` says what an expression is worth."""

    def __init__(self, facts: TreeFacts, requests: Requests) -> None:
        self._facts = facts
        self._requests = requests
        self._keys: dict[int, list[str]] = {}
        self.assumed: Assumed | None = None

    @abstractmethod
    def flow(self, node: Node | None, depth: int = 0) -> Flow | None:
        """How the value of ``node`` depends on a request, as far as can be told."""

    @abstractmethod
    def enter(self, flow: Flow | None, name: str, node: Node) -> Flow | None:
        """What the member ``name`` of a value is."""

    @abstractmethod
    def merge(self, flows: Iterable[Flow | None]) -> Flow | None:
        """What a value is that may be each of these."""

    @abstractmethod
    def arriving(self, place: str, node: Node, message: str) -> Flow | None:
        """What the rest of the file hands to ``place``; see :mod:`nodewright.rules.flow.ports`."""

    @abstractmethod
    def passed(self, flow: Flow | None, mode: Mode, node: Node) -> Flow | None:
        """What a value is after ``mode`` was done to it."""

    # -- names ------------------------------------------------------------------------------

    def of_name(self, node: Node, depth: int) -> Flow | None:
        """The flow of a name where it is used."""
        name, offset = self._facts.text(node), node.start_byte
        binding = self._facts.resolve(name, offset)
        if binding is None:
            return None
        if binding.outer is not None:
            if binding.kind != "variable" or binding.outer.origin:
                return None
            return self.arriving(f"var:{name}", node, "Another function keeps client input in it")
        found = self.merge(self._definitions(binding, node, depth))
        if found is None and not _is_object_of_member(node):
            found = self.merge(self._properties(binding, offset, depth))
        if found is None or (found.state != "request" and self.guarded(node)):
            return None
        return found

    def _definitions(self, binding: Binding, node: Node, depth: int) -> Iterator[Flow | None]:
        for definition in self._reaching(binding.definitions, node.start_byte):
            flow = self._of_definition(binding, definition, depth)
            if flow is not None and flow.is_input:
                flow = Flow(flow.state, (*flow.steps, *_step(binding, definition)), flow.ports)
            yield flow

    def _properties(self, binding: Binding, offset: int, depth: int) -> Iterator[Flow | None]:
        for definitions in binding.properties.values():
            for definition in self._reaching(definitions, offset):
                flow = self.flow(definition.value, depth)
                yield flow if flow is not None and flow.is_input else None

    def _of_definition(self, binding: Binding, definition: Definition, depth: int) -> Flow | None:
        path = definition.path
        if definition.value is not None:
            flow, rest = self._literal_entry(definition.value, path, depth)
            if flow is None and rest == path and path:
                flow = self.flow(definition.value, depth)
            path = rest
        else:
            flow = self._of_own_parameter(binding, path, depth)
        for step in path:
            flow = self.enter(flow, step, definition.value or binding.node or self._facts.root)
        return flow

    def _literal_entry(
        self, value: Node, path: tuple[str, ...], depth: int
    ) -> tuple[Flow | None, tuple[str, ...]]:
        """The flow of ``path[0]`` of an object whose literal is known, and the rest of the path."""
        if not path:
            return self.flow(value, depth), ()
        entries = self._entries(value)
        if entries is not None:
            return self.flow(entries.get(path[0]), depth), path[1:]
        whole, flow = self.of_property(unwrap(value), path[0], value, depth)
        return (flow, path[1:]) if whole else (None, path)

    def _of_own_parameter(self, binding: Binding, path: tuple[str, ...], depth: int) -> Flow | None:
        function = binding.scope.function
        if binding.kind != "parameter" or function is None or binding.node is None:
            return None
        return self.of_parameter(function, binding.node, path[0] if path else "", depth)

    # -- members of names ---------------------------------------------------------------------

    def of_property(
        self, owner: Node, name: str, node: Node, depth: int
    ) -> tuple[bool, Flow | None]:
        """What ``owner.name`` is where the code of the file says so; True when that is all."""
        if is_self(self._facts, owner):
            said = "Another method keeps client input in it"
            return True, self.arriving(f"field:{name}", node, said)
        if owner.type != "identifier":
            return False, None
        binding = self._facts.resolve(self._facts.text(owner), owner.start_byte)
        if binding is None or binding.outer is not None:
            return False, None
        assigned = self._reaching(binding.properties.get(name, []), node.start_byte)
        if assigned:
            flow = self.merge(self.flow(d.value, depth) for d in assigned)
            if flow is not None or self._overwrites(assigned[0], node.start_byte):
                return True, flow
        values = [d.value for d in binding.definitions]
        only = values[0] if len(values) == 1 and not binding.definitions[0].path else None
        entries = self._entries(only) if only is not None else None
        if entries is not None:
            entry = entries.get(name)
            return True, self.flow(entry, depth) if entry is not None else None
        if binding.kind == "parameter" and binding.node is not None and binding.scope.function:
            part = self.of_parameter(binding.scope.function, binding.node, name, depth)
            if part is not None and part.is_input:
                return True, self.enter(part, name, node)
        return False, None

    def _entries(self, value: Node) -> dict[str, Node] | None:
        """The entries of an object literal that says everything of the object."""
        value = unwrap(value)
        if value.type != "object" or value.has_error:
            return None
        entries = object_entries(value, self._facts.source)
        computed = any(
            child.type == "pair"
            and (key := child.child_by_field_name("key")) is not None
            and key.type == "computed_property_name"
            for child in value.named_children
        )
        return None if "..." in entries or computed else entries

    # -- parameters ---------------------------------------------------------------------------

    def of_parameter(self, function: Function, node: Node, member: str, depth: int) -> Flow | None:
        """What comes in through a parameter; ``member``: only that member of it is asked for."""
        index = next(
            (i for i, p in enumerate(function.parameters) if p.end_byte >= node.end_byte), 0
        )
        parameter = function.parameters[index]
        known = self._by_role(function, index, parameter, node)
        if known is None and self.assumed is not None:
            known = self._as_assumed(self.assumed, function, index, member, node)
        if known is not None:
            return known
        if index == 0 or _takes_results(function):
            found = self._of_callback(function, index, depth)
            if found is not None:
                return found
        return self._of_callers(function, index, member, node, depth)

    def _as_assumed(
        self, assumed: Assumed, function: Function, index: int, member: str, node: Node
    ) -> Flow | None:
        here = (assumed.function, assumed.index) == (function.start, index)
        if not here or assumed.member not in ("", member):
            return None
        return Flow("request") if assumed.state == "request" else chosen(node)

    def _by_role(self, function: Function, index: int, parameter: Node, node: Node) -> Flow | None:
        requests = self._requests
        if requests.decorated_input(parameter):
            return chosen(node)
        handler = requests.handler(function)
        if handler is not None and handler.request == bare_parameter(parameter):
            return Flow("request")
        if requests.stands_before_response(function, index):
            return Flow("request")
        if requests.hears_messages(function):
            return chosen(node, "The client sends this message")
        if requests.resolves(function, index):
            return chosen(node)
        if requests.is_beside_request(function, index) or requests.takes_jobs(function, index):
            return Flow("request")
        return None

    def _of_callers(
        self, function: Function, index: int, member: str, node: Node, depth: int
    ) -> Flow | None:
        keys = self.keys(function)
        if keys:
            places = [f"param:{key}:{index}" for key in keys]
            return self.merge(self._arriving_at(places, member, node))
        name = self._requests.name_of(function)
        return self.merge(self._given(name, index, member, depth)) if name else None

    def _arriving_at(self, places: list[str], member: str, node: Node) -> Iterator[Flow | None]:
        said = "A caller in this file gives it what the client chose"
        for place in places:
            yield self.arriving(place, node, said)
            if member:
                part = self.arriving(f"{place}.{member}", node, said)
                yield self.passed(part, "deep", node) if part is not None else None

    def keys(self, function: Function) -> list[str]:
        """:func:`keys_of`, remembered."""
        found = self._keys.get(function.start)
        if found is None:
            found = self._keys[function.start] = keys_of(self._facts, function)
        return found

    def _given(self, name: str, index: int, member: str, depth: int) -> Iterator[Flow | None]:
        """What the calls of a local function hand to its parameter."""
        for call in self._facts.calls:
            if call.name == name and call.receiver is None:
                given = arguments(call.node)
                if index >= len(given):
                    continue
                entries = self._entries(given[index]) if member else None
                if entries is not None:
                    yield self.flow(entries.get(member), depth)
                else:
                    yield self.flow(given[index], depth)

    def _of_callback(self, function: Function, index: int, depth: int) -> Flow | None:
        """``list.map(f)``, ``promise.then(f)``, ``form.parse(req, f)``: what they hand to ``f``."""
        parent = function.node.parent
        call = parent.parent if parent is not None and parent.type == "arguments" else None
        called = callee(call) if call is not None and call.type == "call_expression" else None
        if call is None or called is None or called.type != "member_expression":
            return None
        last = called.child_by_field_name("property")
        name = self._facts.text(last) if last is not None else ""
        if name == "parse" and index > 0:
            given = arguments(call)
            flow = self.flow(given[0], depth) if given else None
            if flow is None or flow.state != "request":
                return None
            return chosen(function.parameters[index], "The client fills in this form")
        if index > 0 or name not in ITERATORS:
            return None
        flow = self.flow(called.child_by_field_name("object"), depth)
        return flow if flow is not None and flow.is_input else None

    # -- order ----------------------------------------------------------------------------------

    def _reaching(self, definitions: list[Definition], offset: int) -> list[Definition]:
        """The definitions that may hold at ``offset``: earlier ones minus those overwritten."""
        here = self._facts.function_at(offset)
        found: list[Definition] = []
        for definition in sorted(definitions, key=lambda d: d.at):
            same = self._facts.function_at(definition.at) is here
            if (definition.at >= offset and same) or _is_inside(offset, definition.value):
                continue
            if not definition.adds and self._overwrites(definition, offset):
                found = []
            found.append(definition)
        return found

    def _overwrites(self, definition: Definition, offset: int) -> bool:
        scope = self._facts.scope_at(definition.at)
        return not definition.adds and definition.at < offset and scope.start <= offset < scope.end

    def guarded(self, node: Node) -> bool:
        """True when the code has compared the value with a list, a pattern or a number type."""
        return looked_at(self._facts, node)


def _takes_results(function: Function) -> bool:
    return len(function.parameters) > 1


def _is_object_of_member(node: Node) -> bool:
    parent = node.parent
    if parent is None or parent.type not in ("member_expression", "subscript_expression"):
        return False
    owner = parent.child_by_field_name("object")
    return owner is not None and owner.id == node.id


def _is_inside(offset: int, value: Node | None) -> bool:
    """``x = 'a' + x``: on its own right side a name still has the value from before."""
    return value is not None and value.start_byte <= offset < value.end_byte


def _step(binding: Binding, definition: Definition) -> tuple[Related, ...]:
    if definition.value is None or definition.value.type in FUNCTIONS:
        return ()
    span = Span(min(definition.at, definition.value.start_byte), definition.value.end_byte)
    return (Related(span, f"It is kept in {binding.name}"),)
