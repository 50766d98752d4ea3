"""What a stream has brought so far, in either protocol."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..messages import Completion, Message, Usage
from .trouble import Trouble, note

_CHARACTERS_PER_TOKEN = 4
"""A rule of thumb for English and code; used only where the endpoint counts nothing."""


@dataclass
class Heard:
    """The pieces of one answer. ``finish`` is None until the model says that it has ended.

    ``thinking`` counts characters of reasoning, which are thrown away.
    """

    pieces: list[str] = field(default_factory=list)
    parts: dict[Hashable, list[str]] = field(default_factory=dict)
    characters: int = 0
    thinking: int = 0
    refusal: str = ""
    finish: str | None = None
    usage: Usage | None = None

    def say(self, text: Any, part: Hashable = None) -> None:
        """A piece of the answer, of one part of it; anything but text is passed over."""
        if isinstance(text, str):
            self.pieces.append(text)
            self.parts.setdefault(part, []).append(text)
            self.characters += len(text)

    def confirm(self, text: Any, part: Hashable) -> None:
        """The whole of a part as its end repeats it; raises Trouble where the pieces differ.

        White space does not count: some servers trim the whole and not the pieces.
        """
        if isinstance(text, str) and text and part in self.parts:
            heard = "".join(self.parts[part])
            if "".join(heard.split()) != "".join(text.split()):
                raise Trouble("jumbled")

    def think(self, text: Any) -> None:
        """A piece of reasoning."""
        if isinstance(text, str):
            self.thinking += len(text)

    def refuse(self, text: Any) -> None:
        """A piece of the model's words when it declines."""
        if isinstance(text, str):
            self.refusal += text[:1000]

    @property
    def tokens(self) -> int:
        """An estimate for the progress, one at least as soon as something came."""
        return -(-(self.characters + self.thinking) // _CHARACTERS_PER_TOKEN)

    def check_size(self, most: int) -> None:
        """Raise when more than ``most`` characters came."""
        if self.characters + self.thinking + len(self.refusal) > most:
            raise Trouble("too_long")

    def completion(self, messages: Sequence[Message], key: str) -> Completion:
        """The answer, once the stream has ended; raises Trouble when it is none."""
        text = "".join(self.pieces)
        if self.finish == "content_filter":
            raise Trouble("filtered")
        if self.refusal:
            raise Trouble("declined", note=note(self.refusal, key))
        if self.finish is None:
            raise Trouble("cut" if self.tokens else "no_answer", detail="no finish")
        if not text.strip():
            raise Trouble("all_thinking" if self.finish == "length" else "empty")
        return Completion(text, self.usage or self._estimate(messages), self.finish == "length")

    def _estimate(self, messages: Sequence[Message]) -> Usage:
        given = sum(len(message.content.text) for message in messages)
        return Usage(-(-given // _CHARACTERS_PER_TOKEN), self.tokens, estimated=True)


def count(value: Any) -> int:
    """A number of tokens as a server sent it; 0 for what is no such number."""
    return value if isinstance(value, int) and value > 0 else 0
