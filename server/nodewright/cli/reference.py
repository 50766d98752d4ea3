"""``nodewright explain``, ``actions`` and ``rules``: what the product knows, from its data."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from difflib import get_close_matches

import click
from rich.console import Console
from rich.markdown import Markdown
from rich.table import Table

from nodewright.prompts import load_pack
from nodewright.rules import explain as explanation
from nodewright.rules import load_rules

FORMAT = click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")


@click.command()
@click.argument("rule")
def explain(rule: str) -> None:
    """Explain a RULE: why it hurts, what to do instead, how to test it."""
    known = load_rules().rules
    if rule not in known:
        near = get_close_matches(rule, known, n=1)
        hint = f"; did you mean {near[0]}?" if near else "; `nodewright rules` lists them"
        raise click.UsageError(f"there is no rule {rule!r}{hint}")
    text = explanation(known[rule])
    if sys.stdout.isatty():
        Console().print(Markdown(text))
    else:
        click.echo(text)


@click.command()
@FORMAT
def rules(form: str) -> None:
    """List the offline rules."""
    rows: list[dict[str, object]] = [
        {
            "id": rule.id,
            "family": rule.family,
            "severity": rule.severity,
            "cwe": list(rule.cwe),
            "fix": rule.fix_kind,
        }
        for rule in load_rules().rules.values()
    ]
    _show(rows, form)


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
    table = Table(*rows[0], box=None, pad_edge=False)
    for row in rows:
        cells = [", ".join(v) if isinstance(v, list) else str(v or "-") for v in row.values()]
        table.add_row(*cells)
    Console(file=sys.stdout, width=None if sys.stdout.isatty() else 200).print(table)
