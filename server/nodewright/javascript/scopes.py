"""Calls, functions, names and their definitions in a tree, resolved by scope.

One query collects the nodes, one pass over them in document order builds the scopes. The facts
cover a whole file or one chunk of it (a top-level statement). A chunk sees the module-level names
of the other chunks through ``outside``.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import Any

from tree_sitter import Query, QueryCursor

from nodewright.document import Language
from nodewright.javascript.bindings import (
    ELEMENT,
    Binding,
    BindingKind,
    Call,
    Definition,
    Function,
    ModuleName,
    Scope,
)
from nodewright.javascript.parsing import Node, grammar
from nodewright.javascript.syntax import (
    FUNCTIONS,
    arguments,
    callee,
    is_async,
    string_value,
)

MAX_NESTING = 300
"""Calls and scopes nested deeper are left out: no person wrote them, and a climb out of a
node costs as much as it is deep."""
_DEEPEST = 4000
"""How many nodes deep the query looks; tree-sitter slows down badly at some 30,000."""

_COMMON = """
(call_expression) @call
(new_expression) @new
[(function_declaration) (function_expression) (arrow_function) (method_definition)
 (generator_function_declaration) (generator_function)] @function
(variable_declarator) @declarator
[(assignment_expression) (augmented_assignment_expression)] @assignment
(for_in_statement) @forin
(catch_clause) @catch
(class_declaration) @class
(import_statement) @import
(pair) @pair
[(statement_block) (for_statement) (switch_body) (class_body) (class_static_block)] @block
"""
_FIELDS = {
    "javascript": "(field_definition) @field",
    "typescript": "(public_field_definition) @field (abstract_class_declaration) @class",
    "tsx": "(public_field_definition) @field (abstract_class_declaration) @class",
}


@cache
def _query(language: Language) -> Query:
    query: Query = Query(grammar(language), _COMMON + _FIELDS[language])
    return query


class Scopes:
    """The names of ``root``, a whole file or a chunk of one, and the nodes that rules ask for."""

    def __init__(
        self,
        source: bytes,
        language: Language,
        root: Node,
        outside: Callable[[str], ModuleName | None] | None = None,
    ) -> None:
        self.source = source
        self.language = language
        self.root = root
        self.outside = outside
        self.module = Scope(-1, len(source) + 1, None, None)
        self.scopes: list[Scope] = [self.module]
        self.functions: list[Function] = []
        self.calls: list[Call] = []
        self.indexed_calls: list[Node] = []
        self.outer_assignments: dict[str, list[Definition]] = {}
        self.memo: dict[tuple[object, ...], Any] = {}
        """What somebody found out of this tree, for the next who asks; keys begin with a name."""
        self._scope_starts: list[int] = []
        self._collect()

    # -- collecting -------------------------------------------------------------------------

    def _collect(self) -> None:
        cursor = QueryCursor(_query(self.language))
        cursor.set_max_start_depth(_DEEPEST)
        captures = cursor.captures(self.root)
        ordered = {name: sorted(nodes, key=_start) for name, nodes in captures.items()}
        self.news = ordered.get("new", [])
        self.declarators = ordered.get("declarator", [])
        self.assignments = ordered.get("assignment", [])
        self.pairs = ordered.get("pair", [])
        self.fields = ordered.get("field", [])
        self.catches = ordered.get("catch", [])
        self.imports = ordered.get("import", [])
        self.loops = ordered.get("forin", [])
        scoped = ("function", "block", "forin", "catch")
        self._build_scopes([node for name in scoped for node in ordered.get(name, ())])
        for node in self.imports:
            self._import(node)
        for node in self.declarators:
            self._declarator(node)
        for node in ordered.get("class", ()):
            self._class(node)
        for node in _not_too_deep(ordered.get("call", [])):
            self._call(node)
        for node in self.assignments:
            self._assignment(node)

    def _build_scopes(self, nodes: list[Node]) -> None:
        nodes.sort(key=lambda node: (node.start_byte, -node.end_byte))
        here = self.module
        for node in _not_too_deep(nodes):
            start, end = node.start_byte, node.end_byte
            while here.end <= start and here.parent is not None:
                here = here.parent
            if node.type in FUNCTIONS:
                function = self._function(node, here)
                here = Scope(start, end, here, function)
                self.functions.append(function)
                self._parameters(function, here)
            else:
                here = Scope(start, end, here, here.function)
                self._block(node, here)
            self.scopes.append(here)
        self._scope_starts = [scope.start for scope in self.scopes]

    def _function(self, node: Node, outer: Scope) -> Function:
        listed = node.child_by_field_name("parameters")
        single = node.child_by_field_name("parameter")
        nodes = listed.named_children if listed is not None else [single] if single else []
        body = node.child_by_field_name("body")
        parameters = [child for child in nodes if child.type not in ("comment", "decorator")]
        made = Function(
            node, node.start_byte, node.end_byte, is_async(node), parameters, body, outer.function
        )
        name = node.child_by_field_name("name")
        if name is not None and node.type.endswith("function_declaration"):
            self._add(outer, self.text(name), "function", node)
        return made

    def _parameters(self, function: Function, scope: Scope) -> None:
        name = function.name
        if name is not None and function.node.type in ("function_expression", "generator_function"):
            self._add(scope, self.text(name), "function", function.node)
        for parameter in function.parameters:
            self._pattern(bare_parameter(parameter), "parameter", scope, None, ())

    def _block(self, node: Node, scope: Scope) -> None:
        if node.type == "catch_clause":
            parameter = node.child_by_field_name("parameter")
            if parameter is not None:
                self._pattern(parameter, "catch", scope, None, ())
        elif node.type == "for_in_statement" and node.child_by_field_name("kind") is not None:
            left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
            operator = node.child_by_field_name("operator")
            keys = operator is not None and operator.type == "in"
            if left is not None:
                self._pattern(left, "loop", scope, right, ("length",) if keys else (ELEMENT,))

    def _declarator(self, node: Node) -> None:
        scope = self.scope_at(node.start_byte)
        parent = node.parent
        if parent is not None and parent.type == "variable_declaration":
            while scope.parent is not None and scope.parent.function is scope.function:
                scope = scope.parent
        name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
        if name is not None:
            self._pattern(name, "variable", scope, value, ())

    def _class(self, node: Node) -> None:
        name = node.child_by_field_name("name")
        if name is not None:
            self._add(self.scope_at(node.start_byte), self.text(name), "class", node)

    def _import(self, node: Node) -> None:
        source = node.child_by_field_name("source")
        clause = next((c for c in node.named_children if c.type.startswith("import_")), None)
        if clause is None:
            return
        if clause.type == "import_require_clause":
            source = clause.child_by_field_name("source")
        module = module_name(string_value(source, self.source) if source is not None else None)
        for child in clause.named_children:
            if child.type == "identifier":
                self._add(self.module, self.text(child), "import", child, module)
            elif child.type == "namespace_import" and child.named_child_count:
                inner = child.named_children[0]
                self._add(self.module, self.text(inner), "import", inner, module)
            elif child.type == "named_imports":
                self._named_imports(child, module)

    def _named_imports(self, clause: Node, module: str | None) -> None:
        for specifier in clause.named_children:
            name = specifier.child_by_field_name("name")
            if name is None:
                continue
            alias = specifier.child_by_field_name("alias") or name
            said = self.text(name)
            origin = module if said == "default" else f"{module}#{said}"
            self._add(self.module, self.text(alias), "import", specifier, module and origin)

    def _call(self, node: Node) -> None:
        called = callee(node)
        if called is None:
            return
        if called.type == "identifier":
            self.calls.append(Call(node, called, self.text(called), None))
        elif called.type == "member_expression":
            receiver = called.child_by_field_name("object")
            last = called.child_by_field_name("property")
            if last is None:
                return
            name = self.text(last)
            self.calls.append(Call(node, called, name, receiver))
            if name in ("push", "unshift") and receiver is not None:
                self._pushed(node, receiver)
        elif called.type == "subscript_expression":
            self.indexed_calls.append(node)
        elif called.type in ("import", "super"):
            self.calls.append(Call(node, called, called.type, None))

    def _pushed(self, node: Node, receiver: Node) -> None:
        if receiver.type != "identifier":
            return
        binding = self.local(self.text(receiver), node.start_byte)
        if binding is not None:
            for argument in arguments(node):
                binding.definitions.append(Definition(node.start_byte, argument, (), adds=True))

    def _assignment(self, node: Node) -> None:
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        if left is not None and left.type == "member_expression":
            self._property(node, left, right)
        if left is None or left.type != "identifier":
            return
        name = self.text(left)
        made = Definition(node.start_byte, right, (), node.type.startswith("aug"))
        binding = self.local(name, node.start_byte)
        if binding is not None:
            binding.definitions.append(made)
        else:
            self.outer_assignments.setdefault(name, []).append(made)

    def _property(self, node: Node, left: Node, right: Node | None) -> None:
        owner, last = left.child_by_field_name("object"), left.child_by_field_name("property")
        if owner is None or last is None or owner.type != "identifier":
            return
        binding = self.local(self.text(owner), node.start_byte)
        if binding is not None:
            made = Definition(node.start_byte, right, (), node.type.startswith("aug"))
            binding.properties.setdefault(self.text(last), []).append(made)

    def _pattern(
        self,
        pattern: Node,
        kind: BindingKind,
        scope: Scope,
        value: Node | None,
        path: tuple[str, ...],
    ) -> None:
        stack = [(pattern, path)]
        while stack:
            node, way = stack.pop()
            if node.type == "identifier":
                self._define(scope, self.text(node), kind, node, value, way)
            elif node.type == "shorthand_property_identifier_pattern":
                name = self.text(node)
                self._define(scope, name, kind, node, value, (*way, name))
            else:
                stack += self._inside(node, way)

    def _inside(self, node: Node, path: tuple[str, ...]) -> Iterable[tuple[Node, tuple[str, ...]]]:
        if node.type == "object_pattern":
            for child in node.named_children:
                if child.type == "pair_pattern":
                    key, value = (
                        child.child_by_field_name("key"),
                        child.child_by_field_name("value"),
                    )
                    if key is not None and value is not None:
                        yield value, (*path, self.text(key))
                else:
                    yield child, path
        elif node.type == "array_pattern":
            for child in node.named_children:
                yield child, (*path, ELEMENT)
        elif node.type in ("assignment_pattern", "object_assignment_pattern"):
            left = node.child_by_field_name("left")
            if left is not None:
                yield left, path
        elif node.type == "rest_pattern" and node.named_child_count:
            yield node.named_children[0], path

    def _define(
        self,
        scope: Scope,
        name: str,
        kind: BindingKind,
        node: Node,
        value: Node | None,
        path: tuple[str, ...],
    ) -> None:
        binding = self._add(scope, name, kind, node)
        if value is not None or kind == "parameter":
            binding.definitions.append(Definition(node.start_byte, value, path))

    def _add(
        self, scope: Scope, name: str, kind: BindingKind, node: Node, origin: str | None = None
    ) -> Binding:
        known = scope.names.get(name)
        if known is None:
            known = scope.names[name] = Binding(name, kind, scope, node, [], origin)
        return known

    # -- asking -----------------------------------------------------------------------------

    def text(self, node: Node) -> str:
        """The source text of ``node``."""
        return self.source[node.start_byte : node.end_byte].decode("utf-8", "replace")

    def scope_at(self, offset: int) -> Scope:
        """The innermost scope that holds the byte ``offset``."""
        scope = self.scopes[bisect_right(self._scope_starts, offset) - 1]
        while scope.end <= offset and scope.parent is not None:
            scope = scope.parent
        return scope

    def function_at(self, offset: int) -> Function | None:
        """The innermost function around the byte ``offset``."""
        return self.scope_at(offset).function

    def local(self, name: str, offset: int) -> Binding | None:
        """The binding of ``name`` as seen at ``offset``, looked for in this tree only."""
        scope: Scope | None = self.scope_at(offset)
        while scope is not None:
            found = scope.names.get(name)
            if found is not None:
                return found
            scope = scope.parent
        return None

    def resolve(self, name: str, offset: int) -> Binding | None:
        """The binding of ``name`` as seen at ``offset``; module-level names come from outside."""
        found = self.local(name, offset)
        if self.outside is None or (found is not None and found.scope is not self.module):
            return found
        outer = self.outside(name)
        if outer is None:
            return found
        return Binding(name, outer.kind, self.module, None, [], outer.origin, outer)


def bare_parameter(parameter: Node) -> Node:
    """The pattern of a parameter without its type, default marker and decorators."""
    if parameter.type in ("required_parameter", "optional_parameter"):
        return parameter.child_by_field_name("pattern") or parameter
    return parameter


def _not_too_deep(nodes: list[Node]) -> Iterator[Node]:
    """``nodes``, in document order, less those inside of :data:`MAX_NESTING` others."""
    ends: list[int] = []
    for node in nodes:
        while ends and ends[-1] <= node.start_byte:
            ends.pop()
        ends.append(node.end_byte)
        if len(ends) <= MAX_NESTING:
            yield node


def _start(node: Node) -> int:
    return node.start_byte


def module_name(written: str | None) -> str | None:
    """The name of a module as rules write it: without ``node:``."""
    return written.removeprefix("node:") if written else None
