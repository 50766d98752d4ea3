"""The question whether to send a prompt, to an editor that never answers."""

from __future__ import annotations

import asyncio
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from nodewright.convert import ClientFeatures
from nodewright.handlers import preview
from nodewright.handlers.language_server import NodewrightLanguageServer
from nodewright.handlers.reports import Reports


async def test_a_question_that_nobody_answers_sends_nothing_and_ends(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The run ends with a sentence instead of waiting for ever."""
    monkeypatch.setattr(preview, "PATIENCE", 0.01)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    sent: list[Any] = []

    async def never(question: Any) -> Any:
        return await asyncio.get_running_loop().create_future()

    async def complete(messages: Any, on_tokens: Any) -> Any:
        sent.append(messages)

    session = SimpleNamespace(reports=Reports(), client=ClientFeatures())
    server = SimpleNamespace(session=session, window_show_message_request_async=never)
    ls = cast("NodewrightLanguageServer", server)
    with pytest.raises(preview.NotSentError, match="Nobody said") as raised:
        await preview.asking_first(ls, complete, "a model")([], lambda tokens: None)
    assert not raised.value.chosen
    assert sent == []
    session.reports.remove()
