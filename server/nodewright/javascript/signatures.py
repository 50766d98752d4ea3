"""Small readings of nodes for imports and exports: specifiers, names, kinds, parameters."""

from __future__ import annotations

from collections.abc import Iterator

from nodewright.document import Span
from nodewright.javascript.parsing import Node
from nodewright.javascript.syntax import unescape


def span_of(node: Node) -> Span:
    """Where the node stands."""
    return Span(node.start_byte, node.end_byte)


def text_of(node: Node | None) -> str:
    """The source of the node; nothing for no node."""
    return node.text.decode("utf-8", "replace") if node is not None and node.text else ""


def pattern_keys(pattern: Node) -> tuple[str, ...] | None:
    """The property names that an object pattern takes; None when it also takes the rest."""
    keys: list[str] = []
    for part in pattern.named_children:
        if part.type == "rest_pattern":
            return None
        if part.type == "pair_pattern":
            keys.append(text_of(part.child_by_field_name("key")))
        elif part.type == "object_assignment_pattern":
            keys.append(text_of(part.child_by_field_name("left")))
        elif part.type == "shorthand_property_identifier_pattern":
            keys.append(text_of(part))
    return tuple(keys)


def parameters_of(function: Node) -> tuple[str, ...]:
    """The parameters of a function-like node, in the notation of ``modules.Export``."""
    single = function.child_by_field_name("parameter")
    if single is not None:
        return (text_of(single),)
    listed = function.child_by_field_name("parameters")
    found = [_parameter(p) for p in listed.named_children] if listed is not None else []
    return tuple(p for p in found if p)


def _parameter(node: Node) -> str:
    if node.type == "assignment_pattern":
        return _parameter_name(node.child_by_field_name("left")) + "="
    if node.type in {"required_parameter", "optional_parameter"}:
        pattern = node.child_by_field_name("pattern")
        if pattern is not None and pattern.type == "this":
            return ""
        name = _parameter_name(pattern)
        if node.type == "optional_parameter":
            return name + "?"
        return name + ("=" if node.child_by_field_name("value") is not None else "")
    return "" if node.type in {"comment", "decorator"} else _parameter_name(node)


def _parameter_name(node: Node | None) -> str:
    if node is None:
        return "_"
    if node.type == "object_pattern":
        keys = pattern_keys(node)
        return "{" + ",".join(sorted(keys) if keys is not None else ["*"]) + "}"
    if node.type == "array_pattern":
        return "[]"
    if node.type == "rest_pattern":
        return "..." + text_of(node.named_children[0]) if node.named_children else "..."
    return text_of(node)


def function_kind(node: Node, noun: str = "function") -> str:
    """``async function``, ``function`` or ``generator`` (``method`` as the noun works alike)."""
    words = {child.type for child in node.children}
    if "*" in words or node.type.startswith("generator"):
        return f"async generator {noun}" if "async" in words else f"generator {noun}"
    return f"async {noun}" if "async" in words else noun


def specifier_of(node: Node | None) -> str | None:
    """What the literal says; None when it is no literal or is put together at run time."""
    if node is None or node.type not in ("string", "template_string"):
        return None
    if any(child.type == "template_substitution" for child in node.children):
        return None
    return unescape(text_of(node)[1:-1])


def specifiers(node: Node) -> Iterator[Node]:
    for child in node.named_children:
        if child.type in {"export_clause", "import_clause", "named_imports"}:
            yield from specifiers(child)
        elif child.type in {"export_specifier", "import_specifier"}:
            yield child


def specifier_name(node: Node) -> str:
    named = node.child_by_field_name("name")
    if named is not None:
        return text_of(named).strip("'\"")
    return text_of(node.children[0]) if node.children else ""
