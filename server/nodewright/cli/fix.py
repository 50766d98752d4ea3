"""``nodewright fix``: an action on a file, through a real server process, as an editor does it."""

from __future__ import annotations

import asyncio
import difflib
import os
import re
import sys
from pathlib import Path

import click
from lsprotocol import types
from rich.console import Console
from rich.markdown import Markdown

from nodewright.cli.files import UnreadableError, read_source, workspace_of
from nodewright.cli.settings_options import settings_options, to_settings
from nodewright.client import RunResult, TerminalEditor
from nodewright.project import confine

EXIT = {"applied": 0, "reported": 0, "refused": 1, "cancelled": 1, "failed": 2}
_TARGET = re.compile(r"(?P<file>.+?)(?::(?P<start>\d+)(?:-(?P<end>\d+))?)?$")


@click.command()
@click.argument("target", metavar="FILE[:START-END]")
@click.option("--action", required=True, help="Id of an action; `nodewright actions` lists them.")
@click.option("--prompt", default="", help="What you want, in your words.")
@click.option("--write", is_flag=True, help="Write the files.")
@click.option("--diff", is_flag=True, help="Only show what would change (the default).")
@settings_options
@click.pass_context
def fix(
    context: click.Context,
    target: str,
    action: str,
    prompt: str,
    write: bool,
    diff: bool,
    assignments: tuple[str, ...],
    model: str | None,
    base_url: str | None,
) -> None:
    """Run an action of the Backend Expert on a FILE, or on its lines START to END.

    Shows the change and the report on a terminal; in a pipe the diff alone, ready for a patch
    tool. Exit code 1 for an honest refusal, 2 when the model or the environment fails.
    """
    if write and diff:
        raise click.UsageError("--write and --diff exclude each other")
    path, lines = parse_target(target)
    options = to_settings(assignments, model, base_url)
    try:
        before = read_source(path).text
    except UnreadableError as error:
        raise click.UsageError(str(error)) from error
    errors = Console(stderr=True, highlight=False)
    try:
        result = asyncio.run(_run(path, before, lines, action, prompt, options, errors))
    except (OSError, asyncio.TimeoutError, RuntimeError) as error:
        errors.print(f"The server did not work: {type(error).__name__}.", style="red")
        context.exit(2)
    for reason in result.reasons:
        errors.print(reason, style="yellow", markup=False)
    show(path, before, result)
    if write and result.status == "applied":
        _write(path, result, errors)
    elif result.status == "applied" and errors.is_terminal:
        errors.print("Nothing was written to disk; --write does that.", style="dim")
    context.exit(EXIT.get(result.status, 2))


def parse_target(target: str) -> tuple[Path, types.Range]:
    """``FILE``, ``FILE:START`` or ``FILE:START-END``, 1-based lines; the whole file without.

    Raises click.UsageError for lines that are no range.
    """
    whole = Path(target)
    found = _TARGET.fullmatch(target)
    if whole.exists() or found is None or found["start"] is None:
        return whole, types.Range(types.Position(0, 0), types.Position(2**31 - 1, 0))
    start = int(found["start"])
    end = int(found["end"] or start)
    if start < 1 or end < start:
        raise click.UsageError(f"{start}-{end} is no range of lines: they count from 1 upwards")
    return Path(found["file"]), types.Range(types.Position(start - 1, 0), types.Position(end, 0))


async def _run(
    path: Path,
    before: str,
    lines: types.Range,
    action: str,
    prompt: str,
    options: dict[str, object],
    errors: Console,
) -> RunResult:
    file, root = path.resolve(), workspace_of(path)  # noqa: ASYNC240  (no loop is kept waiting)
    with errors.status("starting the server") as status:

        def say(message: str) -> None:
            status.update(message)

        async with TerminalEditor(root, options, say) as editor:
            await editor.open(file, before)
            return await editor.run(action, lines, prompt)


def show(path: Path, before: str, result: RunResult) -> None:
    """The diff on stdout, coloured on a terminal, where the report follows."""
    diff = unified(path, before, result)
    if not sys.stdout.isatty():
        click.echo(diff if diff else result.report, nl=not diff)
        return
    console = Console()
    print_diff(console, path, before, result)
    console.print(Markdown(result.report))


def print_diff(console: Console, path: Path, before: str, result: RunResult) -> None:
    """The diff in colours, lines neither cut nor wrapped."""
    for line in unified(path, before, result).split("\n")[:-1]:
        console.print(line, style=_style(line), markup=False, highlight=False, soft_wrap=True)


def _style(line: str) -> str:
    if line.startswith(("+++", "---")):
        return "bold"
    return {"+": "green", "-": "red", "@": "cyan"}.get(line[:1], "")


def unified(path: Path, before: str, result: RunResult) -> str:
    """A unified diff of the edited file and of every created one; empty when nothing changes."""
    root = workspace_of(path)
    texts = [(_name(path, root), before, result.text)]
    texts += [(_name(root / name, root), "", text) for name, text in sorted(result.created.items())]
    return "".join(line for text in texts for line in _unified(*text))


def _name(path: Path, root: Path) -> str:
    """Relative to the current folder, as patch tools want it; to the workspace from outside."""
    name = os.path.relpath(path)
    if name.startswith(os.pardir):
        name = os.path.relpath(path.resolve(), root)
    return name.replace(os.sep, "/")


def _unified(name: str, before: str, after: str) -> list[str]:
    old = f"a/{name}" if before else "/dev/null"
    lines = difflib.unified_diff(_lines(before), _lines(after), old, f"b/{name}")
    return [
        line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines
    ]


def _lines(text: str) -> list[str]:
    return re.findall(r"[^\n]*\n|[^\n]+", text)


def _write(path: Path, result: RunResult, errors: Console) -> None:
    """Write the edited file and the created ones; an existing file is never overwritten."""
    root = workspace_of(path)
    for name, text in result.created.items():
        new = confine(root, name)
        if new is None:
            raise click.UsageError(f"{name} lies outside the workspace; nothing was written")
        new.parent.mkdir(parents=True, exist_ok=True)
        with open(new, "x", encoding="utf-8", newline="") as file:
            file.write(text)
        errors.print(f"created {new}", style="green", markup=False)
    with open(path, "w", encoding="utf-8", newline="") as file:
        file.write(result.text)
    errors.print(f"changed {path}", style="green", markup=False)
