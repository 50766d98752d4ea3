"""One package.json: read without trust, every odd field left out and named in a sentence."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

LIMIT = 1024 * 1024
"""Bytes; npm's own registry refuses manifests far below this."""

# In the order of rising precedence: a package in two fields keeps the last one's range.
_DEPENDENCY_FIELDS = (
    "devDependencies",
    "peerDependencies",
    "optionalDependencies",
    "dependencies",
)


@dataclass(frozen=True, slots=True)
class Manifest:
    """The fields that matter here; ``type`` is None where the file does not say."""

    name: str = ""
    version: str = ""
    type: Literal["module", "commonjs"] | None = None
    node: str = ""
    dependencies: Mapping[str, str] = field(default_factory=dict)
    development: frozenset[str] = frozenset()
    scripts: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[str, ...] = ()


def parse_manifest(data: bytes, label: str) -> Manifest:
    """A manifest from the bytes of a file; ``label`` is how sentences call it. Never raises."""
    if len(data) > LIMIT:
        return Manifest(problems=(f"{label} is larger than 1 MB and was not read.",))
    try:
        raw = json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return Manifest(problems=(f"{label} is not UTF-8 text and was not read.",))
    except json.JSONDecodeError as error:
        return Manifest(problems=(f"{label} is not valid JSON: {error.msg}, line {error.lineno}.",))
    except (ValueError, RecursionError):
        return Manifest(problems=(f"{label} is nested too deeply or holds a number out of range.",))
    if not isinstance(raw, dict):
        return Manifest(problems=(f"{label} does not hold a JSON object and was ignored.",))
    return _Fields(raw, label).manifest()


def load_manifest(path: Path, label: str) -> Manifest | None:
    """The manifest at ``path``; None where there is no such file."""
    try:
        with path.open("rb") as file:
            return parse_manifest(file.read(LIMIT + 1), label)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        return Manifest(problems=(f"{label} cannot be read: {error.strerror}.",))


class _Fields:
    """Reads the fields of one raw object and collects what is odd about them."""

    def __init__(self, raw: dict[str, Any], label: str) -> None:
        self._raw = raw
        self._label = label
        self._problems: list[str] = []

    def manifest(self) -> Manifest:
        dependencies: dict[str, str] = {}
        production: set[str] = set()
        for name in _DEPENDENCY_FIELDS:
            table = self._table(name)
            dependencies |= table
            production |= set() if name == "devDependencies" else table.keys()
        kind = self._text(self._raw, "type")
        if kind not in ("", "module", "commonjs"):
            self._odd("type", '"module" or "commonjs"')
        engines = self._raw.get("engines")
        return Manifest(
            name=self._text(self._raw, "name"),
            version=self._text(self._raw, "version"),
            type="module" if kind == "module" else "commonjs" if kind == "commonjs" else None,
            # Old manifests hold a list here; npm ignores it too.
            node=self._text(engines, "node") if isinstance(engines, dict) else "",
            dependencies=dependencies,
            development=frozenset(dependencies.keys() - production),
            scripts=self._table("scripts"),
            problems=tuple(self._problems),
        )

    def _text(self, holder: dict[str, Any], name: str) -> str:
        value = holder.get(name, "")
        if isinstance(value, str):
            return value
        self._odd(name, "text")
        return ""

    def _table(self, name: str) -> dict[str, str]:
        value = self._raw.get(name)
        if value is None:
            return {}
        if not isinstance(value, dict):
            self._odd(name, "an object")
            return {}
        if not all(isinstance(entry, str) for entry in value.values()):
            self._odd(name, "an object of texts")
        return {key: entry for key, entry in value.items() if isinstance(entry, str)}

    def _odd(self, name: str, expected: str) -> None:
        self._problems.append(f'In {self._label}, "{name}" should be {expected} and was ignored.')
