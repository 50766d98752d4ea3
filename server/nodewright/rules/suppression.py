"""Comments that hide a finding and say why: ``// nodewright-ignore RULE -- reason``.

A comment alone on its line speaks of the next line that is no comment, one that shares a line with
code speaks of that line, and ``nodewright-ignore-file`` of the whole file. One without a reason
hides nothing. The engine's cache knows nothing of them: findings are hidden after they were made.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from nodewright.document import Finding, Span, decode
from nodewright.javascript.parsing import Node, Tree
from nodewright.rules.lines import blank, indentation, line_end, line_heads, line_start
from nodewright.rules.model import Clause, Rule, RuleBook, Table

MARK = b"nodewright-ignore"
UNUSED = "unused-suppression"
NO_REASON = "suppression-without-reason"
UNKNOWN = "suppression-of-unknown-rule"

_DIRECTIVE = re.compile(rb"(?://|/\*)[\s*/]*nodewright-(ignore(?:-\w+)*)(?=[\s*:,]|$)")
_REASON = re.compile(rb"(?:^|\s)--(?=\s|$)")
_NAME = re.compile(rb"[^\s,*]+")
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


@dataclass(frozen=True, slots=True)
class Judged:
    """The findings that remain, those about comments among them, and those that are hidden."""

    shown: tuple[Finding, ...]
    hidden: tuple[Finding, ...] = ()


def judge(
    found: tuple[Finding, ...], source: bytes, tree: Tree, book: RuleBook, table: Table
) -> Judged:
    """What the comments of a text leave of ``found``; costs one search where there is none."""
    if MARK not in source:
        return Judged(found)
    comments = tuple(suppressions(source, tree))
    if not comments:
        return Judged(found)
    used: set[tuple[Suppression, str]] = set()
    hidden = tuple(f for f in found if _hides(comments, f, source, tree, used))
    told = [f for comment in comments for f in _told(comment, used, book, table)]
    shown = [f for f in found if f not in hidden] if hidden else list(found)
    return Judged(tuple(sorted((*shown, *told), key=lambda f: f.span)), hidden)


def _hides(
    comments: tuple[Suppression, ...],
    finding: Finding,
    source: bytes,
    tree: Tree,
    used: set[tuple[Suppression, str]],
) -> bool:
    """True when a comment hides ``finding``; each that does is ``used``."""
    heads: tuple[int, ...] = ()
    hidden = False
    for comment in comments:
        if not comment.reason or comment.form not in ("ignore", "ignore-file"):
            continue
        if all(name.rule != finding.rule for name in comment.names):
            continue
        heads = heads or line_heads(source, tree, finding.span.start)
        if comment.line is None or comment.line in heads:
            used.add((comment, finding.rule))
            hidden = True
    return hidden


# -- what is said of the comments themselves -------------------------------------------------------


def _told(
    comment: Suppression, used: set[tuple[Suppression, str]], book: RuleBook, table: Table
) -> Iterator[Finding]:
    ours = {rule.id: (rule, clause) for rule, clause in table.clauses.get("suppression", ())}
    if comment.form not in ("ignore", "ignore-file"):
        said = f"nodewright-{comment.form} is no form that is known; write nodewright-ignore"
        yield from _say(ours, UNKNOWN, comment.span, {"WHAT": said})
        return
    if not comment.names:
        said = "This comment names no rule, so it hides nothing"
        yield from _say(ours, UNKNOWN, comment.span, {"WHAT": said})
        return
    known = book.names
    for name in comment.names:
        if name.rule not in known:
            yield from _say(ours, UNKNOWN, name.span, {"WHAT": _no_such(name.rule, known)})
    if not comment.reason:
        yield from _say(ours, NO_REASON, comment.span, {})
        return
    idle = [n for n in comment.names if n.rule in book.rules and (comment, n.rule) not in used]
    if idle and len(idle) == len(comment.names):
        words = {"RULES": ", ".join(name.rule for name in idle)}
        yield from _say(ours, UNUSED, comment.span, words)
        return
    for name in idle:
        yield from _say(ours, UNUSED, name.span, {"RULES": name.rule})


def _no_such(name: str, known: frozenset[str]) -> str:
    near = get_close_matches(name, sorted(known), 1)
    hint = f"; is {near[0]} meant?" if near else ""
    return f"There is no rule {name}{hint}"


def _say(
    ours: Mapping[str, tuple[Rule, Clause]], name: str, span: Span, words: Mapping[str, str]
) -> Iterator[Finding]:
    if name in ours:
        rule, clause = ours[name]
        message = clause.message
        for word, text in words.items():
            message = message.replace(f"${word}", text)
        yield Finding(rule.id, clause.severity, span, message, tags=rule.tags)
