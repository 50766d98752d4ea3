"""Find the few comparisons and regular expressions of a chunk that rules can have a say in.

A search of the text finds the places, and the tree gives the node there: no chunk without such a
place costs more than the search.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from nodewright.javascript.parsing import Node
from nodewright.rules.view import View

_WORDS = (
    rb"(?:signature|hmac|digest|secret|token|api_?key|passw(?:or)?d|csrf|checksum|authorization)"
)
_SECRET = re.compile(_WORDS)
COMPARED = re.compile(
    _WORDS + rb"[\w$.'\"\])(]{0,40}\s{0,40}([!=]==?)"
    rb"|([!=]==?)\s{0,40}[\w$.\[('\"`!{} -]{0,60}?" + _WORDS
)
"""For text in lower case: a search that heeds no case takes twice as long."""
NESTED = re.compile(
    rb"[*+}]\??[^()/\r\n]{0,30}\)+(?:[*+]|\{\d+,\})|\|[^()\r\n]{0,30}\)(?:[*+]|\{\d+,\})"
)
_REPEATED_GROUP = re.compile(rb"\)(?:[*+]|\{\d)")
"""What every match of NESTED ends with; it is found in a quarter of the time."""

DIRECTORY_NAME = re.compile(rb"__(?<!\w__)(?:dirname|filename)\b")


def comparisons(view: View) -> Iterator[Node]:
    """The comparisons for (in)equality with a name of a secret on one side."""
    seen: set[int] = set()
    root = view.facts.root
    text = view.facts.source[root.start_byte : root.end_byte].lower()
    for found in COMPARED.finditer(text) if _SECRET.search(text) else ():
        at = root.start_byte + found.start(found.lastindex or 0)
        node = root.descendant_for_byte_range(at, at + 1)
        node = node.parent if node is not None else None
        if node is not None and node.type == "binary_expression" and node.id not in seen:
            seen.add(node.id)
            yield node


def nested_regexes(view: View) -> Iterator[Node]:
    """The regular expression literals in which a repeated group holds a repetition or a choice."""
    seen: set[int] = set()
    root = view.facts.root
    if _REPEATED_GROUP.search(view.facts.source, root.start_byte, root.end_byte) is None:
        return
    for at in _matches(view, NESTED):
        node = view.facts.root.descendant_for_byte_range(at, at + 1)
        if node is not None and node.type == "regex_pattern":
            node = node.parent
        if node is not None and node.type == "regex" and node.id not in seen:
            seen.add(node.id)
            yield node


def directory_names(view: View) -> Iterator[Node]:
    """The uses of ``__dirname`` and ``__filename``."""
    for at in _matches(view, DIRECTORY_NAME):
        node = view.facts.root.descendant_for_byte_range(at, at + 1)
        if node is not None and node.type == "identifier":
            yield node


def _matches(view: View, pattern: re.Pattern[bytes]) -> Iterator[int]:
    """The offsets in the file of what ``pattern`` finds: of its group, where one matched."""
    root = view.facts.root
    for found in pattern.finditer(view.facts.source, root.start_byte, root.end_byte):
        yield found.start(found.lastindex or 0)
