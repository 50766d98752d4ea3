"""Clients borrowed from a pool that do not come back when something goes wrong."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from nodewright.document import Span, TextChange
from nodewright.javascript.parsing import Node
from nodewright.javascript.scopes import bare_parameter
from nodewright.javascript.syntax import FUNCTIONS, arguments, callee, climb, unwrap
from nodewright.javascript.tree_facts import module_of
from nodewright.rules.layout import indent_unit, indented, line_break, line_indent
from nodewright.rules.model import FixMaker
from nodewright.rules.view import Site

_DRIVERS = frozenset(("pg", "pg-pool", "mysql", "mysql2", "mysql2/promise", "mariadb"))
_POOL_NAME = re.compile(r"pool\d*$|^(db|database|pg|connection_?pool)$", re.IGNORECASE)
_RELEASE = ("release", "end", "destroy", "close")


def unreleased_client(site: Site, node: Node) -> bool:
    """``const client = await pool.connect()`` whose release an error would skip."""
    name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
    if name is None or value is None or name.type != "identifier" or not _borrows(site, value):
        return False
    function = site.view.facts.function_at(node.start_byte)
    if function is None or function.body is None:
        return False
    client = site.text(name)
    site.words["CLIENT"] = client
    return not _is_returned_or_kept(site, function.node, client) and not _is_released_always(
        site, function.body, client
    )


def _borrows(site: Site, value: Node) -> bool:
    call = unwrap(value)
    if call.type != "call_expression" or (call.id == value.id and "await" not in site.text(value)):
        return False
    called = callee(call)
    last = called.child_by_field_name("property") if called is not None else None
    receiver = called.child_by_field_name("object") if called is not None else None
    if last is None or receiver is None or arguments(call):
        return False
    method, origin = site.text(last), site.origin(receiver)
    if method not in ("connect", "getConnection"):
        return False
    if module_of(origin) in _DRIVERS:
        return not (method == "connect" and "Client" in origin)
    named = site.text(receiver).split(".")[-1]
    database = site.view.depends_on(*_DRIVERS)
    return bool(_POOL_NAME.search(named)) and ("pool" in named.lower() or database)


def _own(body: Node) -> Iterator[Node]:
    """All nodes of a function, those of the functions in it included, in no certain order."""
    stack = [body]
    while stack:
        node = stack.pop()
        yield node
        stack += node.named_children


def _releases(site: Site, body: Node, client: str) -> list[Node]:
    """The calls that give ``client`` back: ``client.release()``, or a helper named so."""
    found = []
    for node in _own(body):
        if node.type != "call_expression":
            continue
        text = re.sub(r"\s+", "", site.text(node))[:200]
        given = [site.text(a) for a in arguments(node)]
        method = re.match(rf"{re.escape(client)}\??\.(?:{'|'.join(_RELEASE)})\(", text)
        helper = client in given and re.search(r"(?i)release|dispose|destroy|close|end\(", text)
        if method or helper:
            found.append(node)
    return found


def _is_released_always(site: Site, body: Node, client: str) -> bool:
    """In a finally, by ``.finally(...)``, or both on the way of success and in a catch."""
    in_catch = elsewhere = False
    for call in _releases(site, body, client):
        kinds = [parent.type for parent in climb(call)]
        if "finally_clause" in kinds:
            return True
        if any(
            parent.type == "call_expression" and re.search(r"\.finally\s*\($", _head(site, parent))
            for parent in climb(call)
        ):
            return True
        if "catch_clause" in kinds:
            in_catch = True
        elsewhere = elsewhere or "catch_clause" not in kinds
    return in_catch and elsewhere


def _head(site: Site, call: Node) -> str:
    given = call.child_by_field_name("arguments")
    end = given.start_byte + 1 if given is not None else call.end_byte
    return site.view.facts.source[call.start_byte : end].decode("utf-8", "replace")


def _is_returned_or_kept(site: Site, function: Node, client: str) -> bool:
    """Somebody else gets the client and has to give it back."""
    name = re.escape(client)
    text = site.text(function)
    return bool(
        re.search(rf"\breturn\s+(?:\{{[^}}]*\b)?{name}\b\s*[;,}}\r\n]", text)
        or re.search(rf"[\w\])]\s*=\s*{name}\s*[;\r\n]", text)
        or re.search(rf"\.(?:set|push|add)\([^)]*\b{name}\s*\)", text)
    )


def release_in_finally(site: Site) -> tuple[TextChange, ...] | None:
    """The edits that put what follows into a try and the release into its finally."""
    declaration = site.node.parent
    block = declaration.parent if declaration is not None else None
    if declaration is None or block is None or block.type != "statement_block":
        return None
    source, client = site.view.facts.source, site.words["CLIENT"]
    removed = []
    for call in _releases(site, block, client):
        statement = call.parent
        if statement is None or statement.type != "expression_statement":
            return None
        if not site.text(call).startswith(client) or _in_function(call, block):
            return None
        removed.append(_whole_line(source, statement))
    attached = _attached(source, block, declaration, client, removed)
    if attached is not None:
        return attached
    start, end = declaration.end_byte, block.end_byte - 1
    rest = indented(source, block, indent_unit(source, block), start)
    if not re.search(rb"[\r\n]", source[block.start_byte : block.end_byte]):
        return None
    if not rest.strip():
        return None
    return (_wrapped(source, block, client, start, end, removed),)


def _attached(
    source: bytes, block: Node, declaration: Node, client: str, removed: list[Span]
) -> tuple[TextChange, ...] | None:
    """A finally for the try that is all that follows already; None where something else is."""
    left = [
        child
        for child in block.named_children
        if child.start_byte >= declaration.end_byte
        and child.type != "comment"
        and not any(span.start <= child.start_byte < span.end for span in removed)
    ]
    if len(left) != 1 or left[0].type != "try_statement":
        return None
    end = left[0].end_byte
    if left[0].child_by_field_name("finalizer") is not None:
        return None
    base, unit, eol = line_indent(source, end - 1), indent_unit(source, block), line_break(source)
    text = f" finally {{{eol}{base}{unit}{client}.release();{eol}{base}}}"
    inside = [TextChange(span, "") for span in removed]
    return (*inside, TextChange(Span(end, end), text))


def _wrapped(
    source: bytes, block: Node, client: str, start: int, end: int, removed: list[Span]
) -> TextChange:
    unit, base = indent_unit(source, block), line_indent(source, start)
    eol = line_break(source)
    kept, at = b"", start
    for span in sorted(removed):
        kept += source[at : span.start]
        at = span.end
    kept += source[at:end]
    lines = indented_text(kept, source, block, start, unit)
    body = lines.strip("\r\n").rstrip()
    text = (
        f"{eol}{base}try {{{eol}{body}{eol}{base}}} finally {{{eol}{base}{unit}{client}.release();"
    )
    outer = line_indent(source, block.end_byte - 1)
    return TextChange(Span(start, end), f"{text}{eol}{base}}}{eol}{outer}")


def indented_text(kept: bytes, source: bytes, block: Node, start: int, unit: str) -> str:
    """``kept`` one level deeper; a template literal over several lines keeps its lines."""
    if kept == source[start : block.end_byte - 1]:
        return indented(source, block, unit, start)
    if b"`" in kept and re.search(rb"`[^`]*[\r\n][^`]*`", kept):
        lines = re.split(r"(\r\n|\n|\r)", kept.decode("utf-8", "surrogatepass"))
        ticks, out = 0, ""
        for index in range(0, len(lines), 2):
            line, eol = lines[index], lines[index + 1] if index + 1 < len(lines) else ""
            out += (unit if line.strip() and ticks % 2 == 0 and index else "") + line + eol
            ticks += line.count("`")
        return out
    text = kept.decode("utf-8", "surrogatepass")
    return re.sub(r"(?<=[\r\n])(?=[^\r\n])(?=[ \t]*\S)", unit, text)


def _in_function(call: Node, block: Node) -> bool:
    for parent in climb(call):
        if parent.id == block.id:
            return False
        if parent.type in FUNCTIONS:
            return True
    return True


def _whole_line(source: bytes, statement: Node) -> Span:
    """A statement with its indentation and line break, when nothing else is on its line."""
    start, end = statement.start_byte, statement.end_byte
    while start and source[start - 1 : start] in (b" ", b"\t"):
        start -= 1
    alone = source[start - 1 : start] in (b"\n", b"\r")
    after = re.match(rb"[ \t]*(\r\n|\n|\r)", source[end:])
    if not alone or after is None:
        return Span(statement.start_byte, end)
    return Span(start, end + after.end())


def unreleased_in_callback(site: Site, node: Node) -> bool:
    """``pool.getConnection((error, client) => ...)`` that does not always give the client back.

    A way that leaves: an error that a callback inside hands on before the release.
    """
    parent = node.parent
    call = parent.parent if parent is not None and parent.type == "arguments" else None
    function = site.view.facts.function_at(node.start_byte)
    if call is None or function is None or function.node.id != node.id or function.body is None:
        return False
    called = callee(call) if call.type == "call_expression" else None
    last = called.child_by_field_name("property") if called is not None else None
    receiver = called.child_by_field_name("object") if called is not None else None
    if last is None or receiver is None or len(arguments(call)) != 1:
        return False
    if site.text(last) not in ("connect", "getConnection") or len(function.parameters) != 2:
        return False
    named = site.text(receiver).split(".")[-1]
    if module_of(site.origin(receiver)) not in _DRIVERS and not _POOL_NAME.search(named):
        return False
    client = site.text(bare_parameter(function.parameters[1]))
    if not re.fullmatch(r"\w+", client) or _is_handed_on(site, function.body, client):
        return False
    releases = _releases(site, function.body, client)
    if releases and not any(_left_before(site, release, node) for release in releases[:1]):
        return False
    site.words["CLIENT"] = client
    site.span = Span(function.parameters[1].start_byte, function.parameters[1].end_byte)
    return True


def _is_handed_on(site: Site, body: Node, client: str) -> bool:
    """The client goes to another function, or is kept: somebody else gives it back."""
    word = re.escape(client)
    text = site.text(body)
    return (
        re.search(rf"[(,]\s*{word}\s*[,)]|=\s*{word}\s*[;\n]|\breturn\s+{word}\b", text) is not None
    )


def _left_before(site: Site, release: Node, outer: Node) -> bool:
    """A statement beside the first release, before it, leaves its function on an error."""
    for around in climb(release):
        if around.id == outer.id:
            return False
        block = around.parent
        if block is None or block.type != "statement_block":
            continue
        for sibling in block.named_children:
            if sibling.start_byte >= release.start_byte:
                break
            leaves = re.search(r"\b(?:return|throw)\b", site.text(sibling))
            if sibling.type == "if_statement" and leaves and "release" not in site.text(sibling):
                inside = block.parent
                return inside is None or inside.id != outer.id
    return False


PREDICATES: Mapping[str, Callable[[Site, Node], bool]] = {
    "unreleased-client": unreleased_client,
    "unreleased-in-callback": unreleased_in_callback,
}
FIX_MAKERS: Mapping[str, FixMaker] = {"release-in-finally": release_in_finally}
