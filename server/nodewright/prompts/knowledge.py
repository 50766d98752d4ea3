"""Choose the knowledge notes that the selected code calls for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from fnmatch import fnmatchcase
from functools import cache

from nodewright.document import Draft, decode
from nodewright.facts import ProjectFacts
from nodewright.prompts.front_matter import parse_called_page
from nodewright.prompts.imports import Import, imports_of
from nodewright.prompts.values import Note, When

MAX_NOTES = 3
_WHEN = frozenset({"packages", "imports", "words", "actions"})


def parse_note(note_id: str, text: str) -> Note:
    """A knowledge note from its file (lines joined by LF). Raises BadFile."""
    page, when = parse_called_page(text, _WHEN)
    conditions = When(
        packages=when.texts("packages"),
        imports=when.texts("imports"),
        words=when.texts("words"),
        actions=when.texts("actions"),
    )
    return Note(note_id, page.text("title") or note_id, conditions, page.body)


def choose_notes(
    notes: Iterable[Note], draft: Draft, facts: ProjectFacts, action_id: str
) -> tuple[Note, ...]:
    """The notes that are called for, most telling first, at most :data:`MAX_NOTES`.

    The order of evidence: the action itself, a module that the selection uses, a word of the
    selection, a module that only the rest of the file uses, a package of package.json. Equal
    evidence goes by how much of it there is, then by the note's name.
    """
    selection = decode(draft.source[draft.selection.start : draft.selection.end])
    used, other = _split_by_use(imports_of(draft.source), selection)
    ranked = []
    for note in notes:
        evidence = (
            int(action_id in note.when.actions),
            _count_modules(note.when.imports, used),
            _count_words(note.when.words, selection),
            _count_modules(note.when.imports, other),
            sum(package in facts.dependencies for package in note.when.packages),
        )
        level = next((at for at, count in enumerate(evidence) if count), None)
        if level is not None:
            ranked.append((level, -evidence[level], note.id, note))
    ranked.sort(key=lambda entry: entry[:3])
    return tuple(entry[3] for entry in ranked[:MAX_NOTES])


def _split_by_use(imports: Sequence[Import], selection: str) -> tuple[set[str], set[str]]:
    """Modules that the selection imports or names, and the other modules of the file."""
    names = set(re.findall(r"[\w$]+", selection))
    inside = {item.module for item in imports_of(selection.encode("utf-8", "surrogatepass"))}
    used = inside | {item.module for item in imports if names.intersection(item.names)}
    return used, {item.module for item in imports} - used


def _count_modules(patterns: Sequence[str], modules: set[str]) -> int:
    return sum(
        any(fnmatchcase(module, pattern) or module.startswith(f"{pattern}/") for module in modules)
        for pattern in patterns
    )


def _count_words(words: tuple[str, ...], text: str) -> int:
    return len({m.lower() for m in _word_pattern(words).findall(text)}) if words else 0


@cache
def _word_pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    alternatives = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    return re.compile(rf"(?<![\w$])(?:{alternatives})(?!\w)", re.IGNORECASE)
