"""Indentation of code that a fix moves one level deeper."""

from __future__ import annotations

import re

from nodewright.javascript.parsing import Node, walk

_LINE = re.compile(rb"[^\r\n]*(?:\r\n|\n|\r|$)")


def line_indent(source: bytes, offset: int) -> str:
    """The white space at the start of the line that holds ``offset``."""
    start = max(source.rfind(b"\n", 0, offset), source.rfind(b"\r", 0, offset)) + 1
    found = re.match(rb"[ \t]*", source[start:])
    return found.group().decode() if found else ""


def line_break(source: bytes) -> str:
    """The line break of the first line; a line feed where there is none."""
    found = re.search(rb"\r\n|\n|\r", source)
    return found.group().decode() if found else "\n"


def indent_unit(source: bytes, block: Node) -> str:
    """One level of indentation, as the first statement of ``block`` shows it; else two spaces."""
    outer = line_indent(source, block.start_byte)
    for child in block.named_children if block.type == "statement_block" else ():
        inner = line_indent(source, child.start_byte)
        if inner.startswith(outer) and len(inner) > len(outer):
            return inner[len(outer) :]
    return "\t" if outer.startswith("\t") else "  "


def indented(source: bytes, block: Node, unit: str, start: int | None = None) -> str:
    """The inside of ``block`` from ``start`` on, each line one ``unit`` deeper.

    Lines that begin inside of a template literal keep their text: it is part of a value.
    """
    begin = block.start_byte + 1 if start is None else start
    fixed = [
        (node.start_byte, node.end_byte) for node in walk(block) if node.type == "template_string"
    ]
    pieces: list[str] = []
    at = begin
    end = block.end_byte - 1
    while at < end:
        found = _LINE.match(source, at, end)
        assert found is not None
        line = found.group().decode("utf-8", "surrogatepass")
        inside = any(low < at < high for low, high in fixed)
        first = at == begin and source[at - 1 : at] not in (b"\n", b"\r")
        pieces.append(line if inside or first or not line.strip() else unit + line)
        at = found.end()
    return "".join(pieces)
