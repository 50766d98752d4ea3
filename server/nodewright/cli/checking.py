"""Check one file with the offline rules, and repair it where that is asked for."""

from __future__ import annotations

import gc
import hashlib
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path

import click

from nodewright.cli.files import UnreadableError, read_source, workspace_of
from nodewright.cli.found import (
    Change,
    Checked,
    Found,
    Repair,
    Step,
    place_elsewhere,
    place_of,
)
from nodewright.cli.wanted import Wanted
from nodewright.document import Finding, Language, LineTable, Related, Snapshot
from nodewright.facts import ProjectFacts
from nodewright.project import ProjectReader
from nodewright.rulebooks import Neighbours, RuleBooks
from nodewright.rules import Engine, RuleBook, fix_all, load_rules

_LOG = logging.getLogger("nodewright.rules")


@cache
def checker_of(wanted: Wanted) -> Checker:
    """The rules are read once in a process, and the garbage collector never looks at them again.

    Trees and findings leave hardly any cycles behind, so it may come by less often, too: that
    takes a twelfth off the time.
    """
    checker = Checker(wanted)
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
    return checker


class Checker:
    """Checks file after file, with the rules and what it has learnt of the project at hand."""

    def __init__(self, wanted: Wanted) -> None:
        self._wanted = wanted
        self._books = RuleBooks(load_rules())
        self._chosen: dict[tuple[Path | None, str], RuleBook] = {}
        self._neighbours = Neighbours()
        self._reader = ProjectReader()
        self._folders: dict[tuple[str, Path], tuple[Path, Path]] = {}
        self._facts: dict[tuple[Path, str], ProjectFacts] = {}
        self._notes: list[str] = []

    def check(self, file: str, named: bool) -> Checked:
        """The findings in ``file``. Whatever goes wrong is said in the result."""
        path = Path(file)
        if not named and ".min." in path.name:
            return Checked(file, unsuited="minified")
        try:
            snapshot = read_source(path)
        except UnreadableError as error:
            return Checked(file, problem=str(error), unsuited=error.unsuited)
        with _listening() as failures:
            try:
                checked = self._check(file, path, snapshot)
            except Exception as error:  # a bug must cost one file, not the run
                name, kind = click.format_filename(path), type(error).__name__
                told = f"{name}: nodewright failed with {kind}, which is a bug in nodewright"
                return Checked(file, problem=told, bug=True)
        notes, self._notes = self._notes, []
        return replace(checked, notes=(*notes, *failures))

    def _check(self, file: str, path: Path, snapshot: Snapshot) -> Checked:
        source, language = snapshot.source, snapshot.language
        folder, root = self._folder(path)
        facts = self._facts_of(folder / path.name, root, language)
        inner = (folder / path.name).relative_to(root).as_posix()
        if facts.controls.ignores(inner):
            return Checked(file, ignored=True)
        book = self._book(facts)
        modules = self._neighbours.of(facts, book)
        engine = Engine(book, language, modules)
        findings = engine.update(source, facts, inner).findings
        after, repaired = None, 0
        if self._wanted.fix and any(map(self._wanted, findings)):
            after, fixed, findings = fix_all(
                book,
                source,
                language,
                facts,
                inner,
                suggested=self._wanted.suggested,
                wanted=self._wanted,
                modules=modules,
            )
            repaired = len(fixed)
            findings = engine.update(after, facts, inner, full=True).findings
        broken = engine.broken()
        text = source if after is None else after
        lines = LineTable(text)
        found = tuple(
            _found(file, inner, str(root), text, lines, finding, engine)
            for finding in findings
            if self._wanted(finding)
        )
        return Checked(
            file,
            found,
            broken=lines.line_of(broken.start) + 1 if broken is not None else 0,
            repaired=repaired,
            before=source if repaired else b"",
            after=after if repaired else None,
        )

    def _facts_of(self, file: Path, root: Path, language: Language) -> ProjectFacts:
        """What the project says, read once for the files of a folder that are of one kind."""
        kind = (file.parent, f"{file.suffix.lower()} {language}")
        if kind not in self._facts:
            facts = self._facts[kind] = self._reader.read(file, [root], language)
            self._notes += (*self._books.base.problems, *self._books.problems(facts))
        return self._facts[kind]

    def _book(self, facts: ProjectFacts) -> RuleBook:
        """The rules that a run looks for; to repair, all are needed: a fix may break none."""
        book, rules = self._books.of(facts), self._wanted.rules
        if rules is None or self._wanted.fix:
            return book
        key = (facts.root, facts.controls.rules_folder)
        if key not in self._chosen:
            self._chosen[key] = book.keeping(lambda rule: rule.id in rules)
        return self._chosen[key]

    def _folder(self, path: Path) -> tuple[Path, Path]:
        """The folder of a file with links resolved, and the workspace that it is in.

        A link that is itself named on the command line is checked where it leads.
        """
        if path.is_symlink():
            path = path.resolve()
        here = (os.getcwd(), path.parent)
        if here not in self._folders:
            self._folders[here] = (path.parent.resolve(), workspace_of(path))
        return self._folders[here]


def _found(
    file: str,
    path: str,
    root: str,
    source: bytes,
    lines: LineTable,
    finding: Finding,
    engine: Engine,
) -> Found:
    repairs = tuple(
        Repair(
            fix.title,
            fix.safe,
            tuple(Change(place_of(source, lines, c.span), c.text) for c in fix.changes),
        )
        for fix in engine.verified_fixes(finding)
    )
    return Found(
        file=file,
        path=path,
        root=root,
        rule=finding.rule,
        severity=finding.severity,
        place=place_of(source, lines, finding.span),
        message=finding.message,
        tags=finding.tags,
        repairs=repairs,
        steps=tuple(_step(source, lines, step) for step in finding.related),
        fingerprint=fingerprint(source, lines, finding),
    )


def _step(source: bytes, lines: LineTable, step: Related) -> Step:
    if step.elsewhere is not None:
        return Step(place_elsewhere(step.elsewhere), step.message, step.elsewhere.path)
    return Step(place_of(source, lines, step.span), step.message)


def fingerprint(source: bytes, lines: LineTable, finding: Finding) -> str:
    """32 hexadecimal digits of the rule and the words on the finding's lines.

    Neither the number of a line nor white space counts, so that it survives what happens around.
    """
    span = lines.whole_lines(finding.span)
    words = source[span.start : span.end].split()
    return hashlib.sha256(b"\0".join((finding.rule.encode(), *words))).hexdigest()[:32]


@contextmanager
def _listening() -> Iterator[list[str]]:
    """What the rules log meanwhile, as sentences; it goes to no other log."""
    heard: list[str] = []
    ear = _Ear(heard)
    _LOG.addHandler(ear)
    before, _LOG.propagate = _LOG.propagate, False
    try:
        yield heard
    finally:
        _LOG.removeHandler(ear)
        _LOG.propagate = before


class _Ear(logging.Handler):
    def __init__(self, heard: list[str]) -> None:
        super().__init__(logging.WARNING)
        self._heard = heard

    def emit(self, record: logging.LogRecord) -> None:
        self._heard.append(record.getMessage())
