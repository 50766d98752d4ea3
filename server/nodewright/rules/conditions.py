"""The conditions that a rule may put on what it matched: one table, one line of meaning each."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from nodewright.javascript.parsing import Node
from nodewright.javascript.syntax import callee, is_awaited, object_entries
from nodewright.javascript.tree_facts import module_of
from nodewright.rules.model import Test
from nodewright.rules.view import Site

Condition = Callable[[Site, Node, Any], bool]


def tainted(site: Site, node: Node, wanted: bool) -> bool:
    """The value comes from a request; its way becomes the related places of the finding."""
    steps = site.view.taint.steps(node)
    if steps is not None and wanted:
        site.related += [step for step in steps if step not in site.related]
    return (steps is not None) == wanted


def regex(site: Site, node: Node, pattern: str) -> bool:
    """The text matches somewhere."""
    return re.search(pattern, site.text(node)) is not None


def one_of(site: Site, node: Node, texts: Sequence[str]) -> bool:
    """The text is one of these."""
    return site.text(node) in texts


def kind(site: Site, node: Node, kinds: Sequence[str]) -> bool:
    """The syntax node is of one of these kinds."""
    return node.type in kinds


def module(site: Site, node: Node, modules: Sequence[str]) -> bool:
    """The value comes from one of these modules."""
    return module_of(site.origin(node)) in modules


def unbound(site: Site, node: Node, wanted: bool) -> bool:
    """The name is declared nowhere in the file: it is a global."""
    return (site.resolve(node) is None) == wanted


def in_handler(site: Site, node: Node, wanted: bool) -> bool:
    """It runs while a request waits."""
    return (site.view.requests.enclosing(node.start_byte) is not None) == wanted


def in_function(site: Site, node: Node, wanted: bool) -> bool:
    """It is inside of a function, not run once when the file is loaded."""
    return (site.view.facts.function_at(node.start_byte) is not None) == wanted


def in_async(site: Site, node: Node, wanted: bool) -> bool:
    """The innermost function around it is async, so that ``await`` may stand there."""
    function = site.view.facts.function_at(node.start_byte)
    return (function is not None and function.is_async) == wanted


def statement(site: Site, node: Node, wanted: bool) -> bool:
    """The call is a whole statement: nobody takes its value."""
    parent = node.parent
    alone = parent is not None and parent.type == "expression_statement"
    return (alone and not is_awaited(node)) == wanted


def awaited(site: Site, node: Node, wanted: bool) -> bool:
    """The value is awaited on the spot."""
    return is_awaited(node) == wanted


def has_key(site: Site, node: Node, key: str) -> bool:
    """The object literal has this key, or a spread that may bring it."""
    entries = object_entries(node, site.view.facts.source)
    return key in entries or "..." in entries


def calls_own(site: Site, node: Node, wanted: bool) -> bool:
    """The call goes to a plain name, not to a method."""
    called = callee(node)
    return (called is not None and called.type == "identifier") == wanted


CONDITIONS: Mapping[str, Condition] = {
    "tainted": tainted,
    "regex": regex,
    "in": one_of,
    "kind": kind,
    "module": module,
    "unbound": unbound,
    "in-handler": in_handler,
    "in-function": in_function,
    "in-async": in_async,
    "statement": statement,
    "awaited": awaited,
    "has-key": has_key,
    "calls-own": calls_own,
}

_OF_PLACE = frozenset(("in-function", "in-async", "statement", "awaited", "calls-own"))


def by_place(written: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The conditions on a whole match in two parts: those told by its place alone, and the rest."""
    placed = {name: value for name, value in written.items() if name in _OF_PLACE}
    return placed, {name: value for name, value in written.items() if name not in placed}


def compile_tests(
    written: Mapping[str, Any], predicates: Mapping[str, Callable[[Site, Node], bool]]
) -> Test:
    """One test out of the conditions on one node, all of which must hold.

    ``any`` takes a list of which one must hold, ``not`` a set that must not all hold, ``is`` the
    name of a predicate or a list of them. Raises ValueError for a name that nobody knows.
    """
    return _all([_compile(name, value, predicates) for name, value in written.items()])


def _all(tests: Sequence[Test]) -> Test:
    """A test that all ``tests`` must pass. It runs for every call of a file: no detours."""
    if len(tests) == 1:
        return tests[0]

    def together(site: Site, node: Node) -> bool:
        for test in tests:  # noqa: SIM110  (a generator takes as long as most of the tests)
            if not test(site, node):
                return False
        return True

    return together


def _compile(name: str, value: Any, predicates: Mapping[str, Callable[[Site, Node], bool]]) -> Test:
    if name == "any":
        either = [compile_tests(option, predicates) for option in value]
        return lambda site, node: any(test(site, node) for test in either)
    if name == "not":
        inner = compile_tests(value, predicates)
        return lambda site, node: not inner(site, node)
    if name == "is":
        named = [value] if isinstance(value, str) else list(value)
        missing = next((n for n in named if n not in predicates), None)
        if missing is not None:
            raise ValueError(f"there is no predicate named {missing!r}")
        return _all([predicates[n] for n in named])
    condition = CONDITIONS.get(name)
    if condition is None:
        raise ValueError(f"there is no condition named {name!r}")
    if name == "regex":
        re.compile(value)
    return lambda site, node: condition(site, node, value)
