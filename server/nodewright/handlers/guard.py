"""A bug in a handler becomes a traceback in the log and one plain sentence for the user."""

from __future__ import annotations

import asyncio
import functools
import logging
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar, cast

from pygls.exceptions import JsonRpcException, JsonRpcInternalError

log = logging.getLogger(__name__)

SENTENCE = "nodewright met an error of its own in {what}; nothing was changed. Its log has more."

F = TypeVar("F", bound=Callable[..., Any])


def guarded(handler: F) -> F:
    """``handler``, with every unexpected exception logged and answered by one sentence.

    pygls would put the traceback into the response; an LSP error with a sentence goes instead.
    """
    what = handler.__name__.removeprefix("on_").replace("_", " ")

    def failed() -> JsonRpcInternalError:
        log.exception("bug in handler %s", handler.__name__)
        return JsonRpcInternalError(SENTENCE.format(what=what))

    if asyncio.iscoroutinefunction(handler):

        @functools.wraps(handler)
        async def later(*args: Any, **kwargs: Any) -> Any:
            try:
                return await cast("Callable[..., Awaitable[Any]]", handler)(*args, **kwargs)
            except JsonRpcException:
                raise
            except Exception as error:
                raise failed() from error

        return cast("F", later)

    @functools.wraps(handler)
    def now(*args: Any, **kwargs: Any) -> Any:
        try:
            return handler(*args, **kwargs)
        except JsonRpcException:
            raise
        except Exception as error:
            raise failed() from error

    return cast("F", now)
