"""The other files of a workspace, read when somebody asks and kept while they stay as they are."""

from __future__ import annotations

import logging
from collections import OrderedDict
from threading import RLock

from nodewright.facts import ProjectFacts
from nodewright.rules.across.module import TOLD, Module, Text
from nodewright.rules.across.origins import split_origin
from nodewright.rules.across.world import Answer, ModuleReader, parts_of
from nodewright.rules.matching import Report
from nodewright.rules.model import RuleBook

_LOG = logging.getLogger("nodewright.rules")
Watched = str | tuple[str, str]
"""A file by its path, or what an import means: the importer's path and what it says."""
DEEPEST = 3
"""Files that a value is followed through, from the one that is looked at."""
MOST = 200
"""Files that are kept; those that nobody has asked about for longest are forgotten."""


class Modules:
    """The files of one workspace under one book of rules; calls may come from any thread."""

    def __init__(self, book: RuleBook, reader: ModuleReader, report: Report) -> None:
        self.book = book
        self.reader = reader
        self._told_of = book.keeping(lambda rule: rule.id in TOLD)
        self._report = report
        self._lock = RLock()
        self._kept: OrderedDict[tuple[str, int], _Kept] = OrderedDict()
        self._round = 0
        self._told: set[str] = set()

    def outlook(self, path: str, facts: ProjectFacts) -> Outlook:
        """The other files as the file at ``path`` sees them."""
        return Outlook(self, path, facts, DEEPEST)

    def begin(self) -> None:
        """Look at the disk again, once for each file that is asked about from now on."""
        with self._lock:
            self._round += 1

    def ask(
        self, path: str, depth: int, facts: ProjectFacts, question: str
    ) -> tuple[Answer, dict[Watched, object]]:
        """What a file answers, and the state of all that the answer depends on."""
        with self._lock:
            kept = self._current(path, depth, facts)
            try:
                answer = kept.module.answer(question) if kept.module is not None else None
            except Exception as error:  # as for a rule: the others go on
                self.failed(error)
                answer = None
            return answer, kept.stamps()

    def failed(self, error: Exception) -> None:
        """Log a failure once: the type of the exception, never source code."""
        kind = type(error).__name__
        if kind not in self._told:
            self._told.add(kind)
            _LOG.error("looking into other files failed with %s and was skipped", kind)

    def _current(self, path: str, depth: int, facts: ProjectFacts) -> _Kept:
        last: Module | None = None
        for key in ((path, 0), (path, depth)):
            kept = self._kept.get(key)
            if kept is None or (key[1] != depth and not kept.is_leaf) or kept.facts != facts:
                continue
            if kept.holds(self._round, self.reader):
                self._kept.move_to_end(key)
                return kept
            last = kept.module
        kept = self._read(path, depth, facts, last)
        self._kept[path, 0 if kept.is_leaf else depth] = kept
        while len(self._kept) > MOST:
            self._kept.popitem(last=False)
        return kept

    def _read(self, path: str, depth: int, facts: ProjectFacts, last: Module | None) -> _Kept:
        stamp = self.reader.stamp(path)
        text = self.reader.read(path) if stamp is not None else None
        if text is None:
            return _Kept(path, stamp, facts, None, None, self._round)
        world = Outlook(self, path, facts, depth) if depth else None
        module = Module(self._told_of, Text(path, *text), facts, world, self._report, last)
        return _Kept(path, stamp, facts, module, world, self._round)


class _Kept:
    """A file that was read, or could not be; ``stamp`` is the state that it was in."""

    def __init__(
        self,
        path: str,
        stamp: object,
        facts: ProjectFacts,
        module: Module | None,
        world: Outlook | None,
        checked: int,
    ) -> None:
        self.facts = facts
        self.module = module
        self.is_leaf = module is None or module.is_leaf
        self._path = path
        self._stamp = stamp
        self._world = None if self.is_leaf else world
        self._checked = checked

    def holds(self, now: int, reader: ModuleReader) -> bool:
        """True when neither the file nor what it depends on has changed; looked at once a round."""
        if self._checked != now:
            if reader.stamp(self._path) != self._stamp:
                return False
            if self._world is not None and self._world.moved():
                return False
            self._checked = now
        return True

    def stamps(self) -> dict[Watched, object]:
        """The state of what the answers so far depend on."""
        further = self._world.watched if self._world is not None else {}
        return {**further, self._path: self._stamp}


class Outlook:
    """The other files as one file sees them, through ``depth`` files at most.

    ``watched``: what the answers depend on, with the state that each was in.
    """

    def __init__(self, modules: Modules, path: str, facts: ProjectFacts, depth: int) -> None:
        self._modules = modules
        self._path = path
        self._facts = facts
        self._depth = depth
        self.watched: dict[Watched, object] = {}

    def answer(self, question: str) -> Answer:
        """The answer to a question; None where nobody knows."""
        _, origin, _ = parts_of(question)
        specifier = split_origin(origin)[0]
        path = self._modules.reader.find(self._path, specifier)
        self.watched.setdefault((self._path, specifier), path)
        if path is None:
            return None
        answer, stamps = self._modules.ask(path, self._depth - 1, self._facts, question)
        for name, stamp in stamps.items():
            self.watched.setdefault(name, stamp)
        return answer

    def failed(self, error: Exception) -> None:
        """See :meth:`Modules.failed`."""
        self._modules.failed(error)

    def moved(self) -> bool:
        """True when something that an answer depends on is no longer as it was."""
        return any(self._state(one) != before for one, before in list(self.watched.items()))

    def _state(self, watched: Watched) -> object:
        reader = self._modules.reader
        return reader.stamp(watched) if isinstance(watched, str) else reader.find(*watched)

    def begin(self) -> bool:
        """Start another analysis; True when answers that were given may be others now."""
        self._modules.begin()
        moved = self.moved()
        if moved:
            self.watched = {}
        return moved
