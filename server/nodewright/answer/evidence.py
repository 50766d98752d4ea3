"""Everything the checks look at, worked out once: trees, findings, imports and exports."""

from __future__ import annotations

import heapq
import re
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from operator import itemgetter
from typing import Any, TypeVar

from nodewright.answer.candidate import Candidate
from nodewright.answer.lines import numbered
from nodewright.answer.values import Values
from nodewright.document import (
    Allowance,
    Failure,
    Finding,
    Language,
    LineTable,
    NewFile,
    Span,
    decode,
    encode,
)
from nodewright.facts import ProjectFacts
from nodewright.javascript.frames import Names
from nodewright.javascript.lexical import names_of
from nodewright.javascript.modules import Export, Import, exports, imports
from nodewright.javascript.parsing import Node, Tree, language_of, parse, syntax_errors, walk
from nodewright.redaction import Redactor

T = TypeVar("T")
Key = tuple[str, ...]
"""What makes two sights of one kind the same."""
Find = Callable[[bytes, Language, str], Sequence[Finding]]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the checks may know beyond the text, given to them so that they do no IO.

    ``find`` runs the offline rules. ``exists`` tells whether a path relative to the workspace
    root is a file, ``confined`` whether it stays inside the root once links are resolved,
    ``ignored`` whether an ignore file covers it. ``hidden`` gives the findings that a comment
    hides, which ``find`` leaves out. ``twin`` spells what exists under a path as it is on disk,
    also where only case or the form of letters differ; it is empty where nothing does. ``read``
    gives the text of a file that may be read, as an open document has it; None for any other.
    ``locked`` tells whether a lock file names a package, ``newer`` and ``outdated`` are the APIs
    of Node by origin: when each came, and what is said of one that is deprecated or gone.
    ``finished`` gives the file as the editor has it and as it would become, byte for byte, for
    the text of a candidate: what that text (LF, no header) does not show is checked there.
    ``secrets`` are those that were hidden from the model; ``secrets_may_move`` where the run is
    about taking them out of the code.
    """

    facts: ProjectFacts
    allowance: Allowance
    find: Find
    exists: Callable[[str], bool]
    confined: Callable[[str], bool]
    ignored: Callable[[str], bool]
    hidden: Find = lambda source, language, path: ()
    twin: Callable[[str], str] = lambda path: ""
    read: Callable[[str], str | None] = lambda path: None
    locked: Callable[[str], bool] = lambda package: False
    newer: Mapping[str, str] = field(default_factory=dict)
    outdated: Mapping[str, str] = field(default_factory=dict)
    finished: Callable[[bytes], tuple[str, str]] | None = None
    secrets: Redactor | None = None
    secrets_may_move: bool = False


@dataclass(frozen=True)
class Text:
    """One state of one file; ``language`` is None where it is no JavaScript or TypeScript."""

    path: str
    source: bytes
    language: Language | None

    @cached_property
    def tree(self) -> Tree | None:
        """The syntax tree, where there is a grammar."""
        return parse(self.source, self.language) if self.language else None

    @cached_property
    def broken(self) -> bool:
        """True where it does not parse."""
        return self.tree is not None and bool(syntax_errors(self.tree))

    @cached_property
    def names(self) -> Names:
        """Its names and their scopes."""
        return names_of(self.tree) if self.tree else Names()

    @cached_property
    def values(self) -> Values | None:
        """What its expressions amount to, where there is a grammar."""
        return Values(self.tree, self.source) if self.tree else None

    @cached_property
    def imports(self) -> tuple[Import, ...]:
        """What it imports."""
        return imports(self.tree, self.source) if self.tree else ()

    @cached_property
    def exports(self) -> Mapping[str, Export]:
        """What it exports."""
        return exports(self.tree, self.source) if self.tree else {}

    @cached_property
    def _by_type(self) -> Mapping[str, list[tuple[int, Node]]]:
        """Its named nodes by their type, each with its number in document order."""
        found: dict[str, list[tuple[int, Node]]] = {}
        for number, node in enumerate(walk(self.tree.root_node) if self.tree else ()):
            if node.is_named:
                found.setdefault(node.type, []).append((number, node))
        return found

    def of_type(self, *types: str) -> Iterator[Node]:
        """All named nodes of some types, in document order; parents before children.

        A walk over a large file takes as long as a check, so that all checks share one.
        """
        lists = (self._by_type.get(name, ()) for name in dict.fromkeys(types))
        for _, node in heapq.merge(*lists, key=itemgetter(0)):
            yield node

    @cached_property
    def lines(self) -> LineTable:
        """Where its lines start."""
        return LineTable(self.source)

    @cached_property
    def _written(self) -> list[str]:
        """Its lines, as :attr:`lines` cuts them."""
        return re.split(r"\r\n|\n|\r", decode(self.source))

    def failure(self, check: str, message: str, offset: int) -> Failure:
        """A failure at a byte of this text."""
        line = self.lines.line_of(min(offset, len(self.source)))
        span = self.lines.span(line)
        excerpt = decode(self.source[span.start : span.end]).strip()[:160]
        around = numbered(self._written, line, line + 1)
        return Failure(check, message, line + 1, excerpt, around)

    def place(self, offset: int) -> str:
        """Where a byte stands, as sentences end with it."""
        return f"(`{self.path}`, line {self.lines.line_of(offset) + 1})"

    def line(self, offset: int) -> bytes:
        """The line that holds a byte, without the white space around it."""
        span = self.lines.span(self.lines.line_of(offset))
        return self.source[span.start : span.end].strip()

    def nodes(self, spans: Sequence[Span]) -> Iterator[Node]:
        """All nodes that touch one of ``spans``, in document order; parents before children."""
        if self.tree is None:
            return
        stack = [self.tree.root_node]
        while stack:
            node = stack.pop()
            here = Span(node.start_byte, node.end_byte)
            if any(here.overlaps(span) for span in spans):
                yield node
                stack.extend(reversed(node.children))


Look = Callable[[Text], Iterable[tuple[Key, int]]]
"""Finds sights of several kinds in a text: the key (the kind first), and the byte offset."""


class Evidence:
    """A candidate and its surroundings, with all that several checks share.

    Nothing is computed before a check asks for it, and nothing twice.
    """

    def __init__(self, candidate: Candidate, around: Surroundings) -> None:
        self.candidate = candidate
        self.around = around
        self.form = around.finished(candidate.after) if around.finished else None
        draft = candidate.draft
        self.before = Text(draft.path, draft.source, draft.language)
        self.after = Text(draft.path, candidate.after, draft.language)
        self.created = tuple(
            Text(file.path, encode(file.text), language_of(file.path))
            for file in candidate.new_files
        )
        self._found: dict[Text, Sequence[Finding]] = {}
        self._sights: dict[tuple[Any, ...], Any] = {}  # by identity: the texts live as long

    @property
    def new_files(self) -> tuple[NewFile, ...]:
        """The files to create."""
        return self.candidate.new_files

    def findings(self, text: Text) -> Sequence[Finding]:
        """What the rules say of a text; nothing for other languages.

        What is merely unnecessary, such as a comment that hides nothing any more, does no harm.
        """
        if text not in self._found:
            language = text.language
            found = self.around.find(text.source, language, text.path) if language else ()
            self._found[text] = [f for f in found if "unnecessary" not in f.tags]
        return self._found[text]

    def hidden(self, text: Text) -> Sequence[Finding]:
        """The findings that a comment in a text hides."""
        return self.around.hidden(text.source, text.language, text.path) if text.language else ()

    @cached_property
    def states(self) -> tuple[tuple[Text, tuple[Span, ...]], ...]:
        """Every text of the proposal with the spans of it that are new."""
        whole = ((text, (Span(0, len(text.source)),)) for text in self.created)
        return ((self.after, self.candidate.changed), *whole)

    @cached_property
    def fresh_lines(self) -> tuple[tuple[Text, int, str], ...]:
        """New lines as (text, byte offset, line); one that only moved inside the file is old."""
        out: list[tuple[Text, int, str]] = []
        for text, spans in self.states:
            for span in spans:
                at = span.start
                for raw in text.source[span.start : span.end].split(b"\n"):
                    line = decode(raw)
                    if line.strip() and (text is not self.after or not self._moved(line)):
                        out.append((text, at, line))
                    at += len(raw) + 1
        return tuple(out)

    @cached_property
    def _old_lines(self) -> frozenset[str]:
        return frozenset(line.strip() for line in decode(self.before.source).split("\n"))

    def _moved(self, line: str) -> bool:
        return line.strip() in self._old_lines

    def count_new(self, pattern: re.Pattern[str]) -> list[tuple[Text, int, str]]:
        """Matches of ``pattern`` that the proposal has more of than the draft, by their text."""
        stock = Counter(m[0] for m in pattern.finditer(decode(self.before.source)))
        out: list[tuple[Text, int, str]] = []
        for text, _ in self.states:
            shown = decode(text.source)
            for match in pattern.finditer(shown):
                if stock[match[0]] > 0:
                    stock[match[0]] -= 1
                else:
                    out.append((text, len(encode(shown[: match.start()])), match[0]))
        return out

    def more(self, look: Look, name: str) -> Iterator[tuple[Text, Key, int]]:
        """What ``look`` sees more of in the proposal than in the draft, with its byte offset.

        Only keys that begin with ``name`` count. What moved from the document to a new file is
        not more.
        """
        stock = Counter(key for key, _ in self.once(look, self.before))
        for text, _ in self.states:
            for key, at in self.once(look, text):
                stock[key] -= 1
                if key[0] == name and stock[key] < 0:
                    yield text, key, at

    def once(self, look: Callable[..., Iterable[T]], text: Text, *given: Hashable) -> Sequence[T]:
        """What ``look`` gives for a text, worked out once; ``look`` is a function of a module.

        ``given`` are its further arguments.
        """
        key = (look, id(text), *given)
        if key not in self._sights:
            self._sights[key] = tuple(look(text, *given))
        found: Sequence[T] = self._sights[key]
        return found
