"""Archives of a client that are unpacked whatever comes out of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from nodewright.document import Related
from nodewright.javascript.parsing import Node
from nodewright.javascript.syntax import arguments, callee, unwrap
from nodewright.rules.topics.values import definition_of
from nodewright.rules.topics.web_values import around, report, tainted
from nodewright.rules.view import Site

_COUNTS = re.compile(
    r"(?i)uncompressed_?size|\.header\.size|\.size\b|max_?\w*(?:size|bytes|files|entries|length)|maxReadSize"
    r"|limit\w*|\.length\s*[<>]|byteLength\s*[<>]|bytes\w*\s*\+=|size\s*\+=|maxOutputLength"
)
_UNPACKERS = re.compile(
    r"zlib#create(?:Gunzip|Inflate|InflateRaw|Unzip|BrotliDecompress)\(\)$|(?:unzipper|unzip|unzip-stream)"
    r"(?:#\w+)?\(\)$|(?:tar|tar-fs|tar-stream)#(?:x|extract|Extract|Parse|t)\(\)$|gunzip-maybe\(\)$"
)


def archive_unlimited(site: Site, node: Node) -> bool:
    """``unzipper.Open.buffer(req.file.buffer)`` in a handler that looks at no size."""
    handler = site.view.requests.enclosing(node.start_byte)
    given = arguments(node)
    if handler is None or not given or _COUNTS.search(around(site, node)):
        return False
    options = definition_of(site, given[0])
    steps = tainted(site, given[0])
    if steps is None and options.type == "object":
        steps = next((s for v in options.named_children if (s := _of_entry(site, v))), None)
    return steps is not None and report(site, steps)


def _of_entry(site: Site, entry: Node) -> tuple[Related, ...] | None:
    value = entry.child_by_field_name("value") or entry
    return tainted(site, value)


def piped_unlimited(site: Site, node: Node) -> bool:
    """``fs.createReadStream(req.file.path).pipe(unzipper.Extract(...))``."""
    called, given = callee(node), arguments(node)
    receiver = called.child_by_field_name("object") if called is not None else None
    handler = site.view.requests.enclosing(node.start_byte)
    if receiver is None or handler is None or not given:
        return False
    target = definition_of(site, given[0])
    if not _UNPACKERS.search(site.origin(target)) or _COUNTS.search(around(site, node)):
        return False
    source = definition_of(site, unwrap(receiver))
    for _ in range(4):
        steps = tainted(site, source)
        if steps is not None:
            return report(site, steps)
        inner = arguments(source) if source.type == "call_expression" else []
        for one in inner:
            steps = tainted(site, one)
            if steps is not None:
                return report(site, steps)
        made = callee(source) if source.type == "call_expression" else None
        before = made.child_by_field_name("object") if made is not None else None
        if before is None:
            return False
        source = definition_of(site, before)
    return False


def pipeline_unlimited(site: Site, node: Node) -> bool:
    """``pipeline(fs.createReadStream(req.file.path), zlib.createGunzip(), out)``."""
    given = arguments(node)
    handler = site.view.requests.enclosing(node.start_byte)
    if handler is None or len(given) < 2 or _COUNTS.search(around(site, node)):
        return False
    if not any(_UNPACKERS.search(site.origin(definition_of(site, one))) for one in given[1:]):
        return False
    first = definition_of(site, given[0])
    for one in [first, *(arguments(first) if first.type == "call_expression" else [])]:
        steps = tainted(site, one)
        if steps is not None:
            return report(site, steps)
    return handler.request is not None and site.text(first) == site.text(handler.request)


PREDICATES: Mapping[str, Callable[[Site, Node], bool]] = {
    "archive-unlimited": archive_unlimited,
    "piped-unlimited": piped_unlimited,
    "pipeline-unlimited": pipeline_unlimited,
}
