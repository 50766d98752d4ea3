"""The loopback HTTP server: reads requests, plays its script, notices who hangs up."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import Callable, Sequence
from http import HTTPStatus
from types import TracebackType
from typing import Literal

from .replies import Hang, Raw, Reply, Request, Status, Text
from .steps import Player, Steps
from .wire import ChatWire, ResponsesWire

Answer = Reply | Steps
Script = str | Answer | Callable[[Request], str | Answer]


class LoopbackModel:
    """A server in the running event loop, on ``port`` of 127.0.0.1, or on one that is free.

    ``apis``: the endpoints it has; the others answer ``missing``. ``models``: the names it
    lists at ``/v1/models``. ``rejects`` maps a parameter's name to the message of the 400 that
    a request which holds it gets. ``key``: when given, any other key gets a 401. Neither a
    missing endpoint, nor a rejected parameter, nor a wrong key, nor a request without a model
    (which is how an endpoint can be probed) uses up an answer. ``tls``: what happens to a client
    that speaks TLS to this port.
    """

    def __init__(
        self,
        *,
        apis: Sequence[Literal["responses", "chat"]] = ("responses", "chat"),
        models: Sequence[str] = ("loopback-1",),
        rejects: dict[str, str] | None = None,
        key: str | None = None,
        missing: Status | None = None,
        tls: Literal["answer", "close", "hang"] = "answer",
        port: int = 0,
    ) -> None:
        self.requests: list[Request] = []
        self.disconnects = 0
        self.rejects = rejects or {}
        self._apis = tuple(apis)
        self._models = tuple(models)
        self._key = key
        self.tls = tls
        self._port = port
        self.greeted = asyncio.Event()
        self._missing = missing or Status(404, "Invalid URL", code=None)
        self._script: deque[Script] = deque()
        self._always: Script | None = None
        self._changed = asyncio.Condition()
        self._connections: set[_Connection] = set()
        self._server: asyncio.Server | None = None

    @property
    def port(self) -> int:
        """The port it listens on."""
        assert self._server is not None
        port: int = self._server.sockets[0].getsockname()[1]
        return port

    @property
    def base_url(self) -> str:
        """What belongs into ``nodewright.model.baseUrl`` or ``OPENAI_BASE_URL``."""
        return f"http://127.0.0.1:{self.port}/v1"

    @property
    def asked(self) -> list[Request]:
        """The requests for an answer; ``requests`` holds probes and lists of models too."""
        return [request for request in self.requests if request.body.get("model")]

    @property
    def unused(self) -> int:
        """How many queued answers nobody has asked for."""
        return len(self._script)

    def answer(self, *script: Script) -> None:
        """Queue answers, one for each request to come."""
        self._script.extend(script)

    def always(self, script: Script) -> None:
        """What to answer when the queue is empty; without it such a request gets a 400."""
        self._always = script

    def forget(self) -> None:
        """Drop the answers that nobody has asked for."""
        self._script.clear()

    async def received(self, count: int = 1) -> Request:
        """Wait until ``count`` requests for an answer arrived; the last of them."""
        async with self._changed:
            await self._changed.wait_for(lambda: len(self.asked) >= count)
        return self.asked[count - 1]

    async def disconnected(self, count: int = 1) -> None:
        """Wait until the client hung up ``count`` times before an answer was complete."""
        async with self._changed:
            await self._changed.wait_for(lambda: self.disconnects >= count)

    async def idle(self) -> None:
        """Wait until no client is connected any more."""
        async with self._changed:
            await self._changed.wait_for(lambda: not self._connections)

    async def __aenter__(self) -> LoopbackModel:
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: _Connection(self), "127.0.0.1", self._port)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._server is not None
        self._server.close()
        self.hang_up()
        await self._server.wait_closed()

    def hang_up(self) -> None:
        """Break every connection, as a server that dies does."""
        for connection in tuple(self._connections):
            connection.drop()

    def joined(self, connection: _Connection) -> None:
        """A client connected."""
        self._connections.add(connection)

    async def left(self, connection: _Connection, unfinished: bool) -> None:
        """A client is gone; ``unfinished``: it did not wait for its answer."""
        self._connections.discard(connection)
        async with self._changed:
            self.disconnects += unfinished
            self._changed.notify_all()

    async def choose(self, request: Request) -> Answer:
        """Note the request and take the next reply of the script."""
        async with self._changed:
            self.requests.append(request)
            self._changed.notify_all()
        if self._key is not None and request.headers.get("authorization") != f"Bearer {self._key}":
            return Status(401, "Incorrect API key provided.", code="invalid_api_key")
        if request.api == "models":
            return self._list_of_models()
        if request.api not in self._apis:
            return self._missing
        if "model" not in request.body:
            return Status(400, "you must provide a model parameter")
        for name, message in self.rejects.items():
            if name in request.body:
                return Status(400, message, code="unsupported_parameter", param=name)
        return self._next(request)

    def _next(self, request: Request) -> Answer:
        script = self._script.popleft() if self._script else self._always
        if script is None:
            return Status(400, "The script of the loopback model has no answer left.")
        reply = script(request) if callable(script) else script
        return Text(reply) if isinstance(reply, str) else reply

    def _list_of_models(self) -> Raw:
        entries = [
            {"id": name, "object": "model", "created": 1, "owned_by": "loopback"}
            for name in self._models
        ]
        body = json.dumps({"object": "list", "data": entries}).encode()
        return Raw(body, content_type="application/json")


class _Connection(asyncio.Protocol):
    """One TCP connection; requests come one after the other, as keep-alive has it."""

    def __init__(self, model: LoopbackModel) -> None:
        self._model = model
        self._buffer = b""
        self._transport: asyncio.Transport | None = None
        self._task: asyncio.Task[None] | None = None
        self._goodbyes: set[asyncio.Task[None]] = set()
        self._closing = False
        self._writable = asyncio.Event()
        self._writable.set()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._model.joined(self)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if not self._buffer[:1].isalpha():
            # A TLS greeting, for one: answer as a plain HTTP server does, and hang up.
            self._model.greeted.set()
            if self._model.tls == "answer":
                self._whole(400, b"", "text/plain", {"Connection": "close"})
            if self._model.tls != "hang":
                self.drop(politely=self._model.tls == "answer")
            return
        if self._task is None or self._task.done():
            request = self._take()
            if request is not None:
                self._task = asyncio.get_running_loop().create_task(self._serve(request))

    def connection_lost(self, exc: Exception | None) -> None:
        unfinished = self._task is not None and not self._task.done() and not self._closing
        if self._task is not None:
            self._task.cancel()
        goodbye = asyncio.get_running_loop().create_task(self._model.left(self, unfinished))
        self._goodbyes.add(goodbye)
        goodbye.add_done_callback(self._goodbyes.discard)

    def pause_writing(self) -> None:
        """The client does not read as fast as we write."""
        self._writable.clear()

    def resume_writing(self) -> None:
        """The client has read."""
        self._writable.set()

    async def send(self, data: bytes) -> None:
        """Write, and wait while the client does not read; others have their turn in between."""
        self._write(data)
        await asyncio.sleep(0)
        await self._writable.wait()

    def drop(self, politely: bool = False) -> None:
        """Break the connection from this side; ``politely``: after what is still to be sent."""
        self._closing = True
        if self._transport is not None:
            (self._transport.close if politely else self._transport.abort)()

    def _take(self) -> Request | None:
        head, found, rest = self._buffer.partition(b"\r\n\r\n")
        if not found:
            return None
        first, *lines = head.decode("latin-1").split("\r\n")
        pairs = (line.partition(":") for line in lines)
        headers = {name.strip().lower(): value.strip() for name, _, value in pairs}
        length = int(headers.get("content-length", "0"))
        if len(rest) < length:
            return None
        self._buffer = rest[length:]
        method, path, _ = first.split(" ")
        body = json.loads(rest[:length]) if length else {}
        return Request(method, path, headers, body, head + found + rest[:length])

    async def _serve(self, request: Request) -> None:
        reply = await self._model.choose(request)
        if isinstance(reply, Hang):
            await asyncio.Event().wait()
        elif isinstance(reply, Status):
            self._whole(reply.status, reply.payload, "application/json", dict(reply.headers))
        elif isinstance(reply, Steps):
            await Player(request, reply, self).play()
        elif isinstance(reply, Raw):
            self._whole(reply.status, reply.body, reply.content_type, {})
        else:
            await self._text(request, reply)

    async def _text(self, request: Request, reply: Text) -> None:
        wire = (ChatWire if request.api == "chat" else ResponsesWire)(request, reply)
        if not request.body.get("stream"):
            self._whole(200, json.dumps(wire.whole()).encode(), "application/json", {})
            return
        self._write(_head(200, "text/event-stream", {"Transfer-Encoding": "chunked"}))
        for opening in wire.opening():
            self._chunk(opening)
        for number, piece in enumerate(reply.deltas):
            if reply.gate is not None and number == reply.gate_after:
                await reply.gate.wait()
            self._chunk(wire.delta(piece))
        if reply.gate is not None and len(reply.deltas) <= reply.gate_after:
            await reply.gate.wait()
        await self._end(wire, reply)

    async def _end(self, wire: ChatWire | ResponsesWire, reply: Text) -> None:
        if reply.end == "hang":
            await asyncio.Event().wait()
        if reply.end == "drop":
            self.drop(politely=True)
            return
        if reply.end == "fail":
            self._chunk(wire.failure())
        if reply.end == "proper":
            for closing in wire.closing():
                self._chunk(closing)
        self._write(b"0\r\n\r\n")

    def _whole(self, status: int, body: bytes, kind: str, headers: dict[str, str]) -> None:
        self._write(_head(status, kind, {**headers, "Content-Length": str(len(body))}) + body)

    def _chunk(self, data: bytes) -> None:
        self._write(f"{len(data):x}\r\n".encode() + data + b"\r\n")

    def _write(self, data: bytes) -> None:
        assert self._transport is not None
        if not self._transport.is_closing():
            self._transport.write(data)


def _head(status: int, kind: str, headers: dict[str, str]) -> bytes:
    phrase = HTTPStatus(status).phrase if status in {*HTTPStatus} else "Odd"
    lines = [f"HTTP/1.1 {status} {phrase}", f"Content-Type: {kind}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")
