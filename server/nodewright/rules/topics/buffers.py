"""Predicates about the arguments of the old Buffer constructor."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from nodewright.javascript.parsing import Node
from nodewright.javascript.syntax import unwrap
from nodewright.rules.view import Site

_TEXTS = frozenset(("string", "template_string"))


def node_buffer(site: Site, node: Node) -> bool:
    """``Buffer`` here is Node's own: the global, or an import of the buffer module."""
    binding = site.view.facts.resolve("Buffer", node.start_byte)
    if binding is None:
        return True
    return (site.view.facts.origin_of_binding(binding) or "").startswith("buffer#")


def makes_bytes(site: Site, node: Node) -> bool:
    """The first argument is certainly a text or a list: ``Buffer.from`` does the same."""
    return _kind(site, node) in ("text", "list")


def makes_room(site: Site, node: Node) -> bool:
    """The only argument is certainly a number: ``Buffer.alloc`` does the same, zeroed."""
    return _kind(site, node) == "number"


def _kind(site: Site, node: Node, depth: int = 0) -> str:
    """``text``, ``list`` or ``number`` when every way to ``node`` says so, else empty."""
    node = unwrap(node)
    if node.type in _TEXTS:
        return "text"
    if node.type == "array":
        return "list"
    if node.type == "number":
        return "number"
    if node.type == "binary_expression":
        return _of_binary(site, node, depth)
    if node.type == "call_expression":
        return _of_call(site, node)
    if node.type == "member_expression":
        last = node.child_by_field_name("property")
        return "number" if last is not None and site.text(last) == "length" else ""
    if node.type == "identifier" and depth < 4:
        return _of_name(site, node, depth)
    return ""


def _of_binary(site: Site, node: Node, depth: int) -> str:
    operator = node.child_by_field_name("operator")
    sides = [node.child_by_field_name(side) for side in ("left", "right")]
    kinds = [_kind(site, side, depth + 1) for side in sides if side is not None]
    if operator is not None and operator.type == "+" and "text" in kinds:
        return "text"
    if operator is not None and operator.type in ("*", "+", "-") and kinds == ["number"] * 2:
        return "number"
    return ""


def _of_call(site: Site, node: Node) -> str:
    text = site.text(node)
    if text.startswith(("String(", "JSON.stringify(")):
        return "text"
    if text.startswith(("Number(", "parseInt(", "Math.")):
        return "number"
    return "text" if text.endswith((".toString()", ".join('')", ".trim()")) else ""


def _of_name(site: Site, node: Node, depth: int) -> str:
    binding = site.resolve(node)
    if binding is None or len(binding.definitions) != 1 or binding.kind != "variable":
        return ""
    only = binding.definitions[0]
    if only.value is None or only.path or only.adds:
        return ""
    return _kind(site, only.value, depth + 1)


PREDICATES: Mapping[str, Callable[[Site, Node], bool]] = {
    "node-buffer": node_buffer,
    "makes-bytes": makes_bytes,
    "makes-room": makes_room,
}
