"""The check for slips that parse and load: doubled keys, dead code, doubled or lost responses."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from nodewright.answer.evidence import Evidence, Text
from nodewright.document import Failure
from nodewright.javascript.parsing import Node, walk
from nodewright.javascript.signatures import text_of
from nodewright.javascript.syntax import callee, property_name

_ENDS = frozenset({"return_statement", "throw_statement", "break_statement", "continue_statement"})
_BLOCKS = frozenset({"statement_block", "program", "switch_case", "switch_default"})
# What may stand behind a return: it is hoisted, or it is nothing.
_HOISTED = frozenset({"comment", "empty_statement", "variable_declaration"})
_REPLIERS = frozenset({"res", "response", "reply"})
_SENDS = frozenset({"json", "jsonp", "send", "sendStatus", "sendFile", "redirect", "render"})
# What writes down an error and does nothing more about it.
_LOGS = re.compile(r"(?:console|(?:\w+\.)*log(?:ger)?|debug)\b")


def no_slips(evidence: Evidence) -> list[Failure]:
    """No more slips of a kind than there were before."""
    failures: list[Failure] = []
    for text in (evidence.after, *evidence.created):
        if text.tree is None or text.broken:
            continue
        old = text is evidence.after
        stock = Counter(said for said, _ in _slips(evidence.before)) if old else Counter[str]()
        for said, at in _slips(text):
            stock[said] -= 1
            if stock[said] < 0:
                failures.append(text.failure("no-slip", f"In `{text.path}` {said}", at))
    return failures


def _slips(text: Text) -> Iterator[tuple[str, int]]:
    for node in text.of_type("object", *_BLOCKS):
        if node.type == "object":
            yield from _keys(text, node)
        else:
            statements = [c for c in node.named_children if c.type != "comment"]
            yield from _unreached(statements)
            yield from _second_response(statements)
            yield from _left_waiting(statements)


def _keys(text: Text, node: Node) -> Iterator[tuple[str, int]]:
    seen: set[str] = set()
    for child in node.named_children:
        name = child if child.type == "shorthand_property_identifier" else None
        if child.type == "pair":
            name = child.child_by_field_name("key")
        if name is None or name.type == "computed_property_name":
            continue
        key = property_name(name, text.source)
        if key in seen:
            yield f"an object has the key `{key[:40]}` twice", child.start_byte
        seen.add(key)


def _unreached(statements: list[Node]) -> Iterator[tuple[str, int]]:
    for one, after in pairwise(statements):
        hoisted = after.type in _HOISTED or after.type.endswith("function_declaration")
        if one.type in _ENDS and after.type not in _ENDS and not hoisted:
            word = one.type.split("_")[0]
            yield f"code behind a `{word}` is never reached", after.start_byte
            return


def _second_response(statements: list[Node]) -> Iterator[tuple[str, int]]:
    """A response behind one that was sent and not returned from."""
    sent = False
    for statement in statements:
        if sent and (_sends(statement) or _sends(statement, returned=True)):
            yield "a second response follows the first on one path", statement.start_byte
        sent = sent or _sends(statement) or _sends_and_goes_on(statement)


def _sends_and_goes_on(statement: Node) -> bool:
    """True for an ``if`` without ``else`` whose block ends with a response."""
    if statement.type != "if_statement" or statement.child_by_field_name("alternative") is not None:
        return False
    body = statement.child_by_field_name("consequence")
    if body is None or body.type != "statement_block":
        return body is not None and _sends(body)
    inside = [c for c in body.named_children if c.type != "comment"]
    return bool(inside) and _sends(inside[-1])


def _left_waiting(statements: list[Node]) -> Iterator[tuple[str, int]]:
    """A ``try`` that answers a request, with a ``catch`` that only logs and nothing behind it."""
    if not statements or statements[-1].type != "try_statement":
        return
    body = statements[-1].child_by_field_name("body")
    handler = statements[-1].child_by_field_name("handler")
    if body is None or handler is None or statements[-1].child_by_field_name("finalizer"):
        return
    if any(_sends(statement) for statement in body.named_children) and _only_logs(handler):
        yield "a `catch` leaves the request without an answer", handler.start_byte


def _only_logs(handler: Node) -> bool:
    calls = [node for node in walk(handler) if node.type in ("call_expression", "new_expression")]
    left = any(node.type in ("throw_statement", "return_statement") for node in walk(handler))
    return not left and all(_LOGS.match(text_of(callee(call))) for call in calls)


def _sends(statement: Node, returned: bool = False) -> bool:
    """True for ``res.status(1).json(x);`` and the like: a statement, or what one returns."""
    wanted = "return_statement" if returned else "expression_statement"
    inside = statement.named_children if statement.type == wanted else []
    node: Node | None = inside[0] if inside else None
    if node is not None and node.type == "await_expression":
        node = node.named_child(0)
    if node is None or node.type != "call_expression":
        return False
    called = callee(node)
    if called is None or text_of(called.child_by_field_name("property")) not in _SENDS:
        return False
    while node is not None and node.type in ("call_expression", "member_expression"):
        node = node.child_by_field_name("function") or node.child_by_field_name("object")
    return node is not None and text_of(node) in _REPLIERS
