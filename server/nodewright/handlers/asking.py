"""How a run reaches its model: past the kept answers, and past a person who looks first."""

from __future__ import annotations

import json

from nodewright.handlers import preview
from nodewright.handlers.language_server import NodewrightLanguageServer
from nodewright.kept import Asked, forgotten
from nodewright.llm import Model
from nodewright.messages import Complete

COMMAND = "nodewright.forget"


def asking(ls: NodewrightLanguageServer, model: Model | None) -> Complete | None:
    """What a run calls; None without a model. What is kept is not sent, and so is not shown."""
    if model is None:
        return None
    session, complete = ls.session, model.complete
    wanted = session.settings.model
    asked: Complete = complete
    if wanted.show_prompt:
        asked = preview.asking_first(ls, complete, model.describe())
    if session.kept is None or not wanted.keep_answers:
        return asked
    return Asked(session.kept, asked, _who(model))


def _who(model: Model) -> str:
    """All that decides how a model answers, besides the question."""
    at = model.endpoint
    return json.dumps(
        [at.address, at.model, at.api, at.reasoning_effort, at.max_output_tokens],
        ensure_ascii=False,
    )


def on_forget(ls: NodewrightLanguageServer) -> None:
    """Let go all answers that are kept, of every workspace."""
    ls.tell(forgotten(ls.session.kept))
