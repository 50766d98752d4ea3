"""The one table of named predicates and fix makers that rule files may call by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from nodewright.javascript.parsing import Node
from nodewright.rules import (
    buffers,
    commands,
    evaluation,
    express,
    pools,
    promises_rules,
    secrets,
    sql,
    sql_fix,
    sync_calls,
    tokens,
)
from nodewright.rules.model import FixMaker
from nodewright.rules.view import Site

PREDICATES: Mapping[str, Callable[[Site, Node], bool]] = {
    **buffers.PREDICATES,
    **commands.PREDICATES,
    **evaluation.PREDICATES,
    **express.PREDICATES,
    **pools.PREDICATES,
    **promises_rules.PREDICATES,
    **secrets.PREDICATES,
    **sql.PREDICATES,
    **sync_calls.PREDICATES,
    **tokens.PREDICATES,
}
FIX_MAKERS: Mapping[str, FixMaker] = {
    **commands.FIX_MAKERS,
    **express.FIX_MAKERS,
    **pools.FIX_MAKERS,
    **secrets.FIX_MAKERS,
    **tokens.FIX_MAKERS,
    "await-promise-form": sync_calls.await_promise_form,
    "bind-parameters": sql_fix.bind_parameters,
}
