"""The wire as LSP asks: every request is answered, and no traceback leaves the process."""

from __future__ import annotations

import asyncio
import inspect
import json
import logging
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from lsprotocol import types
from pygls.exceptions import (
    FeatureNotificationError,
    JsonRpcException,
    JsonRpcInvalidParams,
    JsonRpcInvalidRequest,
    JsonRpcMethodNotFound,
    JsonRpcServerNotInitialized,
)
from pygls.protocol import (
    JsonRPCRequestMessage,
    JsonRPCResponseMessage,
    LanguageServerProtocol,
)
from pygls.protocol.json_rpc import JsonRPCNotification

from nodewright.handlers.guard import SENTENCE

log = logging.getLogger(__name__)

NO_PARAMS = frozenset({types.SHUTDOWN, types.EXIT})
OWN = "nodewright/"
"""How the names of our own methods begin."""


@dataclass(frozen=True)
class PlainResponse:
    """The answer to a request of our own: JSON as it is."""

    id: Any
    jsonrpc: str
    result: Any


class Outlet:
    """A writer that outlives its reader: when the client is gone, what is said is dropped."""

    def __init__(self, writer: Any, on_gone: Callable[[], None]) -> None:
        self._writer = writer
        self._on_gone = on_gone
        self._gone = False

    def write(self, data: bytes) -> Any:
        """Write, or notice once that nobody reads any more."""
        if self._gone:
            return None
        try:
            return self._writer.write(data)
        except (OSError, ValueError) as error:
            self._gone = True
            log.info("the client is gone (%s)", type(error).__name__)
            self._on_gone()
            return None

    def close(self) -> Any:
        """Close the writer; from here on nothing is written."""
        self._gone = True
        return self._writer.close()


class Protocol(LanguageServerProtocol):
    """pygls' protocol, for messages of any shape and in any order."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.shutdown_asked = False

    def set_writer(self, writer: Any, include_headers: bool = True) -> None:
        """Write to ``writer``; the main loop ends where it breaks."""
        super().set_writer(Outlet(writer, self._stop), include_headers)

    def _stop(self) -> None:
        if self._server._stop_event is not None:
            self._server._stop_event.set()

    def structure_message(self, data: dict[str, Any]) -> Any:
        """Leave JSON as it is: this is called for nested objects too, and may not know them."""
        return data

    def handle_message(self, message: Any) -> None:
        """Take one JSON value of the client. Raises JsonRpcInvalidRequest for what is no message.

        A request that cannot be served is answered here; a notification is dropped, and the user
        told where it was one of ours.
        """
        if not isinstance(message, dict) or message.get("jsonrpc") != self.VERSION:
            raise JsonRpcInvalidRequest("no JSON-RPC 2.0 message")
        number, method = message.get("id"), message.get("method")
        if method is None:
            self._take_response(number, message)
            return
        refusal = self._refusal(number, method) if isinstance(method, str) else _odd_method()
        structured: Any = None
        if refusal is None:
            structured, refusal = self._structured(message)
        if refusal is None:
            super().handle_message(structured)
        elif "id" in message:
            log.warning("a request was refused: %s", refusal.message)
            self._send_response(_usable(number), error=refusal.to_response_error())
        elif isinstance(refusal, JsonRpcInvalidParams):
            self._server._report_server_error(refusal, FeatureNotificationError)

    def _handle_cancel_notification(self, msg_id: str | int) -> None:
        """Cancel a request. One that is answered already is no event: the two crossed."""
        if msg_id in self._request_futures:
            super()._handle_cancel_notification(msg_id)

    def _refusal(self, number: object, method: str) -> JsonRpcException | None:
        """Why a message cannot be served at this moment, if so; marks the begin of the end."""
        if number is not None and _usable(number) is None:
            return JsonRpcInvalidRequest("the id of a request is a string or a whole number")
        if self.shutdown_asked and method != types.EXIT:
            return JsonRpcInvalidRequest("the server is shutting down")
        if self._workspace is None and method not in (types.INITIALIZE, types.EXIT):
            return JsonRpcServerNotInitialized("initialize comes first")
        if self._workspace is not None and method == types.INITIALIZE:
            return JsonRpcInvalidRequest("initialize comes once")
        known = method in self.fm.builtin_features or method in self.fm.features
        if not known and method != types.CANCEL_REQUEST:
            return JsonRpcMethodNotFound(f"nodewright does not serve {method}")
        self.shutdown_asked = self.shutdown_asked or method == types.SHUTDOWN
        return None

    def _structured(self, message: dict[str, Any]) -> tuple[Any, JsonRpcException | None]:
        method = message["method"]
        if method in NO_PARAMS:
            message.pop("params", None)
        elif method == types.INITIALIZED:
            message["params"] = {}
        kind: Any = self.get_message_type(method)
        if kind is None:
            # One of our own, which takes no parameters.
            if "id" not in message:
                return JsonRPCNotification(method, self.VERSION, None), None
            return JsonRPCRequestMessage(message["id"], method, self.VERSION, None), None
        try:
            return self._converter.structure(message, kind), None
        except Exception as error:
            # The error quotes the message, which may hold code: it is not logged.
            log.warning("%s: its params could not be read (%s)", method, type(error).__name__)
            return None, JsonRpcInvalidParams(f"{method}: its params are not as LSP defines them")

    def _take_response(self, number: object, message: Mapping[str, Any]) -> None:
        number = _usable(number)
        if number is None:
            log.warning("the client answered no request of ours")
            return
        kind = self._result_types.pop(number, None) or JsonRPCResponseMessage
        try:
            if "error" in message:
                structured = self._converter.structure(message, types.ResponseErrorMessage)
                self._handle_response(number, None, structured.error)
            else:
                structured = self._converter.structure({"result": None, **message}, kind)
                self._handle_response(number, structured.result)
        except Exception as error:
            log.warning("an answer of the client could not be read (%s)", type(error).__name__)
            unreadable = types.ResponseError(
                JsonRpcInvalidRequest.CODE, "its answer cannot be read"
            )
            self._handle_response(number, None, unreadable)

    def _handle_response(
        self, msg_id: Any, result: Any = None, error: types.ResponseError | None = None
    ) -> None:
        """Hand an answer to who waits for it; one that comes too late is dropped."""
        future = self._request_futures.get(msg_id)
        if future is not None and future.done():
            self._forget(msg_id)
            return
        super()._handle_response(msg_id, result, error)

    def send_request(
        self,
        method: str,
        params: Any | None = None,
        callback: Callable[[Any], None] | None = None,
        msg_id: Any | None = None,
    ) -> Future[Any]:
        """Ask the client; a request that nobody waits for any more is forgotten."""
        number = msg_id or str(uuid4())
        future = super().send_request(method, params, callback, number)
        if method.startswith(OWN):
            self._result_types[number] = PlainResponse
        loop = asyncio.get_running_loop()
        # Later, because pygls cancels requests while it iterates over them.
        future.add_done_callback(lambda _: loop.call_soon(self._forget, number))
        return future

    def written(self, value: object) -> str:
        """A value of LSP as JSON, as every message is written."""
        return json.dumps(value, default=self._serialize_message)

    def notify_written(self, method: str, params: str) -> None:
        """Send a notification whose ``params`` are JSON already."""
        opening = f'{{"jsonrpc": "{self.VERSION}", "method": {json.dumps(method)}'
        data = f'{opening}, "params": {params}}}'.encode(self.CHARSET)
        if self.writer is None:
            log.error("there is no client to tell")
            return
        header = b"Content-Length: %d\r\n\r\n" % len(data) if self._include_headers else b""
        waited_for = self.writer.write(header + data)
        if inspect.isawaitable(waited_for):
            self._server.session.spawn(waited_for)  # type: ignore[attr-defined]

    def _execute_handler(
        self,
        msg_id: Any,
        handler: Any,
        callback: Callable[[Future[Any]], None],
        args: tuple[Any, ...] | None = None,
        kwargs: dict[str, Any] | None = None,
    ) -> None:
        """Run a handler and forget it: pygls keeps what served a notification for ever."""
        loop = asyncio.get_running_loop()

        def ended(future: Future[Any]) -> None:
            loop.call_soon(self._forget, msg_id)
            callback(future)

        super()._execute_handler(msg_id, handler, ended, args, kwargs)

    def _forget(self, number: Any) -> None:
        self._request_futures.pop(number, None)
        self._result_types.pop(number, None)

    def _check_handler_result(self, future: Future[Any]) -> None:
        """A notification failed: its sentence is all that the user hears."""
        if future.cancelled() or (error := future.exception()) is None:
            return
        if isinstance(error, JsonRpcException):
            told = types.ShowMessageParams(types.MessageType.Error, error.message)
            self._server.window_show_message(told)
        else:
            super()._check_handler_result(future)

    def _send_response(
        self, msg_id: Any, result: Any = None, error: types.ResponseError | None = None
    ) -> None:
        """Answer a request; what pygls tells of its own failures stays in the log."""
        if error is not None and isinstance(error.data, Mapping) and "traceback" in error.data:
            error = types.ResponseError(error.code, SENTENCE.format(what="a request"))
        super()._send_response(msg_id, result, error)


def _usable(number: object) -> str | int | None:
    """The id of a message, if it is one."""
    return number if isinstance(number, (str, int)) and not isinstance(number, bool) else None


def _odd_method() -> JsonRpcException:
    return JsonRpcInvalidRequest("the method of a message is a string")
