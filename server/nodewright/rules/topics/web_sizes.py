"""Predicates about sizes and times that a client chooses, and that nobody bounds."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from nodewright.document import Span, TextChange
from nodewright.javascript.parsing import Node
from nodewright.javascript.syntax import arguments, callee, unwrap
from nodewright.rules.model import FixMaker
from nodewright.rules.topics.web_values import before, only_value, report, tainted
from nodewright.rules.view import Site

_TO_NUMBER = frozenset(("Number", "parseInt", "parseFloat", "Number.parseInt", "Number.parseFloat"))
_BOUNDS = (
    r"(?:{name}\s*[<>]=?|[<>]=?\s*{name}\b|Math\.min\(|\bclamp\w*\(|[vV]alid\w*\([^()]*{name})"
)


def unbounded_size(site: Site, node: Node) -> bool:
    """A number from the client that is compared with nothing before it is used."""
    number = _number(site, node)
    steps = tainted(site, number)
    if steps is None or number is None:
        return False
    text = before(site, node)
    for name in {site.text(node), site.text(number)}:
        if re.search(_BOUNDS.format(name=re.escape(name)), text):
            return False
    return report(site, steps)


def unbounded_number(site: Site, node: Node) -> bool:
    """The same where only a number is a size: ``new Array(n)``, but not ``new Array(item)``."""
    known = only_value(site, node) if node.type == "identifier" else None
    value = known if known is not None else node
    return value.type in ("call_expression", "unary_expression") and unbounded_size(site, node)


def _number(site: Site, node: Node) -> Node | None:
    """What a number is made of: through names, ``Number()``, ``parseInt()`` and ``+x``."""
    value = unwrap(node)
    for _ in range(4):
        if value.type == "identifier":
            known = only_value(site, value)
            if known is None:
                return value
            value = unwrap(known)
        elif value.type == "call_expression":
            called, given = callee(value), arguments(value)
            if called is None or site.text(called) not in _TO_NUMBER or not given:
                return None
            value = unwrap(given[0])
        elif value.type == "unary_expression" and site.text(value).startswith("+"):
            value = unwrap(value.named_children[0])
        elif value.type in ("member_expression", "subscript_expression"):
            return value
        else:
            return None
    return value


def bound_size(site: Site) -> tuple[TextChange, ...] | None:
    """The edit from ``n`` to ``Math.min(Number(n), 1024)``."""
    size = site.one("SIZE")
    text = site.text(size)
    value = text if re.match(r"(?:Number|parseInt|\+)", text) else f"Number({text})"
    made = f"Math.min({value}, 1024)"
    return (TextChange(Span(size.start_byte, size.end_byte), made),)


PREDICATES: Mapping[str, Callable[[Site, Node], bool]] = {
    "unbounded-size": unbounded_size,
    "unbounded-number": unbounded_number,
}
FIX_MAKERS: Mapping[str, FixMaker] = {"bound-size": bound_size}
