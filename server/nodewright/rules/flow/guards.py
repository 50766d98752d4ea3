"""Whether a look at a value decides what happens to it afterwards.

``if (!ALLOWED.has(x)) return;`` guards what follows, ``if (ALLOWED.has(x)) { … }`` guards its own
block, and a look that only writes to the log guards nothing.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

from nodewright.javascript.parsing import Node
from nodewright.javascript.syntax import FUNCTIONS, climb
from nodewright.javascript.tree_facts import TreeFacts

_LONGEST_NAME = 80
_POSITIVE = re.compile(r"\.(?:includes|has|test|isInteger|isSafeInteger|isFinite|hasOwn|isUUID)\(")
_WHOLE = re.compile(r"^/\^|\[\^")
"""A regular expression that says how a text begins, or what it is not made of."""
_TESTS = re.compile(
    rb"(?P<call>(?:\.(?:includes|has|test|isInteger|isSafeInteger|isFinite|hasOwn|isUUID|isInt"
    rb"|isNumeric)|\bis(?:NaN|Finite|UUID|Uuid)|\bvalidate)\(\s*)"
    rb"|(?P<type>typeof\s+)|(?P<key>(?<=\s)in\s+(?=\w))"
)
"""A test up to the name that it tests, or from it on; no pattern is compiled for each name."""
_FIRST = re.compile(rb"\w+,\s*")
_END_OF_CALL = re.compile(rb"\s*[),]")
_PLAIN_TYPE = re.compile(rb"\s*[!=]==?\s*['\"](?:number|boolean|bigint)")
_NAME_BEFORE = re.compile(rb"[\w.]")
_LEAVES = ("return_statement", "throw_statement", "continue_statement", "break_statement")
_ENDS = re.compile(r"process\.exit\(|\breject\(|\bfail\(|\babort\(|\bnext\(|\bthrow\b")


def looked_at(facts: TreeFacts, node: Node) -> bool:
    """True when code before ``node`` tests what it holds, and so decides what reaches ``node``."""
    name = facts.text(node)
    if len(name) > _LONGEST_NAME:
        return False
    function = facts.function_at(node.start_byte)
    start = function.start if function is not None else facts.root.start_byte
    if facts.source.find(name.encode(), start, node.start_byte) < 0:
        return False
    return any(
        decides(facts, at, end, name, node)
        for at, end in _tests(facts, name.encode(), start, node.end_byte)
    )


def _all_tests(facts: TreeFacts) -> tuple[list[int], list[tuple[str | None, int]]]:
    """Where every test of the chunk begins, and its kind and end: asked for each value in it."""
    if ("tests",) not in facts.memo:
        found = list(_TESTS.finditer(facts.source, facts.root.start_byte, facts.root.end_byte))
        ends = [(test.lastgroup, test.end()) for test in found]
        facts.memo[("tests",)] = ([test.start() for test in found], ends)
    tests: tuple[list[int], list[tuple[str | None, int]]] = facts.memo[("tests",)]
    return tests


def _tests(facts: TreeFacts, name: bytes, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Where ``name`` is looked for in a list, matched, or compared with a type, up to ``end``."""
    source = facts.source
    starts, ends = _all_tests(facts)
    for index in range(bisect_left(starts, start), bisect_left(starts, end)):
        first, (kind, last) = starts[index], ends[index]
        if last > end:
            return
        if kind == "key":
            at = first
            while at > start and source[at - 1 : at].isspace():
                at -= 1
            at -= len(name)
            alone = at == 0 or not _NAME_BEFORE.match(source, at - 1)
            if at >= start and source.startswith(name, at) and alone:
                yield at, last + 1
        elif kind == "type":
            tail = _PLAIN_TYPE.match(source, last + len(name), end)
            if source.startswith(name, last) and tail is not None:
                yield first, tail.end()
        else:
            other = _FIRST.match(source, last, end)
            for place in (last, *([other.end()] if other is not None else [])):
                tail = _END_OF_CALL.match(source, place + len(name), end)
                if source.startswith(name, place) and tail is not None:
                    yield first, tail.end()


def guarded_by(facts: TreeFacts, pattern: str, name: str, start: int, node: Node) -> bool:
    """True when a match of ``pattern`` between the byte ``start`` and ``node`` guards ``node``.

    ``name``: what is tested; a block that gives it another value guards as one that leaves does.
    """
    compiled = re.compile(pattern.encode(), re.DOTALL)
    for found in compiled.finditer(facts.source, start, node.end_byte):
        if decides(facts, found.start(), found.end(), name, node):
            return True
    return False


def decides(facts: TreeFacts, at: int, end: int, name: str, use: Node) -> bool:
    """True when the test at the bytes ``at`` to ``end`` decides whether ``use`` is reached."""
    inner = facts.root.named_descendant_for_byte_range(at, max(at, end - 1))
    if inner is None:
        return True
    negated = False
    partial = _is_partial(facts, inner)
    positive = _POSITIVE.search(facts.source[at:end].decode("utf-8", "replace")) is not None
    below = inner
    for parent in (inner, *climb(inner)):
        if parent.type == "unary_expression" and _operator(parent) == "!":
            negated = not negated
        elif parent.type in FUNCTIONS and not _holds(parent, use):
            return True  # a callback such as list.filter((x) => ALLOWED.has(x))
        elif parent.type == "binary_expression" and _operator(parent) in ("&&", "||"):
            right = parent.child_by_field_name("right")
            if right is not None and _holds(right, use) and not _same(right, below):
                return not positive or negated == (_operator(parent) == "||")
        elif parent.type in ("if_statement", "ternary_expression"):
            said = _by_branch(
                facts, parent, below, name, use, negated if positive else None, partial
            )
            if said is not None:
                return said
        elif parent.type.endswith(("_statement", "_declaration")):
            return True  # kept in a name, or a function that throws
        below = parent
    return True


def _by_branch(
    facts: TreeFacts,
    branch: Node,
    below: Node,
    name: str,
    use: Node,
    negated: bool | None,
    partial: bool,
) -> bool | None:
    """What a condition says of ``use``; None when the test is not its condition.

    ``negated``: the branch is taken when the test fails; None when nobody can tell. ``partial``:
    the test looks at a part of the text only, so that it can refuse, but not allow.
    """
    condition = branch.child_by_field_name("condition")
    if condition is None or not _same(condition, below):
        return None
    then, other = (branch.child_by_field_name(n) for n in ("consequence", "alternative"))
    if then is not None and _holds(then, use):
        return negated is None or not (negated or partial)
    if other is not None and _holds(other, use):
        return negated is None or negated or partial
    if branch.type == "ternary_expression":
        return True
    if partial and negated:
        return False
    return any(side is not None and _leaves(facts, side, name) for side in (then, other))


def _is_partial(facts: TreeFacts, node: Node) -> bool:
    """``/\\.md$/.test(name)``: a match says nothing of the rest of the text."""
    call = next((p for p in (node, *climb(node)) if p.type == "call_expression"), None)
    called = call.child_by_field_name("function") if call is not None else None
    owner = called.child_by_field_name("object") if called is not None else None
    return owner is not None and owner.type == "regex" and not _WHOLE.search(facts.text(owner))


def _leaves(facts: TreeFacts, block: Node, name: str) -> bool:
    """True when ``block`` does not go on to what follows it, or gives ``name`` another value."""
    text = facts.text(block)
    if _ENDS.search(text) or re.search(rf"(?<![\w.]){re.escape(name)}\s*=[^=]", text):
        return True
    stack = [block]
    while stack:
        node = stack.pop()
        if node.type in _LEAVES:
            return True
        if node.type not in FUNCTIONS:
            stack += node.named_children
    return False


def _operator(node: Node) -> str:
    operator = node.child_by_field_name("operator")
    return operator.type if operator is not None else ""


def _holds(outer: Node, inner: Node) -> bool:
    return bool(outer.start_byte <= inner.start_byte and inner.end_byte <= outer.end_byte)


def _same(one: Node, other: Node) -> bool:
    return bool(one.id == other.id or _holds(one, other))
