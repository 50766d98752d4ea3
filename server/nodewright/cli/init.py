"""``nodewright init``: set up an editor, after showing what is written and where."""

from __future__ import annotations

import difflib
import importlib.resources
import os
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import click

from nodewright.cli.editors import EDITORS, Editor, Home
from nodewright.cli.joining import join_json, join_toml
from nodewright.cli.replacing import replace_file
from nodewright.cli.terminal import UnusableError, visible

LARGEST = 1024 * 1024
"""Bytes; nobody's configuration of an editor is larger."""


class Write(NamedTuple):
    """A file to write; ``before`` is what it holds now, None where it does not exist."""

    path: Path
    before: bytes | None
    after: str


class Left(NamedTuple):
    """A file that is left as it is, the reason, and what a person has to put in by hand."""

    path: Path
    reason: str
    by_hand: str = ""


@click.command()
@click.argument("editor", type=click.Choice(tuple(EDITORS)))
@click.option("--yes", is_flag=True, help="Write without asking.")
@click.pass_context
def init(context: click.Context, editor: str, yes: bool) -> None:
    """Set up an EDITOR: show the files that it needs, ask, and write them.

    What is there already stays: entries are added where that can be done, and otherwise you are
    told what to add. Exit code 1 when something is left for you to do.
    """
    wanted = EDITORS[editor]
    home = Home(Path.home(), os.environ, sys.platform)
    steps = list(_steps(wanted, home, own_command()))
    writes = [step for step in steps if isinstance(step, Write)]
    for step in writes:
        _show(step)
    click.echo(err=True)
    for left in (step for step in steps if isinstance(step, Left)):
        _tell(left)
    done = not writes or yes or _agreed(len(writes))
    for step in writes if done else []:
        _write(step)
    if done:
        click.echo(wanted.then, err=True)
    else:
        click.echo("Nothing was written. With --yes it is written without a question.", err=True)
    by_hand = any(isinstance(step, Left) and step.by_hand for step in steps)
    context.exit(1 if by_hand or not done else 0)


def own_command() -> str:
    """The full path of the command that runs, so that an editor finds it whatever its PATH is."""
    for place in (Path(sys.argv[0]), Path(sysconfig.get_path("scripts")) / "nodewright"):
        for file in (place, place.with_suffix(".exe")):
            if file.stem == "nodewright" and file.is_file():
                return str(file.absolute())
    return "nodewright"


def _steps(editor: Editor, home: Home, command: str) -> Iterator[Write | Left]:
    text = _shipped(editor.source)
    words = editor.command
    plain = '"nodewright"' if '"nodewright"' in words else "'nodewright'"
    text = text.replace(words, words.replace(plain, editor.quote(command)))
    path = editor.place(home)
    yield _own(path, text) if editor.kind == "own" else _joined(path, text, editor)
    if editor.starter:
        source, place = editor.starter
        yield _own(place(home), _shipped(source))
    if editor.line:
        line, place = editor.line
        yield _with_line(place(home), line)


def _shipped(source: str) -> str:
    """A file of client-config, as it came with the package."""
    folder = importlib.resources.files("nodewright.client_config")
    return folder.joinpath(source).read_text("utf-8")


def _own(path: Path, text: str) -> Write | Left:
    before = _read(path)
    if before is None:
        return Write(path, None, text)
    if before == text.encode():
        return Left(path, "is there already, as it should be")
    return Left(path, "exists and is left as it is; delete it to get the new one")


def _joined(path: Path, text: str, editor: Editor) -> Write | Left:
    before = _read(path)
    if before is None:
        return Write(path, None, text)
    try:
        old = before.decode()
    except UnicodeDecodeError:
        return Left(path, "is no UTF-8; add by hand", text)
    joined = (join_toml if editor.kind == "toml" else join_json)(old, text)
    if joined is None:
        return Left(path, "has entries of its own in the same places; add by hand", text)
    if joined == old:
        return Left(path, "holds all of it already")
    return Write(path, before, joined)


def _with_line(path: Path, line: str) -> Write | Left:
    before = _read(path)
    if before is None:
        return Write(path, None, f"{line}\n")
    if line.encode() in before:
        return Left(path, "loads it already")
    return Left(path, "is yours; add this line", line)


def _read(path: Path) -> bytes | None:
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise _unusable(path, error) from error
    if len(data) > LARGEST:
        raise UnusableError(f"{_name(path)} is too large for a configuration")
    return data


def _show(step: Write) -> None:
    """The file, or the lines that change, on stdout; where it goes, on stderr."""
    click.echo(f"{_name(step.path)}, {'new' if step.before is None else 'changed'}:\n", err=True)
    if step.before is None:
        click.echo(visible(step.after))
        return
    old, new = step.before.decode().splitlines(), step.after.splitlines()
    for line in list(difflib.unified_diff(old, new, lineterm="", n=2))[2:]:
        click.echo(visible(line))


def _tell(left: Left) -> None:
    click.echo(f"{_name(left.path)} {left.reason}{':' if left.by_hand else '.'}", err=True)
    if left.by_hand:
        click.echo(f"\n{left.by_hand}")


def _agreed(count: int) -> bool:
    """What a person answers; nobody there is a no."""
    what = "this file" if count == 1 else f"these {count} files"
    try:
        return click.confirm(f"Write {what}?", err=True)
    except click.Abort:
        click.echo(err=True)
        return False


def _write(step: Write) -> None:
    try:
        if _read(step.path) != step.before:
            raise UnusableError(f"{_name(step.path)} changed meanwhile; run the command again")
        step.path.parent.mkdir(parents=True, exist_ok=True)
        replace_file(step.path, step.after.encode())
    except OSError as error:
        raise _unusable(step.path, error) from error
    click.echo(f"wrote {_name(step.path)}", err=True)


def _name(path: Path) -> str:
    return click.format_filename(path)


def _unusable(path: Path, error: OSError) -> UnusableError:
    return UnusableError(f"{_name(path)}: {(error.strerror or 'cannot be used').lower()}")
