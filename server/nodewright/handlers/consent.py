"""Ask before an edit with risks, in an editor that does not ask by itself.

An editor that knows change annotations shows an edit that needs confirmation before it applies
it. All others would apply it at once.
"""

from __future__ import annotations

import asyncio
import logging

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from nodewright.document import Edit, Failure, Refusal
from nodewright.handlers.language_server import NodewrightLanguageServer
from nodewright.patience import AtMost

log = logging.getLogger(__name__)

PATIENCE = 300.0
"""Seconds for a person to read and to choose."""
APPLY, DISCARD = "Apply", "Discard"
DECLINED = "You chose not to apply it; nothing was changed."
UNANSWERED = "Nobody said whether to apply it, so nothing was changed."
NO_WAY_TO_ASK = (
    "It needs your word, and this editor has no way to ask for it, so nothing was changed: {risks}"
)


async def consent(ls: NodewrightLanguageServer, title: str, edit: Edit) -> Refusal | None:
    """Why an edit must not go to the editor; None where it has no risks, or its user agrees.

    An editor that asks by itself, by change annotations, is not asked twice.
    """
    if not edit.risks or ls.session.client.annotations:
        return None
    risks = " ".join(edit.risks)
    question = types.ShowMessageRequestParams(
        types.MessageType.Warning,
        f"{title}: apply this edit? {risks}",
        [types.MessageActionItem(APPLY), types.MessageActionItem(DISCARD)],
    )
    try:
        async with AtMost(PATIENCE):
            chosen = await ls.window_show_message_request_async(question)
    except asyncio.TimeoutError:
        return _refusal(UNANSWERED)
    except JsonRpcException as error:
        log.warning("the client cannot ask its user (%s)", type(error).__name__)
        return _refusal(NO_WAY_TO_ASK.format(risks=risks))
    return None if chosen is not None and chosen.title == APPLY else _refusal(DECLINED)


def _refusal(sentence: str) -> Refusal:
    return Refusal((Failure("consent", sentence),))
