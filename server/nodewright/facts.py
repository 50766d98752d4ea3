"""What a project tells about itself, as one frozen value."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Protocol

ModuleSystem = Literal["esm", "commonjs"]
Level = Literal["off", "hint", "information", "warning", "error"]
"""How seriously a rule is taken: as a severity, or not at all."""


class Controls(Protocol):
    """How seriously each rule is taken in each file; equal values mean the same.

    Paths are POSIX and relative to the workspace root.
    """

    def layers(self, path: str) -> tuple[Mapping[str, Level], ...]:
        """Levels by rule or family in a file; what a later layer says of a rule counts."""

    def ignores(self, path: str) -> bool:
        """True for a file in which nothing is looked for."""

    @property
    def rules_folder(self) -> str:
        """The folder of the project's own rules, from the workspace root; empty for none."""

    def unknown(self, known: Collection[str]) -> Iterator[str]:
        """A sentence for each rule or family that is named and is not in ``known``."""


@dataclass(frozen=True, slots=True)
class NoControls:
    """Every rule as it is written."""

    rules_folder: str = ""

    def layers(self, path: str) -> tuple[Mapping[str, Level], ...]:
        """None."""
        return ()

    def ignores(self, path: str) -> bool:
        """No file is."""
        return False

    def unknown(self, known: Collection[str]) -> Iterator[str]:
        """Nothing is named."""
        return iter(())


@dataclass(frozen=True, slots=True)
class ProjectFacts:
    """Facts about the project that a file belongs to; empty when there is no package.json.

    ``root`` is the workspace folder (or the nearest stand-in): all relative paths start there.
    ``dependencies`` maps every package of every dependency field to its declared range;
    ``installed`` maps those found in node_modules to their exact version.
    ``development`` are the packages that only ``devDependencies`` name.
    ``problems`` are sentences for the user, such as a package.json that does not parse.
    ``controls`` is what ``nodewright.toml`` and the settings say of the rules.
    """

    root: Path | None = None
    manifest: Path | None = None
    name: str = ""
    module_system: ModuleSystem = "commonjs"
    node: str = ""
    dependencies: Mapping[str, str] = field(default_factory=dict)
    installed: Mapping[str, str] = field(default_factory=dict)
    scripts: Mapping[str, str] = field(default_factory=dict)
    typescript: bool = False
    test_runner: str = ""
    problems: tuple[str, ...] = ()
    controls: Controls = field(default_factory=NoControls)
    development: frozenset[str] = frozenset()

    def major(self, package: str) -> int | None:
        """Major version of a package, installed before declared; None where nobody says."""
        for text in (self.installed.get(package, ""), self.dependencies.get(package, "")):
            digits = text.lstrip("^~>=v <").split(".")[0]
            if digits.isdigit():
                return int(digits)
        return None
