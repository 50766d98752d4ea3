"""Questions about where a word stands: `await`, `return`, `break`, `super`, `#name`, `import`."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from nodewright.javascript.early_place import AMBIENT, FIELDS, LOOPS, OUTSIDE, RUNNING, Place
from nodewright.javascript.parsing import Node
from nodewright.javascript.signatures import text_of
from nodewright.javascript.syntax import FUNCTIONS, is_async


def _await(place: Place) -> str:
    function = place.function()
    if function is None or function.type in OUTSIDE or is_async(function):
        return ""
    return "`await` stands in a function that is not async"


def _for(place: Place) -> str:
    return _await(place) if any(c.type == "await" for c in place.node.children) else ""


def _yield(place: Place) -> str:
    function = place.function()
    if function is not None and function.type in OUTSIDE:
        return ""
    if function is not None and any(child.type == "*" for child in function.children):
        return ""
    return "`yield` stands in a function that is no generator"


def _return(place: Place) -> str:
    function = place.function()
    if function is None:
        return "`return` stands outside of a function" if place.module else ""
    inside = function.type in FUNCTIONS or function.type in OUTSIDE
    return "" if inside else "`return` stands outside of a function"


def _jump(place: Place) -> str:
    word = place.node.type.split("_")[0]
    label = place.node.child_by_field_name("label")
    for outer in place.outward():
        if outer.type in RUNNING:
            break
        if label is not None:
            found = outer.child_by_field_name("label")
            if outer.type == "labeled_statement" and text_of(found) == text_of(label):
                loops = word == "break" or _labels_loop(outer)
                return "" if loops else f"`continue {text_of(label)}` leads to no loop"
        elif outer.type in LOOPS or (word == "break" and outer.type == "switch_statement"):
            return ""
    if label is not None:
        return f"`{word} {text_of(label)}` leads to no label"
    return f"`{word}` stands outside of a loop"


def _labels_loop(labeled: Node) -> bool:
    body: Node | None = labeled
    while body is not None and body.type == "labeled_statement":
        body = body.child_by_field_name("body")
    return body is not None and body.type in LOOPS


def _super(place: Place) -> str:
    parent, function = place.node.parent, place.function(arrows=False)
    if function is not None and function.type in OUTSIDE:
        return ""
    if parent is None or parent.type != "call_expression":
        fine = function is not None and (
            function.type in FIELDS | {"class_static_block", "method_definition"}
        )
        return "" if fine else "`super` stands outside of a method"
    body = function.parent if function is not None else None
    constructs = function is not None and text_of(function.child_by_field_name("name")) == (
        "constructor"
    )
    if not constructs or body is None or body.type != "class_body":
        return "`super()` stands outside of a constructor"
    heir = body.parent is not None and any(c.type == "class_heritage" for c in body.parent.children)
    return "" if heir else "`super()` stands in a class that extends nothing"


def _private(place: Place) -> str:
    name = text_of(place.node)
    for outer in place.outward():
        if outer.type == "class_body" and name in _privates(outer):
            return ""
    return f"the class declares no `{name}`"


def _privates(body: Node) -> set[str]:
    found = set()
    for member in body.named_children:
        name = member.child_by_field_name("name") or member.child_by_field_name("property")
        if name is not None and name.type == "private_property_identifier":
            found.add(text_of(name))
    return found


def _border(place: Place) -> str:
    parent = place.node.parent
    if parent is None or parent.type == "program" or any(n.type in AMBIENT for n in place.around):
        return ""
    return f"`{place.node.type.split('_')[0]}` stands below the top level"


QUESTIONS: Mapping[str, Callable[[Place], str]] = {
    "await": _await,
    "for": _for,
    "yield": _yield,
    "return": _return,
    "jump": _jump,
    "super": _super,
    "private": _private,
    "border": _border,
}
