"""Comments that hide a finding and say why: ``// nodewright-ignore RULE -- reason``.

A comment alone on its line speaks of the next line that is no comment, one that shares a line with
code speaks of that line, and ``nodewright-ignore-file`` of the whole file. One without a reason
hides nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from nodewright.document import Span, decode
from nodewright.javascript.parsing import Node, Tree
from nodewright.rules.lines import blank, indentation, line_end, line_start

MARK = b"nodewright-ignore"
FORMS = ("ignore", "ignore-file")

_DIRECTIVE = re.compile(rb"(?://|/\*)[\s*/]*nodewright-(ignore(?:-\w+)*)(?=[\s*:,]|$)")
_REASON = re.compile(rb"(?:^|\s)--(?=\s|$)")
_NAME = re.compile(rb"[^\s,*]+")
_SAID = re.compile(rb"[^\r\n]")
_LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Name:
    """A rule as a comment names it, and where."""

    rule: str
    span: Span


@dataclass(frozen=True, slots=True)
class Suppression:
    """One comment. ``outer`` takes the braces of a comment in JSX along.

    ``line``: where the line that it speaks of starts; None: the whole file.
    """

    span: Span
    outer: Span
    form: str
    names: tuple[Name, ...]
    reason: bool
    line: int | None


def suppressions(source: bytes, tree: Tree) -> Iterator[Suppression]:
    """The suppressing comments of a text in document order."""
    at = source.find(MARK)
    while at >= 0:
        end = at + len(MARK)
        node = tree.root_node.descendant_for_byte_range(at, end)
        if node is not None and node.type == "comment":
            end = node.end_byte
            if found := _read(source, tree, node):
                yield found
        at = source.find(MARK, end)


def unspoken(source: bytes, tree: Tree) -> bytes:
    """``source`` with blanks for the words of its suppressing comments, at the same length.

    Rules that look for words, such as a guard against what they are about, must not find them in
    the comment that names the rule; and a new reason is no reason to look at the code again.
    """
    if MARK not in source:
        return source
    text = bytearray(source)
    for comment in suppressions(source, tree):
        start, end = comment.span.start + 2, comment.span.end
        end -= 2 if source.startswith(b"*/", end - 2) else 0
        text[start:end] = _SAID.sub(b" ", text[start:end])
    return bytes(text)


def _read(source: bytes, tree: Tree, node: Node) -> Suppression | None:
    text = source[node.start_byte : node.end_byte]
    directive = _DIRECTIVE.match(text)
    if directive is None:
        return None
    body = text.removesuffix(b"*/") if text.startswith(b"/*") else text
    said = _REASON.search(body, directive.end())
    names_end = said.start() if said else len(body)
    names = []
    for part in re.finditer(rb"[^,]+", body[directive.end() : names_end]):
        word = _NAME.search(part[0])
        if word is not None:
            start = node.start_byte + directive.end() + part.start() + word.start()
            rule = word[0].decode("utf-8", "replace").strip(":`'\"")
            names.append(Name(rule[:_LONGEST_NAME], Span(start, start + len(word[0]))))
    outer = _outer(node)
    form = directive[1].decode("utf-8", "replace")
    return Suppression(
        Span(node.start_byte, node.end_byte),
        outer,
        form,
        tuple(names),
        said is not None and any(map(str.isalnum, decode(body[said.end() :]))),
        None if form == "ignore-file" else _line_meant(source, tree, outer),
    )


def _outer(node: Node) -> Span:
    parent = node.parent
    if parent is not None and parent.type == "jsx_expression" and parent.named_child_count == 1:
        node = parent
    return Span(node.start_byte, node.end_byte)


def _line_meant(source: bytes, tree: Tree, outer: Span) -> int:
    """The start of the line that a comment speaks of."""
    if not blank(source, line_start(source, outer.start), outer.start):
        return line_start(source, outer.start)
    while blank(source, outer.end, line_end(source, outer.end)):
        below = line_end(source, outer.end)
        below += 2 if source.startswith(b"\r\n", below) else 1
        if below >= len(source):
            return len(source)
        comment = _comment_at(tree, below + len(indentation(source, below)))
        if comment is None:
            return below
        outer = comment
    return line_start(source, outer.end)


def _comment_at(tree: Tree, head: int) -> Span | None:
    """The comment that begins at ``head``, with its braces in JSX."""
    node = tree.root_node.descendant_for_byte_range(head, head + 1)
    if node is not None and node.type == "{":
        node = node.parent
    if node is not None and node.type == "jsx_expression" and node.named_child_count == 1:
        node = node.named_children[0]
    if node is None or node.type != "comment" or _outer(node).start != head:
        return None
    return _outer(node)
