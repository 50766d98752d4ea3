"""What a run changed, as a patch that ``git apply`` takes, and in colours for a terminal."""

from __future__ import annotations

import os
from pathlib import Path

from rich.console import Console

from nodewright.assistant import diffing
from nodewright.cli.files import workspace_of
from nodewright.cli.terminal import visible
from nodewright.client import RunResult
from nodewright.document import decode


def unified(path: Path, before: str, result: RunResult) -> str:
    """A unified diff of the edited file and of those beside it; empty when nothing changes."""
    root = workspace_of(path)
    texts = [(_name(path, root), before, result.text)]
    texts += [(_name(root / name, root), "", text) for name, text in sorted(result.created.items())]
    for name, (old, new) in sorted(result.extended.items()):
        texts.append((_name(root / name, root), decode(old), decode(new)))
    return "".join(diffing.unified(*text) for text in texts)


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
