"""What the engine may ask of other files: how they are read, and the form of a question.

A question is a text, so that it can be recorded beside the names that a chunk depends on:
``module:``, what is asked, and of which export, written as :meth:`TreeFacts.origin` writes it:
``./db#run``, ``./service#Users()#find``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from nodewright.document import Elsewhere, Language, Severity
from nodewright.rules.flow.flow import Passed

MODULE = "module:"
LOCAL = "local:any"
"""The mark of a file that imports another file by its path."""
_BREAK = "\n"


@dataclass(frozen=True, slots=True)
class Sink:
    """What a rule says in another file when a value gets there.

    ``places``: where that is; before it, calls on the way through further files.
    """

    rule: str
    severity: Severity
    message: str
    tags: tuple[str, ...]
    places: tuple[tuple[Elsewhere, str], ...]


Answer = Passed | bool | tuple[Sink, ...] | None


class ModuleReader(Protocol):
    """Reads the files of one workspace. Paths are POSIX and relative to its root."""

    def find(self, importer: str, specifier: str) -> str | None:
        """The file that ``./specifier`` means in ``importer``; None where there is none to read."""

    def stamp(self, path: str) -> object:
        """Equal for as long as the text of ``path`` stays as it is; None when it is gone."""

    def read(self, path: str) -> tuple[bytes, Language] | None:
        """The text of ``path``; None when it is gone, too large or not text."""


class World(Protocol):
    """The other files as one file sees them."""

    def answer(self, question: str) -> Answer:
        """The answer to a question; None where nobody knows."""

    def failed(self, error: Exception) -> None:
        """Hear of what should not have happened while the other files were asked."""


def passing(origin: str) -> str:
    """Which arguments the function at ``origin`` gives back."""
    return f"{MODULE}passes{_BREAK}{origin}"


def rejecting(origin: str) -> str:
    """Whether calling the function at ``origin`` gives a promise that can reject."""
    return f"{MODULE}rejects{_BREAK}{origin}"


def sinking(origin: str, index: int, member: str, state: str) -> str:
    """What happens to an argument of the function at ``origin``, or to one member of it.

    ``state``: ``input`` for what a client sent, ``request`` for the request as a whole.
    """
    return _BREAK.join((f"{MODULE}sinks", origin, str(index), member, state))


def parts_of(question: str) -> tuple[str, str, list[str]]:
    """What is asked, of which export, and the rest."""
    kind, origin, *rest = question.removeprefix(MODULE).split(_BREAK)
    return kind, origin, rest
