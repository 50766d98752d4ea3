"""Parameters that some servers do not know: dropped or renamed once, and remembered."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

# What to call a parameter instead when a server refuses it; None: do without. A new name that is
# refused too is dropped.
OTHER_NAME: Mapping[str, str | None] = {
    "max_tokens": "max_completion_tokens",
    "max_completion_tokens": "max_tokens",
    "max_output_tokens": None,
    "stream_options": None,
    "reasoning_effort": None,
    "reasoning": None,
    "store": None,
}


class Dialect:
    """What one server has taught us about its parameters."""

    def __init__(self) -> None:
        self._learned: dict[str, str | None] = {}

    def spoken(self, payload: Mapping[str, Any]) -> dict[str, Any]:
        """``payload`` in the server's own dialect."""
        names = {name: self._learned.get(name, name) for name in payload}
        return {new: payload[old] for old, new in names.items() if new is not None}

    def learn(self, payload: Mapping[str, Any], body: object) -> bool:
        """Take a refusal in; True when the request is worth another try with what was learned."""
        for name in payload:
            spoken = self._learned.get(name, name)
            if spoken is not None and spoken in OTHER_NAME and _names(body, spoken):
                self._learned[name] = None if name in self._learned else OTHER_NAME[spoken]
                return True
        return False


def _names(body: object, parameter: str) -> bool:
    """True when the error says that it is about ``parameter``, or speaks of it."""
    if not isinstance(body, Mapping):
        return isinstance(body, str) and _mentions(body, parameter)
    param = body.get("param")
    if isinstance(param, str) and param:
        return param.split(".")[0] == parameter
    return _mentions(str(body.get("message") or body.get("detail") or ""), parameter)


def _mentions(text: str, parameter: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(parameter)}(?!\w)", text) is not None
