"""Messages of a hostile client, at random: odd values in valid shapes, and shapes that are none."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

from e2e.peer import NEVER

URIS = [
    "file:///a.js",
    "file:///some%20dir/b.ts",
    "file:///some dir/b.ts",
    "untitled:Untitled-1",
    "file:///%00.js",
    "file://[/x.js",
    "file:///c%3A/x/y.tsx",
    "FILE:///a.js",
    "",
    "\ud800",
    "a" * 5000,
]
TEXTS = [
    "",
    "const old = new Buffer('text');\n",
    "app.get('/a', (req, res) => pool.query('SELECT ' + req.query.a));\n",
    "// fix backend: it leaks\nfunction f() {\n  eval(process.argv[2]);\n}\n",
    "let a = `${",
    "\ufeff#!/usr/bin/env node\r\nx\r\u2028y\x0c\x85z\n",
    "\ud83d lone",
    "({[" * 400,
    "const a = 1;\0\n",
    "x" * 30_000,
]
ODD: list[Any] = [
    None,
    True,
    -1,
    2**31 - 1,
    2**70,
    1e308,
    "",
    "\0",
    "\ud800",
    [],
    [[]],
    {},
    {"jsonrpc": "2.0"},
    {"jsonrpc": "2.0", "id": 1, "method": "shutdown"},
]
LANGUAGES = ["javascript", "typescriptreact", "", "python", "\0"]
ACTIONS = ["fix-backend", "explain", "optimize-node", "no-such", ""]


NO_MESSAGES = [
    b"{",
    b"[]",
    b"null",
    b"\xff\xfe",
    b"[" * 100_000,
    b'{"jsonrpc": "1.0", "id": 1, "method": "shutdown"}',
    b'{"jsonrpc": "2.0"}',
    b'{"jsonrpc": "2.0", "id": [], "result": 3}',
    b'{"jsonrpc": "2.0", "id": "unknown", "error": 7}',
]


class Fuzzer:
    """Messages of valid shape with odd values; one in five is bent out of shape besides."""

    def __init__(self, seed: int, model: str = "") -> None:
        """``model``: the address that good settings name; without one no run asks a model."""
        self.random = random.Random(seed)
        self.model = model
        self.numbers = range(1000, 1001)
        self.makers = [
            (self.opening, False),
            (self.opening, False),
            (self.change, False),
            (self.change, False),
            (self.identified("textDocument/didSave"), False),
            (self.identified("textDocument/didClose"), False),
            (self.configuration, False),
            (self.folders, False),
            (self.cancel, False),
            (self.progress_cancel, False),
            (self.hover, True),
            (self.hover, True),
            (self.light_bulb, True),
            (self.light_bulb, True),
            (self.light_bulb, True),
            (self.identified("textDocument/diagnostic"), True),
            (self.run, True),
            (self.run, True),
            (self.unknown, True),
            (self.unknown, False),
            (self.identified("initialize"), True),
            (self.pull, True),
            (self.watched, False),
            (self.vitals, True),
        ]

    def pick(self, values: Sequence[Any]) -> Any:
        """One of the values."""
        return self.random.choice(values)

    def message(self, number: int) -> tuple[dict[str, Any], bool]:
        """The next message, and whether it wants an answer."""
        make, wants = self.pick(self.makers)
        self.numbers = range(max(1000, number - 20), number + 1)
        method, params = make()
        if self.random.random() < 0.2:
            params = self.bent(params)
        message = {"method": method, "params": params}
        return ({"id": number, **message} if wants else message), wants

    def bent(self, value: Any) -> Any:
        """A value with one place in it replaced by something odd."""
        if isinstance(value, dict) and value and self.random.random() < 0.8:
            key = self.pick(list(value))
            return {**value, key: self.bent(value[key])}
        if isinstance(value, list) and value and self.random.random() < 0.8:
            return [self.bent(value[0]), *value[1:]]
        return self.pick(ODD)

    def number(self) -> int:
        """A line, a column or a version."""
        return self.pick([0, 0, 1, 2, 7, 400, 2**31 - 1])

    def place(self) -> dict[str, Any]:
        """A position."""
        return {"line": self.number(), "character": self.number()}

    def span(self) -> dict[str, Any]:
        """A range, reversed or not."""
        return {"start": self.place(), "end": self.place()}

    def identified(self, method: str) -> Any:
        """A maker of messages about one document."""
        return lambda: (method, {"textDocument": {"uri": self.pick(URIS)}})

    def opening(self) -> tuple[str, Any]:
        """didOpen, as often of an open document as of another."""
        item = {
            "uri": self.pick(URIS),
            "languageId": self.pick(LANGUAGES),
            "version": self.number(),
            "text": self.pick(TEXTS),
        }
        return "textDocument/didOpen", {"textDocument": item}

    def change(self) -> tuple[str, Any]:
        """didChange of one, several or no texts."""
        texts = [{"text": self.pick(TEXTS)} for _ in range(self.random.randrange(3))]
        identifier = {"uri": self.pick(URIS), "version": self.number()}
        return "textDocument/didChange", {"textDocument": identifier, "contentChanges": texts}

    def configuration(self) -> tuple[str, Any]:
        """Settings, good and bad; never one that leads to a host."""
        settings = self.pick(
            [
                {"nodewright": {"diagnostics": {"enabled": self.pick([True, False, 3])}}},
                {"diagnostics": {"debounce": self.pick([0, 1, -1, "x"])}},
                {"persona": self.pick(["x", "\0", "~nobody/x", ".."])},
                {"model": {"timeout": self.pick([1, "x", None])}},
                *([{"model": {"baseUrl": self.model, "timeout": 1}}] * 3 if self.model else ()),
                *ODD,
            ]
        )
        return "workspace/didChangeConfiguration", {"settings": settings}

    def folders(self) -> tuple[str, Any]:
        """Folders that come and go."""
        one = [{"uri": self.pick(["file:///none", "file:///a%20b", *URIS]), "name": "x"}]
        event = {"added": self.pick([one, []]), "removed": self.pick([one, []])}
        return "workspace/didChangeWorkspaceFolders", {"event": event}

    def cancel(self) -> tuple[str, Any]:
        """The cancelling of a request that may be under way, over, or never sent."""
        return "$/cancelRequest", {"id": self.pick([self.pick(self.numbers), "x"])}

    def progress_cancel(self) -> tuple[str, Any]:
        """The cancelling of progress that was never begun."""
        return "window/workDoneProgress/cancel", {"token": self.pick([0, "x"])}

    def hover(self) -> tuple[str, Any]:
        """A hover."""
        identifier = {"uri": self.pick(URIS)}
        return "textDocument/hover", {"textDocument": identifier, "position": self.place()}

    def light_bulb(self) -> tuple[str, Any]:
        """A request for code actions."""
        only = [["quickfix"], ["refactor"], ["source.fixAll"], [""], ["no.such"], None]
        context = {"diagnostics": [], "only": self.pick(only), "triggerKind": self.pick([1, 2])}
        params = {
            "textDocument": {"uri": self.pick(URIS)},
            "range": self.span(),
            "context": context,
        }
        return "textDocument/codeAction", params

    def run(self) -> tuple[str, Any]:
        """The command."""
        argument = {
            "action": self.pick(ACTIONS),
            "uri": self.pick(URIS),
            "version": self.pick([None, None, 0, 1, 7]),
            "range": self.span(),
            "prompt": self.pick(["", "\0", "why?", None]),
        }
        return "workspace/executeCommand", {"command": "nodewright.run", "arguments": [argument]}

    def pull(self) -> tuple[str, Any]:
        """A look over the whole workspace."""
        ids = [{"uri": self.pick(URIS), "value": self.pick(["", "x", "1"])}]
        return "workspace/diagnostic", {"previousResultIds": self.pick([[], ids])}

    def watched(self) -> tuple[str, Any]:
        """Files that changed on disk, or that never were."""
        changes = [{"uri": self.pick(URIS), "type": self.pick([1, 2, 3])}]
        return "workspace/didChangeWatchedFiles", {"changes": self.pick([changes, []])}

    def vitals(self) -> tuple[str, Any]:
        """How the server is."""
        return "nodewright/vitals", self.pick(ODD)

    def unknown(self) -> tuple[str, Any]:
        """A method that is not served, or none at all."""
        return self.pick(["textDocument/rename", "$/x", "no/such", "", "x" * 999]), self.pick(ODD)

    def result(self, message: dict[str, Any]) -> Any:
        """An answer to a request of the server: right, odd, or never given."""
        if message["method"] == "workspace/applyEdit" and self.random.random() < 0.5:
            return {"applied": self.pick([True, False])}
        return self.pick([NEVER, *ODD])
