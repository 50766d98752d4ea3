"""Checks of what clients and callers see: routes, and functions that return a value."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from nodewright.answer.evidence import Evidence, Text
from nodewright.document import Failure
from nodewright.javascript.frames import Declaration
from nodewright.javascript.parsing import Node, Tree
from nodewright.javascript.signatures import text_of
from nodewright.javascript.syntax import FUNCTIONS, arguments, callee, string_value

_VERBS = frozenset({"get", "post", "put", "patch", "delete", "del", "options", "head", "all"})
_DECORATORS = frozenset({"Get", "Post", "Put", "Patch", "Delete", "Options", "Head", "All",
                         "Controller"})  # fmt: skip
# What routes are registered on: named so, or made by a call of this name.
_ROUTER = re.compile(
    r"(?:app|api|router|routes?|server|fastify|hono)|\w*(?:App|Router|Routes|Server)"
)
_MAKER = re.compile(r"(?:express|fastify|Fastify|Hono|Koa|polka|restify)\b|\w*Router\b")
_ANSWERS = frozenset({"res", "response", "reply", "rep", "ctx", "context", "next"})


def keeps_routes(evidence: Evidence) -> list[Failure]:
    """Every route that was registered still is, under its path and verb, here or in a new file."""
    if evidence.around.allowance.change_exports or evidence.before.tree is None:
        return []
    before = Counter(_routes(evidence.before))
    if not before:
        return []
    after = Counter(
        route for text in (evidence.after, *evidence.created) for route in _routes(text)
    )
    return [
        Failure("routes-kept", f"The route `{verb} {path}` would be gone or have another address")
        for verb, path in sorted((before - after).keys())
    ]


def _routes(text: Text) -> Iterator[tuple[str, str]]:
    """Verb in capitals and path of each route, for paths that are written out."""
    if text.tree is None:
        return
    for node in text.of_type("call_expression"):
        yield from _registered(text, node)


def _registered(text: Text, call: Node) -> Iterator[tuple[str, str]]:
    called, given = callee(call), arguments(call)
    if called is None:
        return
    if called.type == "identifier" and text_of(called) in _DECORATORS:
        if call.parent is not None and call.parent.type == "decorator":
            path = string_value(given[0], text.source) if given else ""
            if path is not None:
                yield text_of(called).upper(), path
        return
    verb = text_of(called.child_by_field_name("property"))
    if verb not in _VERBS:
        return
    chained = _route_call(called.child_by_field_name("object"))
    if chained is not None:
        path = _path(text, chained)
    elif len(given) > 1 and _is_router(text, called.child_by_field_name("object")):
        path = _path(text, given[0])
    else:
        return
    if path is not None:
        yield verb.upper(), path


def _route_call(node: Node | None) -> Node | None:
    """The path in ``x.route(path)``, also behind other verbs of the same chain."""
    while node is not None and node.type == "call_expression":
        called, given = callee(node), arguments(node)
        if called is None or called.type != "member_expression":
            return None
        if text_of(called.child_by_field_name("property")) == "route" and len(given) == 1:
            return given[0]
        node = called.child_by_field_name("object")
    return None


def _is_router(text: Text, node: Node | None) -> bool:
    """True for a receiver that is named as a router is, or that the file makes one."""
    while node is not None and node.type == "call_expression":
        called = callee(node)
        if called is None or called.type != "member_expression":
            return bool(_MAKER.match(text_of(called)))
        node = called.child_by_field_name("object")
    if node is None:
        return False
    if node.type == "member_expression":
        return bool(_ROUTER.fullmatch(text_of(node.child_by_field_name("property"))))
    if _ROUTER.fullmatch(text_of(node)):
        return True
    made = _value(text, text_of(node))
    return made is not None and bool(
        _MAKER.match(re.sub(r"^(?:new|await)\s+|\w+\.(?=Router)", "", made))
    )


def _path(text: Text, node: Node) -> str | None:
    """What a path says: the string, a constant of the file, or the expression as it is written."""
    said = string_value(node, text.source)
    if said is not None:
        return said
    if node.type == "identifier":
        value = _value(text, text_of(node))
        return value.strip("'\"`") if value is not None else None
    if node.type == "regex":  # its flags only say how strictly it is read
        return f"/{text_of(node.child_by_field_name('pattern'))}/"
    return text_of(node) if node.type == "template_string" else None


def _value(text: Text, name: str) -> str | None:
    """How the file writes the value of a variable of its top level."""
    found: list[Declaration] = text.names.module.names.get(name, [])
    tree: Tree | None = text.tree
    if not found or tree is None:
        return None
    at = tree.root_node.descendant_for_byte_range(found[0].at, found[0].at + 1)
    holder = at.parent if at is not None else None
    if holder is None or holder.type != "variable_declarator":
        return None
    return text_of(holder.child_by_field_name("value")) or None


def keeps_returns(evidence: Evidence) -> list[Failure]:
    """A named function that returned a value still does; handlers answer by ``res`` instead."""
    if evidence.before.tree is None or evidence.after.tree is None or evidence.after.broken:
        return []
    before, after = _returns(evidence.before), _returns(evidence.after)
    return [
        evidence.after.failure(
            "returns-kept",
            f"`{name}` returned a value and would return none",
            after[name][1],
        )
        for name, (gives, _) in before.items()
        if gives and name in after and not after[name][0]
    ]


def _returns(text: Text) -> dict[str, tuple[bool, int]]:
    """Functions by name: whether one of that name gives a value, and where it starts."""
    found: dict[str, tuple[bool, int]] = {}
    for node in text.of_type(*FUNCTIONS):
        if _answers(node):
            continue
        name = _name_of(node)
        if name:
            gives, at = found.get(name, (False, node.start_byte))
            found[name] = (gives or _gives(node), at)
    return found


def _name_of(function: Node) -> str:
    name, holder = function.child_by_field_name("name"), function.parent
    if name is None and holder is not None and holder.type == "variable_declarator":
        name = holder.child_by_field_name("name")
    return text_of(name)


def _answers(function: Node) -> bool:
    listed = function.child_by_field_name("parameters")
    words = set(re.findall(r"\w+", text_of(listed))) if listed is not None else set()
    return bool(words & _ANSWERS)


def _gives(function: Node) -> bool:
    """True for an expression body, a ``return`` with a value, a generator, or a bare throw."""
    body = function.child_by_field_name("body")
    if body is None or body.type != "statement_block":
        return body is not None
    if "generator" in function.type or any(c.type == "*" for c in function.children):
        return True
    stack = list(body.named_children)
    if any(statement.type == "throw_statement" for statement in stack):
        return True
    while stack:
        node = stack.pop()
        if node.type == "return_statement" and node.named_child_count:
            return True
        if node.type not in FUNCTIONS:
            stack += node.named_children
    return False
