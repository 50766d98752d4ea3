"""Findings as diagnostics: pushed after a pause in typing, or pulled by clients that pull."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from functools import cache
from hashlib import blake2b

from lsprotocol import types

from nodewright.about import repository
from nodewright.convert import SOURCE, to_diagnostic
from nodewright.document import Finding, Snapshot
from nodewright.handlers.language_server import NodewrightLanguageServer
from nodewright.handlers.places import identity, path_of
from nodewright.handlers.suitable import looks_binary, too_large
from nodewright.rules import Rule, RuleBook

log = logging.getLogger(__name__)


def pulled(ls: NodewrightLanguageServer) -> bool:
    """True for a client that asks for diagnostics, and can be told when to ask again.

    One that pulls and cannot be told (Neovim 0.11) would go on showing what held before its
    settings or another file changed: it is pushed to, as all others are.
    """
    return ls.session.client.pull_diagnostics and ls.session.client.refresh_diagnostics


def offer(ls: NodewrightLanguageServer) -> None:
    """Take the offer to be pulled back where that would show everything twice."""
    if ls.session.client.pull_diagnostics and not pulled(ls):
        for method in (types.TEXT_DOCUMENT_DIAGNOSTIC, types.WORKSPACE_DIAGNOSTIC):
            ls.protocol.fm.features.pop(method, None)


def schedule(ls: NodewrightLanguageServer, uri: str, delay: float) -> None:
    """Analyse and publish ``delay`` seconds from now; a newer call replaces an older one.

    Clients that pull ask for themselves; nothing is pushed to them, or they would show it twice.
    """
    session = ls.session
    if older := session.pending.pop(identity(uri), None):
        older.cancel()
    if pulled(ls):
        return
    task = session.spawn(_publish(ls, uri, delay))
    session.pending[identity(uri)] = task
    task.add_done_callback(lambda done: _finished(ls, uri, done))


def schedule_dependents(ls: NodewrightLanguageServer, uri: str, delay: float) -> None:
    """Look again at the open documents that hand values to this one."""
    path = path_of(uri)
    for key in ls.session.analyses.dependents(path) if path is not None else ():
        document = ls.document(key)
        if document is not None and key != identity(uri):
            schedule(ls, document.uri, delay)


def _finished(ls: NodewrightLanguageServer, uri: str, task: asyncio.Task[None]) -> None:
    if ls.session.pending.get(identity(uri)) is task:
        del ls.session.pending[identity(uri)]
    if not task.cancelled() and (error := task.exception()):
        log.error("analysis failed", exc_info=error)


async def _publish(ls: NodewrightLanguageServer, uri: str, delay: float) -> None:
    if delay:
        await asyncio.sleep(delay)
    snapshot = ls.snapshot(uri)
    if snapshot is None:
        return
    known = _refused(ls, snapshot)
    findings = await ls.session.analyse(snapshot) if known is None else ()
    now = ls.snapshot(uri)
    if now is None or (now.version, now.text) != (snapshot.version, snapshot.text):
        return
    version = snapshot.version if ls.session.client.diagnostic_version else None
    if known is not None:
        ls.text_document_publish_diagnostics(
            types.PublishDiagnosticsParams(snapshot.uri, known, version)
        )
        return
    book, write = ls.session.book_of(snapshot), ls.protocol.written
    items = ls.session.published.array(
        snapshot,
        findings,
        book,
        ls.session.client.encoding,
        lambda finding: write(as_diagnostic(ls, snapshot, finding, book)),
    )
    numbered = "" if version is None else f', "version": {version}'
    params = f'{{"uri": {write(snapshot.uri)}, "diagnostics": {items}{numbered}}}'
    ls.protocol.notify_written(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS, params)


async def diagnostics_of(
    ls: NodewrightLanguageServer, snapshot: Snapshot
) -> list[types.Diagnostic]:
    """What an open document shows."""
    known = _refused(ls, snapshot)
    if known is not None:
        return known
    findings = await ls.session.analyse(snapshot)
    book = ls.session.book_of(snapshot)
    return [as_diagnostic(ls, snapshot, finding, book) for finding in findings]


def _refused(ls: NodewrightLanguageServer, snapshot: Snapshot) -> list[types.Diagnostic] | None:
    """What is shown of a document that no rule looks at; None where the rules do."""
    if not ls.session.settings.diagnostics.enabled:
        return []
    if looks_binary(snapshot):
        return [_whole_file("nodewright does not analyse binary files")]
    if reason := too_large(snapshot):
        return [_whole_file(reason)]
    return None


def as_diagnostic(
    ls: NodewrightLanguageServer, snapshot: Snapshot, finding: Finding, book: RuleBook
) -> types.Diagnostic:
    """A finding as this client shows it."""
    rule = book.rules.get(finding.rule)
    href = page_of(ls, rule) if rule is not None else None
    return to_diagnostic(snapshot, finding, href, ls.session.client)


def page_of(ls: NodewrightLanguageServer, rule: Rule) -> str | None:
    """Where to read on about a rule: its own page where there is one, else its first link."""
    if rule.id in ls.session.books.base.rules and (home := _home()):
        return f"{home}/blob/main/docs/rules/{rule.family}.md#{rule.id}"
    return rule.links[0] if rule.links else None


@cache
def _home() -> str:
    """The repository of nodewright; looked up once, for that reads a file."""
    return repository()


def result_id(items: Sequence[types.Diagnostic]) -> str:
    """The same for the same diagnostics, so that a client need not be told twice."""
    said = repr([(i.range, i.code, i.severity, i.message, i.related_information) for i in items])
    return blake2b(said.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()


def _whole_file(reason: str) -> types.Diagnostic:
    start = types.Position(0, 0)
    return types.Diagnostic(
        range=types.Range(start, start),
        message=reason,
        severity=types.DiagnosticSeverity.Information,
        source=SOURCE,
    )


def clear(ls: NodewrightLanguageServer, uri: str) -> None:
    """A closed document publishes none."""
    if not pulled(ls):
        ls.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, []))


def refresh_all(ls: NodewrightLanguageServer) -> None:
    """Settings changed: what every open document shows may be out of date."""
    ls.session.moved()
    if pulled(ls):
        ls.workspace_diagnostic_refresh(None)
        return
    for document in list(ls.workspace.text_documents.values()):
        schedule(ls, document.uri, delay=0)


async def on_document_diagnostic(
    ls: NodewrightLanguageServer, params: types.DocumentDiagnosticParams
) -> types.DocumentDiagnosticReport:
    """Answer a pull for the document as it is now."""
    snapshot = ls.snapshot(params.text_document.uri)
    items = await diagnostics_of(ls, snapshot) if snapshot else []
    result = result_id(items)
    if params.previous_result_id == result:
        return types.RelatedUnchangedDocumentDiagnosticReport(result)
    return types.RelatedFullDocumentDiagnosticReport(items=items, result_id=result)
