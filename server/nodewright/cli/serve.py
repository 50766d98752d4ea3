"""``nodewright server``: the language server on stdio or TCP, with its log on stderr."""

from __future__ import annotations

import logging
import os
import sys

import click

from nodewright.cli.terminal import UnusableError
from nodewright.server import create_server

QUIET = ("pygls", "openai", "httpx", "httpx2", "httpcore", "httpcore2", "asyncio")
"""Libraries that log payloads or requests below WARNING: source code must not reach the log."""


def set_up_logging(level: str) -> None:
    """Log to stderr, where editors look; never to stdout, which carries the protocol."""
    logging.basicConfig(
        stream=sys.stderr,
        level=level.upper(),
        format="%(asctime)s %(levelname)s %(name)s: %(message)s",
    )
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)


def log_unraisable(caught: sys.UnraisableHookArgs) -> None:
    """Log what nobody could be told, such as a generator that is collected as it closes: one line.

    A hook for :data:`sys.unraisablehook`, whose own way is a traceback in the editor's log.
    """
    name = getattr(caught.object, "__qualname__", type(caught.object).__qualname__)
    logging.getLogger(__name__).warning(
        "ignored in %s: %s: %s", name, caught.exc_type.__name__, caught.exc_value
    )


def _address(
    context: click.Context, parameter: click.Parameter, value: str | None
) -> tuple[str, int] | None:
    if value is None:
        return None
    host, _, port = value.rpartition(":")
    if not host or not port.isdigit() or not 0 <= int(port) <= 65535:
        raise click.BadParameter("must be HOST:PORT, such as 127.0.0.1:6009")
    return host.strip("[]"), int(port)


@click.command()
@click.option("--stdio", is_flag=True, help="Speak over stdin and stdout (the default).")
@click.option(
    "--tcp", metavar="HOST:PORT", callback=_address, help="Listen for one client; port 0 is any."
)
@click.option(
    "--log-level",
    type=click.Choice(["error", "warning", "info", "debug"]),
    default="info",
    show_default=True,
    help="How much of its own doing the server logs to stderr; never code, never keys.",
)
def server(stdio: bool, tcp: tuple[str, int] | None, log_level: str) -> None:
    """Run the language server."""
    if stdio and tcp:
        raise click.UsageError("--stdio and --tcp exclude each other")
    set_up_logging(log_level)
    sys.unraisablehook = log_unraisable
    ls = create_server(os.environ)
    if tcp is None:
        ls.start_io()
        return
    if log_level in ("info", "debug"):
        # Says where it listens, which is news where PORT is 0, and nothing of what it hears.
        logging.getLogger("pygls.server").setLevel(logging.INFO)
    try:
        ls.start_tcp(*tcp)
    except OSError as error:
        why = (error.strerror or "the system refuses").lower()
        raise UnusableError(f"Cannot listen on {tcp[0]}:{tcp[1]}: {why}") from error
