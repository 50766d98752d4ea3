"""Writes to properties whose names come from outside, which can reach Object.prototype."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from nodewright.document import Span
from nodewright.javascript.parsing import Node
from nodewright.javascript.syntax import arguments, callee, string_value, unwrap
from nodewright.javascript.tree_facts import module_of
from nodewright.rules.values import definition_of, in_test_file
from nodewright.rules.view import Site

_LARGEST = 4000
"""Bytes of the longest function that is looked at: a merge helper is short."""

_GUARD = re.compile(
    r"__proto__|prototype|isPrototypePolluted|isUnsafe|isSafe|sanitize|FORBIDDEN|DANGEROUS|BLOCKED"
    r"|RESERVED|Object\.create\(\s*null|new Map\b|UNSAFE|isInvalidKey|validKey"
)
_LOOP = re.compile(
    r"\bfor\s*\(\s*(?:var|let|const)?\s*(\w+)\s+(?:in|of)\s"
    r"|Object\.(?:keys|getOwnPropertyNames)\([^)]*\)\s*\.forEach\(\s*(?:function\s*\w*\s*)?\(?\s*(\w+)"
    r"|\b(\w+)\s*=\s*\w+\[\w+(?:\+\+)?\]"
)
_INDEX = r"(?:[^\[\]]|\[[^\[\]]*\]){1,60}"
_OWN_TARGET = re.compile(r"hasOwn(?:Property)?(?:\.call)?\(")


def merges_deeply(site: Site, node: Node) -> bool:
    """A function copies each key of one object to another and calls itself for objects in it."""
    if node.end_byte - node.start_byte > _LARGEST or in_test_file(site):
        return False
    name = _name(site, node)
    if len(name) < 2:
        return False
    text = site.text(node)
    if text.count(name) < 2 or "[" not in text or _GUARD.search(text):
        return False
    keys = {key for found in _LOOP.findall(text) for key in found if key}
    for key in keys:
        written = re.search(rf"(\b[\w$.]+)\[\s*{key}\s*\]\s*=(?!=)", text)
        if written is None:
            continue
        target = re.escape(written.group(1))
        entry = rf"\[\s*{key}\s*\]"
        called = rf"\b{re.escape(name)}\(\s*(?:\w+\s*,\s*)?{target}{entry}\s*,\s*[\w$.]+{entry}"
        if re.search(called, text) and _is_parameter(site, node, written.group(1)):
            at = node.start_byte + len(text[: written.start()].encode())
            site.span = Span(at, at + len(written.group(0).rstrip("=").rstrip().encode()))
            return not re.search(rf"{_OWN_TARGET.pattern}\s*{target}\s*,\s*{key}", text)
    return False


def _is_parameter(site: Site, node: Node, target: str) -> bool:
    """The object that is written to is a parameter, or made from one."""
    listed = node.child_by_field_name("parameters")
    given = site.text(listed) if listed is not None else ""
    if re.search(rf"\b{re.escape(target)}\b", given):
        return True
    body = site.text(node)
    return bool(
        re.search(rf"\b{re.escape(target)}\s*=\s*(?:arguments\[|\w+\s*(?:\|\||\?\?))", body)
    )


def walks_path(site: Site, node: Node) -> bool:
    """A function splits a path at its dots and walks along it to set a value."""
    if node.end_byte - node.start_byte > _LARGEST or in_test_file(site):
        return False
    text = site.text(node)
    if not re.search(r"\.split\(\s*(['\"])\.\1\s*\)", text) or _GUARD.search(text):
        return False
    step = re.search(r"\b(\w+)\s*=\s*\1\[\s*([^\]]{1,40})\]", text) or re.search(
        r"\b(\w+)\s*=\s*\(?\s*\1\[\s*([^\]]{1,40})\]\s*(?:=\s*|\|\||\?\?)", text
    )
    if step is None:
        return False
    last = re.search(rf"\b{re.escape(step.group(1))}\[{_INDEX}\]\s*=(?!=)\s*(\w+)\b", text)
    if last is None or last.group(1) == step.group(1):
        return False
    if not _is_value_parameter(site, node, last.group(1)):
        return False
    at = node.start_byte + len(text[: last.start()].encode())
    site.span = Span(at, at + len(last.group(0).encode()))
    return True


def _is_value_parameter(site: Site, node: Node, name: str) -> bool:
    listed = node.child_by_field_name("parameters")
    return listed is not None and bool(re.search(rf"\b{re.escape(name)}\b", site.text(listed)))


def _name(site: Site, node: Node) -> str:
    """The name by which the function can call itself."""
    own = node.child_by_field_name("name")
    if own is None and node.parent is not None:
        parent = node.parent
        own = parent.child_by_field_name("name") or parent.child_by_field_name("left")
        if parent.type == "pair":
            own = parent.child_by_field_name("key")
    return site.text(own).split(".")[-1] if own is not None else ""


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
    "prisma-data": prisma_data,
    "model-like": model_like,
}
