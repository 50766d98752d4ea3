"""Time language servers against each other: from a keystroke to the diagnostics of the new text.

``python bench/latency/run.py`` installs the rivals (npm ci), opens services of several sizes in
every server, types into each in turns, and writes RESULTS.md with ratios. All figures of a table
come from the same run on the same machine, and mean little apart from each other.
"""

from __future__ import annotations

import argparse
import asyncio
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
import yaml
from engine import engine_rows
from lsp import Client, DiedError, now
from nodewright.document import Language
from nodewright.javascript.parsing import parse, syntax_errors
from sample import service
from table import write_results

HERE = Path(__file__).parent
TYPED = "const kept = rows.filter((row) => row.total > limit);\n    "
LANGUAGES = {"js": "javascript", "ts": "typescript"}
GRAMMARS: dict[str, Language] = {"js": "javascript", "ts": "typescript"}


@dataclass
class Timing:
    """What was seen of one server with one text; seconds, and megabytes of resident memory.

    ``parsed``: those of ``keys`` after which the text parsed.
    """

    server: str
    language: str
    lines: int
    cold: float = 0.0
    keys: list[float] = field(default_factory=list)
    parsed: list[float] = field(default_factory=list)
    memory: float = 0.0
    found: int = 0
    trouble: str = ""


class Typist:
    """Types into one text in one server."""

    def __init__(self, server: dict[str, Any], timing: Timing, folder: Path) -> None:
        self._server = server
        self.timing = timing
        self._folder = folder
        self._pull = server["ask"] == "pull"
        self._client = Client(server.get("settings", {}), folder)
        text, at = service(timing.lines, timing.language)
        self._text = text
        self._at = at
        before = text[:at]
        self._line = before.count("\n")
        self._column = len(before) - before.rfind("\n") - 1
        self._version = 1
        self._file = folder / f"service.{timing.language}"

    async def open(self) -> None:
        """Start the server, open the text, and wait for the first diagnostics of it."""
        self._file.write_text(self._text, encoding="utf-8")
        began = now()
        await self._client.start(self._server["argv"], self._pull)
        uri = self._file.as_uri()
        document = {
            "uri": uri,
            "languageId": LANGUAGES[self.timing.language],
            "version": 1,
            "text": self._text,
        }
        self._client.say("textDocument/didOpen", {"textDocument": document})
        found = await self._client.diagnostics(uri, 1, self._pull)
        self.timing.cold = now() - began
        self.timing.found = len(found)

    async def key(self, character: str) -> None:
        """Type one character and wait for the diagnostics of the text with it."""
        self._version += 1
        uri = self._file.as_uri()
        here = {"line": self._line, "character": self._column}
        change: dict[str, Any] = {"range": {"start": here, "end": here}, "text": character}
        self._text = self._text[: self._at] + character + self._text[self._at :]
        self._at += len(character)
        if self._client.whole_texts:
            change = {"text": self._text}
        self._client.forget_published()
        began = now()
        self._client.say(
            "textDocument/didChange",
            {
                "textDocument": {"uri": uri, "version": self._version},
                "contentChanges": [change],
            },
        )
        await self._client.diagnostics(uri, self._version, self._pull)
        took = now() - began
        self.timing.keys.append(took)
        if self._parses():
            self.timing.parsed.append(took)
        if character == "\n":
            self._line, self._column = self._line + 1, 0
        else:
            self._column += 1

    def _parses(self) -> bool:
        tree = parse(self._text.encode(), GRAMMARS[self.timing.language])
        return not syntax_errors(tree)

    async def close(self) -> None:
        """Note the memory of the server and its children, and end it."""
        if self._client._process is not None:
            self.timing.memory = _memory(self._client.pid)
            await self._client.stop()


def _memory(pid: int) -> float:
    try:
        process = psutil.Process(pid)
        everyone = [process, *process.children(recursive=True)]
        return float(sum(one.memory_info().rss for one in everyone)) / 1_000_000
    except psutil.Error:
        return 0.0


async def race(servers: list[dict[str, Any]], language: str, lines: int) -> list[Timing]:
    """All servers with the same text open, one keystroke in each in turns."""
    with tempfile.TemporaryDirectory() as scratch:
        typists = [
            Typist(server, Timing(server["name"], language, lines), _folder(scratch, server))
            for server in servers
        ]
        alive = [typist for typist in typists if await _tried(typist, typist.open())]
        for character in TYPED:
            for typist in list(alive):
                if not await _tried(typist, typist.key(character)):
                    alive.remove(typist)
                await asyncio.sleep(0.02)
        for typist in typists:
            await typist.close()
    return [typist.timing for typist in typists]


async def _tried(typist: Typist, step: Any) -> bool:
    try:
        await step
    except (DiedError, OSError) as error:
        typist.timing.trouble = str(error)
        return False
    return True


def _folder(scratch: str, server: dict[str, Any]) -> Path:
    """A small project for one server, with the rivals' packages within reach."""
    folder = Path(scratch) / server["name"]
    folder.mkdir()
    (folder / "package.json").write_text(
        '{"name": "bench", "private": true, "dependencies": {"express": "^4.19.0", "pg": "^8.0.0"}}'
    )
    shutil.copy(HERE / "rivals" / "eslint.config.mjs", folder)
    (folder / "node_modules").symlink_to(HERE / "rivals" / "node_modules")
    return folder


def install() -> None:
    """Put the rivals into rivals/node_modules; raises SystemExit with a sentence."""
    if shutil.which("npm") is None:
        raise SystemExit("npm is needed to install the other language servers.")
    if not (HERE / "rivals" / "node_modules").exists():
        done = subprocess.run(["npm", "ci", "--ignore-scripts"], cwd=HERE / "rivals", check=False)
        if done.returncode:
            raise SystemExit("The other language servers could not be installed.")


def _argv(command: list[str]) -> list[str]:
    if command[0].startswith("node_modules/"):
        return [str(HERE / "rivals" / command[0]), *command[1:]]
    return [sys.executable, "-m", *command]


def main() -> None:
    """Run the race and write RESULTS.md."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[100, 500, 2000, 10_000])
    parser.add_argument("--languages", nargs="+", default=["js", "ts"])
    parser.add_argument("--only", nargs="+", help="names of servers")
    parser.add_argument("--dry", action="store_true", help="print the table, keep RESULTS.md")
    options = parser.parse_args()
    install()
    servers = yaml.safe_load((HERE / "servers.yml").read_text(encoding="utf-8"))
    for server in servers:
        server["argv"] = _argv(server["command"])
    chosen = [s for s in servers if not options.only or s["name"] in options.only]
    timings: list[Timing] = []
    for language in options.languages:
        for lines in options.sizes:
            print(f"{lines} lines of {language} …", file=sys.stderr, flush=True)
            timings += asyncio.run(race(chosen, language, lines))
    rows = engine_rows(options.sizes, options.languages, TYPED)
    write_results(timings, rows, None if options.dry else HERE / "RESULTS.md")


if __name__ == "__main__":
    main()
