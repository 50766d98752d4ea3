"""Bring an outcome to the editor: one verified edit on the text as it is now, and the report."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Literal

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from nodewright.assistant import Assistant, Order, Outcome, write_report
from nodewright.convert import Placement, to_workspace_edit
from nodewright.document import Edit, Failure, Refusal, Snapshot
from nodewright.handlers.consent import DECLINED, consent
from nodewright.handlers.language_server import NodewrightLanguageServer
from nodewright.handlers.places import uri_of
from nodewright.javascript.parsing import language_of

log = logging.getLogger(__name__)

Status = Literal["applied", "reported", "refused", "failed", "cancelled"]
Page = Literal["report", "prompt"]

APPLY_PATIENCE = 120.0
"""Seconds for the client to answer ``applyEdit``: some ask their user first."""
SHOW_PATIENCE = 5.0
"""Seconds for the client to show the report."""
ASIDE = 3
"""How often an edit is fitted aside to a text that goes on changing."""
CATCH_UP = 10.0
"""Seconds for the changed text to arrive after ``applied: true``: VS Code sends it later, and Emacs
when its user pauses."""
LATE_CHANGE = 1.0
"""Seconds for a change to arrive that was made before an edit was turned down: VS Code's client
gathers keystrokes for a quarter of a second."""
OUTCOME = "nodewright/outcome"
MAX_REASON = 300
"""Characters of the client's own reason that are repeated to the user."""
CLOSED = "The document was closed meanwhile; nothing was changed."
MOVED_ROOT = (
    "The folders of the workspace changed meanwhile, so new files have no certain place; "
    "nothing was changed."
)
UNCHECKED = (
    "The text changed while the edit was on its way, and this editor does not check for which "
    "version an edit was made: look at it, and undo it where it stands in the wrong place."
)
REFUSED = "refused; nothing was changed"
NO_ANSWER = "The editor did not answer the edit; look at the file before you go on."


async def settle(
    ls: NodewrightLanguageServer,
    assistant: Assistant,
    order: Order,
    outcome: Outcome,
    seen: frozenset[str] = frozenset(),
) -> str:
    """Apply what was proposed, or say why not; returns the last words of the progress.

    ``seen`` are risks that a person has said yes to: nobody is asked about them again.
    """
    status: Status = "reported"
    if outcome.edit is not None:
        outcome, refusal = await _apply(ls, assistant, order, outcome, seen)
        status = "refused" if refusal else "applied"
        if refusal:
            outcome = outcome.refused(refusal)
    elif outcome.refusal is not None:
        status = "refused"
    report = write_report(order, outcome, status)
    await _show(ls, order, outcome, status, report)
    announce(ls, order.snapshot.uri, status, _reasons(outcome), report)
    return _ending(status, outcome)


def _reasons(outcome: Outcome) -> list[str]:
    return list(outcome.refusal.reasons) if outcome.refusal else []


def _ending(status: Status, outcome: Outcome) -> str:
    if status == "refused":
        return REFUSED
    if status == "applied" and outcome.edit:
        return " · ".join(("applied", *outcome.edit.receipt[:1]))
    return "done"


async def _apply(
    ls: NodewrightLanguageServer,
    assistant: Assistant,
    order: Order,
    outcome: Outcome,
    seen: frozenset[str] = frozenset(),
) -> tuple[Outcome, Refusal | None]:
    """Hand the edit over for the text as it is; once more where the user typed on the way.

    An edit with risks is not shown twice: whoever said no to it has said no.
    """
    asked = outcome.edit and _unseen(outcome.edit, seen)
    if asked is not None and (no := await consent(ls, order.action.title, asked)):
        return outcome, no
    fitted, now, refusal = await _try(ls, assistant, order, outcome, seen)
    turned_down = refusal is not None and refusal.failures[0].check == "client"
    edit = fitted.edit and _unseen(fitted.edit, seen)
    if turned_down and now is not None and edit is not None and not edit.risks:
        later = await _typed_before(ls, now)
        if later is not None and later.version != now.version and later.text != now.text:
            fitted, now, refusal = await _try(ls, assistant, order, outcome, seen)
    return fitted, refusal


async def _typed_before(ls: NodewrightLanguageServer, now: Snapshot) -> Snapshot | None:
    """The text that an editor turned an edit down for; it may tell of it after it said no."""
    waiting = ls.session.wait_for_change(now.uri)
    try:
        await _moves(ls, waiting, now, LATE_CHANGE)
    finally:
        ls.session.stop_waiting(now.uri, waiting)
    return ls.snapshot(now.uri)


def _unseen(edit: Edit, seen: frozenset[str]) -> Edit:
    """The edit with the risks alone that nobody was shown."""
    return replace(edit, risks=tuple(risk for risk in edit.risks if risk not in seen))


async def _try(
    ls: NodewrightLanguageServer,
    assistant: Assistant,
    order: Order,
    outcome: Outcome,
    seen: frozenset[str],
) -> tuple[Outcome, Snapshot | None, Refusal | None]:
    """One attempt on the text of this moment, which comes back, too; no await lies in between."""
    uri = order.snapshot.uri
    outcome, now = await _fitted(ls, assistant, order, outcome)
    if now is None:
        return outcome, None, _refusal("stale", CLOSED)
    edit = outcome.edit
    if edit is None:
        return outcome, now, outcome.refusal
    if (edit.new_files or edit.extended) and ls.session.facts_of(now).root != order.facts.root:
        return outcome, now, _refusal("stale", MOVED_ROOT)
    waiting = ls.session.wait_for_change(uri)
    try:
        shown = replace(outcome, edit=_unseen(edit, seen))
        refusal = await _hand_over(ls, order, shown, now)
        if refusal is None and edit.changes:
            refusal = await _confirm(ls, waiting, now)
    finally:
        ls.session.stop_waiting(uri, waiting)
    later = ls.snapshot(uri)
    unchecked = edit.changes and refusal is None and not ls.session.client.document_changes
    if unchecked and later is not None and later.text != outcome.proposed:
        outcome = replace(outcome, notes=(*outcome.notes, UNCHECKED))
        ls.tell(f"{order.action.title}: {UNCHECKED}", types.MessageType.Warning)
    return outcome, now, refusal


async def _fitted(
    ls: NodewrightLanguageServer, assistant: Assistant, order: Order, outcome: Outcome
) -> tuple[Outcome, Snapshot | None]:
    """The outcome for the text of this moment, and that text: no await lies in between.

    On a text that moved on the gate judges once more, which takes seconds in a large file: that is
    done aside, so that the editor is served meanwhile. Who types at each end of it waits for it.
    """
    uri = order.snapshot.uri
    for _ in range(ASIDE):
        now = ls.snapshot(uri)
        if now is None or now.text == order.snapshot.text:
            break
        fitted = await assistant.fit_aside(_as_of_now(ls, order), outcome, now)
        if ls.snapshot(uri) == now:
            return fitted, now
    now = ls.snapshot(uri)
    return (assistant.fit(_as_of_now(ls, order), outcome, now) if now else outcome), now


def _as_of_now(ls: NodewrightLanguageServer, order: Order) -> Order:
    """The order, asking about the disk and the open documents of this moment."""
    return replace(order, place=ls.session.place(order.facts, ls.texts()))


def _refusal(check: str, sentence: str) -> Refusal:
    return Refusal((Failure(check, sentence),))


async def _hand_over(
    ls: NodewrightLanguageServer, order: Order, outcome: Outcome, now: Snapshot
) -> Refusal | None:
    root, edit = order.facts.root, outcome.edit
    assert edit is not None
    placed = {n.path: uri_of(root / n.path) for n in edit.new_files} if root else {}
    title = order.action.title
    params = types.ApplyWorkspaceEditParams(
        to_workspace_edit(
            edit, Placement(now, placed, _others(ls, root, edit)), ls.session.client, title
        ),
        label=title,
    )
    try:
        result = await asyncio.wait_for(ls.workspace_apply_edit_async(params), APPLY_PATIENCE)
    except asyncio.TimeoutError:
        done = edit.changes and _reads(ls, now, outcome.proposed)
        return None if done else _refusal("unanswered", NO_ANSWER)
    except JsonRpcException as error:
        return _not_applied(error.message)
    if result is not None and result.applied:
        return None
    if edit.changes and _reads(ls, now, outcome.proposed):
        return None
    return _not_applied(result.failure_reason if result else None)


def _others(ls: NodewrightLanguageServer, root: Path | None, edit: Edit) -> dict[str, Snapshot]:
    """The files that an edit adds to, under the client's own URI and version where it is open."""
    found: dict[str, Snapshot] = {}
    for file in edit.extended:
        assert root is not None, "without a root nothing is read, so nothing is added to"
        uri = uri_of(root / file.path)
        opened = ls.document(uri)
        version = opened.version if opened is not None else None
        language = language_of(file.path) or "javascript"
        found[file.path] = Snapshot(opened.uri if opened else uri, version, file.before, language)
    return found


def _not_applied(why: str | None) -> Refusal:
    told = " ".join((why or "it gave no reason").split())[:MAX_REASON]
    return _refusal("client", f"The editor did not apply the edit ({told}); nothing was changed.")


def _reads(ls: NodewrightLanguageServer, before: Snapshot, text: str) -> bool:
    now = ls.snapshot(before.uri)
    return now is not None and now.text == text


def _moved_on(ls: NodewrightLanguageServer, before: Snapshot) -> bool:
    now = ls.snapshot(before.uri)
    return now is None or now.text != before.text


async def _confirm(
    ls: NodewrightLanguageServer, waiting: asyncio.Event, before: Snapshot
) -> Refusal | None:
    """``applied: true`` is no proof: the text has to move."""
    if await _moves(ls, waiting, before, CATCH_UP):
        return None
    return _refusal(
        "client", "The editor says that it applied the edit, but the text is as before."
    )


async def _moves(
    ls: NodewrightLanguageServer, waiting: asyncio.Event, before: Snapshot, seconds: float
) -> bool:
    """True when the text is another one than ``before``; each change may take ``seconds``."""
    try:
        while not _moved_on(ls, before):
            waiting.clear()
            await asyncio.wait_for(waiting.wait(), seconds)
    except asyncio.TimeoutError:
        return False
    return True


async def _show(
    ls: NodewrightLanguageServer, order: Order, outcome: Outcome, status: Status, report: str
) -> None:
    """Open the report beside the code; a client that cannot is told where it lies.

    A client that takes the outcome has the report with it, and shows it in its own way.
    """
    said_no = ls.session.client.proposal and _by_choice(outcome)
    if outcome.refusal is not None and not said_no:
        first = outcome.refusal.reasons[0]
        ls.tell(f"{order.action.title}: nothing was changed. {first}", types.MessageType.Warning)
    if ls.session.client.outcome:
        return
    try:
        path = ls.session.reports.keep(report)
    except OSError as error:
        why = error.strerror or type(error).__name__
        ls.tell(f"{order.action.title}: {status}. Its report could not be written: {why}.")
        return
    if not await opened(ls, path):
        ls.tell(f"{order.action.title}: {status}. Report: {path}")


def _by_choice(outcome: Outcome) -> bool:
    """True where a person said no: there is nothing to tell them."""
    return outcome.refusal is not None and outcome.refusal.reasons[0] == DECLINED


async def opened(ls: NodewrightLanguageServer, path: Path) -> bool:
    """True when the client shows the file."""
    if not ls.session.client.show_document:
        return False
    shown = types.ShowDocumentParams(uri=uri_of(path), external=False, take_focus=False)
    try:
        result = await asyncio.wait_for(ls.window_show_document_async(shown), SHOW_PATIENCE)
    except Exception as error:
        log.warning("the client did not show the report: %s", type(error).__name__)
        return False
    return result is not None and result.success


def announce(
    ls: NodewrightLanguageServer,
    uri: str,
    status: Status,
    reasons: Sequence[str],
    report: str = "",
    page: Page = "report",
) -> None:
    """Tell the end of a run to a client that asked for it (``experimental.nodewright.outcome``).

    ``page`` says what ``report`` holds.
    """
    if ls.session.client.outcome:
        told = {"uri": uri, "status": status, "reasons": list(reasons), "report": report}
        ls.protocol.notify(OUTCOME, {**told, "page": page})
