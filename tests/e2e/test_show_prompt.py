"""The prompt is shown as it is sent, sent only on a yes, and printed without being sent."""

from __future__ import annotations

import asyncio
import os
import re
import sys
from pathlib import Path

import pytest
from e2e.conftest import Start, answer
from e2e.editor import Editor
from e2e.test_main_job import opened
from loopback import LoopbackModel
from lsprotocol import types
from pygls import uris

SHOWN = re.compile(
    r"^## (\w+)\n\nFrom: ([^\n]+)\.\n\n(`{4,})text\n(.*?)\n\3$", re.MULTILINE | re.DOTALL
)
MARK = re.compile(r"(?<=HIDDEN_PASSWORD_1_)\w+")


def texts(page: str) -> list[tuple[str, str]]:
    """(role, text) of every message on a page."""
    return [(found[1], found[4]) for found in SHOWN.finditer(page)]


def asked(editor: Editor, title: str | None) -> list[types.ShowMessageRequestParams]:
    """Let the editor's user choose the action with this title; the questions as they come."""
    editor.choice = title
    return editor.questions


def page_of(editor: Editor, at: int = 0) -> str:
    path = uris.to_fs_path(editor.client.shown_documents[at].uri)
    return Path(path).read_text("utf-8")


def page_at(told: str) -> str:
    path = re.search(r"Read it at (\S+), or", told)
    assert path
    return Path(path[1]).read_text("utf-8")


async def test_what_is_shown_is_what_the_server_receives(
    start: Start, model: LoopbackModel
) -> None:
    editor = await start(model=model, options={"model.showPrompt": True})
    questions = asked(editor, "Send")
    uri, selection = opened(editor)
    model.answer("nonsense", answer("stream-the-upload"))
    await editor.run(uri, "fix-backend", selection)
    await editor.ended()
    assert len(model.asked) == len(questions) == 2
    for index, request in enumerate(model.asked):
        page = page_of(editor, index)
        assert texts(page) == request.messages
        assert "# The prompt for loopback-model at 127.0.0.1" in page
    assert [a.title for a in questions[0].actions or ()] == ["Send", "Cancel"]
    assert len(editor.edits) == 1


@pytest.mark.parametrize("choice", ["Cancel", None])
async def test_nothing_is_sent_without_a_yes(
    start: Start, model: LoopbackModel, choice: str | None
) -> None:
    editor = await start(model=model, options={"model.showPrompt": True})
    asked(editor, choice)
    uri, selection = opened(editor)
    await editor.run(uri, "fix-backend", selection)
    await editor.ended()
    assert model.requests == []
    assert editor.edits == []
    assert "The prompt was not sent; nothing was changed." in editor.told()


async def test_an_editor_that_cannot_ask_sends_nothing_and_says_so(
    start: Start, model: LoopbackModel
) -> None:
    editor = await start("emacs", model, {"model.showPrompt": True})
    editor.client.protocol.fm.features.pop(types.WINDOW_SHOW_MESSAGE_REQUEST, None)
    uri, selection = opened(editor)
    await editor.run(uri, "fix-backend", selection)
    await editor.until(lambda: "has no way to ask" in editor.told())
    assert model.requests == []
    assert texts(page_at(editor.told()))


async def test_the_terminal_prints_the_prompt_of_the_next_run_and_sends_nothing(
    model: LoopbackModel, project: Path
) -> None:
    """The words that stand for secrets end differently in each run; all else is the same."""
    file = project / "src" / "server.js"
    file.write_text(file.read_text("utf-8") + "\nconst dbPassword = 'hunter2-and-more';\n")
    where = ["--base-url", model.base_url, "--model", "loopback-model"]
    page = await fix(file, "--show-prompt", *where)
    assert model.requests == []
    model.always("nonsense")
    await fix(file, *where)
    shown = [(role, MARK.sub("x", text)) for role, text in texts(page)]
    sent = [(role, MARK.sub("x", text)) for role, text in model.asked[0].messages]
    assert shown == sent
    assert "hunter2" not in page
    assert "const dbPassword = 'HIDDEN_PASSWORD_1_x';" in shown[1][1]


async def test_without_a_model_the_prompt_is_printed_all_the_same(project: Path) -> None:
    page = await fix(project / "src" / "server.js", "--show-prompt")
    assert page.startswith("# The prompt for a model, once one is configured\n")
    assert [role for role, _ in texts(page)] == ["system", "user"]


async def fix(file: Path, *words: str) -> str:
    """What ``nodewright fix`` prints."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith("OPENAI_")}
    running = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "nodewright", "fix", str(file), "--action", "harden-security"),
        *words,
        stdout=asyncio.subprocess.PIPE,
        env=clean,
    )
    out, _ = await running.communicate()
    return out.decode()
