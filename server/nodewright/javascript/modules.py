"""What a module imports, in ESM, CommonJS and TypeScript; what it exports is next door."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from nodewright.document import Span
from nodewright.javascript.exporting import Export, exports
from nodewright.javascript.parsing import Node, Tree
from nodewright.javascript.signatures import (
    pattern_keys,
    span_of,
    specifier_name,
    specifier_of,
    specifiers,
    text_of,
)

__all__ = ["NODE_BUILTINS", "Export", "Import", "exports", "imports"]

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


def imports(tree: Tree, source: bytes) -> tuple[Import, ...]:
    """Every import statement, ``require`` and ``import()`` with a fixed specifier, in order."""
    found: dict[int, Import] = {}
    for match in _CALLED.finditer(source):
        word = tree.root_node.descendant_for_byte_range(match.start(), match.end())
        if word is None or span_of(word) != Span(match.start(), match.end()):
            continue
        if word.parent is not None and word.parent.type == "import":
            word = word.parent
        entry = _statement(word) if word.type == "import" else None
        entry = entry or _call(word)
        if entry is not None:
            found.setdefault(entry.span.start, entry)
    for node in tree.root_node.named_children:
        specifier = specifier_of(node.child_by_field_name("source"))
        if node.type == "export_statement" and specifier is not None:
            names = tuple(text_of(n.child_by_field_name("name")) for n in specifiers(node))
            found[node.start_byte] = Import(specifier, span_of(node), "import", names or ("*",))
    return tuple(found[start] for start in sorted(found))


def _statement(word: Node) -> Import | None:
    node = word.parent
    if node is None or node.type != "import_statement":
        return None
    clause = next((c for c in node.named_children if c.type == "import_clause"), None)
    required = next((c for c in node.named_children if c.type == "import_require_clause"), None)
    specifier = specifier_of((required or node).child_by_field_name("source"))
    if specifier is None:
        return None
    names: list[str] = ["*"] if required is not None else []
    for part in clause.named_children if clause is not None else ():
        if part.type == "identifier":
            names.append("default")
        elif part.type == "namespace_import":
            names.append("*")
    names += [specifier_name(n) for n in specifiers(node)]
    return Import(specifier, span_of(node), "import", tuple(names))


def _call(word: Node) -> Import | None:
    call = word.parent
    if call is None or call.type != "call_expression":
        return None
    if call.child_by_field_name("function") != word:
        return None
    arguments = call.child_by_field_name("arguments")
    if arguments is None or arguments.type != "arguments" or not arguments.named_children:
        return None
    specifier = specifier_of(arguments.named_children[0])
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
