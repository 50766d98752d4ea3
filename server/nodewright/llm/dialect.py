"""What is sent to whom, and what is done when a server refuses it: one table.

A request holds the model, the messages and ``stream`` wherever it goes; everything else of it
stands here. Servers are not told apart by name: OpenAI's own service is strict and documented,
every other one says by its refusals what it does not take, and is believed from then on.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from ..messages import Message
from .endpoint import ApiName, Endpoint
from .repeatable import cache_key_of, seed_of

TEMPERATURE = 0.2
"""Low, for an edit has to be right more than new; not 0, where small models repeat themselves."""
# Ollama, of a model that does not reason, or not by degrees.
_NO_THINKING = re.compile(r"does not support thinking|think value .{0,40}is not supported")


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of one protocol.

    ``to``: OpenAI's own service, all the others, or both. ``value`` gives what is sent, None for
    nothing. ``instead``: its name when a server refuses it; None: the request does without it.
    A new name that is refused too is dropped. ``words``: a refusal that does not name it.
    """

    api: ApiName
    name: str
    to: Literal["openai", "others", "all"]
    value: Callable[[Endpoint, Sequence[Message]], Any]
    instead: str | None = None
    words: re.Pattern[str] | None = None


PARAMETERS: tuple[Parameter, ...] = (
    # Old and small servers know only max_tokens and ignore the newer name without a word; OpenAI's
    # reasoning models refuse the old one.
    Parameter(
        "chat",
        "max_completion_tokens",
        "openai",
        lambda endpoint, _: endpoint.max_output_tokens,
        instead="max_tokens",
    ),
    Parameter(
        "chat",
        "max_tokens",
        "others",
        lambda endpoint, _: endpoint.max_output_tokens,
        instead="max_completion_tokens",
    ),
    Parameter("responses", "max_output_tokens", "all", lambda e, _: e.max_output_tokens),
    # Without it most servers count no tokens in a stream.
    Parameter("chat", "stream_options", "all", lambda *_: {"include_usage": True}),
    # OpenAI's reasoning models refuse any temperature; the others of OpenAI do well without it.
    Parameter("chat", "temperature", "others", lambda *_: TEMPERATURE),
    Parameter("chat", "seed", "others", lambda _, messages: seed_of(messages)),
    Parameter(
        "chat",
        "reasoning_effort",
        "all",
        lambda endpoint, _: endpoint.reasoning_effort,
        words=_NO_THINKING,
    ),
    Parameter(
        "responses",
        "reasoning",
        "all",
        lambda e, _: None if e.reasoning_effort is None else {"effort": e.reasoning_effort},
        words=_NO_THINKING,
    ),
    # Nothing stays at the provider.
    Parameter("responses", "store", "all", lambda *_: False),
    # Others refuse it, or share what they have read without being asked.
    Parameter("chat", "prompt_cache_key", "openai", lambda _, messages: cache_key_of(messages)),
    Parameter(
        "responses", "prompt_cache_key", "openai", lambda _, messages: cache_key_of(messages)
    ),
)


def parameters(api: ApiName, endpoint: Endpoint, messages: Sequence[Message]) -> dict[str, Any]:
    """What a request by ``api`` holds besides the model, the messages and ``stream``."""
    other = "others" if endpoint.is_openai else "openai"
    rows = [row for row in PARAMETERS if row.api == api and row.to != other]
    values = {row.name: row.value(endpoint, messages) for row in rows}
    return {name: value for name, value in values.items() if value is not None}


class Dialect:
    """What one server has taught us about its parameters."""

    def __init__(self) -> None:
        self._rows: Mapping[str, Parameter] = {row.name: row for row in PARAMETERS}
        self._learned: dict[str, str | None] = {}

    def spoken(self, payload: Mapping[str, Any]) -> dict[str, Any]:
        """``payload`` in the server's own dialect."""
        names = {name: self._learned.get(name, name) for name in payload}
        return {new: payload[old] for old, new in names.items() if new is not None}

    def learn(self, payload: Mapping[str, Any], body: object) -> bool:
        """Take a refusal in; True when the request is worth another try with what was learned."""
        for name in payload:
            row = self._rows.get(self._learned.get(name, name) or "")
            if row is not None and _is_about(body, row):
                self._learned[name] = None if name in self._learned else row.instead
                return True
        return False


def _is_about(body: object, row: Parameter) -> bool:
    """True when the error says that it is about the parameter, or speaks of it."""
    if isinstance(body, Mapping):
        param = body.get("param")
        if isinstance(param, str) and param:
            return param.split(".")[0] == row.name
        body = str(body.get("message") or body.get("detail") or body.get("error") or "")
    if not isinstance(body, str):
        return False
    named = re.search(rf"(?<!\w){re.escape(row.name)}(?!\w)", body) is not None
    return named or (row.words is not None and row.words.search(body) is not None)
