"""A node with the telling nodes around it: what the questions about early errors are asked of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from nodewright.document import Language
from nodewright.javascript.parsing import Node
from nodewright.javascript.syntax import FUNCTIONS


@dataclass(frozen=True, slots=True)
class Problem:
    """An early error at a byte offset."""

    message: str
    at: int


@dataclass(frozen=True, slots=True)
class Place:
    """A node, the telling nodes around it (outermost first), and how the file is loaded."""

    node: Node
    around: list[Node]
    language: Language
    module: bool | None
    strict: bool

    def outward(self) -> Iterator[Node]:
        """The telling nodes around, innermost first, without the node itself."""
        for outer in reversed(self.around):
            if outer.id != self.node.id:
                yield outer

    def function(self, arrows: bool = True) -> Node | None:
        """The function, class field or static block that the node runs in.

        A computed name or a decorator runs outside of what it names: it ends the search.
        """
        for outer in self.outward():
            if outer.type in RUNNING and (arrows or outer.type != "arrow_function"):
                return outer
        return None


LOOPS = frozenset({"for_statement", "for_in_statement", "while_statement", "do_statement"})
FIELDS = frozenset({"field_definition", "public_field_definition"})
OUTSIDE = frozenset({"computed_property_name", "decorator"})
RUNNING = FUNCTIONS | FIELDS | OUTSIDE | {"class_static_block"}
AMBIENT = frozenset({"ambient_declaration", "internal_module", "module"})
_SHARED = (
    *FUNCTIONS,
    *LOOPS,
    "switch_statement",
    "labeled_statement",
    "class_body",
    "class_static_block",
    "computed_property_name",
    "decorator",
)
_TYPED = (*_SHARED, "public_field_definition", *AMBIENT)
#: The node types, by grammar, that the questions ask for around a node.
AROUND: Mapping[Language, tuple[str, ...]] = {
    "javascript": (*_SHARED, "field_definition"),
    "typescript": _TYPED,
    "tsx": _TYPED,
}
