"""What expressions of a text amount to: folded strings, and what a name or a callee stands for.

A disguise is seen through as far as one file shows it: aliases, destructuring, computed members,
escapes, concatenation, templates, ``require`` under another name. What is not known is told as
such, never guessed.
"""

from __future__ import annotations

from nodewright.answer.bound import is_sum, module_name, plain
from nodewright.answer.folded import DEEPEST, UNKNOWN, Strings
from nodewright.javascript.parsing import Node, Tree
from nodewright.javascript.signatures import text_of
from nodewright.javascript.syntax import WRAPPERS, arguments, callee

__all__ = ["UNKNOWN", "Values", "is_sum", "module_name", "plain"]

_NAMES = frozenset({"identifier", "property_identifier", "shorthand_property_identifier"})
# What hands on the function it is called on, or is given.
_PASSING = frozenset({"bind", "promisify", "wrap", "callbackify"})
_LOADERS = frozenset({"require", "process.getBuiltinModule", "require.main.require"})
_MAKERS = frozenset({"module.createRequire", "createRequire", "module.createRequire.default"})


class Values(Strings):
    """The expressions of one tree, read with what the file says about its own names."""

    def __init__(self, tree: Tree, source: bytes) -> None:
        self._origins: dict[int, str] = {}
        super().__init__(tree, source)

    def origin(self, node: Node | None, depth: int = 0) -> str:
        """What an expression stands for, dotted: ``fs.promises.rm``, ``prisma.user.deleteMany``.

        A module is named as it is imported, without ``node:``; a name that the file only takes as
        a parameter stands for itself; what a call gives ends with ``()``.
        """
        if node is None or depth > DEEPEST:
            return ""
        if node.id not in self._origins:
            self._origins[node.id] = ""
            self._origins[node.id] = self._origin(node, depth)
        return self._origins[node.id]

    def _origin(self, node: Node, depth: int) -> str:
        if node.type in WRAPPERS and node.named_children:
            return self.origin(node.named_children[0], depth + 1)
        if node.type in _NAMES:
            return self._name_origin(plain(text_of(node)), depth)
        if node.type in ("member_expression", "subscript_expression"):
            owner = self.origin(node.child_by_field_name("object"), depth + 1)
            if owner in ("globalThis", "global", "module"):
                owner = ""
            return f"{owner}.{self._property(node)}".strip(".")
        if node.type == "call_expression":
            return self._call_origin(node, depth)
        if node.type == "new_expression":
            return self.origin(node.child_by_field_name("constructor"), depth + 1) + "()"
        if node.type == "sequence_expression" and node.named_children:
            return self.origin(node.named_children[-1], depth + 1)
        return "this" if node.type == "this" else ""

    def _name_origin(self, name: str, depth: int) -> str:
        found = self._bound.get(name, [])
        if len(found) != 1:
            return name
        binding = found[0]
        start = binding.module if binding.value is None else self.origin(binding.value, depth + 1)
        # A value that is no place of its own (an object, a string) leaves the name as it is.
        return ".".join((start, *binding.path)) if start else name

    def _call_origin(self, call: Node, depth: int) -> str:
        called = callee(call)
        if called is None:
            return ""
        given = arguments(call)
        own = call.child_by_field_name("function")
        module = self.loaded(call, depth)
        if module is not None:
            return module_name(module) if UNKNOWN not in module else ""
        told = self.origin(called, depth + 1)
        last = told.rsplit(".", 1)[-1]
        if last == "bind" and own is not None:
            return told.rpartition(".")[0]
        if last in _PASSING and given:
            return self.origin(given[0], depth + 1)
        return told + "()"

    def loaded(self, call: Node, depth: int = 0) -> str | None:
        """The module that a call loads, by whatever name; None for a call that loads none.

        ``require``, ``import()``, ``module.require``, ``createRequire(...)``,
        ``process.getBuiltinModule`` and aliases of them.
        """
        called = callee(call)
        given = arguments(call)
        if called is None or not given or call.type != "call_expression":
            return None
        if called.type == "import" or self.loads(called, depth):
            return self.text(given[0], depth + 1)
        return None

    def loads(self, node: Node, depth: int = 0) -> bool:
        """True for an expression that is ``require`` or its like."""
        if depth > DEEPEST or node.type == "call_expression":
            return depth <= DEEPEST and self.origin(callee(node), depth + 1) in _MAKERS
        told = self.origin(node, depth + 1)
        made = told.endswith("()") and told.removesuffix("()") in _MAKERS
        return made or told in _LOADERS or told.endswith(".require")
