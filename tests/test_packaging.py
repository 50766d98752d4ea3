"""The wheel, installed in an empty environment with the source tree out of the way."""

from __future__ import annotations

import ast
import json
import os
import re
import shutil
import subprocess
import threading
import venv
import zipfile
from pathlib import Path
from typing import Any, NamedTuple

import pytest

ROOT = Path(__file__).resolve().parent.parent
PYPROJECT = (ROOT / "pyproject.toml").read_text("utf-8")
BAD = "const express = require('express');\nconst size = new Buffer(10);\n"
PATIENCE = 60.0
"""Seconds before a silent server is killed, which ends the test with what was heard so far."""

pytestmark = pytest.mark.xdist_group("packaging")


class Installed(NamedTuple):
    """The wheel, an environment that holds nothing else, and an empty folder to work in."""

    wheel: Path
    python: Path
    folder: Path

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        command = [str(self.python.parent / "nodewright"), *arguments]
        return subprocess.run(
            command, cwd=self.folder, env=bare(), capture_output=True, encoding="utf-8"
        )


def bare() -> dict[str, str]:
    """This environment without whatever could lead Python or the model back to this checkout."""
    led = ("PYTHON", "VIRTUAL_ENV", "COV", "OPENAI", "NODEWRIGHT")
    return {name: value for name, value in os.environ.items() if not name.startswith(led)}


def tracked() -> list[str]:
    """The files that a fresh clone would hold."""
    told = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
    return [name for name in os.fsdecode(told.stdout).split("\0") if (ROOT / name).is_file()]


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """Build from a copy of the tracked files, install with the dependencies, drop the copy."""
    base = tmp_path_factory.mktemp("packaging")
    for name in tracked():
        (base / "tree" / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, base / "tree" / name)
    venv.create(base / "env", with_pip=True)
    python = base / "env" / ("Scripts" if os.name == "nt" else "bin") / "python"
    pip = [str(python), "-m", "pip", "--disable-pip-version-check", "--quiet"]
    run([*pip, "wheel", "--no-deps", "--wheel-dir", str(base), str(base / "tree")])
    shutil.rmtree(base / "tree")
    (wheel,) = base.glob("*.whl")
    run([*pip, "install", str(wheel)])
    (base / "work").mkdir()
    (base / "work" / "bad.js").write_text(BAD, "utf-8")
    return Installed(wheel, python, base / "work")


def run(command: list[str]) -> None:
    done = subprocess.run(command, env=bare(), capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_packages_of_the_build_file_are_the_folders_of_the_tree():
    """A folder that holds ``__init__.py`` and is not listed would be missing from the wheel."""
    found = re.search(r"^packages = (\[.*?\])$", PYPROJECT, re.MULTILINE | re.DOTALL)
    assert found
    listed = ast.literal_eval(found[1])
    places = {"nodewright.persona": ROOT / "persona", "nodewright": ROOT / "server" / "nodewright"}
    wanted = [
        ".".join([package, *path.parent.relative_to(place).parts])
        for package, place in places.items()
        for path in place.rglob("__init__.py")
    ]
    assert sorted(listed) == sorted([*wanted, "nodewright.client_config"])


def test_the_wheel_holds_every_file_of_both_halves(installed):
    """Code, persona, rules, knowledge, ``py.typed`` and the licence all travel."""
    held = set(zipfile.ZipFile(installed.wheel).namelist())
    for name in tracked():
        if name.startswith("persona/"):
            assert f"nodewright/{name}" in held
        elif name.startswith("server/nodewright/"):
            assert name.removeprefix("server/") in held
        elif name.startswith("client-config/") and (
            "/vscode/" not in name or name.endswith("/vscode/settings.json")
        ):
            assert name.replace("client-config", "nodewright/client_config") in held
    assert "nodewright/py.typed" in held
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in held)


def test_the_wheel_holds_nothing_but_the_product(installed):
    """Neither tests nor examples nor caches end up in somebody's site-packages."""
    names = zipfile.ZipFile(installed.wheel).namelist()
    assert [n for n in names if not re.match(r"nodewright(/|-[\d.]+\.dist-info/)", n)] == []


def test_the_command_says_its_version(installed):
    """The version is the build file's."""
    version = re.search(r'^version = "(.+)"$', PYPROJECT, re.MULTILINE)
    assert version
    told = installed.run("--version")
    assert (told.returncode, told.stdout) == (0, f"nodewright, version {version[1]}\n")


def test_doctor_finds_persona_and_rules_in_the_wheel(installed):
    """An environment with nothing but the wheel is healthy."""
    told = installed.run("doctor")
    assert told.returncode == 0, told.stdout + told.stderr
    assert re.search(r"built-in persona: .+; [1-9]\d* actions", told.stdout)
    assert re.search(r"[1-9]\d* offline rules", told.stdout)


def test_check_finds_what_is_bad_and_nothing_in_what_is_good(installed):
    """The rules of the wheel run."""
    told = installed.run("check", "--format", "json", "bad.js")
    assert told.returncode == 1, told.stderr
    assert [(f["file"], f["line"]) for f in json.loads(told.stdout)] == [("bad.js", 2)]
    (installed.folder / "good.js").write_text("const size = Buffer.alloc(10);\n", "utf-8")
    assert installed.run("check", "good.js").returncode == 0


def test_init_writes_the_files_of_the_wheel_with_its_command(installed, monkeypatch):
    """The files for editors travel, too."""
    monkeypatch.setenv("HOME", str(installed.folder / "home"))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    told = installed.run("init", "neovim", "--yes")
    assert told.returncode == 0, told.stderr
    written = (installed.folder / "home/.config/nvim/lsp/nodewright.lua").read_text("utf-8")
    assert f"'{installed.python.parent / 'nodewright'}', 'server'" in written


def test_no_module_of_this_checkout_is_used(installed):
    """What is imported lies in the new environment."""
    code = (
        "import nodewright, nodewright.persona as p\nprint(nodewright.__file__)\nprint(*p.__path__)"
    )
    command = [str(installed.python), "-c", code]
    told = subprocess.run(command, cwd=installed.folder, env=bare(), capture_output=True, text=True)
    places = told.stdout.split("\n")[:-1]
    assert len(places) == 2, told.stderr
    assert all(Path(place).is_relative_to(installed.python.parent.parent) for place in places)


class Session:
    """An LSP client of a few lines: JSON-RPC over the pipes of a server process."""

    def __init__(self, installed: Installed) -> None:
        self._log = (installed.folder / "server.log").open("wb")
        self._process = subprocess.Popen(
            [str(installed.python.parent / "nodewright"), "server", "--stdio"],
            cwd=installed.folder,
            env=bare(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
        )
        self._watchdog = threading.Timer(PATIENCE, self._process.kill)
        self._watchdog.start()
        self._count = 0

    def send(self, **message: Any) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self._process.stdin
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self._process.stdin.flush()

    def receive(self) -> dict[str, Any]:
        assert self._process.stdout
        length = 0
        while line := self._process.stdout.readline().strip():
            name, _, value = line.partition(b":")
            length = int(value) if name.lower() == b"content-length" else length
        assert length, "the server ended the stream"
        message: dict[str, Any] = json.loads(self._process.stdout.read(length))
        return message

    def request(self, method: str, params: Any) -> Any:
        self._count += 1
        self.send(id=self._count, method=method, params=params)
        while (message := self.receive()).get("id") != self._count or "method" in message:
            continue
        assert "error" not in message, message
        return message["result"]

    def until(self, method: str) -> Any:
        while (message := self.receive()).get("method") != method:
            continue
        return message["params"]

    def end(self) -> int:
        self.request("shutdown", None)
        self.send(method="exit", params=None)
        assert self._process.stdin
        code = self._process.wait()
        self.close()
        return code

    def close(self) -> None:
        self._watchdog.cancel()
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout, self._log):
            assert pipe
            pipe.close()


@pytest.fixture
def session(installed):
    session = Session(installed)
    yield session
    session.close()


def test_the_installed_server_serves_a_session(installed, session):
    """From ``initialize`` to ``exit``: findings arrive, and the light bulb lists the expert."""
    document = (installed.folder / "bad.js").as_uri()
    capabilities = {
        "textDocument": {
            "codeAction": {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": []}}}
        }
    }
    params = {
        "processId": os.getpid(),
        "rootUri": installed.folder.as_uri(),
        "capabilities": capabilities,
    }
    told = session.request("initialize", params)
    assert told["serverInfo"]["name"] == "nodewright"
    session.send(method="initialized", params={})
    item = {"uri": document, "languageId": "javascript", "version": 1, "text": BAD}
    session.send(method="textDocument/didOpen", params={"textDocument": item})
    published = session.until("textDocument/publishDiagnostics")
    assert [found["range"]["start"]["line"] for found in published["diagnostics"]] == [1]
    whole = {"start": {"line": 0, "character": 0}, "end": {"line": 2, "character": 0}}
    offered = session.request(
        "textDocument/codeAction",
        {"textDocument": {"uri": document}, "range": whole, "context": {"diagnostics": []}},
    )
    commands = [a["command"]["arguments"][0]["action"] for a in offered if a.get("command")]
    assert {"fix-backend", "optimize-node", "explain"} <= set(commands)
    assert session.end() == 0
