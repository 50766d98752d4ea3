"""What suppressing comments leave of the findings, and what is to be said of the comments.

The engine's cache knows nothing of them: findings are hidden after they were made.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from nodewright.document import Finding, Span
from nodewright.javascript.parsing import Tree
from nodewright.rules.lines import line_end, line_heads, literal_end
from nodewright.rules.model import Clause, Rule, RuleBook, Table
from nodewright.rules.suppression_comments import FORMS, MARK, Suppression, suppressions

UNUSED = "unused-suppression"
NO_REASON = "suppression-without-reason"
UNKNOWN = "suppression-of-unknown-rule"


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
    reaches = _Reaches(comments, source, tree)
    hidden = tuple(finding for finding in found if reaches.hide(finding))
    told = [f for comment in comments for f in _told(comment, reaches.used, book, table)]
    shown = found
    if hidden:
        gone = set(map(id, hidden))
        shown = tuple(finding for finding in found if id(finding) not in gone)
    if told:
        shown = tuple(sorted((*shown, *told), key=lambda f: f.span))
    return Judged(shown, hidden)


class _Reaches:
    """How far each comment reaches. ``used`` gathers the comments and rules that hide something."""

    def __init__(self, comments: tuple[Suppression, ...], source: bytes, tree: Tree) -> None:
        self._source = source
        self._tree = tree
        self.used: set[tuple[Suppression, str]] = set()
        self._files: dict[str, list[Suppression]] = {}
        self._lines: dict[str, list[tuple[int, int, int, Suppression]]] = {}
        for comment in comments:
            if not comment.reason or comment.form not in FORMS:
                continue
            for name in comment.names:
                if comment.line is None:
                    self._files.setdefault(name.rule, []).append(comment)
                else:
                    end = line_end(source, comment.line)
                    last = literal_end(source, tree, comment.line, end)
                    reach = (comment.line, end, last, comment)
                    self._lines.setdefault(name.rule, []).append(reach)

    def hide(self, finding: Finding) -> bool:
        """True when a comment hides ``finding``; each that does is used."""
        at = finding.span.start
        hiding = list(self._files.get(finding.rule, ()))
        for line, end, last, comment in self._lines.get(finding.rule, ()):
            if line <= at <= end or (end < at <= last and self._goes_on(line, at)):
                hiding.append(comment)
        self.used.update((comment, finding.rule) for comment in hiding)
        return bool(hiding)

    def _goes_on(self, line: int, at: int) -> bool:
        """True where no comment can stand closer above ``at`` than above ``line``."""
        return line in line_heads(self._source, self._tree, at)


# -- what is said of the comments themselves -------------------------------------------------------


def _told(
    comment: Suppression, used: set[tuple[Suppression, str]], book: RuleBook, table: Table
) -> Iterator[Finding]:
    ours = {rule.id: (rule, clause) for rule, clause in table.clauses.get("suppression", ())}
    if comment.form not in FORMS:
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
