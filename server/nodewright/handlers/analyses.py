"""The analysis of each open document: one engine a document, one thread in it at a time."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from pathlib import Path

from nodewright.document import Finding, Fix, Language, Snapshot
from nodewright.facts import ProjectFacts
from nodewright.handlers.places import identity
from nodewright.patience import to_the_end
from nodewright.rules import Engine, Modules, RuleBook


@dataclass
class Analysed:
    """The engine of one open document, and what it found in which snapshot of which project."""

    engine: Engine
    language: Language
    book: RuleBook
    modules: Modules | None = None
    snapshot: Snapshot | None = None
    facts: ProjectFacts | None = None
    findings: tuple[Finding, ...] = ()
    full: bool = False
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    def knows(self, snapshot: Snapshot) -> bool:
        """True when the engine stands at exactly this text."""
        return self.snapshot is not None and self.snapshot.text == snapshot.text

    def serves(self, language: Language, book: RuleBook, modules: Modules | None) -> bool:
        """True when the engine was made for just this."""
        return self.language == language and self.book is book and self.modules is modules

    def moved(self) -> bool:
        """True when another file that the findings depend on is no longer as it was."""
        others = self.engine.others
        return others is not None and others.moved()


class Analyses:
    """Findings and fixes of open documents, remembered while a snapshot stays the newest."""

    def __init__(self) -> None:
        self._known: dict[str, Analysed] = {}

    async def findings(
        self,
        snapshot: Snapshot,
        facts: ProjectFacts,
        path: str,
        book: RuleBook,
        modules: Modules | None = None,
    ) -> tuple[Finding, ...]:
        """The findings of exactly this snapshot; ``path`` is what the rules may know of it.

        ``modules``: the other files that it may hand values to.
        """
        key = identity(snapshot.uri)
        state = self._known.get(key)
        if state is None or not state.serves(snapshot.language, book, modules):
            engine = Engine(book, snapshot.language, modules)
            state = self._known[key] = Analysed(engine, snapshot.language, book, modules)
        async with state.lock:
            if not state.knows(snapshot) or state.facts != facts or state.moved():
                await self._renew(key, state, snapshot, facts, path)
            return state.findings

    async def _renew(
        self, key: str, state: Analysed, snapshot: Snapshot, facts: ProjectFacts, path: str
    ) -> None:
        full, state.full, state.snapshot = state.full, False, None

        def renew() -> None:
            result = state.engine.update(snapshot.source, facts, path, full=full)
            state.snapshot, state.findings, state.facts = snapshot, result.findings, facts

        try:
            await to_the_end(renew)
        finally:
            # Typing cancels an analysis, and its thread ends well; after a failure nobody knows
            # where the engine stands, and the next one starts afresh.
            if state.snapshot is None and self._known.get(key) is state:
                del self._known[key]

    def book(self, uri: str) -> RuleBook | None:
        """The rules that the findings of a document come from; None before the first look."""
        state = self._known.get(identity(uri))
        return state.book if state is not None else None

    async def fixes(self, snapshot: Snapshot, finding: Finding) -> tuple[Fix, ...]:
        """The repairs of a finding of this snapshot, each tried out on this very text."""
        state = self._known.get(identity(snapshot.uri))
        if state is None:
            return ()
        async with state.lock:
            if not state.knows(snapshot):
                return ()
            return await to_the_end(lambda: state.engine.verified_fixes(finding))

    async def suppression(self, snapshot: Snapshot, finding: Finding) -> Fix | None:
        """A comment that hides a finding of this snapshot, tried out on this very text."""
        state = self._known.get(identity(snapshot.uri))
        if state is None:
            return None
        async with state.lock:
            if not state.knows(snapshot):
                return None
            return await to_the_end(lambda: state.engine.verified_suppression(finding))

    def distrust(self, uri: str) -> None:
        """Parse a document afresh at the next look: one incremental tree in some hundred drifts."""
        if state := self._known.get(identity(uri)):
            state.snapshot = None
            state.full = True

    def dependents(self, path: Path) -> list[str]:
        """The open documents whose findings depend on the file at ``path``, as keys."""
        found: list[str] = []
        for key, state in self._known.items():
            root, others = state.facts.root if state.facts else None, state.engine.others
            if root is None or others is None or not path.is_relative_to(root):
                continue
            if path.relative_to(root).as_posix() in others.watched:
                found.append(key)
        return found

    def forget(self, uri: str) -> None:
        """Drop what is known of a document that was closed."""
        self._known.pop(identity(uri), None)
