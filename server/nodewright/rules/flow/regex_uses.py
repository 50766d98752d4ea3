"""Which regular expressions a chunk uses on which texts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nodewright.javascript.parsing import Node
from nodewright.javascript.syntax import arguments, callee
from nodewright.javascript.tree_facts import TreeFacts

_OF_REGEX = frozenset(("test", "exec"))
_OF_TEXT = frozenset(("match", "matchAll", "replace", "replaceAll", "split", "search"))
_LIMITED = r"{name}\.length\s*>=?\s*[\w.]{{2,}}|{name}\s*=[^=\n]*\.(?:slice|substr|substring)\("


def matched_names(facts: TreeFacts) -> Iterator[tuple[str, Node]]:
    """Names of the module that are used as regular expressions, with what is matched."""
    for call in facts.calls:
        if call.name not in _OF_REGEX and call.name not in _OF_TEXT:
            continue
        found = regex_and_text(call.node)
        if found is not None and found[0].type == "identifier":
            name = facts.text(found[0])
            binding = facts.resolve(name, found[0].start_byte)
            if binding is not None and binding.outer is not None and not limited(facts, found[1]):
                yield name, found[1]


def regex_and_text(call: Node) -> tuple[Node, Node] | None:
    """The expression and the text of ``regex.test(text)`` or ``text.match(regex)``."""
    called, given = callee(call), arguments(call)
    if called is None or called.type != "member_expression" or not given:
        return None
    last, receiver = called.child_by_field_name("property"), called.child_by_field_name("object")
    if last is None or receiver is None or last.text is None:
        return None
    name = last.text.decode("utf-8", "replace")
    if name in _OF_REGEX:
        return receiver, given[0]
    return (given[0], receiver) if name in _OF_TEXT else None


def limited(facts: TreeFacts, text: Node) -> bool:
    """The function looks at the length of the text, or cuts it, first."""
    function = facts.function_at(text.start_byte)
    if function is None or text.type != "identifier":
        return False
    before = facts.source[function.start : text.start_byte].decode("utf-8", "replace")
    return re.search(_LIMITED.format(name=re.escape(facts.text(text))), before) is not None
