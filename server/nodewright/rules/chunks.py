"""Run the rules over the chunks of a text, and keep what was found per chunk.

A result is kept under the bytes of the chunk and stays valid while every outside name that was
asked for, found or not, still has the same answer. Spans are kept relative to the start of the
chunk.
"""

from __future__ import annotations

from nodewright.document import Finding, Language, Related, Span
from nodewright.facts import ProjectFacts
from nodewright.javascript.bindings import ModuleName
from nodewright.javascript.parsing import Node, Tree
from nodewright.javascript.tree_facts import TreeFacts
from nodewright.rules.across.crossing import crossings
from nodewright.rules.across.origins import is_local
from nodewright.rules.across.world import Answer, passing
from nodewright.rules.flow.flow import Assumed, Passed
from nodewright.rules.matching import Report, chunk_findings, finding, sites
from nodewright.rules.model import Clause, Rule, Table
from nodewright.rules.plans import Plan
from nodewright.rules.summaries import Answers, Entry
from nodewright.rules.view import Site, View
from nodewright.rules.ways import Ways


class FileRun:
    """One analysis of one text, cut into chunks by ``plan``."""

    def __init__(
        self,
        table: Table,
        plan: Plan,
        tree: Tree,
        source: bytes,
        language: Language,
        project: ProjectFacts,
        path: str,
        report: Report,
    ) -> None:
        self._table = table
        self._plan = plan
        self._environment = plan.environment
        self._tree = tree
        self._source = source
        self._language = language
        self._project = project
        self._path = path
        self._report = report
        self._whole: TreeFacts | None = None

    def findings(self) -> tuple[Finding, ...]:
        """All findings of the file in document order."""
        found: list[tuple[int, tuple[Finding, ...]]] = []
        environment = self._environment
        for number, entry in enumerate(self._plan.entries):
            if entry.checked is not environment:
                if entry.findings is None or not self._same_answers(entry):
                    self._run_rules(self._plan.node(number), entry)
                entry.checked = environment
            if entry.findings:
                found.append((number, _placed(entry, self._plan.spans[number][0])))
        for entry in self._plan.entries:
            entry.facts = None
        if self._plan.flows is not None and self._plan.flows.solved is not None:
            ways = Ways(self._plan, self._plan.flows.solved)
            found = [(number, ways.into(number, placed)) for number, placed in found]
        return tuple(one for _, placed in found for one in placed)

    def site_of(self, wanted: Finding) -> tuple[Rule, Clause, Site] | None:
        """The place that ``wanted`` was said of; None when the rules no longer say it."""
        for number, (start, end) in enumerate(self._plan.spans):
            inside = start <= wanted.span.start and wanted.span.end <= end
            if inside and self._plan.keys[number][0] != "class":
                view = self._view(self._plan.node(number), {}, None)
                for rule, clause, site in sites(self._table, view, self._report):
                    if rule.id == wanted.rule and finding(rule, clause, site).span == wanted.span:
                        return rule, clause, site
        return None

    def kept(self, number: int) -> tuple[Finding, ...]:
        """What is found in one chunk, as it is kept or anew."""
        entry = self._plan.entries[number]
        if entry.findings is None or not self._same_answers(entry):
            self._run_rules(self._plan.node(number), entry)
        return _placed(entry, self._plan.spans[number][0])

    def anew(self, number: int, assumed: Assumed | None = None) -> tuple[Finding, ...]:
        """What is found in one chunk, if a parameter is what is assumed; nothing of it is kept."""
        view = self._view(self._plan.node(number), {}, None)
        view.taint.assumed = assumed
        return self._found(view)

    def _found(self, view: View) -> tuple[Finding, ...]:
        found = chunk_findings(self._table, view, self._report)
        crossing: tuple[Finding, ...] = ()
        if self._plan.world is not None:
            try:
                crossing = crossings(view, found)
            except Exception as error:  # as for a rule: what the rules found stays
                self._plan.world.failed(error)
        return tuple(sorted((*found, *crossing), key=lambda f: f.span)) if crossing else found

    def _same_answers(self, entry: Entry) -> bool:
        answer = self._plan.answer
        return all(answer(question) == said for question, said in entry.asked.items())

    def _run_rules(self, node: Node, entry: Entry) -> None:
        asked: Answers = {}
        view = self._view(node, asked, entry.facts)
        found = self._found(view)
        entry.findings = tuple(shift(f, -node.start_byte) for f in found)
        entry.asked = asked
        entry.at = -1

    def _view(self, node: Node, asked: Answers, facts: TreeFacts | None) -> View:
        def outside(name: str) -> ModuleName | None:
            answer = self._environment.names.get(name)
            asked[name] = answer
            return answer

        def mark(name: str) -> bool:
            asked[name] = said = self._plan.says(name)
            return said

        def passes(key: str) -> Passed:
            if is_local(key):
                given = across(passing(key))
                return given if isinstance(given, tuple) else ()  # type: ignore[return-value]
            asked[f"passes:{key}"] = said = self._plan.passes(key)
            return said

        def across(question: str) -> Answer:
            asked[question] = said = self._plan.across(question)
            return said

        if facts is None:
            facts = TreeFacts(self._source, self._language, node, outside)
        facts.outside = outside
        return View(
            facts,
            self._project,
            self._path,
            self._language,
            mark,
            passes,
            across,
            self._whole_file,
        )

    def _whole_file(self) -> TreeFacts:
        if self._whole is None:
            self._whole = TreeFacts(self._source, self._language, self._tree.root_node)
        return self._whole


def _placed(entry: Entry, at: int) -> tuple[Finding, ...]:
    if entry.at != at:
        entry.placed = tuple(shift(f, at) for f in entry.findings or ())
        entry.at = at
    return entry.placed


def shift(found: Finding, by: int) -> Finding:
    """``found`` further on. Runs for each finding behind a keystroke: no detours."""
    span, related = found.span, found.related
    if related:
        related = tuple(
            [
                Related(
                    Span(step.span.start + by, step.span.end + by),
                    step.message,
                    step.via,
                    step.elsewhere,
                )
                for step in related
            ]
        )
    moved = Span(span.start + by, span.end + by)
    return Finding(found.rule, found.severity, moved, found.message, (), related, found.tags)
