"""What a rule sees: a chunk of a file with its facts, and one place in it that matched."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from nodewright.document import Language, Related, Span
from nodewright.facts import ProjectFacts
from nodewright.javascript.bindings import Binding
from nodewright.javascript.parsing import Node
from nodewright.javascript.tree_facts import TreeFacts
from nodewright.rules.across.world import Answer
from nodewright.rules.flow.callers import Callers
from nodewright.rules.flow.flow import Passed
from nodewright.rules.flow.requests import Requests
from nodewright.rules.flow.taint import Taint
from nodewright.rules.pattern import Captured

_FRAMEWORKS = (
    "express",
    "fastify",
    "koa",
    "@nestjs/core",
    "@hapi/hapi",
    "next",
    "restify",
    "socket.io",
)


@dataclass(slots=True, eq=False)
class View:
    """A chunk as rules see it.

    Rules read this and nothing else, so that a cached result stays right: ``mark`` (is something
    said anywhere in the file), ``passes`` (what a function gives back), ``across`` (what another
    file says) and the names of ``facts`` are recorded as dependencies.
    ``whole`` gives the facts of the whole file, for fixes only: it is not recorded.
    """

    facts: TreeFacts
    project: ProjectFacts
    path: str
    language: Language
    mark: Callable[[str], bool]
    passes: Callable[[str], Passed]
    across: Callable[[str], Answer]
    whole: Callable[[], TreeFacts]
    from_callers: bool = False
    requests: Requests = field(init=False)
    taint: Taint = field(init=False)
    _callers: View | None = field(init=False, default=None, repr=False)
    _library: bool | None = field(init=False, default=None, repr=False)

    def __post_init__(self) -> None:
        self.requests = Requests(self.facts, lambda name: self.mark(f"route:{name}"))
        kind = Callers if self.from_callers else Taint
        self.taint = kind(self.facts, self.requests, self.mark, self.passes)

    @property
    def is_library(self) -> bool:
        """False in a service: there, nobody but its own code calls what it exports."""
        if self._library is None:
            self._library = not self.depends_on(*_FRAMEWORKS)
        return self._library

    def of_callers(self) -> View:
        """The same chunk, asked what callers of the package choose instead of clients."""
        if self._callers is None:
            self._callers = replace(self, from_callers=True)
        return self._callers

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

    def is_used(self, captured: int) -> bool:
        """True when a clause that failed left something here; ``captured``: names given to it."""
        return bool(self.related or self.words or self.span or len(self.captured) != captured)

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
