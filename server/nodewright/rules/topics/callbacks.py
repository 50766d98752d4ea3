"""Callbacks that take an error first: what they do with it, and what they throw."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from nodewright.document import Related, Span, TextChange
from nodewright.javascript.bindings import Function
from nodewright.javascript.parsing import Node
from nodewright.javascript.scopes import bare_parameter
from nodewright.javascript.syntax import FUNCTIONS, arguments, callee
from nodewright.rules.model import FixMaker
from nodewright.rules.refusing import block_of, put_at_start, refusal
from nodewright.rules.topics.express import next_parameter
from nodewright.rules.topics.responses import following, next_of
from nodewright.rules.view import Site

_ERRORS = ("err", "error")
_TIMERS = ("setTimeout", "setImmediate", "process.nextTick")
_ANSWERS = frozenset(("res", "response", "reply"))
"""Names of parameters by which a client waits for an answer."""
_FORWARDERS = ("cb", "callback", "done", "next")
_NOT_NODE_STYLE = frozenset(
    (
        *("then", "catch", "finally", "on", "once", "addListener", "use", "it", "test", "reduce"),
        *("describe", "before", "after", "beforeEach", "afterEach", "forEach", "map", "sort"),
        *("setErrorHandler", "addHook", "subscribe", "onError", "filter", "attempt", "retry"),
    )
)


def ignored_error(site: Site, node: Node) -> bool:
    """An ``(err, value)`` callback that uses its value and never looks at the error."""
    function = _node_callback(site, node)
    if function is None or function.body is None or len(function.parameters) < 2:
        return False
    error, value = (bare_parameter(p) for p in function.parameters[:2])
    body = site.text(function.body)
    if value.type not in ("identifier", "object_pattern") or _names(body, site.text(error)):
        return False
    named = site.text(value)
    if value.type == "identifier":
        word = re.escape(named)
        tested = rf"!\s*{word}\b|\b{word}\s*(?:\?|&&|\|\||[=!]==?)|\(\s*{word}\s*\)\s*[{{?&|]"
        if not _names(body, named) or re.search(tested, body) or "arguments" in body:
            return False
    site.span = Span(error.start_byte, error.end_byte)
    site.words["ERROR"] = site.text(error)
    return True


def throws_in_callback(site: Site, node: Node) -> bool:
    """An ``(err, value)`` callback that throws where somebody waits for it to answer."""
    function = _node_callback(site, node) or _deferred(site, node)
    if function is None or function.body is None:
        return False
    thrown = next(_throws(function.body), None)
    if thrown is None or forwarder(site, function) is None:
        return False
    site.span = Span(thrown.start_byte, thrown.end_byte)
    return True


def _node_callback(site: Site, node: Node) -> Function | None:
    """``node`` as a function that is the last argument of a call and takes an error first."""
    parent = node.parent
    call = parent.parent if parent is not None and parent.type == "arguments" else None
    if call is None or call.type != "call_expression" or arguments(call)[-1].id != node.id:
        return None
    listed = node.child_by_field_name("parameters")
    first = listed.named_children[0] if listed is not None and listed.named_child_count else None
    if first is None or site.text(bare_parameter(first)) not in _ERRORS:
        return None
    called = callee(call)
    last = called.child_by_field_name("property") if called is not None else None
    if called is None or site.text(last if last is not None else called) in _NOT_NODE_STYLE:
        return None
    function = site.view.facts.function_at(node.start_byte)
    if function is None or function.node.id != node.id or site.view.requests.handler(function):
        return None
    return function


def _deferred(site: Site, node: Node) -> Function | None:
    """``node`` as a function that a timer calls later, outside of everything around it."""
    parent = node.parent
    call = parent.parent if parent is not None and parent.type == "arguments" else None
    called = callee(call) if call is not None and call.type == "call_expression" else None
    if called is None or site.text(called) not in _TIMERS:
        return None
    function = site.view.facts.function_at(node.start_byte)
    if function is None or function.node.id != node.id or function.body is None:
        return None
    first = next(iter(function.body.named_children), None)
    rethrows = first is not None and first.type == "throw_statement"
    return None if rethrows else function  # who writes nothing but a throw wants the process to end


def called_again(site: Site, node: Node) -> bool:
    """``if (err) callback(err);`` and further down, on the same way, ``callback(null, value)``."""
    function = site.view.facts.function_at(node.start_byte)
    called = callee(node)
    name = site.text(called) if called is not None else ""
    binding = site.view.facts.local(name, node.start_byte)
    if function is None or binding is None or binding.kind != "parameter":
        return False
    statement = node.parent
    if statement is None or statement.type != "expression_statement":
        return False
    second = following(statement, lambda later: _calls(site, later, name))
    if second is None:
        return False
    span = Span(second.start_byte, second.end_byte)
    site.related.append(Related(span, "It is called here a second time"))
    return True


def _calls(site: Site, statement: Node, name: str) -> Node | None:
    """The call of ``name`` that ``statement`` consists of."""
    if statement.type not in ("expression_statement", "return_statement"):
        return None
    value = statement.named_children[0] if statement.named_child_count else None
    called = callee(value) if value is not None and value.type == "call_expression" else None
    return value if called is not None and site.text(called) == name else None


def _names(text: str, name: str) -> bool:
    return re.search(rf"(?<![\w$.]){re.escape(name)}(?![\w$])", text) is not None


def _throws(body: Node) -> Iterator[Node]:
    """The throws of a function itself that no try with a catch surrounds."""
    stack = [body]
    while stack:
        node = stack.pop()
        if node.type in FUNCTIONS:
            continue
        if node.type == "try_statement" and node.child_by_field_name("handler") is not None:
            continue
        if node.type == "throw_statement":
            yield node
        stack += reversed(node.named_children)


def forwarder(site: Site, callback: Function) -> str | None:
    """The function around ``callback`` that takes errors; empty where there should be one.

    ``next`` of a handler, ``reject`` of a promise, or the callback parameter of the function that
    is nearest. None where nobody is known to wait: in a script an error may end the process.
    """
    function = callback.parent
    while function is not None:
        handler = site.view.requests.handler(function)
        if handler is not None:
            return next_of(site, handler)
        names = [site.text(bare_parameter(p)) for p in function.parameters]
        if _is_executor(site, function):
            return names[1] if len(names) > 1 else ""
        if names and names[-1] in _FORWARDERS:
            return names[-1]
        if any(name in _ANSWERS for name in names):
            return ""
        function = function.parent
    return None


def _is_executor(site: Site, function: Function) -> bool:
    parent = function.node.parent
    made = parent.parent if parent is not None and parent.type == "arguments" else None
    constructor = made.child_by_field_name("constructor") if made is not None else None
    return constructor is not None and site.text(constructor) == "Promise"


# -- repair ---------------------------------------------------------------------------------


def forward_ignored_error(site: Site) -> tuple[TextChange, ...] | None:
    """The edits that look at the error first: hand it on, answer with 500, or throw it.

    It is thrown only where nobody waits, in a script, whose process ends then.
    """
    function = site.view.facts.function_at(site.node.start_byte)
    if function is None or function.body is None:
        return None
    name, error = forwarder(site, function), site.words["ERROR"]
    if name:
        if not _takes_error(site, function, name):
            return None
        lines: tuple[str, ...] = (f"if ({error}) return {name}({error});",)
    elif name is None:
        lines = (f"if ({error}) throw {error};",)
    else:
        leave = refusal(site, function.body, "Internal error", 500)
        if leave is None or leave[0].startswith("throw"):
            return None
        lines = block_of(f"if ({error})", leave)
    return put_at_start(site, function.node, lines)


def forward_thrown_error(site: Site) -> tuple[TextChange, ...] | None:
    """The edit from ``throw error`` to ``return next(error)``."""
    function = site.view.facts.function_at(site.node.start_byte)
    thrown = next(_throws(function.body), None) if function is not None and function.body else None
    name = forwarder(site, function) if function is not None else None
    if thrown is None or function is None or name is None:
        return None
    added: tuple[TextChange, ...] = ()
    handler = site.view.requests.enclosing(site.node.start_byte)
    if not name and handler is not None and site.view.depends_on("express"):
        routed = site.view.requests.is_routed(handler.function)
        found = next_parameter(site, handler.function) if routed else None
        name, added = found if found is not None else ("", ())
    if not name or not _takes_error(site, function, name):
        return None
    value = thrown.named_children[0]
    end = ";" if site.text(thrown).endswith(";") else ""
    text = f"return {name}({site.text(value)}){end}"
    return (*added, TextChange(Span(thrown.start_byte, thrown.end_byte), text))


def _takes_error(site: Site, function: Function, name: str) -> bool:
    """``name`` is not another thing inside of ``function``, and takes an error first.

    A callback that is elsewhere called with a value first knows no errors.
    """
    if any(site.text(bare_parameter(p)) == name for p in function.parameters):
        return False
    if name not in ("cb", "callback", "done") or function.parent is None:
        return True
    text = site.text(function.parent.node)
    firsts = re.findall(rf"(?<![\w.]){name}\(\s*([^,)]*)", text.split("{", 1)[-1])
    return all(re.match(r"$|null|undefined|\w*[eE]rr|new \w*Error|e$", first) for first in firsts)


PREDICATES: Mapping[str, Callable[[Site, Node], bool]] = {
    "ignored-error": ignored_error,
    "throws-in-callback": throws_in_callback,
    "called-again": called_again,
}
FIX_MAKERS: Mapping[str, FixMaker] = {
    "forward-ignored-error": forward_ignored_error,
    "forward-thrown-error": forward_thrown_error,
}
