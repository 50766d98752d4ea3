"""Predicates about code that is put together at run time."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from nodewright.javascript.parsing import Node
from nodewright.javascript.syntax import arguments, string_value
from nodewright.rules.view import Site


def any_argument_tainted(site: Site, node: Node) -> bool:
    """One of the arguments comes from a request."""
    for argument in arguments(node):
        steps = site.view.taint.steps(argument)
        if steps is not None:
            site.related += steps
            return True
    return False


def any_argument_computed(site: Site, node: Node) -> bool:
    """One of the arguments is not a literal."""
    source = site.view.facts.source
    return any(string_value(argument, source) is None for argument in arguments(node))


PREDICATES: Mapping[str, Callable[[Site, Node], bool]] = {
    "any-argument-tainted": any_argument_tainted,
    "any-argument-computed": any_argument_computed,
}
