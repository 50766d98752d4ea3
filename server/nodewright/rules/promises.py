"""Which async functions can reject, and which awaits stand outside of any try."""

from __future__ import annotations

from collections.abc import Iterator

from nodewright.javascript.parsing import Node
from nodewright.javascript.syntax import FUNCTIONS, callee, is_async, unwrap

_HANDLED = frozenset(("catch", "allSettled"))
_HARMLESS = frozenset(
    ("import", "setTimeout", "setImmediate", "nextTick", "sleep", "delay", "wait")
)
"""What is awaited and does not fail in practice."""


def open_awaits(function: Node) -> Iterator[Node]:
    """The awaits of ``function`` itself that no try with a catch surrounds and no .catch follows.

    An await inside a catch or finally clause does not count: whoever wrote it thought of errors.
    """
    return (node for node in _unguarded(function) if _awaits(node))


def open_failures(function: Node) -> Iterator[Node]:
    """The open awaits of ``function``, and its open calls of ``...Sync``, which throw as easily."""
    return (node for node in _unguarded(function) if _awaits(node) or _blocks(node))


def _unguarded(function: Node) -> Iterator[Node]:
    body = function.child_by_field_name("body")
    stack = [body] if body is not None else []
    while stack:
        node = stack.pop()
        if node.type in FUNCTIONS or node.type in ("catch_clause", "finally_clause"):
            continue
        if node.type == "try_statement" and node.child_by_field_name("handler") is not None:
            continue
        yield node
        stack += node.named_children


def _blocks(node: Node) -> bool:
    called = callee(node) if node.type == "call_expression" else None
    return called is not None and (called.text or b"").endswith(b"Sync")


def _awaits(node: Node) -> bool:
    if node.type == "for_in_statement":
        return any(child.type == "await" for child in node.children[:3])
    if node.type == "await_expression" and node.named_child_count:
        awaited = node.named_children[0]
        if awaited.type != "call_expression":
            return True
        called = callee(awaited)
        last = called.child_by_field_name("property") if called is not None else None
        name = (last.text or b"").decode("utf-8", "replace") if last is not None else ""
        return name not in _HANDLED
    return False


def may_reject(function: Node) -> bool:
    """True for an async function in which something can go wrong outside of a try with a catch."""
    body = function.child_by_field_name("body")
    if body is None or not is_async(function):
        return False
    if next(open_awaits(function), None) is not None or body.type != "statement_block":
        return True
    statements = [c for c in body.named_children if c.type not in ("comment",)]
    guarded = any(
        c.type == "try_statement" and c.child_by_field_name("handler") is not None
        for c in statements
    )
    return bool(statements) and not guarded


def surely_rejects(function: Node) -> bool:
    """True for an async function that fails when something that it calls and waits for fails.

    For a function that the reader does not see: one that only might throw is left alone.
    """
    body = function.child_by_field_name("body")
    if body is None or not is_async(function):
        return False
    if body.type != "statement_block":
        return _fails(body)
    returned = (node for node in _unguarded(function) if node.type == "return_statement")
    given = [value for node in returned for value in node.named_children]
    return any(_fails(node) for node in (*open_awaits(function), *given))


def _fails(node: Node) -> bool:
    """A call that may fail, waited for or given back: ``await send(x)``, ``return send(x)``."""
    node = unwrap(node)
    if node.type == "for_in_statement":
        return True
    called = callee(node) if node.type == "call_expression" else None
    if called is None:
        return False
    last = called.child_by_field_name("property") or called
    name = (last.text or b"").decode("utf-8", "replace")
    return name not in _HARMLESS and name not in _HANDLED
