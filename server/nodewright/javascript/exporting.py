"""What a module exports, in ESM, CommonJS and TypeScript."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from nodewright.document import Span
from nodewright.javascript.parsing import Node, Tree
from nodewright.javascript.signatures import (
    function_kind,
    parameters_of,
    span_of,
    specifier_name,
    specifier_of,
    specifiers,
    text_of,
)
from nodewright.javascript.syntax import FUNCTIONS, callee, property_name, unwrap

_EXPORTED = re.compile(r"(?:module\.)?exports\.([\w$]+)")
_METHODS = frozenset({"method_definition", "abstract_method_signature"})
_FUNCTION_LIKE = FUNCTIONS | _METHODS | {"function_signature"}
_CLASSES = frozenset({"class", "class_declaration", "abstract_class_declaration"})
_TYPES = frozenset({"interface_declaration", "type_alias_declaration"})


@dataclass(frozen=True, slots=True)
class Export:
    """A name that a module gives away.

    ``kind``: function, async function, generator, class, method, async method, value, type,
    reexport. ``parameters``: None where it is no function or nobody can tell; ``a=`` has a
    default, ``a?`` is optional, ``...a`` takes the rest, ``{a,b}`` is destructured.
    """

    name: str
    kind: str
    parameters: tuple[str, ...] | None
    span: Span


def exports(tree: Tree, source: bytes) -> Mapping[str, Export]:
    """What the module exports, by name; methods as ``Class#method``, statics as ``Class.method``.

    ``default`` is the ESM default export, ``module.exports`` the CommonJS export as a whole,
    ``*`` stands for names that only running the code can tell (a spread, ``export *``).
    """
    return _Exports(tree, source).found


class _Exports:
    """Collects the exports of one tree; names are resolved through top-level declarations."""

    def __init__(self, tree: Tree, source: bytes) -> None:
        self.found: dict[str, Export] = {}
        self._source = source
        self._local: dict[str, Node] = {}
        top = tree.root_node.named_children
        for node in top:
            for name, value in _declared(node.child_by_field_name("declaration") or node):
                self._local[name] = value
        for node in top:
            if node.type == "export_statement":
                self._esm(node)
            elif node.type == "expression_statement" and node.named_children:
                self._commonjs(node.named_children[0])
            elif node.type in ("lexical_declaration", "variable_declaration"):
                for part in node.named_children:
                    assigned = part.child_by_field_name("value")
                    if assigned is not None:
                        self._commonjs(assigned)

    def _add(self, name: str, node: Node) -> None:
        """Record ``name`` as what ``node`` evaluates to, members of classes included."""
        node = self._resolved(node)
        if node.type in _FUNCTION_LIKE:
            kind = function_kind(node, "method" if node.type in _METHODS else "function")
            self.found[name] = Export(name, kind, parameters_of(node), span_of(node))
        elif node.type in _CLASSES:
            self.found[name] = Export(name, "class", None, span_of(node))
            self._members(name, node)
        elif node.type in _TYPES:
            self.found[name] = Export(name, "type", None, span_of(node))
        else:
            self.found[name] = Export(name, "value", None, span_of(node))

    def _resolved(self, start: Node) -> Node:
        node = start
        for _ in range(4):
            node = unwrap(node)
            if node.type not in ("identifier", "shorthand_property_identifier", "type_identifier"):
                return node
            target = self._local.get(text_of(node))
            if target is None:
                return node
            node = target
        return node

    def _members(self, name: str, node: Node) -> None:
        body = node.child_by_field_name("body")
        for member in body.named_children if body is not None else ():
            if any(
                c.type == "accessibility_modifier" and text_of(c) != "public"
                for c in member.children
            ):
                continue
            key = member.child_by_field_name("name") or member.child_by_field_name("property")
            if key is None or key.type not in ("property_identifier", "string"):
                continue
            value = member if member.type in _METHODS else member.child_by_field_name("value")
            own = property_name(key, self._source)
            if value is None or value.type not in _FUNCTION_LIKE or own.startswith("_"):
                continue
            static = any(c.type == "static" for c in member.children)
            self._add(f"{name}{'.' if static else '#'}{own}", value)

    def _esm(self, node: Node) -> None:
        words = {child.type for child in node.children}
        declaration = node.child_by_field_name("declaration")
        value = node.child_by_field_name("value")
        if declaration is not None and "default" not in words:
            for name, target in _declared(declaration):
                self._add(name, target)
        elif declaration is not None or (value is not None and "default" in words):
            self._whole("default", declaration or value or node)
        elif "=" in words and node.named_children:
            self._whole("module.exports", node.named_children[-1])
        else:
            self._listed(node)

    def _listed(self, node: Node) -> None:
        source = specifier_of(node.child_by_field_name("source"))
        for child in node.named_children:
            if child.type == "namespace_export":
                name = text_of(child.named_children[0]) if child.named_children else "*"
                self.found[name] = Export(name, "reexport", None, span_of(child))
        for part in specifiers(node):
            alias = part.child_by_field_name("alias")
            name = text_of(alias).strip("'\"") if alias is not None else specifier_name(part)
            local = part.child_by_field_name("name")
            if source is None and local is not None:
                self._add(name, local)
            else:
                self.found[name] = Export(name, "reexport", None, span_of(part))
        if source is not None and any(child.type == "*" for child in node.children):
            self.found["*"] = Export("*", "reexport", None, span_of(node))

    def _whole(self, name: str, value: Node) -> None:
        """The module as one value; an object gives its properties away too."""
        resolved = self._resolved(value)
        self._add(name, resolved)
        if resolved.type == "object":
            self._object(resolved, "" if name == "module.exports" else f"{name}.")
        elif name == "module.exports" and resolved.type not in (_FUNCTION_LIKE | _CLASSES):
            self.found["*"] = Export("*", "value", None, span_of(value))

    def _object(self, node: Node, prefix: str) -> None:
        for part in node.named_children:
            if part.type == "spread_element":
                self.found["*"] = Export("*", "value", None, span_of(part))
            elif part.type == "shorthand_property_identifier":
                self._add(prefix + text_of(part), part)
            elif part.type in ("pair", "method_definition"):
                key = part.child_by_field_name("key") or part.child_by_field_name("name")
                value = part.child_by_field_name("value") or part
                if key is not None:
                    self._add(prefix + property_name(key, self._source), value)

    def _commonjs(self, node: Node) -> None:
        if node.type == "call_expression":
            self._assigned_object(node)
        if node.type != "assignment_expression":
            return
        targets: list[Node | None] = []
        value: Node | None = node
        while value is not None and value.type == "assignment_expression":
            targets.append(value.child_by_field_name("left"))
            value = value.child_by_field_name("right")
        if value is None:
            return
        for target in reversed(targets):
            path = re.sub(r"\s", "", text_of(target))
            if path == "module.exports":
                self._whole(path, value)
            elif found := _EXPORTED.fullmatch(path):
                self._add(found[1], value)

    def _assigned_object(self, call: Node) -> None:
        """``Object.assign(module.exports, {...})``."""
        given = call.child_by_field_name("arguments")
        if text_of(callee(call)) != "Object.assign" or given is None:
            return
        target, *objects = given.named_children or [call]
        if text_of(target) in ("module.exports", "exports"):
            for node in map(self._resolved, objects):
                if node.type == "object":
                    self._object(node, "")
                else:
                    self.found["*"] = Export("*", "value", None, span_of(node))


def _declared(node: Node) -> Iterator[tuple[str, Node]]:
    """The names that a declaration brings, each with the node it stands for."""
    if node.type == "ambient_declaration":
        for child in node.named_children:
            yield from _declared(child)
    elif node.type in ("lexical_declaration", "variable_declaration"):
        for part in node.named_children:
            name, value = part.child_by_field_name("name"), part.child_by_field_name("value")
            if name is not None and name.type == "identifier":
                yield text_of(name), value or part
            elif name is not None:
                for found in bound_names(name):
                    yield text_of(found), part
    elif node.type == "import_alias" and node.named_children:
        yield text_of(node.named_children[0]), node
    elif (name := node.child_by_field_name("name")) is not None:
        yield text_of(name), node


def bound_names(pattern: Node) -> Iterator[Node]:
    """The identifiers that a destructuring pattern binds."""
    if pattern.type in ("identifier", "shorthand_property_identifier_pattern"):
        yield pattern
    elif pattern.type == "pair_pattern":
        value = pattern.child_by_field_name("value")
        if value is not None:
            yield from bound_names(value)
    elif pattern.type in ("assignment_pattern", "object_assignment_pattern"):
        left = pattern.child_by_field_name("left")
        if left is not None:
            yield from bound_names(left)
    else:
        for child in pattern.named_children:
            yield from bound_names(child)
