"""The chunks of a text in order with what is kept of each, and what they all say together.

A plan is made out of the last one where it can be: chunks before and after an edit are taken over
by their place, and while the changed chunk says the same as before, so does the whole file.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, partial

from nodewright.document import Language
from nodewright.javascript.bindings import ModuleName
from nodewright.javascript.parsing import Node, Splice
from nodewright.javascript.tree_facts import TreeFacts
from nodewright.rules.cutting import chunks
from nodewright.rules.edges import Edge
from nodewright.rules.summaries import Entry, class_entry, entry_of
from nodewright.rules.trails import Arrivals, solve

Key = tuple[str, str, bytes]
"""What a chunk is (see :func:`chunks`), the type of its node, and its bytes."""
Known = Callable[[str], "ModuleName | None"]
Edges = tuple[tuple[Edge, ...], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Environment:
    """What all chunks of a file tell each other; one object for as long as nothing of it changes.

    A result that was checked against an environment holds wherever the same object is in force.
    """

    names: Mapping[str, ModuleName]
    marks: frozenset[str]
    arrivals: Arrivals

    def says(self, mark: str) -> bool:
        """Whether ``mark`` is said anywhere in the file."""
        return mark in (self.arrivals if mark.startswith("flow:") else self.marks)

    def answer(self, question: str) -> ModuleName | bool | None:
        """What the file says to a mark, which has a colon, or of a name."""
        return self.says(question) if ":" in question else self.names.get(question)


@dataclass(slots=True, eq=False)
class Plan:
    """The chunks of one text. ``history``: who declares a name, with the number of the chunk."""

    nodes: list[Node] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    keys: list[Key] = field(default_factory=list)
    spans: list[tuple[int, int]] = field(default_factory=list)
    history: dict[str, list[tuple[int, ModuleName]]] = field(default_factory=dict)
    edges: Edges = ()
    environment: Environment = field(default_factory=lambda: Environment({}, frozenset(), {}))


class Planner:
    """Makes the plan of ``source``, with the help of ``last`` and the ``splice`` since then."""

    def __init__(
        self,
        source: bytes,
        language: Language,
        last: Plan | None = None,
        splice: Splice | None = None,
    ) -> None:
        self._source = source
        self._language = language
        self._last = last or Plan()
        self._splice = splice

    @cached_property
    def _cache(self) -> dict[Key, Entry]:
        """What is kept of the last text, by what it was said of."""
        return dict(zip(self._last.keys, self._last.entries, strict=True))

    def plan(self, root: Node) -> Plan:
        """The chunks below ``root``, each with its entry, and what they say together."""
        found = [(where, node) for where, node in chunks(root) if not node.has_error]
        plan = Plan([node for _, node in found])
        plan.spans = [(node.start_byte, node.end_byte) for node in plan.nodes]
        changed = self._in_place(plan, found)
        if changed is not None and self._says_the_same(plan, changed):
            return plan
        self._afresh(plan, found)
        return plan

    # -- the short way ------------------------------------------------------------------------

    def _in_place(self, plan: Plan, found: list[tuple[str, Node]]) -> list[int] | None:
        """The numbers of the chunks that are not as before; None where chunks came or went."""
        last, splice = self._last, self._splice
        if splice is None or len(last.spans) != len(found) or not found:
            return None
        changed: list[int] = []
        by = splice.delta
        for number, (old, new) in enumerate(zip(last.spans, plan.spans, strict=True)):
            before = old[1] <= splice.start and new == old
            after = old[0] >= splice.old_end and new == (old[0] + by, old[1] + by)
            if not before and not after:
                changed.append(number)
            elif (found[number][0], found[number][1].type) != last.keys[number][:2]:
                return None
        return changed

    def _says_the_same(self, plan: Plan, changed: list[int]) -> bool:
        """Fill ``plan`` from the last one; False when a changed chunk has something new to say."""
        last = self._last
        plan.entries, plan.keys = list(last.entries), list(last.keys)
        plan.history, plan.edges, plan.environment = last.history, last.edges, last.environment
        for number in changed:
            node, where = plan.nodes[number], last.keys[number][0]
            key = self._key(where, node)
            entry = last.entries[number] if key == last.keys[number] else None
            known = partial(_declared_before, last.history, number)
            if entry is None or not _still(entry, known):
                entry = self._entry(where, node, known)
            if entry.summary != last.entries[number].summary:
                return False
            plan.entries[number], plan.keys[number] = entry, key
        return True

    # -- the long way -------------------------------------------------------------------------

    def _afresh(self, plan: Plan, found: list[tuple[str, Node]]) -> None:
        plan.history, plan.entries, plan.keys = {}, [], []
        made: dict[Key, Entry] = {}
        latest: dict[str, ModuleName] = {}
        for number, (where, node) in enumerate(found):
            key = self._key(where, node)
            entry = made.get(key) or self._cache.get(key)
            if entry is None or not _still(entry, latest.get):
                entry = self._entry(where, node, latest.get)
            made[key] = entry
            plan.entries.append(entry)
            plan.keys.append(key)
            for name, said in entry.summary.names.items():
                plan.history.setdefault(name, []).append((number, said))
                latest[name] = said
        plan.edges = tuple(entry.summary.edges for entry in plan.entries if entry.summary.edges)
        plan.environment = self._environment(plan, latest)

    def _environment(self, plan: Plan, names: dict[str, ModuleName]) -> Environment:
        for entry in plan.entries:
            for name, origin in entry.summary.assigned.items():
                known = names.get(name)
                if known is not None:
                    names[name] = replace(
                        known, origin=known.origin or origin, may_reject=False, literal=None
                    )
        last = self._last.environment
        marks = frozenset().union(*(entry.summary.marks for entry in plan.entries))
        arrivals = last.arrivals if plan.edges == self._last.edges else solve(plan.edges)
        same = (last.names, last.marks, last.arrivals) == (names, marks, arrivals)
        return last if same else Environment(names, marks, arrivals)

    def _key(self, where: str, node: Node) -> Key:
        return (where, node.type, self._source[node.start_byte : node.end_byte])

    def _entry(self, where: str, node: Node, known: Known) -> Entry:
        if where == "class":
            return class_entry(node, self._source)
        return entry_of(TreeFacts(self._source, self._language, node), known)


def _declared_before(
    history: Mapping[str, list[tuple[int, ModuleName]]], number: int, name: str
) -> ModuleName | None:
    """What the last chunk before ``number`` that declares ``name`` says of it."""
    found: ModuleName | None = None
    for at, said in history.get(name, ()):
        if at >= number:
            break
        found = said
    return found


def _still(entry: Entry, known: Known) -> bool:
    return all(known(name) == said for name, said in entry.names_asked.items())
