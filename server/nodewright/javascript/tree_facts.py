"""The facts of a tree: its scopes, and where the values in it come from."""

from __future__ import annotations

from nodewright.javascript.bindings import Binding
from nodewright.javascript.parsing import Node
from nodewright.javascript.scopes import Scopes, module_name
from nodewright.javascript.syntax import arguments, callee, string_value, unwrap

_MAX_ORIGIN = 8
_PROMISIFIERS = frozenset(("promisify", "denodeify", "pify", "thenify"))


class TreeFacts(Scopes):
    """Facts about ``root``, a whole file or a chunk of one."""

    def origin(self, node: Node | None, depth: int = 0) -> str | None:
        """Where a value comes from, as a path that begins with a module, or None.

        ``fs``, ``child_process#exec``, ``pg#Pool()``, ``express#Router()``: ``#`` is a member,
        ``()`` a call or ``new``. ``node:`` is dropped, ``promisify(f)`` counts as ``f``.
        """
        if node is None or depth > _MAX_ORIGIN:
            return None
        node = unwrap(node)
        if node.type in ("identifier", "shorthand_property_identifier"):
            return self._origin_of_name(self.text(node), node.start_byte, depth)
        if node.type == "member_expression":
            base = self.origin(node.child_by_field_name("object"), depth + 1)
            last = node.child_by_field_name("property")
            return _member(base, self.text(last)) if base and last is not None else None
        if node.type == "new_expression":
            base = self.origin(node.child_by_field_name("constructor"), depth + 1)
            return f"{base}()" if base else None
        if node.type == "call_expression":
            return self._origin_of_call(node, depth)
        if node.type == "binary_expression":
            return self.origin(node.child_by_field_name("right"), depth + 1)
        return None

    def _origin_of_call(self, node: Node, depth: int) -> str | None:
        called = callee(node)
        if called is None:
            return None
        given = arguments(node)
        if called.type == "import" or self.text(called) == "require":
            return module_name(string_value(given[0], self.source) if given else None)
        if self.text(called).split(".")[-1] in _PROMISIFIERS and given:
            return self.origin(given[0], depth + 1)
        base = self.origin(called, depth + 1)
        return f"{base}()" if base else None

    def _origin_of_name(self, name: str, offset: int, depth: int) -> str | None:
        binding = self.resolve(name, offset)
        return self.origin_of_binding(binding, depth) if binding is not None else None

    def origin_of_binding(self, binding: Binding, depth: int = 0) -> str | None:
        """Where the value of a name comes from, written as :meth:`origin` writes it."""
        if binding.origin is not None:
            return binding.origin
        for definition in binding.definitions:
            base = self.origin(definition.value, depth + 1) if not definition.adds else None
            for step in definition.path if base else ():
                base = _member(base or "", step)
            if base:
                return base
        return None


def module_of(origin: str | None) -> str:
    """The module that an origin begins with; empty for None."""
    return (origin or "").split("#")[0].rstrip("()")


def _member(base: str, name: str) -> str:
    return base if name == "default" else f"{base}#{name}"
