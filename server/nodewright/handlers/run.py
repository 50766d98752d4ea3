"""The command ``nodewright.run``: from a selection to one applied edit, or an honest refusal."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from typing import Any

from lsprotocol import types
from pygls.exceptions import JsonRpcInvalidParams

from nodewright.assistant import Assistant, Order
from nodewright.convert import to_span
from nodewright.document import Snapshot
from nodewright.handlers import deliver, preview, proposal
from nodewright.handlers.asking import asking
from nodewright.handlers.guard import SENTENCE
from nodewright.handlers.language_server import NodewrightLanguageServer
from nodewright.handlers.places import identity
from nodewright.handlers.progress import RunProgress
from nodewright.handlers.suitable import looks_binary, too_large
from nodewright.handlers.work import APART
from nodewright.kept import Asked
from nodewright.messages import ModelUnavailable
from nodewright.prompts import Action

log = logging.getLogger(__name__)

COMMAND = "nodewright.run"
LARGEST = 2**31 - 1
"""LSP's largest line and column."""


@dataclass(frozen=True, slots=True)
class RunRequest:
    """The one argument of the command, as ``codeAction`` or a person wrote it.

    ``rule``: the run is about the finding of this rule at the range; empty for what is selected.
    ``preview``: the prompt is shown and not sent.
    """

    action: str
    uri: str
    version: int | None
    range: types.Range
    prompt: str = ""
    rule: str = ""
    preview: bool = False


def read_request(raw: object) -> RunRequest:
    """The argument of the command, validated.

    Raises ValueError with one sentence that names what is wrong.
    """
    if not isinstance(raw, dict):
        raise ValueError("nodewright.run takes one object {action, uri, version, range, prompt?}")
    version, prompt, rule = raw.get("version"), raw.get("prompt", ""), raw.get("rule", "")
    only_shown = raw.get("preview", False)
    for key in ("action", "uri"):
        if not isinstance(raw.get(key), str):
            raise ValueError(f"nodewright.run: {key!r} is missing or no string")
    if version is not None and (not isinstance(version, int) or isinstance(version, bool)):
        raise ValueError("nodewright.run: 'version' is no whole number")
    if rule is not None and not isinstance(rule, str):
        raise ValueError("nodewright.run: 'rule' is no string")
    if prompt is not None and not isinstance(prompt, str):
        raise ValueError("nodewright.run: 'prompt' is no string")
    if only_shown is not None and not isinstance(only_shown, bool):
        raise ValueError("nodewright.run: 'preview' is neither true nor false")
    return RunRequest(
        raw["action"],
        raw["uri"],
        version,
        _read_range(raw.get("range")),
        prompt or "",
        rule or "",
        bool(only_shown),
    )


def _read_range(raw: object) -> types.Range:
    def place(value: object) -> types.Position:
        numbers = [value.get(k) for k in ("line", "character")] if isinstance(value, dict) else []
        if len(numbers) != 2 or not all(type(n) is int for n in numbers):
            raise ValueError("nodewright.run: 'range' is no LSP range")
        return types.Position(*(min(max(n, 0), LARGEST) for n in numbers if n is not None))

    if not isinstance(raw, dict):
        raise ValueError("nodewright.run: 'range' is missing")
    return types.Range(place(raw.get("start")), place(raw.get("end")))


async def on_run(ls: NodewrightLanguageServer, arguments: Any = None) -> None:
    """Freeze the document, start a task for the run, and return at once.

    A run is a task of its own because pygls cannot cancel an executeCommand; its progress can.
    """
    try:
        request = read_request(ls.protocol._converter.unstructure(arguments))
    except ValueError as error:
        raise JsonRpcInvalidParams(str(error)) from error
    action = ls.session.pack.actions.get(request.action)
    snapshot = ls.snapshot(request.uri)
    if sentence := _why_not(ls, request, action, snapshot):
        ls.tell(sentence, types.MessageType.Warning)
        deliver.announce(ls, request.uri, "refused", [sentence])
        return
    assert action is not None
    assert snapshot is not None
    key = identity(request.uri)
    if older := ls.session.runs.pop(key, None):
        older.cancel()
    task = ls.session.spawn(_run(ls, request, action, snapshot))
    ls.session.runs[key] = task
    task.add_done_callback(lambda done: _finished(ls, request.uri, done))


def _why_not(
    ls: NodewrightLanguageServer,
    request: RunRequest,
    action: Action | None,
    snapshot: Snapshot | None,
) -> str:
    """Why a run cannot start, as one sentence; empty when it can."""
    if action is None:
        return f"nodewright has no action {request.action!r}; its actions: " + ", ".join(
            ls.session.pack.actions
        )
    if snapshot is None:
        if ls.document(request.uri) is not None:
            return "nodewright works on JavaScript and TypeScript only; this document is neither."
        return "nodewright works on open documents; open the file and run the action again."
    if request.version is not None and request.version != snapshot.version:
        return (
            "The document changed after the light bulb opened, so the selection may be wrong; "
            "nothing was changed. Open the light bulb again."
        )
    if looks_binary(snapshot):
        return "This file holds NUL bytes, so it is no source code; nothing was changed."
    if not snapshot.text.strip():
        return "This file is empty; there is nothing to work on."
    if reason := too_large(snapshot):
        return f"{reason}; nothing was changed."
    return ""


def _finished(ls: NodewrightLanguageServer, uri: str, task: asyncio.Task[None]) -> None:
    if ls.session.runs.get(identity(uri)) is task:
        del ls.session.runs[identity(uri)]
    if not task.cancelled() and task.exception() is not None:
        log.error("bug in a run", exc_info=task.exception())
        ls.tell(SENTENCE.format(what="a run"), types.MessageType.Error)
        deliver.announce(ls, uri, "failed", [SENTENCE.format(what="a run")])


async def _run(
    ls: NodewrightLanguageServer, request: RunRequest, action: Action, snapshot: Snapshot
) -> None:
    """One run from its first progress to its last; the progress ends whatever happens."""
    progress = RunProgress(ls, action.title, snapshot.uri)
    current = asyncio.current_task()
    assert current is not None
    ending, given_up = "failed; the log of nodewright has more", False
    try:
        await asyncio.sleep(APART)
        await progress.begin(current.cancel)
        order = make_order(ls, request, action, snapshot)
        ending = await _carry_out(ls, order, progress, request.preview)
    except asyncio.CancelledError:
        given_up = not ls.protocol.shutdown_asked
        ending, sentence = _given_up(progress)
        deliver.announce(ls, snapshot.uri, "cancelled", [sentence])
        raise
    except preview.NotSentError as error:
        ending = "not sent; nothing was changed"
        kind = types.MessageType.Info if error.chosen else types.MessageType.Warning
        ls.tell(str(error), kind)
        status: deliver.Status = "cancelled" if error.chosen else "failed"
        deliver.announce(ls, snapshot.uri, status, [str(error)])
    except ModelUnavailable as error:
        log.warning("model unavailable: %s (%s)", error, error.detail)
        ending = "the model gave no answer; nothing was changed"
        ls.tell(str(error), types.MessageType.Error)
        deliver.announce(ls, snapshot.uri, "failed", [str(error)])
    finally:
        progress.end(ending, untold=given_up)


async def _carry_out(
    ls: NodewrightLanguageServer, order: Order, progress: RunProgress, only_shown: bool
) -> str:
    session = ls.session
    model = session.models.borrow()
    to = model.describe() if model else ""
    complete = asking(ls, model)
    try:
        assistant = Assistant(
            session.books.of(order.facts),
            session.pack,
            session.persona,
            complete,
            to,
            session.answer_form(),
            session.turn,
        )
        if only_shown:
            return await preview.show_only(ls, assistant, order, to)
        outcome = await assistant.run(order, progress.say)
    finally:
        await session.models.give_back(model)
    wanted = await proposal.decided(ls, assistant, order, outcome, progress.say)
    progress.hold()
    progress.say("applying the edit" if wanted.outcome.edit else "writing the report")
    ending = await deliver.settle(ls, assistant, wanted.order, wanted.outcome, wanted.seen)
    if isinstance(complete, Asked):
        # An answer of which a part was left out did not pass.
        passed = not outcome.notes and ending != deliver.REFUSED
        await (complete.keep() if passed else complete.forget())
    return ending


def _given_up(progress: RunProgress) -> tuple[str, str]:
    """The end of a cancelled run: last words of its progress, and the same as a sentence."""
    if progress.cancellable:
        return "cancelled; nothing was changed", "Cancelled; nothing was changed."
    return (
        "stopped while the editor applied the edit",
        "Stopped after the edit was handed to the editor; look at the file before you go on.",
    )


def make_order(
    ls: NodewrightLanguageServer, request: RunRequest, action: Action, snapshot: Snapshot
) -> Order:
    """Everything that the run may know, frozen before its first await of the model."""
    session = ls.session
    facts = session.facts_of(snapshot)
    selection = to_span(snapshot, request.range, session.client.encoding)
    return Order(
        snapshot=snapshot,
        path=session.relative(snapshot, facts),
        selection=selection,
        action=action,
        request=request.prompt.strip(),
        facts=facts,
        place=session.place(facts, ls.texts()),
        rule=request.rule,
        modules=session.modules_of(snapshot, facts),
    )
