"""Answers to a request: which calls give one, and where a second one follows."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from nodewright.document import Related, Span, TextChange
from nodewright.javascript.parsing import Node
from nodewright.javascript.scopes import bare_parameter
from nodewright.javascript.syntax import arguments, callee, climb
from nodewright.rules.flow.requests import RESPONSE_NAMES, Handler
from nodewright.rules.layout import line_break, line_indent
from nodewright.rules.model import FixMaker
from nodewright.rules.view import Site

SENDERS = frozenset(
    ("send", "json", "jsonp", "end", "render", "redirect", "sendFile", "sendStatus", "download")
)
_EXITS = frozenset(("return_statement", "throw_statement", "break_statement", "continue_statement"))
_PASSED = ("if_statement", "else_clause", "catch_clause", "try_statement")


def response_of(site: Site, handler: Handler) -> Node | None:
    """The parameter of ``handler`` that holds the response; None where it has none."""
    parameters = [bare_parameter(p) for p in handler.function.parameters]
    if handler.is_context or handler.request is None:
        return None
    for index, parameter in enumerate(parameters[:-1]):
        if parameter.id == handler.request.id:
            following = parameters[index + 1]
            return following if site.text(following) in RESPONSE_NAMES else None
    return None


def next_of(site: Site, handler: Handler) -> str:
    """The name of the parameter that goes on to the next handler; empty where there is none."""
    names = [site.text(bare_parameter(p)) for p in handler.function.parameters]
    return next((name for name in names[2:] if name in ("next", "_next")), "")


def sender(site: Site, call: Node, response: str) -> str:
    """The method by which ``call`` ends the response, such as ``json``; empty when it does not."""
    called = callee(call) if call.type == "call_expression" else None
    if called is None or called.type != "member_expression":
        return ""
    last = called.child_by_field_name("property")
    name = site.text(last) if last is not None else ""
    if name not in SENDERS:
        return ""
    here = called.child_by_field_name("object")
    while here is not None and here.type in ("member_expression", "call_expression"):
        field = "object" if here.type == "member_expression" else "function"
        here = here.child_by_field_name(field)
    return name if here is not None and site.text(here) == response else ""


def answers_and_goes_on(site: Site, node: Node) -> bool:
    """The response is ended by ``node``, and ended again further down on the same way."""
    response = _response_name(site, node)
    return bool(response) and bool(sender(site, node, response)) and _goes_on(site, node, response)


def passes_and_goes_on(site: Site, node: Node) -> bool:
    """``next()`` hands the request on, and further down on the same way it is answered."""
    response = _response_name(site, node)
    handler = site.view.requests.enclosing(node.start_byte)
    if not response or handler is None:
        return False
    return site.text(callee(node) or node) == next_of(site, handler) and _goes_on(
        site, node, response
    )


def _response_name(site: Site, node: Node) -> str:
    handler = site.view.requests.enclosing(node.start_byte)
    parameter = response_of(site, handler) if handler is not None else None
    if parameter is None:
        return ""
    binding = site.view.facts.local(site.text(parameter), node.start_byte)
    return site.text(parameter) if binding is not None and binding.kind == "parameter" else ""


def _goes_on(site: Site, node: Node, response: str) -> bool:
    statement = _statement(node)
    second = following_answer(site, statement, response) if statement is not None else None
    if second is None:
        return False
    span = Span(second.start_byte, second.end_byte)
    site.related.append(Related(span, "The response is sent here a second time"))
    return True


def _statement(call: Node) -> Node | None:
    parent = call.parent
    while parent is not None and parent.type in ("await_expression", "parenthesized_expression"):
        parent = parent.parent
    return parent if parent is not None and parent.type == "expression_statement" else None


def following_answer(site: Site, statement: Node, response: str) -> Node | None:
    """The answer that is certainly given after ``statement`` has run; None when there is none."""
    guarded = False

    def answer(later: Node) -> Node | None:
        nonlocal guarded
        guarded = guarded or "headersSent" in site.text(later)[:400]
        return None if guarded else _answer(site, later, response)

    return following(statement, answer)


def following(statement: Node, wanted: Callable[[Node], Node | None]) -> Node | None:
    """The first ``wanted`` part of what certainly runs after ``statement`` in its function.

    Only what runs unconditionally counts: a second answer inside of a branch may exclude the
    first, and so may a loop or a ``switch`` around either.
    """
    here = statement
    for block in climb(statement):
        if block.type == "statement_block":
            for later in _after(block, here):
                found = wanted(later)
                if found is not None or later.type in _EXITS:
                    return found
        elif block.type not in _PASSED:
            return None
        here = block
    return None


def _after(block: Node, here: Node) -> list[Node]:
    return [
        child
        for child in block.named_children
        if child.start_byte >= here.end_byte and child.type != "comment"
    ]


def _answer(site: Site, statement: Node, response: str) -> Node | None:
    if statement.type not in ("expression_statement", "return_statement"):
        return None
    value = statement.named_children[0] if statement.named_child_count else None
    while value is not None and value.type in ("await_expression", "parenthesized_expression"):
        value = value.named_children[0]
    if value is None:
        return None
    name = sender(site, value, response)
    return value if name and (name != "end" or arguments(value)) else None


def return_afterwards(site: Site) -> tuple[TextChange, ...] | None:
    """The edit that leaves the function after the first answer, where that one is in a branch."""
    statement = _statement(site.node)
    block = statement.parent if statement is not None else None
    if statement is None or block is None:
        return None
    bare = block.type != "statement_block"
    holder = block if bare else block.parent
    if holder is None or holder.type not in ("if_statement", "else_clause", "catch_clause"):
        return None
    source = site.view.facts.source
    start, end = Span(statement.start_byte, statement.start_byte), statement.end_byte
    if site.view.language == "javascript" and site.node.parent == statement:
        return (TextChange(start, "return "),)
    if bare:
        return (TextChange(start, "{ "), TextChange(Span(end, end), " return; }"))
    same_line = source.rfind(b"\n", 0, statement.start_byte) < block.start_byte
    gap = " " if same_line else line_break(source) + line_indent(source, statement.start_byte)
    return (TextChange(Span(end, end), f"{gap}return;"),)


PREDICATES: Mapping[str, Callable[[Site, Node], bool]] = {
    "answers-and-goes-on": answers_and_goes_on,
    "passes-and-goes-on": passes_and_goes_on,
}
FIX_MAKERS: Mapping[str, FixMaker] = {"return-afterwards": return_afterwards}
