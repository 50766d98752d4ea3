"""Put a run of statements of a block into a ``try``, as repairs do."""

from __future__ import annotations

import re

from nodewright.document import Span, TextChange
from nodewright.javascript.parsing import Node
from nodewright.rules.layout import indent_unit, line_break, line_indent


def tried(source: bytes, block: Node, run: list[Node], clause: str, last: str) -> TextChange | None:
    """The edit that wraps ``run``, statements of ``block``, into ``try`` and one more clause.

    ``clause`` is what stands before its brace, such as ``catch (error)``; ``last`` are its
    statements, one a line. None where the statements share lines, or hold a template literal over
    several lines, whose text an indentation would change.
    """
    start, end = run[0].start_byte, run[-1].end_byte
    text = source[start:end].decode("utf-8", "surrogatepass")
    if not re.search(rb"[\r\n][ \t]*$", source[:start]) or re.search(r"`[^`]*[\r\n][^`]*`", text):
        return None
    eol, base, unit = line_break(source), line_indent(source, start), indent_unit(source, block)
    moved = re.sub(r"(?<=[\r\n])(?=[ \t]*[^\s])", unit, text)
    inside = "".join(f"{eol}{base}{unit}{line}" for line in last.split("\n"))
    whole = f"try {{{eol}{base}{unit}{moved}{eol}{base}}} {clause} {{{inside}{eol}{base}}}"
    return TextChange(Span(start, end), whole)


def statements_after(block: Node, statement: Node) -> list[Node]:
    """What follows ``statement`` in ``block``, comments included."""
    return [child for child in block.named_children if child.start_byte >= statement.end_byte]


def declared_names(source: bytes, run: list[Node]) -> set[str]:
    """The names that the declarations in ``run`` make, those in patterns included."""
    names: set[str] = set()
    for statement in run:
        if not statement.type.endswith("_declaration"):
            continue
        for declarator in statement.named_children:
            name = declarator.child_by_field_name("name")
            if name is not None:
                text = source[name.start_byte : name.end_byte].decode("utf-8", "replace")
                names |= set(re.findall(r"[\w$]+", text))
    return names
