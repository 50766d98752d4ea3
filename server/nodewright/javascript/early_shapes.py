"""Questions about the form of a node: declarations, classes, patterns, chains, literals."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from nodewright.javascript.early_place import AMBIENT, Place
from nodewright.javascript.parsing import Node
from nodewright.javascript.signatures import text_of


def _parts(node: Node | None) -> list[Node]:
    return [c for c in node.named_children if c.type != "comment"] if node is not None else []


def _constant(place: Place) -> str:
    node = place.node
    if not node.children or node.children[0].type != "const" or _ambient(place):
        return ""
    bare = any(
        part.type == "variable_declarator" and part.child_by_field_name("value") is None
        for part in node.named_children
    )
    return "`const` declares a name without a value" if bare else ""


def _destructuring(place: Place) -> str:
    return "" if _ambient(place) else "a pattern is declared without a value"


def _ambient(place: Place) -> bool:
    return any(outer.type in AMBIENT for outer in place.around)


def _class(place: Place) -> str:
    count = 0
    for member in place.node.named_children:
        if member.type != "method_definition" or any(c.type == "static" for c in member.children):
            continue
        if text_of(member.child_by_field_name("name")) == "constructor":
            count += 1
            if any(c.type in ("async", "*", "get", "set") for c in member.children):
                return "a constructor is async, a generator or an accessor"
    return "a class has two constructors" if count > 1 else ""


def _method(place: Place) -> str:
    words = {child.type for child in place.node.children}
    taken = [
        part
        for part in _parts(place.node.child_by_field_name("parameters"))
        if text_of(part.child_by_field_name("pattern")) != "this"
    ]
    if "get" in words and taken:
        return "a getter takes a parameter"
    return "a setter does not take one parameter" if "set" in words and len(taken) != 1 else ""


def _rest(place: Place) -> str:
    node, parent = place.node, place.node.parent
    if parent is not None and parent.type == "required_parameter":
        node, parent = parent, parent.parent
    if parent is None or parent.type not in (
        "formal_parameters",
        "array_pattern",
        "object_pattern",
    ):
        return ""
    after = node.next_sibling
    return "something follows a rest element" if after is not None and after.type == "," else ""


def _target(place: Place) -> str:
    return (
        "`?.` stands left of an assignment"
        if _chained(place.node.child_by_field_name("left"))
        else ""
    )


def _new(place: Place) -> str:
    return (
        "`new` is applied to `?.`"
        if _chained(place.node.child_by_field_name("constructor"))
        else ""
    )


def _tag(place: Place) -> str:
    return "`?.` tags a template" if _chained(place.node.child_by_field_name("function")) else ""


def _chained(node: Node | None) -> bool:
    """True for a chain of members and calls that holds ``?.``."""
    while node is not None:
        if any(child.type in ("optional_chain", "?.") for child in node.children):
            return True
        if node.type == "non_null_expression":
            node = node.named_child(0)
        else:
            node = node.child_by_field_name("object") or (
                node.child_by_field_name("function") if node.type == "call_expression" else None
            )
    return False


def _regex(place: Place) -> str:
    flags = text_of(place.node.child_by_field_name("flags"))
    if len(set(flags)) < len(flags) or set(flags) - set("dgimsuvy") or {"u", "v"} <= set(flags):
        return f"`{flags}` are no flags of a regular expression"
    bare = _ESCAPED.sub("", text_of(place.node.child_by_field_name("pattern")))
    bare = bare if "v" in flags else _CLASS.sub("", bare)
    depth = 0
    for mark in re.findall(r"[()]", bare if "v" not in flags else ""):
        depth += 1 if mark == "(" else -1
        if depth < 0:
            break
    return "a regular expression has a parenthesis too many or too few" if depth else ""


_ESCAPED = re.compile(r"\\.", re.S)
_CLASS = re.compile(r"\[[^\]]*\]")


def _number(place: Place) -> str:
    octal = re.fullmatch(r"0\d+", text_of(place.node)) and (place.strict or _in_class(place))
    return "a number begins with `0` in strict code" if octal else ""


def _with(place: Place) -> str:
    return "`with` stands in strict code" if place.strict or _in_class(place) else ""


def _delete(place: Place) -> str:
    deletes = any(child.type == "delete" for child in place.node.children)
    if deletes and (place.strict or _in_class(place)):
        return "`delete` of a plain name stands in strict code"
    return ""


def _in_class(place: Place) -> bool:
    return any(outer.type == "class_body" for outer in place.around)


def _meta(place: Place) -> str:
    imports = place.module is False and text_of(place.node).startswith("import")
    return "`import.meta` stands in a CommonJS module" if imports else ""


def _program(place: Place) -> str:
    if place.language != "javascript":
        return ""
    seen: set[str] = set()
    for statement in place.node.named_children:
        if statement.type == "export_statement":
            for name in _exported(statement):
                if name in seen:
                    return f"`{name}` is exported twice"
                seen.add(name)
    return ""


def _exported(statement: Node) -> Iterator[str]:
    made = statement.child_by_field_name("declaration")
    if any(child.type == "default" for child in statement.children):
        yield "default"
    elif made is not None:
        declarators = [c for c in made.named_children if c.type == "variable_declarator"]
        for named in declarators or [made]:
            name = named.child_by_field_name("name")
            if name is not None and name.type == "identifier":
                yield text_of(name)
    for clause in statement.named_children:
        if clause.type == "export_clause":
            for part in _parts(clause):
                yield text_of(part.child_by_field_name("alias") or part.child_by_field_name("name"))


QUESTIONS: Mapping[str, Callable[[Place], str]] = {
    "constant": _constant,
    "destructuring": _destructuring,
    "class": _class,
    "method": _method,
    "rest": _rest,
    "target": _target,
    "new": _new,
    "tag": _tag,
    "regex": _regex,
    "number": _number,
    "with": _with,
    "delete": _delete,
    "meta": _meta,
    "program": _program,
}
