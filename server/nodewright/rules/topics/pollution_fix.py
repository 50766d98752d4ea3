"""Leave out the three keys through which a write reaches the prototype of all objects."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from nodewright.document import TextChange
from nodewright.javascript.parsing import Node, walk
from nodewright.javascript.scopes import bare_parameter
from nodewright.javascript.syntax import FUNCTIONS, callee, climb, unwrap
from nodewright.rules.model import FixMaker
from nodewright.rules.refusing import block_of, put_after, put_at_start, put_before, refusal
from nodewright.rules.view import Site

_KEYS = ("__proto__", "constructor", "prototype")
_EACH = re.compile(r"(?i)each|^forOwn|^forIn|^map$")
_PATH_NAME = re.compile(
    r"(?i)path|keys?$|props?$|propert|fields?$|parts?$|segments|pointer|tokens?$|name$"
)
_BRANCHES = ("if_statement", "else_clause", "ternary_expression", "switch_statement")
_PLAIN = ("identifier", "member_expression", "subscript_expression")


def skip_key(site: Site) -> tuple[TextChange, ...] | None:
    """The edit by which a merge passes over the three keys."""
    written = _written(site)
    index = written.child_by_field_name("index") if written is not None else None
    if written is None or index is None or index.type != "identifier":
        return None
    name = site.text(index)
    test = " || ".join(f"{name} === '{key}'" for key in _KEYS)
    binding = site.resolve(index)
    if binding is None or binding.node is None or binding.outer is not None:
        return None
    loop, leave = _turn(site, binding.node, written)
    if loop is None or not leave:
        return None
    line = f"if ({test}) {leave};"
    statement = next((p for p in climb(binding.node) if p.type.endswith("_declaration")), None)
    body = loop.child_by_field_name("body")
    if statement is not None and body is not None and _inside(statement, body):
        return put_after(site, statement, (line,))
    return put_at_start(site, loop, (line,))


def _written(site: Site) -> Node | None:
    """``target[key]``, what the finding points at."""
    if site.span is None:
        return None
    root = site.view.facts.root
    node = root.named_descendant_for_byte_range(site.span.start, site.span.end)
    while node is not None and node.type != "subscript_expression" and node.parent is not None:
        if node.end_byte > site.span.end:
            return None
        node = node.parent
    return node


def _turn(site: Site, declared: Node, written: Node) -> tuple[Node | None, str]:
    """What runs once for each key, and the word that ends one turn of it."""
    for parent in climb(written):
        if parent.type in FUNCTIONS:
            listed = parent.child_by_field_name("parameters")
            only = parent.child_by_field_name("parameter")
            given = listed if listed is not None else only
            mine = given is not None and _inside(declared, given)
            return (parent, _ends_turn(site, parent)) if mine else (None, "")
        loop = parent.type in ("for_in_statement", "for_statement")  # `continue` must count on
        if loop and _inside(declared, parent):
            return parent, "continue"
    return None, ""


def _ends_turn(site: Site, function: Node) -> str:
    """The word that ends one call of a callback; empty where ``function`` is no such callback."""
    call = function.parent.parent if function.parent is not None else None
    called = callee(call) if call is not None and call.type == "call_expression" else None
    name = site.text(called).split(".")[-1] if called is not None else ""
    if _EACH.search(name):
        return "return"
    listed = function.child_by_field_name("parameters")
    first = listed.named_children[0] if listed is not None and listed.named_child_count else None
    folds = name in ("reduce", "reduceRight") and first is not None
    return f"return {site.text(bare_parameter(first))}" if folds and first is not None else ""


def _inside(inner: Node, outer: Node) -> bool:
    return bool(outer.start_byte <= inner.start_byte and inner.end_byte <= outer.end_byte)


def refuse_path(site: Site) -> tuple[TextChange, ...] | None:
    """The edit by which a function that sets a value by a path ignores paths with such a key."""
    body = site.node.child_by_field_name("body")
    split = next((n for n in walk(site.node) if _is_split(site, n)), None)
    if body is None or split is None:
        return None
    statement = next((p for p in climb(split) if p.type.endswith(("_declaration",))), None)
    declared = statement if statement is not None and _inside(statement, body) else None
    name = _array_name(site, declared, split)
    if declared is not None and name is not None and name.parent is not None:
        test = " || ".join(f"key === '{key}'" for key in _KEYS)
        text = f"if ({site.text(name)}.some((key) => {test})) {_leave(site)}"
        holder = declared.parent
        if holder is None or holder.type != "statement_block":
            return None
        return put_after(site, declared, (text,))
    if any(p.type in _BRANCHES for p in _up_to(split, site.node)):
        return None
    receiver = (callee(split) or split).child_by_field_name("object")
    if receiver is None or receiver.type != "identifier":
        return None
    test = rf"/(?:^|\.)(?:{'|'.join(_KEYS)})(?:\.|$)/.test({site.text(receiver)})"
    return put_before(site, split, (f"if ({test}) {_leave(site)}",))


def refuse_any_path(site: Site) -> tuple[TextChange, ...] | None:
    """The edit by which a function ignores a path, text or list, with one of the keys in it."""
    if site.node.type not in FUNCTIONS or keep_prototype(site) is not None:
        return None
    listed = site.node.child_by_field_name("parameters")
    names = [bare_parameter(p) for p in listed.named_children] if listed is not None else []
    texts = [site.text(name) for name in names if name.type == "identifier"]
    path = next((text for text in texts if _PATH_NAME.search(text)), None)
    if path is None:
        return None
    edge = "[.,/[\\]'\"]"
    test = f"/(?:^|{edge})(?:{'|'.join(_KEYS)})(?:{edge}|$)/.test(String({path}))"
    return put_at_start(site, site.node, (f"if ({test}) {_leave(site)}",))


def _up_to(node: Node, function: Node) -> Iterator[Node]:
    """What stands around ``node`` inside of ``function``."""
    for parent in climb(node):
        if parent.id == function.id:
            return
        yield parent


def _is_split(site: Site, node: Node) -> bool:
    called = callee(node) if node.type == "call_expression" else None
    return called is not None and bool(re.search(r"\.split\(\s*(['\"])\.\1\s*\)$", site.text(node)))


def _array_name(site: Site, statement: Node | None, split: Node) -> Node | None:
    """The name that is declared as the parts of the path."""
    for declarator in statement.named_children if statement is not None else ():
        name, value = (
            declarator.child_by_field_name("name"),
            declarator.child_by_field_name("value"),
        )
        if name is None or value is None or name.type != "identifier":
            continue
        parts = [unwrap(value)]
        if parts[0].type == "ternary_expression":
            sides = ("consequence", "alternative")
            parts = [unwrap(n) for s in sides if (n := parts[0].child_by_field_name(s)) is not None]
        if any(part.id == split.id for part in parts):
            return name
    return None


def _leave(site: Site) -> str:
    """The statement by which the function ends, in the manner of its other ends."""
    typed = site.node.child_by_field_name("return_type")
    if typed is not None and "void" not in site.text(typed) and "any" not in site.text(typed):
        return "throw new Error('Invalid path');"
    body = site.node.child_by_field_name("body")
    own = body.named_children if body is not None else []
    last = own[-1] if own else None
    value = last.named_children[0] if _gives(last) and last is not None else None
    listed = site.node.child_by_field_name("parameters")
    names = {site.text(p) for p in listed.named_children} if listed is not None else set()
    if value is not None and site.text(value) in names:
        return f"return {site.text(value)};"
    return "return;"


def _gives(statement: Node | None) -> bool:
    return (
        statement is not None
        and statement.type == "return_statement"
        and bool(statement.named_child_count)
    )


def refuse_key(site: Site) -> tuple[TextChange, ...] | None:
    """The edit by which a handler refuses a request whose key is one of the three."""
    left = site.node.child_by_field_name("left")
    inner = unwrap(left.child_by_field_name("object") or left) if left is not None else None
    index = inner.child_by_field_name("index") if inner is not None else None
    if index is None or unwrap(index).type not in _PLAIN:
        return None
    leave = refusal(site, site.node, "Invalid key")
    if leave is None:
        return None
    listed = ", ".join(f"'{key}'" for key in _KEYS)
    test = f"[{listed}].includes(String({site.text(unwrap(index))}))"
    return put_before(site, site.node, block_of(f"if ({test})", leave))


def keep_prototype(site: Site) -> tuple[TextChange, ...] | None:
    """Whichever of the three repairs fits the place."""
    makers: Sequence[FixMaker] = (refuse_key,)
    if site.node.type in FUNCTIONS:
        makers = (skip_key, refuse_path)
    elif site.node.type != "assignment_expression":
        return None
    return next((made for maker in makers if (made := maker(site)) is not None), None)


FIX_MAKERS: Mapping[str, FixMaker] = {
    "keep-prototype": keep_prototype,
    "refuse-any-path": refuse_any_path,
}
