"""Secrets that go to a log, and secrets or the inside of an error that go to a client."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from nodewright.document import Span, TextChange
from nodewright.javascript.parsing import Node
from nodewright.javascript.scopes import bare_parameter
from nodewright.javascript.syntax import FUNCTIONS, arguments, callee, object_entries, unwrap
from nodewright.rules.flow.requests import CONTEXT_NAMES, RESPONSE_NAMES
from nodewright.rules.model import FixMaker
from nodewright.rules.topics.values import constant, definition_of, in_test_file
from nodewright.rules.view import Site

_LOGGER = re.compile(r"(?:^|\.)(?:console|log|logger|_?logger|winston|pino|bunyan|log4js)$")
_SECRET = re.compile(
    r"(?i)(?:^|[._])(?:\w*passw(?:or)?d|passphrase|\w*secret|\w*(?:api|private|secret|encryption)_?key"
    r"|(?:\w*(?:access|refresh|auth|bearer|reset|session|csrf|api|id))_?token|jwt_?token|credit_?card"
    r"(?:_?number)?|cvv|ssn)$"
)
_NO_VALUE = re.compile(
    r"(?i)^(?:has|is|no|needs?|require[sd]?|invalid|missing|wrong|forgot|show|hide|reset|change|enable|use)"
    r"_?[A-Z]?|_?(?:hash|error|regex|field|schema|url|uri|path|file)$"
)
_ANSWERS = frozenset(("send", "json", "jsonp", "end", "write"))
_ERROR_NAME = re.compile(r"^(?:e|err|error|ex|exception|\w+Err(?:or)?)$")
_SAFE_ERROR = re.compile(
    r"(?i)instanceof|isBoom|isJoi|\.expose|\.isOperational|NODE_ENV|production|development|ValidationError"
)


def secret_logged(site: Site, node: Node) -> bool:
    """An argument of a log call is, or holds, the value of a secret."""
    called = callee(node)
    receiver = called.child_by_field_name("object") if called is not None else None
    if receiver is None or not _LOGGER.search(site.text(receiver)) or in_test_file(site):
        return False
    for value in _said(site, arguments(node)):
        name = _secret_name(site, value)
        if name:
            site.words["NAME"] = name
            site.span = Span(value.start_byte, value.end_byte)
            return True
    return False


def _said(site: Site, nodes: list[Node]) -> Iterator[Node]:
    """The values that end up in the text: parts of templates, sums and objects included."""
    for node in nodes:
        node = unwrap(node)
        if node.type == "template_string":
            parts = [c for c in node.named_children if c.type == "template_substitution"]
            yield from _said(site, [c.named_children[0] for c in parts if c.named_child_count])
        elif node.type == "binary_expression":
            operator = node.child_by_field_name("operator")
            if operator is not None and operator.type == "+":
                sides = [node.child_by_field_name(side) for side in ("left", "right")]
                yield from _said(site, [side for side in sides if side is not None])
        elif node.type == "object":
            yield from _said(site, list(object_entries(node, site.view.facts.source).values()))
        elif node.type == "call_expression":
            called = callee(node)
            if called is not None and site.text(called) == "JSON.stringify":
                yield from _said(site, arguments(node)[:1])
        elif node.type in ("identifier", "member_expression", "shorthand_property_identifier"):
            yield node


def _secret_name(site: Site, node: Node) -> str:
    text = re.sub(r"[\s?!]", "", site.text(node))
    last = text.rsplit(".", 1)[-1]
    if text == "process.env":
        return "process.env"
    if not _SECRET.search(text) or _NO_VALUE.search(last) or (last.isupper() and "." not in text):
        return ""
    if text.startswith(("i18n.", "messages.", "errors.", "t.", "constants.")):
        return ""
    value = definition_of(site, node)
    if constant(site, node) is not None or value.type in (
        "true",
        "false",
        "number",
        "string",
        "binary_expression",
        "unary_expression",
    ):
        return ""
    return text


def secret_answered(site: Site, node: Node) -> bool:
    """A password, or the whole environment, is a part of what a handler answers."""
    if not _is_answer(site, node) or in_test_file(site):
        return False
    for value in _said(site, arguments(node)[:1]):
        text = re.sub(r"[\s?!]", "", site.text(value))
        if text == "process.env" or re.search(r"(?i)\.(?:password|passwd|password_?hash)$", text):
            site.words["NAME"] = text
            site.span = Span(value.start_byte, value.end_byte)
            return True
    return False


def _is_answer(site: Site, node: Node) -> bool:
    """``res.json(...)`` and its like, also after ``res.status(500)``."""
    called = callee(node)
    if called is None or called.type != "member_expression":
        return False
    last = called.child_by_field_name("property")
    base = called.child_by_field_name("object")
    while base is not None and base.type == "call_expression":
        inner = callee(base)
        base = inner.child_by_field_name("object") if inner is not None else None
    return (
        last is not None
        and site.text(last) in _ANSWERS
        and base is not None
        and site.text(base) in RESPONSE_NAMES
    )


def stack_answered(site: Site, node: Node) -> bool:
    """The stack of an error is a part of what a handler answers."""
    value = _error_part(site, node, "stack")
    if value is None:
        return False
    site.span = Span(value.start_byte, value.end_byte)
    return True


def message_answered(site: Site, node: Node) -> bool:
    """The message of an error that may be any error is a part of the answer."""
    value = _error_part(site, node, "message")
    if value is None:
        return False
    site.span = Span(value.start_byte, value.end_byte)
    return True


def _error_part(site: Site, node: Node, part: str) -> Node | None:
    if not _is_answer(site, node) or in_test_file(site):
        return None
    for value in _said(site, arguments(node)[:2]):
        read = definition_of(site, value) if value.type != "member_expression" else value
        whole = read.type == "identifier" and site.text(node.children[0]).endswith(".json")
        if part == "message" and whole and _is_caught(site, read):
            site.words["ERROR"] = site.text(read)
            return None if _is_sorted_out(site, node) else value
        if read.type != "member_expression":
            continue
        last, owner = read.child_by_field_name("property"), read.child_by_field_name("object")
        if last is None or owner is None or site.text(last) != part:
            continue
        if _is_caught(site, unwrap(owner)) and not _is_sorted_out(site, node):
            site.words["ERROR"] = site.text(unwrap(owner))
            return value
    return None


def _is_caught(site: Site, node: Node) -> bool:
    """The name is what a catch took, or the first parameter ``err`` of a callback."""
    binding = site.resolve(node) if node.type == "identifier" else None
    if binding is None:
        return False
    if binding.kind == "catch":
        return True
    function = binding.scope.function
    if binding.kind != "parameter" or function is None or not function.parameters:
        return False
    first = bare_parameter(function.parameters[0])
    return site.text(first) == binding.name and bool(_ERROR_NAME.match(binding.name))


def _is_sorted_out(site: Site, node: Node) -> bool:
    """Somebody looks at what kind of error it is, or where the server runs, before he answers."""
    around = node.parent
    for _ in range(12):
        if around is None:
            return False
        if around.type in ("if_statement", "ternary_expression", "switch_case"):
            condition = around.child_by_field_name("condition")
            if condition is not None and _SAFE_ERROR.search(site.text(condition)):
                return True
        if around.type in FUNCTIONS or around.type == "catch_clause":
            return bool(_SAFE_ERROR.search(site.text(around)))
        around = around.parent
    return False


def general_sentence(site: Site) -> tuple[TextChange, ...] | None:
    """The edit that puts a general sentence where the inside of the error stood."""
    if site.span is None:
        return None
    source, low, high = site.view.facts.source, site.span.start, site.span.end
    if source[low - 2 : low] == b"${" and source[high : high + 1] == b"}":
        return (TextChange(Span(low - 2, high + 1), "Internal error"),)
    return (TextChange(site.span, "'Internal error'"),)


def koa_stack(site: Site, node: Node) -> bool:
    """``ctx.body = error.stack``."""
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    if left is None or right is None or left.type != "member_expression":
        return False
    owner, _, name = site.text(left).partition(".")
    if owner not in CONTEXT_NAMES or name not in ("body", "response.body") or in_test_file(site):
        return False
    for value in _said(site, [right]):
        text = site.text(value)
        base = value.child_by_field_name("object")
        owned = unwrap(base) if base is not None else None
        if text.endswith(".stack") and owned is not None and _is_caught(site, owned):
            site.span = Span(value.start_byte, value.end_byte)
            site.words["ERROR"] = site.text(owned)
            return not _is_sorted_out(site, node)
    return False


PREDICATES: Mapping[str, Callable[[Site, Node], bool]] = {
    "secret-logged": secret_logged,
    "secret-answered": secret_answered,
    "stack-answered": stack_answered,
    "message-answered": message_answered,
    "koa-stack": koa_stack,
}
FIX_MAKERS: Mapping[str, FixMaker] = {"general-sentence": general_sentence}
