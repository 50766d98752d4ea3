"""What a run changed, as a patch that ``git apply`` takes, and in colours for a terminal."""

from __future__ import annotations

import difflib
import os
import re
from pathlib import Path

from rich.console import Console

from nodewright.cli.files import workspace_of
from nodewright.cli.terminal import visible
from nodewright.client import RunResult

_ODD = re.compile(r'[\x00-\x1f"\\\x7f]')


def unified(path: Path, before: str, result: RunResult) -> str:
    """A unified diff of the edited file and of every created one; empty when nothing changes."""
    root = workspace_of(path)
    texts = [(_name(path, root), before, result.text)]
    texts += [(_name(root / name, root), "", text) for name, text in sorted(result.created.items())]
    return "".join(line for text in texts for line in _unified(*text))


def print_diff(console: Console, path: Path, before: str, result: RunResult) -> None:
    """The diff in colours, lines neither cut nor wrapped."""
    for line in unified(path, before, result).split("\n")[:-1]:
        text = visible(line)
        console.print(text, style=_style(text), markup=False, highlight=False, soft_wrap=True)


def _style(line: str) -> str:
    if line.startswith(("+++", "---")):
        return "bold"
    return {"+": "green", "-": "red", "@": "cyan"}.get(line[:1], "")


def _name(path: Path, root: Path) -> str:
    """Relative to the current folder, as patch tools want it; to the workspace from outside."""
    name = os.path.relpath(path)
    if name.startswith(os.pardir):
        name = os.path.relpath(path.resolve(), root)
    return name.replace(os.sep, "/")


def _unified(name: str, before: str, after: str) -> list[str]:
    old = _header(f"a/{name}") if before else "/dev/null"
    new = _header(f"b/{name}")
    return [
        line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
        for line in difflib.unified_diff(_lines(before), _lines(after), old, new)
    ]


def _header(name: str) -> str:
    """A name as git writes it: quoted where it is odd, closed by a tab where it holds a blank."""
    if _ODD.search(name):
        return '"' + _ODD.sub(lambda found: f"\\{ord(found.group()):03o}", name) + '"'
    return f"{name}\t" if " " in name else name


def _lines(text: str) -> list[str]:
    return re.findall(r"[^\n]*\n|[^\n]+", text)
