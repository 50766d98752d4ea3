"""Database transactions: what happens after an error, and which queries take part."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from nodewright.document import Related, Span, TextChange
from nodewright.javascript.parsing import Node, walk
from nodewright.javascript.scopes import bare_parameter
from nodewright.javascript.syntax import FUNCTIONS, arguments, callee, climb, is_awaited
from nodewright.rules.layout import indent_unit, line_break, line_indent
from nodewright.rules.model import FixMaker
from nodewright.rules.topics.wrapping import declared_names, statements_after, tried
from nodewright.rules.view import Site

_BEGIN = re.compile(r"['\"`]\s*(?i:begin|start\s+transaction)\b")
_COMMIT = re.compile(r"['\"`]\s*(?i:commit)\b|\.commit(?:Transaction)?\(")
_BEGUN = re.compile(
    r"\b([\w$.]+)\.(?:query\(\s*['\"`]\s*(?i:begin|start transaction)|beginTransaction\()"
)
_BACK = re.compile(r"(?i)rollback|abortTransaction")
_POOL = re.compile(r"(?i)pool\d*$|^(this\.)?(db|database|pg)$")


def never_rolled_back(site: Site, node: Node) -> bool:
    """The function begins a transaction and commits it, and no way leads to a rollback."""
    function = site.view.facts.function_at(node.start_byte)
    called, given = callee(node), arguments(node)
    last = called.child_by_field_name("property") if called is not None else None
    receiver = called.child_by_field_name("object") if called is not None else None
    if function is None or last is None or receiver is None:
        return False
    if site.text(last) in ("query", "execute") and not (
        given and _BEGIN.match(site.text(given[0]))
    ):
        return False
    text = site.text(function.node)
    if not _COMMIT.search(text) or _BACK.search(text):
        return False
    name = site.text(receiver)
    if site.text(last) == "transaction":
        declarator = next((p for p in climb(node) if p.type == "variable_declarator"), None)
        kept = declarator.child_by_field_name("name") if declarator is not None else None
        if given or kept is None or not is_awaited(node):
            return False
        name = site.text(kept)
        if f"{name}.commit(" not in text:
            return False
    site.words["BACK"] = _rollback(name, site.text(last))
    return True


def _rollback(name: str, method: str) -> str:
    if method == "startTransaction":
        return f"{name}.{'abort' if 'session' in name.lower() else 'rollback'}Transaction()"
    short = method in ("beginTransaction", "transaction")
    return f"{name}.rollback()" if short else f"{name}.query('ROLLBACK')"


def roll_back_in_catch(site: Site) -> tuple[TextChange, ...] | None:
    """The edits that roll back in a ``catch``: the one that is there, or a new one."""
    statement = next(
        (p for p in climb(site.node) if p.type.endswith(("_statement", "_declaration"))), None
    )
    block = statement.parent if statement is not None else None
    if statement is None or block is None or block.type != "statement_block":
        return None
    if not is_awaited(site.node):
        return None
    source = site.view.facts.source
    around = block.parent
    handler = around.child_by_field_name("handler") if around is not None else None
    if around is not None and around.type == "try_statement" and handler is not None:
        return _into(source, handler, f"await {site.words['BACK']};")
    following = statements_after(block, statement)
    ends = [i for i, s in enumerate(following) if _COMMIT.search(site.text(s))]
    if not ends or following[ends[-1]].type != "expression_statement":
        return None
    run, rest = following[: ends[-1] + 1], following[ends[-1] + 1 :]
    after = " ".join(site.text(s) for s in rest)
    if any(re.search(rf"\b{re.escape(name)}\b", after) for name in declared_names(source, run)):
        if "await" in after:
            return None
        run = following
    change = tried(
        source, block, run, "catch (error)", f"await {site.words['BACK']};\nthrow error;"
    )
    return (change,) if change is not None else None


def _into(source: bytes, handler: Node, statement: str) -> tuple[TextChange, ...] | None:
    body = handler.child_by_field_name("body")
    if body is None or not re.match(rb"[ \t]*[\r\n]", source[body.start_byte + 1 : body.end_byte]):
        return None
    indent = line_indent(source, body.start_byte) + indent_unit(source, body)
    at = body.start_byte + 1
    return (TextChange(Span(at, at), f"{line_break(source)}{indent}{statement}"),)


# -- queries that take no part --------------------------------------------------------------


def past_the_client(site: Site, node: Node) -> bool:
    """A query through the pool between BEGIN and COMMIT on a client of that pool."""
    called = callee(node)
    receiver = called.child_by_field_name("object") if called is not None else None
    function = site.view.facts.function_at(node.start_byte)
    if receiver is None or function is None or not _POOL.search(site.text(receiver)):
        return False
    source, pool = site.view.facts.source, re.escape(site.text(receiver))
    before = source[function.start : node.start_byte].decode("utf-8", "replace")
    after = source[node.end_byte : function.end].decode("utf-8", "replace")
    begun = next(reversed(list(_BEGUN.finditer(before))), None)
    if begun is None or not _COMMIT.search(after):
        return False
    since = before[begun.end() :]
    client = begun.group(1)
    taken = rf"\b{re.escape(client)}\b[^;]*=\s*await\s+{pool}\.(?:connect|getConnection)\("
    if _COMMIT.search(since) or _BACK.search(since) or not re.search(taken, before):
        return False
    at = function.start + len(before[: begun.start()].encode())
    span = Span(at, at + len(client.encode()))
    site.related.append(Related(span, "The transaction runs on this client"))
    site.words["CLIENT"] = client
    site.span = Span(receiver.start_byte, receiver.end_byte)
    return True


def through_the_client(site: Site) -> tuple[TextChange, ...] | None:
    """The edit that sends the query through the client of the transaction."""
    assert site.span is not None
    return (TextChange(site.span, site.words["CLIENT"]),)


def past_the_callback(site: Site, node: Node) -> bool:
    """In ``db.transaction(async (tx) => ...)`` a query goes to ``db`` instead of ``tx``."""
    strays = list(_strays(site, node))
    if not strays:
        return False
    site.span = Span(strays[0].start_byte, strays[0].end_byte)
    return True


def _strays(site: Site, node: Node) -> Iterator[Node]:
    """The names in the callback that stand for the database and not for the transaction."""
    called, given = callee(node), arguments(node)
    receiver = called.child_by_field_name("object") if called is not None else None
    work = given[0] if given and given[0].type in FUNCTIONS else None
    function = site.view.facts.function_at(work.start_byte) if work is not None else None
    if receiver is None or work is None or function is None or len(function.parameters) != 1:
        return
    inner = bare_parameter(function.parameters[0])
    if inner.type != "identifier" or function.body is None:
        return
    site.words["DB"], site.words["TX"] = site.text(receiver), site.text(inner)
    for found in walk(function.body):
        if found.type != "call_expression" or not is_awaited(found):
            continue
        start = _root(found)
        text = site.text(found)
        used = re.search(rf"\b{re.escape(site.text(inner))}\b", text)
        helper = re.match(r"[\w.]+\.(?:\$?transaction|raw|fn|ref|literal)\b", text)
        stray = start is not None and site.text(start) == site.text(receiver)
        if start is not None and stray and not used and not helper:
            yield start


def _root(call: Node) -> Node | None:
    """The identifier, or ``this.name``, that a chain of calls begins with."""
    here: Node | None = call
    while here is not None and here.type in ("call_expression", "member_expression"):
        if here.type == "call_expression":
            here = callee(here)
            continue
        inner = here.child_by_field_name("object")
        if inner is not None and inner.type == "this":
            return here
        here = inner
    return here if here is not None and here.type == "identifier" else None


def through_the_callback(site: Site) -> tuple[TextChange, ...] | None:
    """The edits that send each stray query through the parameter of the callback."""
    return tuple(
        TextChange(Span(stray.start_byte, stray.end_byte), site.words["TX"])
        for stray in _strays(site, site.node)
    )


PREDICATES: Mapping[str, Callable[[Site, Node], bool]] = {
    "never-rolled-back": never_rolled_back,
    "past-the-client": past_the_client,
    "past-the-callback": past_the_callback,
}
FIX_MAKERS: Mapping[str, FixMaker] = {
    "roll-back-in-catch": roll_back_in_catch,
    "through-the-client": through_the_client,
    "through-the-callback": through_the_callback,
}
