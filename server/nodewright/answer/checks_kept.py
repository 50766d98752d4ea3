"""The check that nothing goes unasked: functions, classes, what runs when a module is loaded."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from nodewright.answer.evidence import Evidence, Text
from nodewright.document import Failure, Span, decode
from nodewright.javascript.parsing import Node
from nodewright.javascript.signatures import span_of, text_of
from nodewright.javascript.syntax import FUNCTIONS, arguments, callee, unwrap

CHECK = "functions-kept"

SMALL = 3
"""Lines of code up to which a function may go without a word, where its uses go with it."""
ALIKE = 0.6
"""So much of a function's lines elsewhere means that it was moved, split or renamed."""
_CLASSES = frozenset({"class_declaration", "abstract_class_declaration", "class"})
_STUB = re.compile(
    r"(?i)^\W*(?:not\s+(?:yet\s+)?implemented|todo|unimplemented|implement(?:ation)?\s+(?:me|this"
    r"|here|later|missing))\b"
)


@dataclass(frozen=True, slots=True)
class _Unit:
    """A function, class or top-level statement: what it is called, where it is, and its lines."""

    kind: str
    name: str
    span: Span
    lines: tuple[str, ...]


def keeps_functions(evidence: Evidence) -> list[Failure]:
    """No function outside of the selection is gone, and none became a stub."""
    failures = [
        Failure(CHECK, f"{_called(unit)} stands outside of the selection and would be gone")
        for unit in _gone(evidence)
        if not _selected(evidence, unit) and not _let_go(evidence, unit)
    ]
    return [*failures, *_stubs(evidence)]


def dropped_functions(evidence: Evidence) -> Iterator[str]:
    """A sentence for each function of some size that is no more, though it was in the way."""
    for unit in _gone(evidence):
        if unit.kind == "statement" or len(unit.lines) <= SMALL:
            continue
        if _selected(evidence, unit) or _let_go(evidence, unit):
            yield f"{_called(unit)} would be gone. {evidence.before.place(unit.span.start)}"


def _called(unit: _Unit) -> str:
    return f"The {unit.kind} `{unit.name[:60]}`"


def _selected(evidence: Evidence, unit: _Unit) -> bool:
    return unit.span.overlaps(evidence.candidate.draft.selection)


def _let_go(evidence: Evidence, unit: _Unit) -> bool:
    """True for a helper whose last use went with the selection: cleaning up behind oneself."""
    if unit.kind == "statement":
        return False
    name = re.compile(rf"\b{re.escape(unit.name.rsplit('.', 1)[-1])}\b")
    source = decode(evidence.before.source)
    chosen = evidence.candidate.draft.selection
    selected = decode(evidence.before.source[chosen.start : chosen.end])
    used = len(name.findall(source)) > len(name.findall("\n".join(unit.lines)))
    return used and bool(name.search(selected)) and not name.search(decode(evidence.after.source))


def _gone(evidence: Evidence) -> Iterator[_Unit]:
    """What the draft has and the proposal has not, under no name and in no other place."""
    if evidence.before.broken or evidence.after.broken or not evidence.candidate.changed:
        return
    texts = (evidence.after, *evidence.created)
    now = {(unit.kind, unit.name) for text in texts for unit in evidence.once(_units, text)}
    names = {name.rsplit(".", 1)[-1] for kind, name in now if kind != "statement"}
    lines = Counter(line.strip() for text in texts for line in decode(text.source).split("\n"))
    old = Counter(line.strip() for line in decode(evidence.before.source).split("\n"))
    for unit in evidence.once(_units, evidence.before):
        if (unit.kind, unit.name) in now:
            continue
        if unit.kind != "statement" and unit.name.rsplit(".", 1)[-1] in names:
            continue
        own = Counter(unit.lines)
        kept = sum((own & (lines - (old - own))).values())
        if kept <= ALIKE * len(unit.lines):
            yield unit


def _units(text: Text) -> Iterator[_Unit]:
    if text.tree is None:
        return
    for node in text.of_type(*FUNCTIONS, *_CLASSES, "expression_statement"):
        if node.type == "expression_statement":
            if node.parent == text.tree.root_node and (told := _statement(node)):
                yield _unit(text, "statement", told, node)
        elif name := _named(node):
            yield _unit(text, "class" if node.type in _CLASSES else "function", name, node)


def _unit(text: Text, kind: str, name: str, node: Node) -> _Unit:
    lines = decode(text.source[node.start_byte : node.end_byte]).split("\n")
    body = lines[1:-1] or lines
    told = (line.strip() for line in body)
    code = tuple(line for line in told if re.search(r"\w", line) and not line.startswith("//"))
    return _Unit(kind, name, span_of(node), code)


def _named(node: Node) -> str:
    """The name of a function or class, that of its class before it; empty where it has none."""
    own = node.child_by_field_name("name")
    holder = node.parent
    if own is None and holder is not None and holder.type == "variable_declarator":
        own = holder.child_by_field_name("name")
    if own is None or own.type not in ("identifier", "property_identifier", "type_identifier"):
        return ""
    if node.type == "method_definition" and holder is not None and holder.parent is not None:
        owner = text_of(holder.parent.child_by_field_name("name"))
        return f"{owner}.{text_of(own)}" if owner and text_of(own) != "constructor" else ""
    return text_of(own)


def _statement(node: Node) -> str:
    """What a top-level statement calls, and with which first word; empty for exports and others."""
    if node.type != "expression_statement" or not node.named_children:
        return ""
    inner = unwrap(node.named_children[0])
    if inner.type != "call_expression":
        return ""
    told = re.sub(r"\s+", "", text_of(callee(inner)))[:80]
    given = arguments(inner)
    first = text_of(given[0]) if given and given[0].type in ("string", "identifier") else ""
    return f"{told}({first})" if re.fullmatch(r"[\w$.]+", told) else ""


def _stubs(evidence: Evidence) -> Iterator[Failure]:
    """A ``throw`` of "not implemented" in the place of code."""
    known = {text_of(node) for node in _thrown(evidence.before)}
    for text in (evidence.after, *evidence.created):
        for node in _thrown(text):
            if text_of(node) not in known:
                said = "A function would only say that it is not implemented; write it in full"
                yield text.failure(CHECK, said, node.start_byte)


def _thrown(text: Text) -> Iterator[Node]:
    for node in text.of_type("throw_statement"):
        if node.named_children:
            given = arguments(node.named_children[0])
            if given and _STUB.match(text_of(given[0])):
                yield node
