"""The named predicates and fix makers of the rules about web input and queries, in one table."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from nodewright.javascript.parsing import Node
from nodewright.rules.model import FixMaker
from nodewright.rules.topics import (
    escaping,
    injection_queries,
    path_fix,
    stored_html,
    web_html,
    web_paths,
    web_settings,
    web_sizes,
    web_urls,
)
from nodewright.rules.view import Site

PREDICATES: Mapping[str, Callable[[Site, Node], bool]] = {
    **escaping.PREDICATES,
    **injection_queries.PREDICATES,
    **stored_html.PREDICATES,
    **web_html.PREDICATES,
    **web_paths.PREDICATES,
    **web_settings.PREDICATES,
    **web_sizes.PREDICATES,
    **web_urls.PREDICATES,
}
FIX_MAKERS: Mapping[str, FixMaker] = {
    **escaping.FIX_MAKERS,
    **injection_queries.FIX_MAKERS,
    **path_fix.FIX_MAKERS,
    **web_paths.FIX_MAKERS,
    **web_settings.FIX_MAKERS,
    **web_sizes.FIX_MAKERS,
    **web_urls.FIX_MAKERS,
}
