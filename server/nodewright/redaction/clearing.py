"""The one door through which text gets into a message: redacted, and with its origin noted."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import final

from nodewright.messages import Cleared, Origin
from nodewright.redaction.redactor import Redactor

NODEWRIGHT = Origin("nodewright")
_PROSE = frozenset({"request", "project", "rules"})


class WithheldError(Exception):
    """Text of a file that never enters a prompt was about to; ``path`` names the file."""

    def __init__(self, path: str) -> None:
        super().__init__(f"{path} never leaves this machine")
        self.path = path


@final
class _Text(Cleared):
    """The only kind of cleared text; it cannot be changed."""

    __slots__ = ("__origins", "__text")

    def __init__(self, text: str, origins: tuple[Origin, ...]) -> None:
        self.__text = text
        self.__origins = origins

    @property
    def text(self) -> str:
        return self.__text

    @property
    def origins(self) -> tuple[Origin, ...]:
        return self.__origins

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Text) and (self.text, self.origins) == (other.text, other.origins)

    def __hash__(self) -> int:
        return hash((self.__text, self.__origins))

    def __repr__(self) -> str:
        """Without the text: what is logged by mistake shows no code."""
        return f"<cleared text of {len(self.__text)} characters>"


class Clearing:
    """Clears the texts of one run. ``withheld``: whether a file never enters a prompt."""

    def __init__(
        self, redactor: Redactor | None = None, withheld: Callable[[str], bool] | None = None
    ) -> None:
        self.redactor = redactor or Redactor()
        self._withheld = withheld or (lambda path: False)

    def clear(self, text: str, origin: Origin) -> Cleared:
        """``text`` without its secrets. Raises WithheldError for a file that stays at home."""
        if origin.kind == "file" and self._withheld(origin.path):
            raise WithheldError(origin.path)
        return _Text(self.redactor.redact(text, origin.kind in _PROSE), (origin,))

    def join(self, separator: str, parts: Iterable[Cleared]) -> Cleared:
        """Cleared parts as one text; secrets that only the joint would show go, too."""
        given = tuple(parts)
        origins = dict.fromkeys(origin for part in given for origin in part.origins)
        whole = separator.join(part.text for part in given)
        return _Text(self.redactor.redact(whole), tuple(origins))
