"""Which export of another file a call goes to."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nodewright.javascript.bindings import Function
from nodewright.javascript.parsing import Node
from nodewright.javascript.syntax import unwrap
from nodewright.javascript.tree_facts import TreeFacts

CALL = "()"
_STEP = re.compile(r"#([^#()]+)|\(\)")
_BEGINS = re.compile(r"[^#()]*")
_LOCAL = re.compile(r"\.\.?(?:[/#(]|$)|@/|~/|src/")
"""How an import begins that means a file: a path, or what projects make the compiler take for the
folder of their sources.
"""
_INJECTED = frozenset(("accessibility_modifier", "readonly", "override_modifier"))
"""What makes a parameter of a TypeScript constructor a field."""


def is_local(origin: str | None) -> bool:
    """True for an origin that begins with another file: ``./db#run``."""
    return origin is not None and _LOCAL.match(origin) is not None


def split_origin(origin: str) -> tuple[str, tuple[str, ...]]:
    """The file as it is imported, and the way from what it exports: names, and :data:`CALL`."""
    begins = _BEGINS.match(origin)
    specifier = begins.group() if begins is not None else ""
    steps = (found.group(1) or CALL for found in _STEP.finditer(origin, len(specifier)))
    return specifier, tuple(steps)


def join_origin(specifier: str, steps: tuple[str, ...]) -> str:
    """The inverse of :func:`split_origin`."""
    return specifier + "".join(CALL if step == CALL else f"#{step}" for step in steps)


def local_origin(facts: TreeFacts, called: Node) -> str | None:
    """The origin of what is called, where it comes from another file by its path."""
    origin = facts.origin(called)
    if origin is None and called.type == "member_expression":
        origin = _of_field(facts, called)
    return origin if is_local(origin) else None


def _of_field(facts: TreeFacts, called: Node) -> str | None:
    """``this.users.find``: the class or the constructor says what ``users`` is."""
    owner, last = called.child_by_field_name("object"), called.child_by_field_name("property")
    if owner is None or last is None or owner.type != "member_expression":
        return None
    base, name = owner.child_by_field_name("object"), owner.child_by_field_name("property")
    if base is None or name is None or base.type != "this" or facts.outside is None:
        return None
    known = facts.outside(f"this.{facts.text(name).lstrip('#')}")
    return f"{known.origin}#{facts.text(last)}" if known is not None and known.origin else None


def fields_from_elsewhere(facts: TreeFacts) -> Iterator[tuple[str, str]]:
    """The fields of instances that hold something of another file, as ``this.NAME``."""
    for function in facts.functions:
        name = function.name
        if name is not None and function.node.type == "method_definition":
            yield from _injected(facts, function) if facts.text(name) == "constructor" else ()
    for node in facts.assignments:
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        if left is not None and left.type == "member_expression" and right is not None:
            base, last = left.child_by_field_name("object"), left.child_by_field_name("property")
            if base is not None and base.type == "this" and last is not None:
                yield from _local(facts, last, facts.origin(right))
    for node in facts.fields:
        name = node.child_by_field_name("property") or node.child_by_field_name("name")
        value = node.child_by_field_name("value")
        if name is not None and value is not None:
            yield from _local(facts, name, facts.origin(value))
        elif name is not None:
            yield from _typed(facts, name, node.child_by_field_name("type"))


def _injected(facts: TreeFacts, constructor: Function) -> Iterator[tuple[str, str]]:
    """``constructor(private readonly users: UsersService)``."""
    for parameter in constructor.parameters:
        if any(child.type in _INJECTED for child in parameter.children):
            name = parameter.child_by_field_name("pattern")
            if name is not None and name.type == "identifier":
                yield from _typed(facts, name, parameter.child_by_field_name("type"))


def _typed(facts: TreeFacts, name: Node, written: Node | None) -> Iterator[tuple[str, str]]:
    kind = unwrap(written).named_children[0] if written is not None else None
    if kind is None or kind.type != "type_identifier":
        return
    binding = facts.resolve(facts.text(kind), kind.start_byte)
    origin = facts.origin_of_binding(binding) if binding is not None else None
    yield from _local(facts, name, f"{origin}{CALL}" if origin else None)


def _local(facts: TreeFacts, name: Node, origin: str | None) -> Iterator[tuple[str, str]]:
    if origin is not None and is_local(origin):
        yield f"this.{facts.text(name).lstrip('#')}", origin
