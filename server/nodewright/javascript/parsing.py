"""Parse JavaScript and TypeScript source with tree-sitter and say where it does not parse."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

import tree_sitter_javascript
import tree_sitter_typescript
from tree_sitter import Language as Grammar
from tree_sitter import Node, Parser, Tree

from nodewright.document import Language, Span

__all__ = [
    "Node",
    "Splice",
    "Tree",
    "grammar",
    "language_of",
    "parse",
    "reparse",
    "splice_between",
    "syntax_errors",
    "walk",
]

_BY_EXTENSION: dict[str, Language] = {
    ".js": "javascript",
    ".mjs": "javascript",
    ".cjs": "javascript",
    ".jsx": "javascript",
    ".ts": "typescript",
    ".mts": "typescript",
    ".cts": "typescript",
    ".tsx": "tsx",
}
_BY_LANGUAGE_ID: dict[str, Language] = {
    "javascript": "javascript",
    "javascriptreact": "javascript",
    "javascript.jsx": "javascript",
    "js": "javascript",
    "jsx": "javascript",
    "typescript": "typescript",
    "ts": "typescript",
    "typescriptreact": "tsx",
    "typescript.tsx": "tsx",
    "tsx": "tsx",
}


def language_of(uri: str, language_id: str = "") -> Language | None:
    """The grammar for a document: its extension first, else the client's languageId.

    ``languageId`` may be empty or odd, so a known extension wins. None: not ours.
    """
    path = PurePosixPath(unquote(urlsplit(uri).path))
    return _BY_EXTENSION.get(path.suffix.lower()) or _BY_LANGUAGE_ID.get(language_id.lower())


@cache
def grammar(language: Language) -> Grammar:
    """The tree-sitter grammar, loaded at first use."""
    if language == "javascript":
        return Grammar(tree_sitter_javascript.language())
    if language == "typescript":
        return Grammar(tree_sitter_typescript.language_typescript())
    return Grammar(tree_sitter_typescript.language_tsx())


def parse(source: bytes, language: Language, old: Tree | None = None) -> Tree:
    """A tree for ``source``; ``old`` is a tree already edited to match, for a quick reparse."""
    parser = Parser(grammar(language))
    return parser.parse(source, old) if old is not None else parser.parse(source)


@dataclass(frozen=True, slots=True)
class Splice:
    """One replacement that turns an old text into a new one, in bytes.

    ``old[start:old_end]`` became ``new[start:new_end]``; both ends lie between characters.
    """

    start: int
    old_end: int
    new_end: int

    @property
    def delta(self) -> int:
        """How far the text behind the replacement moved, in bytes."""
        return self.new_end - self.old_end

    def move(self, offset: int) -> int:
        """Where ``offset`` of the old text lies in the new one, clamped to the replacement."""
        if offset <= self.start:
            return offset
        if offset >= self.old_end:
            return offset + self.delta
        return min(offset, self.new_end)


def splice_between(old: bytes, new: bytes) -> Splice:
    """The smallest single replacement from ``old`` to ``new``, widened to whole characters."""
    start = _common(old, new)
    while start and _inside_character(old, start):
        start -= 1
    tail = _common_end(old, new, min(len(old), len(new)) - start)
    while tail and _inside_character(old, len(old) - tail):
        tail -= 1
    return Splice(start, len(old) - tail, len(new) - tail)


def reparse(
    tree: Tree, old: bytes, new: bytes, language: Language, splice: Splice | None = None
) -> Tree:
    """A tree for ``new`` that reuses what it can of ``tree``, the tree of ``old``.

    ``splice``: :func:`splice_between` of the two texts, where the caller has it.

    ``tree`` is edited in place and must not be read afterwards. About one edit in some hundreds
    leaves a tree that differs from a fresh one, so parse afresh on save and when idle.
    """
    if splice is None:
        splice = splice_between(old, new)
    tree.edit(
        splice.start,
        splice.old_end,
        splice.new_end,
        _point(old, splice.start),
        _point(old, splice.old_end),
        _point(new, splice.new_end),
    )
    return parse(new, language, tree)


def _common(one: bytes, other: bytes) -> int:
    """Length of the common prefix, by halving, so that the comparison itself runs in C."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _common_end(one: bytes, other: bytes, most: int) -> int:
    """Length of the common suffix, at most ``most``; by halving, too."""
    low, high, end, other_end = 0, most, len(one), len(other)
    while low < high:
        middle = (low + high + 1) // 2
        if one[end - middle : end - low] == other[other_end - middle : other_end - low]:
            low = middle
        else:
            high = middle - 1
    return low


def _inside_character(source: bytes, offset: int) -> bool:
    return offset < len(source) and source[offset] & 0xC0 == 0x80


def _point(source: bytes, offset: int) -> tuple[int, int]:
    return (source.count(b"\n", 0, offset), offset - (source.rfind(b"\n", 0, offset) + 1))


def walk(node: Node) -> Iterator[Node]:
    """``node`` and all below it in document order."""
    cursor = node.walk()
    while True:
        here = cursor.node
        assert here is not None
        yield here
        if cursor.goto_first_child():
            continue
        while not cursor.goto_next_sibling():
            if not cursor.goto_parent():
                return


def syntax_errors(tree: Tree) -> list[Span]:
    """Where the tree holds an error or a missing token, in document order."""
    if not tree.root_node.has_error:
        return []
    found: list[Span] = []
    stack = [tree.root_node]
    while stack:
        node = stack.pop()
        if node.is_error or node.is_missing:
            found.append(Span(node.start_byte, node.end_byte))
        elif node.has_error:
            stack.extend(reversed(node.children))
    return found
