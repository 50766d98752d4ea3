"""Show the prompt: before it is sent, for a yes or no, or in place of sending it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from pathlib import Path

from lsprotocol import types

from nodewright.assistant import Assistant, Order, Outcome, prompt_page
from nodewright.document import Refusal
from nodewright.handlers import deliver
from nodewright.handlers.language_server import NodewrightLanguageServer
from nodewright.messages import Complete, Completion, Message, ModelUnavailable
from nodewright.patience import AtMost

log = logging.getLogger(__name__)

SEND, CANCEL = "Send", "Cancel"
KEPT_BACK = "The prompt was not sent; nothing was changed."
NO_WAY_TO_ASK = (
    "nodewright.model.showPrompt is on, but your editor has no way to ask whether to send the "
    "prompt, so nothing was sent. Read it at {path}, or with `nodewright fix --show-prompt`; set "
    "nodewright.model.showPrompt to false to send without being asked."
)
PATIENCE = 300.0
"""Seconds for a person to read the prompt and to choose."""
UNANSWERED = "Nobody said whether to send the prompt, so it was not sent; nothing was changed."
NO_MODEL = "a model, once one is configured"


class NotSentError(ModelUnavailable):
    """The prompt stayed here. ``chosen``: the user said so, and nobody failed."""

    def __init__(self, sentence: str, *, chosen: bool) -> None:
        super().__init__(sentence, "not sent")
        self.chosen = chosen


def asking_first(ls: NodewrightLanguageServer, complete: Complete, to: str) -> Complete:
    """``complete``, which shows every prompt and sends it only when the user says so."""

    async def ask(messages: Sequence[Message], on_tokens: Callable[[int], None]) -> Completion:
        await _confirmed(ls, messages, to)
        return await complete(messages, on_tokens)

    return ask


async def _confirmed(ls: NodewrightLanguageServer, messages: Sequence[Message], to: str) -> None:
    """Returns when the user wants to send the prompt. Raises NotSentError in all other cases."""
    path = _kept(ls, prompt_page(messages, to))
    where = "" if await deliver.opened(ls, path) else f" It lies at {path}."
    size = sum(len(message.content.text) for message in messages)
    question = types.ShowMessageRequestParams(
        types.MessageType.Info,
        f"Send this prompt of {size:,} characters to {to}?{where}",
        [types.MessageActionItem(SEND), types.MessageActionItem(CANCEL)],
    )
    try:
        async with AtMost(PATIENCE):
            chosen = await ls.window_show_message_request_async(question)
    except asyncio.TimeoutError:
        raise NotSentError(UNANSWERED, chosen=False) from None
    except Exception as error:
        log.warning("the client cannot ask its user (%s)", type(error).__name__)
        raise NotSentError(NO_WAY_TO_ASK.format(path=path), chosen=False) from None
    if chosen is None or chosen.title != SEND:
        raise NotSentError(KEPT_BACK, chosen=True)


def _kept(ls: NodewrightLanguageServer, page: str) -> Path:
    try:
        return ls.session.reports.keep(page, "prompt")
    except OSError as error:
        why = error.strerror or type(error).__name__
        sentence = f"The prompt could not be written to be shown ({why}), so it was not sent."
        raise NotSentError(sentence, chosen=False) from None


async def show_only(
    ls: NodewrightLanguageServer, assistant: Assistant, order: Order, to: str
) -> str:
    """Show the prompt and send nothing; returns the last words of the progress."""
    found = await assistant.prompt(order)
    if isinstance(found, Refusal):
        refused = Outcome(by=to or NO_MODEL, refusal=found)
        return await deliver.settle(ls, assistant, order, refused)
    page = prompt_page(found, to or NO_MODEL)
    if not ls.session.client.outcome:
        path = _kept(ls, page)
        if not await deliver.opened(ls, path):
            ls.tell(f"The prompt lies at {path}; nothing was sent.")
    deliver.announce(ls, order.snapshot.uri, "reported", [], page, "prompt")
    return "shown; nothing was sent"
