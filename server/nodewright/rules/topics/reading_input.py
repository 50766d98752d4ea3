"""Input that is parsed, matched or cleaned carelessly."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from nodewright.document import Span, TextChange
from nodewright.javascript.parsing import Node
from nodewright.javascript.syntax import (
    FUNCTIONS,
    arguments,
    callee,
    climb,
    object_entries,
    string_value,
)
from nodewright.rules.model import FixMaker
from nodewright.rules.topics.values import definition_of, in_test_file, option
from nodewright.rules.view import Site

_ESCAPED = re.compile(r"replace(?:All)?\(\s*/\[[^/]*/g?u?,\s*['\"]\\\\\$&|escapeReg|escapeString")
_DANGEROUS = {
    "<": r"&lt;|^\\\\u003c|^$",
    ">": r"&gt;|^\\\\u003e|^$",
    "&": r"&amp;",
    '"': r'&quot;|&#34;|\\\\"|^""$',
    "'": r"&#0?39;|&apos;|\\\\'|^''$",
    "\\": r"^\\\\\\\\$",
    "../": r"^$",
    "..": r"^$",
    "./": r"^$",
}
_EVENTS = frozenset(("message", "data", "end", "pmessage", "text"))


def pattern_from_request(site: Site, node: Node) -> bool:
    """``new RegExp(x)`` where a request chooses the pattern, and nothing escapes it."""
    given = arguments(node)
    steps = site.view.taint.steps(given[0]) if given else None
    if steps is None or in_test_file(site):
        return False
    handler = site.view.requests.enclosing(node.start_byte)
    around = site.text(handler.function.node) if handler is not None else site.text(node)
    if _ESCAPED.search(around):
        return False
    site.related += steps
    return True


def escape_pattern(site: Site) -> tuple[TextChange, ...] | None:
    """The edit that escapes what has a meaning in a regular expression."""
    first = arguments(site.node)[0]
    if first.type not in ("identifier", "member_expression", "subscript_expression"):
        return None
    text = f"String({site.text(first)}).replace(/[.*+?^${{}}()|[\\]\\\\]/g, '\\\\$&')"
    return (TextChange(Span(first.start_byte, first.end_byte), text),)


def replaces_once(site: Site, node: Node) -> bool:
    """``text.replace('<', '&lt;')``: only the first one is replaced."""
    given = arguments(node)
    if len(given) != 2 or in_test_file(site):
        return False
    source = site.view.facts.source
    wanted, put = string_value(given[0], source), string_value(given[1], source)
    if given[0].type == "regex":
        wanted = _plain_regex(site.text(given[0]))
    if wanted is None or put is None or wanted not in _DANGEROUS:
        return False
    raw = site.text(given[1])[1:-1]
    if not re.search(_DANGEROUS[wanted], put) and not re.search(_DANGEROUS[wanted], raw):
        return False
    if put == "" and wanted in "<>" and _is_repeated(site, node):
        return False
    if put == "" and wanted in "<>./.." and not wanted.startswith("..") and not _cleans(site, node):
        return False
    return not _is_repeated(site, node)


_ONCE_OVER = re.compile(
    r"<\\?/?\(?(?:\?:)?\s*(?:script|iframe|style|object|svg)|<!--|javascript:|\\?\bon\\w[+*]"
    r"|^/\(?\\\.\\\.(?:\\/|\[\\/\\+\]|\[\\+/\])\)?/g",
    re.IGNORECASE,
)
"""Sequences of which taking one out may leave another: ``<scr<script>ipt>``."""


def removes_once_over(site: Site, node: Node) -> bool:
    """``text.replace(/<script>/g, '')``: what is left may hold what was taken out."""
    given = arguments(node)
    if len(given) != 2 or given[0].type != "regex" or in_test_file(site):
        return False
    if string_value(given[1], site.view.facts.source) != "":
        return False
    if not _ONCE_OVER.search(site.text(given[0])):
        return False
    path = site.text(given[0]).startswith(("/\\.", "/(\\."))
    site.words["LEFT"] = "....//" if path else "<scr<script>ipt>"
    loops = ("while_statement", "do_statement", "for_statement")
    around = next((p for p in climb(node) if p.type in (*loops, *FUNCTIONS)), None)
    return around is None or around.type not in loops


def _plain_regex(text: str) -> str | None:
    """The text that a regular expression without ``g`` stands for, where it is one fixed text."""
    found = re.match(r"^/((?:[^/\\]|\\.)+)/([a-z]*)$", text)
    if found is None or "g" in found.group(2) or "y" in found.group(2):
        return None
    body = found.group(1)
    if re.search(r"(?<!\\)[.*+?^${}()|\[\]]", body) or re.search(r"\\[a-zA-Z0-9]", body):
        return None
    return re.sub(r"\\(.)", r"\1", body)


def _cleans(site: Site, node: Node) -> bool:
    """The text comes from a request, or both brackets are taken out in one chain."""
    called = callee(node)
    receiver = called.child_by_field_name("object") if called is not None else None
    return receiver is not None and site.view.taint.steps(receiver) is not None


def _is_repeated(site: Site, node: Node) -> bool:
    """A loop around it goes on until nothing is left."""
    return any(p.type in ("while_statement", "do_statement") for p in climb(node))


def replace_each(site: Site) -> tuple[TextChange, ...] | None:
    """The edit that replaces every one: the flag ``g``, or an expression in place of the text.

    None where a sequence of characters is taken out: ``....//`` without ``../`` is ``../`` again.
    """
    first, *rest = arguments(site.node)
    written = string_value(first, site.view.facts.source)
    taken = written if written is not None else _plain_regex(site.text(first))
    empty = not rest or string_value(rest[0], site.view.facts.source) == ""
    if empty and len(taken or "..") > 1:
        return None
    if first.type == "regex":
        return (TextChange(Span(first.end_byte, first.end_byte), "g"),)
    text = string_value(first, site.view.facts.source)
    if text is None:
        return None
    body = re.sub(r"([.*+?^${}()|\[\]\\/])", r"\\\1", text)
    return (TextChange(Span(first.start_byte, first.end_byte), f"/{body}/g"),)


def json_can_throw(site: Site, node: Node) -> bool:
    """``JSON.parse`` of input outside of any try, in a callback that nobody guards."""
    given = arguments(node)
    if not given or in_test_file(site) or _is_tried(node):
        return False
    event = _event(site, node)
    if event is None:
        return False
    site.words["EVENT"] = event
    value = given[0]
    steps = site.view.taint.steps(value)
    if steps is not None:
        site.related += steps
    return steps is not None or _comes_with_event(site, value, node)


def json_of_request(site: Site, node: Node) -> bool:
    """``JSON.parse`` of what a request sent, in the handler itself, outside of any try."""
    given = arguments(node)
    if not given or in_test_file(site) or _is_tried(node) or _event(site, node) is not None:
        return False
    steps = site.view.taint.steps(given[0])
    if steps is None:
        return False
    text = site.text(given[0])
    if "JSON.stringify" in text:
        return False
    site.related += steps
    return True


def _is_tried(node: Node) -> bool:
    """A try with a catch stands around it in the same function, or a promise takes the error."""
    at = node
    for parent in climb(node):
        if parent.type == "try_statement":
            body = parent.child_by_field_name("body")
            handler = parent.child_by_field_name("handler")
            if handler is not None and body is not None and at.id == body.id:
                return True
        if parent.type in FUNCTIONS:
            return False
        at = parent
    return False


def _event(site: Site, node: Node) -> str | None:
    """The event whose listener holds the call: ``socket.on('message', ...)``; None for others."""
    function = site.view.facts.function_at(node.start_byte)
    if function is None or function.is_async:
        return None
    holder = function.node.parent
    call = holder.parent if holder is not None and holder.type == "arguments" else None
    called = callee(call) if call is not None and call.type == "call_expression" else None
    last = called.child_by_field_name("property") if called is not None else None
    if call is None or last is None or site.text(last) not in ("on", "once", "addListener"):
        return None
    given = arguments(call)
    event = string_value(given[0], site.view.facts.source) if given else None
    return event if event in _EVENTS else None


def _comes_with_event(site: Site, value: Node, node: Node) -> bool:
    """The value is a parameter of the listener, or what earlier listeners collected."""
    while value.type == "call_expression":
        called = callee(value)
        inner = called.child_by_field_name("object") if called is not None else None
        if inner is None:
            return False
        name = called.child_by_field_name("property") if called is not None else None
        if site.text(inner) == "Buffer" and arguments(value):
            value = arguments(value)[0]
        elif name is not None and site.text(name) in ("toString", "concat", "join", "trim"):
            value = inner
        else:
            return False
    if value.type == "member_expression":
        base = value.child_by_field_name("object")
        value = base if base is not None and base.type == "identifier" else value
    binding = site.resolve(value) if value.type == "identifier" else None
    if binding is None:
        return False
    if binding.kind == "parameter":
        return binding.scope.function is site.view.facts.function_at(node.start_byte)
    listens = site.view.imports("http", "https", "ws", "net", "express", "redis", "amqplib")
    return binding.kind == "variable" and any(d.adds for d in binding.definitions) and listens


def unsafe_yaml(site: Site, node: Node) -> bool:
    """js-yaml before version 4 builds functions from ``!!js/function``; so does a full schema."""
    given = arguments(node)
    if not given or in_test_file(site):
        return False
    if given[0].type in ("string", "template_string"):
        return False
    schema = option(site, given, 1, "schema")
    said = site.text(schema) if schema is not None else ""
    if re.search(r"DEFAULT_FULL_SCHEMA|js-yaml-js-types|jsTypes", said):
        return True
    if schema is not None or site.view.project.major("js-yaml") not in (1, 2, 3):
        return False
    return (
        site.view.taint.steps(given[0]) is not None
        or site.view.requests.enclosing(node.start_byte) is not None
    )


def load_safely(site: Site) -> tuple[TextChange, ...] | None:
    """The edit from ``yaml.load`` to ``yaml.safeLoad`` for version 3."""
    called = callee(site.node)
    last = called.child_by_field_name("property") if called is not None else None
    if last is None or site.view.project.major("js-yaml") != 3:
        return None
    if len(arguments(site.node)) > 1:
        return None
    name = site.text(last).replace("load", "safeLoad")
    return (TextChange(Span(last.start_byte, last.end_byte), name),)


def expands_entities(site: Site, node: Node) -> bool:
    """``parseXml(text, { noent: true })``: entities are replaced by files and addresses."""
    for argument in arguments(node)[1:]:
        options = definition_of(site, argument)
        if options.type != "object":
            continue
        for name, value in object_entries(options, site.view.facts.source).items():
            if name in ("noent", "replaceEntities", "dtdload") and site.text(value) in (
                "true",
                "1",
            ):
                site.span = Span(value.start_byte, value.end_byte)
                site.words["NAME"] = name
                return not in_test_file(site)
    return False


def keep_entities(site: Site) -> tuple[TextChange, ...] | None:
    """The edit that turns the option off."""
    return (TextChange(site.span, "false"),) if site.span is not None else None


PREDICATES: Mapping[str, Callable[[Site, Node], bool]] = {
    "pattern-from-request": pattern_from_request,
    "replaces-once": replaces_once,
    "removes-once-over": removes_once_over,
    "json-can-throw": json_can_throw,
    "json-of-request": json_of_request,
    "unsafe-yaml": unsafe_yaml,
    "expands-entities": expands_entities,
}
FIX_MAKERS: Mapping[str, FixMaker] = {
    "escape-pattern": escape_pattern,
    "replace-each": replace_each,
    "load-safely": load_safely,
    "keep-entities": keep_entities,
}
