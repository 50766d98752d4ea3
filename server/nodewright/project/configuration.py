"""Read levels, overrides and globs out of settings or ``nodewright.toml``, without trust."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, get_args

from pathspec import GitIgnoreSpec

from ..facts import Level
from .controls import Levels, Override, Part

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

FILE = "nodewright.toml"
LIMIT = 256 * 1024
"""Bytes; a larger file is no configuration."""

_LONGEST = 60


def read_part(raw: Mapping[str, Any], label: str) -> tuple[Part, tuple[str, ...]]:
    """What ``rules``, ``overrides``, ``ignore`` and ``folder`` of ``raw`` say, and what is wrong.

    ``label`` begins each sentence. What is wrong is left out and the rest counts. Never raises.
    """
    problems: list[str] = []
    overrides = raw.get("overrides", ())
    if not isinstance(overrides, (list, tuple)):
        problems.append(f"{label}overrides must be a list; it is ignored.")
        overrides = ()
    part = Part(
        label,
        _levels(raw.get("rules", {}), f"{label}rules", problems),
        tuple(_overrides(overrides, label, problems)),
        _globs(raw.get("ignore", ()), f"{label}ignore", problems),
        _folder(raw.get("folder") or "", label, problems),
    )
    return part, tuple(problems)


def _levels(raw: object, label: str, problems: list[str]) -> Levels:
    if not isinstance(raw, Mapping):
        problems.append(f"{label} must map rules to levels; it is ignored.")
        return ()
    found: list[tuple[str, Level]] = []
    for name, level in raw.items():
        if level in get_args(Level):
            found.append((str(name), level))
        else:
            shown, choices = str(name)[:_LONGEST], ", ".join(get_args(Level))
            problems.append(f"{label}.{shown} must be one of {choices}; it is ignored.")
    return tuple(found)


def _overrides(raw: Any, label: str, problems: list[str]) -> Iterator[Override]:
    for number, entry in enumerate(raw, start=1):
        where = f"{label}overrides, entry {number}"
        if not isinstance(entry, Mapping) or not {"paths", "rules"} <= entry.keys():
            problems.append(f"{where}: it must hold paths and rules; it is ignored.")
            continue
        odd = sorted(map(str, entry.keys() - {"paths", "rules"}))
        problems += (f"{where}: {key[:_LONGEST]} is not known and is ignored." for key in odd)
        paths = _globs(entry["paths"], f"{where}: paths", problems)
        rules = _levels(entry["rules"], f"{where}: rules", problems)
        if paths and rules:
            yield Override(paths, rules)


def _globs(raw: object, label: str, problems: list[str]) -> tuple[str, ...]:
    if not isinstance(raw, (list, tuple)) or not all(isinstance(glob, str) for glob in raw):
        problems.append(f"{label} must be a list of globs; it is ignored.")
        return ()
    good = tuple(glob for glob in raw if _usable(glob))
    if len(good) < len(raw):
        problems.append(f"{label} holds a glob that git does not know; it is skipped.")
    return good


def _usable(glob: str) -> bool:
    try:
        GitIgnoreSpec.from_lines([glob])
    except ValueError:
        return False
    return True


def _folder(raw: object, label: str, problems: list[str]) -> str:
    if isinstance(raw, str):
        return raw
    problems.append(f"{label}project-rules.folder must be a path in quotes; it is ignored.")
    return ""


def parse_configuration(data: bytes) -> tuple[Part, tuple[str, ...]]:
    """What the bytes of a ``nodewright.toml`` say, and a sentence for each thing wrong."""
    label = f"{FILE}: "
    nothing = Part(label)
    if len(data) > LIMIT:
        return nothing, (f"{FILE} is larger than 256 KB and was not read.",)
    try:
        raw = tomllib.loads(data.decode("utf-8-sig").replace("\r\n", "\n"))
    except UnicodeDecodeError:
        return nothing, (f"{FILE} is not UTF-8 text and was not read.",)
    except (ValueError, RecursionError) as error:
        why = str(error) if isinstance(error, tomllib.TOMLDecodeError) else "nested too deeply"
        return nothing, (f"{FILE} is not valid TOML, so nothing of it counts: {why}.",)
    problems = [
        f"{label}{key[:_LONGEST]} is not known and is ignored."
        for key in raw.keys() - {"rules", "overrides", "ignore", "project-rules"}
    ]
    own = raw.pop("project-rules", {})
    if isinstance(own, Mapping):
        raw["folder"] = own.get("folder", "")
    else:
        problems.append(f"{label}project-rules must be a table that holds folder; it is ignored.")
    part, more = read_part(raw, label)
    return part, (*problems, *more)


def load_configuration(path: Path) -> tuple[Part, tuple[str, ...]] | None:
    """The configuration at ``path``; None where there is no such file."""
    try:
        with path.open("rb") as file:
            return parse_configuration(file.read(LIMIT + 1))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        return Part(f"{FILE}: "), (f"{FILE} cannot be read: {error.strerror}.",)
