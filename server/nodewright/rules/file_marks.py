"""What a chunk tells all others about stores and signals: words that rules can ask for."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nodewright.javascript.syntax import arguments, string_value
from nodewright.javascript.tree_facts import TreeFacts
from nodewright.rules import app_marks

_EVICTS = re.compile(
    rb"\bdelete\s+([\w$]+)\s*[\[.]|\.(?:size|delete|clear)\b|Object\.keys\(\s*([\w$]+)\s*\)"
)
_EVICTING = (b"delete", b".size", b".clear", b"Object.keys")
_NAME_AT_END = re.compile(rb"[\w$]+\Z")
_LONGEST_NAME = 80
_STORE = re.compile(r"new Map\(\)$|new Map<[^>]*>+\(\)$|\{\s*\}$|Object\.create\(null\)$")
_STORES = ("new_expression", "object", "call_expression")
_LONGEST_STORE = 80


def marks(facts: TreeFacts) -> Iterator[str]:
    """``map:NAME`` of empty stores, ``evicts:NAME``, ``signal:SIGTERM``, ``limit:axios``."""
    for name, binding in facts.module.names.items():
        only = binding.definitions[0] if len(binding.definitions) == 1 else None
        value = only.value if only is not None and not only.path else None
        if value is None or value.type not in _STORES:
            continue
        short = value.end_byte - value.start_byte < _LONGEST_STORE
        if short and _STORE.match(facts.text(value)):
            yield f"map:{name}"
    for name in facts.outer_assignments:
        yield f"evicts:{name}"
    yield from _evicted(facts)
    root = facts.root
    if facts.source.find(b"axios.defaults.timeout", root.start_byte, root.end_byte) >= 0:
        yield "limit:axios"
    for call in facts.calls:
        if call.name in ("on", "once", "addListener") and call.receiver is not None:
            given = arguments(call.node)
            said = string_value(given[0], facts.source) if given else None
            if said in ("SIGTERM", "SIGINT"):
                yield f"signal:{said}"
    yield from app_marks.marks(facts)


def _evicted(facts: TreeFacts) -> Iterator[str]:
    source, start, end = facts.source, facts.root.start_byte, facts.root.end_byte
    if not any(source.find(word, start, end) >= 0 for word in _EVICTING):
        return
    for found in _EVICTS.finditer(source, start, end):
        name = found.group(1) or found.group(2)
        if name is None:
            before = source[max(start, found.start() - _LONGEST_NAME) : found.start()]
            last = _NAME_AT_END.search(before)
            name = last.group() if last is not None else b""
        if name:
            yield f"evicts:{name.decode('utf-8', 'replace')}"
