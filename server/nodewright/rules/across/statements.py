"""Calls of methods of other files that are whole statements: nobody takes what they give back."""

from __future__ import annotations

from collections.abc import Iterator

from nodewright.javascript.parsing import Node
from nodewright.rules.across.origins import local_origin
from nodewright.rules.across.world import LOCAL
from nodewright.rules.view import View


def method_statements(view: View) -> Iterator[Node]:
    """Statements such as ``mails.send(to);`` where ``mails`` comes from another file."""
    for call in view.facts.calls if view.mark(LOCAL) else ():
        parent = call.node.parent
        if call.receiver is None or parent is None or parent.type != "expression_statement":
            continue
        if local_origin(view.facts, call.callee) is not None:
            yield call.node
