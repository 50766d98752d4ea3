"""Comments of a JavaScript or TypeScript tree, as a reader groups them, and what they stand on."""

from __future__ import annotations

from dataclasses import dataclass

from nodewright.document import LineTable, Span, decode
from nodewright.javascript.parsing import Node, Tree, walk


@dataclass(frozen=True, slots=True)
class Comment:
    """One block comment, or adjacent line comments that stand alone on consecutive lines.

    ``text`` has the comment markers removed and its lines joined by one space.
    """

    span: Span
    text: str


def comments(tree: Tree, source: bytes) -> list[Comment]:
    """All comments in document order; JSX comments, which cannot be removed alone, left out."""
    lines = LineTable(source)
    groups: list[list[Node]] = []
    for node in walk(tree.root_node):
        if node.type != "comment" or (node.parent and node.parent.type == "jsx_expression"):
            continue
        if groups and _continues(groups[-1][-1], node, source, lines):
            groups[-1].append(node)
        else:
            groups.append([node])
    return [
        Comment(
            Span(group[0].start_byte, group[-1].end_byte),
            " ".join(t for node in group if (t := _plain(node, source))),
        )
        for group in groups
    ]


def _continues(above: Node, below: Node, source: bytes, lines: LineTable) -> bool:
    """True for two line comments alone on neighbouring lines at the same column."""
    line = lines.line_of(below.start_byte)
    if line != lines.line_of(above.start_byte) + 1:
        return False
    indent = source[lines.starts[line] : below.start_byte]
    indent_above = source[lines.starts[line - 1] : above.start_byte]
    return (
        _is_line(above, source)
        and _is_line(below, source)
        and len(indent) == len(indent_above)
        and not indent.strip()
        and not indent_above.strip()
    )


def _is_line(node: Node, source: bytes) -> bool:
    return source.startswith(b"//", node.start_byte)


def _plain(node: Node, source: bytes) -> str:
    text = decode(source[node.start_byte : node.end_byte])
    if text.startswith("//"):
        return text[2:].strip()
    inner = text.removeprefix("/*").removesuffix("*/")
    return " ".join(t for line in inner.split("\n") if (t := line.strip().lstrip("*").strip()))


def following_code(tree: Tree, comment: Span) -> Span | None:
    """The statement, class member or property that a comment stands above or beside.

    None when nothing follows it in its block.
    """
    node = tree.root_node.descendant_for_byte_range(comment.start, comment.end)
    while node is not None and node.type != "comment":
        node = next((c for c in node.children if c.start_byte >= comment.start), None)
    while node is not None:
        after = node.next_named_sibling
        while after is not None and after.type == "comment":
            after = after.next_named_sibling
        if after is not None and after.start_byte >= comment.end:
            return Span(after.start_byte, after.end_byte)
        node = node.parent if node.parent and node.parent.start_byte >= comment.start else None
    return None
