"""Streams, child processes and requests whose ``error`` event nobody listens to."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from nodewright.document import Span, TextChange
from nodewright.javascript.bindings import Function
from nodewright.javascript.parsing import Node
from nodewright.javascript.syntax import callee, climb
from nodewright.rules.layout import line_break, line_indent
from nodewright.rules.model import FixMaker
from nodewright.rules.topics.express import next_parameter
from nodewright.rules.topics.responses import next_of, response_of
from nodewright.rules.view import Site

_READERS = ("fs#createReadStream()", "graceful-fs#createReadStream()")
_HANDS_ON = r"(?:pipeline|finished|eos|pump|destroyOnError|onFinished|addErrorHandler)"


def pipes_unheard(site: Site, node: Node) -> bool:
    """``createReadStream(p).pipe(out)`` where nobody listens to the errors of the file stream."""
    called = callee(node)
    receiver = called.child_by_field_name("object") if called is not None else None
    function = site.view.facts.function_at(node.start_byte)
    if receiver is None or function is None or site.origin(receiver) not in _READERS:
        return False
    if receiver.type == "identifier":
        name = site.text(receiver)
        if _is_heard(site, function, name) or not _is_own(site, receiver):
            return False
    elif receiver.type != "call_expression":
        return False
    site.words["STREAM"] = " ".join(site.text(receiver).split())[:50]
    last = called.child_by_field_name("property") if called is not None else None
    if last is not None:
        site.span = Span(last.start_byte, last.end_byte)
    return True


def unheard_emitter(site: Site, node: Node) -> bool:
    """``const child = spawn(...)`` in a function that never listens to its ``error`` event."""
    declarator = node.parent
    if declarator is not None and declarator.type == "member_expression":
        return _chain_unheard(site, node)
    if declarator is None or declarator.type != "variable_declarator":
        return False
    name = declarator.child_by_field_name("name")
    function = site.view.facts.function_at(node.start_byte)
    if name is None or name.type != "identifier":
        return False
    if function is None:
        return _unheard_for_ever(site, node, site.text(name))
    if _is_heard(site, function, site.text(name)):
        return False
    site.words["NAME"] = site.text(name)
    return True


def _unheard_for_ever(site: Site, node: Node, name: str) -> bool:
    """A socket that the module itself opens, and whose errors nobody in the file listens to."""
    if not re.match(r"(?:net|tls)#(?:connect|createConnection)\(\)$", site.origin(node)):
        return False
    site.words["NAME"] = name
    return not site.view.mark(f"hears:{name}")


def unheard_request(site: Site, node: Node) -> bool:
    """``http.get(url, callback)`` as a statement, or a request kept whose errors nobody hears."""
    parent = node.parent
    if site.view.facts.function_at(node.start_byte) is None:
        return unheard_emitter(site, node)
    if parent is not None and parent.type == "expression_statement":
        called = callee(node)
        site.words["NAME"] = site.text(called) + "()" if called is not None else "it"
        return True
    return unheard_emitter(site, node)


def _chain_unheard(site: Site, node: Node) -> bool:
    """``spawn(...).stdout.pipe(out);``: the statement ends, and nobody holds the child."""
    here, called = node, callee(node)
    for around in climb(node):
        if around.type not in ("member_expression", "call_expression"):
            break
        here = around
    alone = here.parent is not None and here.parent.type == "expression_statement"
    in_function = site.view.facts.function_at(node.start_byte) is not None
    if not alone or not in_function or re.search(r"['\"`]error['\"`]", site.text(here)):
        return False
    site.words["NAME"] = f"{site.text(called)}()" if called is not None else "it"
    return here.start_byte == node.start_byte


def _is_own(site: Site, name: Node) -> bool:
    binding = site.view.facts.local(site.text(name), name.start_byte)
    return binding is not None and binding.kind == "variable" and len(binding.definitions) == 1


def _is_heard(site: Site, function: Function, name: str) -> bool:
    """Somebody listens to ``name``, or it leaves the function: then somebody else may."""
    word = re.escape(name)
    text = site.text(function.node)
    return bool(
        re.search(
            rf"\b{word}\s*(?:\)\s*)?[?!]?\.\s*(?:[\w.()\s]*\.\s*)?"
            r"(?:on|once|addListener|prependListener)"
            rf"\(\s*['\"`]error|\breturn\s+{word}\b|\breturn\s*[{{\[][^}}]*\b{word}\b"
            rf"|(?<!\.)\b(?:return|yield|await)\s+{word}\s*[;\n]|[\w\])]\s*=\s*{word}\s*[;,)\n]"
            rf"|[(,:]\s*{word}\s*[,)}}]|\[\s*{word}\b|\{{\s*{word}\b|=>\s*{word}\b",
            _without_pipes(text),
        )
        or re.search(rf"\b{_HANDS_ON}\([^;]*\b{word}\b", text)
        or re.search(rf"\bfor\s+await\s*\([^)]*\b{word}\b", text)
        or re.search(rf"\[\s*['\"]error['\"][^;]*\b{word}\b", text)
    )


def _without_pipes(text: str) -> str:
    """``text`` without ``.pipe(name)``: to be piped into is not to be listened to."""
    return re.sub(r"\.pipe\(\s*\w+\s*\)", ".pipe()", text)


# -- repair ---------------------------------------------------------------------------------


def listen_for_error(site: Site) -> tuple[TextChange, ...] | None:
    """The edits that add a listener after the declaration; it hands on to ``next``, or logs."""
    if site.node.parent is not None and site.node.parent.type == "expression_statement":
        taker, changes = _taker(site)
        end = Span(site.node.end_byte, site.node.end_byte)
        return (*changes, TextChange(end, f".on('error', {taker})"))
    declarator = site.node.parent
    declaration = declarator.parent if declarator is not None else None
    if declaration is None or not declaration.type.endswith("_declaration"):
        return _after_start(site)
    block = declaration.parent
    if block is None or block.type != "statement_block":
        return None
    source = site.view.facts.source
    gap = line_break(source) + line_indent(source, declaration.start_byte)
    if source.rfind(b"\n", 0, declaration.start_byte) < block.start_byte:
        gap = " "
    taker, changes = _taker(site)
    text = f"{gap}{site.words['NAME']}.on('error', {taker});"
    return (*changes, TextChange(Span(declaration.end_byte, declaration.end_byte), text))


def _after_start(site: Site) -> tuple[TextChange, ...] | None:
    """The edit from ``spawn(...).stdout.pipe(out)`` to one that listens to the child first."""
    member = site.node.parent
    last = member.child_by_field_name("property") if member is not None else None
    if member is None or member.type != "member_expression" or last is None:
        return None
    if site.text(last) not in ("stdout", "stderr", "stdin"):
        return None
    taker, changes = _taker(site)
    end = Span(site.node.end_byte, site.node.end_byte)
    return (*changes, TextChange(end, f".on('error', {taker})"))


def pipe_with_error_listener(site: Site) -> tuple[TextChange, ...] | None:
    """The edits that put ``.on('error', next)`` before the first ``.pipe``."""
    called = callee(site.node)
    receiver = called.child_by_field_name("object") if called is not None else None
    if receiver is None:
        return None
    source = site.view.facts.source
    between = source[receiver.end_byte : site.span.start if site.span else receiver.end_byte]
    found = re.match(rb"\s*", between)
    gap = found.group().decode() if found else ""
    taker, changes = _taker(site)
    text = f"{gap}.on('error', {taker})"
    return (*changes, TextChange(Span(receiver.end_byte, receiver.end_byte), text))


def _taker(site: Site) -> tuple[str, tuple[TextChange, ...]]:
    """What takes the error, and the edit that it needs.

    ``next`` of the handler, which is added to one of Express; else the answer is cut off, or the
    error logged where there is no answer.
    """
    handler = site.view.requests.enclosing(site.node.start_byte)
    if handler is None:
        return "(error) => console.error(error)", ()
    following = next_of(site, handler)
    if following:
        return following, ()
    response = response_of(site, handler)
    if response is not None and site.text(response) in ("res", "response", "_res"):
        routed = site.view.requests.is_routed(handler.function)
        express = routed and site.view.depends_on("express")
        added = next_parameter(site, handler.function) if express else None
        if added is not None and len(handler.function.parameters) == 2:
            return added
        return f"() => {site.text(response)}.destroy()", ()
    return "(error) => console.error(error)", ()


def heard_in_handler(site: Site, node: Node) -> bool:
    """It is in a handler whose client hears of the error, by ``next`` or by a cut connection."""
    handler = site.view.requests.enclosing(node.start_byte)
    if handler is None:
        return False
    response = response_of(site, handler)
    named = response is not None and site.text(response) in ("res", "response", "_res")
    return bool(next_of(site, handler)) or named


PREDICATES: Mapping[str, Callable[[Site, Node], bool]] = {
    "pipes-unheard": pipes_unheard,
    "unheard-emitter": unheard_emitter,
    "unheard-request": unheard_request,
    "heard-in-handler": heard_in_handler,
}
FIX_MAKERS: Mapping[str, FixMaker] = {
    "listen-for-error": listen_for_error,
    "pipe-with-error-listener": pipe_with_error_listener,
}
