"""The rules of a workspace, built in and in a folder of its own, and what its files can ask."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from nodewright.facts import ProjectFacts
from nodewright.project import ModuleFiles, confine
from nodewright.rules import Modules, Rule, RuleBook, with_own_rules

LARGEST = 256 * 1024
"""Bytes of one file of rules."""
MOST = 200
"""Files of rules in a folder; more are left out, which is told."""

_Stamp = tuple[tuple[str, int, int], ...]
_LOG = logging.getLogger("nodewright.rules")


@dataclass(frozen=True)
class _Known:
    """A book, and the state of the files that it was read from."""

    stamp: _Stamp
    book: RuleBook


class RuleBooks:
    """One book for each folder of rules; read at the first question, and after :meth:`refresh`."""

    def __init__(self, base: RuleBook) -> None:
        self.base = base
        self._known: dict[tuple[Path, str], _Known] = {}

    def of(self, facts: ProjectFacts) -> RuleBook:
        """The book that holds in a project; the same object for as long as nothing changes."""
        root, folder = facts.root, facts.controls.rules_folder
        if root is None or not folder:
            return self.base
        key = (root, folder)
        if key not in self._known:
            self._known[key] = _read(self.base, root, folder)
        return self._known[key].book

    def refresh(self) -> None:
        """Forget the folders in which a file came, went or changed."""
        for (root, folder), known in list(self._known.items()):
            if _stamp(_files(root, folder)[0]) != known.stamp:
                del self._known[(root, folder)]

    def problems(self, facts: ProjectFacts) -> list[str]:
        """A sentence for each thing wrong with a project's rules and with what names them."""
        book = self.of(facts)
        families = {rule.family for rule in book.rules.values()}
        own = [problem for problem in book.problems if problem not in self.base.problems]
        return [*facts.problems, *own, *facts.controls.unknown(book.names | families)]


def _closed(path: Path) -> str | None:
    return None


class Neighbours:
    """What the files of each workspace say to one another; read when a rule asks.

    ``opened`` gives the text of a file that is open in the editor; None where it is not.
    """

    def __init__(self, opened: Callable[[Path], str | None] = _closed) -> None:
        self._opened = opened
        self._known: dict[Path, tuple[ModuleFiles, Modules]] = {}

    def of(self, facts: ProjectFacts, book: RuleBook) -> Modules | None:
        """The files of the workspace of ``facts`` under a book of rules; None without a root."""
        root = facts.root
        if root is None:
            return None
        files, modules = self._known.get(root, (None, None))
        if files is None or modules is None or modules.book is not book:
            files = files or ModuleFiles(root, self._opened)
            modules = Modules(book, files, _tell)
            self._known[root] = files, modules
        return modules

    def refresh(self) -> None:
        """Find files anew: one came or went."""
        for files, _ in self._known.values():
            files.refresh()


def _tell(rule: Rule, error: Exception) -> None:
    _LOG.error("rule %s failed with %s and was skipped", rule.id, type(error).__name__)


def _read(base: RuleBook, root: Path, folder: str) -> _Known:
    paths, problems = _files(root, folder)
    texts: list[tuple[str, str]] = []
    for path in paths:
        name = path.relative_to(root).as_posix()
        text, wrong = _text(path)
        if wrong:
            problems.append(f"{name} {wrong}; it is left out.")
        else:
            texts.append((name, text))
    book = with_own_rules(base, texts)
    book = RuleBook(book.rules, (*book.problems, *problems), book.tables, book.left_out)
    return _Known(_stamp(paths), book)


def _files(root: Path, folder: str) -> tuple[list[Path], list[str]]:
    """The files of a folder, and what is wrong with it; nothing outside of the root is opened."""
    place = confine(root, folder)
    if place is None:
        said = f"The folder of the project's rules, {folder}, lies outside of the workspace"
        return [], [f"{said}; none of it is read."]
    try:
        names = sorted(e.name for e in place.iterdir() if e.suffix in (".yml", ".yaml"))
    except OSError as error:
        why = (error.strerror or "it cannot be read").lower()
        return [], [f"The folder of the project's rules, {folder}, cannot be read: {why}."]
    inner = place.relative_to(root)
    inside = [path for name in names if (path := confine(root, (inner / name).as_posix()))]
    problems = []
    if len(inside) < len(names):
        problems.append(f"In {folder}, a link leads out of the workspace; it is left out.")
    if len(inside) > MOST:
        problems.append(f"In {folder} are more than {MOST} files; the others are left out.")
    return inside[:MOST], problems


def _text(path: Path) -> tuple[str, str]:
    """The text of a file of rules, and what is wrong with it as the end of a sentence."""
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as error:
        return "", f"cannot be read: {error.strerror}"
    if len(data) > LARGEST:
        return "", "is larger than 256 KB"
    try:
        return data.decode("utf-8-sig"), ""
    except UnicodeDecodeError:
        return "", "is not UTF-8 text"


def _stamp(paths: list[Path]) -> _Stamp:
    return tuple(_state(path) for path in paths)


def _state(path: Path) -> tuple[str, int, int]:
    try:
        state = path.stat()
    except OSError:
        return str(path), 0, 0
    return str(path), state.st_mtime_ns, state.st_size
