"""Answers of ``fetch`` that are used without a look at their status, and calls without an end."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from nodewright.document import Span, TextChange
from nodewright.javascript.parsing import Node
from nodewright.javascript.syntax import arguments, callee, climb, object_entries, unwrap
from nodewright.rules.layout import line_break, line_indent
from nodewright.rules.model import FixMaker
from nodewright.rules.view import Site

_LIMITS = ("signal", "timeout", "dispatcher", "agent", "...")


def is_http_fetch(site: Site, node: Node) -> bool:
    """A call of the global ``fetch``, or of that of node-fetch and undici."""
    if site.text(node) != "fetch":
        return False
    origin = site.origin(node)
    if origin:
        return origin.split("#")[0] in ("node-fetch", "undici", "cross-fetch", "isomorphic-fetch")
    return site.resolve(node) is None


def status_unchecked(site: Site, node: Node) -> bool:
    """``const answer = await fetch(...)`` whose body is read and whose status never is."""
    name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
    if name is None or value is None or name.type != "identifier":
        return False
    call = unwrap(value)
    function = site.view.facts.function_at(node.start_byte)
    if call.type != "call_expression" or value.type != "await_expression" or function is None:
        return False
    called = call.child_by_field_name("function")
    if called is None or not is_http_fetch(site, called):
        return False
    word = re.escape(site.text(name))
    scope = site.view.facts.scope_at(node.start_byte)
    text = site.view.facts.source[node.end_byte : scope.end].decode("utf-8", "replace")
    reads = rf"\b(?:await|return)\s+{word}\.(?:json|text|arrayBuffer|blob|buffer)\(\)"
    looks = rf"\b{word}[?!]?\.(?:ok|status|statusText|redirected)\b|[(,:=]\s*{word}\s*[,)}};]"
    aside = (
        rf"\b(?:return|throw)\s+{word}\b(?!\.)|\{{[^}}]*\b(?:ok|status)\b[^}}]*\}}\s*=\s*{word}\b"
    )
    if not re.search(reads, text) or re.search(f"{looks}|{aside}", text):
        return False
    site.words["ANSWER"] = site.text(name)
    site.span = Span(call.start_byte, call.end_byte)
    return True


def body_of_anything(site: Site, node: Node) -> bool:
    """``(await fetch(url)).json()``: the body is read and the answer itself is not kept."""
    called = callee(node)
    receiver = called.child_by_field_name("object") if called is not None else None
    inner = _between_parentheses(site, receiver) if receiver is not None else None
    if inner is None or inner.type != "call_expression":
        return False
    fetched = inner.child_by_field_name("function")
    if fetched is None or not is_http_fetch(site, fetched):
        return False
    site.words["ANSWER"] = "the answer"
    site.span = Span(inner.start_byte, inner.end_byte)
    return True


def _between_parentheses(site: Site, node: Node) -> Node | None:
    """The call in ``(await call)``; one grammar reads ``await (...)`` as a call of ``await``."""
    if node.type == "parenthesized_expression":
        return unwrap(node)
    called = callee(node) if node.type == "call_expression" else None
    if called is None or site.text(called) != "await" or len(arguments(node)) != 1:
        return None
    return unwrap(arguments(node)[0])


def chained_body(site: Site, node: Node) -> bool:
    """``fetch(url).then((r) => r.json())``: the first step reads the body and nothing else."""
    called, given = callee(node), arguments(node)
    receiver = called.child_by_field_name("object") if called is not None else None
    inner = receiver if receiver is not None and receiver.type == "call_expression" else None
    fetched = inner.child_by_field_name("function") if inner is not None else None
    if fetched is None or len(given) != 1 or not is_http_fetch(site, fetched):
        return False
    found = re.fullmatch(
        r"(?:async\s+)?(?:function\s*\w*)?\s*\(?\s*(\w+)\s*(?::[^)=]*)?\)?\s*(?:=>)?\s*"
        r"(?:\{\s*return\s+)?(?:await\s+)?\1\.(?:json|text|blob|arrayBuffer)\(\)\s*;?\s*\}?",
        site.text(given[0]),
    )
    if found is None:
        return False
    site.words["ANSWER"] = found.group(1)
    site.span = Span(given[0].start_byte, given[0].end_byte)
    return True


def check_status(site: Site) -> tuple[TextChange, ...] | None:
    """The edit that throws on a status outside of 200 to 299, after the declaration."""
    if site.node.type != "variable_declarator":
        return None
    declaration = next((p for p in climb(site.node) if p.type.endswith("_declaration")), None)
    block = declaration.parent if declaration is not None else None
    if declaration is None or block is None or block.type != "statement_block":
        return None
    if declaration.named_child_count != 1:
        return None
    source, name = site.view.facts.source, site.words["ANSWER"]
    gap = line_break(source) + line_indent(source, declaration.start_byte)
    if source.rfind(b"\n", 0, declaration.start_byte) < block.start_byte:
        gap = " "
    text = f"{gap}if (!{name}.ok) throw new Error(`The answer has status ${{{name}.status}}`);"
    return (TextChange(Span(declaration.end_byte, declaration.end_byte), text),)


def without_limit(site: Site, node: Node) -> bool:
    """A fetch on a server that may wait for ever: its options name neither signal nor timeout."""
    called = node.child_by_field_name("function")
    given = arguments(node)
    if called is not None and called.type == "await_expression" and called.named_child_count:
        called = called.named_children[0]
    if called is None or not given or not is_http_fetch(site, called):
        return False
    if len(given) > 1 and given[1].type != "object":
        return False
    if len(given) > 1:
        entries = object_entries(given[1], site.view.facts.source)
        if any(key in entries for key in _LIMITS):
            return False
    return site.view.requests.enclosing(node.start_byte) is not None


def axios_without_limit(site: Site, node: Node) -> bool:
    """A call of axios itself, in a handler, whose options name no time limit."""
    called, given = callee(node), arguments(node)
    last = called.child_by_field_name("property") if called is not None else None
    receiver = called.child_by_field_name("object") if called is not None else None
    if last is None or receiver is None or site.origin(receiver) != "axios" or not given:
        return False
    if site.view.mark("limit:axios"):
        return False
    options = given[_options_at(site, last) :]
    if options and options[0].type != "object":
        return False
    if options:
        entries = object_entries(options[0], site.view.facts.source)
        if any(key in entries for key in _LIMITS):
            return False
    return site.view.requests.enclosing(node.start_byte) is not None


def _options_at(site: Site, method: Node) -> int:
    return 2 if site.text(method) in ("post", "put", "patch") else 1


def add_axios_limit(site: Site) -> tuple[TextChange, ...] | None:
    """The edit that adds ``timeout: 30_000`` to the options of a call of axios."""
    called, given = callee(site.node), arguments(site.node)
    last = called.child_by_field_name("property") if called is not None else None
    if last is None:
        return None
    at = _options_at(site, last)
    if len(given) < at:
        return None
    return _limited(site, given, at, "timeout: 30_000")


def add_time_limit(site: Site) -> tuple[TextChange, ...] | None:
    """The edit that adds ``signal: AbortSignal.timeout(30_000)`` to the options."""
    return _limited(site, arguments(site.node), 1, "signal: AbortSignal.timeout(30_000)")


def _limited(site: Site, given: list[Node], at: int, limit: str) -> tuple[TextChange, ...]:
    """The edit that puts ``limit`` into the options, which are argument number ``at``."""
    if len(given) == at:
        end = given[-1].end_byte
        return (TextChange(Span(end, end), f", {{ {limit} }}"),)
    options = given[at]
    entries = [c for c in options.named_children if c.type != "comment"]
    if not entries:
        return (TextChange(Span(options.start_byte, options.end_byte), f"{{ {limit} }}"),)
    source, last = site.view.facts.source, entries[-1].end_byte
    between = source[options.start_byte + 1 : entries[0].start_byte]
    gap = " "
    if re.search(rb"[\r\n]", between):
        gap = line_break(source) + line_indent(source, entries[0].start_byte)
    return (TextChange(Span(last, last), f",{gap}{limit}"),)


PREDICATES: Mapping[str, Callable[[Site, Node], bool]] = {
    "status-unchecked": status_unchecked,
    "body-of-anything": body_of_anything,
    "chained-body": chained_body,
    "without-limit": without_limit,
    "axios-without-limit": axios_without_limit,
}
FIX_MAKERS: Mapping[str, FixMaker] = {
    "check-status": check_status,
    "add-time-limit": add_time_limit,
    "add-axios-limit": add_axios_limit,
}
