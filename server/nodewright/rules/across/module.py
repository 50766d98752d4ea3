"""One other file: what its exported functions do with what they are given."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, replace
from functools import cached_property

from nodewright.document import Elsewhere, Finding, Language, LineTable, Span, decode
from nodewright.facts import ProjectFacts
from nodewright.javascript.bindings import Function
from nodewright.javascript.parsing import Node, Tree, parse
from nodewright.javascript.tree_facts import TreeFacts
from nodewright.rules.across.offers import Offers
from nodewright.rules.across.origins import split_origin
from nodewright.rules.across.world import (
    Answer,
    Sink,
    World,
    parts_of,
    passing,
    rejecting,
    sinking,
)
from nodewright.rules.chunks import FileRun
from nodewright.rules.flow.callables import keys_of
from nodewright.rules.flow.edges import Edge
from nodewright.rules.flow.flow import Assumed, Passed
from nodewright.rules.flow.trails import solve
from nodewright.rules.flows import Flows, Solved
from nodewright.rules.levels import in_force
from nodewright.rules.matching import Report
from nodewright.rules.model import RuleBook, Table
from nodewright.rules.plans import Plan, Planner
from nodewright.rules.promises import surely_rejects
from nodewright.rules.suppression import judge
from nodewright.rules.suppression_comments import unspoken

TOLD = frozenset(
    (
        *("sql-injection", "command-injection", "code-injection", "nosql-injection"),
        *("template-injection", "module-chosen-by-request", "ldap-injection", "xpath-injection"),
        *("path-traversal", "server-side-request-forgery", "open-redirect", "reflected-xss"),
        *("unsafe-deserialization", "xml-external-entity", "yaml-load-unsafe", "mass-assignment"),
        *("prototype-pollution", "regex-from-request", "method-chosen-by-request"),
        *("header-written-by-request", "mail-written-by-request", "request-as-template-options"),
    )
)
"""The rules about a value that does harm where it arrives, whoever sends it there.

All others speak of the code around: they are for the file that they find it in.
"""
MOST_SINKS = 5
"""Sinks of one argument that are told of."""
_PLACE = re.compile(r"^flow:\w+:(?:param|return|field|var|regex|exported):([^:]+)")
_PATHS = re.compile(rb"['\"`](?:\.\.?[/'\"`]|@/|~/|src/)")
"""What a file says that imports another one."""
_LONGEST = 120
_STEP = "It is handed on here"


@dataclass(frozen=True, slots=True)
class Text:
    """A file as it was read."""

    path: str
    source: bytes
    language: Language


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A function with its chunk and the names under which the file calls it, which may be none."""

    function: Function
    keys: tuple[str, ...]
    chunk: int


class Module:
    """One text, planned once; its rules run only where a question leads.

    ``book`` holds only the rules that are told of, see :data:`TOLD`.
    ``last``: what was known of the file before it changed, of which chunks that stayed are kept.
    """

    def __init__(
        self,
        book: RuleBook,
        text: Text,
        facts: ProjectFacts,
        world: World | None,
        report: Report,
        last: Module | None = None,
    ) -> None:
        self.facts = facts
        self._before = last.__dict__.get("_plan") if last is not None else None
        self._book = book
        self._text = text
        self._world = world
        self._report = report
        self._table = book.tables.get(text.language, Table({}))
        self._answers: dict[str, Answer] = {}

    @property
    def is_leaf(self) -> bool:
        """True for a file that imports no other by its path: its answers end here."""
        return _PATHS.search(self._text.source) is None

    @cached_property
    def _tree(self) -> Tree:
        return parse(self._text.source, self._text.language)

    @cached_property
    def _code(self) -> bytes:
        return unspoken(self._text.source, self._tree)

    @cached_property
    def _offers(self) -> Offers:
        return Offers(self._tree.root_node, self._code, self._text.language)

    @cached_property
    def _plan(self) -> Plan:
        """The chunks of the file; most files are never asked for more than who is async."""
        planner = Planner(self._code, self._text.language, self._before, moved=True)
        plan, self._before = planner.plan(self._tree.root_node), None
        plan.world = self._world  # not for what chunks hand over: that is told from this file alone
        plan.assumed = True
        for entry in plan.entries:
            entry.facts = None
        return plan

    @cached_property
    def _lines(self) -> LineTable:
        return LineTable(self._text.source)

    def answer(self, question: str) -> Answer:
        """The answer about the exports of this file; the origin's file is this one."""
        if question not in self._answers:
            self._answers[question] = self._answer(question)
        return self._answers[question]

    def _answer(self, question: str) -> Answer:
        kind, origin, rest = parts_of(question)
        passed: dict[tuple[int, str], None] = {}
        sinks: dict[Sink, None] = {}
        for found in self._offers.follow(split_origin(origin)[1]):
            if isinstance(found, str):
                said = self._elsewhere(kind, found, rest)
            else:
                said = self._here(kind, found, rest)
            if kind == "rejects" and said is True:
                return True
            if isinstance(said, tuple):
                (passed if kind == "passes" else sinks).update(dict.fromkeys(said))  # type: ignore[arg-type]
        if kind == "rejects":
            return False
        return tuple(passed) if kind == "passes" else tuple(sinks)[:MOST_SINKS]  # type: ignore[return-value]

    def _elsewhere(self, kind: str, origin: str, rest: list[str]) -> Answer:
        if self._world is None:
            return None
        if kind == "sinks":
            return self._world.answer(sinking(origin, int(rest[0]), rest[1], rest[2]))
        return self._world.answer((passing if kind == "passes" else rejecting)(origin))

    def _here(self, kind: str, node: Node, rest: list[str]) -> Answer:
        if kind == "rejects":
            return surely_rejects(node)
        reviewed = self._reviewed(node)
        if reviewed is None:
            return None
        if kind == "passes":
            return self._passes(reviewed)
        return self._sinks(reviewed, int(rest[0]), rest[1], rest[2])

    # -- functions ----------------------------------------------------------------------------

    def _reviewed(self, node: Node) -> Reviewed | None:
        chunk = bisect_right(self._plan.spans, (node.start_byte, len(self._code) + 1)) - 1
        if chunk < 0 or self._plan.spans[chunk][1] < node.end_byte:
            return None
        facts = TreeFacts(self._code, self._text.language, self._plan.node(chunk))
        function = next((f for f in facts.functions if f.start == node.start_byte), None)
        if function is None:
            return None
        keys = keys_of(facts, function)
        return Reviewed(function, tuple(keys[:1]), chunk)

    def _passes(self, reviewed: Reviewed) -> Passed:
        return tuple({p: None for key in reviewed.keys for p in self._plan.passes(key)})

    # -- sinks --------------------------------------------------------------------------------

    def _sinks(self, of: Reviewed, index: int, member: str, state: str) -> tuple[Sink, ...]:
        """What the rules find once a value arrives, and did not find before."""
        index = _index(of.function, index)
        if index < 0 or self._plan.flows is None:
            return ()
        if not of.keys:
            return self._sinks_inside(of, Assumed(of.function.start, index, member, state))
        part = f".{member}" if member else ""
        assumed: tuple[Edge, ...] = tuple(
            (f"param:{key}:{index}{part}", state, "same") for key in of.keys
        )
        before = self._plan.flows.solve()
        edges = [entry.handed.edges for entry in self._plan.entries if entry.handed is not None]
        arrivals = solve([assumed, *edges])
        for entry in self._plan.entries:
            entry.facts = None
        new = arrivals.keys() - before.arrivals.keys()
        words = {_word(mark) for mark in new}
        solved = Solved(arrivals, before.passes, before.where)
        run = self._run(replace(self._plan, flows=self._flows(solved)))
        was = self._run(self._plan)
        found: list[Finding] = []
        for number, (start, end) in enumerate(self._plan.spans):
            text = self._code[start:end]
            if number == of.chunk or any(word in text for word in words):
                known = set(map(_said, was.kept(number)))
                if not new.isdisjoint(self._plan.entries[number].asked):
                    found += [f for f in run.anew(number) if _said(f) not in known]
        return tuple(map(self._sink, self._grave(found)))[:MOST_SINKS]

    def _sinks_inside(self, of: Reviewed, assumed: Assumed) -> tuple[Sink, ...]:
        """The same for a function that the rest of the file has no name for."""
        run = self._run(self._plan)
        known = set(map(_said, run.kept(of.chunk)))
        found = [f for f in run.anew(of.chunk, assumed) if _said(f) not in known]
        return tuple(map(self._sink, self._grave(found)))[:MOST_SINKS]

    def _flows(self, solved: Solved) -> Flows:
        return Flows(
            self._code,
            self._text.language,
            self._plan.entries,
            self._plan.environment.names,
            self._plan.node,
            solved,
        )

    def _run(self, plan: Plan) -> FileRun:
        return FileRun(
            self._table,
            plan,
            self._tree,
            self._code,
            self._text.language,
            self.facts,
            self._text.path,
            self._report,
        )

    def _grave(self, found: list[Finding]) -> list[Finding]:
        """Those that say where an attack succeeds, less what comments and levels take out."""
        grave = tuple(f for f in found if f.severity in ("error", "warning") and f.rule in TOLD)
        shown = judge(grave, self._text.source, self._tree, self._book, self._table).shown
        shown = in_force(shown, self.facts.controls, self._text.path, self._book.rules)
        kept = set(map(_said, grave))
        return [f for f in shown if (f.rule, f.span) in {(r, s) for r, s, _ in kept}]

    def _sink(self, found: Finding) -> Sink:
        further = [(r.elsewhere, r.message) for r in found.related if r.elsewhere is not None]
        here = (self._place(found.span), _STEP if further else found.message)
        message = found.message
        return Sink(found.rule, found.severity, message, found.tags, (here, *further))

    def _place(self, span: Span) -> Elsewhere:
        line = self._lines.line_of(span.start)
        whole = self._lines.span(line)
        source = self._text.source
        return Elsewhere(
            str(self.facts.root or ""),
            self._text.path,
            line,
            decode(source[whole.start : span.start]),
            decode(source[span.start : min(span.end, whole.end)])[:_LONGEST],
        )


def _said(found: Finding) -> tuple[str, Span, str]:
    return found.rule, found.span, found.message


def _word(mark: str) -> bytes:
    """What code has to say to ask for ``mark``: the last name of its place."""
    place = _PLACE.match(mark)
    return place.group(1).split(".")[-1].encode() if place is not None else b""


def _index(function: Function, index: int) -> int:
    """The parameter that takes an argument; -1 where none does."""
    parameters = function.parameters
    if not parameters:
        return -1
    last = parameters[-1]
    inner = last.child_by_field_name("pattern") or last
    if index >= len(parameters) - 1 and inner.type == "rest_pattern":
        return len(parameters) - 1
    return index if index < len(parameters) else -1
