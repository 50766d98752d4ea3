"""Async functions in places where nobody waits for their promise."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from nodewright.document import Span, TextChange
from nodewright.javascript.parsing import Node
from nodewright.javascript.syntax import FUNCTIONS, arguments, callee, climb, is_async, is_awaited
from nodewright.rules.model import FixMaker
from nodewright.rules.promises import may_reject, open_awaits
from nodewright.rules.topics.promises_rules import rejecting_function
from nodewright.rules.view import Site

_STREAMS = re.compile(r"(?i)stream|readable|observable|cursor|\$$|chain\(|Seq\(")
_LOOP_EXITS = ("return_statement", "yield_expression")


def async_callback(site: Site, node: Node) -> bool:
    """The only argument is an async function that awaits something that may fail."""
    given = arguments(node)
    if not given or len(given) > 2 or given[0].type not in FUNCTIONS or not is_async(given[0]):
        return False
    if not _is_dropped(site, node):
        return False
    head = site.view.facts.source[given[0].start_byte : given[0].start_byte + 5]
    if head == b"async":
        site.span = Span(given[0].start_byte, given[0].start_byte + 5)
    return next(open_awaits(given[0]), None) is not None


def _is_dropped(site: Site, node: Node) -> bool:
    """The call is a statement, or awaited in one: only what is no array has a promise to await."""
    parent = node.parent
    if parent is not None and parent.type == "await_expression":
        called = callee(node)
        receiver = called.child_by_field_name("object") if called is not None else None
        text = site.text(receiver) if receiver is not None else "("
        return "(" not in text and not _STREAMS.search(text) and _is_statement(parent)
    return _is_statement(node)


def _is_statement(node: Node) -> bool:
    return node.parent is not None and node.parent.type == "expression_statement"


def async_test(site: Site, node: Node) -> bool:
    """An async function stands where an array method asks for true or false."""
    given = arguments(node)
    called = callee(node)
    receiver = called.child_by_field_name("object") if called is not None else None
    if len(given) != 1 or given[0].type not in FUNCTIONS or not is_async(given[0]):
        return False
    if receiver is None or _STREAMS.search(site.text(receiver)):
        return False
    if is_awaited(node) or _is_chained(site, node):
        return False
    start = given[0].start_byte
    site.span = Span(start, start + 5)
    return True


def _is_chained(site: Site, node: Node) -> bool:
    """True where the result is a promise or stream of its own kind: ``.filter(f).toArray()``."""
    parent = node.parent
    last = parent.child_by_field_name("property") if parent is not None else None
    return last is not None and site.text(last) in ("toArray", "then", "catch", "pipe", "subscribe")


def async_executor(site: Site, node: Node) -> bool:
    """``new Promise(async ...)`` in which something may be thrown that nobody catches."""
    given = arguments(node)
    if not given or given[0].type not in FUNCTIONS or not may_reject(given[0]):
        return False
    start = given[0].start_byte
    site.span = Span(start, start + 5)
    return True


def returned_past_try(site: Site, node: Node) -> bool:
    """The promise is returned from inside of a ``try`` whose ``catch`` will not see it reject."""
    parent = node.parent
    if parent is None or parent.type != "return_statement" or is_awaited(node):
        return False
    function = site.view.facts.function_at(node.start_byte)
    if function is None or not function.is_async:
        return False
    inner = parent
    for around in climb(parent):
        if around.id == function.node.id:
            return False
        if around.type == "try_statement":
            body = around.child_by_field_name("body")
            handler = around.child_by_field_name("handler")
            if body is not None and body.id == inner.id and handler is not None:
                return True
        inner = around
    return False


def rejecting_call(site: Site, node: Node) -> bool:
    """The call goes to an async function of this file that can reject."""
    called = callee(node)
    return called is not None and called.type == "identifier" and rejecting_function(site, called)


def global_call(site: Site, node: Node) -> bool:
    """What is called is declared nowhere in the file."""
    called = callee(node)
    return called is not None and called.type == "identifier" and site.resolve(called) is None


# -- repair ---------------------------------------------------------------------------------


def for_of_loop(site: Site) -> tuple[TextChange, ...] | None:
    """The edits from ``list.forEach(async (x) => {...});`` to ``for (const x of list) {...}``."""
    statement = site.node.parent
    if statement is not None and statement.type == "await_expression":
        statement = statement.parent
    called = callee(site.node)
    given = arguments(site.node)
    outer = _around(site)
    if statement is None or statement.type != "expression_statement" or called is None:
        return None
    if outer is None or not is_async(outer) or len(given) != 1 or given[0].type != "arrow_function":
        return None
    receiver, body = called.child_by_field_name("object"), given[0].child_by_field_name("body")
    name = _single_parameter(given[0])
    if receiver is None or body is None or name is None or "?." in site.text(called)[-10:]:
        return None
    if any(n.type in _LOOP_EXITS for n in _own(body)):
        return None
    head = f"for (const {site.text(name)} of {site.text(receiver)}) "
    start = Span(statement.start_byte, body.start_byte)
    end = Span(body.end_byte, statement.end_byte)
    if body.type == "statement_block":
        return (TextChange(start, head), TextChange(end, ""))
    return (TextChange(start, f"{head}{{ "), TextChange(end, "; }"))


def _around(site: Site) -> Node | None:
    return next((p for p in climb(site.node) if p.type in FUNCTIONS), None)


def _single_parameter(function: Node) -> Node | None:
    single = function.child_by_field_name("parameter")
    listed = function.child_by_field_name("parameters")
    names = listed.named_children if listed is not None else [single] if single else []
    if len(names) != 1:
        return None
    name = names[0]
    if name.type in ("required_parameter", "optional_parameter"):
        if name.child_by_field_name("value") is not None:
            return None
        name = name.child_by_field_name("pattern") or name
    return name if name.type in ("identifier", "object_pattern", "array_pattern") else None


def _own(body: Node) -> Iterator[Node]:
    stack = [body]
    while stack:
        node = stack.pop()
        yield node
        stack += [c for c in node.named_children if c.type not in FUNCTIONS]


PREDICATES: Mapping[str, Callable[[Site, Node], bool]] = {
    "async-callback": async_callback,
    "async-test": async_test,
    "async-executor": async_executor,
    "returned-past-try": returned_past_try,
    "rejecting-call": rejecting_call,
    "global-call": global_call,
}
FIX_MAKERS: Mapping[str, FixMaker] = {"for-of-loop": for_of_loop}
