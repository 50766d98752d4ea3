"""``nodewright check``: the offline rules over files and folders."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import click
from rich.console import Console
from rich.progress import track

from nodewright.cli.files import Search, UnreadableError, read_source, workspace_of
from nodewright.cli.terminal import visible
from nodewright.convert import position
from nodewright.document import Finding, Snapshot
from nodewright.javascript.parsing import parse, syntax_errors
from nodewright.project import ProjectReader
from nodewright.rules import RuleBook, load_rules, scan

STYLE = {"error": "bold red", "warning": "yellow", "information": "blue", "hint": "dim"}


@dataclass(frozen=True, slots=True)
class Found:
    """A finding with the file that it is in."""

    file: Path
    snapshot: Snapshot
    finding: Finding

    @property
    def fix(self) -> str | None:
        """The best repair that was tried out for this very finding."""
        if not self.finding.fixes:
            return None
        return "safe" if any(fix.safe for fix in self.finding.fixes) else "suggested"

    def as_json(self) -> dict[str, object]:
        """1-based lines and columns, columns in UTF-16 units."""
        start = position(self.snapshot, self.finding.span.start, "utf-16")
        end = position(self.snapshot, self.finding.span.end, "utf-16")
        return {
            "file": click.format_filename(self.file),
            "rule": self.finding.rule,
            "severity": self.finding.severity,
            "line": start.line + 1,
            "column": start.character + 1,
            "endLine": end.line + 1,
            "endColumn": end.character + 1,
            "message": self.finding.message,
            "fix": self.fix,
        }


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
@click.pass_context
def check(context: click.Context, paths: tuple[Path, ...], form: str) -> None:
    """Check files and folders with the offline rules.

    Below a folder, ignore files are honoured and links are not followed. Exit code 1 when
    anything is found, 2 when nothing is found but a named file could not be read.
    """
    errors = Console(stderr=True, soft_wrap=True, highlight=False)
    book, search = load_rules(), Search(paths)
    files = list(search.files())
    shown: Iterable[Path] = files
    if errors.is_terminal and len(files) > 20:
        shown = track(files, "checking", console=errors, transient=True)
    reading = Reading()
    found = list(_findings(book, shown, reading))
    for problem in (*book.problems, *search.problems, *reading.problems):
        errors.print(visible(problem), style="yellow", markup=False)
    if not files:
        errors.print("There is no JavaScript or TypeScript here that no ignore file covers.")
    if form == "json":
        click.echo(json.dumps([f.as_json() for f in found], indent=2, ensure_ascii=False))
    else:
        _print(found, len(files) - len(reading.unread))
    context.exit(1 if found else 2 if reading.unread & set(paths) else 0)


@dataclass
class Reading:
    """What went wrong while files were read: the files, and a sentence for each."""

    unread: set[Path] = field(default_factory=set)
    problems: list[str] = field(default_factory=list)


def _findings(book: RuleBook, files: Iterable[Path], reading: Reading) -> Iterable[Found]:
    """What the rules find; a file that is broken may hold more than they see, which is told."""
    reader = ProjectReader()
    for file in files:
        try:
            snapshot = read_source(file)
        except UnreadableError as error:
            reading.unread.add(file)
            reading.problems.append(str(error))
            continue
        if broken := syntax_errors(parse(snapshot.source, snapshot.language)):
            line = snapshot.lines.line_of(broken[0].start) + 1
            name = click.format_filename(file)
            reading.problems.append(
                f"{name}: does not parse at line {line}, so findings may be missing"
            )
        root = workspace_of(file)
        facts = reader.read(file, [root], snapshot.language)
        path = file.resolve().relative_to(root).as_posix()
        for finding in scan(book, snapshot.source, snapshot.language, facts, path, fixes=True):
            yield Found(file, snapshot, finding)


def _print(found: Sequence[Found], files: int) -> None:
    console = Console(file=sys.stdout, soft_wrap=True, highlight=False)
    for item in found:
        told = item.as_json()
        place = visible(f"{told['file']}:{told['line']}:{told['column']}")
        console.print(place, end=" ", style="bold", markup=False)
        console.print(str(told["severity"]), end=" ", style=STYLE[item.finding.severity])
        console.print(visible(f"{told['rule']}: {told['message']}"), end="", markup=False)
        console.print(f"  ({item.fix} fix)" if item.fix else "", style="green")
    total = f"{len(found)} finding{'' if len(found) == 1 else 's'}"
    console.print(f"{total} in {files} file{'' if files == 1 else 's'}", style="bold")
