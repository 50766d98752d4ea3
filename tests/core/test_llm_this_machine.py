"""``allowRemote: false`` holds at the socket, whatever a name is made to mean."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Sequence
from typing import Any

import pytest
from loopback import LoopbackModel, redirect
from nodewright.llm import Endpoint, Model
from nodewright.llm.this_machine import ThisMachineOnly, is_loopback
from nodewright.messages import ModelUnavailable
from turns import said

KEY = "this-is-the-key-of-the-user"
ASK = (said("user", "hello"),)
PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy")


class Trap:
    """A listening socket that must never be spoken to."""

    def __init__(self) -> None:
        self.heard = 0

    async def __aenter__(self) -> Trap:
        self._server = await asyncio.start_server(self._greet, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def _greet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.heard += 1
        writer.close()

    async def __aexit__(self, *how: object) -> None:
        self._server.close()
        await self._server.wait_closed()


@pytest.fixture
async def server() -> AsyncIterator[LoopbackModel]:
    async with LoopbackModel() as loopback:
        yield loopback


@pytest.fixture
async def trap() -> AsyncIterator[Trap]:
    async with Trap() as listening:
        yield listening


async def answer_of(base_url: str, **fields: Any) -> str:
    """The answer of a model that may not be asked elsewhere, or the sentence of its failure."""
    endpoint = Endpoint("m", base_url, **{"allow_remote": False, **fields})
    model = Model(endpoint, {"OPENAI_API_KEY": KEY})
    try:
        return (await model.complete(ASK, lambda _: None)).text
    except ModelUnavailable as error:
        return str(error)
    finally:
        await model.close()


def named(server: LoopbackModel, host: str) -> str:
    return f"http://{host}:{server.port}/v1"


async def resolved(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> None:
    """Let every name mean these addresses, for whoever asks the system in this process."""
    real = socket.getaddrinfo

    def lie(host: Any, port: Any, *rest: Any, **more: Any) -> list[Any]:
        return [found for a in addresses for found in real(a, port, *rest, **more)]

    monkeypatch.setattr(socket, "getaddrinfo", lie)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
async def test_a_server_on_this_machine_is_reached(server: LoopbackModel, host: str) -> None:
    server.answer("ok")
    assert await answer_of(named(server, host)) == "ok"
    assert server.asked[0].headers["host"] == f"{host}:{server.port}"


async def test_a_name_that_also_means_another_machine_is_taken_to_this_one(
    server: LoopbackModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    await resolved(monkeypatch, "192.0.2.7", "::1", "127.0.0.1")
    server.answer("ok")
    assert await answer_of(named(server, "localhost")) == "ok"


async def test_a_name_that_means_another_machine_only_is_refused_before_a_byte_is_sent(
    server: LoopbackModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[Any] = []
    loop = asyncio.get_running_loop()
    real = loop.sock_connect

    async def watch(sock: socket.socket, address: Any) -> None:
        tried.append(address[0])
        await real(sock, address)

    monkeypatch.setattr(loop, "sock_connect", watch)
    await resolved(monkeypatch, "192.0.2.7", "2001:db8::1")
    said = await answer_of(named(server, "localhost"))
    assert "is not this machine and nodewright.model.allowRemote is false" in said
    assert tried == []
    assert server.requests == []


async def test_where_remote_hosts_are_allowed_the_same_name_is_followed(
    server: LoopbackModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The refusal above is the setting's doing, not that of the look-up."""
    await resolved(monkeypatch, "127.0.0.1")
    server.answer("ok")
    assert await answer_of(named(server, "model.test"), allow_remote=True) == "ok"
    assert "is not this machine" in await answer_of(named(server, "model.test"))
    assert len(server.asked) == 1


async def test_no_proxy_of_the_environment_carries_a_request_away(
    server: LoopbackModel, trap: Trap, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in PROXIES:
        monkeypatch.setenv(name, f"http://127.0.0.1:{trap.port}")
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    server.answer("ok")
    assert await answer_of(named(server, "localhost")) == "ok"
    assert trap.heard == 0


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("allowed", [True, False])
async def test_a_redirect_is_never_followed_so_that_no_key_goes_along(
    server: LoopbackModel, trap: Trap, status: int, allowed: bool
) -> None:
    server.always(redirect(f"http://127.0.0.1:{trap.port}/v1", status))
    told = await answer_of(server.base_url, allow_remote=allowed)
    assert "points to 127.0.0.1 instead" in told
    assert KEY not in told
    assert trap.heard == 0


@pytest.mark.parametrize(
    "host",
    [
        *("192.0.2.7", "[2001:db8::1]", "localhost.example.com", "127.0.0.1.example.com"),
        *("0.0.0.0", "[::]", "[::ffff:192.0.2.7]", "2130706433.example.com", "10.0.0.1"),
    ],
)
async def test_other_hosts_are_refused_by_their_address_already(host: str) -> None:
    assert "is not this machine" in await answer_of(f"http://{host}:9/v1")


@pytest.mark.parametrize("address", ["127.0.0.1", "127.8.9.10", "::1", "::ffff:127.0.0.1"])
def test_addresses_of_this_machine(address: str) -> None:
    assert is_loopback(address)


@pytest.mark.parametrize(
    "address", ["0.0.0.0", "::", "10.0.0.1", "::ffff:10.0.0.1", "fe80::1", "localhost", "", "1"]
)
def test_addresses_of_others(address: str) -> None:
    assert not is_loopback(address)


@pytest.mark.skipif(not socket.has_ipv6, reason="this machine has no IPv6")
async def test_ipv6_is_tried_and_the_next_address_taken_where_nobody_listens(
    server: LoopbackModel,
) -> None:
    """The server listens on 127.0.0.1 alone; a name that means ::1 first still reaches it."""
    asked: list[str] = []

    async def both(host: str, port: int) -> Sequence[str]:
        asked.append(host)
        return ["::1", "192.0.2.7", "127.0.0.1"]

    import httpx2

    async with httpx2.AsyncClient(transport=ThisMachineOnly(both), trust_env=False) as client:
        response = await client.get(f"http://my.machine:{server.port}/v1/models")
    assert response.json()["data"][0]["id"] == "loopback-1"
    assert asked == ["my.machine"]
