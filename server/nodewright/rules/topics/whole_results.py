"""Answers that hold everything at once: whole tables, whole files, whole downloads."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from nodewright.document import Span
from nodewright.javascript.bindings import Binding
from nodewright.javascript.parsing import Node
from nodewright.javascript.scopes import bare_parameter
from nodewright.javascript.syntax import FUNCTIONS, arguments, callee, object_entries, unwrap
from nodewright.rules.flow.requests import CONTEXT_NAMES, RESPONSE_NAMES
from nodewright.rules.topics.composed import compose
from nodewright.rules.topics.web_values import only_value
from nodewright.rules.view import Site

_FINDERS = ("find", "findAll", "findMany", "list")
_BOUNDS = ("limit", "take", "first", "pageSize", "per_page", "perPage", "skip", "where", "...")
_MODEL = re.compile(r"(?:^|\.)[A-Z][a-z]\w*$|(?i:prisma|db)\.\w+$|(?i:repo(?:sitory)?|model)$")
_ALL_ROWS = re.compile(
    r"(?is)^\s*select\s+(?!count|max|min|sum|avg|exists).*\sfrom\s+[\w.\"`]+"
    r"(?:\s+order\s+by\s+[\w.\"` ,]+)?\s*;?\s*$"
)
_READS = ("fs/promises#readFile", "fs#promises#readFile", "fs#readFileSync", "fs#readFile")
_SMALL = re.compile(
    r"(?i)categor|countr|currenc|setting|config|role|permission|langu|locale|timezone|type|status"
    r"|feature|flag|plan|menu|theme|migration|version|tag|unit|state|city|region|department"
)


def answers_with_all(site: Site, node: Node) -> bool:
    """``res.json(await Model.find())``: every row of the table, whatever it will hold one day."""
    if not _is_answer(site, node) or site.view.requests.enclosing(node.start_byte) is None:
        return False
    given = arguments(node)
    if not given:
        return False
    return _asks_for_all(site, _query(site, given[0]))


def body_with_all(site: Site, node: Node) -> bool:
    """Koa's ``ctx.body = await Product.find()``."""
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    if left is None or right is None or site.text(left) not in ("ctx.body", "ctx.response.body"):
        return False
    return _asks_for_all(site, _query(site, right))


def _asks_for_all(site: Site, query: Node | None) -> bool:
    """The query is there, has no limit, and its table may grow; it is what the finding marks."""
    if query is None or not (_finds_all(site, query) or _selects_all(site, query)):
        return False
    if _is_small(site, query):
        return False
    called = callee(query)
    site.words["CALL"] = " ".join(site.text(called).split())[:50] if called is not None else ""
    site.span = Span(query.start_byte, query.end_byte)
    return True


def _is_small(site: Site, query: Node) -> bool:
    """The name of the table says that it never holds many rows."""
    call = _without_chain(site, query)
    called, given = callee(call), arguments(call)
    receiver = called.child_by_field_name("object") if called is not None else None
    written = compose(given[0], site.view.facts.source).text if given else ""
    table = re.search(r"(?i)\bfrom\s+([\w.]+)", written)
    name = table.group(1) if table is not None else site.text(receiver) if receiver else ""
    return _SMALL.search(name) is not None


def _is_answer(site: Site, node: Node) -> bool:
    called = callee(node)
    receiver = called.child_by_field_name("object") if called is not None else None
    while receiver is not None and receiver.type == "call_expression":
        called = callee(receiver)
        receiver = called.child_by_field_name("object") if called is not None else None
    return receiver is not None and site.text(receiver) in RESPONSE_NAMES | CONTEXT_NAMES


def _query(site: Site, node: Node) -> Node | None:
    """The call that an answer consists of: in place, by a name, ``rows`` of it, in an object."""
    node = unwrap(node)
    if node.type == "object":
        entries = object_entries(node, site.view.facts.source)
        values = [v for v in entries.values() if v.type != "method_definition"]
        for value in values[:4]:
            found = _query(site, value) if value.type != "object" else None
            if found is not None:
                return found
        return None
    if node.type == "member_expression":
        last, owner = node.child_by_field_name("property"), node.child_by_field_name("object")
        if last is None or owner is None or site.text(last) != "rows":
            return None
        node = unwrap(owner)
    if node.type in ("identifier", "shorthand_property_identifier"):
        binding = site.view.facts.local(site.text(node), node.start_byte)
        if binding is not None and binding.kind == "parameter":
            return _given_by(site, binding)
        if binding is None or len(binding.definitions) != 1:
            return None
        only = binding.definitions[0]
        if only.value is None or only.path not in ((), ("rows",), ("0",), ("[]",)):
            return None
        node = unwrap(only.value)
        if node.type == "member_expression":
            return _query(site, node)
    return node if node.type == "call_expression" else None


def _given_by(site: Site, binding: Binding) -> Node | None:
    """The query whose callback or ``then`` is given its rows by that parameter."""
    function = binding.scope.function
    parent = function.node.parent if function is not None else None
    call = parent.parent if parent is not None and parent.type == "arguments" else None
    if function is None or call is None or call.type != "call_expression":
        return None
    names = [site.text(bare_parameter(p)) for p in function.parameters]
    called = callee(call)
    last = called.child_by_field_name("property") if called is not None else None
    if last is not None and site.text(last) == "then":
        receiver = called.child_by_field_name("object") if called is not None else None
        return receiver if names[:1] == [binding.name] else None
    if names[1:2] != [binding.name] or arguments(call)[-1].id != function.node.id:
        return None
    return call


def _without_chain(site: Site, call: Node) -> Node:
    """``Item.find()`` of ``Item.find().populate('owner').sort('name')``."""
    here = call
    for _ in range(6):
        called = callee(here)
        last = called.child_by_field_name("property") if called is not None else None
        receiver = called.child_by_field_name("object") if called is not None else None
        if last is None or receiver is None or receiver.type != "call_expression":
            return here
        if site.text(last) not in ("populate", "sort", "lean", "exec", "select", "orderBy"):
            return here
        here = receiver
    return here


def _finds_all(site: Site, call: Node) -> bool:
    call = _without_chain(site, call)
    called = callee(call)
    last = called.child_by_field_name("property") if called is not None else None
    receiver = called.child_by_field_name("object") if called is not None else None
    if last is None or receiver is None or site.text(last) not in _FINDERS:
        return False
    if not _MODEL.search(site.text(receiver)):
        return False
    given = [a for a in arguments(call) if a.type not in FUNCTIONS]
    if not given:
        return True
    if len(given) > 1 or given[0].type != "object":
        return False
    entries = object_entries(given[0], site.view.facts.source)
    if site.text(last) == "find" and entries.keys() - {"order", "relations", "select"}:
        return False
    return not any(key in entries for key in _BOUNDS)


def _selects_all(site: Site, call: Node) -> bool:
    called, given = callee(call), arguments(call)
    last = called.child_by_field_name("property") if called is not None else None
    if (
        last is None
        or not given
        or site.text(last) not in ("query", "execute", "all", "any", "many")
    ):
        return False
    written = only_value(site, given[0]) if given[0].type == "identifier" else given[0]
    text = compose(written, site.view.facts.source).text if written is not None else ""
    return _ALL_ROWS.match(text) is not None


def sends_file_from_memory(site: Site, node: Node) -> bool:
    """``res.send(await readFile(path))``: the whole file is read before the first byte goes."""
    value = _sent(site, node)
    if value is not None and value.type == "identifier":
        binding = site.view.facts.local(site.text(value), value.start_byte)
        value = _given_by(site, binding) if binding is not None else None
    if value is None or value.type != "call_expression":
        return False
    origin = site.origin(callee(value) or value)
    if origin not in _READS:
        return False
    given = [a for a in arguments(value) if a.type not in FUNCTIONS]
    if not given or len(given) > 1 or not _varies(site, given[0]):
        return False
    site.words["WHAT"] = "file"
    return True


def sends_download_from_memory(site: Site, node: Node) -> bool:
    """``res.send(Buffer.from(await answer.arrayBuffer()))``: another server says how much."""
    value = _sent(site, node)
    text = site.text(value) if value is not None else ""
    if _is_axios_buffer(site, node, text):
        site.words["WHAT"] = "download"
        return True
    if not re.match(r"Buffer\.from\(\s*await\b[\s\S]*\.(?:arrayBuffer|buffer)\(\)", text):
        name = re.match(r"Buffer\.from\((\w+)\)$|(\w+)$", text)
        word = (name.group(1) or name.group(2)) if name is not None else ""
        binding = site.view.facts.local(word, node.start_byte) if word else None
        values = [d.value for d in binding.definitions] if binding is not None else []
        kept = site.text(values[0]) if len(values) == 1 and values[0] is not None else ""
        pattern = r"(?:Buffer\.from\(\s*)?await\b[\s\S]*\.(?:arrayBuffer|buffer)\(\)"
        if not re.match(pattern, kept):
            return False
    site.words["WHAT"] = "download"
    return True


def _is_axios_buffer(site: Site, node: Node, text: str) -> bool:
    """``answer.data`` of ``await axios.get(url, { responseType: 'arraybuffer' })``."""
    found = re.fullmatch(r"(?:Buffer\.from\()?(\w+)(?:\.data)?(?:,\s*['\"]binary['\"])?\)?", text)
    word = found.group(1) if found is not None else ""
    binding = site.view.facts.local(word, node.start_byte) if word else None
    values = [d.value for d in binding.definitions] if binding is not None else []
    kept = site.text(values[0]) if len(values) == 1 and values[0] is not None else ""
    return bool(
        re.match(r"await\s+(?:axios|\w*[hH]ttp\w*|\w*[cC]lient)\b", kept)
        and re.search(r"responseType\s*:\s*['\"]arraybuffer", kept)
    )


def _sent(site: Site, node: Node) -> Node | None:
    """What ``res.send`` or ``res.end`` of a handler sends; names are looked through."""
    given = arguments(node)
    if not given or not _is_answer(site, node):
        return None
    if site.view.requests.enclosing(node.start_byte) is None:
        return None
    value = unwrap(given[0])
    if value.type == "identifier":
        found = only_value(site, value)
        if found is not None and found.type != "identifier":
            inner = unwrap(found)
            return inner if "readFile" in site.text(inner)[:60] else value
    return value


def _varies(site: Site, path: Node) -> bool:
    """The path is put together for the request: a fixed page is small, and known."""
    return any(
        n.type in ("identifier", "member_expression") for n in (path, *path.named_children)
    ) and (path.type not in FUNCTIONS)


PREDICATES: Mapping[str, Callable[[Site, Node], bool]] = {
    "answers-with-all": answers_with_all,
    "body-with-all": body_with_all,
    "sends-file-from-memory": sends_file_from_memory,
    "sends-download-from-memory": sends_download_from_memory,
}
