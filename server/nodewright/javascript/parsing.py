"""Parse JavaScript and TypeScript source with tree-sitter and say where it does not parse."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

import tree_sitter_javascript
import tree_sitter_typescript
from tree_sitter import Language as Grammar
from tree_sitter import Node, Parser, Tree

from nodewright.document import Language, Span

__all__ = ["Node", "Tree", "grammar", "language_of", "parse", "syntax_errors", "walk"]

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
