"""``nodewright doctor``: is everything in place, and if not, what to do."""

from __future__ import annotations

import asyncio
import os
import platform
import sys
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Literal

import click
from rich.console import Console

from nodewright.about import own_version
from nodewright.assistant.offline import HOW_TO
from nodewright.cli.settings_options import settings_options, to_settings
from nodewright.llm import Endpoint, Model
from nodewright.messages import ModelUnavailable
from nodewright.prompts import load_pack, load_persona
from nodewright.rules import load_rules
from nodewright.settings import Settings, read_settings

Mark = Literal["ok", "note", "bad"]
MARKS: dict[Mark, str] = {"ok": "[green]ok  [/]", "note": "[yellow]note[/]", "bad": "[red]bad [/]"}
NO_MODEL = f"no model configured: the offline rules work, the model's actions do not. {HOW_TO}"
LIBRARIES = ("pygls", "lsprotocol", "openai", "tree-sitter")


@click.command()
@settings_options
@click.pass_context
def doctor(
    context: click.Context, assignments: tuple[str, ...], model: str | None, base_url: str | None
) -> None:
    """Check Python, persona, rules, settings and the model's endpoint.

    Exit code 2 when something is broken. The key's value is never shown.
    """
    console = Console(file=sys.stdout, soft_wrap=True, highlight=False)
    settings, problems = read_settings(to_settings(assignments, model, base_url), os.environ)
    bad = False
    for mark, line in (*_local(settings, problems), *_remote(settings)):
        bad = bad or mark == "bad"
        console.print(MARKS[mark], end=" ")
        console.print(line, markup=False)
    context.exit(2 if bad else 0)


def _local(settings: Settings, problems: tuple[str, ...]) -> Iterator[tuple[Mark, str]]:
    yield "ok", f"nodewright {own_version()} on Python {platform.python_version()}"
    yield "ok", ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    pack = load_pack()
    yield from (("bad", problem) for problem in pack.problems)
    if settings.persona:
        persona, told = load_persona(Path(settings.persona).expanduser())
        yield from (("note" if persona else "bad", problem) for problem in told)
        if persona:
            yield "ok", f"persona from {settings.persona}: {persona.name}, {persona.model}"
    else:
        voice = f"{pack.persona.name}, {pack.persona.model}"
        yield "ok", f"built-in persona: {voice}; {len(pack.actions)} actions"
    book = load_rules()
    yield from (("bad", problem) for problem in book.problems)
    yield "ok", f"{len(book.rules)} offline rules"
    yield from (("bad", problem) for problem in problems)
    if not problems:
        yield "ok", "settings are valid"


def _remote(settings: Settings) -> Iterator[tuple[Mark, str]]:
    wanted = settings.model
    is_set = bool(os.environ.get(wanted.api_key_env))
    yield (
        "ok" if is_set else "note",
        f"key variable {wanted.api_key_env}: {'set' if is_set else 'not set'}",
    )
    model = make_model(settings)
    if not model.configured:
        yield "note", NO_MODEL
        return
    try:
        told = asyncio.run(_probe(model))
    except ModelUnavailable as error:
        yield "bad", str(error)
    else:
        yield "ok", told


async def _probe(model: Model) -> str:
    try:
        return str(await model.probe())
    finally:
        await model.close()


def make_model(settings: Settings) -> Model:
    """The model that the settings mean, for a persona of its own or the built-in one."""
    wanted = settings.model
    persona = load_pack().persona
    if settings.persona:
        persona = load_persona(Path(settings.persona).expanduser())[0] or persona
    return Model(
        Endpoint(
            base_url=wanted.base_url,
            model=wanted.name or persona.model_id,
            api=wanted.api,
            api_key_env=wanted.api_key_env,
            timeout=wanted.timeout,
            total_timeout=wanted.total_timeout,
            max_output_tokens=wanted.max_output_tokens,
            reasoning_effort=wanted.reasoning_effort,
            allow_remote=wanted.allow_remote,
        ),
        os.environ,
    )
