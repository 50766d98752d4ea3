"""Bounds of time and size around a model, and a limit of time that loses no cancellation."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from loopback import LoopbackModel, Raw, Status, Text
from nodewright.llm import Endpoint, Model
from nodewright.llm.limits import Limits, limits_of
from nodewright.llm.trouble import Trouble
from nodewright.messages import ModelUnavailable
from nodewright.patience import AtMost
from turns import said

ASK = (said("user", "hello"),)


class Response:
    """What the guard may know of a response."""

    def __init__(self, chunks: list[bytes], status: int = 200, encoding: str = "identity") -> None:
        self.headers = {"content-encoding": encoding}
        self.status_code = status
        self._chunks = chunks

    async def aiter_raw(self, chunk_size: int | None = None) -> AsyncIterator[bytes]:
        for chunk in self._chunks:
            yield chunk


async def read(limits: Limits, response: Any) -> int:
    """How many bytes come through."""
    await limits.guard(response)
    return sum([len(chunk) async for chunk in response.aiter_raw()])


LIMITS = Limits(text=100, stream=1000, event=50, lines=400, events=400)


async def test_a_stream_within_its_bounds_comes_through_whole() -> None:
    """Blank lines end an event, also where two chunks meet."""
    for blank in (b"\n\n", b"\r\n\r\n", b"\r\r"):
        pieces = [b"x" * 40 + blank[:1], blank[1:] + b"y" * 20, b"z" * 20 + blank]
        assert await read(LIMITS, Response(pieces * 3)) == len(b"".join(pieces)) * 3


@pytest.mark.parametrize(
    "chunks",
    [
        [b"x" * 51],
        [b"data: x\n"] * 7,
        [b"a\n\n" * 334],
        [b"x" * 30, b"x" * 30, b"\n\n"],
        [b"\n"] * 401,
    ],
    ids=["one long line", "many lines of one event", "many events", "in pieces", "empty lines"],
)
async def test_what_grows_beyond_its_bounds_is_cut_off(chunks: list[bytes]) -> None:
    with pytest.raises(Trouble, match="too_long"):
        await read(LIMITS, Response(chunks))


async def test_of_an_error_only_the_beginning_is_read() -> None:
    """Its sentence needs no more, and an endless one is no reason for another sentence."""
    assert await read(LIMITS, Response([b"x" * 2**16] * 100, status=500)) < 2**19


async def test_a_compressed_body_is_not_unpacked() -> None:
    with pytest.raises(Trouble, match="garbled"):
        await read(LIMITS, Response([b"\x1f\x8b"], encoding="gzip"))


def test_bounds_grow_with_the_tokens_that_were_asked_for() -> None:
    small, large = limits_of(16), limits_of(1_000_000)
    assert small.text == 65_536
    assert small.event <= small.stream
    assert large.text == 16_000_000
    assert large.event == 8 * 2**20


@pytest.mark.parametrize("api", ["chat", "responses"])
async def test_pieces_that_differ_from_the_whole_are_not_used(api: str) -> None:
    """Responses repeats the whole at the end; Chat Completions has nothing to compare with."""
    async with LoopbackModel() as server:
        server.always(Text("one two three four", chunk=4))
        first = await ask(server, api)
        assert first == "one two three four"
        server.always(Raw(doubled(server, api)))
        if api == "responses":
            with pytest.raises(ModelUnavailable, match="twice, out of order or not at all"):
                await ask(server, api)


def doubled(server: LoopbackModel, api: str) -> bytes:
    """The events of an answer on Responses with one delta twice."""
    from loopback.wire import ChatWire, ResponsesWire

    text = Text("one two")
    wire = (ChatWire if api == "chat" else ResponsesWire)(server.requests[-1], text)
    delta = wire.delta("one two")
    return b"".join([*wire.opening(), delta, delta, *wire.closing()])


async def ask(server: LoopbackModel, api: Any, **more: Any) -> str:
    """One answer."""
    model = Model(Endpoint("loopback-1", server.base_url, api=api, **more), {})
    try:
        return (await model.complete(ASK, lambda _: None)).text
    finally:
        await model.close()


async def test_an_answer_ends_at_the_limit_of_the_whole() -> None:
    """A server that drips never falls silent, and still has to end."""
    async with LoopbackModel() as server:
        server.always(Text("half", end="hang"))
        with pytest.raises(ModelUnavailable, match=r"was not done after 0\.2 seconds"):
            await ask(server, "chat", total_timeout=0.2)


async def test_no_wait_is_begun_that_outlasts_the_limit_of_the_whole() -> None:
    """The user hears at once of the rate limit, and not later that time is over."""
    async with LoopbackModel() as server:
        server.always(Status(429, "slow down", headers={"Retry-After": "50"}))
        with pytest.raises(ModelUnavailable, match="Try again in 50 seconds"):
            await ask(server, "chat", total_timeout=40)
        assert len(server.asked) == 1


async def test_empty_events_without_end_are_not_listened_to() -> None:
    async with LoopbackModel() as server:
        server.always(Raw(b"data: {}\n\n" * 2_001))
        with pytest.raises(ModelUnavailable, match="wrote far more than 16 tokens"):
            await ask(server, "chat", max_output_tokens=16)


async def test_a_socket_is_closed_when_its_handshake_is_cancelled() -> None:
    async with LoopbackModel(tls="hang") as server:
        address = server.base_url.replace("http:", "https:")
        model = Model(Endpoint("loopback-1", address, api="chat"), {})
        task = asyncio.ensure_future(model.complete(ASK, lambda _: None))
        await server.greeted.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await server.idle()
        await model.close()


async def test_a_limit_that_is_kept_changes_nothing() -> None:
    async with AtMost(60):
        await asyncio.sleep(0)


async def test_a_limit_that_passes_is_a_timeout() -> None:
    with pytest.raises(asyncio.TimeoutError):
        async with AtMost(0):
            await asyncio.Event().wait()


async def test_an_error_of_the_block_stays_what_it_is() -> None:
    with pytest.raises(ValueError, match="mine"):
        async with AtMost(60):
            raise ValueError("mine")


async def test_a_cancellation_that_comes_as_the_work_is_done_is_heard() -> None:
    """Where asyncio.wait_for of Python 3.11 goes on as if nobody had said a word."""
    done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def work() -> None:
        async with AtMost(60):
            await done

    task = asyncio.ensure_future(work())
    await asyncio.sleep(0)
    done.set_result(None)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
