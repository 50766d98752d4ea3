"""Light bulbs repair on trial one after the other, so that the editor is served meanwhile."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from e2e.test_leaks import Writer
from nodewright.handlers import code_action, finding_actions

TEXT = "const a = new Buffer(1);\nconst b = new Buffer(2);\n"
URI = "file:///a.js"


async def test_light_bulbs_that_are_cancelled_do_not_fill_the_threads(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A cancelled request leaves no work behind that nobody counts: one thread repairs."""
    at_once, most, called = 0, 0, 0
    lock, pause = threading.Lock(), threading.Event()

    def fix_all(*given: Any, **named: Any) -> tuple[bytes, tuple[()], tuple[()]]:
        nonlocal at_once, most, called
        with lock:
            at_once, called = at_once + 1, called + 1
            most = max(most, at_once)
        pause.wait(0.05)
        with lock:
            at_once -= 1
        return TEXT.encode(), (), ()

    monkeypatch.setattr(code_action, "fix_all", fix_all)
    monkeypatch.setattr(finding_actions, "fix_all", fix_all)
    editor = Writer()
    await editor.ask(1, "initialize", {"capabilities": {}, "processId": None, "rootUri": None})
    item = {"uri": URI, "languageId": "javascript", "version": 1, "text": TEXT}
    editor.send({"method": "textDocument/didOpen", "params": {"textDocument": item}})
    line = {"start": {"line": 0, "character": 0}, "end": {"line": 1, "character": 0}}
    params = {
        "textDocument": {"uri": URI},
        "range": line,
        "context": {"diagnostics": [], "triggerKind": 1},
    }
    await editor.ask(2, "textDocument/codeAction", params)
    for number in range(10, 20):
        editor.send({"id": number, "method": "textDocument/codeAction", "params": params})
        if number % 2:
            editor.send({"method": "$/cancelRequest", "params": {"id": number}})
    await editor.until(
        lambda: {m.get("id") for m in editor.heard if "method" not in m} >= set(range(10, 20))
    )
    assert called >= 5
    assert most == 1
    await editor.ask(3, "shutdown", None)
