"""GraphQL servers that answer a query however deep and costly it is."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from nodewright.document import Span
from nodewright.javascript.parsing import Node
from nodewright.javascript.syntax import arguments, callee
from nodewright.rules.topics.values import in_test_file
from nodewright.rules.topics.web_values import literal_object
from nodewright.rules.view import Site

_LIMITERS = (
    *("graphql-depth-limit", "graphql-query-complexity", "graphql-validation-complexity"),
    *("graphql-cost-analysis", "graphql-query-count-limit", "graphql-rate-limit"),
    *("@escape.tech/graphql-armor", "@escape.tech/graphql-armor-max-depth"),
    *(
        "@escape.tech/graphql-armor-cost-limit",
        "@envelop/depth-limit",
        "@envelop/operation-complexity",
    ),
    *(
        "graphql-no-alias",
        "graphql-directive-complexity",
        "graphql-depth-limit-ts",
        "@graphile/depth-limit",
    ),
    *("@graphql-yoga/plugin-persisted-operations", "graphql-ratelimit", "graphql-complexity"),
)
_BOUNDS = re.compile(r"(?i)depth|complex|cost|armor|limit|persisted|rules")
_HARMLESS = re.compile(
    r"ApolloServerPlugin(?:DrainHttpServer|LandingPage\w*|CacheControl\w*|Usage\w*|Inline\w*"
    r"|SchemaReporting\w*)|useServer|dispose|serverWillStart|drainServer|\bDrain\w*|httpServer"
)


def query_unlimited(site: Site, node: Node) -> bool:
    """A server is made out of a schema, and nothing bounds what a query may ask for."""
    at = 1 if _registers(site, node) else 0
    given = arguments(node)
    if len(given) <= at or in_test_file(site):
        return False
    options = literal_object(site, given[at])
    if (
        options is None
        or "..." in options
        or not {"schema", "typeDefs", "modules"} & options.keys()
    ):
        return False
    if "validationRules" in options or "queryDepth" in options or _persists(site, options):
        return False
    if site.view.depends_on(*_LIMITERS):
        return False
    plugins = options.get("plugins")
    if plugins is not None and not _is_harmless(site, plugins):
        return False
    start = node.start_byte
    target = callee(node) or node.child_by_field_name("constructor") or node
    site.span = Span(start, target.end_byte)
    return True


def mercurius_unlimited(site: Site, node: Node) -> bool:
    """``fastify.register(mercurius, { schema })`` without ``queryDepth``."""
    given = arguments(node)
    if len(given) != 2 or not _registers(site, node):
        return False
    return query_unlimited(site, node)


def _registers(site: Site, node: Node) -> bool:
    given = arguments(node)
    called = callee(node)
    last = called.child_by_field_name("property") if called is not None else None
    if last is None or site.text(last) != "register" or not given:
        return False
    return site.origin(given[0]) in ("mercurius", "mercurius#mercurius", "fastify-gql")


def _persists(site: Site, options: dict[str, Node]) -> bool:
    """Only queries that are known beforehand are answered."""
    return any(
        name in options
        for name in ("onlyPersisted", "persistedQueryProvider", "persistedOperations")
    )


def _is_harmless(site: Site, plugins: Node) -> bool:
    """The plugins are known, and none of them bounds a query."""
    text = site.text(plugins)
    if plugins.type != "array" or _BOUNDS.search(text):
        return False
    return all(_HARMLESS.search(site.text(one)) for one in plugins.named_children)


PREDICATES: Mapping[str, Callable[[Site, Node], bool]] = {
    "query-unlimited": query_unlimited,
    "mercurius-unlimited": mercurius_unlimited,
}
