"""What a file exports, read from its top-level statements."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nodewright.document import Language
from nodewright.javascript.exporting import bound_names
from nodewright.javascript.parsing import Node
from nodewright.javascript.syntax import arguments, callee, string_value
from nodewright.javascript.tree_facts import TreeFacts
from nodewright.rules.across.origins import is_local, join_origin

_HEAD = 200
"""Bytes of a statement that say what it assigns to."""
_WORD = re.compile(rb"[A-Za-z_$][\w$]*")

Found = Node | str
"""A place in this file, or the origin of what another one has to say."""


class Exports:
    """The exports of one file: by name, as a whole, and all those of another (``stars``).

    ``declared`` are the names of the module that no import brings, ``prototypes`` the statements
    that give a method to one of them.
    """

    def __init__(self, root: Node, source: bytes, language: Language) -> None:
        self.source = source
        self._language = language
        self._imports: dict[str, Node] = {}
        self.declared: dict[str, Node] = {}
        self.named: dict[str, Found] = {}
        self.whole: Node | None = None
        self.stars: list[str] = []
        self.prototypes: list[Node] = []
        for node in root.named_children:
            self._top(node)

    def _top(self, node: Node) -> None:
        if node.type == "export_statement":
            self._exported(node)
        elif node.type == "expression_statement" and node.named_children:
            self._assigned(node.named_children[0])
            if b".prototype." in self.source[node.start_byte : node.start_byte + _HEAD]:
                self.prototypes.append(node)
        elif node.type == "import_statement":
            self._imported(node)
        else:
            for name, value in self.declarations(node):
                self.declared.setdefault(name, value)

    def _imported(self, node: Node) -> None:
        """What a statement imports, known by the words that it says."""
        for found in _WORD.finditer(self.source, node.start_byte, node.end_byte):
            self._imports.setdefault(found.group().decode(), node)

    def origin(self, name: str) -> str | None:
        """Where a name comes from that an import, or a pattern of a ``const``, declares."""
        declared = self.declared.get(name)
        is_part = declared is not None and declared.type == "variable_declarator"
        node = declared.parent if declared is not None and is_part else self._imports.get(name)
        if node is None:
            return None
        facts = TreeFacts(self.source, self._language, node)
        binding = facts.module.names.get(name)
        return facts.origin_of_binding(binding) if binding is not None else None

    def declarations(self, node: Node) -> Iterator[tuple[str, Node]]:
        """The names that a statement declares, each with what it stands for."""
        if node.type in ("lexical_declaration", "variable_declaration"):
            for part in node.named_children:
                name, value = part.child_by_field_name("name"), part.child_by_field_name("value")
                if value is not None and value.type == "assignment_expression":
                    self._assigned(value)
                if name is not None and name.type == "identifier" and value is not None:
                    yield self.text(name), value
                elif name is not None:
                    yield from ((self.text(inner), part) for inner in bound_names(name))
        elif (name := node.child_by_field_name("name")) is not None:
            yield self.text(name), node

    def _exported(self, node: Node) -> None:
        words = {child.type for child in node.children}
        declaration = node.child_by_field_name("declaration")
        value = node.child_by_field_name("value")
        if declaration is not None:
            for name, target in self.declarations(declaration):
                self.declared.setdefault(name, target)
                if "default" not in words:
                    self.named[name] = target
        if "default" in words:
            self.whole = value or declaration or self.whole
        elif "=" in words and node.named_children:
            self.whole = node.named_children[-1]
        elif declaration is None:
            self._listed(node)

    def _listed(self, node: Node) -> None:
        """``export { run, stop as end } [from './x']`` and ``export * [as ns] from './x'``."""
        origin = self._specifier(node.child_by_field_name("source"))
        for child in node.named_children:
            if child.type == "namespace_export" and origin and child.named_children:
                self.named[self.text(child.named_children[0])] = origin
            for part in child.named_children if child.type == "export_clause" else ():
                name = part.child_by_field_name("name")
                alias = part.child_by_field_name("alias") or name
                if name is None or alias is None:
                    continue
                said = self.text(name)
                if origin is None:
                    self._give(self.text(alias), name)
                else:
                    path = () if said == "default" else (said,)
                    self._give(self.text(alias), join_origin(origin, path))
        if origin and any(child.type == "*" for child in node.children):
            self.stars.append(origin)

    def _give(self, name: str, found: Found) -> None:
        self.named[name] = found
        if name == "default" and isinstance(found, Node):
            self.whole = found

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
            target = self.text(left)
            owner, _, name = target.rpartition(".")
            if target == "module.exports":
                self.whole = value
            elif owner in ("exports", "module.exports") and name.isidentifier():
                self._give(name, value)
            node = right

    def _spread(self, call: Node) -> None:
        """``__exportStar(require('./x'), exports)``: what compiled TypeScript says."""
        called, given = callee(call), arguments(call)
        if called is not None and self.text(called).endswith("__exportStar") and given:
            origin = self.required(given[0])
            if origin:
                self.stars.append(origin)

    def required(self, node: Node) -> str | None:
        """The file that ``require('./x')`` means."""
        called, given = callee(node), arguments(node)
        if called is None or self.text(called) != "require" or not given:
            return None
        return self._specifier(given[0])

    def _specifier(self, node: Node | None) -> str | None:
        said = string_value(node, self.source) if node is not None else None
        return said if said is not None and is_local(said) else None

    def text(self, node: Node) -> str:
        """The source text of ``node``."""
        return self.source[node.start_byte : node.end_byte].decode("utf-8", "replace")
