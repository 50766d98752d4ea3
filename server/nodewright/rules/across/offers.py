"""What a file exports under a name, followed to the function that is written there."""

from __future__ import annotations

from nodewright.javascript.parsing import Node
from nodewright.javascript.syntax import (
    FUNCTIONS,
    arguments,
    callee,
    climb,
    object_entries,
    property_name,
    unwrap,
)
from nodewright.rules.across.exports import Exports, Found
from nodewright.rules.across.origins import CALL, is_local, join_origin, split_origin
from nodewright.rules.flow.callables import returned

_CLASSES = frozenset(("class", "class_declaration", "abstract_class_declaration"))
_NAMES = frozenset(("identifier", "shorthand_property_identifier", "type_identifier"))
_DEEPEST = 12


class Offers(Exports):
    """The exports of one file, with what each of them is."""

    def follow(self, steps: tuple[str, ...]) -> list[Found]:
        """What the way ``steps`` from all that is exported leads to; several for ``export *``."""
        if steps and steps[0] in self.named:
            found = self._follow(self.named[steps[0]], steps[1:], 0)
            return [found] if found is not None else []
        for whole in (self.whole, self.named.get("default")):
            found = self._follow(whole, steps, 0) if whole is not None else None
            if found is not None:
                return [found]
        return [join_origin(star, steps) for star in self.stars] if steps else []

    def _follow(self, found: Found, steps: tuple[str, ...], depth: int) -> Found | None:
        if depth > _DEEPEST:
            return None
        if isinstance(found, str):
            specifier, before = split_origin(found)
            return join_origin(specifier, (*before, *steps))
        node = unwrap(found)
        if node.type in _NAMES:
            return self._of_name(self.text(node), steps, depth)
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
            return self._follow(owner, (self.text(last), *steps), depth + 1)
        return None

    def _of_name(self, name: str, steps: tuple[str, ...], depth: int) -> Found | None:
        origin = self.origin(name)
        if origin is not None:
            return self._follow(origin, steps, depth + 1) if is_local(origin) else None
        declared = self.declared.get(name)
        return self._follow(declared, steps, depth + 1) if declared is not None else None

    def _of_function(self, node: Node, steps: tuple[str, ...], depth: int) -> Found | None:
        if not steps:
            return node
        if steps[0] != CALL:
            return None
        for given in returned(node) if len(steps) > 1 else ():
            value = self._inner(node, given) or given
            found = self._follow(value, steps[1:], depth + 1)
            if found is not None:
                return found
        return self._of_instance(node, steps[1]) if len(steps) == 2 else None

    def _inner(self, function: Node, given: Node) -> Node | None:
        """The object that a factory makes first and gives back by its name."""
        body = function.child_by_field_name("body")
        if unwrap(given).type != "identifier" or body is None:
            return None
        name = self.text(unwrap(given))
        made = (pair for node in body.named_children for pair in self.declarations(node))
        return next((value for said, value in made if said == name), None)

    def _of_instance(self, function: Node, name: str) -> Node | None:
        """``this.find = …`` in a function that ``new`` calls, or ``X.prototype.find = …``."""
        body, own = function.child_by_field_name("body"), function.child_by_field_name("name")
        statements = list(body.named_children) if body is not None else []
        if own is None and function.parent is not None:
            own = function.parent.child_by_field_name("name")
        wanted = {f"this.{name}", f"{self.text(own)}.prototype.{name}" if own is not None else ""}
        for statement in (*statements, *self.prototypes):
            inner = statement.named_children[0] if statement.named_children else statement
            left, right = inner.child_by_field_name("left"), inner.child_by_field_name("right")
            if inner.type != "assignment_expression" or left is None or right is None:
                continue
            if self.text(left) in wanted and right.type in FUNCTIONS:
                return right
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
            if key is None or property_name(key, self.source) != wanted:
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
        entries = object_entries(node, self.source)
        entry = entries.get(steps[0])
        if entry is not None:
            return self._follow(self._nested(node, entry) or entry, steps[1:], depth + 1)
        rest = entries.get("...")
        value = rest.named_children[0] if rest is not None and rest.named_children else None
        return self._follow(value, steps, depth + 1) if value is not None else None

    def _nested(self, node: Node, entry: Node) -> Node | None:
        """The function that a factory declares and gives back in an object: ``return { find }``."""
        body = next((parent for parent in climb(node) if parent.type == "statement_block"), None)
        if entry.type not in _NAMES or body is None:
            return None
        name = self.text(entry)
        made = (pair for one in body.named_children for pair in self.declarations(one))
        return next((value for said, value in made if said == name), None)

    def _of_call(self, node: Node, steps: tuple[str, ...], depth: int) -> Found | None:
        origin = self.required(node)
        if origin is not None:
            return self._follow(origin, steps, depth + 1)
        called, given = callee(node), arguments(node)
        if called is None:
            return None
        if self.text(called) in ("Object.freeze", "Object.seal") and given:
            return self._follow(given[0], steps, depth + 1)
        last = called.child_by_field_name("property")
        if last is not None and self.text(last) == "bind":
            return self._follow(called.child_by_field_name("object") or called, steps, depth + 1)
        return self._follow(called, (CALL, *steps), depth + 1)


def _parent_class(node: Node) -> Node | None:
    """What a class extends."""
    heritage = next((c for c in node.named_children if c.type == "class_heritage"), None)
    inner = heritage.named_children[0] if heritage is not None and heritage.named_children else None
    if inner is not None and inner.type == "extends_clause":
        return inner.child_by_field_name("value")
    return inner
