"""Text on its way to a terminal, and sentences about bad input that end a command."""

from __future__ import annotations

import re

import click

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


class UnusableError(click.ClickException):
    """Something that was given cannot be used: one sentence, exit code 2."""

    exit_code = 2


def visible(text: str) -> str:
    """``text`` with control characters other than tab and line feed written out.

    Code and answers come from elsewhere; a terminal would obey an escape sequence in them. The
    carriage return of a CRLF is left out.
    """
    return _CONTROL.sub(
        lambda found: f"\\x{ord(found.group()):02x}", text.replace("\r\n", "\n").removesuffix("\r")
    )
