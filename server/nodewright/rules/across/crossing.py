"""Say at a call what the function of another file does with what the client sent."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from nodewright.document import Finding, Related, Span
from nodewright.javascript.parsing import Node
from nodewright.javascript.syntax import FUNCTIONS, arguments, object_entries, unwrap
from nodewright.rules.across.origins import local_origin
from nodewright.rules.across.world import LOCAL, Sink, sinking
from nodewright.rules.flow.beginnings import BEGINS
from nodewright.rules.view import View

_PLAIN = frozenset(("string", "number", "true", "false", "null", "undefined", "regex", *FUNCTIONS))


def crossings(view: View, known: Sequence[Finding]) -> tuple[Finding, ...]:
    """What the calls of other files lead to, less what a rule says of the call already.

    A file that imports no other, or hears of no client, is not looked at.
    """
    if not (view.mark(LOCAL) and view.mark(BEGINS)):
        return ()
    found: dict[tuple[str, Span], Finding] = {}
    for call, called in _calls(view):
        origin = local_origin(view.facts, called)
        if origin is None:
            continue
        here = Span(call.start_byte, call.end_byte)
        said = {one.rule for one in known if one.span.overlaps(here)}
        for handed in _handed(view, call):
            for sink in _sinks(view, origin, handed):
                made = _finding(view, sink, handed)
                if sink.rule not in said:
                    found.setdefault((made.rule, made.span), made)
    return tuple(found.values())


def _calls(view: View) -> Iterator[tuple[Node, Node]]:
    for call in view.facts.calls:
        yield call.node, call.callee
    for node in view.facts.news:
        constructor = node.child_by_field_name("constructor")
        if constructor is not None:
            yield node, constructor


@dataclass(frozen=True, slots=True)
class Handed:
    """An argument, or a ``member`` of one, with its ``value``; ``place``: what is pointed at."""

    index: int
    member: str
    value: Node
    place: Node


def _handed(view: View, call: Node) -> Iterator[Handed]:
    """The arguments, and of an object that is written out its members."""
    for index, argument in enumerate(arguments(call)):
        value = unwrap(argument)
        if value.type == "spread_element":
            return
        literal = _literal(view, value)
        entries = object_entries(literal, view.facts.source) if literal is not None else {}
        if literal is None or "..." in entries:
            yield Handed(index, "", value, value)
            continue
        for name, entry in entries.items():
            yield Handed(index, name, entry, entry if literal is value else value)


def _literal(view: View, value: Node) -> Node | None:
    """The object that ``value`` is, here or where the name is defined that stands for it."""
    if value.type != "identifier":
        return value if value.type == "object" else None
    binding = view.facts.local(view.facts.text(value), value.start_byte)
    if binding is None or len(binding.definitions) != 1 or binding.properties:
        return None
    only = binding.definitions[0]
    written = unwrap(only.value) if only.value is not None and not only.path else None
    return written if written is not None and written.type == "object" else None


def _sinks(view: View, origin: str, handed: Handed) -> Sequence[Sink]:
    if handed.value.type in _PLAIN:
        return ()
    flow = view.taint.flow(handed.value)
    if flow is None or flow.state not in ("input", "request"):
        return ()
    answer = view.across(sinking(origin, handed.index, handed.member, flow.state))
    return [sink for sink in answer if isinstance(sink, Sink)] if isinstance(answer, tuple) else ()


def _finding(view: View, sink: Sink, handed: Handed) -> Finding:
    span = Span(handed.place.start_byte, handed.place.end_byte)
    flow = view.taint.flow(handed.value)
    steps = flow.steps if flow is not None else ()
    related = (
        *(step for step in steps if step.span != span or step.via),
        *(Related(span, message, elsewhere=place) for place, message in sink.places),
    )
    message = f"{sink.message}, in {sink.places[-1][0].path}"
    return Finding(sink.rule, sink.severity, span, message, (), related, sink.tags)
