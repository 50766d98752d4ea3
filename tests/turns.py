"""Messages for tests of what lies behind the redaction: cleared, as all messages are."""

from __future__ import annotations

from typing import Literal

from nodewright.messages import Message, Origin
from nodewright.redaction import Clearing


def said(role: Literal["system", "user", "assistant"], text: str) -> Message:
    """A message with this text; no part of it may look like a secret."""
    return Message(role, Clearing().clear(text, Origin("request")))
