"""What a project tells about itself, as one frozen value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

ModuleSystem = Literal["esm", "commonjs"]


@dataclass(frozen=True, slots=True)
class ProjectFacts:
    """Facts about the project that a file belongs to; empty when there is no package.json.

    ``root`` is the workspace folder (or the nearest stand-in): all relative paths start there.
    ``dependencies`` maps every package of every dependency field to its declared range;
    ``installed`` maps those found in node_modules to their exact version.
    ``problems`` are sentences for the user, such as a package.json that does not parse.
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

    def major(self, package: str) -> int | None:
        """Major version of a package, installed before declared; None where nobody says."""
        for text in (self.installed.get(package, ""), self.dependencies.get(package, "")):
            digits = text.lstrip("^~>=v <").split(".")[0]
            if digits.isdigit():
                return int(digits)
        return None
