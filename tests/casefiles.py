"""Cases as Markdown files: ``key: value`` lines, then parts that begin with ``%%% NAME``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from nodewright.answer.lines import hunks

WORDED = frozenset({"about", "says", "risk", "shows", "hides", "left-out"})
"""Keys whose value is a sentence, taken as it stands."""


@dataclass
class CaseFile:
    """One file: its keys, and the text of its parts."""

    keys: Mapping[str, Any]
    parts: dict[str, str] = field(default_factory=dict)

    def named(self, word: str) -> dict[str, str]:
        """The parts ``%%% WORD name``, by their names."""
        start = f"{word} "
        return {k[len(start) :]: v for k, v in self.parts.items() if k.startswith(start)}


def read_case(path: Path) -> CaseFile:
    """Split a file into its keys and its ``%%%`` parts."""
    name, head, body = "", [], {}
    for line in path.read_bytes().decode("utf-8").split("\n"):
        if line.startswith("%%% "):
            name = line[4:].strip()
            body[name] = ""
        elif name:
            body[name] += line + "\n"
        else:
            head.append(line)
    if name and body[name].endswith("\n\n"):
        body[name] = body[name][:-1]
    pairs = (line.split(": ", 1) for line in head if line.strip())
    return CaseFile(
        {key: value if key in WORDED else yaml.safe_load(value) for key, value in pairs}, body
    )


def difference(old: str, new: str) -> str:
    """Removed lines with ``-`` and added ones with ``+``, in order."""
    before, after = old.split("\n"), new.split("\n")
    out: list[str] = []
    for hunk in hunks(before, after):
        out += [f"-{line}" for line in before[hunk.old_start : hunk.old_end]]
        out += [f"+{line}" for line in after[hunk.new_start : hunk.new_end]]
    return "\n".join(out)
