"""The names under which the code of a file calls its own functions.

``f`` is a function of the module, ``this.f`` a method of some class, ``exports.f`` an exported
function and ``tools.f`` one kept in an object. Classes are not told apart: a method is known by
its name.
"""

from __future__ import annotations

from collections.abc import Iterator

from nodewright.javascript.bindings import Function
from nodewright.javascript.parsing import Node
from nodewright.javascript.syntax import callee, property_name, unwrap
from nodewright.javascript.tree_facts import TreeFacts

_HOLDERS = frozenset(
    (
        *("statement_block", "if_statement", "else_clause", "try_statement", "catch_clause"),
        *("finally_clause", "switch_statement", "switch_body", "switch_case", "switch_default"),
        *("for_statement", "for_in_statement", "while_statement", "do_statement"),
        "labeled_statement",
    )
)
"""Statements in which a return statement can stand."""
_SELF_NAMES = frozenset(("self", "that", "_this", "me", "_self"))
_COMMON = frozenset(
    [
        "push",
        "pop",
        "shift",
        "map",
        "filter",
        "forEach",
        "reduce",
        "find",
        "some",
        "every",
        "get",
        "set",
        "has",
        "add",
        "delete",
        "clear",
        "join",
        "concat",
        "slice",
        "splice",
        "sort",
        "keys",
        "values",
        "entries",
        "includes",
        "indexOf",
        "replace",
        "split",
        "trim",
        "match",
        "test",
        "exec",
        "then",
        "catch",
        "finally",
        "on",
        "once",
        "off",
        "emit",
        "call",
        "apply",
        "bind",
        "log",
        "warn",
        "error",
        "info",
        "debug",
        "toString",
        "send",
        "json",
        "end",
        "write",
        "status",
        "render",
        "redirect",
        "set",
        "header",
        "use",
        "listen",
        "pipe",
        "next",
        "done",
    ]
)
"""Methods of so many things that the name alone does not say whose it is."""
_GLOBALS = frozenset(
    [
        "console",
        "Math",
        "JSON",
        "Object",
        "Array",
        "Promise",
        "Number",
        "String",
        "Boolean",
        "BigInt",
        "Symbol",
        "Date",
        "Buffer",
        "process",
        "Reflect",
        "Error",
        "TypeError",
        "RangeError",
        "Set",
        "Map",
        "WeakMap",
        "URL",
        "URLSearchParams",
        "AbortSignal",
        "RegExp",
        "require",
        "parseInt",
        "parseFloat",
        "isNaN",
        "encodeURIComponent",
        "decodeURIComponent",
        "setTimeout",
        "setInterval",
        "setImmediate",
        "clearTimeout",
        "clearInterval",
        "queueMicrotask",
        "structuredClone",
        "fetch",
        "next",
        "cb",
        "callback",
        "done",
        "resolve",
        "reject",
    ]
)
"""What no file declares for others to call, or what it only gets handed."""


def keys_of(facts: TreeFacts, function: Function) -> list[str]:
    """The names under which ``function`` may be called from anywhere in the file."""
    node = function.node
    if node.type == "method_definition":
        return _keys_of_entry(facts, node, node.child_by_field_name("name"))
    if node.type.endswith("function_declaration"):
        name = function.name
        outside = function.parent is None and facts.scope_at(function.start).parent is not None
        return [facts.text(name)] if name is not None and outside else []
    holder = node.parent
    if holder is None:
        return []
    if holder.type == "variable_declarator":
        name = holder.child_by_field_name("name")
        plain = name is not None and name.type == "identifier" and function.parent is None
        return [facts.text(name)] if plain and name is not None else []
    if holder.type == "pair":
        return _keys_of_entry(facts, holder, holder.child_by_field_name("key"))
    if holder.type in ("field_definition", "public_field_definition"):
        name = holder.child_by_field_name("property") or holder.child_by_field_name("name")
        return [f"this.{property_name(name, facts.source)}"] if name is not None else []
    if holder.type == "assignment_expression":
        left = holder.child_by_field_name("left")
        return _keys_of_target(facts, left) if left is not None else []
    return ["exports"] if holder.type == "export_statement" else []


def _keys_of_target(facts: TreeFacts, left: Node) -> list[str]:
    """``exports.f =``, ``X.prototype.f =``, ``this.f =``, ``tools.f =``, ``module.exports =``."""
    text = facts.text(left)
    if text in ("module.exports", "exports"):
        return ["exports"]
    if left.type == "identifier":
        return [text]
    if left.type != "member_expression":
        return []
    base, last = left.child_by_field_name("object"), left.child_by_field_name("property")
    if base is None or last is None:
        return []
    owner, name = facts.text(base), facts.text(last)
    if owner in ("exports", "module.exports"):
        return [f"exports.{name}", f"this.{name}"]
    if owner == "this" or owner.endswith(".prototype") or owner in _SELF_NAMES:
        return [f"this.{name}"]
    return [f"{owner}.{name}", f"this.{name}"] if base.type == "identifier" else []


def _keys_of_entry(facts: TreeFacts, entry: Node, key: Node | None) -> list[str]:
    """The keys of a method or of a pair, by what the class or object literal is kept in."""
    if key is None:
        return []
    name = property_name(key, facts.source)
    holder = entry.parent
    if holder is None or holder.type != "object":
        made = [f"this.{name}"]
        if name == "constructor" and holder is not None and holder.parent is not None:
            own = holder.parent.child_by_field_name("name")
            made = [facts.text(own)] if own is not None else []
        return made
    owner = holder.parent
    if owner is not None and owner.type == "variable_declarator":
        kept = owner.child_by_field_name("name")
        if kept is not None:
            return [f"{facts.text(kept)}.{name}", f"this.{name}"]
    if owner is not None and owner.type == "assignment_expression":
        left = owner.child_by_field_name("left")
        said = facts.text(left) if left is not None else ""
        if said in ("module.exports", "exports"):
            return [f"exports.{name}", f"this.{name}"]
        return [f"this.{name}"]
    return [f"this.{name}"] if owner is not None and owner.type == "export_statement" else []


def call_keys(facts: TreeFacts, call: Node) -> tuple[str, ...]:
    """The names under which the function that ``call`` calls may be known; none if imported."""
    called = (
        call.child_by_field_name("constructor") if call.type == "new_expression" else callee(call)
    )
    if called is None:
        return ()
    if called.type == "identifier":
        name = facts.text(called)
        return () if name in _GLOBALS or _is_local(facts, called) else (name,)
    if called.type != "member_expression":
        return ()
    base, last = called.child_by_field_name("object"), called.child_by_field_name("property")
    if base is None or last is None:
        return ()
    name = facts.text(last)
    if name in ("call", "bind"):
        return ()
    if is_self(facts, base) or base.type == "super":
        return (f"this.{name}",)
    owner = facts.text(base)
    if owner in ("exports", "module.exports"):
        return (f"exports.{name}",)
    common = name in _COMMON
    if base.type != "identifier":
        return (f"this.{name}",) if owner.startswith("this.") and not common else ()
    if owner in _GLOBALS or facts.origin(base):
        return ()
    if _is_local(facts, base):
        return () if common else (f"this.{name}",)
    return (f"{owner}.{name}",) if common else (f"{owner}.{name}", f"this.{name}")


def _is_local(facts: TreeFacts, name: Node) -> bool:
    """True for a name that is declared inside of a function or block of the chunk."""
    binding = facts.local(facts.text(name), name.start_byte)
    return binding is not None and binding.scope is not facts.module


def is_self(facts: TreeFacts, node: Node) -> bool:
    """``this``, or a name that holds it: ``const self = this``."""
    if node.type == "this":
        return True
    if node.type != "identifier" or facts.text(node) not in _SELF_NAMES:
        return False
    binding = facts.resolve(facts.text(node), node.start_byte)
    values = [d.value for d in binding.definitions if d.value] if binding is not None else []
    return any(unwrap(value).type == "this" for value in values)


def returned(function: Node) -> list[Node]:
    """What a function gives back: its expression body, or the values of its return statements."""
    return list(_returned(function))


def _returned(function: Node) -> Iterator[Node]:
    body = function.child_by_field_name("body")
    if body is None:
        return
    if body.type != "statement_block":
        yield body
        return
    stack = list(body.named_children)
    while stack:
        node = stack.pop()
        if node.type == "return_statement":
            yield from node.named_children
        elif node.type in _HOLDERS:
            stack += node.named_children
