"""The values of the rule engine: rules as they are written, and the book that holds them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from nodewright.document import Language, Severity, TextChange
from nodewright.javascript.parsing import Node
from nodewright.rules.words import NONE, Words

if TYPE_CHECKING:
    from nodewright.rules.pattern import Pattern
    from nodewright.rules.view import Site

FixKind = Literal["safe", "suggested"]
LANGUAGES: Mapping[str, Language] = {
    "js": "javascript",
    "jsx": "javascript",
    "ts": "typescript",
    "tsx": "tsx",
}
"""How rules and examples name languages, and the grammar each is read with."""

Test = Callable[["Site", Node], bool]
"""A condition with its value filled in."""

FixMaker = Callable[["Site"], "tuple[TextChange, ...] | None"]
"""Writes a fix in Python; None where it does not apply."""


@dataclass(frozen=True, slots=True)
class Docs:
    """Why it hurts, what to do instead, what the fix may cost, and how to test it."""

    why: str
    instead: str
    safety: str
    test: str


@dataclass(frozen=True, slots=True)
class Example:
    """A piece of code with what the rule says of it; the tests run it.

    ``at``: 1-based line and column of each finding, columns in bytes; empty for clean code.
    ``fixed``: the text after its fix; ``facts`` is what the project is said to be.
    """

    code: str
    at: tuple[tuple[int, int], ...]
    fixed: str | None
    languages: tuple[str, ...]
    facts: Mapping[str, Any]
    path: str = ""


@dataclass(frozen=True, slots=True)
class FixTemplate:
    """A repair as it is written in the rule: a text to put in place, or a maker in Python.

    ``part``: what ``replace`` stands for, the whole match, all of a call before its arguments, or
    a suppressing comment.
    """

    title: str
    safe: bool
    tests: tuple[tuple[str, Test], ...]
    replace: str | None = None
    part: Literal["self", "callee", "comment"] = "self"
    make: FixMaker | None = None


@dataclass(frozen=True, slots=True)
class Clause:
    """One form of the offence: a pattern and what must hold where it matches.

    ``kinds``: what it is tried on, such as ``member:query`` or ``function``. ``callers``: the
    message where the value is made of what callers of a library hand over; empty: that is no
    offence. ``words``: in lower case; a chunk without any of them cannot hold the offence, so it
    is not tried there. Empty: it is tried everywhere. ``first``: what must hold of the whole
    match, and is told by its place alone, so that it is asked before the pattern is laid on.
    """

    kinds: tuple[str, ...]
    pattern: Pattern | None
    tests: tuple[tuple[str, Test], ...]
    message: str
    severity: Severity
    point: str
    callers: str = ""
    words: tuple[bytes, ...] = ()
    first: Test | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. ``family`` is the stem of its file; ``guidance`` is a sentence for prompts."""

    id: str
    family: str
    title: str
    severity: Severity
    cwe: tuple[str, ...]
    owasp: tuple[str, ...]
    tags: tuple[str, ...]
    languages: tuple[str, ...]
    docs: Docs
    links: tuple[str, ...]
    guidance: str
    clauses: tuple[Clause, ...]
    fixes: tuple[FixTemplate, ...]
    examples: tuple[Example, ...]

    @property
    def fix_kind(self) -> FixKind | None:
        """The best this rule can offer; a single finding may still get less, or nothing."""
        if not self.fixes:
            return None
        return "safe" if any(fix.safe for fix in self.fixes) else "suggested"


Tried = tuple[tuple[Rule, Clause], ...]


@dataclass(frozen=True)
class Table:
    """The clauses of one language by where they are tried: ``member:query``, ``function``...

    ``tails``: the last names of all ``from:MODULE#NAME`` keys, to rule out most calls at once.
    """

    clauses: Mapping[str, Tried]
    tails: frozenset[str] = frozenset()

    @cached_property
    def _asking(self) -> Mapping[str, tuple[frozenset[bytes], Tried]]:
        """The words that decide what is tried under a key, and what is tried without any of them;
        other keys are not in here.
        """
        asking: dict[str, tuple[frozenset[bytes], Tried]] = {}
        for key, pairs in self.clauses.items():
            words = frozenset(word for _, clause in pairs for word in clause.words)
            if words:
                asking[key] = (words, tuple(pair for pair in pairs if not pair[1].words))
        return asking

    @cached_property
    def _words(self) -> Words:
        return Words(word for words, _ in self._asking.values() for word in words)

    @cached_property
    def _in_silence(self) -> Chosen:
        return Chosen(self, NONE)

    def chosen(self, text: bytes) -> Chosen:
        """What to try in a chunk of this text."""
        said = self._words.said(text.lower())
        return Chosen(self, said) if said else self._in_silence

    def tried(self, key: str, said: frozenset[bytes]) -> Tried:
        """The clauses of ``key`` that can hold in a chunk that says these words."""
        asking = self._asking.get(key)
        if asking is None:
            return self.clauses.get(key, ())
        words, always = asking
        if said.isdisjoint(words):
            return always
        return tuple(
            pair
            for pair in self.clauses[key]
            if not pair[1].words or not said.isdisjoint(pair[1].words)
        )


class Chosen(dict[str, Tried]):
    """What a table tries in one chunk, by key; kept where there is any."""

    def __init__(self, table: Table, said: frozenset[bytes]) -> None:
        self._table = table
        self._said = said

    def __missing__(self, key: str) -> Tried:
        tried = self._table.tried(key, self._said)
        if tried:
            self[key] = tried
        return tried


@dataclass(frozen=True)
class RuleBook:
    """All rules by id, in the order of their files; ``problems`` names files that are broken.

    ``left_out``: ids of rules that exist and are not in this book.
    """

    rules: Mapping[str, Rule]
    problems: tuple[str, ...] = ()
    tables: Mapping[Language, Table] = field(default_factory=dict, repr=False)
    left_out: frozenset[str] = frozenset()

    @cached_property
    def names(self) -> frozenset[str]:
        """The ids of all rules that exist."""
        return self.left_out | frozenset(self.rules)

    def keeping(self, wanted: Callable[[Rule], bool]) -> RuleBook:
        """The same book with only the rules that are ``wanted``: for switching rules off."""
        rules = {name: rule for name, rule in self.rules.items() if wanted(rule)}
        tables = {language: _keeping(table, rules) for language, table in self.tables.items()}
        return RuleBook(rules, self.problems, tables, self.names - frozenset(rules))


def _keeping(table: Table, rules: Mapping[str, Rule]) -> Table:
    clauses = {
        key: tuple(pair for pair in pairs if pair[0].id in rules)
        for key, pairs in table.clauses.items()
    }
    return Table({key: pairs for key, pairs in clauses.items() if pairs}, table.tails)
