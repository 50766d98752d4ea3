"""What one function writes, calls and names, read off its tree for the rules about deep writes."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field

from nodewright.javascript.parsing import Node
from nodewright.javascript.syntax import FUNCTIONS, arguments, callee, unwrap
from nodewright.javascript.tree_facts import TreeFacts

_LARGEST = 6000
"""Bytes of the longest function that is looked at: a setter or a merge is short."""

_WRITE = re.compile(rb"\](?<!['\"]\])(?<!\[\d\])\s*=(?![=>])|defineProperty\(|Reflect\.set\(")
"""A write under a key that is no literal."""
_COUNTED = re.compile(rb"([\w$.\]]+)\s*(?:\+\+|--)|(?:\+\+|--)\s*([\w$.]+)")
"""What is counted up or down."""
_PATH = re.compile(
    r"(?i)path|keys?$|keys|props?$|props|fields?|parts?$|segments?|tokens?|toks?|chain|elem|names?$"
)
_LISTED = re.compile(r"\.(?:split|match|exec)\(")
_OWN_KEYS = re.compile(r"(?:\b(?:Object|Reflect)|_)\.(?:keys|entries|getOwn\w+|ownKeys)\(")
_EACH = frozenset(("forEach", "each", "forOwn", "forIn", "reduce", "map", "objectEach"))
_INDICES = frozenset(("i", "j", "n", "idx", "index", "_"))
_KEY_NAMES = frozenset(("key", "k", "prop", "property", "name", "field", "attr"))
_SIDES = ("name", "left", "key")


@dataclass(frozen=True, slots=True)
class Write:
    """``target[key] = value``; ``place`` is its left side, or the call that defines it."""

    place: Node
    target: Node
    key: Node
    value: Node


@dataclass(slots=True)
class Body:
    """What a function does. ``keys`` are names of an object's own keys, ``elements`` of path parts,
    ``steps`` of what a ``reduce`` hands on, ``given`` of parameters, ``counters`` of numbers.
    """

    source: bytes
    writes: list[Write] = field(default_factory=list)
    calls: list[Node] = field(default_factory=list)
    values: dict[str, list[Node]] = field(default_factory=dict)
    counters: set[str] = field(default_factory=set)
    keys: set[str] = field(default_factory=set)
    elements: set[str] = field(default_factory=set)
    steps: set[str] = field(default_factory=set)
    given: set[str] = field(default_factory=set)

    def text(self, node: Node) -> str:
        """The source of ``node``."""
        return self.source[node.start_byte : node.end_byte].decode("utf-8", "replace")

    def called(self, call: Node) -> str:
        """The last name of what is called."""
        name = callee(call)
        return self.text(name).split(".")[-1] if name is not None else ""

    def is_path(self, node: Node) -> bool:
        """The list is named as the parts of a path are, or was split."""
        text = self.text(node)
        if _PATH.search(text.split(".")[-1]) or "split(" in text:
            return True
        return any(
            _LISTED.search(self.text(value)) or _PATH.search(self.text(value))
            for value in self.values.get(text, ())
        )


def body_of(facts: TreeFacts, function: Node) -> Body | None:
    """What ``function`` does; None when it is long, or writes under no computed key."""
    key = ("body", function.start_byte, function.end_byte)
    if key not in facts.memo:
        facts.memo[key] = _read(facts, function)
    found: Body | None = facts.memo[key]
    return found


def _read(facts: TreeFacts, function: Node) -> Body | None:
    start, end = function.start_byte, function.end_byte
    if end - start > _LARGEST or not _WRITE.search(facts.source, start, end):
        return None
    body = Body(facts.source)
    for counted in _COUNTED.finditer(facts.source, start, end):
        body.counters.add((counted.group(1) or counted.group(2)).decode("utf-8", "replace"))
    for node in _between(_steps_of(facts), start, end):
        _note(body, node)
    _note_listed(body)
    return body if body.writes else None


def _steps_of(facts: TreeFacts) -> list[Node]:
    """What :func:`_note` has an eye on, in the order of the text."""
    key = ("steps of bodies",)
    if key not in facts.memo:
        functions = [function.node for function in facts.functions]
        calls = [call.node for call in facts.calls]
        steps = [*facts.assignments, *facts.declarators, *facts.loops, *calls, *functions]
        facts.memo[key] = sorted(steps, key=_place)
    found: list[Node] = facts.memo[key]
    return found


def _place(node: Node) -> tuple[int, int]:
    return node.start_byte, -node.end_byte


def _between(nodes: list[Node], start: int, end: int) -> Iterator[Node]:
    """Those of ``nodes`` that lie in a node from ``start`` to ``end``."""
    for index in range(bisect_left(nodes, start, key=_start), len(nodes)):
        node = nodes[index]
        if node.start_byte >= end:
            return
        if node.end_byte <= end:
            yield node


def _start(node: Node) -> int:
    return node.start_byte


def subscripts(node: Node) -> Iterator[tuple[Node, Node]]:
    """Object and key of every ``object[key]`` in ``node``, functions in it left out."""
    stack = [node]
    while stack:
        here = stack.pop()
        if here.type == "subscript_expression":
            inner, index = here.child_by_field_name("object"), here.child_by_field_name("index")
            if inner is not None and index is not None:
                yield unwrap(inner), unwrap(index)
        if here.type not in FUNCTIONS:
            stack += here.named_children


def own_name(function: Node) -> Node | None:
    """The name under which a function is declared or kept, so that it can call itself."""
    own = function.child_by_field_name("name")
    parent = function.parent
    if own is not None or parent is None:
        return own
    found = (parent.child_by_field_name(side) for side in _SIDES)
    return next((node for node in found if node is not None), None)


def _note(body: Body, node: Node) -> None:
    kind = node.type
    if kind in ("assignment_expression", "augmented_assignment_expression"):
        _note_value(body, node.child_by_field_name("left"), node.child_by_field_name("right"))
    elif kind == "variable_declarator":
        _note_value(body, node.child_by_field_name("name"), node.child_by_field_name("value"))
    elif kind == "for_in_statement":
        _note_loop(body, node)
    elif kind == "call_expression":
        body.calls.append(node)
        _note_callback(body, node)
        _note_defined(body, node)
    elif kind in FUNCTIONS:
        names = _parameters(body, node)
        body.given.update(names)
        keys = _KEY_NAMES.intersection(names[1:3])
        if any(f"this[{key}]" in body.text(node) for key in keys):
            body.keys.update(names)  # a callback that copies one entry to ``this``


def _note_value(body: Body, left: Node | None, right: Node | None) -> None:
    if left is None or right is None:
        return
    left = unwrap(left)
    if left.type == "identifier":
        body.values.setdefault(body.text(left), []).append(right)
        if right.type == "number":
            body.counters.add(body.text(left))
    elif left.type == "array_pattern" and body.is_path(right):
        body.elements.update(re.findall(r"[\w$]+", body.text(left)))
    elif left.type == "subscript_expression":
        target, key = left.child_by_field_name("object"), left.child_by_field_name("index")
        if target is not None and key is not None and key.type not in ("string", "number"):
            body.writes.append(Write(left, unwrap(target), unwrap(key), unwrap(right)))


def _note_defined(body: Body, call: Node) -> None:
    """``Object.defineProperty(o, key, ...)`` and ``Reflect.set(o, key, value)`` write, too."""
    given = arguments(call)
    if body.called(call) != "defineProperty" and body.text(call)[:12] != "Reflect.set(":
        return
    if len(given) > 2 and given[1].type not in ("string", "number"):
        body.writes.append(Write(call, unwrap(given[0]), unwrap(given[1]), call))


def _note_loop(body: Body, node: Node) -> None:
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    operator = node.child_by_field_name("operator")
    if left is None or right is None or operator is None:
        return
    names = re.findall(r"[\w$]+", body.text(left))
    if body.text(operator) == "in" or _OWN_KEYS.match(body.text(right)):
        body.keys.update(names)
    elif body.is_path(right) and not any(
        _OWN_KEYS.match(body.text(value)) for value in body.values.get(body.text(right), ())
    ):
        body.elements.update(names[-1:])
    elif len(names) == 1:
        body.values.setdefault(names[0], []).append(right)


def _note_callback(body: Body, call: Node) -> None:
    """The names that a callback gives the keys, or the parts of a path, that it is called for."""
    name, called = body.called(call), callee(call)
    if called is None or name not in _EACH:
        return
    receiver = called.child_by_field_name("object")
    path = receiver is not None and len(body.text(receiver)) > 1 and body.is_path(receiver)
    for argument in arguments(call):
        if argument.type not in FUNCTIONS:
            continue
        names = [n for n in _parameters(body, argument) if n not in _INDICES]
        if receiver is not None and _OWN_KEYS.match(body.text(receiver)):
            body.keys.update(names[1:2] if name == "reduce" else names[:1])
        elif path:
            body.elements.update(names[1:2] if name == "reduce" else names[:1])
            if name == "reduce" and names and _hands_down(body, argument, names[0]):
                body.steps.add(names[0])
        elif len(names) > 1 or name != "forEach":
            body.keys.update(names)


def _hands_down(body: Body, function: Node, name: str) -> bool:
    """The callback gives back what stands in ``name``, not ``name`` itself."""
    form = rf"(?:\breturn\b|=>)[\s(]*(?:\w+\s*&&\s*)?{re.escape(name)}\["
    return re.search(form, body.text(function)) is not None


def _note_listed(body: Body) -> None:
    """``const key = keys[i]`` and ``for (key of keys)`` where ``keys = Object.keys(...)``."""
    lists = {
        n for n, values in body.values.items() for v in values if _OWN_KEYS.match(body.text(v))
    }
    for name, values in body.values.items():
        for value in map(unwrap, values):
            listed = value if value.type == "identifier" else value.child_by_field_name("object")
            if listed is not None and body.text(listed) in lists and name not in lists:
                body.keys.add(name)


def _parameters(body: Body, function: Node) -> list[str]:
    listed = function.child_by_field_name("parameters") or function.child_by_field_name("parameter")
    if listed is None:
        return []
    names = []
    for node in [listed] if listed.type == "identifier" else listed.named_children:
        inner = node.child_by_field_name("pattern") or node.child_by_field_name("left") or node
        if inner.type == "array_pattern":
            parts = re.findall(r"[\w$]+", body.text(inner))
            body.elements.update(parts[:1] if "..." in body.text(inner) else ())
            names += parts
        else:
            names.append(body.text(inner))
    return names
