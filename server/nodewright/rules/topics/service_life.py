"""How a service starts, keeps trying and stops: shutdown, retries, file handles."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from nodewright.document import Span, TextChange
from nodewright.javascript.parsing import Node, walk
from nodewright.javascript.syntax import FUNCTIONS, callee, climb, unwrap
from nodewright.rules.layout import line_break
from nodewright.rules.model import FixMaker
from nodewright.rules.topics.wrapping import statements_after, tried
from nodewright.rules.view import Site

_SERVERS = ("express()", "http#createServer()", "https#createServer()", "koa()", "fastify()")
_CLOSERS = (
    "@godaddy/terminus",
    "http-terminator",
    "close-with-grace",
    "lightship",
    "stoppable",
    "http-graceful-shutdown",
    "fastify-graceful-shutdown",
    "graceful-shutdown",
)
_PAUSE = re.compile(r"(?i)sleep|delay|backoff|settimeout|(?<!a)wait|pause|timer|throttl|interval")


def deaf_to_sigterm(site: Site, node: Node) -> bool:
    """A server of the module starts to listen, and the file does not mention SIGTERM."""
    called = callee(node)
    receiver = called.child_by_field_name("object") if called is not None else None
    if receiver is None or site.origin(receiver) not in _SERVERS:
        return False
    if site.view.facts.function_at(node.start_byte) is not None:
        return False
    if site.view.mark("signal:SIGTERM") or site.view.depends_on(*_CLOSERS):
        return False
    last = called.child_by_field_name("property") if called is not None else None
    site.span = Span(node.start_byte, (last or node).end_byte)
    return True


def close_on_sigterm(site: Site) -> tuple[TextChange, ...] | None:
    """The edits that keep the server in a name and close it on SIGTERM."""
    statement = site.node.parent
    called = callee(site.node)
    receiver = called.child_by_field_name("object") if called is not None else None
    if statement is None or receiver is None or site.origin(receiver) in ("fastify()",):
        return None
    names, changes, server = site.view.whole().module.names, [], "server"
    if "createServer" in site.origin(receiver) and receiver.type == "identifier":
        server = site.text(receiver)
    elif statement.type == "variable_declarator":
        name = statement.child_by_field_name("name")
        server = site.text(name) if name is not None else ""
    elif statement.type == "expression_statement" and server not in names:
        start = statement.start_byte
        changes.append(TextChange(Span(start, start), "const server = "))
    else:
        return None
    while statement is not None and not statement.type.endswith(("_statement", "_declaration")):
        statement = statement.parent
    if statement is None or not re.fullmatch(r"[\w$]+", server):
        return None
    eol = line_break(site.view.facts.source)
    lines = ("", "", "process.once('SIGTERM', () => {", f"  {server}.close();", "});")
    changes.append(TextChange(Span(statement.end_byte, statement.end_byte), eol.join(lines)))
    return tuple(changes)


def retries_at_once(site: Site, node: Node) -> bool:
    """A loop tries an awaited call again in the very moment it failed."""
    around = node.parent
    body, tried_block = node.child_by_field_name("body"), None
    if around is None or body is None:
        return False
    tried_block = around.child_by_field_name("body")
    loop = next((p for p in climb(around) if p.type in FUNCTIONS or _is_loop(p)), None)
    if loop is None or not _is_loop(loop) or tried_block is None:
        return False
    attempt = site.text(tried_block)
    if "await" not in attempt or not re.search(r"\b(?:return|break)\b", attempt):
        return False
    if _PAUSE.search(site.text(loop)) or re.search(r"\bawait\b", site.text(body)):
        return False
    last = [c for c in body.named_children if c.type != "comment"][-1:]
    if last and last[0].type in ("throw_statement", "return_statement", "break_statement"):
        return False
    site.span = Span(node.start_byte, body.start_byte)
    return True


def _is_loop(node: Node) -> bool:
    return node.type in ("while_statement", "do_statement", "for_statement")


def left_open(site: Site, node: Node) -> bool:
    """``const file = await open(path)`` that is not closed after an error."""
    name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
    if name is None or value is None or name.type != "identifier":
        return False
    call = unwrap(value)
    origin = site.origin(callee(call) or call) if call.type == "call_expression" else ""
    if origin not in ("fs/promises#open", "fs#promises#open", "fs#openSync"):
        return False
    descriptor = origin == "fs#openSync"
    function = site.view.facts.function_at(node.start_byte)
    if function is None or function.body is None or descriptor == ("await" in site.text(value)):
        return False
    word, text = re.escape(site.text(name)), site.text(function.body)
    leaves = (
        rf"\breturn\s+(?:\{{[^}}]*\b)?{word}\b|[\w\])]\s*=\s*{word}\s*[;\n]"
        rf"|\b(?:fd|handle|file)\s*:\s*{word}\b|[{{,]\s*{word}\s*[}},]|\bawait\s+using\b"
    )
    if not descriptor:
        leaves += rf"|[(,]\s*{word}\s*[,)]|\b{word}\.create(?:Read|Write)Stream\("
    if re.search(leaves, text) or _is_used_later(site, function.body, site.text(name)):
        return False
    closes = (
        rf"closeSync\(\s*{word}\b|\bclose\(\s*{word}\b" if descriptor else rf"\b{word}\.close\("
    )
    if re.search(rf"\bfinally\b[\s\S]*(?:{closes})", text):
        return False
    if re.search(rf"\bcatch\b[\s\S]*(?:{closes})", text) and len(re.findall(closes, text)) > 1:
        return False
    site.words["FILE"] = site.text(name)
    site.words["CLOSE"] = (
        f"{site.text(callee(call) or call).removesuffix('openSync')}closeSync({site.text(name)})"
        if descriptor
        else f"await {site.text(name)}.close()"
    )
    return True


def _is_used_later(site: Site, body: Node, name: str) -> bool:
    """A function inside of ``body`` uses ``name``: the file stays open as long as that lives."""
    inner = [node for node in walk(body) if node.type in FUNCTIONS]
    return any(re.search(rf"(?<![\w.]){re.escape(name)}\b", site.text(node)) for node in inner)


def close_in_finally(site: Site) -> tuple[TextChange, ...] | None:
    """The edit that puts what follows into ``try`` and closes the file in ``finally``."""
    declaration = site.node.parent
    block = declaration.parent if declaration is not None else None
    if declaration is None or block is None or block.type != "statement_block":
        return None
    source, close = site.view.facts.source, site.words["CLOSE"]
    if not close.startswith("await ") and "." not in close:
        return None
    run = statements_after(block, declaration)
    ends = [s for s in run if site.text(s).rstrip(";") == close]
    if len(ends) > 1 or site.text(block).count(close.removeprefix("await ")) > len(ends):
        return None
    if ends and run and ends[0].id != run[-1].id:
        return _with_close_moved(site, block, run, close)
    kept = [s for s in run if s not in ends]
    change = tried(source, block, kept, "finally", f"{close};") if kept else None
    if change is None:
        return None
    if ends:
        change = TextChange(Span(change.span.start, ends[0].end_byte), change.text)
    return (change,)


def _with_close_moved(
    site: Site, block: Node, run: list[Node], close: str
) -> tuple[TextChange, ...] | None:
    """The same where more follows on the closing, which leaves its line for ``finally``."""
    change = tried(site.view.facts.source, block, run, "finally", f"{close};")
    line = rf"(?:\r\n|\n|\r)[ \t]*{re.escape(close)};?(?=[ \t]*[\r\n])"
    if change is None or len(re.findall(line, change.text)) != 2:
        return None
    return (TextChange(change.span, re.sub(line, "", change.text, count=1)),)


PREDICATES: Mapping[str, Callable[[Site, Node], bool]] = {
    "deaf-to-sigterm": deaf_to_sigterm,
    "retries-at-once": retries_at_once,
    "left-open": left_open,
}
FIX_MAKERS: Mapping[str, FixMaker] = {
    "close-on-sigterm": close_on_sigterm,
    "close-in-finally": close_in_finally,
}
