"""What the light bulb offers on a finding beside its fixes: its like, the model, a comment."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from lsprotocol import types

from nodewright.answer import text_changes
from nodewright.convert import Placement, to_range, to_workspace_edit
from nodewright.document import Edit, Finding, Fix, Snapshot, decode
from nodewright.handlers.diagnostics import as_diagnostic
from nodewright.handlers.language_server import NodewrightLanguageServer
from nodewright.handlers.run import COMMAND
from nodewright.handlers.session import Session
from nodewright.rules import fix_all

NEEDS_MODEL = "Needs a model: set OPENAI_API_KEY, or nodewright.model.baseUrl for a local one."


async def offers_on_findings(
    ls: NodewrightLanguageServer, snapshot: Snapshot, is_meant: Callable[[Finding], bool]
) -> list[types.CodeAction]:
    """All offers on the findings that are meant, those that repair before the comment."""
    found = await ls.session.analyse(snapshot)
    here = [finding for finding in found if is_meant(finding)]
    offers: list[types.CodeAction] = []
    for rule in dict.fromkeys(finding.rule for finding in here):
        if sum(finding.rule == rule for finding in found) > 1:
            offers += await _fix_all_of(ls, snapshot, rule)
    book = ls.session.book_of(snapshot)
    on_code = [f for f in here if book.rules[f.rule].family != "suppression"]
    for finding in on_code:
        offers += _hand_over(ls, snapshot, finding)
    seen: set[tuple[str, int]] = set()
    for finding in on_code:
        fix = await ls.session.analyses.suppression(snapshot, finding)
        if fix is not None and (finding.rule, fix.changes[0].span.start) not in seen:
            seen.add((finding.rule, fix.changes[0].span.start))
            offers.append(_edit_action(ls, snapshot, finding, fix))
    return offers


async def _fix_all_of(
    ls: NodewrightLanguageServer, snapshot: Snapshot, rule: str
) -> list[types.CodeAction]:
    """Every safe repair of one rule in the file as one edit, where there is more than one."""
    session = ls.session
    facts = session.facts_of(snapshot)
    book, path = session.books.of(facts), session.relative(snapshot, facts)
    after, fixed, _ = await session.repair(
        lambda: fix_all(book, snapshot.source, snapshot.language, facts, path, rule)
    )
    if len(fixed) < 2:
        return []
    changes = text_changes(snapshot.text, decode(after))
    title = f"Fix all {len(fixed)} of {rule} in this file"
    return [
        types.CodeAction(
            title=title,
            kind=types.CodeActionKind.QuickFix,
            edit=edit_of(ls, snapshot, Fix(title, True, changes)),
        )
    ]


def _hand_over(
    ls: NodewrightLanguageServer, snapshot: Snapshot, finding: Finding
) -> Iterator[types.CodeAction]:
    """The model's turn, with this finding alone; shown as disabled where there is no model."""
    session = ls.session
    action = next((a for a in session.pack.actions.values() if a.offline == "fixes"), None)
    shown = session.model is not None or session.client.action_disabled
    if action is None or not shown:
        return
    title = f"Fix with {session.persona.short_name}: {finding.rule}"
    argument = {
        "action": action.id,
        "uri": snapshot.uri,
        "version": snapshot.version,
        "range": to_range(snapshot, finding.span, session.client.encoding),
        "rule": finding.rule,
    }
    offered = types.CodeAction(
        title=title,
        kind=types.CodeActionKind.QuickFix,
        diagnostics=[diagnostic_of(ls, snapshot, finding)],
        command=types.Command(title=title, command=COMMAND, arguments=[argument]),
    )
    yield by_model(session, offered, needed=True)


def by_model(session: Session, offered: types.CodeAction, *, needed: bool) -> types.CodeAction:
    """``offered``, marked as the model's work, or as not possible where one is ``needed``."""
    if session.model is not None and session.client.action_tags:
        offered.tags = [types.CodeActionTag.LlmGenerated]
    if session.model is None and needed and session.client.action_disabled:
        offered.disabled = types.CodeActionDisabled(NEEDS_MODEL)
    return offered


def _edit_action(
    ls: NodewrightLanguageServer, snapshot: Snapshot, finding: Finding, fix: Fix
) -> types.CodeAction:
    return types.CodeAction(
        title=fix.title,
        kind=types.CodeActionKind.QuickFix,
        diagnostics=[diagnostic_of(ls, snapshot, finding)],
        edit=edit_of(ls, snapshot, fix),
    )


def diagnostic_of(
    ls: NodewrightLanguageServer, snapshot: Snapshot, finding: Finding
) -> types.Diagnostic:
    """The finding as the client was told of it."""
    return as_diagnostic(ls, snapshot, finding, ls.session.book_of(snapshot))


def edit_of(ls: NodewrightLanguageServer, snapshot: Snapshot, fix: Fix) -> types.WorkspaceEdit:
    """The changes of a fix as this client takes them."""
    return to_workspace_edit(Edit(fix.changes), Placement(snapshot), ls.session.client)
