"""What a rule sees: a chunk of a file with its facts, and one place in it that matched."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from nodewright.document import Language, Related, Span
from nodewright.facts import ProjectFacts
from nodewright.javascript.bindings import Binding
from nodewright.javascript.parsing import Node
from nodewright.javascript.tree_facts import TreeFacts
from nodewright.rules.pattern import Captured
from nodewright.rules.requests import Requests
from nodewright.rules.taint import Taint


@dataclass(slots=True, eq=False)
class View:
    """A chunk as rules see it.

    Rules read this and nothing else, so that a cached result stays right: ``mark`` (is something
    said anywhere in the file) and the names of ``facts`` are recorded as dependencies.
    ``whole`` gives the facts of the whole file, for fixes only: it is not recorded.
    """

    facts: TreeFacts
    project: ProjectFacts
    path: str
    language: Language
    mark: Callable[[str], bool]
    whole: Callable[[], TreeFacts]
    requests: Requests = field(init=False)
    taint: Taint = field(init=False)

    def __post_init__(self) -> None:
        self.requests = Requests(self.facts, lambda name: self.mark(f"route:{name}"))
        self.taint = Taint(self.facts, self.requests, self.mark)

    def imports(self, *modules: str) -> bool:
        """True when the file imports or requires one of ``modules``."""
        return any(self.mark(f"import:{module}") for module in modules)

    def depends_on(self, *packages: str) -> bool:
        """True when package.json names one of ``packages``, or the file imports one."""
        return any(package in self.project.dependencies for package in packages) or self.imports(
            *packages
        )


@dataclass(slots=True, eq=False)
class Site:
    """One place that matched a clause. ``words`` are filled in by predicates for the message."""

    view: View
    node: Node
    captured: Captured
    related: list[Related] = field(default_factory=list)
    words: dict[str, str] = field(default_factory=dict)
    span: Span | None = None

    def one(self, name: str) -> Node:
        """The node that ``$name`` matched; ``self`` is the whole match.

        Raises KeyError when the pattern has no such metavariable.
        """
        if name == "self":
            return self.node
        found = self.captured[name]
        if isinstance(found, list):
            raise KeyError(name)
        return found

    def many(self, name: str) -> list[Node]:
        """The nodes that ``$$$name`` matched."""
        found = self.captured[name]
        return found if isinstance(found, list) else [found]

    def text(self, node: Node) -> str:
        """The source text of ``node``."""
        return self.view.facts.text(node)

    def resolve(self, node: Node) -> Binding | None:
        """The binding of an identifier."""
        return self.view.facts.resolve(self.text(node), node.start_byte)

    def origin(self, node: Node) -> str:
        """Where the value of ``node`` comes from (``pg#Pool()``); empty when unknown."""
        return self.view.facts.origin(node) or ""
