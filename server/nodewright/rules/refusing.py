"""Statements that a repair puts before a use, to turn bad input away as the framework does."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from nodewright.document import Span, TextChange
from nodewright.javascript.bindings import Function
from nodewright.javascript.parsing import Node
from nodewright.javascript.scopes import bare_parameter
from nodewright.javascript.syntax import FUNCTIONS, climb
from nodewright.rules.flow.requests import REQUEST_NAMES, RESPONSE_NAMES
from nodewright.rules.layout import indent_unit, line_break, line_indent
from nodewright.rules.view import Site

_EXPRESS = (
    r"(?<![\w.]){name}\s*\."
    r"(?:status|send|json|sendFile|sendStatus|render|redirect|download|type|set)\("
)
_PLAIN = r"(?<![\w.]){name}\s*\.(?:writeHead|end|setHeader|write|statusCode)\b|pipe\(\s*{name}\s*\)"
_FASTIFY = ("reply", "rep", "_reply")
_LOGICAL = ("&&", "||", "??")


def refusal(site: Site, node: Node, sentence: str, status: int = 400) -> tuple[str, ...] | None:
    """The statements that end the request at ``node`` with ``status``; None where none is right.

    Where nobody answers a request, an error is thrown, if whoever calls gets to see it.
    """
    around = list(_functions(site, node))
    if any(site.view.requests.hears_messages(function) for function in around):
        return ("return;",)
    for inner, function in enumerate(around):
        name = _response(site, function)
        if name and not all(_is_callback(f) for f in around[:inner]):
            break  # whoever called the helper would go on
        if name:
            return _answer(site, around, name, sentence, status)
    handler = site.view.requests.enclosing(node.start_byte)
    direct = bool(around) and (handler is None or around[0] is handler.function)
    helper = bool(around) and not _is_callback(around[0])
    if not direct and not helper:
        return None
    if handler is not None and handler.is_context and handler.request is not None:
        context = site.text(handler.request)
        koa = site.view.depends_on("koa", "@koa/router", "koa-router")
        if context == "ctx" and (koa or "ctx.body" in site.text(around[0].node)):
            return (f"ctx.throw({status}, '{sentence}');",)
        return None
    return (f"throw new Error('{sentence}');",)


def _functions(site: Site, node: Node) -> Iterator[Function]:
    """The functions around ``node``, the innermost first."""
    function = site.view.facts.function_at(node.start_byte)
    while function is not None:
        yield function
        function = function.parent


def _is_callback(function: Function) -> bool:
    return function.node.parent is not None and function.node.parent.type == "arguments"


def _response(site: Site, function: Function) -> str:
    """The parameter of ``function`` that follows a request and is named as an answer."""
    names = [site.text(bare_parameter(p)) for p in function.parameters]
    for first, second in pairwise(names):
        if second in RESPONSE_NAMES and (first in REQUEST_NAMES or first.startswith("{")):
            return second
    return ""


def _answer(
    site: Site, around: Sequence[Function], name: str, sentence: str, status: int
) -> tuple[str, ...] | None:
    text = site.text(around[-1].node)
    if name in _FASTIFY:
        return (f"{name}.code({status}).send('{sentence}');", f"return {name};")
    if name == "h":
        return (f"return h.response('{sentence}').code({status});",)
    express = site.view.depends_on("express") and not site.view.imports("http", "https")
    if express or re.search(_EXPRESS.format(name=name), text):
        return (f"{name}.status({status}).send('{sentence}');", "return;")
    if re.search(_PLAIN.format(name=name), text) or site.view.imports("http", "https"):
        return (f"{name}.writeHead({status}).end('{sentence}');", "return;")
    return None


def block_of(head: str, lines: Sequence[str]) -> tuple[str, ...]:
    """``head`` with ``lines`` in braces below it, one level deeper."""
    return (f"{head} {{", *(f"\t{line}" for line in lines), "}")


def put_before(site: Site, node: Node, lines: Sequence[str]) -> tuple[TextChange, ...] | None:
    """The edits that put ``lines`` before the statement that ``node`` is a part of.

    A tab at the start of a line stands for one level of indentation. None where ``node`` is not
    certainly computed whenever its statement is reached, or the statement has no place before it.
    """
    below = node
    for parent in climb(node):
        if parent.type in ("statement_block", "program", "switch_case", "switch_default"):
            return (_at(site, parent, below, lines),)
        if parent.type in FUNCTIONS:
            body = parent.child_by_field_name("body")
            whole = parent.type == "arrow_function" and body is not None and body.id == below.id
            return _as_block(site, parent, below, lines) if whole else None
        if not _always(parent, below):
            return None
        if _is_bare(parent, below):
            return _in_braces(site, parent, below, lines)
        below = parent
    return None


def put_at_start(site: Site, around: Node, lines: Sequence[str]) -> tuple[TextChange, ...] | None:
    """The edits that put ``lines`` first into the body of a loop or function."""
    body = around.child_by_field_name("body")
    if body is None:
        return None
    if body.type != "statement_block":
        loop = around.type not in FUNCTIONS
        return (
            _in_braces(site, around, body, lines) if loop else _as_block(site, around, body, lines)
        )
    source, unit = site.view.facts.source, indent_unit(site.view.facts.source, body)
    at, first = body.start_byte + 1, next(iter(body.named_children), None)
    gap = line_break(source) + line_indent(source, body.start_byte) + unit
    if first is not None and _starts_line(source, first):
        gap = line_break(source) + line_indent(source, first.start_byte)
    elif first is not None:
        gap, unit = " ", ""
    text = "".join(gap + line.replace("\t", unit) for line in lines)
    return (TextChange(Span(at, at), text),)


def put_after(site: Site, statement: Node, lines: Sequence[str]) -> tuple[TextChange, ...]:
    """The edit that puts ``lines`` after ``statement``, which stands in a block."""
    source = site.view.facts.source
    base, unit = line_indent(source, statement.start_byte), _unit(site, statement)
    gap = line_break(source) + base
    if not _starts_line(source, statement):
        gap, unit = " ", ""
    text = "".join(gap + line.replace("\t", unit) for line in lines)
    return (TextChange(Span(statement.end_byte, statement.end_byte), text),)


def _unit(site: Site, node: Node) -> str:
    block = next((p for p in climb(node) if p.type == "statement_block"), node)
    return indent_unit(site.view.facts.source, block)


def _starts_line(source: bytes, statement: Node) -> bool:
    before = source[: statement.start_byte].rstrip(b" \t")
    return not before or before[-1:] in (b"\n", b"\r")


def _at(site: Site, block: Node, statement: Node, lines: Sequence[str]) -> TextChange:
    source = site.view.facts.source
    base, unit = line_indent(source, statement.start_byte), _unit(site, statement)
    gap = line_break(source) + base if _starts_line(source, statement) else " "
    unit = unit if gap != " " else ""
    text = "".join(line.replace("\t", unit) + gap for line in lines)
    return TextChange(Span(statement.start_byte, statement.start_byte), text)


def _as_block(
    site: Site, function: Node, body: Node, lines: Sequence[str]
) -> tuple[TextChange, ...]:
    """An arrow function that gives an expression back becomes one with a block."""
    source = site.view.facts.source
    base, unit, eol = (
        line_indent(source, function.start_byte),
        _unit(site, function),
        line_break(source),
    )
    inner = eol + base + unit
    head = "{" + "".join(inner + line.replace("\t", unit) for line in lines) + inner + "return "
    start, end = Span(body.start_byte, body.start_byte), Span(body.end_byte, body.end_byte)
    return (TextChange(start, head), TextChange(end, f";{eol}{base}}}"))


def _in_braces(
    site: Site, parent: Node, statement: Node, lines: Sequence[str]
) -> tuple[TextChange, ...]:
    source = site.view.facts.source
    base, unit, eol = (
        line_indent(source, parent.start_byte),
        _unit(site, parent),
        line_break(source),
    )
    inner = eol + base + unit
    head = "{" + "".join(inner + line.replace("\t", unit) for line in lines) + inner
    start, end = statement.start_byte, statement.end_byte
    header = len(source[:start].rstrip())
    if source[:header].endswith((b")", b"else")):
        start, head = header, f" {head}"
    closing = TextChange(Span(end, end), f"{eol}{base}}}")
    return (TextChange(Span(start, statement.start_byte), head), closing)


def _is_bare(parent: Node, below: Node) -> bool:
    """``below`` is the only statement of a branch, without braces."""
    if parent.type == "else_clause":
        return True
    if parent.type != "if_statement":
        return False
    then = parent.child_by_field_name("consequence")
    return then is not None and then.id == below.id


def _always(parent: Node, below: Node) -> bool:
    """``below`` is computed whenever ``parent`` is reached, and exactly once."""
    if parent.type == "binary_expression":
        operator, right = (
            parent.child_by_field_name("operator"),
            parent.child_by_field_name("right"),
        )
        later = right is not None and right.id == below.id
        return not (later and operator is not None and operator.type in _LOGICAL)
    if parent.type == "ternary_expression":
        condition = parent.child_by_field_name("condition")
        return condition is not None and condition.id == below.id
    if parent.type in ("for_statement", "for_in_statement", "while_statement", "do_statement"):
        return False
    if parent.type.endswith("_declaration") and parent.named_child_count > 1:
        return False
    return parent.type not in ("class_body", "public_field_definition", "field_definition")


def fresh(site: Site, node: Node, wanted: str) -> str:
    """``wanted``, or it with a number where the name is known around ``node`` already."""
    functions = list(_functions(site, node))
    text = site.text(functions[-1].node) if functions else ""
    for name in (wanted, *(f"{wanted}{number}" for number in range(2, 100))):
        word = re.search(rf"(?<![\w$.]){name}(?![\w$])", text)
        if word is None and site.view.facts.resolve(name, node.start_byte) is None:
            return name
    return f"{wanted}100"
