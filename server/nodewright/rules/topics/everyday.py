"""One table of what the families errors, performance and lifecycle call by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from nodewright.javascript.parsing import Node
from nodewright.rules.model import FixMaker
from nodewright.rules.topics import (
    async_callbacks,
    buffering,
    callbacks,
    emitters,
    fetches,
    loops,
    open_requests,
    per_request,
    process_events,
    responses,
    service_life,
    swallowing,
    transactions,
)
from nodewright.rules.view import Site

PREDICATES: Mapping[str, Callable[[Site, Node], bool]] = {
    **async_callbacks.PREDICATES,
    **buffering.PREDICATES,
    **callbacks.PREDICATES,
    **emitters.PREDICATES,
    **fetches.PREDICATES,
    **loops.PREDICATES,
    **open_requests.PREDICATES,
    **per_request.PREDICATES,
    **process_events.PREDICATES,
    **responses.PREDICATES,
    **service_life.PREDICATES,
    **swallowing.PREDICATES,
    **transactions.PREDICATES,
}
FIX_MAKERS: Mapping[str, FixMaker] = {
    **async_callbacks.FIX_MAKERS,
    **buffering.FIX_MAKERS,
    **callbacks.FIX_MAKERS,
    **emitters.FIX_MAKERS,
    **fetches.FIX_MAKERS,
    **loops.FIX_MAKERS,
    **open_requests.FIX_MAKERS,
    **process_events.FIX_MAKERS,
    **responses.FIX_MAKERS,
    **service_life.FIX_MAKERS,
    **swallowing.FIX_MAKERS,
    **transactions.FIX_MAKERS,
}
