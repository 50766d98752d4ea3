"""``nodewright explain``, ``actions`` and ``rules``: what the product knows, from its data."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping, Sequence

import click
from rich.console import Console
from rich.markdown import Markdown
from rich.table import Table

from nodewright.cli.naming import check_rule, count
from nodewright.kept import forgotten, kept_answers
from nodewright.prompts import load_pack
from nodewright.rules import Rule, load_rules
from nodewright.rules import explain as explanation

FORMAT = click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")


@click.command()
@click.argument("rule")
def explain(rule: str) -> None:
    """Explain a RULE: why it hurts, what to do instead, how to test it."""
    known = load_rules().rules
    check_rule(rule, known)
    text = explanation(known[rule])
    if sys.stdout.isatty():
        Console().print(Markdown(text))
    else:
        click.echo(text)


@click.command()
@click.option("--family", multiple=True, metavar="FAMILY", help="Only this one; may be repeated.")
@click.option("--fixable", is_flag=True, help="Only rules that have a fix.")
@click.option("--safe", is_flag=True, help="Only rules that have a safe fix.")
@FORMAT
def rules(family: tuple[str, ...], fixable: bool, safe: bool, form: str) -> None:
    """List the offline rules, and how many of them have a fix."""
    known = load_rules().rules.values()
    families = list(dict.fromkeys(rule.family for rule in known))
    for name in family:
        if name not in families:
            raise click.UsageError(f"there is no family {name!r}; there are {', '.join(families)}")
    chosen = [
        rule
        for rule in known
        if (not family or rule.family in family)
        and (rule.fix_kind == "safe" or not safe)
        and (rule.fix_kind is not None or not fixable)
    ]
    _show([_row(rule) for rule in chosen], form)
    if form == "text":
        kinds = [rule.fix_kind for rule in chosen]
        fixes = len(kinds) - kinds.count(None)
        click.echo(f"{count(len(chosen), 'rule')}, {fixes} with a fix, {kinds.count('safe')} safe")


def _row(rule: Rule) -> dict[str, object]:
    return {
        "id": rule.id,
        "family": rule.family,
        "severity": rule.severity,
        "cwe": list(rule.cwe),
        "fix": rule.fix_kind,
        "title": rule.title,
    }


@click.command()
@FORMAT
def actions(form: str) -> None:
    """List the actions of the Backend Expert."""
    pack = load_pack()
    rows: list[dict[str, object]] = [
        {
            "id": action.id,
            "title": action.label(pack.persona),
            "kind": action.kind,
            "phrases": list(action.phrases),
        }
        for action in pack.actions.values()
    ]
    _show(rows, form)


def _show(rows: Sequence[dict[str, object]], form: str) -> None:
    if form == "json":
        click.echo(json.dumps(rows, indent=2, ensure_ascii=False))
        return
    if not rows:
        return
    table = Table(*rows[0], box=None, pad_edge=False)
    for row in rows:
        cells = [", ".join(v) if isinstance(v, list) else str(v or "-") for v in row.values()]
        table.add_row(*cells)
    Console(file=sys.stdout, width=None if sys.stdout.isatty() else 200).print(table)


@click.command()
def forget() -> None:
    """Delete the answers of models that are kept on this machine."""
    click.echo(forgotten(kept_answers(os.environ)))


COMMANDS: Mapping[str, click.Command] = {
    "explain": explain,
    "actions": actions,
    "rules": rules,
    "forget": forget,
}
