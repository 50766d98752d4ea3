"""Hover over a finding: what happens here, why it hurts, and what to do instead."""

from __future__ import annotations

from lsprotocol import types

from nodewright.convert import offset, to_range
from nodewright.document import Finding, Snapshot, Span, decode
from nodewright.handlers.language_server import NodewrightLanguageServer
from nodewright.rules import explain_finding

_LONGEST_STEP = 60
"""Characters of a step that a hover quotes."""


async def on_hover(ls: NodewrightLanguageServer, params: types.HoverParams) -> types.Hover | None:
    """The explanation of each rule that found something under the cursor."""
    snapshot = ls.snapshot(params.text_document.uri)
    if snapshot is None:
        return None
    session = ls.session
    at = offset(snapshot, params.position, session.client.encoding)
    found = [f for f in await session.analyse(snapshot) if f.span.overlaps(Span(at, at))]
    if not found:
        return None
    narrowest = min(found, key=lambda f: len(f.span))
    rules = session.book_of(snapshot).rules
    texts = [explain_finding(rules[f.rule], f, _way(snapshot, f)) for f in found]
    kind = (
        types.MarkupKind.Markdown if session.client.markdown_hover else types.MarkupKind.PlainText
    )
    return types.Hover(
        types.MarkupContent(kind, "\n\n---\n\n".join(texts)),
        to_range(snapshot, narrowest.span, session.client.encoding),
    )


def _way(snapshot: Snapshot, finding: Finding) -> str:
    """The places that explain the finding, such as the way of a value, one a line."""
    lines: list[str] = []
    for step in finding.related:
        if step.elsewhere is not None:
            text, line = step.elsewhere.text, step.elsewhere.line + 1
            where = f"{step.elsewhere.path}, line {line}"
        else:
            text = decode(snapshot.source[step.span.start : step.span.end])
            where = f"line {snapshot.lines.line_of(step.span.start) + 1}"
        text = " ".join(text.split()).replace("`", "'")
        text = text if len(text) <= _LONGEST_STEP else f"{text[: _LONGEST_STEP - 1]}…"
        lines.append(f"- {where}, `{text}`: {step.message}")
    return "\n".join(lines)
