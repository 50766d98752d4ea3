"""What one chunk tells the others of its file, whatever the others say to it later."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from nodewright.document import Finding, Span
from nodewright.javascript.bindings import Binding, ModuleName
from nodewright.javascript.parsing import Node
from nodewright.javascript.syntax import FUNCTIONS, arguments, string_value
from nodewright.javascript.tree_facts import TreeFacts
from nodewright.rules import file_marks
from nodewright.rules.across.origins import fields_from_elsewhere, is_local
from nodewright.rules.across.world import LOCAL, Answer
from nodewright.rules.flow.beginnings import BEGINS, MODULES, may_begin
from nodewright.rules.flow.edges import Edge
from nodewright.rules.flow.exported import exported_names
from nodewright.rules.flow.flow import Passed
from nodewright.rules.flow.requests import registered_names
from nodewright.rules.promises import may_reject

_LONGEST_LITERAL = 200

Answers = dict[str, "ModuleName | Answer"]


@dataclass(frozen=True, slots=True)
class Summary:
    """The names that a chunk declares or assigns, and its marks; comparable."""

    names: dict[str, ModuleName]
    assigned: dict[str, str | None]
    marks: frozenset[str]


@dataclass(frozen=True, slots=True, eq=False)
class Handed:
    """The edges of a chunk, where each is written, and which arguments its functions give back.

    ``places`` are bytes from the start of the chunk. ``asked``: what this depends on: names, and
    with a colon what earlier functions give back.
    """

    edges: tuple[Edge, ...]
    places: Mapping[Edge, Span]
    passes: Mapping[str, Passed]
    asked: Mapping[str, object]


@dataclass(slots=True, eq=False)
class Entry:
    """What is kept of one chunk: what it tells the others, and what was found in it.

    ``names_asked``: the names of earlier chunks that the summary depends on; ``asked``: all that
    the findings depend on. ``checked``: the environment that these answers were last true in.
    ``handed``: what the chunk hands to others, once somebody has asked.
    """

    summary: Summary
    names_asked: Answers
    facts: TreeFacts | None
    findings: tuple[Finding, ...] | None = None
    asked: Answers = field(default_factory=dict)
    at: int = -1
    placed: tuple[Finding, ...] = ()
    checked: object = None
    handed: Handed | None = None


def class_entry(node: Node, source: bytes) -> Entry:
    """What a class tells the others whose members are chunks of their own."""
    name = node.child_by_field_name("name")
    names: dict[str, ModuleName] = {}
    if name is not None:
        text = source[name.start_byte : name.end_byte].decode("utf-8", "replace")
        names[text] = ModuleName("class")
    return Entry(Summary(names, {}, frozenset()), {}, None, ())


def entry_of(facts: TreeFacts, outside: Callable[[str], ModuleName | None]) -> Entry:
    """The summary of the chunk of ``facts``; ``outside`` knows the names of earlier chunks."""
    asked: Answers = {}

    def ask(name: str) -> ModuleName | None:
        asked[name] = answer = outside(name)
        return answer

    facts.outside = ask
    names = {
        name: ModuleName(
            binding.kind,
            facts.origin_of_binding(binding),
            _rejects(binding),
            _literal(binding, facts),
        )
        for name, binding in facts.module.names.items()
    }
    for name, origin in fields_from_elsewhere(facts):
        names.setdefault(name, ModuleName("variable", origin))
    assigned = {
        name: next(filter(None, (facts.origin(d.value) for d in definitions)), None)
        for name, definitions in facts.outer_assignments.items()
    }
    return Entry(Summary(names, assigned, frozenset(_marks(facts))), asked, facts)


def _rejects(binding: Binding) -> bool:
    node = binding.node
    if binding.kind == "variable":
        only = binding.definitions[0] if len(binding.definitions) == 1 else None
        node = only.value if only is not None and not only.path else None
    elif binding.kind != "function" or binding.definitions:
        return False
    return node is not None and node.type in FUNCTIONS and may_reject(node)


def _literal(binding: Binding, facts: TreeFacts) -> str | None:
    """The text or number that a constant of the module is; None for anything else."""
    only = binding.definitions[0] if len(binding.definitions) == 1 else None
    if binding.kind != "variable" or only is None or only.value is None or only.path or only.adds:
        return None
    if only.value.type == "number":
        return facts.text(only.value)
    if only.value.end_byte - only.value.start_byte > _LONGEST_LITERAL:
        return None
    return string_value(only.value, facts.source)


def _marks(facts: TreeFacts) -> Iterator[str]:
    """What a chunk says to the whole file: modules it imports, names it hands to a router."""
    for node in facts.imports:
        source = node.child_by_field_name("source")
        name = string_value(source, facts.source) if source is not None else None
        yield from _of_import(name or "")
    for call in facts.calls:
        if call.name in ("require", "import") and call.receiver is None:
            given = arguments(call.node)
            name = string_value(given[0], facts.source) if given else None
            yield from _of_import(name or "")
    if may_begin(facts.source, facts.root.start_byte, facts.root.end_byte):
        yield BEGINS
    for name in registered_names(facts):
        yield f"route:{name}"
    for name in exported_names(facts):
        yield f"exported:{name}"
    yield from file_marks.marks(facts)


def _of_import(name: str) -> Iterator[str]:
    if name:
        yield f"import:{name.removeprefix('node:')}"
    if name in MODULES:
        yield BEGINS
    if is_local(name):
        yield LOCAL
