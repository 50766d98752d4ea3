"""Hover over a finding: what happens here, why it hurts, and what to do instead."""

from __future__ import annotations

from lsprotocol import types

from nodewright.convert import offset, to_range
from nodewright.document import Span
from nodewright.handlers.language_server import NodewrightLanguageServer
from nodewright.rules import explain


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
    texts = [f"{finding.message}\n\n{explain(rules[finding.rule])}" for finding in found]
    kind = (
        types.MarkupKind.Markdown if session.client.markdown_hover else types.MarkupKind.PlainText
    )
    return types.Hover(
        types.MarkupContent(kind, "\n\n---\n\n".join(texts)),
        to_range(snapshot, narrowest.span, session.client.encoding),
    )
