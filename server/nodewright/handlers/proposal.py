"""Show a proposal before it is applied, to a client that asked for it, and take its user's choice.

``experimental.nodewright.proposal`` asks. The request ``nodewright/proposal`` carries the whole new
texts and the parts that can be chosen; the answer names a choice. What comes back is never text: a
part is put together here, and goes through the gate as the edit that it is.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import uuid4

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from nodewright.assistant import Assistant, Choice, Order, Outcome, pieces
from nodewright.document import Failure, Refusal
from nodewright.handlers.consent import DECLINED, UNANSWERED
from nodewright.handlers.language_server import NodewrightLanguageServer
from nodewright.handlers.places import uri_of
from nodewright.patience import AtMost

log = logging.getLogger(__name__)

REQUEST = "nodewright/proposal"
PATIENCE = 3600.0
"""Seconds for a person to read a diff and to choose."""
UNREADABLE = "The editor's answer about the proposal could not be read, so nothing was changed."


@dataclass(frozen=True, slots=True)
class Decision:
    """What to deliver. ``seen``: the risks that a person saw and said yes to."""

    order: Order
    outcome: Outcome
    seen: frozenset[str] = frozenset()


async def decided(
    ls: NodewrightLanguageServer,
    assistant: Assistant,
    order: Order,
    outcome: Outcome,
    say: Callable[[str], None],
) -> Decision:
    """The outcome as its user wants it: whole, in part, or refused.

    A client that cannot be asked, or answers that it showed nothing, gets the outcome as it is: it
    is asked about risks in the ways that every editor has.
    """
    now = ls.snapshot(order.snapshot.uri)
    if outcome.edit is None or now is None or not ls.session.client.proposal:
        return Decision(order, outcome)
    outcome = await assistant.fit_aside(order, outcome, now)
    order = replace(order, snapshot=now)
    reasons: list[str] = []
    number = uuid4().hex
    while outcome.edit is not None:
        say("waiting for your word on the proposal")
        told = {"id": number, "reasons": reasons, **_shown(ls, assistant, order, outcome)}
        try:
            answer = await _asked(ls, told)
        except JsonRpcException as error:
            log.warning("the client did not show the proposal (%s)", type(error).__name__)
            return Decision(order, outcome)
        except asyncio.TimeoutError:
            return Decision(order, _declined(outcome, UNANSWERED))
        choice = answer.get("choice") if isinstance(answer, Mapping) else None
        if choice == "unseen":
            return Decision(order, outcome)
        if choice == "apply":
            return Decision(order, outcome, frozenset(outcome.edit.risks))
        if choice != "part":
            return Decision(order, _declined(outcome, DECLINED if choice else UNREADABLE))
        say("checking what you chose")
        part = await assistant.part(order, outcome, _picked(answer))
        if part.edit is not None:
            return Decision(order, part, frozenset(outcome.edit.risks))
        assert part.refusal is not None
        reasons = list(part.refusal.reasons)
    return Decision(order, outcome)


def _declined(outcome: Outcome, sentence: str) -> Outcome:
    return outcome.refused(Refusal((Failure("consent", sentence),)))


def _picked(answer: Mapping[str, Any]) -> Choice:
    """What of the proposal is named in an answer; anything else in it is passed over."""
    places, files = answer.get("pieces"), answer.get("files")
    return Choice(
        frozenset(at for at in places if type(at) is int) if isinstance(places, list) else (),
        frozenset(path for path in files if isinstance(path, str))
        if isinstance(files, list)
        else (),
    )


async def _asked(ls: NodewrightLanguageServer, params: dict[str, Any]) -> Any:
    """The client's answer. A run that is cancelled meanwhile takes its question back."""
    number = str(uuid4())
    try:
        async with AtMost(PATIENCE):
            return await ls.protocol.send_request_async(REQUEST, params, number)
    except (asyncio.CancelledError, asyncio.TimeoutError):
        ls.protocol.notify(types.CANCEL_REQUEST, types.CancelParams(number))
        raise


def _shown(
    ls: NodewrightLanguageServer, assistant: Assistant, order: Order, outcome: Outcome
) -> dict[str, Any]:
    """The proposal for a person. Lines count from 0, half open."""
    edit, root = outcome.edit, order.facts.root
    assert edit is not None
    named: list[tuple[str, str | None, str]]
    named = [(new.path, None, new.text) for new in edit.new_files]
    named += [(file.path, file.before, file.after) for file in edit.extended]
    return {
        "uri": order.snapshot.uri,
        "title": order.action.title,
        "by": outcome.by,
        "receipt": list(edit.receipt),
        "risks": list(edit.risks),
        "notes": list(outcome.notes),
        "before": order.snapshot.text,
        "text": outcome.proposed,
        "pieces": [
            {"old": [hunk.old_start, hunk.old_end], "new": [hunk.new_start, hunk.new_end]}
            for hunk in pieces(order, outcome, assistant.persona.header)
        ],
        "files": [
            {"path": path, "uri": _uri(root, path), "before": before, "text": text}
            for path, before, text in named
        ],
    }


def _uri(root: Path | None, path: str) -> str:
    return uri_of(root / path) if root else ""
