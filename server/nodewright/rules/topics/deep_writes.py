"""Functions that walk into an object by names from outside and write there.

Two shapes reach Object.prototype. A *path setter* steps down (``o = o[key]``, a call of itself
with ``o[key]``, a ``reduce``) and then writes ``o[last] = value``. A *deep merge* goes through the
keys of one object and merges what stands under a key there into what stands under it in another. A
function that looks at its keys first, or keeps its data without a prototype, is left alone.
"""

from __future__ import annotations

import re

from nodewright.javascript.parsing import Node
from nodewright.javascript.syntax import FUNCTIONS, arguments, callee, unwrap
from nodewright.rules.topics.deep_body import Body, Write, body_of, own_name, subscripts
from nodewright.rules.view import Site

_GUARD = re.compile(
    r"__proto__|\bprototype['\"\]]|['\"]constructor['\"]|Object\.create\(\s*null|new Map\b"
    r"|(?i:pollut|unsafe|forbidden|dangerous|blocked|reserved|disallowed|poison|black_?list)"
)
_CHECK = (
    r"(?:(?i:\w*(?:safe|valid|allow|block|proto|danger|forbid)\w*)|\.(?:has|includes|indexOf|test))"
    r"\(\s*(?:[^()]*,\s*)?{key}\s*[,)]"
)
_OWN = (
    r"(?:hasOwn(?:Property)?(?:\.call)?\(\s*{object}\s*,\s*{key}"
    r"|{object}\.hasOwnProperty\(\s*{key})"
)
_TAKEN = re.compile(r"\b(?:pop|shift|slice|splice|split|at|substr|substring)\(")
_MERGER = re.compile(r"(?i)merge|extend|assign|defaults|mixin")
_DEEP = re.compile(r"(?i)merge|deep|mixin|recurs")
_PARENT = re.compile(r"(?i)^\w*(?:parent|path)\w*(?:$|\.)")
_DEPTH = 4
"""Assignments that are followed back from a name to the list that it is taken from."""
_MADE = frozenset(("object", "array"))
_PLAIN = frozenset(("string", "number", "true", "false", "null", "undefined", *_MADE, *FUNCTIONS))


def path_write(site: Site, function: Node) -> Write | None:
    """The write of a path setter, or None; where it ends elsewhere, the one that makes a level."""
    body = body_of(site.view.facts, function)
    if body is None:
        return None
    level: Write | None = None
    for write in body.writes:
        path = _is_path_key(body, write.key) or _is_handed_on(site, body, write)
        if not path or not _steps_down(site, body, write):
            continue
        if _looks_first(body, function, write):
            return None
        if write.value.type in _MADE and level is None:
            level = write
        if write.value.type not in _PLAIN and not _is_own(body, write):
            return write
    return level


def merge_write(site: Site, function: Node) -> Write | None:
    """The write of a deep merge, or None."""
    body = body_of(site.view.facts, function)
    if body is None or not body.keys:
        return None
    for write in body.writes:
        if body.text(write.key) in body.keys:
            merging = (call for call in body.calls if _merges(site, body, write, call))
            call = next(merging, None)
            if call is not None and not _looks_first(body, function, write):
                return _beside(body, write, call)
    return None


def _beside(body: Body, write: Write, call: Node) -> Write:
    """The write that stands for the merge: ``write`` when it holds the call, else the next one."""
    if write.place.start_byte < call.start_byte < write.value.end_byte:
        return write
    same = [w for w in body.writes if body.text(w.place) == body.text(write.place)]
    return next((w for w in same if w.place.start_byte > call.start_byte), write)


def _is_handed_on(site: Site, body: Body, write: Write) -> bool:
    """The key is a parameter, and the function calls itself with the next part of a path."""
    if body.text(write.key) not in body.given:
        return False
    own = _names_around(site, write.place)
    return any(
        argument.type == "call_expression" and _is_path_key(body, argument)
        for call in body.calls
        if body.called(call) in own
        for argument in arguments(call)
    )


def _is_own(body: Body, write: Write) -> bool:
    """``o[key] = o[key] || {}``: what is written comes from the target itself."""
    if write.value is write.place:
        return False
    name = re.escape(body.text(write.target))
    return bool(re.search(rf"(?<![\w.$]){name}(?![\w$])", body.text(write.value)))


def _is_path_key(body: Body, key: Node, depth: int = 0) -> bool:
    """The key is an element of a list that is named as a path is, or that was split from one."""
    if key.type == "identifier":
        name = body.text(key)
        if name in body.elements:
            return True
        if name in body.counters or name in body.keys or depth > _DEPTH:
            return False
        values = body.values.get(name, ())
        return any(_is_path_key(body, unwrap(value), depth + 1) for value in values)
    if key.type == "subscript_expression":
        inner = key.child_by_field_name("object")
        return inner is not None and body.is_path(inner)
    if key.type == "call_expression":
        called = callee(key)
        receiver = called.child_by_field_name("object") if called is not None else None
        if _TAKEN.search(body.text(key)):
            return receiver is None or body.is_path(receiver) or "split(" in body.text(key)
        return any(_is_path_key(body, unwrap(a), depth + 1) for a in arguments(key))
    return False


def _steps_down(site: Site, body: Body, write: Write) -> bool:
    if write.target.type == "call_expression":
        return ".reduce(" in body.text(write.target)
    if write.target.type != "identifier":
        return False
    name = body.text(write.target)
    if name in body.steps or _is_walked(body, name, frozenset()):
        return True
    return name in body.given and _calls_itself(site, body, name, write)


def _is_walked(body: Body, name: str, seen: frozenset[str]) -> bool:
    """A value of ``name`` is what stands in it, or in another walked name, under some key."""
    if name in seen:
        return False
    for value in map(unwrap, body.values.get(name, ())):
        if value.type == "identifier" and _is_walked(body, body.text(value), seen | {name}):
            return True
        if value.type == "call_expression" and _walks_for(body, value):
            return True
        for inner, index in subscripts(value):
            if index.type in ("string", "number") or body.text(index) in body.counters:
                continue
            if _names(body, inner, name) or _is_walked(body, body.text(inner), seen | {name}):
                return True
    return False


def _names(body: Body, node: Node, name: str) -> bool:
    """``node`` is the name, or the name with another value in its place: ``(o || {})``."""
    return re.match(rf"{re.escape(name)}(?:$|\s*(?:\|\||\?\?))", body.text(node)) is not None


def _walks_for(body: Body, call: Node) -> bool:
    """``path.reduce(step, object)``, or a helper that gets the object and the way to its parent."""
    if body.called(call) == "reduce":
        return len(arguments(call)) > 1
    given = [body.text(argument) for argument in arguments(call)]
    return len(given) > 1 and any(_PARENT.search(text) for text in given)


def _calls_itself(site: Site, body: Body, name: str, write: Write) -> bool:
    """The function goes on with what stands under a key of ``name``, which it was given."""
    own = _names_around(site, write.place)
    for call in body.calls:
        if body.called(call) not in own:
            continue
        for argument in arguments(call):
            values = body.values.get(body.text(argument), ())
            parts = [part for node in (argument, *values) for part in subscripts(node)]
            if any(body.text(inner) == name for inner, _ in parts):
                return True
    return False


def _merges(site: Site, body: Body, write: Write, call: Node) -> bool:
    """``call`` gets what stands under the written key in two objects, one of them its target."""
    name = body.called(call)
    own, merger = name in _names_around(site, call), bool(_MERGER.search(name))
    if not own and not merger:
        return False
    inside = write.place.start_byte < call.start_byte < write.value.end_byte
    statement = call.parent is not None and call.parent.type == "expression_statement"
    if not inside and not (statement and (own or _DEEP.search(name))):
        return False
    entries: set[str] = set()
    for argument in arguments(call):
        entries |= _entries(body, argument, body.text(write.key), 3)
    if len(entries) < 2:
        return False
    target = body.text(write.target)
    aliases = {target, *(body.text(v) for v in body.values.get(target, ()))}
    return bool(entries & aliases) or (merger and inside)


def _entries(body: Body, node: Node, key: str, depth: int) -> set[str]:
    """The objects whose entry under ``key`` the value of ``node`` is."""
    found = {body.text(inner) for inner, index in subscripts(node) if body.text(index) == key}
    stack = [node]
    while stack and depth:
        here = stack.pop()
        if here.type == "identifier":
            name = body.text(here)
            if name != key and name in body.keys:
                found.add("")
            for value in body.values.get(name, ()):
                found |= _entries(body, value, key, depth - 1)
        elif here.type not in FUNCTIONS and here.type != "subscript_expression":
            stack += here.named_children
    return found


def _looks_first(body: Body, function: Node, write: Write) -> bool:
    text = body.text(function)
    if _GUARD.search(text):
        return True
    key, target = re.escape(body.text(write.key)), re.escape(body.text(write.target))
    for name in (body.text(write.key), *body.elements):
        if re.search(_CHECK.format(key=re.escape(name)), text):
            return True
    return bool(re.search(_OWN.format(object=target, key=key), text))


def _names_around(site: Site, node: Node) -> set[str]:
    """The names of the functions around ``node``."""
    found = set()
    function = site.view.facts.function_at(node.start_byte)
    while function is not None:
        own = own_name(function.node)
        if own is not None:
            found.add(site.text(own).split(".")[-1])
        function = function.parent
    return found
