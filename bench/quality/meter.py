"""Stands between a contender and its model, and counts: the same for every contender."""

from __future__ import annotations

import http.client
import json
import threading
import time
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit

LONGEST = 1_800.0
"""Seconds that the model may be silent before the meter gives up on it."""
_PASSED_ON = ("content-type", "authorization", "accept")


@dataclass
class Spent:
    """What a run asked of its model; seconds are counted from its first question."""

    requests: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    cached: int = 0
    first_token: float | None = None


class Meter:
    """An address that passes requests on to ``base_url``; use it as a context manager."""

    def __init__(self, base_url: str) -> None:
        self._target = urlsplit(base_url)
        self._begun: float | None = None
        self._lock = threading.Lock()
        self.spent = Spent()

    @property
    def base_url(self) -> str:
        """Where contenders send their questions."""
        return f"http://127.0.0.1:{self._server.server_address[1]}{self._target.path}"

    def __enter__(self) -> Meter:
        meter = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                meter.pass_on(self)

            def do_GET(self) -> None:
                meter.pass_on(self)

            def log_message(self, *arguments: Any) -> None:
                """Nothing: questions hold code."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    def start(self) -> Spent:
        """Begin to count for another run."""
        self.spent, self._begun = Spent(), None
        return self.spent

    def pass_on(self, asked: BaseHTTPRequestHandler) -> None:
        """One request there and its answer back, as it comes."""
        body = asked.rfile.read(int(asked.headers.get("content-length", 0)))
        if asked.command == "POST":
            self._begun = self._begun or time.perf_counter()
            self.spent.requests += 1
        kind = http.client.HTTPSConnection if self._target.scheme == "https" else None
        connect = kind or http.client.HTTPConnection
        away = connect(self._target.netloc, timeout=LONGEST)
        headers = {k: v for k, v in asked.headers.items() if k.lower() in _PASSED_ON}
        try:
            away.request(asked.command, asked.path, body, headers)
            self._answer(asked, away.getresponse())
        except (OSError, http.client.HTTPException):
            asked.close_connection = True
        finally:
            away.close()

    def _answer(self, asked: BaseHTTPRequestHandler, told: http.client.HTTPResponse) -> None:
        asked.send_response(told.status)
        asked.send_header("content-type", told.headers.get("content-type", "application/json"))
        asked.send_header("connection", "close")
        asked.end_headers()
        asked.close_connection = True
        while line := told.readline():
            asked.wfile.write(line)
            asked.wfile.flush()
            self._hear(line)

    def _hear(self, line: bytes) -> None:
        """A line of a stream: the first token, and what it cost at the end."""
        text = line.strip().removeprefix(b"data:").strip()
        if not text.startswith(b"{"):
            return
        try:
            event = json.loads(text)
        except ValueError:
            return
        with self._lock:
            if self.spent.first_token is None and _says_something(event) and self._begun:
                self.spent.first_token = time.perf_counter() - self._begun
            usage = event.get("usage") or (event.get("response") or {}).get("usage")
            if isinstance(usage, dict):
                self._count(usage)

    def _count(self, usage: dict[str, Any]) -> None:
        self.spent.tokens_in += usage.get("prompt_tokens", usage.get("input_tokens", 0))
        self.spent.tokens_out += usage.get("completion_tokens", usage.get("output_tokens", 0))
        details = usage.get("prompt_tokens_details") or usage.get("input_tokens_details") or {}
        self.spent.cached += details.get("cached_tokens") or 0


def _says_something(event: dict[str, Any]) -> bool:
    if event.get("type") == "response.output_text.delta":
        return True
    return any((choice.get("delta") or {}).get("content") for choice in event.get("choices") or ())
