"""What a handler makes or keeps anew with every request."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from nodewright.javascript.parsing import Node, walk
from nodewright.javascript.syntax import FUNCTIONS, arguments, callee, climb, string_value
from nodewright.rules.view import Site

_KEPT = ("assignment_expression", "augmented_assignment_expression")
_CACHE_NAME = re.compile(r"(?i)cache|memo(?:ized)?s?$|sessions?$|lookups?$|^#?seen$")
_EVENTS_OF_A_CONNECTION = ("connection", "stream", "session", "secureConnection", "upgrade")


def made_here(site: Site, node: Node) -> bool:
    """The new client is not kept in something that outlives the request."""
    for around in climb(node):
        if around.type in _KEPT:
            return False
        if around.type in (*FUNCTIONS, "member_expression") or around.type.endswith("statement"):
            break
    called = node.child_by_field_name("constructor") or callee(node)
    site.words["CALL"] = site.text(called) if called is not None else ""
    return True


def new_ioredis(site: Site, node: Node) -> bool:
    """The class comes from ioredis, whose default export it is."""
    constructor = node.child_by_field_name("constructor")
    return constructor is not None and site.origin(constructor).split("#")[0] == "ioredis"


def grows_for_ever(site: Site, node: Node) -> bool:
    """A map of the module gets an entry under a key of the client, and nothing ever takes any."""
    if node.type == "call_expression":
        called, given = callee(node), arguments(node)
        store = called.child_by_field_name("object") if called is not None else None
        key = given[0] if given else None
    else:
        left = node.child_by_field_name("left")
        if left is None or left.type != "subscript_expression":
            return False
        store, key = left.child_by_field_name("object"), left.child_by_field_name("index")
    if store is None or key is None or store.type != "identifier":
        return False
    name = site.text(store)
    binding = site.resolve(store)
    if binding is None or binding.outer is None or not site.view.mark(f"map:{name}"):
        return False
    if site.view.mark(f"evicts:{name}"):
        return False
    steps = site.view.taint.steps(key)
    if steps is None and not _is_of_request(site, key):
        return False
    site.related += steps or ()
    site.words["STORE"] = name
    return True


def grows_with_parameter(site: Site, node: Node) -> bool:
    """A store that is named a cache gets an entry under a parameter, and nothing takes any away."""
    store, key = _store_and_key(node)
    function = site.view.facts.function_at(node.start_byte)
    if store is None or key is None or function is None:
        return False
    if site.view.requests.enclosing(node.start_byte) is not None and grows_for_ever(site, node):
        return False
    name = site.text(store).split(".")[-1]
    if not _CACHE_NAME.search(name) or not _varies(site, key):
        return False
    if store.type == "identifier":
        binding = site.resolve(store)
        if binding is None or binding.outer is None or not site.view.mark(f"map:{name}"):
            return False
        if site.view.mark(f"evicts:{name}"):
            return False
    elif not _is_growing_field(site, store, node):
        return False
    site.words["STORE"] = site.text(store)
    return True


def _store_and_key(node: Node) -> tuple[Node | None, Node | None]:
    if node.type == "call_expression":
        called, given = callee(node), arguments(node)
        store = called.child_by_field_name("object") if called is not None else None
        return store, given[0] if given else None
    left = node.child_by_field_name("left")
    if left is None or left.type != "subscript_expression":
        return None, None
    return left.child_by_field_name("object"), left.child_by_field_name("index")


def _varies(site: Site, key: Node) -> bool:
    """The key is a parameter, a part of one, a text made of some, or a fresh identifier."""
    if key.type in ("template_string", "binary_expression", "member_expression"):
        inner = [n for n in walk(key) if n.type == "identifier"]
        return any(_varies(site, n) for n in inner[:8])
    binding = site.resolve(key) if key.type == "identifier" else None
    if binding is None or binding.outer is not None:
        return False
    if binding.kind == "parameter":
        return True
    values = [d.value for d in binding.definitions if d.value is not None]
    fresh = r"(?:\w+\.)?(?:randomUUID|nanoid|uuid\w*|v4|randomBytes)\("
    return len(values) == 1 and bool(
        re.match(fresh, site.text(values[0])) or values[0].type == "template_string"
    )


def _is_growing_field(site: Site, store: Node, node: Node) -> bool:
    """``this.cache``, which its class makes empty once and never empties again."""
    owner = next((p for p in climb(node) if p.type == "class_body"), None)
    if owner is None or not re.fullmatch(r"this\.#?\w+", site.text(store)):
        return False
    name, text = re.escape(site.text(store).removeprefix("this.")), site.text(owner)
    made = re.findall(
        rf"(?:this\.)?{name}\s*(?::[^=;]*)?=\s*(?:new Map|\{{\s*\}}|Object\.create)", text
    )
    emptied = (
        rf"\bdelete\s+this\.{name}\[|this\.{name}\.(?:delete|clear|size)\b"
        rf"|Object\.keys\(\s*this\.{name}"
    )
    return len(made) == 1 and re.search(emptied, text) is None


def _is_of_request(site: Site, key: Node) -> bool:
    """``key`` is read off the request. Looked up in the store first, it counts all the same.

    The search for input takes ``store.has(key)`` for a check against a list; here it is none.
    """
    handler = site.view.requests.enclosing(key.start_byte)
    request = handler.request if handler is not None else None
    if request is None or request.type != "identifier":
        return False
    begins = re.compile(rf"{re.escape(site.text(request))}\.(?!user\b|session\b|route\b|method\b)")
    if begins.match(site.text(key)):
        return True
    binding = site.resolve(key) if key.type == "identifier" else None
    if binding is None or binding.kind != "variable":
        return False
    values = [d.value for d in binding.definitions if d.value is not None]
    return len(values) == 1 and bool(begins.match(f"{site.text(values[0])}."))


def listens_again(site: Site, node: Node) -> bool:
    """A handler adds a listener to an emitter of the module, and takes none away."""
    called, given = callee(node), arguments(node)
    emitter = called.child_by_field_name("object") if called is not None else None
    if emitter is None or len(given) != 2 or emitter.type != "identifier":
        return False
    if string_value(given[0], site.view.facts.source) is None or given[1].type == "string":
        return False
    name = site.text(emitter)
    binding = site.resolve(emitter)
    outlives = binding.outer is not None if binding is not None else name == "process"
    around = _per_request(site, node)
    if not outlives or around is None:
        return False
    if re.search(r"\b(?:off|removeListener|removeAllListeners)\(|\bsignal\b", site.text(around)):
        return False
    site.words["EMITTER"] = name
    return True


def ticks_for_ever(site: Site, node: Node) -> bool:
    """A handler starts an interval that it never stops."""
    around = _per_request(site, node)
    if around is None or re.search(r"\bclear(?:Interval|Timeout)\(", site.text(around)):
        return False
    parent = node.parent
    if parent is not None and parent.type == "variable_declarator":
        name = parent.child_by_field_name("name")
        word = re.escape(site.text(name)) if name is not None else ""
        return not word or len(re.findall(rf"\b{word}\b", site.text(around))) == 1
    return parent is not None and parent.type == "expression_statement"


def _per_request(site: Site, node: Node) -> Node | None:
    """The function around ``node`` that runs for each request or connection."""
    handler = site.view.requests.enclosing(node.start_byte)
    if handler is not None:
        return handler.function.node
    for around in climb(node):
        if around.type not in FUNCTIONS:
            continue
        parent = around.parent
        call = parent.parent if parent is not None and parent.type == "arguments" else None
        called = callee(call) if call is not None and call.type == "call_expression" else None
        last = called.child_by_field_name("property") if called is not None else None
        given = arguments(call) if call is not None else []
        if last is None or site.text(last) != "on" or not given:
            continue
        if string_value(given[0], site.view.facts.source) in _EVENTS_OF_A_CONNECTION:
            return around
    return None


PREDICATES: Mapping[str, Callable[[Site, Node], bool]] = {
    "made-here": made_here,
    "new-ioredis": new_ioredis,
    "grows-for-ever": grows_for_ever,
    "grows-with-parameter": grows_with_parameter,
    "listens-again": listens_again,
    "ticks-for-ever": ticks_for_ever,
}
