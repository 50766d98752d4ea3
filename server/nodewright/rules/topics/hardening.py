"""One table of what the families hardening, operations and trust call by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from nodewright.javascript.parsing import Node
from nodewright.rules.model import FixMaker
from nodewright.rules.topics import (
    addresses,
    archives,
    clear_text,
    costly_routes,
    credentials,
    environment,
    everyday_input,
    file_races,
    format_strings,
    graphql_limits,
    guard_paths,
    header_options,
    long_lived,
    node_habits,
    outgoing,
    own_commands,
    protections,
    text_filters,
    trust,
    whole_results,
)
from nodewright.rules.view import Site

PREDICATES: Mapping[str, Callable[[Site, Node], bool]] = {
    **addresses.PREDICATES,
    **archives.PREDICATES,
    **clear_text.PREDICATES,
    **costly_routes.PREDICATES,
    **credentials.PREDICATES,
    **environment.PREDICATES,
    **everyday_input.PREDICATES,
    **file_races.PREDICATES,
    **format_strings.PREDICATES,
    **graphql_limits.PREDICATES,
    **guard_paths.PREDICATES,
    **header_options.PREDICATES,
    **long_lived.PREDICATES,
    **node_habits.PREDICATES,
    **outgoing.PREDICATES,
    **own_commands.PREDICATES,
    **protections.PREDICATES,
    **text_filters.PREDICATES,
    **trust.PREDICATES,
    **whole_results.PREDICATES,
}
FIX_MAKERS: Mapping[str, FixMaker] = {
    **environment.FIX_MAKERS,
    **file_races.FIX_MAKERS,
    **format_strings.FIX_MAKERS,
    **guard_paths.FIX_MAKERS,
    **header_options.FIX_MAKERS,
    **long_lived.FIX_MAKERS,
    **outgoing.FIX_MAKERS,
    **protections.FIX_MAKERS,
    **text_filters.FIX_MAKERS,
}
