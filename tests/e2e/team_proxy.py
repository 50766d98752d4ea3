"""A team's road: the real LiteLLM in front of two servers, with the configuration of examples.

``make litellm`` runs it; it installs LiteLLM into an environment of its own on the first run.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from e2e.conftest import Start, answer
from e2e.editor import Editor
from e2e.test_main_job import HEADER, opened
from litellm_proxy import Proxy
from litellm_proxy.running import free_port
from loopback import Gate, LoopbackModel, Status, Text
from lsprotocol import types

KEY = "TEAM_KEY"
PATIENCE = 120.0
FIX = answer("stream-the-upload")

Servers = tuple[LoopbackModel, LoopbackModel]


@pytest.fixture(scope="module")
def ports() -> tuple[int, int]:
    """Where the two servers listen, in every test of this file."""
    return free_port(), free_port()


@pytest.fixture(scope="module")
def proxy(ports: tuple[int, int]) -> Iterator[Proxy]:
    """LiteLLM, once for all tests of this file."""
    with Proxy(*ports) as running:
        yield running


@pytest.fixture
async def servers(ports: tuple[int, int]) -> AsyncIterator[Servers]:
    """The two servers behind it, which every test scripts for itself."""
    async with LoopbackModel(port=ports[0]) as one, LoopbackModel(port=ports[1]) as other:
        yield one, other


async def at(proxy: Proxy, start: Start) -> Editor:
    """An editor of somebody in the team."""
    options: dict[str, Any] = {
        "model.baseUrl": proxy.base_url,
        "model.name": proxy.model,
        "model.apiKeyEnv": KEY,
    }
    editor = await start(options=options, environ={KEY: proxy.key})
    editor.patience = PATIENCE
    return editor


async def fix(editor: Editor) -> str:
    """Begin the fix of the upload handler; the URI of its document."""
    uri, selection = opened(editor)
    await editor.run(uri, "fix-backend", selection)
    return uri


async def asked(servers: Servers, count: int) -> None:
    """Wait until the servers together were asked so many times."""
    total = lambda: sum(len(s.asked) for s in servers)  # noqa: E731
    while total() < count:
        waiting = [asyncio.ensure_future(s.received(len(s.asked) + 1)) for s in servers]
        done, late = await asyncio.wait(waiting, timeout=PATIENCE, return_when="FIRST_COMPLETED")
        for task in late:
            task.cancel()
        assert done, f"{total()} of {count} requests came"


async def test_two_runs_at_once_go_to_two_servers(
    start: Start, proxy: Proxy, servers: Servers
) -> None:
    """While one server is at work, the next request goes to the other; both answers arrive."""
    gate = Gate()
    for server in servers:
        server.answer(Text(FIX, gate=gate))
    first, second = await at(proxy, start), await at(proxy, start)
    uri = await fix(first)
    await asked(servers, 1)
    await fix(second)
    await asked(servers, 2)
    assert [len(server.asked) for server in servers] == [1, 1]
    gate.open()
    for editor in (first, second):
        await editor.ended()
        assert editor.buffers[uri].text.startswith(HEADER)
        assert "readline.createInterface" in editor.buffers[uri].text


async def test_the_last_words_of_an_answer_that_never_came_are_missed(
    start: Start, proxy: Proxy, servers: Servers
) -> None:
    """LiteLLM calls a stream that stopped early finished; the missing end of the answer tells."""
    half = FIX[: FIX.index(">>>>>>> REPLACE")]
    for server in servers:
        server.always(Text(half, end="eof"))
    editor = await at(proxy, start)
    uri = await fix(editor)
    await editor.ended()
    assert editor.edits == []
    assert not editor.buffers[uri].text.startswith(HEADER)
    assert "not complete" in editor.report()


async def test_cancel_reaches_the_server_behind(
    start: Start, proxy: Proxy, servers: Servers
) -> None:
    """Cancelling in the editor ends the work of the machine that writes the answer."""
    for server in servers:
        server.always(Text(FIX, gate=Gate(), gate_after=3))
    editor = await at(proxy, start)
    uri = await fix(editor)
    await editor.until(lambda: any("tokens so far" in m for m in editor.progress()))
    (token,) = editor.client.progress_reports
    editor.client.window_work_done_progress_cancel(types.WorkDoneProgressCancelParams(token))
    waiting = [asyncio.ensure_future(server.disconnected()) for server in servers]
    done, late = await asyncio.wait(waiting, timeout=PATIENCE, return_when="FIRST_COMPLETED")
    for task in late:
        task.cancel()
    assert done
    await editor.ended()
    assert not editor.buffers[uri].text.startswith(HEADER)


async def test_a_server_that_dies_in_the_middle_is_left_alone_afterwards(
    start: Start, proxy: Proxy, servers: Servers
) -> None:
    """The run of that moment changes nothing and says so; the next ones are the other server's."""
    gate = Gate()
    for server in servers:
        server.always(Text(FIX, gate=gate, gate_after=5))
    editor = await at(proxy, start)
    uri = await fix(editor)
    before = editor.buffers[uri].text
    await editor.until(lambda: any("tokens so far" in m for m in editor.progress()))
    dying, living = sorted(servers, key=lambda server: len(server.asked), reverse=True)
    assert [len(dying.asked), len(living.asked)] == [1, 0]
    dying.always(Status(500))
    dying.hang_up()
    await editor.ended(1)
    assert editor.buffers[uri].text == before
    assert "in the middle of the answer" in editor.told()
    living.always(FIX)
    for number in (2, 3):
        editor.type_text(uri, before)
        await editor.run(uri, "fix-backend", opened_again(editor, uri))
        await editor.ended(number)
        assert "readline.createInterface" in editor.buffers[uri].text
    assert len(living.asked) >= 2


def opened_again(editor: Editor, uri: str) -> types.Range:
    """The upload handler in the text as it is now."""
    text = editor.buffers[uri].text
    end = text.index("});\n\napp.get('/products',") + len("});")
    return editor.span(uri, "app.post('/products/import'", text[end - 30 : end])


@pytest.mark.usefixtures("servers")
def test_doctor_says_whether_the_proxy_answers(proxy: Proxy, tmp_path: Path) -> None:
    """With the team's key it answers; a wrong key and a wrong model get their sentences."""
    command = [sys.executable, "-m", "nodewright", "doctor", "--base-url", proxy.base_url]
    command += ["--set", f"model.apiKeyEnv={KEY}", "--model"]

    def doctor(name: str, key: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*command, name], env={KEY: key}, cwd=tmp_path, capture_output=True, text=True
        )

    well = doctor(proxy.model, proxy.key)
    assert well.returncode == 0, well.stdout + well.stderr
    assert "answers and speaks Responses and Chat Completions" in well.stdout
    assert f"does not list the model gpt-9, but {proxy.model}" in doctor("gpt-9", proxy.key).stdout
    wrong = doctor(proxy.model, "sk-another")
    assert wrong.returncode == 2
    assert f"does not accept the key in {KEY}" in wrong.stdout
