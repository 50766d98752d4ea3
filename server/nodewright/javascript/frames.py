"""The values that names are told apart with: scopes, declarations, uses, and questions to them.

Hoisting holds, the temporal dead zone does not: a name counts in all of its scope.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from nodewright.javascript.parsing import Node
from nodewright.javascript.signatures import text_of

DeclarationKind = Literal[
    "var", "let", "const", "class", "function", "parameter", "catch", "import", "soft"
]
"""``soft`` names may be shared: types, namespaces, overloads, a function's name for itself."""
FrameKind = Literal["module", "function", "arrow", "method", "block", "namespace", "dynamic"]

VAR_FRAMES = frozenset({"module", "function", "arrow", "method", "namespace"})
_HARD = frozenset({"let", "const", "class", "import"})
Step = tuple[Node, "Frame"]
# The part of a pattern that is bound, and the part that is an expression.
_HALVES = {
    "assignment_pattern": ("left", "right"),
    "object_assignment_pattern": ("left", "right"),
    "pair_pattern": ("value", "key"),
    "required_parameter": ("pattern", "value"),
    "optional_parameter": ("pattern", "value"),
}
_TARGETS = frozenset(
    {"object_pattern", "array_pattern", "rest_pattern", "parenthesized_expression"}
)
# Words that the grammar takes for names in rare places.
_KEYWORDS = frozenset({"await", "async", "let", "of", "static", "yield", "get", "set"})


@dataclass(frozen=True, slots=True)
class Declaration:
    """One place that declares a name, as a byte offset."""

    kind: DeclarationKind
    at: int


@dataclass(slots=True, eq=False)
class Frame:
    """A scope: the names it declares, and the ``var`` names that pass through it upwards."""

    kind: FrameKind
    parent: Frame | None
    names: dict[str, list[Declaration]] = field(default_factory=dict)
    passing: dict[str, int] = field(default_factory=dict)
    merged: dict[str, Frame] = field(default_factory=dict)

    def find(self, name: str) -> list[Declaration] | None:
        """The declarations of ``name`` as seen from here; None where nothing declares it."""
        frame: Frame | None = self
        while frame is not None:
            if name in frame.names:
                return frame.names[name]
            frame = frame.parent
        return None


@dataclass(frozen=True, slots=True)
class Use:
    """A name in a value position, at a byte offset."""

    name: str
    at: int
    frame: Frame


class Names:
    """The names of a tree. A broken tree gives what can be read of it."""

    def __init__(self) -> None:
        self.module = Frame("module", None)
        self.frames = [self.module]
        self.uses: list[Use] = []
        self.writes: list[Use] = []
        self.guarded: set[str] = set()

    @property
    def declared(self) -> set[str]:
        """Every name that is declared in any scope."""
        return {name for frame in self.frames for name in frame.names}

    def unbound(self) -> list[Use]:
        """Uses of a name that no scope around them declares, in document order."""
        return [use for use in self.uses if use.frame.find(use.name) is None]

    def twice(self) -> Iterator[tuple[str, int, int]]:
        """Names that a scope must not declare again: name, how often, offset of the last."""
        for frame in self.frames:
            for name, found in frame.names.items():
                kinds = [made.kind for made in found if made.kind != "soft"]
                count = len(kinds) + (name in frame.passing and "var" not in kinds)
                hard = any(kind in _HARD for kind in kinds)
                if count > 1 and (hard or kinds.count("function") > 1):
                    yield name, count, max(*(made.at for made in found), frame.passing.get(name, 0))

    def same_parameters(self, strict: bool) -> Iterator[tuple[str, int]]:
        """Parameters that a function names twice where the language forbids it."""
        for frame in self.frames:
            if frame.kind in ("arrow", "method") or (strict and frame.kind == "function"):
                for name, found in frame.names.items():
                    if sum(made.kind == "parameter" for made in found) > 1:
                        yield name, found[-1].at

    def constant_writes(self) -> Iterator[tuple[str, int]]:
        """Assignments to a ``const`` or to an imported name."""
        for write in self.writes:
            found = write.frame.find(write.name)
            if found and all(made.kind in ("const", "import") for made in found):
                yield write.name, write.at

    # -- collecting ---------------------------------------------------------------------------

    def open(self, kind: FrameKind, parent: Frame) -> Frame:
        """A new scope inside of ``parent``."""
        made = Frame(kind, parent)
        self.frames.append(made)
        return made

    def declare(self, frame: Frame, node: Node, kind: DeclarationKind) -> None:
        """Notes that ``node`` declares its text; ``var`` climbs to the function."""
        name = text_of(node)
        if kind == "var":
            while frame.kind not in VAR_FRAMES and frame.parent is not None:
                frame.passing[name] = node.start_byte
                frame = frame.parent
        frame.names.setdefault(name, []).append(Declaration(kind, node.start_byte))
        if frame.kind == "namespace" and frame.parent is not None:
            frame.parent.names.setdefault(name, []).append(Declaration("soft", node.start_byte))

    def pattern(self, pattern: Node | None, kind: DeclarationKind, frame: Frame) -> list[Step]:
        """Declares the names of a pattern; gives the default values and computed keys in it."""
        rest: list[Step] = []
        stack = [pattern]
        while stack:
            node = stack.pop()
            if node is None or node.type == "comment":
                continue
            if node.type in ("identifier", "shorthand_property_identifier_pattern"):
                self.declare(frame, node, kind)
            elif node.type in _HALVES:
                inner, value = _HALVES[node.type]
                stack.append(node.child_by_field_name(inner))
                if value and (found := node.child_by_field_name(value)) is not None:
                    rest.append((found, frame))
            elif node.type in ("object_pattern", "array_pattern", "rest_pattern"):
                stack += node.named_children
            if node.type.endswith("_parameter"):
                rest += [(c, frame) for c in node.named_children if c.type == "decorator"]
        return rest

    def use(self, node: Node, frame: Frame) -> None:
        """Notes a use of the name that is the text of ``node``."""
        name = text_of(node)
        around: Frame | None = frame
        while around is not None and around.kind != "dynamic":
            around = around.parent
        if around is None and name not in _KEYWORDS:
            self.uses.append(Use(name, node.start_byte, frame))

    def write(self, target: Node | None, frame: Frame) -> None:
        """Notes what an assignment to ``target`` sets."""
        stack = [target]
        while stack:
            node = stack.pop()
            if node is None:
                continue
            if node.type in ("identifier", "shorthand_property_identifier_pattern"):
                self.writes.append(Use(text_of(node), node.start_byte, frame))
            elif node.type in _HALVES:
                stack.append(node.child_by_field_name(_HALVES[node.type][0]))
            elif node.type in _TARGETS:
                stack += node.named_children
