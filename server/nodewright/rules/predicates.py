"""The one table of named predicates and fix makers that rule files may call by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from nodewright.javascript.parsing import Node
from nodewright.rules import (
    buffers,
    ciphers,
    commands,
    comparing,
    disclosing,
    evaluation,
    everyday,
    express,
    keeping,
    module_syntax,
    node_apis,
    pollution,
    pollution_fix,
    pools,
    porting,
    promises_rules,
    randomness,
    reading_input,
    secrets,
    slow_regexes,
    sql,
    sql_fix,
    sync_calls,
    token_options,
    tokens,
    web_rules,
)
from nodewright.rules.model import FixMaker
from nodewright.rules.view import Site

PREDICATES: Mapping[str, Callable[[Site, Node], bool]] = {
    **keeping.PREDICATES,
    **module_syntax.PREDICATES,
    **node_apis.PREDICATES,
    **porting.PREDICATES,
    **pollution.PREDICATES,
    **reading_input.PREDICATES,
    **slow_regexes.PREDICATES,
    **ciphers.PREDICATES,
    **comparing.PREDICATES,
    **disclosing.PREDICATES,
    **randomness.PREDICATES,
    **token_options.PREDICATES,
    **buffers.PREDICATES,
    **commands.PREDICATES,
    **evaluation.PREDICATES,
    **everyday.PREDICATES,
    **express.PREDICATES,
    **pools.PREDICATES,
    **promises_rules.PREDICATES,
    **secrets.PREDICATES,
    **sql.PREDICATES,
    **sync_calls.PREDICATES,
    **tokens.PREDICATES,
    **web_rules.PREDICATES,
}
FIX_MAKERS: Mapping[str, FixMaker] = {
    **module_syntax.FIX_MAKERS,
    **pollution_fix.FIX_MAKERS,
    **porting.FIX_MAKERS,
    **disclosing.FIX_MAKERS,
    **reading_input.FIX_MAKERS,
    **ciphers.FIX_MAKERS,
    **comparing.FIX_MAKERS,
    **randomness.FIX_MAKERS,
    **token_options.FIX_MAKERS,
    **commands.FIX_MAKERS,
    **everyday.FIX_MAKERS,
    **express.FIX_MAKERS,
    **pools.FIX_MAKERS,
    **secrets.FIX_MAKERS,
    **tokens.FIX_MAKERS,
    **web_rules.FIX_MAKERS,
    "await-promise-form": sync_calls.await_promise_form,
    "bind-parameters": sql_fix.bind_parameters,
}
