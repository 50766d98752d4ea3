"""A scripted model that knows the solutions: shows that the cases can be solved by the contract."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any

from answers import full_answer
from cases import Case
from nodewright.prompts import load_pack


class PerfectModel:
    """A chat endpoint that answers with the solution of :attr:`case`."""

    def __init__(self) -> None:
        self.case: Case | None = None

    @property
    def base_url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    def __enter__(self) -> PerfectModel:
        model = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.rfile.read(int(self.headers.get("content-length", 0)))
                self.send_response(200)
                self.send_header("content-type", "text/event-stream")
                self.end_headers()
                for event in model.events():
                    self.wfile.write(f"data: {event}\n\n".encode())

            def log_message(self, *arguments: Any) -> None:
                """Nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
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

    def events(self) -> list[str]:
        """The answer as a stream of chat completions."""
        assert self.case is not None, "a case is chosen before a question comes"
        report = list(load_pack().actions[self.case.action].report)
        about = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "perfect"}
        said = {"index": 0, "delta": {"content": full_answer(self.case, report)}}
        stop = {"index": 0, "delta": {}, "finish_reason": "stop"}
        return [
            json.dumps({**about, "choices": [said]}),
            json.dumps({**about, "choices": [stop]}),
            "[DONE]",
        ]
