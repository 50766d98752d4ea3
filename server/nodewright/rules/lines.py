"""Lines by the byte that they start at, found without a table of all lines of the text."""

from __future__ import annotations

from codecs import BOM_UTF8

from nodewright.javascript.parsing import Node, Tree

_QUOTED = frozenset(("template_string", "string", "comment"))
_CODE_INSIDE = frozenset(("template_substitution", "jsx_expression"))


def line_start(source: bytes, offset: int) -> int:
    """Where the line of ``offset`` starts; a byte order mark stands before the first line."""
    newline = source.rfind(b"\n", 0, offset)
    start = max(newline, source.rfind(b"\r", newline + 1, offset)) + 1
    return len(BOM_UTF8) if not start and source.startswith(BOM_UTF8) else start


def line_end(source: bytes, offset: int) -> int:
    """Where the line of ``offset`` ends, before its line break."""
    newline = source.find(b"\n", offset)
    end = newline if newline >= 0 else len(source)
    carriage = source.find(b"\r", offset, end)
    return carriage if carriage >= 0 else end


def blank(source: bytes, start: int, end: int) -> bool:
    """True when only white space stands between two offsets."""
    return not source[start:end].strip()


def indentation(source: bytes, start: int) -> bytes:
    """The white space at the start of a line."""
    line = source[start : line_end(source, start)]
    return line[: len(line) - len(line.lstrip())]


def line_heads(source: bytes, tree: Tree, offset: int) -> tuple[int, ...]:
    """The start of the line of ``offset``; where that lies inside a text literal, which no comment
    can enter, also the start of the line that the literal begins in. The last one is where a
    comment above the line can stand.
    """
    heads = [line_start(source, offset)]
    while True:
        literal = _literal_around(source, tree, heads[-1])
        if literal is None:
            return tuple(heads)
        heads.append(line_start(source, literal.start_byte))


def literal_end(source: bytes, tree: Tree, start: int, end: int) -> int:
    """The end of the last line that a literal reaches which begins in the line from ``start`` to
    ``end``; its own end for a line that none leaves.
    """
    last = end
    node = tree.root_node.descendant_for_byte_range(end, end)
    while node is not None:
        if node.type in _QUOTED and start <= node.start_byte < end < node.end_byte:
            last = line_end(source, node.end_byte)
        node = node.parent
    return last


def _literal_around(source: bytes, tree: Tree, start: int) -> Node | None:
    """The literal that began on an earlier line and goes on at the head of this one."""
    head = start + len(indentation(source, start))
    node = tree.root_node.descendant_for_byte_range(head, head)
    while node is not None:
        if node.start_byte < start:
            if node.type in _CODE_INSIDE:
                return None
            if node.type in _QUOTED:
                return node
        node = node.parent
    return None
