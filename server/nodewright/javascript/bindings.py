"""The values that scopes are made of: names, what defines them, functions and calls."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from nodewright.javascript.parsing import Node

BindingKind = Literal["variable", "parameter", "function", "class", "import", "catch", "loop"]
Mode = Literal["same", "inside", "deep", "made", "inside-made"]
"""What is done to a value on its way; :mod:`nodewright.rules.flow.flow` says what each means."""
ELEMENT = "[]"
"""A path step that stands for any element of an array."""


@dataclass(frozen=True, slots=True)
class ModuleName:
    """What other chunks of a file may know of a module-level name; comparable, holds no node.

    ``origin`` is written as :meth:`TreeFacts.origin` writes it. ``may_reject``: calling it gives
    a promise that can reject. ``literal``: the text or number that a constant is, as it means.
    """

    kind: BindingKind
    origin: str | None = None
    may_reject: bool = False
    literal: str | None = None


@dataclass(slots=True, eq=False)
class Definition:
    """One place that gives a name a value.

    ``path`` leads from the value of ``value`` to the name (destructuring). ``adds``: the old
    value stays a part of the new one, as with ``+=`` and ``push``.
    """

    at: int
    value: Node | None
    path: tuple[str, ...] = ()
    adds: bool = False


@dataclass(slots=True, eq=False)
class Binding:
    """A declared name. ``outer`` is set, and ``node`` is None, for a name of another chunk.

    ``properties``: what is assigned to members of it, as in ``options.name = value``.
    """

    name: str
    kind: BindingKind
    scope: Scope
    node: Node | None
    definitions: list[Definition] = field(default_factory=list)
    origin: str | None = None
    outer: ModuleName | None = None
    properties: dict[str, list[Definition]] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class Function:
    """A function-like node; see :func:`bare_parameter` for the pattern of a parameter."""

    node: Node
    start: int
    end: int
    is_async: bool
    parameters: list[Node]
    body: Node | None
    parent: Function | None = None

    @property
    def name(self) -> Node | None:
        """The node of the function's own name."""
        return self.node.child_by_field_name("name")


@dataclass(slots=True, eq=False)
class Scope:
    """A range of bytes in which names are visible; ``function`` is the innermost around it."""

    start: int
    end: int
    parent: Scope | None
    function: Function | None
    names: dict[str, Binding] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class Call:
    """A call: ``name`` is the last name of what is called, ``receiver`` what stands before it."""

    node: Node
    callee: Node
    name: str
    receiver: Node | None
