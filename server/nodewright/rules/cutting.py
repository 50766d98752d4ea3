"""Cut a file into chunks: its top-level statements, and the members of a large class."""

from __future__ import annotations

from collections.abc import Iterator

from nodewright.javascript.parsing import Node

_LARGE_CLASS = 4000
_SKIPPED = frozenset(("comment", "hash_bang_line", "html_comment"))


def chunks_of(node: Node) -> Iterator[tuple[str, Node]]:
    """The chunks of one child of the root: ``file``, ``member``, or ``class`` before its members.

    A chunk of kind ``class`` only declares its name: the members are looked at by themselves.
    What does not parse is left out.
    """
    if node.type in _SKIPPED:
        return
    whole = _large_class(node)
    body = whole.child_by_field_name("body") if whole is not None else None
    if whole is None or body is None or whole.has_error:
        if not node.has_error:
            yield "file", node
        return
    yield "class", whole
    for member in body.named_children:
        if member.type not in _SKIPPED and not member.has_error:
            yield "member", member


def _large_class(node: Node) -> Node | None:
    if node.end_byte - node.start_byte < _LARGE_CLASS:
        return None
    if node.type == "export_statement":
        return next((c for c in node.named_children if c.type == "class_declaration"), None)
    return node if node.type == "class_declaration" else None
