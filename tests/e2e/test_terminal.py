"""The terminal's editor: a server that dies is news, not a wait without end."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import pytest
from e2e.conftest import answer
from loopback import Gate, LoopbackModel, Text
from lsprotocol import types
from nodewright.client import TerminalEditor

WHOLE = types.Range(types.Position(0, 0), types.Position(500, 0))


async def test_a_server_that_does_not_start_is_told(project: Path) -> None:
    """The end of the process is noticed; nobody waits for an answer of the dead."""
    command = (sys.executable, "-c", "raise SystemExit(3)")
    with pytest.raises(RuntimeError):
        async with TerminalEditor(project, {}, lambda _: None, command):
            pass


async def test_a_server_that_dies_in_a_run_is_told(project: Path, model: LoopbackModel) -> None:
    """A killed process ends the wait for the outcome."""
    gate = Gate()
    model.always(Text(answer("stream-the-upload"), gate=gate))
    options = {"model": {"baseUrl": model.base_url, "name": "loopback-model"}}
    file = project / "src" / "server.js"
    async with TerminalEditor(project, options, lambda _: None) as editor:
        await editor.open(file, file.read_text())
        running = asyncio.ensure_future(editor.run("fix-backend", WHOLE))
        await gate.reached.wait()
        editor._client._server.kill()
        with pytest.raises(RuntimeError):
            await running
