"""The command ``nodewright``: one sub-command a module, put together here."""

from __future__ import annotations

import click

from nodewright.cli.check import check
from nodewright.cli.doctor import doctor
from nodewright.cli.fix import fix
from nodewright.cli.reference import actions, explain, rules
from nodewright.cli.serve import server
from nodewright.server import own_version

__all__ = ["main"]

EPILOG = (
    "Exit codes: 0 nothing found, or done; 1 findings, or an honest refusal; "
    "2 wrong usage, or something is missing in the environment."
)


def _version(context: click.Context, parameter: click.Parameter, wanted: bool) -> None:
    """Show the version and leave."""
    if wanted:
        click.echo(f"nodewright, version {own_version()}")
        context.exit()


@click.group(epilog=EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_version,
    help="Show the version and exit.",
)
def main() -> None:
    """A Node.js backend expert for every editor, with every edit verified."""


for command in (server, fix, check, explain, actions, rules, doctor):
    main.add_command(command)
