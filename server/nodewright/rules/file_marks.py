"""What a chunk tells all others about stores and signals: words that rules can ask for."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nodewright.javascript.syntax import arguments, string_value
from nodewright.javascript.tree_facts import TreeFacts
from nodewright.rules import app_marks

_EVICTS = re.compile(
    rb"\bdelete\s+([\w$]+)\s*[\[.]|(?<![\w$])([\w$]+)\.(?:size|delete|clear)\b|Object\.keys\(\s*([\w$]+)\s*\)"
)
_STORE = re.compile(r"new Map\(\)$|new Map<[^>]*>+\(\)$|\{\s*\}$|Object\.create\(null\)$")
_LONGEST_STORE = 80


def marks(facts: TreeFacts) -> Iterator[str]:
    """``map:NAME`` of empty stores, ``evicts:NAME``, ``signal:SIGTERM``, ``limit:axios``."""
    for name, binding in facts.module.names.items():
        only = binding.definitions[0] if len(binding.definitions) == 1 else None
        value = only.value if only is not None and not only.path else None
        short = value is not None and value.end_byte - value.start_byte < _LONGEST_STORE
        if value is not None and short and _STORE.match(facts.text(value)):
            yield f"map:{name}"
    for name in facts.outer_assignments:
        yield f"evicts:{name}"
    root = facts.root
    for found in _EVICTS.finditer(facts.source, root.start_byte, root.end_byte):
        name = next(filter(None, found.groups()), b"").decode("utf-8", "replace")
        yield f"evicts:{name}"
    if facts.source.find(b"axios.defaults.timeout", root.start_byte, root.end_byte) >= 0:
        yield "limit:axios"
    for call in facts.calls:
        if call.name in ("on", "once", "addListener") and call.receiver is not None:
            given = arguments(call.node)
            said = string_value(given[0], facts.source) if given else None
            if said in ("SIGTERM", "SIGINT"):
                yield f"signal:{said}"
    yield from app_marks.marks(facts)
