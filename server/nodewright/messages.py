"""Values that travel between prompts, the model and the assistant."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

CLEARS = "nodewright.redaction.clearing"
"""The one module that makes cleared text."""


@dataclass(frozen=True, slots=True, order=True)
class Origin:
    """Where a text comes from; ``path`` is POSIX from the workspace root, for a file only."""

    kind: Literal["nodewright", "persona", "project", "file", "rules", "request", "answer"]
    path: str = ""


class Cleared(ABC):
    """Text that may leave this machine: it carries its origins and holds no secret.

    Nobody can make one but the module named in :data:`CLEARS`, and a message takes nothing else:
    that is how no text gets to a model around the redaction.
    """

    __slots__ = ()

    def __init_subclass__(cls) -> None:
        if cls.__module__ != CLEARS:
            raise TypeError(f"cleared text is made in {CLEARS} only")

    @property
    @abstractmethod
    def text(self) -> str:
        """The text, with placeholders for secrets."""

    @property
    @abstractmethod
    def origins(self) -> tuple[Origin, ...]:
        """Where its parts come from, in their order, each once."""


@dataclass(frozen=True, slots=True)
class Message:
    """One turn of the conversation with the model. Raises TypeError for text never cleared."""

    role: Literal["system", "user", "assistant"]
    content: Cleared

    def __post_init__(self) -> None:
        if not isinstance(self.content, Cleared):
            raise TypeError("a message holds cleared text only")


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens as the endpoint counted them; ``estimated`` where it did not say.

    ``kept``: an answer was kept from before and cost nothing.
    """

    tokens_in: int = 0
    tokens_out: int = 0
    cached: int = 0
    estimated: bool = False
    kept: bool = False

    def __add__(self, other: Usage) -> Usage:
        return Usage(
            self.tokens_in + other.tokens_in,
            self.tokens_out + other.tokens_out,
            self.cached + other.cached,
            self.estimated or other.estimated,
            self.kept or other.kept,
        )


@dataclass(frozen=True, slots=True)
class Completion:
    """The model's whole answer. ``truncated``: it hit a token limit before its end."""

    text: str
    usage: Usage
    truncated: bool = False


class ModelUnavailable(Exception):  # noqa: N818  (it names the situation, as the house does)
    """No usable answer from the model; ``str()`` is the sentence the user reads.

    The sentence says what happened and what to do; the technical detail is in ``detail``,
    for the log only, and never holds the key or source code.
    """

    def __init__(self, sentence: str, detail: str = "") -> None:
        super().__init__(sentence)
        self.detail = detail


class Complete(Protocol):
    """How the assistant reaches a model; ``on_tokens`` hears the count of tokens so far.

    Raises :class:`ModelUnavailable`. Cancelling the awaiting task closes the stream.
    """

    async def __call__(
        self, messages: Sequence[Message], on_tokens: Callable[[int], None]
    ) -> Completion: ...
