"""The names of a text and what the file says that they are, for :mod:`nodewright.answer.values`."""

from __future__ import annotations

import re
from abc import abstractmethod
from dataclasses import dataclass

from nodewright.javascript.parsing import Node, Tree, walk
from nodewright.javascript.signatures import specifier_name, specifiers, text_of
from nodewright.javascript.syntax import property_name, string_value

_ESCAPED = re.compile(r"\\u(?:\{([0-9a-fA-F]+)\}|([0-9a-fA-F]{4}))")


def is_sum(node: Node) -> bool:
    """True for ``a + b``."""
    if node.type != "binary_expression":
        return False
    operator = node.child_by_field_name("operator")
    return operator is not None and operator.type == "+"


def plain(name: str) -> str:
    """A name without the Unicode escapes that JavaScript allows in it."""
    if "\\" not in name:
        return name
    return _ESCAPED.sub(lambda m: chr(min(int(m[1] or m[2], 16), 0x10FFFF)), name)


def module_name(specifier: str) -> str:
    """A specifier as origins name it: built-ins without ``node:``, ``/`` as a dot."""
    return specifier.removeprefix("node:").replace("/promises", ".promises")


@dataclass(frozen=True, slots=True)
class Binding:
    """What a name is: ``value``, then the members ``path`` of it; or a module's export."""

    value: Node | None
    path: tuple[str, ...] = ()
    module: str = ""


class Bindings:
    """Every value that a tree binds to a name, by destructuring, assignment or import too."""

    def __init__(self, tree: Tree, source: bytes) -> None:
        self._source = source
        self._bound: dict[str, list[Binding]] = {}
        self._added: dict[str, list[Node]] = {}
        self.composed: set[str] = set()
        for node in walk(tree.root_node):
            self._note(node)

    @abstractmethod
    def text(self, node: Node | None, depth: int = 0) -> str:
        """The string that an expression gives."""

    def _note(self, node: Node) -> None:
        if node.type == "variable_declarator":
            value = node.child_by_field_name("value")
            if value is not None:
                self._bind(node.child_by_field_name("name"), value, ())
        elif node.type == "assignment_expression":
            value = node.child_by_field_name("right")
            if value is not None:
                self._bind(node.child_by_field_name("left"), value, ())
        elif node.type == "augmented_assignment_expression":
            self._grow(node)
        elif node.type == "template_substitution" or is_sum(node):
            self.composed |= {plain(text_of(c)) for c in node.children if c.type == "identifier"}
        elif node.type == "import_statement":
            self._imported(node)

    def _grow(self, node: Node) -> None:
        name = plain(text_of(node.child_by_field_name("left")))
        right = node.child_by_field_name("right")
        if right is not None:
            self._added.setdefault(name, []).append(right)
            self.composed.add(name)

    def grown(self, name: str) -> str:
        """What a name says with all that ``+=`` adds to it, in the order of the file."""
        parts = [*self.bindings(plain(name)), *self._added.get(plain(name), ())]
        return "".join(self.text(part) for part in parts)

    def _bind(self, target: Node | None, value: Node, path: tuple[str, ...]) -> None:
        if target is None:
            return
        if target.type in ("identifier", "shorthand_property_identifier_pattern"):
            name = plain(text_of(target))
            own = (*path, name) if target.type != "identifier" else path
            self._bound.setdefault(name, []).append(Binding(value, own))
        elif target.type == "object_pattern":
            for part in target.named_children:
                self._bind_part(part, value, path)

    def _bind_part(self, part: Node, value: Node, path: tuple[str, ...]) -> None:
        if part.type == "pair_pattern":
            key, inner = part.child_by_field_name("key"), part.child_by_field_name("value")
            if key is not None:
                if inner is not None and inner.type == "assignment_pattern":
                    inner = inner.child_by_field_name("left")
                self._bind(inner, value, (*path, self.key(key)))
        elif part.type == "object_assignment_pattern":
            self._bind(part.child_by_field_name("left"), value, path)
        else:
            self._bind(part, value, path)

    def _imported(self, node: Node) -> None:
        required = next((c for c in node.named_children if c.type == "import_require_clause"), None)
        source = (required or node).child_by_field_name("source")
        module = module_name(string_value(source, self._source) or "") if source else ""
        for part in specifiers(node):
            local = part.child_by_field_name("alias") or part.child_by_field_name("name")
            told = specifier_name(part)
            path = () if told == "default" else (told,)
            self._module(text_of(local), module, path)
        clause = next((c for c in node.named_children if c.type == "import_clause"), required)
        for part in clause.named_children if clause is not None else ():
            if part.type == "identifier":
                self._module(text_of(part), module, ())
            elif part.type == "namespace_import" and part.named_children:
                self._module(text_of(part.named_children[0]), module, ())

    def _module(self, local: str, module: str, path: tuple[str, ...]) -> None:
        self._bound.setdefault(plain(local), []).append(Binding(None, path, module))

    def bindings(self, name: str) -> list[Node]:
        """Everything that the file assigns to a name as a whole."""
        return [b.value for b in self._bound.get(name, ()) if b.value is not None and not b.path]

    def is_bound(self, name: str) -> bool:
        """True for a name that the file imports, or gives a value to."""
        return name in self._bound

    def key(self, node: Node) -> str:
        """The name of a property key, computed ones folded where that is possible."""
        if node.type == "computed_property_name" and node.named_children:
            return self.text(node.named_children[0])
        return plain(property_name(node, self._source))
