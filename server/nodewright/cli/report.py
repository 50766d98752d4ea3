"""What a check has found, in the form that was asked for, on stdout."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console

from nodewright.cli.annotations import commands
from nodewright.cli.found import Found
from nodewright.cli.naming import count
from nodewright.cli.terminal import visible

if TYPE_CHECKING:
    from nodewright.rules import Rule

FORMATS = ("text", "json", "sarif", "github")
STYLE = {"error": "bold red", "warning": "yellow", "information": "blue", "hint": "dim"}


def report(
    form: str,
    found: Sequence[Found],
    files: int,
    problems: Sequence[str],
    rules: Callable[[], Mapping[str, Rule]],
    compared: bool,
) -> None:
    """Print ``found``; ``files`` is how many were checked, ``rules`` reads the rule book.

    ``problems`` and ``compared`` are for SARIF: what went wrong, and whether there is a baseline.
    """
    if form == "json":
        click.echo(json.dumps([as_json(item) for item in found], indent=2, ensure_ascii=False))
    elif form == "sarif":
        from nodewright.cli.sarif import sarif

        log = sarif(found, rules(), problems, compared)
        click.echo(json.dumps(log, indent=2))
    elif form == "github":
        for line in commands(found):
            click.echo(line)
    else:
        _as_text(found, files)


def as_json(item: Found) -> dict[str, object]:
    """1-based lines and columns, columns in UTF-16 units."""
    return {
        "file": shown(item.file),
        "rule": item.rule,
        "severity": item.severity,
        "line": item.place.line,
        "column": item.place.column,
        "endLine": item.place.end_line,
        "endColumn": item.place.end_column,
        "message": item.message,
        "fix": item.fix,
    }


def shown(file: str) -> str:
    """A file's name as text, whatever its bytes are."""
    return click.format_filename(Path(file))


def _as_text(found: Sequence[Found], files: int) -> None:
    console = Console(file=sys.stdout, soft_wrap=True, highlight=False)
    if console.is_terminal:
        for item in found:
            _in_colours(console, item)
    else:
        click.echo("".join(f"{_line(item)}\n" for item in found), nl=False)
    console.print(f"{count(len(found), 'finding')} in {count(files, 'file')}", style="bold")


def _line(item: Found) -> str:
    fix = f"  ({item.fix} fix)" if item.fix else ""
    return f"{_place(item)} {item.severity} {visible(f'{item.rule}: {item.message}')}{fix}"


def _in_colours(console: Console, item: Found) -> None:
    console.print(_place(item), end=" ", style="bold", markup=False)
    console.print(item.severity, end=" ", style=STYLE[item.severity])
    console.print(visible(f"{item.rule}: {item.message}"), end="", markup=False)
    console.print(f"  ({item.fix} fix)" if item.fix else "", style="green")


def _place(item: Found) -> str:
    return visible(f"{shown(item.file)}:{item.place.line}:{item.place.column}")
