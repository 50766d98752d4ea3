"""Where a model is and how it is asked, as one value; which hosts are this machine."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from typing import Literal
from urllib.parse import SplitResult, urlsplit

ApiName = Literal["responses", "chat"]
OPENAI = "https://api.openai.com/v1"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An address, a model's name and the limits of a request.

    ``base_url`` None means OpenAI's own service. ``api_key_env`` is the name of the environment
    variable that holds the key. ``timeout`` is the longest silence in seconds, ``total_timeout``
    the most seconds of an answer as a whole.
    """

    model: str
    base_url: str | None = None
    api: Literal["auto", "responses", "chat"] = "auto"
    api_key_env: str = "OPENAI_API_KEY"
    timeout: float = 120.0
    total_timeout: float = 1800.0
    max_output_tokens: int = 8192
    reasoning_effort: str | None = None
    allow_remote: bool = True

    @property
    def address(self) -> str:
        """The base URL in use."""
        return self.base_url or OPENAI

    @property
    def host(self) -> str:
        """Host and, where it is not the usual one, port: how sentences call the endpoint."""
        parts = self._parts()
        if parts is None:
            return "the address in nodewright.model.baseUrl"
        name = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else str(parts.hostname)
        return f"{name}:{parts.port}" if parts.port else name

    @property
    def valid(self) -> bool:
        """True for an http or https address that names a host."""
        return self._parts() is not None

    @property
    def is_openai(self) -> bool:
        """True for OpenAI's own service."""
        parts = self._parts()
        return parts is not None and parts.hostname == urlsplit(OPENAI).hostname

    @property
    def local(self) -> bool:
        """True where the host can only be this machine: 127.0.0.0/8, ::1 or localhost.

        Other names are not looked up: what a name means can change between look-up and request.
        """
        parts = self._parts()
        if parts is None:
            return False
        if parts.hostname == "localhost":
            return True
        try:
            address = ipaddress.ip_address(str(parts.hostname))
        except ValueError:
            return False
        return address == ipaddress.IPv6Address("::1") or (
            address.version == 4 and address.is_loopback
        )

    def _parts(self) -> SplitResult | None:
        try:
            parts = urlsplit(self.address)
            usable = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
        except ValueError:
            return None
        return parts if usable else None
