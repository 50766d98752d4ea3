"""Write a suppressing comment above a finding, and take one out again."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nodewright.document import Finding, Fix, Span, TextChange, decode
from nodewright.javascript.parsing import Node, Tree
from nodewright.rules.lines import blank, indentation, line_end, line_heads, line_start
from nodewright.rules.model import Table
from nodewright.rules.suppression_comments import MARK, Suppression, suppressions

PLACEHOLDER = "accepted after review; say why it does no harm here"
"""The reason that is written before the developer has given one."""

_NEXT_LINE = re.compile(
    rb"-next-line|@ts-(?:ignore|expect-error)|(?:prettier|biome)-ignore|(?:c8|istanbul|v8) ignore"
)
_JSX = frozenset(("jsx_element", "jsx_fragment"))


def suppress(source: bytes, tree: Tree, finding: Finding) -> Fix:
    """A comment on the line above ``finding``, in the form that its place asks for."""
    at = _above_others(source, line_heads(source, tree, finding.span.start)[-1])
    indent = indentation(source, at)
    said = f"{MARK.decode()} {finding.rule} -- {PLACEHOLDER}"
    markup = _is_among_markup(tree, at + len(indent), at)
    said = f"{{/* {said} */}}" if markup else f"// {said}"
    text = f"{decode(indent)}{said}{_line_break(source)}"
    title = f"Suppress {finding.rule} with a reason…"
    return Fix(title, False, (TextChange(Span(at, at), text),))


def _above_others(source: bytes, at: int) -> int:
    """``at``, or above the comments of other tools there that speak of the very next line."""
    while at > 0:
        above = line_start(source, at - (2 if source.startswith(b"\r\n", at - 2) else 1))
        line = source[above:at].strip()
        if not line.startswith((b"//", b"/*", b"{/*")) or not _NEXT_LINE.search(line):
            return at
        at = above
    return at


def _is_among_markup(tree: Tree, head: int, start: int) -> bool:
    """True where a line begins between the tags of an element, so that ``//`` would be text."""
    node: Node | None = tree.root_node.descendant_for_byte_range(head, head)
    while node is not None and node.start_byte >= start and node.type != "jsx_text":
        node = node.parent
    if node is not None and node.type == "jsx_text":
        return True
    return node is not None and node.type in _JSX


def _line_break(source: bytes) -> str:
    end = line_end(source, 0)
    return (
        "\r\n"
        if source.startswith(b"\r\n", end)
        else "\r"
        if source[end : end + 1] == b"\r"
        else "\n"
    )


def removals(source: bytes, tree: Tree, finding: Finding, table: Table) -> Iterator[Fix]:
    """The fixes of a finding about a suppressing comment: without the comment, or the name."""
    ours = {rule.id: rule for rule, _ in table.clauses.get("suppression", ())}
    if finding.rule not in ours:
        return
    for comment in suppressions(source, tree):
        if comment.span.contains(finding.span):
            changes = (_without(source, comment, finding.span),)
            for template in ours[finding.rule].fixes:
                yield Fix(template.title, template.safe, changes)


def _without(source: bytes, comment: Suppression, part: Span) -> TextChange:
    names = comment.names
    left = [name for name in names if name.span != part]
    if part == comment.span or not left:
        return TextChange(_with_line(source, comment.outer), "")
    all_names = Span(names[0].span.start, names[-1].span.end)
    return TextChange(all_names, ", ".join(name.rule for name in left))


def _with_line(source: bytes, span: Span) -> Span:
    """A comment with its line where nothing else stands there, else with the blanks before it."""
    start, end = line_start(source, span.start), line_end(source, span.end)
    before, after = blank(source, start, span.start), blank(source, span.end, end)
    if before and after:
        end += 2 if source.startswith(b"\r\n", end) else 1
        return Span(start, min(end, len(source)))
    if before:
        return Span(span.start, span.end + len(indentation(source[span.end : end], 0)))
    if not after:
        return span
    text = source[start : span.start]
    return Span(start + len(text.rstrip()), span.end)
