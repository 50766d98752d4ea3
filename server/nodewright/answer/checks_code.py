"""Checks of the code itself: it parses, it is whole, nothing new is found."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise

from nodewright.answer.evidence import Evidence, Text
from nodewright.answer.indent import Style, leading, needs_conversion, style_of
from nodewright.answer.rewrite import begins_inside
from nodewright.document import Failure, Finding, Span, decode
from nodewright.javascript.parsing import syntax_errors

_ELIDED = re.compile(
    r"""
    (?:\.{3}|\u2026)(?:\s+(?:\S+\s*){1,6})?
    | [\[(<]\s*(?:\.{3}|\u2026)\s*[\])>]
    | (?:etc|and\s+so\s+(?:on|forth)|truncated|snipped|(?:and\s+)?so\s+weiter|usw)
    | (?:same|similarly|likewise|repeat(?:\s+(?:this|the\s+same))?)\s+(?:for|as)\s+.{1,40}
    | (?:\.{3}|\u2026)\s*(?:\W*
        (?:the\s+)?(?:rest|existing|unchanged|remaining|same|previous|other|omitted|more|code
        |as\s+before|implementation|your|keep)\b.*)?
    | (?:the\s+)?(?:rest\s+of(?:\s+(?:the|your))?|remaining|existing|unchanged|previous|original)
      \s+(?:code|function|file|implementation|handlers?|routes?|logic|methods?|imports?|module|body)
      (?:\s+(?:here|goes\s+here|unchanged|remains.*|stays.*|above|below|as\s+is|omitted.*))?
    | (?:unchanged|no\s+changes?(?:\s+(?:here|below|above))?|same\s+as\s+(?:before|above)|snip)
    | (?:code\s+)?omitted(?:\s+for\s+brevity)?
    | (?:your|add\s+your)\s+(?:own\s+)?(?:code|logic|implementation)(?:\s+(?:goes\s+)?here)?
    | implementation\s+(?:goes\s+)?here
    """,
    re.I | re.X,
)
MIN_STEPS = 3
"""Blocks from which on a file tells by how many columns it indents."""
_LINE_COMMENT = re.compile(r"^\s*(?:#|//|--|<!--|/\*)\s*(.*?)\s*(?:\*/|-->)?\s*$")


def parses(evidence: Evidence) -> list[Failure]:
    """No syntax error that was not there before."""
    failures = _worse(evidence)
    for text in evidence.created:
        if text.path.lower().endswith(".json"):
            failures += _json(text)
        elif text.tree is not None:
            failures += _broken(text, syntax_errors(text.tree))
    for text, spans in evidence.states:
        failures += _odd_names(text, spans)
    return failures


def _odd_names(text: Text, spans: tuple[Span, ...]) -> list[Failure]:
    """The grammar takes every character beyond ASCII for a letter; Node does not."""
    for node in text.nodes(spans):
        name = decode(text.source[node.start_byte : node.end_byte])
        if not node.type.endswith("identifier") or name.isascii() or node.named_child_count:
            continue
        bare = name.lstrip("#").replace("$", "_").replace("\u200c", "").replace("\u200d", "")
        if not bare.isidentifier():
            message = f"`{text.path}` would not parse: `{name[:40]}` is no name"
            return [text.failure("syntax", message, node.start_byte)]
    return []


def _worse(evidence: Evidence) -> list[Failure]:
    before, after = evidence.before.tree, evidence.after.tree
    if before is None or after is None:
        return []
    old, new = syntax_errors(before), syntax_errors(after)
    if not new:
        return []
    touched = [e for e in new if any(e.overlaps(c) for c in evidence.candidate.changed)]
    old_lines = [
        Span(_offset(evidence.before, h.old_start), _offset(evidence.before, h.old_end))
        for h in evidence.candidate.hunks
    ]
    mended = [e for e in old if any(e.overlaps(s) for s in old_lines)]
    if len(new) <= len(old) and len(touched) <= len(mended):
        return []
    return _broken(evidence.after, touched or new)


def _offset(text: Text, line: int) -> int:
    starts = text.lines.starts
    return starts[line] if line < len(starts) else len(text.source)


def _broken(text: Text, errors: Iterable[Span]) -> list[Failure]:
    first = next(iter(errors), None)
    if first is None:
        return []
    piece = decode(text.source[first.start : first.end]).strip().split("\n")[0][:40]
    what = f"near `{piece}`" if piece else "something is missing"
    return [text.failure("syntax", f"`{text.path}` would not parse: {what}", first.start)]


def _json(text: Text) -> list[Failure]:
    try:
        json.loads(decode(text.source))
    except ValueError as error:
        return [Failure("syntax", f"`{text.path}` would be no valid JSON: {error}")]
    return []


def finds_nothing_new(evidence: Evidence) -> list[Failure]:
    """Of every rule not more findings than before, in the document and in new files."""
    before = list(evidence.findings(evidence.before))
    after = list(evidence.findings(evidence.after))
    stock = Counter(f.rule for f in before)
    broken = evidence.before.broken
    failures: list[Failure] = []
    for rule, count in sorted(Counter(f.rule for f in after).items()):
        fresh = [f for f in after if f.rule == rule and _touches(evidence, f)]
        if count <= stock[rule] or (broken and not fresh):
            continue
        known = {evidence.before.line(f.span.start) for f in before if f.rule == rule}
        fresh = fresh or [f for f in after if f.rule == rule]
        unseen = [f for f in fresh if evidence.after.line(f.span.start) not in known] or fresh
        failures += [_found(evidence.after, f) for f in unseen[: count - stock[rule]]]
    for text in evidence.created:
        failures += [_found(text, f) for f in evidence.findings(text)]
    return failures


def _touches(evidence: Evidence, finding: Finding) -> bool:
    return any(finding.span.overlaps(span) for span in evidence.candidate.changed)


def _found(text: Text, finding: Finding) -> Failure:
    message = f"`{text.path}` would have a new finding of `{finding.rule}`: {finding.message}"
    return text.failure("no-new-finding", message, finding.span.start)


def target_gone(evidence: Evidence) -> list[Failure]:
    """The findings that the answer had to remove are fewer, in the selection and in the file."""
    candidate = evidence.candidate
    failures: list[Failure] = []
    for rule in sorted(candidate.draft.target):
        before = [f for f in evidence.findings(evidence.before) if f.rule == rule]
        after = [f for f in evidence.findings(evidence.after) if f.rule == rule]
        inside = [f for f in before if f.span.overlaps(candidate.draft.selection)]
        left = [f for f in after if f.span.overlaps(candidate.selection)]
        if not inside or (len(left) < len(inside) and len(after) < len(before)):
            continue
        rest = (left or after)[0]
        failures.append(
            evidence.after.failure(
                "target-gone",
                f"The finding of `{rule}` that had to go is still there: {rest.message}",
                rest.span.start,
            )
        )
    return failures


def nothing_elided(evidence: Evidence) -> list[Failure]:
    """No comment in place of code."""
    old = decode(evidence.before.source)
    failures: list[Failure] = []
    for text, spans in evidence.states:
        for at, comment in _comments(text, spans):
            words = comment.strip("/*#<!-> \t\n")
            if _ELIDED.fullmatch(words.rstrip(" .") or words) or _ELIDED.fullmatch(words):
                if text is evidence.after and comment in old:
                    continue
                message = "A comment stands for code that was left out; write the code in full"
                failures.append(text.failure("no-elision", message, at))
    return failures


def _comments(text: Text, spans: Iterable[Span]) -> Iterable[tuple[int, str]]:
    if text.tree is not None:
        for node in text.nodes(tuple(spans)):
            if node.type in ("comment", "html_comment"):
                yield node.start_byte, decode(text.source[node.start_byte : node.end_byte])
        return
    at = 0
    for raw in text.source.split(b"\n"):
        if found := _LINE_COMMENT.match(decode(raw)):
            yield at, found[1]
        at += len(raw) + 1


def keeps_indentation(evidence: Evidence) -> list[Failure]:
    """New lines indent with tabs or with spaces, as the file does.

    Whitespace that some line of a mixed file has already may stay.
    """
    old = decode(evidence.before.source).split("\n")
    style = style_of(old)
    mixed = {leading(line) for line in old if needs_conversion(line, style)}
    tree = evidence.after.tree
    for text, at, line in evidence.fresh_lines:
        if text is not evidence.after or tree is None or not needs_conversion(line, style):
            continue
        if leading(line) in mixed:
            continue
        if not begins_inside(tree.root_node, at, ("template_string", "comment")):
            wanted = "tabs" if style.mark == "\t" else "spaces"
            return [text.failure("indentation", f"The file indents with {wanted}", at)]
    return _other_width(evidence, old, style)


def _other_width(evidence: Evidence, old: Sequence[str], style: Style) -> list[Failure]:
    """New lines that indent by spaces as well, but by another number of them."""
    after = decode(evidence.after.source).split("\n")
    if style.mark != " " or len(_opened(old)) < MIN_STEPS:
        return []
    known, starts = frozenset(old), evidence.after.lines.starts
    new = [
        (width, starts[line])
        for line, width in _opened(after)
        if after[line] not in known and not _in_text(evidence, starts[line])
    ]
    if len(new) < 2 or any(width == style.unit for width, _ in new):
        return []
    usual = sum(width == style.unit for _, width in _opened(old))
    if usual * 2 <= len(_opened(old)):
        return []
    said = f"The file indents by {style.unit} columns, the new lines by {new[0][0]}"
    return [evidence.after.failure("indentation", said, new[0][1])]


def _in_text(evidence: Evidence, at: int) -> bool:
    tree = evidence.after.tree
    inside = ("template_string", "comment")
    return tree is not None and begins_inside(tree.root_node, at, inside)


def _opened(lines: Sequence[str]) -> list[tuple[int, int]]:
    """Lines after one that opens a block, by number, with the columns that they are deeper."""
    return [
        (number + 1, len(leading(lower)) - len(leading(upper)))
        for number, (upper, lower) in enumerate(pairwise(lines))
        if upper.rstrip().endswith("{") and lower.strip() and not lower.strip().startswith("}")
    ]
