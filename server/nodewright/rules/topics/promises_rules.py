"""Predicates about promises that nobody waits for."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from nodewright.javascript.parsing import Node
from nodewright.javascript.syntax import FUNCTIONS, callee
from nodewright.rules.across.origins import is_local, local_origin
from nodewright.rules.across.world import rejecting
from nodewright.rules.promises import may_reject
from nodewright.rules.view import Site


def rejecting_function(site: Site, node: Node) -> bool:
    """The name is an async function in which something can go wrong unhandled.

    It is one of this file, or one that this file imports by its path.
    """
    binding = site.resolve(node)
    if binding is None:
        return False
    if is_local(binding.origin):
        return site.view.across(rejecting(binding.origin or "")) is True
    if binding.outer is not None:
        return binding.outer.may_reject
    function = binding.node
    if binding.kind == "variable":
        only = binding.definitions[0] if len(binding.definitions) == 1 else None
        function = only.value if only is not None and not only.path else None
    elif binding.kind != "function" or binding.definitions:
        return False
    return function is not None and function.type in FUNCTIONS and may_reject(function)


def rejecting_method(site: Site, node: Node) -> bool:
    """The call goes to a method of another file in which something can go wrong unhandled."""
    called = callee(node)
    origin = local_origin(site.view.facts, called) if called is not None else None
    if called is None or origin is None or site.view.across(rejecting(origin)) is not True:
        return False
    site.words["F"] = site.text(called)
    return True


PREDICATES: Mapping[str, Callable[[Site, Node], bool]] = {
    "rejecting-function": rejecting_function,
    "rejecting-method": rejecting_method,
}
