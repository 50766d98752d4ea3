"""Run ``nodewright check`` over small trees, quickly: the rules are read once."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from nodewright.cli import main
from nodewright.rules import load_rules

BAD = "const size = new Buffer(10);\n"
GOOD = "const size = Buffer.alloc(10);\n"
SUGGESTED = "const url = require('url');\nconst host = url.parse(process.argv[2]).host;\n"
"""The first has a safe fix, the last only a suggested one."""
INJECTED = """\
const { Pool } = require('pg');
const pool = new Pool();
app.get('/users', async (req, res) => {
  const name = req.query.name;
  const { rows } = await pool.query('SELECT * FROM users WHERE name = ' + name);
  res.json(rows);
});
"""


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An empty folder as the current one, and one rule book for all runs of this process."""
    monkeypatch.chdir(tmp_path)
    book = load_rules()
    for module in ("rules", "cli.checking"):
        monkeypatch.setattr(f"nodewright.{module}.load_rules", lambda: book)


def run(*arguments: str) -> Result:
    """The command, with stdout and stderr apart, as in a new process; a bug fails the test."""
    return CliRunner().invoke(main, arguments, catch_exceptions=False)


def check(*arguments: str) -> Result:
    """``nodewright check`` with these words behind it."""
    return run("check", *arguments)


def found(*arguments: str) -> list[dict[str, Any]]:
    """The findings as the JSON form tells them."""
    told: list[dict[str, Any]] = json.loads(check("--format", "json", *arguments).stdout)
    return told


def write(name: str, text: str | bytes = BAD) -> Path:
    """A file in the current folder, with its folders; text as UTF-8, line breaks as they are."""
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def commit(message: str = "work") -> None:
    """Commit all files of the current folder, which becomes a repository; nothing global counts."""
    for words in (
        ("init", "--quiet", "--initial-branch=main"),
        ("add", "--all"),
        ("commit", "--quiet", "--allow-empty", "--message", message),
    ):
        git(*words)


def git(*words: str) -> None:
    """A git command as a person without any settings."""
    names = {
        f"GIT_{who}_{what}": "t@example.org"
        for who in ("AUTHOR", "COMMITTER")
        for what in ("NAME", "EMAIL")
    }
    nothing = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    subprocess.run(["git", *words], check=True, env=os.environ | names | nothing)
