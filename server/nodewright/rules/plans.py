"""The chunks of a text in order with what is kept of each, and what they all say together.

A plan is made out of the last one where it can be: chunks before and after an edit are taken over
by their place, and while the changed chunk says the same as before, so does the whole file.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, partial

from nodewright.document import Language, Span
from nodewright.javascript.bindings import ModuleName
from nodewright.javascript.parsing import Node, Splice
from nodewright.javascript.tree_facts import TreeFacts
from nodewright.rules.across.world import MODULE, Answer, World
from nodewright.rules.cutting import chunks_of
from nodewright.rules.flow.beginnings import BEGINS
from nodewright.rules.flow.edges import Edge
from nodewright.rules.flow.flow import Passed
from nodewright.rules.flows import Flows, Solved
from nodewright.rules.summaries import Entry, class_entry, entry_of

Key = tuple[str, str, bytes]
"""What a chunk is (see :func:`chunks_of`), the type of its node, and its bytes."""
Known = Callable[[str], "ModuleName | None"]


@dataclass(frozen=True, slots=True, eq=False)
class Environment:
    """What all chunks of a file tell each other; one object for as long as nothing of it changes.

    A result that was checked against an environment holds wherever the same object is in force.
    """

    names: Mapping[str, ModuleName]
    marks: frozenset[str]


@dataclass(slots=True, eq=False)
class Plan:
    """The chunks of one text by number: what is kept of each, its key, and its range of bytes.

    ``tops``: for each child of the root its first and last byte, its first chunk, and how many it
    has. ``history``: who declares a name. ``world``: the other files of the workspace.
    ``assumed``: a value of a client is taken to come in, wherever that may be.
    """

    root: Node | None = None
    tops: list[tuple[int, int, int, int]] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    keys: list[Key] = field(default_factory=list)
    spans: list[tuple[int, int]] = field(default_factory=list)
    history: dict[str, list[tuple[int, ModuleName]]] = field(default_factory=dict)
    environment: Environment = field(default_factory=lambda: Environment({}, frozenset()))
    flows: Flows | None = None
    fresh: dict[int, Node] = field(default_factory=dict)
    world: World | None = None
    assumed: bool = False

    def node(self, number: int) -> Node:
        """The node of a chunk."""
        if number not in self.fresh and self.root is not None:
            found = (node for top in self.root.named_children for _, node in chunks_of(top))
            self.fresh = dict(enumerate(found))
        return self.fresh[number]

    def says(self, mark: str) -> bool:
        """Whether ``mark`` is said anywhere in the file."""
        if mark == BEGINS:
            return self.assumed or BEGINS in self.environment.marks
        if mark.startswith(("flow:input", "flow:request")) and not self.says(BEGINS):
            return False
        if mark.startswith("flow:"):
            return self.flows is not None and mark in self.flows.solve().arrivals
        return mark in self.environment.marks

    def passes(self, key: str) -> Passed:
        """Which arguments the function known as ``key`` gives back."""
        return self.flows.solve().passes.get(key, ()) if self.flows is not None else ()

    def across(self, question: str) -> Answer:
        """What another file says to a question; None where nobody knows."""
        return self.world.answer(question) if self.world is not None else None

    def answer(self, question: str) -> ModuleName | Answer:
        """What the file says to a question: a name, or a mark, which has a colon."""
        if question.startswith(MODULE):
            return self.across(question)
        if question.startswith("passes:"):
            return self.passes(question.removeprefix("passes:"))
        return self.says(question) if ":" in question else self.environment.names.get(question)

    def place(self, edge: Edge) -> Span | None:
        """Where an edge is written; None where that is nowhere."""
        found = self.flows.place(edge) if self.flows is not None else None
        return found[1].shift(self.spans[found[0]][0]) if found is not None else None


class Planner:
    """Makes the plan of ``source``, with the help of ``last`` and the ``splice`` since then.

    ``moved``: other files are not what they were for ``last``.
    """

    def __init__(
        self,
        source: bytes,
        language: Language,
        last: Plan | None = None,
        splice: Splice | None = None,
        *,
        world: World | None = None,
        moved: bool = False,
    ) -> None:
        self._world = world
        self._moved = moved
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
        tops = root.named_children
        touched = self._touched(tops)
        plan = self._in_place(root, tops, touched) if touched is not None else None
        return plan or self._afresh(root, tops)

    # -- the short way ------------------------------------------------------------------------

    def _touched(self, tops: list[Node]) -> range | None:
        """The children of the root that the edit is in or beside; None where some came or went."""
        last, splice = self._last, self._splice
        if self._moved or splice is None or not tops or len(tops) != len(last.tops):
            return None
        low = bisect_left(last.tops, splice.start, key=_end)
        high = bisect_right(last.tops, splice.old_end, key=_start)
        beside = [number for number in (low - 1, high, len(tops) - 1) if 0 <= number < len(tops)]
        for number in beside:
            start, end = last.tops[number][:2]
            by = splice.delta if number >= high else 0
            outside = number < low or number >= high
            node = tops[number]
            if outside and (node.start_byte, node.end_byte) != (start + by, end + by):
                return None
        return range(low, max(low, high))

    def _in_place(self, root: Node, tops: list[Node], touched: range) -> Plan | None:
        """The last plan with the ``touched`` chunks looked at anew; None where that will not do."""
        last = self._last
        assert self._splice is not None
        by = self._splice.delta
        first = last.tops[touched.start][2] if touched else len(last.entries)
        after = first + sum(last.tops[number][3] for number in touched)
        plan = Plan(root, last.tops[: touched.start], list(last.entries), list(last.keys))
        plan.spans = last.spans[:first]
        plan.history, plan.environment = last.history, last.environment
        plan.world = self._world
        for number in touched:
            node, (_, _, at, count) = tops[number], last.tops[number]
            found = list(chunks_of(node))
            if len(found) != count or not self._fill(plan, found, at):
                return None
            plan.tops.append((node.start_byte, node.end_byte, at, count))
        plan.spans += [(start + by, end + by) for start, end in last.spans[after:]]
        plan.tops += [(a + by, b + by, at, n) for a, b, at, n in last.tops[touched.stop :]]
        return plan if self._hands_the_same(plan) else None

    def _hands_the_same(self, plan: Plan) -> bool:
        """False when a changed chunk hands something new to others who have asked."""
        solved = self._last.flows.solved if self._last.flows is not None else None
        plan.flows = self._flows(plan, solved)
        for number in plan.fresh if solved is not None else ():
            old, new = self._last.entries[number], plan.entries[number]
            if old is new:
                continue
            was, now = old.handed, plan.flows.handed(number, new, plan.flows.passes_before(number))
            if was is None or (was.edges, was.passes) != (now.edges, now.passes):
                return False
        return True

    def _flows(self, plan: Plan, solved: Solved | None = None) -> Flows:
        return Flows(
            self._source,
            self._language,
            plan.entries,
            plan.environment.names,
            plan.node,
            solved,
            self._world,
        )

    def _fill(self, plan: Plan, found: list[tuple[str, Node]], at: int) -> bool:
        """Put chunks in their places; False when one of them has something new to say."""
        last = self._last
        for number, (where, node) in enumerate(found, start=at):
            key = self._key(where, node)
            known = partial(_declared_before, last.history, number)
            entry = last.entries[number] if key == last.keys[number] else None
            if entry is None or not _still(entry, known):
                entry = self._entry(where, node, known)
            if key[:2] != last.keys[number][:2] or entry.summary != last.entries[number].summary:
                return False
            plan.entries[number], plan.keys[number] = entry, key
            plan.spans.append((node.start_byte, node.end_byte))
            plan.fresh[number] = node
        return True

    # -- the long way -------------------------------------------------------------------------

    def _afresh(self, root: Node, tops: list[Node]) -> Plan:
        plan = Plan(root, world=self._world)
        made: dict[Key, Entry] = {}
        latest: dict[str, ModuleName] = {}
        for top in tops:
            first = len(plan.entries)
            for where, node in chunks_of(top):
                key = self._key(where, node)
                entry = made.get(key) or self._cache.get(key)
                if entry is None or not _still(entry, latest.get):
                    entry = self._entry(where, node, latest.get)
                made[key] = entry
                number = len(plan.entries)
                for name, said in entry.summary.names.items():
                    plan.history.setdefault(name, []).append((number, said))
                    latest[name] = said
                plan.fresh[number] = node
                plan.entries.append(entry)
                plan.keys.append(key)
                plan.spans.append((node.start_byte, node.end_byte))
            count = len(plan.entries) - first
            plan.tops.append((top.start_byte, top.end_byte, first, count))
        plan.environment = self._environment(plan, latest)
        plan.flows = self._flows(plan)
        solved = self._last.flows.solved if self._last.flows is not None else None
        if self._moved or (solved is not None and not plan.flows.solve().same(solved)):
            plan.environment = Environment(plan.environment.names, plan.environment.marks)
        return plan

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
        same = (last.names, last.marks) == (names, marks)
        return last if same else Environment(names, marks)

    def _key(self, where: str, node: Node) -> Key:
        return (where, node.type, self._source[node.start_byte : node.end_byte])

    def _entry(self, where: str, node: Node, known: Known) -> Entry:
        if where == "class":
            return class_entry(node, self._source)
        return entry_of(TreeFacts(self._source, self._language, node), known)


def _start(top: tuple[int, int, int, int]) -> int:
    return top[0]


def _end(top: tuple[int, int, int, int]) -> int:
    return top[1]


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
