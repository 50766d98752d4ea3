"""Numbers and names that are the same from run to run for the same question.

The mark of a run is drawn anew each time and stands in the placeholders of secrets; it is left
out here, so that the same secrets at the same places are the same question.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence

from ..messages import Message
from ..redaction import UNMARKED, mark_in

_OPENING = 2
"""The persona and the question: a round of repair draws as the first answer did."""
_KEY_DIGITS = 16


def seed_of(messages: Sequence[Message]) -> int:
    """A number of 31 bits from the opening of a conversation: some servers read no larger one."""
    return int(_digest(messages[:_OPENING])[:8], 16) & 0x7FFF_FFFF


def cache_key_of(messages: Sequence[Message]) -> str | None:
    """A name for all requests with the same system message; None without one."""
    if not messages or messages[0].role != "system":
        return None
    return f"nodewright-{_digest(messages[:1])[:_KEY_DIGITS]}"


def _digest(messages: Sequence[Message]) -> str:
    """Hexadecimal digits of what the messages say."""
    texts = [message.content.text for message in messages]
    mark = mark_in(texts)
    said = [text.replace(mark, UNMARKED) if mark else text for text in texts]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()
