"""The command ``nodewright``: one sub-command a module, put together here."""

from __future__ import annotations

import click

from nodewright.about import own_version

__all__ = ["main"]

EPILOG = (
    "Exit codes: 0 nothing found, or done; 1 findings, or an honest refusal; "
    "2 wrong usage, or something is missing in the environment."
)
NAMES = ("server", "fix", "check", "explain", "actions", "rules", "doctor", "init", "forget")


class Commands(click.Group):
    """Imports a sub-command when it is asked for.

    The language server's libraries take most of a second to load; `check` needs none of them,
    and neither does each of its worker processes.
    """

    def list_commands(self, context: click.Context) -> list[str]:
        """All names, in alphabetical order."""
        return sorted(NAMES)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        """The command, or None for a name that is none."""
        if name not in self.commands and name in NAMES:
            self.add_command(_load(name))
        return self.commands.get(name)


def _load(name: str) -> click.Command:
    if name == "check":
        from nodewright.cli.check import check as found
    elif name == "fix":
        from nodewright.cli.fix import fix as found
    elif name == "server":
        from nodewright.cli.serve import server as found
    elif name == "doctor":
        from nodewright.cli.doctor import doctor as found
    elif name == "init":
        from nodewright.cli.init import init as found
    else:
        from nodewright.cli import reference

        return reference.COMMANDS[name]
    return found


def _version(context: click.Context, parameter: click.Parameter, wanted: bool) -> None:
    """Show the version and leave."""
    if wanted:
        click.echo(f"nodewright, version {own_version()}")
        context.exit()


@click.group(cls=Commands, epilog=EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
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
