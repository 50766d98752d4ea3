"""``nodewright check``: the offline rules over files and folders."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console

from nodewright.cli.baseline import Comparison, compare, read_baseline, write_baseline
from nodewright.cli.changed import changed_since
from nodewright.cli.files import Search, workspace_of
from nodewright.cli.found import SEVERITIES, Checked, Found
from nodewright.cli.naming import check_rule, count
from nodewright.cli.report import FORMATS, report
from nodewright.cli.summary import Summary
from nodewright.cli.terminal import visible
from nodewright.cli.tree import check_tree
from nodewright.cli.wanted import Wanted
from nodewright.cli.workers import cores, start_early
from nodewright.document import Severity
from nodewright.project import ProjectReader

if TYPE_CHECKING:
    from nodewright.rules import Rule

FILE = click.Path(dir_okay=False, path_type=Path)
SEVERITY = click.Choice(SEVERITIES[::-1])
INTERRUPTED = 130
"""What a shell expects of a program that Ctrl-C ended: 128 and the number of the signal."""


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", show_default=True)
@click.option("--severity", type=SEVERITY, default="hint", help="Nothing milder than this.")
@click.option("--rule", "rules", multiple=True, metavar="RULE", help="Only this; may be repeated.")
@click.option("--fix", is_flag=True, help="Apply the safe fixes to the files.")
@click.option("--suggested", is_flag=True, help="With --fix: apply the suggested fixes, too.")
@click.option("--baseline", type=FILE, help="Leave out the findings that this file knows.")
@click.option("--write-baseline", type=FILE, help="Keep all findings in this file.")
@click.option(
    "--changed-since", metavar="REV", help="Only files that changed since, as git has it."
)
@click.option("--jobs", type=click.IntRange(1, 256), help="Processes; all cores unless given.")
@click.pass_context
def check(
    context: click.Context,
    paths: tuple[Path, ...],
    form: str,
    severity: Severity,
    rules: tuple[str, ...],
    fix: bool,
    suggested: bool,
    baseline: Path | None,
    write_baseline: Path | None,
    changed_since: str | None,
    jobs: int | None,
) -> None:
    """Check files and folders with the offline rules.

    Below a folder, ignore files are honoured and links are not followed. Without PATHS,
    --changed-since looks at the current folder. Exit code 0 when nothing is found, 1 when
    anything is, 2 when nothing is found but something could not be checked or repaired.
    """
    _refuse(paths, fix, suggested, write_baseline, changed_since)
    paths = paths or (Path(),)
    known = _rules(paths) if rules else {}
    for rule in rules:
        check_rule(rule, known)
    wanted = Wanted(frozenset(rules) or None, severity, fix, suggested)
    order = Order(paths, wanted, changed_since, baseline, write_baseline, form)
    context.exit(_run(order, jobs or cores()))


@dataclass(frozen=True, slots=True)
class Order:
    """A command line that makes sense."""

    paths: tuple[Path, ...]
    wanted: Wanted
    changed_since: str | None
    baseline: Path | None
    write_baseline: Path | None
    form: str


def _refuse(
    paths: Sequence[Path], fix: bool, suggested: bool, keep: Path | None, revision: str | None
) -> None:
    """Raises click.UsageError for options that do not go together."""
    if not paths and revision is None:
        raise click.UsageError("name the files or folders to check; `.` is the current folder")
    if suggested and not fix:
        raise click.UsageError("--suggested says what --fix may apply; it does nothing alone")
    if keep and revision is not None:
        raise click.UsageError(
            "--write-baseline keeps what is found, and --changed-since finds only a part"
        )


def _rules(paths: Sequence[Path]) -> dict[str, Rule]:
    """All rules that may speak of ``paths``: the built-in ones and those of their projects."""
    from nodewright.rulebooks import RuleBooks
    from nodewright.rules import load_rules

    books, reader = RuleBooks(load_rules()), ProjectReader()
    rules = dict(books.base.rules)
    for root in dict.fromkeys(workspace_of(path) for path in paths):
        rules |= books.of(reader.read(None, [root])).rules
    return rules


def _run(order: Order, jobs: int) -> int:
    """Check, repair, compare and report; returns the exit code."""
    errors = Console(stderr=True, soft_wrap=True, highlight=False)
    known = read_baseline(order.baseline) if order.baseline else []
    search = Search(order.paths)
    named = frozenset(str(path) for path in order.paths)
    try:
        if jobs > 1 and any(path.is_dir() for path in order.paths):
            start_early()
        files = _files(search, order)
        checked = check_tree(order.wanted, files, named, jobs, errors)
    except KeyboardInterrupt:
        errors.print("Stopped. Nothing is reported, and no file was changed.")
        return INTERRUPTED
    summary = Summary(checked, named, search.problems)
    summary.write_repairs()
    found: Sequence[Found] = [item for one in checked for item in one.found]
    for problem in summary.problems:
        errors.print(visible(problem), style="yellow", markup=False)
    if not files:
        errors.print(_nothing(order))
    if summary.skipped():
        errors.print(summary.skipped(), style="dim")
    if order.wanted.fix:
        told = f"fixed {count(summary.repaired, 'finding')} in {count(summary.rewritten, 'file')}"
        errors.print(told, style="green")
    if order.baseline:
        scope = [one.file for one in checked if not one.problem]
        compared = compare(order.baseline, known, found, scope, order.wanted.rules)
        _tell(compared, order.baseline, errors)
        found = compared.new
    if order.write_baseline:
        found = _keep(order.write_baseline, checked, errors)
    report(
        order.form,
        found,
        summary.files,
        summary.problems,
        lambda: _rules(order.paths),
        order.baseline is not None,
    )
    if errors.is_terminal:
        _offer(found, errors)
    return 1 if found else 2 if summary.trouble else 0


def _files(search: Search, order: Order) -> list[str]:
    """What to check, as names that are handed from process to process."""
    files = search.files()
    if order.changed_since is None:
        return [str(file) for file in files]
    changed = changed_since(order.changed_since, order.paths)
    return [str(file) for file in files if file.resolve() in changed]


def _nothing(order: Order) -> str:
    if order.changed_since is not None:
        return "No JavaScript or TypeScript here has changed."
    return "There is no JavaScript or TypeScript here that no ignore file covers."


def _tell(compared: Comparison, path: Path, errors: Console) -> None:
    """How many findings are old, and which entries stand for nothing any more."""
    name = visible(click.format_filename(path))
    errors.print(f"{count(compared.old, 'finding')} left out that {name} knows", style="dim")
    if not compared.gone:
        return
    entries = "entry" if len(compared.gone) == 1 else "entries"
    errors.print(f"{len(compared.gone):,} {entries} of {name} found no more:", style="green")
    for entry in compared.gone:
        errors.print(visible(f"  {entry.file} {entry.rule}"), style="green", markup=False)
    errors.print("--write-baseline drops what is gone", style="dim")


def _keep(path: Path, checked: Sequence[Checked], errors: Console) -> tuple[Found, ...]:
    """Write the baseline; nothing of what it holds is left to report."""
    kept = write_baseline(path, (item for one in checked for item in one.found))
    errors.print(f"wrote {count(kept, 'finding')} to {visible(click.format_filename(path))}")
    return ()


def _offer(found: Sequence[Found], errors: Console) -> None:
    """What the same command with --fix would do."""
    kinds = Counter(item.fix for item in found)
    offers = [("safe", "--fix"), ("suggested", "--fix --suggested")]
    told = [f"{option} repairs {kinds[kind]:,}" for kind, option in offers if kinds[kind]]
    if told:
        errors.print("; ".join(told), style="dim")
