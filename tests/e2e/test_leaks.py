"""Nothing stays behind: tasks, progress tokens, open questions and connections after many runs."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

from e2e.conftest import answer
from e2e.editor import PATIENCE
from e2e.test_wire import PROGRESS, command, handler_of, options
from loopback import Gate, LoopbackModel, Text
from nodewright.server import create_server

RUNS = 50
NO_CHANGE = "## No change needed\n\nAll is well.\n\n=== END OF ANSWER ===\n"


class Writer:
    """What stands where the pipe would: an editor that answers in the same event loop."""

    def __init__(self) -> None:
        self.server = create_server({"NODEWRIGHT_CACHE": ""})
        self.server.protocol.set_writer(self, include_headers=False)
        self.heard: list[dict[str, Any]] = []
        self.applied = False
        self._changed = asyncio.Event()

    def write(self, data: bytes) -> None:
        """Hear a message, and answer it in the next round of the loop."""
        message = json.loads(data)
        self.heard.append(message)
        self._changed.set()
        if "id" in message and "method" in message:
            edit = message["method"] == "workspace/applyEdit"
            result = {"applied": self.applied} if edit else None
            asyncio.get_running_loop().call_soon(self.send, {"id": message["id"], "result": result})

    def close(self) -> None:
        """Nothing is held."""

    def send(self, message: dict[str, Any]) -> None:
        """Give the server a message."""
        self.server.protocol.handle_message({"jsonrpc": "2.0", **message})

    async def ask(self, number: int, method: str, params: Any) -> None:
        """A request and its answer."""
        self.send({"id": number, "method": method, "params": params})
        await self.until(lambda: any(m.get("id") == number for m in self.heard))

    async def until(self, holds: Any) -> None:
        """Wait for messages until something is true."""
        while not holds():
            self._changed.clear()
            await asyncio.wait_for(self._changed.wait(), PATIENCE)

    def of_kind(self, kind: str) -> list[Any]:
        """The tokens of all progress that began or ended so far."""
        values = [m["params"] for m in self.heard if m.get("method") == "$/progress"]
        return [v["token"] for v in values if v["value"]["kind"] == kind]


async def test_nothing_is_left_after_many_runs(model: LoopbackModel, project: Path) -> None:
    """Runs that end well, are cancelled, replaced and refused leave no trace but their words."""
    before = asyncio.all_tasks()
    editor = Writer()
    session, protocol = editor.server.session, editor.server.protocol
    file = project / "src" / "server.js"
    uri, text = file.as_uri(), file.read_text()
    await editor.ask(
        1,
        "initialize",
        {
            "processId": None,
            "rootUri": project.as_uri(),
            "capabilities": PROGRESS,
            "initializationOptions": options(model),
        },
    )
    item = {"uri": uri, "languageId": "javascript", "version": 1, "text": text}
    editor.send({"method": "textDocument/didOpen", "params": {"textDocument": item}})
    place = handler_of(text)
    for number in range(RUNS):
        gate, how = Gate(), number % 4
        replies = [NO_CHANGE, answer("stream-the-upload"), *[Text(NO_CHANGE, gate=gate)] * 2]
        model.answer(replies[how])
        began = len(editor.of_kind("begin"))
        await editor.ask(100 + number, "workspace/executeCommand", command(uri, range=place))
        if how == 2:
            await gate.reached.wait()
            token = editor.of_kind("begin")[began]
            cancel = {"token": token}
            editor.send({"method": "window/workDoneProgress/cancel", "params": cancel})
        elif how == 3:
            await gate.reached.wait()
            model.answer(NO_CHANGE)
            again = command(uri, range=place)
            await editor.ask(1000 + number, "workspace/executeCommand", again)
        while session.tasks:
            await asyncio.wait_for(asyncio.wait(set(session.tasks)), PATIENCE)
    assert sorted(editor.of_kind("begin")) == sorted(editor.of_kind("end"))
    assert len(editor.of_kind("end")) == RUNS + RUNS // 4
    assert editor.server.work_done_progress.tokens == {}
    assert (session.runs, session.pending, session._waiting) == ({}, {}, {})
    await editor.ask(2, "shutdown", None)
    await model.idle()
    await asyncio.sleep(0)
    assert (protocol._request_futures, protocol._result_types) == ({}, {})
    assert asyncio.all_tasks() - before == set()
