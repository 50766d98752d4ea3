"""What one run is at: its stage, and the tokens of all its stages."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

APART = 0.05
"""Seconds between the answer to a command and what else is said because of it. Where both come in
one read, Eglot leaves the second until more comes, and lsp-mode drops it."""
_TOKENS = re.compile(r": ([\d,]+) tokens so far$")


@dataclass(slots=True)
class Work:
    """A run as a status bar shows it. ``tokens`` are those of all answers until now.

    ``stop`` ends it; None before it begins, and once the editor has the edit.
    """

    title: str
    uri: str
    stage: str = ""
    tokens: int = 0
    before_stage: int = 0
    stop: Callable[[], object] | None = None

    def at(self, message: str) -> None:
        """Take the words of the progress; its number of tokens counts from the stage's begin."""
        found = _TOKENS.search(message)
        stage = message[: found.start()] if found else message.partition(" (")[0]
        if stage != self.stage:
            self.stage, self.before_stage = stage, self.tokens
        if found:
            self.tokens = self.before_stage + int(found[1].replace(",", ""))

    def told(self) -> dict[str, Any]:
        """The form on the wire."""
        return {
            "title": self.title,
            "uri": self.uri,
            "stage": self.stage,
            "tokens": self.tokens,
        }
