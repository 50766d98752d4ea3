"""Predicates about SQL: which calls run it, which dialect they speak, and who wrote the text."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Literal

from nodewright.javascript.parsing import Node
from nodewright.javascript.syntax import arguments, callee, object_entries, unwrap
from nodewright.javascript.tree_facts import module_of
from nodewright.rules.view import Site

Dialect = Literal["pg", "mysql", "sqlite"]

DRIVERS: Mapping[str, Dialect] = {
    "pg": "pg",
    "pg-pool": "pg",
    "pg-native": "pg",
    "@neondatabase/serverless": "pg",
    "@vercel/postgres": "pg",
    "mysql": "mysql",
    "mysql2": "mysql",
    "mysql2/promise": "mysql",
    "promise-mysql": "mysql",
    "mariadb": "mysql",
    "sqlite3": "sqlite",
    "better-sqlite3": "sqlite",
    "sqlite": "sqlite",
}
_LIBRARIES = frozenset(
    (*DRIVERS, "knex", "sequelize", "typeorm", "@prisma/client", "mssql", "drizzle-orm")
)
_FRAGMENTS = frozenset(
    (
        "whereRaw",
        "orWhereRaw",
        "havingRaw",
        "orderByRaw",
        "groupByRaw",
        "joinRaw",
        "fromRaw",
        "literal",
        "unsafe",
        "$queryRawUnsafe",
        "$executeRawUnsafe",
    )
)
_CONDITIONS = frozenset(("where", "andWhere", "orWhere", "having"))
_SQL = re.compile(
    r"\bSELECT\b.*?\bFROM\b|\bINSERT\s+(?:IGNORE\s+)?INTO\b|\bUPDATE\s+\S+\s+SET\b"
    r"|\bDELETE\s+FROM\b|\bREPLACE\s+INTO\b|\bWITH\s+\w+\s+AS\s*\(|\bORDER\s+BY\b"
    r"|\b(?:DROP|ALTER|CREATE|TRUNCATE)\s+(?:TABLE|INDEX|VIEW|DATABASE|USER)\b"
    r"|^\W*(?:SELECT|CALL|EXEC)\s",
    re.IGNORECASE | re.DOTALL,
)
_COMPARISON = re.compile(r"[\w`\"]\s*(?:=|<|>|\bLIKE\b|\bIN\s*\()", re.IGNORECASE)


def statement_of(site: Site) -> Node | None:
    """The expression that holds the SQL: the first argument, or ``text``/``sql`` inside of it."""
    given = arguments(site.node)
    if not given:
        return None
    first = unwrap(given[0])
    if first.type == "object":
        entries = object_entries(first, site.view.facts.source)
        return entries.get("text") or entries.get("sql")
    return first


def sql_from_request(site: Site, node: Node) -> bool:
    """The call runs SQL, and a part of its text comes from a request."""
    statement = statement_of(site)
    if statement is None or statement.type in ("string", "number"):
        return False
    steps = site.view.taint.steps(statement)
    if steps is None or not runs_sql(site, statement):
        return False
    site.related += steps
    return True


def runs_sql(site: Site, statement: Node) -> bool:
    """What is called runs ``statement`` as SQL, or as a part of it."""
    called = callee(site.node)
    last = called.child_by_field_name("property") if called is not None else None
    receiver = called.child_by_field_name("object") if called is not None else None
    if last is None or receiver is None:
        return False
    name = site.text(last)
    if name == "literal":
        return site.text(receiver).lower().endswith("sequelize")
    if name in _FRAGMENTS:
        return True
    written = "\n".join(_texts(site, statement))
    if name in _CONDITIONS:
        built = statement.type in ("template_string", "binary_expression")
        return built and _COMPARISON.search(written) is not None
    if _SQL.search(written):
        return True
    return name in ("query", "execute", "raw") and _driver(site.origin(receiver)) in _LIBRARIES


def _texts(site: Site, statement: Node) -> list[str]:
    """The text of the expression and of everything its name was ever set to."""
    found = [site.text(statement)[:5000]]
    for name in _identifiers(statement):
        binding = site.resolve(name)
        if binding is not None:
            values = [d.value for d in binding.definitions if d.value is not None]
            found += [site.text(value)[:5000] for value in values]
    return [re.sub(r"^[`'\"]", "", text) for text in found]


def _identifiers(statement: Node) -> list[Node]:
    found: list[Node] = []
    stack = [statement]
    while stack and len(found) < 10:
        node = stack.pop()
        if node.type == "identifier":
            found.append(node)
        elif node.type in ("template_string", "template_substitution", "binary_expression"):
            stack += node.named_children
    return found


def _driver(origin: str) -> str:
    return module_of(origin)


def dialect(site: Site, receiver: Node) -> Dialect | None:
    """What ``receiver`` speaks: by its own origin, by the file's imports, or by package.json."""
    own = DRIVERS.get(_driver(site.origin(receiver)))
    if own is not None:
        return own
    imported = {d for name, d in DRIVERS.items() if site.view.mark(f"import:{name}")}
    declared = {d for name, d in DRIVERS.items() if name in site.view.project.dependencies}
    for said in (imported, declared):
        if said:
            return next(iter(said)) if len(said) == 1 else None
    return None


PREDICATES: Mapping[str, Callable[[Site, Node], bool]] = {
    "sql-from-request": sql_from_request,
}
