"""Cut a file into chunks, tell each what the others declare, and keep what was found per chunk.

A chunk is a top-level statement; a large class is cut into its members. A result is kept under the
bytes of the chunk and stays valid while every outside name that was asked for, found or not, still
has the same answer. Spans are kept relative to the start of the chunk.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from nodewright.document import Finding, Language, Related, Span
from nodewright.facts import ProjectFacts
from nodewright.javascript.bindings import Binding, ModuleName
from nodewright.javascript.parsing import Node, Tree
from nodewright.javascript.syntax import FUNCTIONS, arguments, string_value
from nodewright.javascript.tree_facts import TreeFacts
from nodewright.rules import file_marks
from nodewright.rules.matching import Report, chunk_findings, sites
from nodewright.rules.model import Clause, Rule, Table
from nodewright.rules.ports import Edge, edges_of, solve
from nodewright.rules.promises import may_reject
from nodewright.rules.requests import registered_names
from nodewright.rules.view import Site, View

_LARGE_CLASS = 4000
_LONGEST_LITERAL = 200
_SKIPPED = frozenset(("comment", "hash_bang_line", "html_comment"))

Key = tuple[str, str, bytes]
Answers = dict[str, "ModuleName | bool | None"]


@dataclass(slots=True)
class Entry:
    """What is kept of one chunk: what it tells the others, and what was found in it."""

    names: dict[str, ModuleName]
    assigned: dict[str, str | None]
    marks: frozenset[str]
    names_asked: Answers
    facts: TreeFacts | None
    edges: tuple[Edge, ...] = ()
    findings: tuple[Finding, ...] | None = None
    asked: Answers = field(default_factory=dict)
    at: int = -1
    placed: tuple[Finding, ...] = ()
    checked: Environment | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Environment:
    """What all chunks of a file tell each other; one object for as long as nothing of it changes.

    A result that was checked against an environment holds wherever the same object is in force.
    """

    names: Mapping[str, ModuleName]
    marks: frozenset[str]
    edges: tuple[tuple[Edge, ...], ...] = ()
    arrivals: frozenset[str] = frozenset()


Cache = dict[Key, Entry]


class FileRun:
    """One analysis of one text, with the help of ``cache``; ``kept`` is the cache for the next."""

    def __init__(
        self,
        table: Table,
        tree: Tree,
        source: bytes,
        language: Language,
        project: ProjectFacts,
        path: str,
        report: Report,
        cache: Mapping[Key, Entry] | None = None,
        last: Environment | None = None,
    ) -> None:
        self._table = table
        self._tree = tree
        self._source = source
        self._language = language
        self._project = project
        self._path = path
        self._report = report
        self._names: dict[str, ModuleName] = {}
        self._marks: set[str] = set()
        self._whole: TreeFacts | None = None
        self._plan: list[tuple[Node, Entry]] = []
        self.kept: Cache = {}
        self._summarise(cache if cache is not None else {})
        edges = tuple(entry.edges for _, entry in self._plan if entry.edges)
        self._arrivals = last.arrivals if last is not None and last.edges == edges else solve(edges)
        made = Environment(self._names, frozenset(self._marks), edges, self._arrivals)
        self.environment = last if last is not None and _says_the_same(last, made) else made

    # -- first pass: what is declared at module level ----------------------------------------

    def _summarise(self, cache: Mapping[Key, Entry]) -> None:
        for where, node in _chunks(self._tree.root_node):
            if where == "member" and node.type == "class_declaration":
                self._declare_class(node)
                continue
            if node.has_error:
                continue
            key = (where, node.type, self._source[node.start_byte : node.end_byte])
            entry = self.kept.get(key) or cache.get(key)
            if entry is None or (entry.names_asked and not self._same_names(entry)):
                entry = self._summary(node)
            self.kept[key] = entry
            self._plan.append((node, entry))
            self._names.update(entry.names)
            self._marks |= entry.marks
        for _, entry in self._plan:
            for name, origin in entry.assigned.items():
                known = self._names.get(name)
                if known is not None:
                    origin = known.origin or origin
                    self._names[name] = replace(
                        known, origin=origin, may_reject=False, literal=None
                    )

    def _same_names(self, entry: Entry) -> bool:
        return all(self._names.get(name) == said for name, said in entry.names_asked.items())

    def _declare_class(self, node: Node) -> None:
        name = node.child_by_field_name("name")
        if name is not None:
            text = self._source[name.start_byte : name.end_byte].decode("utf-8", "replace")
            self._names[text] = ModuleName("class")

    def _summary(self, node: Node) -> Entry:
        asked: Answers = {}

        def outside(name: str) -> ModuleName | None:
            answer = self._names.get(name)
            asked[name] = answer
            return answer

        facts = TreeFacts(self._source, self._language, node, outside)
        names = {
            name: ModuleName(
                binding.kind,
                facts.origin_of_binding(binding),
                _rejects(binding, facts),
                _literal(binding, facts),
            )
            for name, binding in facts.module.names.items()
        }
        edges, passes = edges_of(facts)
        for name, indexes in passes.items():
            names[name] = replace(names.get(name) or ModuleName("function"), passes=indexes)
        assigned = {
            name: next(filter(None, (facts.origin(d.value) for d in definitions)), None)
            for name, definitions in facts.outer_assignments.items()
        }
        return Entry(names, assigned, frozenset(_marks(facts)), asked, facts, edges)

    # -- second pass: the rules --------------------------------------------------------------

    def findings(self) -> tuple[Finding, ...]:
        """All findings of the file in document order."""
        found: list[Finding] = []
        for node, entry in self._plan:
            if entry.checked is not self.environment:
                if entry.findings is None or not self._same_answers(entry):
                    self._run_rules(node, entry)
                entry.checked = self.environment
            found += _placed(entry, node.start_byte)
            entry.facts = None
        return tuple(found)

    def site_of(self, wanted: Finding) -> tuple[Rule, Clause, Site] | None:
        """The place that ``wanted`` was said of; None when the rules no longer say it."""
        for node, _ in self._plan:
            if node.start_byte <= wanted.span.start and wanted.span.end <= node.end_byte:
                view = self._view(node, {}, None)
                for rule, clause, site in sites(self._table, view, self._report):
                    point = site.one(clause.point)
                    span = site.span or Span(point.start_byte, point.end_byte)
                    if rule.id == wanted.rule and span == wanted.span:
                        return rule, clause, site
        return None

    def _same_answers(self, entry: Entry) -> bool:
        return all(self._answer(question) == said for question, said in entry.asked.items())

    def _run_rules(self, node: Node, entry: Entry) -> None:
        asked: Answers = {}
        view = self._view(node, asked, entry.facts)
        found = chunk_findings(self._table, view, self._report)
        entry.findings = tuple(_shift(f, -node.start_byte) for f in found)
        entry.asked = asked
        entry.at = -1

    def _view(self, node: Node, asked: Answers, facts: TreeFacts | None) -> View:
        def outside(name: str) -> ModuleName | None:
            answer = self._names.get(name)
            asked[name] = answer
            return answer

        def mark(name: str) -> bool:
            asked[name] = said = self._says(name)
            return said

        if facts is None:
            facts = TreeFacts(self._source, self._language, node, outside)
        facts.outside = outside
        return View(facts, self._project, self._path, self._language, mark, self._whole_file)

    def _whole_file(self) -> TreeFacts:
        if self._whole is None:
            self._whole = TreeFacts(self._source, self._language, self._tree.root_node)
        return self._whole

    def _answer(self, question: str) -> ModuleName | bool | None:
        return self._says(question) if ":" in question else self._names.get(question)

    def _says(self, mark: str) -> bool:
        return mark in (self._arrivals if mark.startswith("flow:") else self._marks)


def _says_the_same(last: Environment, made: Environment) -> bool:
    return (last.names, last.marks, last.arrivals) == (made.names, made.marks, made.arrivals)


def _chunks(root: Node) -> Iterator[tuple[str, Node]]:
    """The chunks with where they stand; a cut class itself comes before its members."""
    for node in root.named_children:
        if node.type in _SKIPPED:
            continue
        whole = _large_class(node)
        body = whole.child_by_field_name("body") if whole is not None else None
        if whole is None or body is None or whole.has_error:
            yield "file", node
            continue
        yield "member", whole
        for member in body.named_children:
            if member.type not in _SKIPPED:
                yield "member", member


def _large_class(node: Node) -> Node | None:
    if node.end_byte - node.start_byte < _LARGE_CLASS:
        return None
    if node.type == "export_statement":
        return next((c for c in node.named_children if c.type == "class_declaration"), None)
    return node if node.type == "class_declaration" else None


def _rejects(binding: Binding, facts: TreeFacts) -> bool:
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
        if name:
            yield f"import:{name.removeprefix('node:')}"
    for call in facts.calls:
        if call.name in ("require", "import") and call.receiver is None:
            given = arguments(call.node)
            name = string_value(given[0], facts.source) if given else None
            if name:
                yield f"import:{name.removeprefix('node:')}"
    for name in registered_names(facts):
        yield f"route:{name}"
    yield from file_marks.marks(facts)


def _placed(entry: Entry, at: int) -> tuple[Finding, ...]:
    if entry.at != at:
        entry.placed = tuple(_shift(f, at) for f in entry.findings or ())
        entry.at = at
    return entry.placed


def _shift(found: Finding, by: int) -> Finding:
    related = tuple(Related(step.span.shift(by), step.message) for step in found.related)
    return replace(found, span=found.span.shift(by), related=related)
