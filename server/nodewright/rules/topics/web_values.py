"""How a value is put together, which names carry it, and whether the code has checked them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from nodewright.document import Related
from nodewright.javascript.parsing import Node
from nodewright.javascript.syntax import FUNCTIONS, arguments, callee, object_entries, unwrap
from nodewright.rules.flow.guards import guarded_by
from nodewright.rules.topics.composed import HOLE, compose
from nodewright.rules.view import Site

_MOST_NODES = 120
_LONGEST_NAME = 80
_DEEPEST = 6
CHECKS = (
    r"(?:\b\w*(?:[vV]alid|[aA]llow|[sS]afe|[cC]heck|[vV]erif|[tT]rust|[aA]ssert|[pP]ermit|[sS]anit"
    r"|[wW]hite|[eE]nsure|is[A-Z])\w*\((?:[^()]|\([^()]*\))*?{name}\b"
    r"|{name}(?:\??\.\w+\(\))*\)?\??\.(?:startsWith|match|indexOf|includes|endsWith|search)\("
    r"|(?<!typeof ){name}\s*[!=]==?\s*['\"`]\w|switch\s*\(\s*{name}\s*\))"
)
"""Code that looks at what a name holds before it is used; ``{name}`` is the name."""


@dataclass(frozen=True, slots=True)
class Lead:
    """The fixed text that a value begins with, and the first part that is not fixed."""

    text: str
    part: Node | None


def lead(site: Site, node: Node, depth: int = 0) -> Lead:
    """What the text of ``node`` begins with; names that are set once are looked through."""
    node = unwrap(node)
    if depth > _DEEPEST:
        return Lead("", node)
    if node.type == "identifier":
        value = only_value(site, node)
        return lead(site, value, depth + 1) if value is not None else Lead("", node)
    if node.type == "call_expression" and site.text(callee(node) or node) == "String":
        given = arguments(node)
        return lead(site, given[0], depth + 1) if given else Lead("", node)
    made = compose(node, site.view.facts.source)
    text = ""
    for character, hole in zip(made.text, made.holes, strict=True):
        if character != HOLE or hole is None:
            text += character
        elif hole.id == node.id:
            return Lead(text, hole)
        else:
            inner = lead(site, hole, depth + 1)
            text += inner.text
            if inner.part is not None:
                return Lead(text, inner.part)
    return Lead(text, None)


def only_value(site: Site, name: Node) -> Node | None:
    """The value of a name that is set exactly once, in this chunk and not by destructuring."""
    binding = site.resolve(name)
    if binding is None or binding.outer is not None or len(binding.definitions) != 1:
        return None
    definition = binding.definitions[0]
    return definition.value if not definition.path and not definition.adds else None


def parts(site: Site, node: Node) -> list[Node]:
    """The nodes that a value is made of, through the names that it was kept in."""
    found: list[Node] = []
    seen: set[str] = set()
    stack = [node]
    while stack and len(found) < _MOST_NODES:
        here = stack.pop()
        if here.type in FUNCTIONS:
            continue
        found.append(here)
        stack += here.named_children
        if here.type not in ("identifier", "shorthand_property_identifier"):
            continue
        binding = site.resolve(here)
        if binding is not None and binding.outer is None and binding.name not in seen:
            seen.add(binding.name)
            stack += [d.value for d in binding.definitions if d.value is not None]
    return found


def carriers(site: Site, node: Node) -> set[str]:
    """The names and members that the value of ``node`` comes through: ``name``, ``req.query.x``."""
    kinds = ("identifier", "member_expression", "shorthand_property_identifier")
    texts = {site.text(part) for part in parts(site, node) if part.type in kinds}
    whole = {"req", "request", "ctx", "res", "path", "fs", "url", "String", "Buffer", "__dirname"}
    return {text for text in texts if len(text) <= _LONGEST_NAME} - whole


def before(site: Site, node: Node) -> str:
    """The text of the function around ``node`` (the handler, if in one) from its start to it."""
    facts = site.view.facts
    handler = site.view.requests.enclosing(node.start_byte)
    function = handler.function if handler is not None else facts.function_at(node.start_byte)
    if function is None:
        return ""
    return facts.source[function.start : node.end_byte].decode("utf-8", "replace")


def around(site: Site, node: Node) -> str:
    """The whole text of the function around ``node`` (the handler, if in one)."""
    handler = site.view.requests.enclosing(node.start_byte)
    function = (
        handler.function if handler is not None else site.view.facts.function_at(node.start_byte)
    )
    return site.text(function.node) if function is not None else ""


def checked(site: Site, node: Node, pattern: str = CHECKS) -> bool:
    """True when the code looked at a name that carries the value, and that decides on ``node``."""
    facts = site.view.facts
    text = before(site, node)
    start = node.end_byte - len(text.encode("utf-8", "surrogatepass")) if text else node.end_byte
    for name in carriers(site, node):
        if name in text:
            written = pattern.format(name=rf"(?<![\w.]){re.escape(name)}")
            if guarded_by(facts, written, name, start, node):
                return True
    return False


def tainted(site: Site, node: Node | None) -> tuple[Related, ...] | None:
    """The way of client input to ``node``; None when it does not get there."""
    return site.view.taint.steps(node) if node is not None else None


def chosen_outside(site: Site, node: Node) -> bool:
    """A client chooses the value or, where callers of a package are asked about, a caller does."""
    flow = site.view.taint.flow(node)
    return flow is not None and flow.state != "request"


def source_text(site: Site, steps: tuple[Related, ...]) -> str:
    """The text of the place that client input comes from: ``req.query.name``."""
    span = steps[0].span
    return site.view.facts.source[span.start : span.end].decode("utf-8", "replace")


def literal_object(site: Site, node: Node | None) -> dict[str, Node] | None:
    """The entries of an object literal, also through a name that is set once; None otherwise."""
    if node is None:
        return None
    node = unwrap(node)
    if node.type == "identifier":
        value = only_value(site, node)
        node = unwrap(value) if value is not None else node
    return object_entries(node, site.view.facts.source) if node.type == "object" else None


def report(site: Site, steps: tuple[Related, ...]) -> bool:
    """Keep the way of the input for the finding; always True."""
    site.related += [step for step in steps if step not in site.related]
    return True
