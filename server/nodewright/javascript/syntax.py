"""Small questions about single syntax nodes: what is called, with what, and what a literal says."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nodewright.javascript.parsing import Node

FUNCTIONS = frozenset(
    (
        "function_declaration",
        "function_expression",
        "arrow_function",
        "method_definition",
        "generator_function_declaration",
        "generator_function",
    )
)
WRAPPERS = frozenset(
    (
        "parenthesized_expression",
        "await_expression",
        "as_expression",
        "satisfies_expression",
        "non_null_expression",
        "type_assertion",
    )
)
MAX_CLIMB = 400
"""How many parents are climbed at most: deeper code is machine-made, and a climb is not free."""

_ESCAPE = re.compile(r"\\(u\{[0-9a-fA-F]+\}|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|\r\n|.)", re.DOTALL)
_SINGLE = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0"}


def callee(call: Node) -> Node | None:
    """What a call expression calls; every question about calls goes through here.

    tree-sitter-typescript 0.23 reads ``await f<T>(x)`` as a call of ``await f`` (its issue 282):
    the await is looked through. :func:`is_awaited` knows of it too.
    """
    function = call.child_by_field_name("function")
    while function is not None and function.type in WRAPPERS and function.named_child_count:
        if function.type == "parenthesized_expression":
            inner = function.named_children[0]
            if inner.type in FUNCTIONS:
                return inner
        function = function.named_children[-1 if function.type == "type_assertion" else 0]
    if function is not None and function.type == "sequence_expression":
        return function.named_children[-1]
    return function


def is_awaited(call: Node) -> bool:
    """True when the value of ``call`` is awaited on the spot."""
    function = call.child_by_field_name("function")
    if function is not None and function.type == "await_expression":
        return True
    parent = call.parent
    while parent is not None and parent.type == "parenthesized_expression":
        parent = parent.parent
    return parent is not None and parent.type == "await_expression"


def arguments(call: Node) -> list[Node]:
    """The arguments of a call or ``new`` expression, comments left out; none for a template tag."""
    found = call.child_by_field_name("arguments")
    if found is None or found.type != "arguments":
        return []
    return [child for child in found.named_children if child.type != "comment"]


def unwrap(node: Node) -> Node:
    """``node`` without the parentheses, awaits and type assertions around it."""
    while node.type in WRAPPERS and node.named_child_count:
        node = node.named_children[-1 if node.type == "type_assertion" else 0]
    return node


def climb(node: Node) -> Iterator[Node]:
    """The parents of ``node``, nearest first, at most :data:`MAX_CLIMB` of them."""
    parent = node.parent
    for _ in range(MAX_CLIMB):
        if parent is None:
            return
        yield parent
        parent = parent.parent


def is_async(function: Node) -> bool:
    """True for a function, arrow function or method marked ``async``."""
    for child in function.children:
        if child.type == "async":
            return True
        if child.type in ("formal_parameters", "statement_block", "=>"):
            return False
    return False


def string_value(node: Node, source: bytes) -> str | None:
    """What a string literal, or a template without substitutions, says; None for anything else."""
    if node.type not in ("string", "template_string"):
        return None
    if any(child.type == "template_substitution" for child in node.named_children):
        return None
    raw = source[node.start_byte + 1 : node.end_byte - 1].decode("utf-8", "replace")
    return unescape(raw)


def unescape(raw: str) -> str:
    """The text that the inside of a JavaScript string literal stands for."""
    return _ESCAPE.sub(_unescape_one, raw) if "\\" in raw else raw


def _unescape_one(match: re.Match[str]) -> str:
    body = match.group(1)
    if body[0] in "ux" and len(body) > 1:
        code = int(body[1:].strip("{}"), 16)
        return chr(code) if code < 0x110000 else "\ufffd"
    if body in ("\n", "\r\n"):
        return ""
    return _SINGLE.get(body, body)


def property_name(key: Node, source: bytes) -> str:
    """The name of an object key or class field: ``a``, ``'a'`` and ``['a']`` all give ``a``."""
    if key.type == "computed_property_name" and key.named_child_count:
        key = key.named_children[0]
    value = string_value(key, source)
    return (
        value
        if value is not None
        else source[key.start_byte : key.end_byte].decode("utf-8", "replace")
    )


def object_entries(node: Node, source: bytes) -> dict[str, Node]:
    """Key to value of an object literal; shorthand stands for itself, a spread is ``...``."""
    found: dict[str, Node] = {}
    for child in node.named_children:
        if child.type == "pair":
            key, value = child.child_by_field_name("key"), child.child_by_field_name("value")
            if key is not None and value is not None:
                found[property_name(key, source)] = value
        elif child.type == "shorthand_property_identifier":
            found[source[child.start_byte : child.end_byte].decode("utf-8", "replace")] = child
        elif child.type == "method_definition":
            name = child.child_by_field_name("name")
            if name is not None:
                found[property_name(name, source)] = child
        elif child.type == "spread_element":
            found["..."] = child
    return found
