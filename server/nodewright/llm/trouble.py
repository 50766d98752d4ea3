"""Everything that can go wrong on the way to a model, each with the sentence the user reads."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from ..messages import ModelUnavailable
from .endpoint import Endpoint

# What happened, and the next step. Fields: model, host, env (the variable's name, never its
# value), timeout, total, tokens, status, api, reason, location, wait, note.
SENTENCES: Mapping[str, str] = MappingProxyType(
    {
        "not_configured": (
            "No model is set up: the environment variable {env} is not set. Set it and restart "
            "the editor, or name a local server in nodewright.model.baseUrl."
        ),
        "bad_address": (
            "nodewright.model.baseUrl is not an address that begins with http:// or https:// and "
            "names a host. Correct it; nothing was sent."
        ),
        "remote_refused": (
            "{host} is not this machine and nodewright.model.allowRemote is false, so nothing was "
            "sent. Name a local server in nodewright.model.baseUrl, or allow remote hosts."
        ),
        "key_garbled": (
            "The environment variable {env} holds characters that no key has, such as a line "
            "break or a space. Set it again with the key alone, then restart the editor."
        ),
        "key_missing": (
            "{host} asks for a key and the environment variable {env} is not set (HTTP {status}). "
            "Set it, then restart the editor."
        ),
        "key_rejected": (
            "{host} does not accept the key in {env} (HTTP {status}). Check that it is complete, "
            "still valid and made for this service, then restart the editor."
        ),
        "forbidden": (
            "{host} does not let the key in {env} use {model} (HTTP {status}). Check what the key "
            "may do, its project and region, or choose another model in nodewright.model.name."
        ),
        "model_unknown": (
            "{host} does not know the model {model}. Put one that it has into "
            "nodewright.model.name; `nodewright doctor` shows which those are."
        ),
        "endpoint_unknown": (
            "{host} has no {api} endpoint at that address (HTTP {status}). Check "
            "nodewright.model.baseUrl, which usually ends in /v1, and nodewright.model.api."
        ),
        "request_timeout": (
            "{host} gave up waiting for the request (HTTP {status}). Try again; if it happens "
            "often, select less code."
        ),
        "input_too_long": (
            "The request is longer than {model} at {host} can take. Select less code, or use a "
            "model or a server setting with a longer context."
        ),
        "output_limit": (
            "{model} at {host} cannot write answers of {tokens} tokens. Lower "
            "nodewright.model.maxOutputTokens."
        ),
        "rate_limited": (
            "{host} takes no more requests for the moment (HTTP 429). Try again in {wait}, or use "
            "another model."
        ),
        "quota": (
            "The account behind the key in {env} has nothing left to spend at {host}. Check its "
            "plan and billing, or use another model."
        ),
        "loading": (
            "The server at {host} is still loading its model (HTTP {status}). Try again in a "
            "moment."
        ),
        "conflict": (
            "{host} is busy with something that stands in the way of this request (HTTP {status}). "
            "Nothing was changed; try again."
        ),
        "overloaded": (
            "{host} has more requests than it can serve (HTTP {status}). Nothing was changed; try "
            "again in {wait}, or use another model."
        ),
        "server_error": (
            "{host} has trouble of its own (HTTP {status}). Nothing was changed; try again in a "
            "few minutes."
        ),
        "connection_refused": (
            "Nothing listens at {host}. Start the model server, or correct "
            "nodewright.model.baseUrl."
        ),
        "name_unknown": (
            "The network does not know the host {host}. Check the connection, and the spelling of "
            "nodewright.model.baseUrl."
        ),
        "tls": (
            "No safe connection to {host} ({reason}). Check whether the address begins with the "
            "right one of http and https, the clock, and the certificate of any proxy between."
        ),
        "connect_timeout": (
            "{host} did not take a connection within 10 seconds. Check the network, a firewall or "
            "proxy between, and nodewright.model.baseUrl."
        ),
        "unreachable": (
            "{host} cannot be reached. Check the network, and nodewright.model.baseUrl; "
            "`nodewright doctor` tests the connection."
        ),
        "silent": (
            "{host} sent nothing for {timeout}. Raise nodewright.model.timeout if the "
            "model is slow; otherwise see whether its server is stuck."
        ),
        "stalled": (
            "{host} fell silent for {timeout} in the middle of the answer. Nothing was "
            "changed; try again, or raise nodewright.model.timeout."
        ),
        "overtime": (
            "{model} at {host} was not done after {total}. Nothing was changed; select less code, "
            "or raise nodewright.model.totalTimeout if the model is slow."
        ),
        "jumbled": (
            "{host} sent pieces of its answer twice, out of order or not at all, so nothing of it "
            "was used. Try again; if it stays so, see whether a proxy between is at fault."
        ),
        "cut": (
            "The connection to {host} ended before the answer did. Nothing was changed; try again."
        ),
        "no_answer": (
            "{host} closed the connection without an answer. Try again; if it stays so, check "
            "that nodewright.model.baseUrl is the address of an OpenAI-compatible service."
        ),
        "failed": (
            "{host} gave up in the middle of the answer. Nothing was changed; try again, and look "
            "into the server's log if it happens again."
        ),
        "garbled": (
            "{host} sent something that is not OpenAI's protocol. Check that "
            "nodewright.model.baseUrl is the address of an OpenAI-compatible service."
        ),
        "not_a_stream": (
            "{host} answered with {reason} instead of a stream. Check nodewright.model.baseUrl: "
            "it may lead to a web page, a login page or a proxy."
        ),
        "redirected": (
            "{host} points to {location} instead of answering (HTTP {status}), and code is never "
            "sent on to an address that nobody set. If it is the right one, put it into "
            "nodewright.model.baseUrl."
        ),
        "empty": (
            "{model} at {host} sent an empty answer. Try again, or choose another model in "
            "nodewright.model.name."
        ),
        "all_thinking": (
            "{model} used all of its {tokens} tokens for thinking and wrote no answer. Raise "
            "nodewright.model.maxOutputTokens, or lower nodewright.model.reasoningEffort."
        ),
        "too_long": (
            "{model} at {host} wrote far more than {tokens} tokens, so the answer was cut off. "
            "Try again; a model that repeats itself may need another setting or another model."
        ),
        "filtered": (
            "The content filter of {host} stopped the answer. Nothing was changed; word the "
            "request differently or select other code."
        ),
        "declined": (
            "{model} declined to answer: {note} Nothing was changed; word the request differently."
        ),
        "rejected": (
            "{host} did not accept the request (HTTP {status}): {note} `nodewright doctor` shows "
            "what the server speaks."
        ),
    }
)

_KEY_LIKE = re.compile(r"\b(?:sk|gsk|xai|pk|rk)[-_][\w*.\-]{4,}|\bBearer\s+\S+", re.IGNORECASE)
_LONGEST_NOTE = 200


class Trouble(Exception):  # noqa: N818  (as ModelUnavailable, it names the situation)
    """What went wrong, before it becomes a sentence. Its own text holds no word of a server.

    ``after``: how many seconds the server asked to wait; None where it did not say. ``final``:
    the server said that another attempt is of no use.
    """

    def __init__(
        self, kind: str, *, detail: str = "", after: float | None = None, **facts: object
    ) -> None:
        super().__init__(kind)
        self.kind = kind
        self.detail = detail
        self.after = after
        self.final = False
        self.facts = facts

    def unavailable(self, endpoint: Endpoint) -> ModelUnavailable:
        """The error that the assistant knows, with its sentence."""
        facts: dict[str, object] = {
            "model": endpoint.model,
            "host": endpoint.host,
            "env": endpoint.api_key_env,
            "timeout": _seconds(endpoint.timeout),
            "total": _seconds(endpoint.total_timeout),
            "tokens": endpoint.max_output_tokens,
            "wait": _words(self.after),
            **self.facts,
        }
        return ModelUnavailable(SENTENCES[self.kind].format_map(facts), self.detail or self.kind)


def note(text: object, key: str = "") -> str:
    """A server's own words, made safe to show: one line, short, with no key and no controls."""
    line = "".join(c if c.isprintable() else " " for c in str(text))
    if key:
        line = line.replace(key, "…")
    line = " ".join(_KEY_LIKE.sub("…", line).split())
    if not line:
        return "it gave no reason."
    if len(line) > _LONGEST_NOTE:
        return line[:_LONGEST_NOTE].rstrip() + "…"
    return line if line[-1] in ".!?…" else f"{line}."


def _seconds(seconds: float) -> str:
    return f"{seconds:g} second{'s' * (seconds != 1)}"


def _words(seconds: float | None) -> str:
    if seconds is None:
        return "a minute"
    for limit, size, unit in ((100, 1, "second"), (6000, 60, "minute")):
        if seconds < limit:
            number = max(1, round(seconds / size))
            return f"{number} {unit}{'s' * (number > 1)}"
    return f"{seconds / 3600:,.0f} hours"
