"""Which functions of a file other packages can call, and under which name of the file."""

from __future__ import annotations

from collections.abc import Iterator

from nodewright.javascript.bindings import Function
from nodewright.javascript.parsing import Node
from nodewright.javascript.syntax import object_entries, unwrap
from nodewright.javascript.tree_facts import TreeFacts

OUTRIGHT = "*"
"""Stands for the name of a function that is exported where it is written."""

_TARGETS = ("module.exports", "exports")
_DECLARATIONS = ("function_declaration", "generator_function_declaration", "class_declaration")


def exported_names(facts: TreeFacts) -> Iterator[str]:
    """The names that this chunk exports, as in ``module.exports = { run, stop: kill }``."""
    for node in facts.assignments:
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        if left is not None and right is not None and _is_target(facts.text(left)):
            yield from _names(facts, unwrap(right))
    root = facts.root
    if root.type != "export_statement":
        return
    value = root.child_by_field_name("value")
    if value is not None:
        yield from _names(facts, unwrap(value))
    for child in root.named_children:
        if child.type == "export_clause" and root.child_by_field_name("source") is None:
            for specifier in child.named_children:
                name = specifier.child_by_field_name("name")
                if name is not None:
                    yield facts.text(name)
        elif child.type == "identifier":
            yield facts.text(child)


def _is_target(text: str) -> bool:
    return text in _TARGETS or text.startswith(("module.exports.", "exports."))


def _names(facts: TreeFacts, value: Node) -> Iterator[str]:
    if value.type == "identifier":
        yield facts.text(value)
    elif value.type == "new_expression":
        made = value.child_by_field_name("constructor")
        if made is not None and made.type == "identifier":
            yield facts.text(made)
    elif value.type == "object":
        for entry in object_entries(value, facts.source).values():
            if entry.type in ("identifier", "shorthand_property_identifier"):
                yield facts.text(entry)


def owner_of(facts: TreeFacts, function: Function) -> str | None:
    """The name that must be exported for ``function`` to be callable from outside.

    :data:`OUTRIGHT` where it is exported on the spot; None where nobody outside gets at it.
    """
    if function.parent is not None:
        return _from_factory(facts, function)
    node = function.node
    if node.type in _DECLARATIONS:
        return _declared(facts, node)
    if node.type == "method_definition":
        return _of_holder(facts, node.parent)
    holder = node.parent
    if holder is None:
        return None
    if holder.type == "pair":
        return _of_holder(facts, holder.parent)
    if holder.type in ("field_definition", "public_field_definition"):
        return _of_holder(facts, holder.parent)
    if holder.type == "variable_declarator":
        return _declared(facts, holder)
    if holder.type == "export_statement":
        return OUTRIGHT
    left = holder.child_by_field_name("left") if holder.type == "assignment_expression" else None
    return _assigned(facts, left) if left is not None else None


def _declared(facts: TreeFacts, node: Node) -> str | None:
    parent = node.parent
    if parent is not None and parent.type in ("lexical_declaration", "variable_declaration"):
        parent = parent.parent
    if parent is not None and parent.type == "export_statement":
        return OUTRIGHT
    name = node.child_by_field_name("name")
    return facts.text(name) if name is not None else None


def _assigned(facts: TreeFacts, left: Node) -> str | None:
    text = facts.text(left)
    if _is_target(text):
        return OUTRIGHT
    owner = text.split(".")[0]
    return owner if owner.isidentifier() and owner != "this" else None


def _of_holder(facts: TreeFacts, holder: Node | None) -> str | None:
    """The name of the class or of the object literal that ``holder`` is the inside of."""
    if holder is None or holder.parent is None:
        return None
    node = holder if holder.type == "object" else holder.parent
    parent = node.parent
    if node.type == "class_declaration":
        return _declared(facts, node)
    if parent is None:
        return None
    if parent.type == "export_statement":
        return OUTRIGHT
    if parent.type == "variable_declarator":
        return _declared(facts, parent)
    left = parent.child_by_field_name("left") if parent.type == "assignment_expression" else None
    return _assigned(facts, left) if left is not None else None


def _from_factory(facts: TreeFacts, function: Function) -> str | None:
    """A function that an exported function gives back in an object: ``return { run };``."""
    outer, node = function.parent, function.node
    if outer is None or outer.parent is not None:
        return None
    name = function.name
    if name is None and node.parent is not None and node.parent.type == "variable_declarator":
        name = node.parent.child_by_field_name("name")
    entry = node.parent if node.parent is not None and node.parent.type == "pair" else node
    for given in _given_back(outer):
        entries = object_entries(given, facts.source)
        named = name is not None and any(
            facts.text(value) == facts.text(name) for value in entries.values()
        )
        if named or (entry.parent is not None and entry.parent.id == given.id):
            return owner_of(facts, outer)
    return None


def _given_back(function: Function) -> Iterator[Node]:
    body = function.body
    if body is None:
        return
    values = [body] if body.type != "statement_block" else []
    for statement in body.named_children if not values else ():
        if statement.type == "return_statement":
            values += statement.named_children
    for value in values:
        if unwrap(value).type == "object":
            yield unwrap(value)
