"""Clients that live as long as the process: their errors, and who may end them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from nodewright.document import Span, TextChange
from nodewright.javascript.parsing import Node
from nodewright.javascript.syntax import FUNCTIONS, arguments, callee, climb, string_value
from nodewright.rules.layout import line_break, line_indent
from nodewright.rules.model import FixMaker
from nodewright.rules.view import Site

_POOLS = re.compile(
    r"(?:pg#Pool|pg-pool|mysql2?(?:/promise)?#create(?:Pool|Connection)|mariadb#createPool|knex|sequelize#Sequelize"
    r"|mongodb#MongoClient|ioredis|redis#createClient|@prisma/client#PrismaClient)\(\)$"
)
_POOL_NAME = re.compile(r"(?:[a-z]P|^p|_p)ool$|^(?:prisma|sequelize|knex|mongoose|redisClient)$")
_BEGIN = re.compile(r"(?i)\s*(?:begin|start\s+transaction)\b")


def errors_unheard(site: Site, node: Node) -> bool:
    """A client kept in a name of the module, and the file listens to no error of it."""
    declarator = node.parent
    if declarator is not None and declarator.type == "await_expression":
        return False
    if declarator is None or declarator.type != "variable_declarator":
        return False
    name = declarator.child_by_field_name("name")
    if name is None or name.type != "identifier" or _in_function(site, node):
        return False
    if re.search(r"(?i)\btests?\b|spec|scripts?/|migrat|seed|bench", site.view.path):
        return False
    if site.view.mark(f"hears:{site.text(name)}"):
        return False
    site.words["NAME"] = site.text(name)
    return True


def _in_function(site: Site, node: Node) -> bool:
    return site.view.facts.function_at(node.start_byte) is not None


def chained_listener(site: Site, node: Node) -> bool:
    """``createClient().on('error', ...)``: the errors are heard on the spot."""
    parent = node.parent
    return parent is not None and parent.type == "member_expression"


def listen_to_client(site: Site) -> tuple[TextChange, ...] | None:
    """The edit that logs the errors of the client after its declaration."""
    declaration = next((p for p in climb(site.node) if p.type.endswith("_declaration")), None)
    if declaration is None or declaration.named_child_count != 1:
        return None
    outer = declaration.parent
    at = declaration
    if outer is not None and outer.type == "export_statement":
        at = outer
    source = site.view.facts.source
    gap = line_break(source) + line_indent(source, at.start_byte)
    text = f"{gap}{site.words['NAME']}.on('error', (error) => console.error(error));"
    return (TextChange(Span(at.end_byte, at.end_byte), text),)


def ends_shared_pool(site: Site, node: Node) -> bool:
    """``pool.end()`` in a handler, where the pool belongs to the module."""
    called = callee(node)
    receiver = called.child_by_field_name("object") if called is not None else None
    if receiver is None or receiver.type != "identifier" or len(arguments(node)) > 1:
        return False
    binding = site.resolve(receiver)
    if binding is None or binding.outer is None:
        return False
    name, origin = site.text(receiver), site.origin(receiver)
    known = bool(_POOLS.search(origin)) if origin else False
    if not known and not (_POOL_NAME.search(name) and not origin.startswith("http")):
        return False
    if _ends_the_process(site, node):
        return False
    site.words["POOL"] = name
    return True


def _ends_the_process(site: Site, node: Node) -> bool:
    """The call stands in a hook of shutdown, or the process ends in the same function."""
    handler = site.view.requests.enclosing(node.start_byte)
    if handler is None:
        return True
    for around in climb(node):
        if around.type not in FUNCTIONS or around.id == handler.function.node.id:
            continue
        parent = around.parent
        call = parent.parent if parent is not None and parent.type == "arguments" else None
        given = arguments(call) if call is not None else []
        said = string_value(given[0], site.view.facts.source) if given else None
        if said in ("SIGTERM", "SIGINT", "exit", "beforeExit", "onClose", "close"):
            return True
    return "process.exit" in site.text(handler.function.node)


def begins_on_pool(site: Site, node: Node) -> bool:
    """``pool.query('BEGIN')``: each query of a pool may go over another connection."""
    called, given = callee(node), arguments(node)
    receiver = called.child_by_field_name("object") if called is not None else None
    said = string_value(given[0], site.view.facts.source) if given else None
    if receiver is None or said is None or not _BEGIN.match(said):
        return False
    pooled = re.match(
        r"(?:pg#Pool|pg-pool|mysql2?(?:/promise)?#createPool)\(\)$", site.origin(receiver)
    )
    if pooled is None and not re.search(r"(?:^|[._])pool$|[a-z]Pool$", site.text(receiver)):
        return False
    site.words["POOL"] = site.text(receiver)
    return True


def service_without_health(site: Site, node: Node) -> bool:
    """An Express service with routes of its own listens, and no route says that it is well."""
    called = callee(node)
    receiver = called.child_by_field_name("object") if called is not None else None
    if receiver is None or _in_function(site, node) or site.origin(receiver) != "express()":
        return False
    if re.search(r"(?i)\btests?\b|spec|example|fixture|mock|bench", site.view.path):
        return False
    if site.view.mark("app:health") or not site.view.mark("app:routes"):
        return False
    last = called.child_by_field_name("property") if called is not None else None
    site.span = Span(node.start_byte, (last or node).end_byte)
    return not site.view.depends_on("@godaddy/terminus", "lightship", "express-healthcheck")


def drop_statement(site: Site) -> tuple[TextChange, ...] | None:
    """The edit that takes the call away, with its line when it stands alone there."""
    statement = next((p for p in climb(site.node) if p.type == "expression_statement"), None)
    if (
        statement is None
        or statement.end_byte - statement.start_byte > len(site.node.text or b"") + 8
    ):
        return None
    source = site.view.facts.source
    start, end = statement.start_byte, statement.end_byte
    line = source.rfind(b"\n", 0, start) + 1
    after = re.match(rb"[ \t]*(?:\r\n|\n|\r)", source[end : end + 200])
    if after is not None and not source[line:start].strip():
        start, end = line, end + after.end()
    return (TextChange(Span(start, end), ""),)


PREDICATES: Mapping[str, Callable[[Site, Node], bool]] = {
    "errors-unheard": errors_unheard,
    "chained-listener": chained_listener,
    "ends-shared-pool": ends_shared_pool,
    "begins-on-pool": begins_on_pool,
    "service-without-health": service_without_health,
}
FIX_MAKERS: Mapping[str, FixMaker] = {
    "listen-to-client": listen_to_client,
    "drop-statement": drop_statement,
}
