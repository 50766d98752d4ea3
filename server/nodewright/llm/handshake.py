"""Sockets of a TLS handshake that is cancelled: the HTTP library closes them on errors only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


async def close_if_cancelled(request: Any) -> None:
    """A hook of the HTTP client: however the handshake of ``request`` fails, its socket closes."""
    opened: list[Any] = []

    async def trace(event: str, told: Mapping[str, Any]) -> None:
        if event == "connection.connect_tcp.complete":
            opened.append(told["return_value"])
        elif event == "connection.start_tls.complete":
            opened.clear()
        elif event == "connection.start_tls.failed":
            while opened:
                await opened.pop().aclose()

    request.extensions["trace"] = trace
