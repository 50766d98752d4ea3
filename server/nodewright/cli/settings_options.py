"""Settings on the command line: the same names as in an editor, given as KEY=VALUE."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])


def settings_options(command: F) -> F:
    """Add ``--set`` and its two shortcuts to a command."""
    for option in (
        click.option("--base-url", help="Short for --set model.baseUrl=URL."),
        click.option("--model", help="Short for --set model.name=NAME."),
        click.option(
            "--set",
            "assignments",
            multiple=True,
            metavar="KEY=VALUE",
            help="A setting as in an editor, such as model.api=chat. May be repeated.",
        ),
    ):
        command = option(command)
    return command


def to_settings(
    assignments: tuple[str, ...], model: str | None, base_url: str | None
) -> dict[str, object]:
    """The options for the server. A value that is JSON counts as such, else it is text.

    Raises click.BadParameter for a word without ``=``.
    """
    settings: dict[str, object] = {}
    for word in assignments:
        key, equals, value = word.partition("=")
        if not equals or not key:
            raise click.BadParameter(f"{word!r} is not KEY=VALUE", param_hint="--set")
        settings[key] = _value(value)
    if model:
        settings["model.name"] = model
    if base_url:
        settings["model.baseUrl"] = base_url
    return settings


def _value(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text
