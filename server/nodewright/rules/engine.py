"""The engine that stands behind one open document, and the plain scan of one text."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from threading import RLock

from nodewright.document import Finding, Fix, Language, Span
from nodewright.facts import ProjectFacts
from nodewright.javascript.parsing import (
    Splice,
    Tree,
    parse,
    reparse,
    splice_between,
    syntax_errors,
)
from nodewright.rules.across.modules import Modules, Outlook
from nodewright.rules.chunks import FileRun, shift
from nodewright.rules.levels import in_force
from nodewright.rules.matching import Report
from nodewright.rules.model import Rule, RuleBook, Table
from nodewright.rules.plans import Plan, Planner
from nodewright.rules.repair import candidate_fixes, verify
from nodewright.rules.suppressing import removals, suppress
from nodewright.rules.suppression import Judged, judge
from nodewright.rules.suppression_comments import MARK, unspoken

LARGEST_SOURCE = 2_000_000
"""Bytes above which rules are not run: such a file is generated, and no one reads its findings."""

_LOG = logging.getLogger("nodewright.rules")


@dataclass(frozen=True, slots=True)
class Analysis:
    """What is known of a text after an update.

    ``stale``: the text does not parse better than before, so the findings are those of an earlier
    text, moved along with the edit. ``problem``: a sentence for the user, or empty.
    ``hidden``: what a suppressing comment keeps from being shown.
    """

    findings: tuple[Finding, ...]
    stale: bool = False
    problem: str = ""
    hidden: tuple[Finding, ...] = ()


def reporter() -> Report:
    """Logs each failing rule once: its id and the type of the exception, never source code."""
    said: set[str] = set()

    def report(rule: Rule, error: Exception) -> None:
        if rule.id not in said:
            said.add(rule.id)
            _LOG.error("rule %s failed with %s and was skipped", rule.id, type(error).__name__)

    return report


def scan(
    book: RuleBook,
    source: bytes,
    language: Language,
    facts: ProjectFacts,
    path: str = "",
    *,
    fixes: bool = False,
    modules: Modules | None = None,
) -> tuple[Finding, ...]:
    """All findings in ``source``, in document order; statements that do not parse give none.

    ``fixes``: also make and verify the fixes of each, which costs one more analysis a fix.
    ``modules``: the other files of the workspace that ``path`` is in; none are read without.
    """
    engine = Engine(book, language, modules)
    found = engine.update(source, facts, path).findings
    if not fixes:
        return found
    return tuple(replace(f, fixes=engine.verified_fixes(f)) for f in found)


def hidden(
    book: RuleBook,
    source: bytes,
    language: Language,
    facts: ProjectFacts,
    path: str = "",
    *,
    modules: Modules | None = None,
) -> tuple[Finding, ...]:
    """The findings that suppressing comments of ``source`` keep from :func:`scan`."""
    if MARK not in source:
        return ()
    return Engine(book, language, modules).update(source, facts, path).hidden


def verified_fixes(
    book: RuleBook,
    source: bytes,
    language: Language,
    facts: ProjectFacts,
    path: str,
    finding: Finding,
) -> tuple[Fix, ...]:
    """The fixes of one finding of ``source``, each tried out: see :meth:`Engine.verified_fixes`."""
    engine = Engine(book, language)
    engine.update(source, facts, path)
    return engine.verified_fixes(finding)


class Engine:
    """Keeps the tree and the findings of one document between edits.

    Calls may come from any thread; a lock lets one in at a time. ``modules``: the other files of
    the document's workspace.
    """

    def __init__(self, book: RuleBook, language: Language, modules: Modules | None = None) -> None:
        self._modules = modules
        self._world: Outlook | None = None
        self._book = book
        self._table = book.tables.get(language, Table({}))
        self._language = language
        self._lock = RLock()
        self._report = reporter()
        self._source: bytes | None = None
        self._tree: Tree | None = None
        self._run: FileRun | None = None
        self._plan: Plan | None = None
        self._planned = b""
        self._facts = ProjectFacts()
        self._path = ""
        self._findings: tuple[Finding, ...] = ()
        self._errors = 0

    def update(
        self, source: bytes, facts: ProjectFacts, path: str = "", *, full: bool = False
    ) -> Analysis:
        """The findings of ``source``, which replaces the text of the last call.

        ``full`` parses afresh and forgets what was kept: for save and for idle moments.
        """
        with self._lock:
            if len(source) > LARGEST_SOURCE:
                return self._refuse_size(source)
            changed = facts != self._facts or path != self._path
            if full or changed:
                self._plan = None
            if self._modules is not None and (changed or self._world is None):
                self._world = self._modules.outlook(path, facts)
            self._facts, self._path = facts, path
            return self._update(source, full)

    def also(self, source: bytes) -> Analysis:
        """The findings of another text of the same file, with what is kept of the last one.

        The engine stays at the text of the last update.
        """
        with self._lock:
            if len(source) > LARGEST_SOURCE:
                return _too_large()
            _, judged = self._tried(source)
            return Analysis(judged.shown, hidden=judged.hidden)

    def _refuse_size(self, source: bytes) -> Analysis:
        self._source, self._tree, self._run, self._findings = None, None, None, ()
        return _too_large()

    def _update(self, source: bytes, full: bool) -> Analysis:
        old = self._source
        splice: Splice | None = None
        if self._tree is None or old is None or full:
            tree = parse(source, self._language)
        else:
            splice = splice_between(old, source)
            tree = reparse(self._tree, old, source, self._language, splice)
        self._source, self._tree = source, tree
        errors = len(syntax_errors(tree))
        if splice is not None and errors > self._errors:
            moved = (_move(f, splice) for f in self._findings)
            self._findings = tuple(f for f in moved if len(f.span))
            self._run = None
            return Analysis(self._findings, stale=True)
        self._errors = errors
        since = splice if old is self._planned else None
        text = unspoken(source, tree)
        others = self._world is not None and self._world.begin()
        planner = self._planner(text, since, moved=others)
        self._plan, self._planned = planner.plan(tree.root_node), text
        self._run = self._start(self._plan, text, tree)
        judged = self._judged(self._run.findings(), source, tree)
        self._findings = judged.shown
        return Analysis(self._findings, hidden=judged.hidden)

    def _planner(self, source: bytes, since: Splice | None, *, moved: bool = False) -> Planner:
        if since is None and self._plan is not None:
            since = splice_between(self._planned, source)
        return Planner(source, self._language, self._plan, since, world=self._world, moved=moved)

    def _judged(self, found: tuple[Finding, ...], source: bytes, tree: Tree) -> Judged:
        """What comments and levels leave; what is kept per chunk knows nothing of them."""
        judged = judge(found, source, tree, self._book, self._table)
        given = (self._facts.controls, self._path, self._book.rules)
        return Judged(in_force(judged.shown, *given), in_force(judged.hidden, *given))

    def _start(self, plan: Plan, source: bytes, tree: Tree) -> FileRun:
        return FileRun(
            self._table,
            plan,
            tree,
            source,
            self._language,
            self._facts,
            self._path,
            self._report,
        )

    @property
    def others(self) -> Outlook | None:
        """The other files that the last findings depend on; None where none can be read."""
        return self._world

    def broken(self) -> Span | None:
        """Where the text of the last update first does not parse; None when it does."""
        with self._lock:
            errors = syntax_errors(self._tree) if self._tree is not None else []
            return errors[0] if errors else None

    def verified_fixes(self, finding: Finding) -> tuple[Fix, ...]:
        """The fixes of a finding of the last update, the preferred one first.

        Each was applied on trial: the text still parses, this finding is gone, none is new.
        None while the findings are stale.
        """
        with self._lock:
            if self._run is None or self._source is None or self._tree is None:
                return ()
            made = (
                *(f for f in candidate_fixes(self._run, finding, self._report) if self._keeps(f)),
                *removals(self._source, self._tree, finding, self._table),
            )
            return tuple(fix for fix in made if self._holds(fix, finding))

    def verified_suppression(self, finding: Finding) -> Fix | None:
        """A comment that hides a finding of the last update, tried out as a fix is."""
        with self._lock:
            if self._run is None or self._source is None or self._tree is None:
                return None
            fix = suppress(self._source, self._tree, finding)
            return fix if self._holds(fix, finding) else None

    def _keeps(self, fix: Fix) -> bool:
        """False for a fix that moves a suppressing comment: the rules did not see its words."""
        assert self._source is not None
        return all(
            MARK not in self._source[change.span.start : change.span.end] for change in fix.changes
        )

    def _holds(self, fix: Fix, finding: Finding) -> bool:
        assert self._source is not None
        return verify(fix, finding, self._source, self._findings, self._errors, self._try)

    def _try(self, source: bytes) -> tuple[int, tuple[Finding, ...]]:
        errors, judged = self._tried(source)
        return errors, judged.shown

    def _tried(self, source: bytes) -> tuple[int, Judged]:
        tree = parse(source, self._language)
        text = unspoken(source, tree)
        run = self._start(self._planner(text, None).plan(tree.root_node), text, tree)
        return len(syntax_errors(tree)), self._judged(run.findings(), source, tree)


def _too_large() -> Analysis:
    limit = f"{LARGEST_SOURCE // 1_000_000} MB"
    return Analysis((), problem=f"The file is larger than {limit}, so no rules are run on it.")


def _move(found: Finding, splice: Splice) -> Finding:
    """``found`` in the text after an edit. Runs for each finding at each keystroke: no detours."""
    span, related = found.span, found.related
    if span.end <= splice.start and all(r.span.end <= splice.start for r in related):
        return found
    behind = max(splice.old_end, splice.start + 1)
    if span.start >= behind and all(r.span.start >= behind for r in related):
        return shift(found, splice.delta)
    return Finding(
        found.rule,
        found.severity,
        _moved(span, splice),
        found.message,
        found.fixes,
        tuple(replace(r, span=_moved(r.span, splice)) for r in related),
        found.tags,
    )


def _moved(span: Span, splice: Splice) -> Span:
    return Span(splice.move(span.start), splice.move(span.end))
