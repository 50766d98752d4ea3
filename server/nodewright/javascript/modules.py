"""What a module imports and exports, in ESM, CommonJS and TypeScript."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from nodewright.document import Span
from nodewright.javascript.parsing import Node, Tree
from nodewright.javascript.signatures import (
    function_kind,
    parameters_of,
    pattern_keys,
    span_of,
    text_of,
)
from nodewright.javascript.syntax import FUNCTIONS, callee, property_name, unescape, unwrap

ImportStyle = Literal["import", "require", "dynamic"]

_BARE_BUILTINS = [
    "assert",
    "assert/strict",
    "async_hooks",
    "buffer",
    "child_process",
    "cluster",
    "console",
    "constants",
    "crypto",
    "dgram",
    "diagnostics_channel",
    "dns",
    "dns/promises",
    "domain",
    "events",
    "fs",
    "fs/promises",
    "http",
    "http2",
    "https",
    "inspector",
    "inspector/promises",
    "module",
    "net",
    "os",
    "path",
    "path/posix",
    "path/win32",
    "perf_hooks",
    "process",
    "punycode",
    "querystring",
    "readline",
    "readline/promises",
    "repl",
    "stream",
    "stream/consumers",
    "stream/promises",
    "stream/web",
    "string_decoder",
    "sys",
    "timers",
    "timers/promises",
    "tls",
    "trace_events",
    "tty",
    "url",
    "util",
    "util/types",
    "v8",
    "vm",
    "wasi",
    "worker_threads",
    "zlib",
]
_PREFIXED_ONLY = ["sea", "sqlite", "test", "test/reporters"]

#: Modules that Node itself brings (https://nodejs.org/api/, `module.builtinModules`), with and
#: without `node:`; some exist with the prefix only.
NODE_BUILTINS = frozenset(
    [*_BARE_BUILTINS, *(f"node:{name}" for name in (*_BARE_BUILTINS, *_PREFIXED_ONLY))]
)

_CALLED = re.compile(rb"\b(?:require|import)\b")
_EXPORTED = re.compile(r"(?:module\.)?exports\.([\w$]+)")
_METHODS = frozenset({"method_definition", "abstract_method_signature"})
_FUNCTION_LIKE = FUNCTIONS | _METHODS | {"function_signature"}
_CLASSES = frozenset({"class", "class_declaration", "abstract_class_declaration"})
_TYPES = frozenset({"interface_declaration", "type_alias_declaration"})


@dataclass(frozen=True, slots=True)
class Import:
    """One place that loads a module; ``names`` are those taken from it, ``*`` for all of it.

    ``names`` says what the other module calls them: ``{a as b}`` gives ``a``, a default import
    gives ``default``, a plain ``require`` gives ``*``.
    """

    specifier: str
    span: Span
    style: ImportStyle
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Export:
    """A name that a module gives away.

    ``kind``: function, async function, generator, class, method, async method, value, type,
    reexport. ``parameters``: None where it is no function or nobody can tell; ``a=`` has a
    default, ``a?`` is optional, ``...a`` takes the rest, ``{a,b}`` is destructured.
    """

    name: str
    kind: str
    parameters: tuple[str, ...] | None
    span: Span


def imports(tree: Tree, source: bytes) -> tuple[Import, ...]:
    """Every import statement, ``require`` and ``import()`` with a fixed specifier, in order."""
    found: dict[int, Import] = {}
    for match in _CALLED.finditer(source):
        word = tree.root_node.descendant_for_byte_range(match.start(), match.end())
        if word is None or span_of(word) != Span(match.start(), match.end()):
            continue
        entry = _statement(word) if word.type == "import" else None
        entry = entry or _call(word)
        if entry is not None:
            found.setdefault(entry.span.start, entry)
    for node in tree.root_node.named_children:
        specifier = _specifier(node.child_by_field_name("source"))
        if node.type == "export_statement" and specifier is not None:
            names = tuple(text_of(n.child_by_field_name("name")) for n in _specifiers(node))
            found[node.start_byte] = Import(specifier, span_of(node), "import", names or ("*",))
    return tuple(found[start] for start in sorted(found))


def _specifier(node: Node | None) -> str | None:
    """What the literal says; None when it is no literal or is put together at run time."""
    if node is None or node.type not in ("string", "template_string"):
        return None
    if any(child.type == "template_substitution" for child in node.children):
        return None
    return unescape(text_of(node)[1:-1])


def _specifiers(node: Node) -> Iterator[Node]:
    for child in node.named_children:
        if child.type in {"export_clause", "import_clause", "named_imports"}:
            yield from _specifiers(child)
        elif child.type in {"export_specifier", "import_specifier"}:
            yield child


def _statement(word: Node) -> Import | None:
    node = word.parent
    if node is None or node.type != "import_statement":
        return None
    clause = next((c for c in node.named_children if c.type == "import_clause"), None)
    required = next((c for c in node.named_children if c.type == "import_require_clause"), None)
    specifier = _specifier((required or node).child_by_field_name("source"))
    if specifier is None:
        return None
    names: list[str] = ["*"] if required is not None else []
    for part in clause.named_children if clause is not None else ():
        if part.type == "identifier":
            names.append("default")
        elif part.type == "namespace_import":
            names.append("*")
    names += [_specifier_name(n) for n in _specifiers(node)]
    return Import(specifier, span_of(node), "import", tuple(names))


def _specifier_name(node: Node) -> str:
    named = node.child_by_field_name("name")
    if named is not None:
        return text_of(named).strip("'\"")
    return text_of(node.children[0]) if node.children else ""


def _call(word: Node) -> Import | None:
    call = word.parent
    if call is None or call.type != "call_expression":
        return None
    if call.child_by_field_name("function") != word:
        return None
    arguments = call.child_by_field_name("arguments")
    if arguments is None or arguments.type != "arguments" or not arguments.named_children:
        return None
    specifier = _specifier(arguments.named_children[0])
    if specifier is None:
        return None
    style: ImportStyle = "dynamic" if word.type == "import" else "require"
    return Import(specifier, span_of(call), style, _taken(call))


def _taken(call: Node) -> tuple[str, ...]:
    """The names that the code takes from what the call gives."""
    holder = call.parent
    if holder is not None and holder.type == "await_expression":
        holder = holder.parent
    if holder is not None and holder.type == "member_expression":
        return (text_of(holder.child_by_field_name("property")),)
    if holder is None or holder.type != "variable_declarator":
        return ("*",)
    pattern = holder.child_by_field_name("name")
    if pattern is None or pattern.type != "object_pattern":
        return ("*",)
    keys = pattern_keys(pattern)
    return ("*",) if keys is None else keys


def exports(tree: Tree, source: bytes) -> Mapping[str, Export]:
    """What the module exports, by name; methods as ``Class#method``, statics as ``Class.method``.

    ``default`` is the ESM default export, ``module.exports`` the CommonJS export as a whole,
    ``*`` stands for names that only running the code can tell (a spread, ``export *``).
    """
    return _Exports(tree, source).found


class _Exports:
    """Collects the exports of one tree; names are resolved through top-level declarations."""

    def __init__(self, tree: Tree, source: bytes) -> None:
        self.found: dict[str, Export] = {}
        self._source = source
        self._local: dict[str, Node] = {}
        top = tree.root_node.named_children
        for node in top:
            for name, value in _declared(node.child_by_field_name("declaration") or node):
                self._local[name] = value
        for node in top:
            if node.type == "export_statement":
                self._esm(node)
            elif node.type == "expression_statement" and node.named_children:
                self._commonjs(node.named_children[0])
            elif node.type in ("lexical_declaration", "variable_declaration"):
                for part in node.named_children:
                    assigned = part.child_by_field_name("value")
                    if assigned is not None:
                        self._commonjs(assigned)

    def _add(self, name: str, node: Node) -> None:
        """Record ``name`` as what ``node`` evaluates to, members of classes included."""
        node = self._resolved(node)
        if node.type in _FUNCTION_LIKE:
            kind = function_kind(node, "method" if node.type in _METHODS else "function")
            self.found[name] = Export(name, kind, parameters_of(node), span_of(node))
        elif node.type in _CLASSES:
            self.found[name] = Export(name, "class", None, span_of(node))
            self._members(name, node)
        elif node.type in _TYPES:
            self.found[name] = Export(name, "type", None, span_of(node))
        else:
            self.found[name] = Export(name, "value", None, span_of(node))

    def _resolved(self, start: Node) -> Node:
        node = start
        for _ in range(4):
            node = unwrap(node)
            if node.type not in ("identifier", "shorthand_property_identifier", "type_identifier"):
                return node
            target = self._local.get(text_of(node))
            if target is None:
                return node
            node = target
        return node

    def _members(self, name: str, node: Node) -> None:
        body = node.child_by_field_name("body")
        for member in body.named_children if body is not None else ():
            if any(
                c.type == "accessibility_modifier" and text_of(c) != "public"
                for c in member.children
            ):
                continue
            key = member.child_by_field_name("name") or member.child_by_field_name("property")
            if key is None or key.type not in ("property_identifier", "string"):
                continue
            value = member if member.type in _METHODS else member.child_by_field_name("value")
            own = property_name(key, self._source)
            if value is None or value.type not in _FUNCTION_LIKE or own.startswith("_"):
                continue
            static = any(c.type == "static" for c in member.children)
            self._add(f"{name}{'.' if static else '#'}{own}", value)

    def _esm(self, node: Node) -> None:
        words = {child.type for child in node.children}
        declaration = node.child_by_field_name("declaration")
        value = node.child_by_field_name("value")
        if declaration is not None and "default" not in words:
            for name, target in _declared(declaration):
                self._add(name, target)
        elif declaration is not None or (value is not None and "default" in words):
            self._whole("default", declaration or value or node)
        elif "=" in words and node.named_children:
            self._whole("module.exports", node.named_children[-1])
        else:
            self._listed(node)

    def _listed(self, node: Node) -> None:
        source = _specifier(node.child_by_field_name("source"))
        for child in node.named_children:
            if child.type == "namespace_export":
                name = text_of(child.named_children[0]) if child.named_children else "*"
                self.found[name] = Export(name, "reexport", None, span_of(child))
        for part in _specifiers(node):
            alias = part.child_by_field_name("alias")
            name = text_of(alias).strip("'\"") if alias is not None else _specifier_name(part)
            local = part.child_by_field_name("name")
            if source is None and local is not None:
                self._add(name, local)
            else:
                self.found[name] = Export(name, "reexport", None, span_of(part))
        if source is not None and any(child.type == "*" for child in node.children):
            self.found["*"] = Export("*", "reexport", None, span_of(node))

    def _whole(self, name: str, value: Node) -> None:
        """The module as one value; an object gives its properties away too."""
        resolved = self._resolved(value)
        self._add(name, resolved)
        if resolved.type == "object":
            self._object(resolved, "" if name == "module.exports" else f"{name}.")
        elif name == "module.exports" and resolved.type not in (_FUNCTION_LIKE | _CLASSES):
            self.found["*"] = Export("*", "value", None, span_of(value))

    def _object(self, node: Node, prefix: str) -> None:
        for part in node.named_children:
            if part.type == "spread_element":
                self.found["*"] = Export("*", "value", None, span_of(part))
            elif part.type == "shorthand_property_identifier":
                self._add(prefix + text_of(part), part)
            elif part.type in ("pair", "method_definition"):
                key = part.child_by_field_name("key") or part.child_by_field_name("name")
                value = part.child_by_field_name("value") or part
                if key is not None:
                    self._add(prefix + property_name(key, self._source), value)

    def _commonjs(self, node: Node) -> None:
        if node.type == "call_expression":
            self._assigned_object(node)
        if node.type != "assignment_expression":
            return
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        if left is None or right is None:
            return
        while right.type == "assignment_expression":
            self._commonjs(right)
            right = right.child_by_field_name("right") or right
        path = re.sub(r"\s", "", text_of(left))
        if path == "module.exports":
            self._whole(path, right)
        elif found := _EXPORTED.fullmatch(path):
            self._add(found[1], right)

    def _assigned_object(self, call: Node) -> None:
        """``Object.assign(module.exports, {...})``."""
        given = call.child_by_field_name("arguments")
        if text_of(callee(call)) != "Object.assign" or given is None:
            return
        target, *objects = given.named_children or [call]
        if text_of(target) in ("module.exports", "exports"):
            for node in map(self._resolved, objects):
                if node.type == "object":
                    self._object(node, "")
                else:
                    self.found["*"] = Export("*", "value", None, span_of(node))


def _declared(node: Node) -> Iterator[tuple[str, Node]]:
    """The names that a declaration brings, each with the node it stands for."""
    if node.type == "ambient_declaration":
        for child in node.named_children:
            yield from _declared(child)
    elif node.type in ("lexical_declaration", "variable_declaration"):
        for part in node.named_children:
            name, value = part.child_by_field_name("name"), part.child_by_field_name("value")
            if name is not None and name.type == "identifier":
                yield text_of(name), value or part
            elif name is not None:
                for found in bound_names(name):
                    yield text_of(found), part
    elif node.type == "import_alias" and node.named_children:
        yield text_of(node.named_children[0]), node
    elif (name := node.child_by_field_name("name")) is not None:
        yield text_of(name), node


def bound_names(pattern: Node) -> Iterator[Node]:
    """The identifiers that a destructuring pattern binds."""
    if pattern.type in ("identifier", "shorthand_property_identifier_pattern"):
        yield pattern
    elif pattern.type == "pair_pattern":
        value = pattern.child_by_field_name("value")
        if value is not None:
            yield from bound_names(value)
    elif pattern.type in ("assignment_pattern", "object_assignment_pattern"):
        left = pattern.child_by_field_name("left")
        if left is not None:
            yield from bound_names(left)
    else:
        for child in pattern.named_children:
            yield from bound_names(child)
