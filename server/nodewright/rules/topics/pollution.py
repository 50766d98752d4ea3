"""Writes to properties whose names come from outside, which can reach Object.prototype."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from nodewright.document import Span
from nodewright.javascript.parsing import Node
from nodewright.javascript.syntax import arguments, callee, object_entries, string_value, unwrap
from nodewright.javascript.tree_facts import module_of
from nodewright.rules.topics.deep_body import Write
from nodewright.rules.topics.deep_writes import merge_write, path_write
from nodewright.rules.topics.values import definition_of, in_test_file
from nodewright.rules.view import Site

_GUARD = re.compile(
    r"__proto__|prototype|isPrototypePolluted|isUnsafe|isSafe|sanitize|FORBIDDEN|DANGEROUS|BLOCKED"
    r"|RESERVED|Object\.create\(\s*null|new Map\b|UNSAFE|isInvalidKey|validKey"
)


def merges_deeply(site: Site, node: Node) -> bool:
    """A function merges what stands under each key of one object into another."""
    return _marks(site, node, merge_write)


def walks_path(site: Site, node: Node) -> bool:
    """A function walks along a path of names and sets a value at its end."""
    return _marks(site, node, path_write)


def _marks(site: Site, node: Node, find: Callable[[Site, Node], Write | None]) -> bool:
    write = None if in_test_file(site) else find(site, node)
    if write is None:
        return False
    site.span = Span(write.place.start_byte, write.place.end_byte)
    return True


def key_from_request(site: Site, node: Node) -> bool:
    """``object[a][b] = value`` where a request chooses the first key."""
    left = node.child_by_field_name("left")
    if left is None or left.type not in ("subscript_expression", "member_expression"):
        return False
    inner = left.child_by_field_name("object")
    if inner is None or unwrap(inner).type != "subscript_expression" or in_test_file(site):
        return False
    index = unwrap(inner).child_by_field_name("index")
    base = unwrap(inner).child_by_field_name("object")
    if index is None or base is None or string_value(index, site.view.facts.source) is not None:
        return False
    steps = site.view.taint.steps(index)
    if steps is None or _is_checked(site, node, index):
        return False
    site.related += steps
    site.words["KEY"] = " ".join(site.text(index).split())
    site.span = Span(left.start_byte, left.end_byte)
    return True


def _is_checked(site: Site, node: Node, index: Node) -> bool:
    """The object has no prototype, or the function looks at the key or at the object first."""
    function = site.view.facts.function_at(node.start_byte)
    text = site.text(function.node) if function is not None else ""
    if _GUARD.search(text):
        return True
    name = re.escape(site.text(index))
    return bool(
        re.search(
            rf"(?:hasOwn(?:Property)?(?:\.call)?|includes|has|test)\([^)]*\b{name}\s*\)", text
        )
    )


def merge_from_request(site: Site, node: Node) -> bool:
    """A deep merge, or a set by path, takes its keys from a request."""
    given = arguments(node)
    called = callee(node)
    if called is None or in_test_file(site):
        return False
    name = site.text(called).split(".")[-1]
    wanted = given[1:2] if name in ("set", "setWith") else given[1:]
    for argument in wanted:
        steps = site.view.taint.steps(argument)
        if steps is not None:
            site.related += steps
            return True
    return False


def whole_body(site: Site, node: Node) -> bool:
    """The value is all that the client sent, not fields chosen from it."""
    for candidate in _bodies(site, node):
        if site.view.taint.steps(candidate) is not None:
            site.related += site.view.taint.steps(candidate) or ()
            return not in_test_file(site)
    return False


def _bodies(site: Site, node: Node) -> list[Node]:
    """Parts of ``node`` that are a whole body: the value itself, a spread, ``data:`` in it."""
    found = definition_of(site, node)
    if found.type == "object":
        spread = [c.named_children[0] for c in found.named_children if c.type == "spread_element"]
        stored = object_entries(found, site.view.facts.source).get("$set")
        spread += [stored] if stored is not None else []
        return [body for each in spread for body in _bodies(site, each)]
    if found.type == "member_expression":
        last = found.child_by_field_name("property")
        return [found] if last is not None and site.text(last) in ("body", "query") else []
    if found.type == "identifier":
        binding = site.resolve(found)
        if binding is not None and any(d.path[-1:] == ("body",) for d in binding.definitions):
            return [found]
    return []


def prisma_data(site: Site, node: Node) -> bool:
    """``prisma.user.create({ data: req.body })``."""
    given = arguments(node)
    called = callee(node)
    first = definition_of(site, given[0]) if given else None
    if first is None or first.type != "object" or called is None:
        return False
    if not re.search(r"(?i)prisma|^(?:this\.)?db\.\w+\.|\btx\.", site.text(called)):
        return False
    for child in first.named_children:
        key, value = child.child_by_field_name("key"), child.child_by_field_name("value")
        if key is not None and value is not None and site.text(key) == "data":
            return whole_body(site, value)
    return False


def overrides_fixed_fields(site: Site, node: Node) -> bool:
    """``{role: 'member', ...req.body}``: what was fixed first, the client decides after all."""
    if node.type != "object":
        return False
    fixed = False
    for child in node.named_children:
        fixed = fixed or child.type == "pair"
        if child.type == "spread_element" and fixed and whole_body(site, child.named_children[0]):
            return True
    return False


def stored_model(site: Site, node: Node) -> bool:
    """``new Post(...)`` where the name that takes it, or the value itself, is saved."""
    holder = node.parent
    name = holder.child_by_field_name("name") if holder is not None else None
    if holder is not None and holder.type == "member_expression":
        return site.text(holder).endswith(".save")
    function = site.view.facts.function_at(node.start_byte)
    if name is None or function is None:
        return False
    word = re.escape(site.text(name))
    return bool(re.search(rf"\b{word}\s*\.save\(|\.save\(\s*{word}\b", site.text(function.node)))


def loaded_record(site: Site, node: Node) -> bool:
    """The value is a record that was read from a database: ``await User.findById(id)``."""
    found = definition_of(site, node)
    return found.type == "call_expression" and bool(
        re.match(r"[\w.]*\.?find(?:One|ById|ByPk|Unique|First|OneBy)?\w*\(", site.text(found))
    )


def model_like(site: Site, node: Node) -> bool:
    """The name begins with a capital letter, as a model's does, or says model or repository."""
    name = site.text(node).split(".")[-1]
    if module_of(site.origin(node)) in ("crypto", "fs", "http", "url", "buffer"):
        return False
    return bool(
        re.match(r"[A-Z][a-z]\w*$", name) or re.search(r"(?i)model$|repo(?:sitory)?$", name)
    )


PREDICATES: Mapping[str, Callable[[Site, Node], bool]] = {
    "merges-deeply": merges_deeply,
    "walks-path": walks_path,
    "key-from-request": key_from_request,
    "merge-from-request": merge_from_request,
    "whole-body": whole_body,
    "overrides-fixed-fields": overrides_fixed_fields,
    "prisma-data": prisma_data,
    "stored-model": stored_model,
    "loaded-record": loaded_record,
    "model-like": model_like,
}
