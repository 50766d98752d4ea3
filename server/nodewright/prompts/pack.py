"""Load the persona pack, and a user's own agent file in place of its persona."""

from __future__ import annotations

import importlib.resources
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Protocol, TypeVar

from nodewright.document import encode
from nodewright.prompts.actions import parse_action
from nodewright.prompts.front_matter import BadFile, decode_page
from nodewright.prompts.knowledge import parse_note
from nodewright.prompts.patterns import parse_pattern
from nodewright.prompts.persona import parse_persona
from nodewright.prompts.values import Action, Contract, Persona, PersonaPack

T = TypeVar("T")


class _Folder(Protocol):
    """What a Path and a resource of a package have in common."""

    @property
    def name(self) -> str: ...
    def is_dir(self) -> bool: ...
    def is_file(self) -> bool: ...
    def iterdir(self) -> Iterator[_Folder]: ...
    def read_bytes(self) -> bytes: ...
    def __truediv__(self, child: str, /) -> _Folder: ...


PERSONA_FILE = "backend-expert-nodejs.agent.md"


def load_pack(folder: Path | None = None) -> PersonaPack:
    """The pack that comes with nodewright, or the one in ``folder``.

    A broken action or note is left out and named in ``problems``. Raises ValueError when
    persona or contract cannot be read: without them there is nothing to run.
    """
    return _load(folder) if folder is not None else _built_in()


def load_persona(source: Path | str) -> tuple[Persona | None, tuple[str, ...]]:
    """A user's own persona from a file (Path) or from its text (str), and what to tell the user.

    None when it cannot be used; the one sentence then says why. Never raises.
    """
    where = f"Persona file {source}" if isinstance(source, Path) else "The persona text"
    try:
        data = source.read_bytes() if isinstance(source, Path) else encode(source)
        persona, notes = parse_persona(decode_page(data), _built_in().persona)
    except OSError as error:
        reason = (error.strerror or type(error).__name__).lower()
        return None, (f"{where} cannot be read ({reason}); the built-in persona is used.",)
    except BadFile as error:
        return None, (f"{where} is not used: {error}. The built-in persona is used.",)
    return persona, tuple(f"{where}: {note}." for note in notes)


@cache
def _built_in() -> PersonaPack:
    return _load(importlib.resources.files("nodewright.persona"))


def _load(folder: _Folder) -> PersonaPack:
    problems: list[str] = []
    try:
        persona, _ = parse_persona(_read(folder / PERSONA_FILE), None)
        contract = Contract(
            full=_read(folder / "contract.md"),
            compact=_read(folder / "contract-compact.md"),
            repair=_read(folder / "contract-repair.md"),
            report=_read(folder / "contract-report.md"),
            hidden=_read(folder / "hidden-values.md"),
        )
    except (BadFile, OSError) as error:
        raise ValueError(f"The persona pack at {folder} cannot be used: {error}.") from error
    if not persona.header:
        raise ValueError(f"The persona pack at {folder} cannot be used: it states no header.")
    return PersonaPack(
        persona=persona,
        actions=MappingProxyType(_actions(folder / "actions", problems)),
        knowledge=_pages(folder / "knowledge", "Knowledge", problems, parse_note),
        contract=contract,
        patterns=_pages(folder / "patterns", "Pattern", problems, parse_pattern),
        problems=tuple(problems),
    )


def _actions(folder: _Folder, problems: list[str]) -> dict[str, Action]:
    found: dict[str, Action] = {}
    owners: dict[str, str] = {}

    def add(file: _Folder) -> None:
        action = parse_action(_read(file))
        if action.id in found:
            raise BadFile(f"another file has the id `{action.id}`")
        taken = [phrase for phrase in action.phrases if phrase in owners]
        if taken:
            raise BadFile(f"`{owners[taken[0]]}` has the phrase `{taken[0]}` already")
        found[action.id] = action
        owners.update(dict.fromkeys(action.phrases, action.id))

    _each(folder, "Action", problems, add)
    return dict(sorted(found.items(), key=lambda item: (item[1].order, item[0])))


def _pages(
    folder: _Folder, kind: str, problems: list[str], parse: Callable[[str, str], T]
) -> tuple[T, ...]:
    """What ``parse`` makes of each file's name, without its ending, and its text."""
    found: list[T] = []
    _each(
        folder,
        kind,
        problems,
        lambda file: found.append(parse(file.name.removesuffix(".md"), _read(file))),
    )
    return tuple(found)


def _each(folder: _Folder, kind: str, problems: list[str], add: Callable[[_Folder], None]) -> None:
    """``add`` every Markdown file by name; one that is bad is told and left out."""
    for file in _markdown(folder):
        try:
            add(file)
        except (BadFile, OSError) as error:  # noqa: PERF203  (each file fails alone)
            problems.append(f"{kind} file {file.name} is left out: {error}.")


def _markdown(folder: _Folder) -> Iterator[_Folder]:
    if not folder.is_dir():
        return iter(())
    files = (file for file in folder.iterdir() if file.name.endswith(".md") and file.is_file())
    return iter(sorted(files, key=lambda file: file.name))


def _read(file: _Folder) -> str:
    return decode_page(file.read_bytes())
