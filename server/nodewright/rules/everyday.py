"""One table of what the families errors, performance and lifecycle call by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from nodewright.javascript.parsing import Node
from nodewright.rules import (
    async_callbacks,
    callbacks,
    emitters,
    fetches,
    open_requests,
    process_events,
    responses,
)
from nodewright.rules.model import FixMaker
from nodewright.rules.view import Site

PREDICATES: Mapping[str, Callable[[Site, Node], bool]] = {
    **async_callbacks.PREDICATES,
    **callbacks.PREDICATES,
    **emitters.PREDICATES,
    **fetches.PREDICATES,
    **open_requests.PREDICATES,
    **process_events.PREDICATES,
    **responses.PREDICATES,
}
FIX_MAKERS: Mapping[str, FixMaker] = {
    **async_callbacks.FIX_MAKERS,
    **callbacks.FIX_MAKERS,
    **emitters.FIX_MAKERS,
    **fetches.FIX_MAKERS,
    **open_requests.FIX_MAKERS,
    **process_events.FIX_MAKERS,
    **responses.FIX_MAKERS,
}
