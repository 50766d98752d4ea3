"""``nodewright fix`` through a real server process, and ``nodewright server`` on a socket."""

from __future__ import annotations

import asyncio
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result
from loopback import LoopbackModel
from lsprotocol import types
from nodewright.cli import main
from nodewright.cli.fix import LAST, NO_SERVER, parse_target
from nodewright.client import TerminalEditor

HEADER = (
    "/**\n * This file was generated with the help of Backend NodeJS Expert AI assistant. \n */\n"
)
BAD = "const size = new Buffer(10);\n"
GOOD = "const size = Buffer.alloc(10);\n"
ORDERS = """\
'use strict';

async function total(orders) {
  let sum = 0;
  for (const order of orders) {
    sum += order.price * order.count;
  }
  return sum;
}

module.exports = { total };
"""
ANSWER = """\
## Root cause
An order without a count makes the sum NaN.

## Changes
### EDIT src/orders.js
<<<<<<< SEARCH
    sum += order.price * order.count;
=======
    sum += order.price * (order.count ?? 1);
>>>>>>> REPLACE

### CREATE test/orders.test.js
```js
'use strict';

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { total } = require('../src/orders.js');

test('an order without a count is one', async () => {
  assert.equal(await total([{ price: 2 }]), 2);
});
```

## How to verify
Run `node --test`.

=== END OF ANSWER ===
"""
FIXED = HEADER + ORDERS.replace("order.count;", "(order.count ?? 1);")
SECRET = "sk-test-4f9a1c7e2b8d"


@pytest.fixture(autouse=True)
def _bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A repository as the current folder, and no model in the environment."""
    monkeypatch.chdir(tmp_path)
    subprocess.run(["git", "init", "--quiet"], check=True)
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL"):
        monkeypatch.delenv(name, raising=False)


def run(*arguments: str) -> Result:
    """The command in a pipe; a bug in it fails the test."""
    return CliRunner().invoke(main, ["fix", *arguments], catch_exceptions=False)


def write(name: str, text: str = BAD) -> Path:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())
    return path


async def process(*arguments: str, **environ: str) -> tuple[int | None, str, str]:
    """The command as a process of its own: exit code, stdout, stderr."""
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "nodewright", *arguments),
        env={**os.environ, **environ},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, errors = await child.communicate()
    return child.returncode, out.decode(), errors.decode()


def test_in_a_pipe_the_diff_is_a_patch_that_git_applies() -> None:
    """Nothing else on stdout, nothing on stderr, nothing written."""
    path = write("src/a.js")
    result = run("src/a.js", "--action", "fix-backend")
    assert (result.exit_code, result.stderr, path.read_text()) == (0, "", BAD)
    done = subprocess.run(["git", "apply", "-"], input=result.stdout_bytes, capture_output=True)
    assert done.returncode == 0, done.stderr
    assert path.read_text() == HEADER + GOOD


def test_write_keeps_line_ends_and_byte_order_mark() -> None:
    """Header included: it comes in the file's own line end, behind the mark."""
    path = write("a.ts", "\ufeff" + BAD.replace("\n", "\r\n") * 2)
    result = run("a.ts:2", "--action", "fix-backend", "--write")
    after = HEADER + BAD + GOOD
    assert path.read_bytes().decode() == "\ufeff" + after.replace("\n", "\r\n")
    assert (result.exit_code, result.stderr) == (0, "changed a.ts\n")


def test_only_the_lines_that_were_named_are_changed() -> None:
    """Two faults, one of them asked for."""
    write("a.js", BAD + "\n" + BAD.replace("size", "other"))
    result = run("a.js:3-3", "--action", "fix-backend", "--diff")
    assert "+const other = Buffer.alloc(10);" in result.stdout
    assert "+const size" not in result.stdout


def test_an_action_that_only_tells_gives_its_report() -> None:
    """In a pipe, too, since there is no diff."""
    path = write("a.js")
    result = run("a.js", "--action", "explain")
    assert (result.exit_code, result.stderr, path.read_text()) == (0, "", BAD)
    assert result.stdout.startswith("# Explain: `a.js`\n")


@pytest.mark.parametrize(
    ("name", "text", "action", "sentence"),
    [
        ("a.js", GOOD, "fix-backend", "The offline rules find nothing to repair"),
        ("a.js", GOOD, "api-design", "needs a model, and none is configured"),
        ("a.js", "", "fix-backend", "This file is empty"),
        ("a.js", BAD, "ask", "needs a question"),
    ],
)
def test_an_honest_refusal_ends_with_1(name: str, text: str, action: str, sentence: str) -> None:
    """The reason on stderr, nothing for a patch tool, and the file as it was."""
    path = write(name, text)
    result = run(name, "--action", action, "--write")
    assert (result.exit_code, result.stdout) == (1, "")
    assert sentence in result.stderr
    assert result.stderr.count("\n") == 1
    assert path.read_text() == text


def test_a_model_that_cannot_be_reached_ends_with_2() -> None:
    """The sentence says what to do; the offline rules do not step in unasked."""
    path = write("a.js")
    result = run("a.js", "--action", "fix-backend", "--base-url", "http://127.0.0.1:1/v1")
    assert (result.exit_code, result.stdout, path.read_text()) == (2, "", BAD)
    assert result.stderr.startswith("Nothing listens at 127.0.0.1:1.")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ([], "Missing argument"),
        (["a.js"], "Missing option '--action'"),
        (["a.js", "--action", "fix-backend", "--write", "--diff"], "exclude each other"),
        (["a.js", "--action", "fix-bakcend"], "did you mean fix-backend?"),
        (["a.js", "--action", "dance"], "`nodewright actions` lists them"),
        (["a.js:0", "--action", "fix-backend"], "0-0 is no range of lines"),
        (["a.js:3-2", "--action", "fix-backend"], "3-2 is no range of lines"),
        (["a.js:2", "--action", "fix-backend"], "the file has 1 line; there is no line 2"),
        (["a.js", "--action", "fix-backend", "--set", "model"], "'model' is not KEY=VALUE"),
    ],
)
def test_wrong_usage_ends_with_2(arguments: list[str], sentence: str) -> None:
    """Before any server is started."""
    write("a.js")
    result = run(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert sentence in result.stderr


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("missing.js", None, "missing.js: no such file or directory"),
        ("missing.js:3", None, "missing.js: no such file or directory"),
        (".", None, ".: is a folder, not a file"),
        ("a.py", b"1", "a.py: nodewright reads JavaScript and TypeScript only"),
        ("a.js", b"\xff\xfe", "a.js: is not UTF-8"),
        ("a.js", b"a\0b", "a.js: holds NUL bytes, so it is no source code"),
        ("a.js", b"a;\n" * 1_700_000, "a.js: nodewright does not analyse files over 1 MB"),
        ("a.js", b"a;" * 20_000, "a.js: nodewright does not analyse minified code"),
    ],
)
def test_a_file_that_cannot_be_used_is_one_sentence(
    name: str, data: bytes | None, sentence: str
) -> None:
    """Exit code 2 and no traceback."""
    if data is not None:
        Path(name).write_bytes(data)
    result = run(name, "--action", "fix-backend")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(f"Error: {sentence}")
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("a.js", ("a.js", 0, LAST)),
        ("a.js:3", ("a.js", 2, 3)),
        ("a.js:3-5", ("a.js", 2, 5)),
        ("a.js:3-999999999", ("a.js", 2, 999_999_999)),
        ("a.js:3-", ("a.js:3-", 0, LAST)),
        ("a.js:99999999999", ("a.js:99999999999", 0, LAST)),
        ("C:/a.js", ("C:/a.js", 0, LAST)),
        ("odd:7", ("odd:7", 0, LAST)),
        ("x:1:2", ("x:1", 1, 2)),
        ("line\nbreak.js:2", ("line\nbreak.js", 1, 2)),
    ],
)
def test_targets(target: str, expected: tuple[str, int, int]) -> None:
    """Lines count from 1 and include the last; a file that is named like a target is a file."""
    write("odd:7")
    path, lines = parse_target(target)
    assert (str(path), lines.start.line, lines.end.line) == expected
    assert (lines.start.character, lines.end.character) == (0, 0)
    assert isinstance(lines, types.Range)


def test_a_range_that_is_none_is_wrong_usage() -> None:
    """Raised where it is read, so that every command says the same."""
    with pytest.raises(click.UsageError, match="5-4 is no range of lines"):
        parse_target("a.js:5-4")


def test_settings_that_are_wrong_are_told_and_the_run_goes_on() -> None:
    """The sentence says what is used in their place."""
    write("a.js")
    result = run("a.js", "--action", "fix-backend", "--set", "model.timeout=soon")
    assert result.exit_code == 0
    assert result.stderr.startswith("nodewright.model.timeout must be a number; 120 is used.\n")
    assert "+const size = Buffer.alloc(10);" in result.stdout


def test_a_server_that_dies_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    """Exit code 2 and where to look."""
    monkeypatch.setattr(TerminalEditor.__init__, "__defaults__", ((sys.executable, "-c", ""),))
    write("a.js")
    result = run("a.js", "--action", "fix-backend")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == f"Error: {NO_SERVER}\n"


async def test_a_model_edits_the_file_and_creates_a_test(tmp_path: Path) -> None:
    """One answer, two files, both with the header; the key travels, and is shown nowhere."""
    path, created = write("src/orders.js", ORDERS), tmp_path / "test" / "orders.test.js"
    async with LoopbackModel(key=SECRET) as model:
        model.answer(ANSWER)
        code, out, errors = await process(
            *("fix", "src/orders.js:3-9", "--action", "fix-backend", "--write"),
            *("--prompt", "the sum is NaN", "--base-url", model.base_url, "--model", "m"),
            OPENAI_API_KEY=SECRET,
        )
        request = await model.received()
    assert code == 0, errors
    assert "the sum is NaN" in request.text
    assert path.read_text() == FIXED
    assert created.read_text().startswith(HEADER)
    assert "an order without a count is one" in created.read_text()
    assert errors == f"created {created}\nchanged src/orders.js\n"
    assert "+++ b/test/orders.test.js" in out
    assert SECRET not in out + errors


async def test_a_test_is_added_to_the_tests_that_are_there(tmp_path: Path) -> None:
    """The file is in the patch and on disk, with its BOM and its line ends."""
    write("src/orders.js", ORDERS)
    there = "const { test } = require('node:test');\r\ntest('is there', () => {});\r\n"
    tests = write("test/orders.test.js", "")
    tests.write_bytes(f"\ufeff{there}".encode())
    async with LoopbackModel() as model:
        model.answer(ANSWER)
        code, out, errors = await process(
            *("fix", "src/orders.js:3-9", "--action", "fix-backend", "--write"),
            *("--prompt", "the sum is NaN", "--base-url", model.base_url),
        )
    assert code == 0, errors
    after = tests.read_bytes().decode()
    assert after.startswith("\ufeff" + HEADER.replace("\n", "\r\n") + "const { test }")
    assert after.index("is there") < after.index("an order without a count is one")
    assert after.count("\n") == after.count("\r\n")
    assert "+test('an order without a count is one'" in out
    assert errors == f"changed {tmp_path / tests}\nchanged src/orders.js\n"


async def test_what_changed_on_disk_meanwhile_is_not_overwritten(tmp_path: Path) -> None:
    """The model takes minutes; another hand may be quicker."""
    path = write("src/orders.js", ORDERS)

    def meanwhile(request: object) -> str:
        path.write_text("// mine\n")
        return ANSWER

    async with LoopbackModel() as model:
        model.answer(meanwhile)
        code, _, errors = await process(
            *("fix", "src/orders.js:3-9", "--action", "fix-backend", "--write"),
            *("--prompt", "the sum is NaN", "--base-url", model.base_url),
        )
    assert code == 2
    assert "src/orders.js changed on disk meanwhile; nothing was written" in errors
    assert path.read_text() == "// mine\n"
    assert not (tmp_path / "test").exists()


async def test_an_answer_that_is_cut_off_is_refused() -> None:
    """Two rounds of repair, then an honest no."""
    path = write("src/orders.js", ORDERS)
    async with LoopbackModel() as model:
        model.always(ANSWER.replace("=== END OF ANSWER ===\n", ""))
        code, out, errors = await process(
            *("fix", "src/orders.js:3-9", "--action", "fix-backend", "--write"),
            *("--prompt", "the sum is NaN", "--base-url", model.base_url),
        )
        rounds = len(model.asked)
    assert (code, out, rounds) == (1, "", 2)
    assert errors.strip()
    assert "Traceback" not in errors
    assert path.read_text() == ORDERS


@pytest.mark.skipif(sys.platform == "win32", reason="needs a terminal of Unix")
def test_on_a_terminal_there_are_colours_progress_and_the_report() -> None:
    """What a person sees: the coloured diff, the report, and that nothing was written."""
    import pty

    path = write("a.js")
    ours, theirs = pty.openpty()
    child = subprocess.Popen(
        [sys.executable, "-m", "nodewright", "fix", "a.js", "--action", "fix-backend"],
        **dict.fromkeys(("stdin", "stdout", "stderr"), theirs),
        env={**os.environ, "TERM": "xterm-256color", "COLUMNS": "100", "NO_COLOR": ""},
    )
    os.close(theirs)
    shown = b""
    while data := _read(ours):
        shown += data
    os.close(ours)
    text = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", shown.decode())
    assert child.wait() == 0
    assert b"\x1b[32m+const size = Buffer.alloc(10);" in shown
    assert "starting the server" in text
    assert "Root cause" in text
    assert "Nothing was written to disk; --write does that." in text
    assert path.read_text() == BAD


def _read(terminal: int) -> bytes:
    """Nothing where the other side has hung up, which Linux calls an error."""
    try:
        return os.read(terminal, 65536)
    except OSError:
        return b""


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--stdio", "--tcp", "127.0.0.1:0"], "--stdio and --tcp exclude each other"),
        (["--tcp", "6009"], "must be HOST:PORT"),
        (["--tcp", ":6009"], "must be HOST:PORT"),
        (["--tcp", "127.0.0.1:http"], "must be HOST:PORT"),
        (["--tcp", "127.0.0.1:70000"], "must be HOST:PORT"),
        (["--tcp", "192.0.2.1:6009"], "Cannot listen on 192.0.2.1:6009: "),
        (["--log-level", "loud"], "'loud' is not one of"),
    ],
)
async def test_addresses_that_cannot_be_are_told(arguments: list[str], sentence: str) -> None:
    """Exit code 2, and stdout, which carries the protocol, stays clean."""
    code, out, errors = await process("server", "--log-level", "error", *arguments)
    assert (code, out) == (2, "")
    assert sentence in errors
    assert "Traceback" not in errors


async def test_the_server_speaks_over_tcp() -> None:
    """It says where it listens, serves one client, and ends with it."""
    server = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "nodewright", "server", "--tcp", "127.0.0.1:0"),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    assert server.stderr is not None
    while not (found := re.search(rb"127\.0\.0\.1', (\d+)\)", await server.stderr.readline())):
        assert server.returncode is None
    reader, writer = await asyncio.open_connection("127.0.0.1", int(found[1]))

    async def request(number: int, method: str, params: object) -> Any:
        body = json.dumps({"jsonrpc": "2.0", "id": number, "method": method, "params": params})
        writer.write(f"Content-Length: {len(body)}\r\n\r\n{body}".encode())
        head = await reader.readuntil(b"\r\n\r\n")
        length = re.search(rb"(?i)content-length: (\d+)", head)
        assert length
        return json.loads(await reader.readexactly(int(length[1])))["result"]

    params = {"processId": None, "rootUri": None, "capabilities": {}}
    told = await request(1, "initialize", params)
    assert told["serverInfo"]["name"] == "nodewright"
    assert await request(2, "shutdown", None) is None
    writer.write(b'Content-Length: 33\r\n\r\n{"jsonrpc":"2.0","method":"exit"}')
    out, _ = await server.communicate()
    writer.close()
    assert (server.returncode, out) == (0, b"")
