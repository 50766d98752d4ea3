"""What stands in for a secret: a word that any code can hold in its place, and nobody can guess."""

from __future__ import annotations

import re
import secrets
import string
from collections.abc import Iterable, Iterator

PREFIX = "HIDDEN"
_LENGTH = 8
UNMARKED = "0" * _LENGTH
"""Stands for the mark of any run. No run draws it, for a mark begins with a letter."""
_ANY = re.compile(rf"{PREFIX}_[A-Z0-9_]{{1,40}}?_\d{{1,6}}_([a-z][a-z0-9]{{{_LENGTH - 1}}})(?!\w)")
_FIRST, _REST = string.ascii_lowercase, string.ascii_lowercase + string.digits


class Placeholders:
    """The placeholders of one run: ``HIDDEN_<kind>_<number>_<mark>``.

    Letters, digits and underscores only, so that one can stand in a string, a template, a
    comment, a URL, a regular expression and where a name stands. The mark is drawn anew in each
    run and occurs in none of ``texts``, so that nothing in the code can pass for a placeholder.
    """

    def __init__(self, texts: Iterable[str] = ()) -> None:
        known = [text.lower() for text in texts]
        mark = _draw()
        while any(mark in text for text in known):
            mark = _draw()
        self.mark = mark
        self._whole = re.compile(rf"{PREFIX}_[A-Z0-9_]{{1,40}}?_(\d{{1,6}})_{mark}")
        self._traces = re.compile(rf"\w*{mark}\w*", re.IGNORECASE)

    def word(self, kind: str, number: int) -> str:
        """The placeholder of the secret with this number."""
        return f"{PREFIX}_{kind}_{number}_{self.mark}"

    def whole(self, text: str) -> Iterator[re.Match[str]]:
        """Every placeholder in a text; group 1 is the number."""
        return self._whole.finditer(text)

    def traces(self, text: str) -> Iterator[re.Match[str]]:
        """Every word that holds the mark, be it a placeholder or what was made of one."""
        return self._traces.finditer(text)


def mark_in(texts: Iterable[str]) -> str:
    """The mark of the first word in ``texts`` that looks like a placeholder; empty without one."""
    found = (_ANY.search(text) for text in texts)
    return next((match[1] for match in found if match), "")


def _draw() -> str:
    return secrets.choice(_FIRST) + "".join(secrets.choice(_REST) for _ in range(_LENGTH - 1))
