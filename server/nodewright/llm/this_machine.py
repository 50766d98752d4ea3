"""A transport that reaches this machine and no other, whatever a name is made to mean.

The check of the address happens before a request is made; this one happens where the connection
is. A name is looked up here, every address that is not loopback is dropped, and the connection
goes to the address itself: nothing looks the name up a second time.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from .trouble import Trouble

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
"""All addresses of a host."""


async def addresses_of(host: str, port: int) -> Sequence[str]:
    """The addresses of a host as the system knows them. Raises OSError."""
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(entry[4][0]) for entry in found]


def is_loopback(address: str) -> bool:
    """True for 127.0.0.0/8 and ::1, also where IPv4 is written inside of IPv6."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped is not None:
        parsed = parsed.ipv4_mapped
    return parsed.is_loopback


class ThisMachineOnly:
    """Wraps a transport of httpx2; it has the methods that a client asks of one.

    No proxy is asked, for the wrapped transport knows none and reads no environment.
    """

    def __init__(self, resolve: Resolve = addresses_of) -> None:
        import httpx2

        self._unreachable: type[Exception] = httpx2.ConnectError
        self._inner: Any = httpx2.AsyncHTTPTransport(trust_env=False)
        self._resolve = resolve

    async def handle_async_request(self, request: Any) -> Any:
        """Send a request to the first loopback address that answers.

        Raises Trouble before a byte is sent where the host has no such address.
        """
        url = request.url
        named = str(url.host)
        here = await self._here(named, url.port or (443 if url.scheme == "https" else 80))
        if url.scheme == "https":
            # The certificate is that of the name, though the connection goes to the address.
            request.extensions = {**request.extensions, "sni_hostname": named}
        failed: Exception | None = None
        for address in here:
            request.url = url.copy_with(host=address)
            try:
                return await self._inner.handle_async_request(request)
            except self._unreachable as error:
                failed = error
        assert failed is not None
        raise failed

    async def _here(self, host: str, port: int) -> Sequence[str]:
        """The loopback addresses of a host, each once."""
        try:
            ipaddress.ip_address(host)
        except ValueError:
            found = await self._resolve(host, port)
        else:
            found = [host]
        here = [address for address in dict.fromkeys(found) if is_loopback(address)]
        if not here:
            raise Trouble("remote_refused", detail="looked up")
        return here

    async def aclose(self) -> None:
        """Close the connections that are kept open."""
        await self._inner.aclose()

    async def __aenter__(self) -> ThisMachineOnly:
        await self._inner.__aenter__()
        return self

    async def __aexit__(self, *how: object) -> None:
        await self._inner.__aexit__(*how)


def this_machine_only() -> Any:
    """The transport, for a client that asks for one of its own type."""
    return ThisMachineOnly()
