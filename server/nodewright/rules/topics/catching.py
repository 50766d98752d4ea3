"""Catch what is thrown where nobody would: in async executors and in listeners that parse JSON."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from nodewright.document import Span, TextChange
from nodewright.javascript.parsing import Node
from nodewright.javascript.scopes import bare_parameter
from nodewright.javascript.syntax import WRAPPERS, arguments
from nodewright.rules.layout import indent_unit, indented, line_break, line_indent
from nodewright.rules.model import FixMaker
from nodewright.rules.refusing import block_of, fresh, put_before, refusal
from nodewright.rules.topics.express import has_directive
from nodewright.rules.view import Site


def reject_thrown(site: Site) -> tuple[TextChange, ...] | None:
    """The edits by which an async executor rejects its promise with what is thrown in it."""
    given = arguments(site.node)
    function = site.view.facts.function_at(given[0].start_byte) if given else None
    body = function.body if function is not None else None
    if function is None or body is None or function.node.id != given[0].id:
        return None
    if has_directive(body):
        return None
    names = [site.text(bare_parameter(p)) for p in function.parameters]
    changes: tuple[TextChange, ...] = ()
    if len(names) == 1:
        listed = given[0].child_by_field_name("parameters")
        last = function.parameters[0]
        if re.search(r"(?<![\w.])reject\b", site.text(given[0])):
            return None
        names.append("reject")
        if listed is None:
            whole = Span(last.start_byte, last.end_byte)
            changes = (TextChange(whole, f"({names[0]}, reject)"),)
        else:
            changes = (TextChange(Span(last.end_byte, last.end_byte), ", reject"),)
    if len(names) != 2 or not re.fullmatch(r"[\w$]+", names[1]):
        return None
    return (*changes, _tried_body(site, body, f"{names[1]}(error);"))


def _tried_body(site: Site, body: Node, statement: str) -> TextChange:
    """The edit that puts all of ``body`` into a ``try`` whose ``catch`` runs ``statement``."""
    source = site.view.facts.source
    unit, eol = indent_unit(source, body), line_break(source)
    base = line_indent(source, body.start_byte)
    if body.type != "statement_block":
        text = f"{{ try {{ {site.text(body)}; }} catch (error) {{ {statement} }} }}"
        return TextChange(Span(body.start_byte, body.end_byte), text)
    start, end = body.start_byte + 1, body.end_byte - 1
    inside = source[start:end].decode("utf-8", "surrogatepass")
    if not re.search(r"[\r\n]", inside):
        text = f" try {{{inside.rstrip()} }} catch (error) {{ {statement} }} "
        return TextChange(Span(start, end), text)
    line = f"{eol}{base}{unit}"
    moved = indented(source, body, unit).rstrip()
    text = f"{line}try {{{moved}{line}}} catch (error) {{{line}{unit}{statement}{line}}}{eol}{base}"
    return TextChange(Span(start, end), text)


def refuse_bad_json(site: Site) -> tuple[TextChange, ...] | None:
    """The edits that parse in a ``try``, and turn a text away that is no JSON."""
    return guarded(site, site.text(site.node), "Invalid JSON")


def guarded(site: Site, expression: str, sentence: str) -> tuple[TextChange, ...] | None:
    """The edits that compute ``expression`` for the call in a ``try``, and refuse what throws."""
    leave = refusal(site, site.node, sentence)
    if leave is not None and leave[0].startswith("throw"):
        leave = ("return;",) if "EVENT" in site.words else None
    if leave is None:
        return None
    declared = _own_declaration(site)
    if declared is not None:
        return _split(site, *declared, expression, leave)
    name = fresh(site, site.node, "parsed")
    lines = _lines(f"let {name};", f"{name} = {expression};", leave)
    before = put_before(site, site.node, lines)
    whole = Span(site.node.start_byte, site.node.end_byte)
    return (*before, TextChange(whole, name)) if before is not None else None


def _lines(declaration: str, assignment: str, leave: Sequence[str]) -> tuple[str, ...]:
    caught = block_of("} catch", leave)
    return (declaration, "try {", f"\t{assignment}", *caught)


def _own_declaration(site: Site) -> tuple[Node, Node] | None:
    """The statement ``const x = JSON.parse(text);``, and its declarator."""
    value = site.node
    while value.parent is not None and value.parent.type in WRAPPERS:
        value = value.parent
    declarator = value.parent
    statement = declarator.parent if declarator is not None else None
    if declarator is None or statement is None or declarator.type != "variable_declarator":
        return None
    block = statement.parent
    if block is None or block.type != "statement_block" or statement.named_child_count != 1:
        return None
    return statement, declarator


def _split(
    site: Site, statement: Node, declarator: Node, expression: str, leave: Sequence[str]
) -> tuple[TextChange, ...] | None:
    source = site.view.facts.source
    name, value = declarator.child_by_field_name("name"), declarator.child_by_field_name("value")
    if name is None or value is None:
        return None
    value_text = site.text(value).replace(site.text(site.node), expression, 1)
    typed = declarator.child_by_field_name("type")
    word = "var" if site.text(statement).startswith("var") else "let"
    plain = name.type == "identifier"
    kept = site.text(name) if plain else fresh(site, site.node, "parsed")
    kind = site.text(typed) if typed is not None and plain else ""
    lines = list(_lines(f"{word} {kept}{kind};", f"{kept} = {value_text};", leave))
    end = ";" if site.text(statement).endswith(";") else ""
    if not plain:
        head = source[statement.start_byte : value.start_byte].decode("utf-8", "surrogatepass")
        lines.append(f"{head}{kept}{end}")
    gap = line_break(source) + line_indent(source, statement.start_byte)
    begins = source[: statement.start_byte].rstrip(b" \t")[-1:] in (b"\n", b"\r", b"")
    unit = indent_unit(source, statement.parent) if begins and statement.parent else ""
    text = (gap if begins else " ").join(line.replace("\t", unit) for line in lines)
    return (TextChange(Span(statement.start_byte, statement.end_byte), text),)


FIX_MAKERS: Mapping[str, FixMaker] = {
    "reject-thrown": reject_thrown,
    "refuse-bad-json": refuse_bad_json,
}
