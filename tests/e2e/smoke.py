"""The whole road with a real model: SmolLM2-135M behind llama.cpp's own server, in this suite.

``make smoke`` runs it; it fetches the model (93 MB) on the first run. So small a model writes
nonsense, so nothing here is about what it says: a grammar gives its answers a form where a test
needs one, and all the rest (tokens, streaming, caching, limits, hanging up) is the real thing.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from typing import Any

import pytest
from e2e.conftest import Start
from e2e.editor import Editor
from e2e.test_main_job import HEADER
from local_model import LocalModel, fetched
from lsprotocol import types

KEY = "LOCAL_MODEL_KEY"
PATIENCE = 240.0
"""Seconds for what takes a few on an idle machine."""
SELECTED = "app.get('/health', (req, res) => {\n  res.json({ status: 'ok' });\n});"
REWRITTEN = """\
app.get('/health', (req, res) => {
  res.status(200).json({ status: 'ok' });
});
"""
BROKEN = "app.get('/health', (req, res) => {\n  res.json(;\n});\n"

PROMPTS = Path(__file__).parents[1] / "core" / "__snapshots__" / "test_prompts_render"

Serve = Callable[..., LocalModel]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Start the model in some way; one at a time."""
    with ExitStack() as running:

        def begin(**how: Any) -> LocalModel:
            running.close()
            model: AbstractContextManager[LocalModel] = LocalModel(fetched("smollm2"), **how)
            return running.enter_context(model)

        yield begin


def always(code: str) -> str:
    """A grammar that leaves one answer: ``code`` as the one block of it."""
    literal = f"```js\n{code}```".replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'root ::= "{literal}"'


async def opened(start: Start, model: LocalModel, **options: Any) -> tuple[Editor, str]:
    """An editor that is set up for the model, with the example open."""
    settings = {
        "model.baseUrl": model.base_url,
        "model.name": model.name,
        "model.apiKeyEnv": KEY,
        "model.maxOutputTokens": 400,
        "model.allowRemote": False,
        **options,
    }
    editor = await start(options=settings, environ={KEY: model.key})
    editor.patience = PATIENCE
    return editor, editor.open("src/server.js")


def selected(editor: Editor, uri: str) -> types.Range:
    """The handler that the tests let the model rewrite."""
    return editor.span(uri, SELECTED)


def counts(editor: Editor) -> list[int]:
    """The tokens that the progress told, in order."""
    told = [m.partition(" tokens so far")[0] for m in editor.progress() if "tokens so far" in m]
    return [int(m.rpartition(": ")[2].replace(",", "")) for m in told]


async def until(holds: Callable[[], bool]) -> None:
    """Wait until the model's server tells that something is so."""

    def wait() -> None:
        limit = time.monotonic() + PATIENCE
        while not holds():
            assert time.monotonic() < limit
            time.sleep(0.05)

    await asyncio.to_thread(wait)


def syntax_error(code: str) -> str:
    """What Node says against ``code``; empty where it parses."""
    command = ["node", "--check", "-"]
    return subprocess.run(command, input=code, capture_output=True, text=True).stderr


async def cancelled(editor: Editor, model: LocalModel) -> None:
    """Cancel the run; the server stops its work, and nothing has changed."""
    (token,) = editor.client.progress_reports
    editor.client.window_work_done_progress_cancel(types.WorkDoneProgressCancelParams(token))
    await editor.ended()
    await until(lambda: not model.busy())
    assert editor.ends()[0].message == "cancelled; nothing was changed"
    assert editor.edits == []


async def test_what_the_model_says_by_itself_is_an_edit_that_parses_or_nothing(
    start: Start, serve: Serve
) -> None:
    """Left to itself, the model's tokens are counted live, and the file is never broken."""
    editor, uri = await opened(start, serve(), **{"model.maxOutputTokens": 100})
    before = editor.buffers[uri].text
    await editor.run(uri, "fix-backend", selected(editor, uri), "tell the version, too")
    await editor.ended()
    assert counts(editor)[0] < max(counts(editor))
    after = editor.buffers[uri].text
    if editor.edits:
        assert after.startswith(HEADER)
        assert syntax_error(after) == ""
    else:
        assert after == before
        assert "## Why nothing was changed" in editor.report() or editor.told()


@pytest.mark.parametrize("api", ["chat", "responses"])
async def test_an_answer_in_good_form_becomes_one_edit(
    start: Start, serve: Serve, api: str
) -> None:
    """Over either protocol, token by token, the answer arrives whole and is applied once."""
    model = serve(grammar=always(REWRITTEN))
    editor, uri = await opened(start, model, **{"model.api": api})
    await editor.run(uri, "modernize", selected(editor, uri))
    await editor.ended()
    assert len(editor.edits) == 1
    assert editor.buffers[uri].text.startswith(HEADER)
    assert REWRITTEN in editor.buffers[uri].text
    assert len(counts(editor)) > 5
    assert "parses" in editor.ends()[0].message


async def test_a_refusal_by_the_gate_leaves_the_file_untouched(start: Start, serve: Serve) -> None:
    """An answer that does not parse goes back, comes again, and is refused with the reason."""
    editor, uri = await opened(start, serve(grammar=always(BROKEN)))
    before = editor.buffers[uri].text
    await editor.run(uri, "modernize", selected(editor, uri))
    said = await editor.ended()
    assert any("repair round 1" in message for message in said)
    assert editor.buffers[uri].text == before
    assert editor.edits == []
    assert "## Why nothing was changed" in editor.report()
    assert "would not parse" in editor.report()


async def test_cancel_in_the_answer_stops_the_work_of_the_server(
    start: Start, serve: Serve
) -> None:
    """A model that would write for minutes is idle soon after the user has cancelled."""
    model = serve(endless=True)
    editor, uri = await opened(start, model, **{"model.maxOutputTokens": 7000})
    await editor.run(uri, "modernize", selected(editor, uri))
    await editor.until(lambda: bool(counts(editor)))
    assert model.busy()
    await cancelled(editor, model)


async def test_cancel_in_the_prompt_stops_the_work_of_the_server(
    start: Start, serve: Serve
) -> None:
    """The same while the model still reads a long prompt: it ends at the border of a batch."""
    model = serve(endless=True)
    editor, uri = await opened(start, model, **{"model.maxOutputTokens": 4000})
    lines = "".join(f"  await pool.query('UPDATE t{n} SET a = $1', [{n}]);\n" for n in range(40))
    editor.type_text(uri, f"'use strict';\nasync function all(pool) {{\n{lines}}}\n")
    place = types.Range(types.Position(1, 0), types.Position(42, 1))
    await editor.run(uri, "modernize", place)
    await until(model.busy)
    assert counts(editor) == []
    await cancelled(editor, model)


async def test_a_second_question_hits_the_cache_of_prefixes(start: Start, serve: Serve) -> None:
    """What both prompts begin with is read once, and the report counts it."""
    editor, uri = await opened(start, serve(grammar=always(REWRITTEN)))
    await editor.run(uri, "explain", selected(editor, uri))
    await editor.ended(1)
    await editor.run(uri, "explain", editor.span(uri, "app.get('/products'"))
    await editor.ended(2)
    assert "from the cache" in editor.report()


async def test_an_answer_that_was_cut_off_is_never_used(start: Start, serve: Serve) -> None:
    """This server calls a cut Responses answer completed; the count of its tokens tells."""
    model = serve(grammar=always(REWRITTEN))
    options = {"model.api": "responses", "model.maxOutputTokens": 16}
    editor, uri = await opened(start, model, **options)
    before = editor.buffers[uri].text
    await editor.run(uri, "modernize", selected(editor, uri))
    await editor.ended()
    assert editor.buffers[uri].text == before
    assert "not complete" in editor.report()


async def test_a_context_that_is_too_small_is_said(start: Start, serve: Serve) -> None:
    """The server's refusal of a long prompt becomes the sentence that says what to do."""
    editor, uri = await opened(start, serve(context=256))
    before = editor.buffers[uri].text
    await editor.run(uri, "modernize", selected(editor, uri))
    await editor.ended()
    assert editor.buffers[uri].text == before
    assert "longer than SmolLM2-135M-Instruct" in editor.told()


async def test_a_model_that_dies_in_the_middle_leaves_the_file_untouched(
    start: Start, serve: Serve
) -> None:
    """The run ends with the sentence, and the server of the editor lives on."""
    model = serve(endless=True)
    editor, uri = await opened(start, model, **{"model.maxOutputTokens": 7000})
    before = editor.buffers[uri].text
    await editor.run(uri, "modernize", selected(editor, uri))
    await editor.until(lambda: bool(counts(editor)))
    model.process.kill()
    await editor.ended()
    assert editor.buffers[uri].text == before
    assert "ended before the answer did" in editor.told()
    await editor.run(uri, "modernize", selected(editor, uri))
    await editor.ended(2)
    assert "Nothing listens" in editor.told()


def test_doctor_says_whether_the_model_answers(serve: Serve, tmp_path: Path) -> None:
    """With the right key it answers and speaks both protocols; with a wrong one it is said."""
    model = serve()
    command = [sys.executable, "-m", "nodewright", "doctor", "--base-url", model.base_url]
    command += ["--set", f"model.apiKeyEnv={KEY}", "--model"]

    def doctor(name: str, key: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*command, name], env={KEY: key}, cwd=tmp_path, capture_output=True, text=True
        )

    well = doctor(model.name, model.key)
    assert well.returncode == 0, well.stdout + well.stderr
    assert "answers and speaks Responses and Chat Completions" in well.stdout
    assert "does not list" not in well.stdout
    assert f"does not list the model gpt-9, but {model.name}" in doctor("gpt-9", model.key).stdout
    wrong = doctor(model.name, "another-key")
    assert wrong.returncode == 2
    assert f"does not accept the key in {KEY}" in wrong.stdout


def test_prompts_for_a_forty_line_handler_are_short_by_a_real_tokenizer(serve: Serve) -> None:
    """At most 1,200 tokens in the form of small models, and 2,500 in the full one.

    The prompts are those that were reviewed, with the marks of their two turns. So small a model
    has few words: tokenizers of larger ones make fewer tokens of the same text.
    """
    model = serve()
    compact = {
        p.name: model.tokens(p.read_text("utf-8"))
        for p in PROMPTS.glob("*as_reviewed*-compact*.md")
    }
    assert len(compact) > 10
    assert max(compact.values()) <= 1200, compact
    [full] = PROMPTS.glob("*[[]fix-backend-full[]].md")
    assert model.tokens(full.read_text("utf-8")) <= 2500
