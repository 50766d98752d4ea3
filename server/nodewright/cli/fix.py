"""``nodewright fix``: an action on a file, through a real server process, as an editor does it."""

from __future__ import annotations

import asyncio
import re
import sys
from difflib import get_close_matches
from pathlib import Path

import click
from lsprotocol import types
from rich.console import Console
from rich.markdown import Markdown

from nodewright.cli.files import UnreadableError, read_source, workspace_of
from nodewright.cli.patch import print_diff, unified
from nodewright.cli.settings_options import settings_options, to_settings
from nodewright.cli.terminal import UnusableError, visible
from nodewright.cli.writing import write_result
from nodewright.client import RunResult, TerminalEditor
from nodewright.document import Snapshot, encode
from nodewright.prompts import load_pack

__all__ = ["fix", "parse_target", "print_diff"]

EXIT = {"applied": 0, "reported": 0, "refused": 1, "cancelled": 1, "failed": 2}
NO_SERVER = "The language server did not answer; `nodewright server --log-level debug` says why."
LAST = 2**31 - 1
"""The largest number that the protocol has for a line."""
_TARGET = re.compile(r"(?P<file>.+?)(?::(?P<start>\d{1,9})(?:-(?P<end>\d{1,9}))?)?$", re.DOTALL)


@click.command()
@click.argument("target", metavar="FILE[:START-END]")
@click.option("--action", required=True, help="Id of an action; `nodewright actions` lists them.")
@click.option("--prompt", default="", help="What you want, in your words.")
@click.option("--write", is_flag=True, help="Write the files.")
@click.option("--diff", is_flag=True, help="Only show what would change (the default).")
@click.option("--show-prompt", is_flag=True, help="Print the prompt and send nothing.")
@settings_options
@click.pass_context
def fix(
    context: click.Context,
    target: str,
    action: str,
    prompt: str,
    write: bool,
    diff: bool,
    show_prompt: bool,
    assignments: tuple[str, ...],
    model: str | None,
    base_url: str | None,
) -> None:
    """Run an action of the Backend Expert on a FILE, or on its lines START to END.

    Shows the change and the report on a terminal; in a pipe the diff alone, ready for a patch
    tool, or the report of an action that only tells. Exit code 1 for an honest refusal, 2 when
    the model or the environment fails.
    """
    if write and diff:
        raise click.UsageError("--write and --diff exclude each other")
    if show_prompt and (write or diff):
        raise click.UsageError("--show-prompt sends nothing, so there is nothing to write or show")
    check_action(action)
    path, lines = parse_target(target)
    errors = Console(stderr=True, highlight=False, soft_wrap=True)
    options = to_settings(assignments, model, base_url)
    try:
        snapshot = read_source(path)
    except UnreadableError as error:
        raise UnusableError(str(error)) from error
    check_lines(lines, snapshot)
    try:
        running = _run(path, snapshot.text, lines, action, prompt, show_prompt, options, errors)
        result = asyncio.run(running)
    except (OSError, asyncio.TimeoutError, RuntimeError) as error:
        raise UnusableError(NO_SERVER) from error
    for reason in (*result.warnings, *result.reasons):
        errors.print(visible(reason), style="yellow", markup=False)
    if show_prompt and result.status == "reported":
        page = visible(result.report) if sys.stdout.isatty() else result.report
        click.echo(encode(page), nl=False)
        context.exit(0)
    show(path, snapshot.text, result)
    if write and result.status == "applied":
        for told in write_result(path, workspace_of(path), snapshot.source, result):
            errors.print(told, style="green", markup=False)
    elif result.status == "applied" and errors.is_terminal:
        errors.print("Nothing was written to disk; --write does that.", style="dim")
    context.exit(EXIT.get(result.status, 2))


def check_action(action: str) -> None:
    """Raises click.UsageError for an action that the persona pack does not hold."""
    known = load_pack().actions
    if action not in known:
        near = get_close_matches(action, known, n=1)
        hint = f"; did you mean {near[0]}?" if near else "; `nodewright actions` lists them"
        raise click.UsageError(f"there is no action {action!r}{hint}")


def check_lines(lines: types.Range, snapshot: Snapshot) -> None:
    """Raises click.UsageError for a range that begins after the last line."""
    count = len(snapshot.lines.starts)
    if count > 1 and snapshot.text.endswith(("\n", "\r")):
        count -= 1
    if lines.start.line >= count:
        has = f"{count} line" if count == 1 else f"{count} lines"
        raise click.UsageError(f"the file has {has}; there is no line {lines.start.line + 1}")


def parse_target(target: str) -> tuple[Path, types.Range]:
    """``FILE``, ``FILE:START`` or ``FILE:START-END``, 1-based lines; the whole file without.

    Raises click.UsageError for lines that are no range.
    """
    whole = Path(target)
    found = _TARGET.fullmatch(target)
    if whole.exists() or found is None or found["start"] is None:
        return whole, types.Range(types.Position(0, 0), types.Position(LAST, 0))
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
    show_prompt: bool,
    options: dict[str, object],
    errors: Console,
) -> RunResult:
    file, root = path.resolve(), workspace_of(path)  # noqa: ASYNC240  (no loop is kept waiting)
    with errors.status("starting the server") as status:

        def say(message: str) -> None:
            status.update(visible(message))

        async with TerminalEditor(root, options, say) as editor:
            await editor.open(file, before)
            return await editor.run(action, lines, prompt, show_prompt)


def show(path: Path, before: str, result: RunResult) -> None:
    """Diff and report on a terminal; in a pipe the bytes of the patch, or a report alone."""
    if sys.stdout.isatty():
        console = Console()
        print_diff(console, path, before, result)
        console.print(Markdown(visible(result.report)))
    elif patch := unified(path, before, result):
        click.echo(encode(patch), nl=False)
    elif result.status == "reported":
        click.echo(encode(result.report), nl=False)
