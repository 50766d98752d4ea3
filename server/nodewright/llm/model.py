"""One model behind one endpoint: asks, listens, retries, falls back, and lets go on cancel."""

from __future__ import annotations

import asyncio
import itertools
import logging
import random
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..messages import Completion, Message
from ..patience import AtMost
from .diagnosis import body_of, diagnose
from .dialect import Dialect
from .endpoint import ApiName, Endpoint
from .handshake import close_if_cancelled
from .heard import Heard
from .limits import limits_of
from .protocols import APIS, Api
from .this_machine import this_machine_only
from .trouble import Trouble

CONNECT_TIMEOUT = 10.0
"""Seconds until a connection has to stand."""
_PROBE_TIMEOUT = 10.0
_RETRIES = 2
_FIRST_DELAY, _LONGEST_DELAY, _JITTER = 0.5, 8.0, 0.25
_LONGEST_WAIT = 60.0
"""Seconds; a server that asks for more is not waited for: the user is told instead."""
_WORTH_ANOTHER_TRY = frozenset(
    {"request_timeout", "conflict", "rate_limited", "server_error", "overloaded", "loading", "cut"}
)
_FAREWELL = 5.0
"""Seconds for what a server still has to say, such as its count, when the answer has ended."""
_LAST_WORD = 0.25
"""Seconds for the end of the stream when the count is told as well: a connection that is read to
its end serves the next request, and that is worth no longer wait."""
_EVENTS_IN_A_ROW = 4
"""After so many events that were there already, whatever else waits on the loop has its turn."""
# At DEBUG these write out the request, which holds the user's code.
_TALKATIVE = ("openai", "httpx2", "httpcore2")


@dataclass(frozen=True, slots=True)
class Probe:
    """What an endpoint said of itself; ``models`` is empty where it lists none."""

    apis: tuple[ApiName, ...]
    models: tuple[str, ...]
    sentence: str

    def __str__(self) -> str:
        return self.sentence


class Model:
    """The door to one model. It fits :class:`nodewright.messages.Complete` by its ``complete``.

    ``environ`` is read for the key only. ``sleep`` waits between two attempts.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        environ: Mapping[str, str],
        *,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.endpoint = endpoint
        self._environ = environ
        self._sleep = sleep
        self._client: Any = None
        self._opening = asyncio.Lock()
        self._api: ApiName | None = None
        self._dialect = Dialect()
        self._limits = limits_of(endpoint.max_output_tokens)

    @property
    def configured(self) -> bool:
        """True when there is something to ask: an address, or a key for OpenAI's own service."""
        if self.endpoint.base_url is not None:
            return True
        return bool(self._key()) and self.endpoint.allow_remote

    def describe(self) -> str:
        """The model and its host, such as "gpt-5.2 at api.openai.com"."""
        return f"{self.endpoint.model} at {self.endpoint.host}"

    async def complete(
        self, messages: Sequence[Message], on_tokens: Callable[[int], None]
    ) -> Completion:
        """The model's whole answer, read from a stream; ``on_tokens`` hears a running estimate.

        Raises ModelUnavailable. Cancelling closes the connection. A request is tried again only
        before its first byte of an answer, and only where the time left allows to wait for it.
        """
        try:
            async with AtMost(self.endpoint.total_timeout):
                return await self._complete(messages, on_tokens)
        except asyncio.TimeoutError:
            raise Trouble("overtime").unavailable(self.endpoint) from None
        except Trouble as trouble:
            raise trouble.unavailable(self.endpoint) from None

    async def _complete(
        self, messages: Sequence[Message], on_tokens: Callable[[int], None]
    ) -> Completion:
        deadline = asyncio.get_running_loop().time() + self.endpoint.total_timeout
        client = await self._open()
        api, stream = await self._ask(client, messages, deadline)
        try:
            heard = await self._listen(stream, api, on_tokens)
        finally:
            await stream.close()
        return heard.completion(messages, self._key())

    async def probe(self) -> Probe:
        """What the endpoint speaks and which models it lists, at no cost in tokens.

        Raises ModelUnavailable where it cannot be used.
        """
        try:
            client = await self._open()
            models = await self._models(client)
            apis = tuple([name for name, api in APIS.items() if await self._has(client, api)])
            if not apis:
                raise Trouble("endpoint_unknown", api="Responses or Chat Completions", status=404)
        except Trouble as trouble:
            raise trouble.unavailable(self.endpoint) from None
        spoken = " and ".join(APIS[name].title for name in apis)
        sentence = f"{self.endpoint.host} answers and speaks {spoken}."
        if models and self.endpoint.model not in models:
            shown = ", ".join(models[:5]) + (", …" if len(models) > 5 else "")
            sentence += f" It does not list the model {self.endpoint.model}, but {shown}."
        return Probe(apis, models, sentence)

    async def close(self) -> None:
        """Close the connections that are kept open."""
        client, self._client = self._client, None
        if client is not None:
            await client.close()

    def _key(self) -> str:
        return self._environ.get(self.endpoint.api_key_env, "").strip()

    async def _open(self) -> Any:
        """The client, made at the first call; everything that forbids a request is checked here."""
        endpoint, key = self.endpoint, self._key()
        if not endpoint.valid:
            raise Trouble("bad_address")
        if not endpoint.allow_remote and not endpoint.local:
            raise Trouble("remote_refused")
        if endpoint.base_url is None and not key:
            raise Trouble("not_configured")
        if not (key.isascii() and all(c.isprintable() and c != " " for c in key)):
            raise Trouble("key_garbled")
        async with self._opening:
            if self._client is None:
                # Half a second of imports and certificates: not on the loop that serves the editor.
                self._client = await asyncio.to_thread(self._make_client, key)
        return self._client

    def _make_client(self, key: str) -> Any:
        import openai

        for name in _TALKATIVE:
            logger = logging.getLogger(name)
            logger.setLevel(max(logger.level, logging.WARNING))
        endpoint, omit = self.endpoint, openai.Omit()
        headers: dict[str, Any] = {}
        if not endpoint.is_openai:
            headers |= {"OpenAI-Organization": omit, "OpenAI-Project": omit}
        return openai.AsyncOpenAI(
            # The library insists on a key; a server that needs none ignores this one.
            api_key=key or "none",
            base_url=endpoint.address,
            # Retries are counted here: the library would try timeouts and an empty account again.
            max_retries=0,
            timeout=openai.Timeout(endpoint.timeout, connect=CONNECT_TIMEOUT),
            default_headers={**headers, "Accept-Encoding": "identity"},
            # No redirect, and for this machine no proxy: code goes to the host that was set.
            http_client=openai.DefaultAsyncHttpxClient(
                follow_redirects=False,
                trust_env=not endpoint.local,
                transport=None if endpoint.allow_remote else this_machine_only(),
                event_hooks={
                    "request": [close_if_cancelled],
                    "response": [self._limits.guard],
                },
            ),
        )

    def _candidates(self) -> list[Api]:
        if self.endpoint.api != "auto":
            return [APIS[self.endpoint.api]]
        # Outside OpenAI, Chat Completions is the better kept of the two.
        first = self._api or ("responses" if self.endpoint.is_openai else "chat")
        return sorted(APIS.values(), key=lambda api: api.name != first)

    async def _ask(
        self, client: Any, messages: Sequence[Message], deadline: float
    ) -> tuple[Api, Any]:
        """Start the answer, by the protocol that the server speaks."""
        candidates = self._candidates()
        missing = Trouble("endpoint_unknown", status=404)
        for api in candidates:
            try:
                stream = await self._start(client, api, messages, deadline)
            except Trouble as trouble:
                if trouble.kind != "endpoint_unknown":
                    raise
                missing = trouble
                continue
            self._api = api.name
            return api, stream
        missing.facts["api"] = " or ".join(api.title for api in candidates)
        raise missing

    async def _start(
        self, client: Any, api: Api, messages: Sequence[Message], deadline: float
    ) -> Any:
        payload = api.payload(self.endpoint, messages)
        # The library's own limit begins anew with each byte of the head.
        patience = self.endpoint.timeout + CONNECT_TIMEOUT
        attempt = 0
        while True:
            try:
                async with AtMost(patience):
                    stream = await api.start(client, self._dialect.spoken(payload))
            except asyncio.TimeoutError:
                raise Trouble("silent", detail="head") from None
            except Exception as error:
                trouble = diagnose(error, api=api.name, phase="before", key=self._key())
                if trouble.kind == "rejected" and self._dialect.learn(payload, body_of(error)):
                    continue
                delay = _delay(trouble, attempt)
                if delay is None or asyncio.get_running_loop().time() + delay >= deadline:
                    raise trouble from None
                attempt += 1
            else:
                await _check_kind(stream)
                return stream
            await self._sleep(delay)

    async def _listen(self, stream: Any, api: Api, on_tokens: Callable[[int], None]) -> Heard:
        heard, shown, empty = Heard(), 0, 0
        for number in itertools.count(1):
            try:
                event = await _next(stream, heard)
                api.hear(event, heard, self.endpoint)
            except StopAsyncIteration:
                break
            except Exception as error:
                if heard.finish is not None:
                    # The model had ended its answer; only the farewell of the server is lost.
                    break
                if isinstance(error, Trouble):
                    raise
                raise diagnose(error, api=api.name, phase="during", key=self._key()) from None
            heard.check_size(self._limits.text)
            empty += heard.tokens == shown
            if number > self._limits.events or empty > self._limits.empty + shown:
                raise Trouble("too_long", detail="events")
            if heard.tokens != shown:
                shown = heard.tokens
                on_tokens(shown)
            if number % _EVENTS_IN_A_ROW == 0:
                await asyncio.sleep(0)
        return heard

    async def _models(self, client: Any) -> tuple[str, ...]:
        try:
            page = await client.models.list(timeout=_PROBE_TIMEOUT)
            return tuple(str(entry.id) for entry in page.data)
        except (AttributeError, TypeError):
            return ()
        except Exception as error:
            trouble = diagnose(error, api="models", phase="before", key=self._key())
            if trouble.kind in ("endpoint_unknown", "rejected"):
                return ()
            raise trouble from None

    async def _has(self, client: Any, api: Api) -> bool:
        """Whether the endpoint is there: an empty request is refused, but not as unknown."""
        try:
            await client.post(
                api.path, cast_to=object, body={}, options={"timeout": _PROBE_TIMEOUT}
            )
        except Exception as error:
            trouble = diagnose(error, api=api.name, phase="before", key=self._key())
            if trouble.kind in ("key_missing", "key_rejected", "forbidden", "redirected"):
                raise trouble from None
            return "status" in trouble.facts and trouble.kind != "endpoint_unknown"
        return True


def _delay(trouble: Trouble, attempt: int) -> float | None:
    """Seconds until the next attempt, growing and with jitter; None for no further attempt."""
    if trouble.final or trouble.kind not in _WORTH_ANOTHER_TRY or attempt >= _RETRIES:
        return None
    if trouble.after is not None and trouble.after > 0:
        return trouble.after if trouble.after <= _LONGEST_WAIT else None
    backoff = min(_LONGEST_DELAY, _FIRST_DELAY * 2.0**attempt)
    return backoff * (1 - _JITTER * random.random())  # noqa: S311  (spreads load, guards nothing)


async def _next(stream: Any, heard: Heard) -> Any:
    """The next event; once the answer has ended, only for so long."""
    if heard.finish is None:
        return await stream.__anext__()
    async with AtMost(_FAREWELL if heard.usage is None else _LAST_WORD):
        return await stream.__anext__()


async def _check_kind(stream: Any) -> None:
    """Raise when a server answered with a page or a document in place of a stream."""
    kind = str(stream.response.headers.get("content-type", "")).split(";")[0].strip().lower()
    if kind in ("text/html", "application/json", "application/xhtml+xml", "text/xml"):
        await stream.close()
        what = "a web page" if "html" in kind else f"a document ({kind})"
        raise Trouble("not_a_stream", reason=what)
