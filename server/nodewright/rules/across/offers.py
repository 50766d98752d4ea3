"""What a file exports under a name, followed to the function that is written there."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nodewright.document import Language
from nodewright.javascript.exporting import bound_names
from nodewright.javascript.parsing import Node
from nodewright.javascript.syntax import (
    FUNCTIONS,
    arguments,
    callee,
    object_entries,
    property_name,
    string_value,
    unwrap,
)
from nodewright.javascript.tree_facts import TreeFacts
from nodewright.rules.across.origins import CALL, is_local, join_origin, split_origin
from nodewright.rules.flow.callables import returned

_CLASSES = frozenset(("class", "class_declaration", "abstract_class_declaration"))
_NAMES = frozenset(("identifier", "shorthand_property_identifier", "type_identifier"))
_DEEPEST = 12
_WORD = re.compile(rb"[A-Za-z_$][\w$]*")

Found = Node | str
"""A function of this file, or the origin of what another one has to say."""


class Offers:
    """The exports of one file."""

    def __init__(self, root: Node, source: bytes, language: Language) -> None:
        self._source = source
        self._language = language
        self._imports: dict[str, Node] = {}
        self._declared: dict[str, Node] = {}
        self._named: dict[str, Found] = {}
        self._whole: Node | None = None
        self._stars: list[str] = []
        for node in root.named_children:
            self._top(node)

    def follow(self, steps: tuple[str, ...]) -> list[Found]:
        """What the way ``steps`` from all that is exported leads to; several for ``export *``."""
        if steps and steps[0] in self._named:
            found = self._follow(self._named[steps[0]], steps[1:], 0)
            return [found] if found is not None else []
        for whole in (self._whole, self._named.get("default")):
            found = self._follow(whole, steps, 0) if whole is not None else None
            if found is not None:
                return [found]
        return [join_origin(star, steps) for star in self._stars] if steps else []

    # -- reading ------------------------------------------------------------------------------

    def _top(self, node: Node) -> None:
        if node.type == "export_statement":
            self._exported(node)
        elif node.type == "expression_statement" and node.named_children:
            self._assigned(node.named_children[0])
        elif node.type == "import_statement":
            self._imported(node)
        else:
            for name, value in self._declarations(node):
                self._declared.setdefault(name, value)

    def _imported(self, node: Node) -> None:
        """What a statement imports, known by the words that it says."""
        for found in _WORD.finditer(self._source, node.start_byte, node.end_byte):
            self._imports.setdefault(found.group().decode(), node)

    def _origin(self, name: str) -> str | None:
        """Where a name comes from that an import, or a pattern of a ``const``, declares."""
        declared = self._declared.get(name)
        is_part = declared is not None and declared.type == "variable_declarator"
        node = declared.parent if declared is not None and is_part else self._imports.get(name)
        if node is None:
            return None
        facts = TreeFacts(self._source, self._language, node)
        binding = facts.module.names.get(name)
        return facts.origin_of_binding(binding) if binding is not None else None

    def _declarations(self, node: Node) -> Iterator[tuple[str, Node]]:
        if node.type in ("lexical_declaration", "variable_declaration"):
            for part in node.named_children:
                name, value = part.child_by_field_name("name"), part.child_by_field_name("value")
                if value is not None and value.type == "assignment_expression":
                    self._assigned(value)
                if name is not None and name.type == "identifier" and value is not None:
                    yield self._text(name), value
                elif name is not None:
                    yield from ((self._text(inner), part) for inner in bound_names(name))
        elif (name := node.child_by_field_name("name")) is not None:
            yield self._text(name), node

    def _exported(self, node: Node) -> None:
        words = {child.type for child in node.children}
        declaration = node.child_by_field_name("declaration")
        value = node.child_by_field_name("value")
        if declaration is not None:
            for name, target in self._declarations(declaration):
                self._declared.setdefault(name, target)
                if "default" not in words:
                    self._named[name] = target
        if "default" in words:
            self._whole = value or declaration or self._whole
        elif "=" in words and node.named_children:
            self._whole = node.named_children[-1]
        elif declaration is None:
            self._listed(node)

    def _listed(self, node: Node) -> None:
        """``export { run, stop as end } [from './x']`` and ``export * [as ns] from './x'``."""
        origin = self._specifier(node.child_by_field_name("source"))
        for child in node.named_children:
            if child.type == "namespace_export" and origin and child.named_children:
                self._named[self._text(child.named_children[0])] = origin
            for part in child.named_children if child.type == "export_clause" else ():
                name = part.child_by_field_name("name")
                alias = part.child_by_field_name("alias") or name
                if name is None or alias is None:
                    continue
                said = self._text(name)
                if origin is None:
                    self._give(self._text(alias), name)
                else:
                    path = () if said == "default" else (said,)
                    self._give(self._text(alias), join_origin(origin, path))
        if origin and any(child.type == "*" for child in node.children):
            self._stars.append(origin)

    def _give(self, name: str, found: Found) -> None:
        self._named[name] = found
        if name == "default" and isinstance(found, Node):
            self._whole = found

    def _assigned(self, node: Node) -> None:
        """``module.exports = …``, ``exports.run = …``, and several of these in a row."""
        if node.type == "call_expression":
            self._spread(node)
        while node.type == "assignment_expression":
            left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
            if left is None or right is None:
                return
            value = right
            while value.type == "assignment_expression":
                value = value.child_by_field_name("right") or left
            target = self._text(left)
            owner, _, name = target.rpartition(".")
            if target == "module.exports":
                self._whole = value
            elif owner in ("exports", "module.exports") and name.isidentifier():
                self._give(name, value)
            node = right

    def _spread(self, call: Node) -> None:
        """``__exportStar(require('./x'), exports)``: what compiled TypeScript says."""
        called, given = callee(call), arguments(call)
        if called is not None and self._text(called).endswith("__exportStar") and given:
            origin = self._required(given[0])
            if origin:
                self._stars.append(origin)

    # -- following ----------------------------------------------------------------------------

    def _follow(self, found: Found, steps: tuple[str, ...], depth: int) -> Found | None:
        if depth > _DEEPEST:
            return None
        if isinstance(found, str):
            specifier, before = split_origin(found)
            return join_origin(specifier, (*before, *steps))
        node = unwrap(found)
        if node.type in _NAMES:
            return self._of_name(self._text(node), steps, depth)
        if node.type in FUNCTIONS:
            return self._of_function(node, steps, depth)
        if node.type in _CLASSES:
            return self._of_class(node, steps, depth)
        if node.type == "object":
            return self._of_object(node, steps, depth)
        if node.type == "new_expression":
            made = node.child_by_field_name("constructor")
            return self._follow(made, (CALL, *steps), depth + 1) if made is not None else None
        if node.type == "call_expression":
            return self._of_call(node, steps, depth)
        if node.type == "member_expression":
            owner, last = node.child_by_field_name("object"), node.child_by_field_name("property")
            if owner is None or last is None:
                return None
            return self._follow(owner, (self._text(last), *steps), depth + 1)
        return None

    def _of_name(self, name: str, steps: tuple[str, ...], depth: int) -> Found | None:
        origin = self._origin(name)
        if origin is not None:
            return self._follow(origin, steps, depth + 1) if is_local(origin) else None
        declared = self._declared.get(name)
        return self._follow(declared, steps, depth + 1) if declared is not None else None

    def _of_function(self, node: Node, steps: tuple[str, ...], depth: int) -> Found | None:
        if not steps:
            return node
        if steps[0] != CALL:
            return None
        for given in returned(node):
            found = self._follow(given, steps[1:], depth + 1) if len(steps) > 1 else None
            if found is not None:
                return found
        return None

    def _of_class(self, node: Node, steps: tuple[str, ...], depth: int) -> Found | None:
        """A method by its name; ``constructor`` for a class that is only made."""
        rest = steps[1:] if steps[:1] == (CALL,) else steps
        wanted = rest[0] if rest else "constructor"
        if len(rest) > 1:
            return None
        body = node.child_by_field_name("body")
        for member in body.named_children if body is not None else ():
            key = member.child_by_field_name("name") or member.child_by_field_name("property")
            if key is None or property_name(key, self._source) != wanted:
                continue
            value = member.child_by_field_name("value")
            made = member if member.type == "method_definition" else value
            if made is not None and unwrap(made).type in FUNCTIONS:
                return unwrap(made)
        parent = _parent_class(node)
        return self._follow(parent, steps, depth + 1) if parent is not None else None

    def _of_object(self, node: Node, steps: tuple[str, ...], depth: int) -> Found | None:
        if not steps or steps[0] == CALL:
            return None
        entries = object_entries(node, self._source)
        entry = entries.get(steps[0])
        if entry is not None:
            return self._follow(entry, steps[1:], depth + 1)
        rest = entries.get("...")
        value = rest.named_children[0] if rest is not None and rest.named_children else None
        return self._follow(value, steps, depth + 1) if value is not None else None

    def _of_call(self, node: Node, steps: tuple[str, ...], depth: int) -> Found | None:
        origin = self._required(node)
        if origin is not None:
            return self._follow(origin, steps, depth + 1)
        called, given = callee(node), arguments(node)
        if called is None:
            return None
        if self._text(called) in ("Object.freeze", "Object.seal") and given:
            return self._follow(given[0], steps, depth + 1)
        last = called.child_by_field_name("property")
        if last is not None and self._text(last) == "bind":
            return self._follow(called.child_by_field_name("object") or called, steps, depth + 1)
        return self._follow(called, (CALL, *steps), depth + 1)

    # -- words --------------------------------------------------------------------------------

    def _required(self, node: Node) -> str | None:
        called, given = callee(node), arguments(node)
        if called is None or self._text(called) != "require" or not given:
            return None
        return self._specifier(given[0])

    def _specifier(self, node: Node | None) -> str | None:
        said = string_value(node, self._source) if node is not None else None
        return said if said is not None and is_local(said) else None

    def _text(self, node: Node) -> str:
        return self._source[node.start_byte : node.end_byte].decode("utf-8", "replace")


def _parent_class(node: Node) -> Node | None:
    """What a class extends."""
    heritage = next((c for c in node.named_children if c.type == "class_heritage"), None)
    inner = heritage.named_children[0] if heritage is not None and heritage.named_children else None
    if inner is not None and inner.type == "extends_clause":
        return inner.child_by_field_name("value")
    return inner
