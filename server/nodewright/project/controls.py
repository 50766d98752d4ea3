"""How seriously each rule is taken in each file: what settings and ``nodewright.toml`` say."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache

from pathspec import GitIgnoreSpec

from ..facts import Controls, Level

Levels = tuple[tuple[str, Level], ...]
"""Rule ids and names of families, each with its level."""


@dataclass(frozen=True, slots=True)
class Override:
    """Levels for some paths: globs as in .gitignore, from the workspace root."""

    paths: tuple[str, ...]
    rules: Levels


@dataclass(frozen=True, slots=True)
class Part:
    """What one source says. ``label`` is how sentences begin that name something in it."""

    label: str
    rules: Levels = ()
    overrides: tuple[Override, ...] = ()
    ignore: tuple[str, ...] = ()
    folder: str = ""

    @property
    def says_something(self) -> bool:
        """False for a source that leaves everything as it is."""
        return bool(self.rules or self.overrides or self.ignore or self.folder)


@dataclass(frozen=True, slots=True)
class ProjectControls:
    """All sources, the weakest first: what a later one says of a rule counts."""

    parts: tuple[Part, ...] = ()

    def layers(self, path: str) -> tuple[Mapping[str, Level], ...]:
        """See :class:`nodewright.facts.Controls`."""
        return _layers(self.parts, path)

    def ignores(self, path: str) -> bool:
        """See :class:`nodewright.facts.Controls`."""
        return _ignores(self.parts, path)

    @property
    def rules_folder(self) -> str:
        """See :class:`nodewright.facts.Controls`."""
        return next((part.folder for part in reversed(self.parts) if part.folder), "")

    def unknown(self, known: Collection[str]) -> Iterator[str]:
        """A sentence for each rule or family that is named and is not in ``known``."""
        for part in self.parts:
            levels = (*part.rules, *(pair for o in part.overrides for pair in o.rules))
            for name in dict.fromkeys(name for name, _ in levels if name not in known):
                near = get_close_matches(name, sorted(known), 1)
                hint = f" Is {near[0]} meant?" if near else ""
                yield f"{part.label}rules names {name!r}, which is no rule and no family.{hint}"


def over(controls: Controls, part: Part) -> Controls:
    """``controls`` with a stronger source above."""
    if not part.says_something:
        return controls
    below = controls.parts if isinstance(controls, ProjectControls) else ()
    return ProjectControls((*below, part))


@cache
def _layers(parts: tuple[Part, ...], path: str) -> tuple[Mapping[str, Level], ...]:
    found: list[Mapping[str, Level]] = []
    for part in parts:
        found.append(dict(part.rules))
        found += (dict(o.rules) for o in part.overrides if _spec(o.paths).match_file(path))
    return tuple(layer for layer in found if layer)


@cache
def _ignores(parts: tuple[Part, ...], path: str) -> bool:
    return any(_spec(part.ignore).match_file(path) for part in parts if part.ignore)


@cache
def _spec(globs: tuple[str, ...]) -> GitIgnoreSpec:
    return GitIgnoreSpec.from_lines(globs)
