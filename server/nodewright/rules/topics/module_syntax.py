"""Words of CommonJS in an ES module, where Node does not know them, and the reverse."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from nodewright.document import Span, TextChange
from nodewright.javascript.parsing import Node
from nodewright.javascript.syntax import arguments, object_entries, string_value
from nodewright.node_versions import lowest
from nodewright.rules.model import FixMaker
from nodewright.rules.view import Site

_BUILT_IN = frozenset(
    (
        *("assert", "buffer", "child_process", "cluster", "crypto", "dns", "events", "fs"),
        *("fs/promises", "http", "http2", "https", "net", "os", "path", "perf_hooks"),
        *("querystring", "readline", "stream", "tls", "url", "util", "v8", "vm", "zlib"),
        *("worker_threads", "async_hooks", "timers/promises", "stream/promises"),
    )
)
_COMMONJS_FOLDER = re.compile(r"(?:^|/)(?:cjs|commonjs)[\w-]*/")
_DIRNAME_CAME = (20, 11)


def _is_module(site: Site) -> bool:
    """Node certainly reads the file as an ES module.

    A folder named ``cjs`` holds what was built as CommonJS, with a package.json of its own.
    """
    if site.view.path.endswith(".mjs"):
        return True
    plain = site.view.path.endswith((".js", ".jsx")) or not site.view.path
    return (
        plain
        and not _COMMONJS_FOLDER.search(site.view.path)
        and site.view.project.module_system == "esm"
    )


def _is_global(site: Site, name: str, node: Node) -> bool:
    return site.view.facts.resolve(name, node.start_byte) is None


def require_in_module(site: Site, node: Node) -> bool:
    """``require(...)`` where Node has no ``require``."""
    return (
        _is_module(site)
        and _is_global(site, "require", node)
        and len(arguments(node)) == 1
        and not _is_asked(site, node, "require")
    )


def exports_in_module(site: Site, node: Node) -> bool:
    """``module.exports = ...`` or ``exports.name = ...`` where Node has neither."""
    left = node.child_by_field_name("left")
    if left is None or not _is_module(site):
        return False
    found = re.match(r"(module)\.exports\b|(exports)\.\w+$", site.text(left))
    if found is None:
        return False
    name = found.group(1) or found.group(2)
    if not _is_global(site, name, node) or _is_asked(site, node, name):
        return False
    site.span = Span(left.start_byte, left.end_byte)
    return True


def dirname_in_module(site: Site, node: Node) -> bool:
    """``__dirname`` or ``__filename`` where Node has neither."""
    name = site.text(node)
    return _is_module(site) and _is_global(site, name, node) and not _is_asked(site, node, name)


def _is_asked(site: Site, node: Node, name: str) -> bool:
    """The code looks first whether there is such a name: it runs as both kinds of module."""
    source = site.view.facts.source[site.view.facts.root.start_byte : node.end_byte]
    return re.search(rf"typeof\s+{name}\b".encode(), source) is not None


def import_in_commonjs(site: Site, node: Node) -> bool:
    """An ``import`` statement in a file that is CommonJS by its name."""
    return site.view.path.endswith(".cjs")


def import_it(site: Site) -> tuple[TextChange, ...] | None:
    """The edit from ``const x = require('fs')`` to an import, at the top of the file only."""
    declarator = site.node.parent
    holder = declarator.parent if declarator is not None else None
    if declarator is None or holder is None or declarator.type != "variable_declarator":
        return None
    if holder.parent is None or holder.parent.type != "program" or holder.named_child_count != 1:
        return None
    name = declarator.child_by_field_name("name")
    module = string_value(arguments(site.node)[0], site.view.facts.source)
    if name is None or module is None or module.removeprefix("node:") not in _BUILT_IN:
        return None
    wanted = _imported(site, name)
    if wanted is None:
        return None
    end = ";" if site.text(holder).endswith(";") else ""
    text = f"import {wanted} from {site.text(arguments(site.node)[0])}{end}"
    return (TextChange(Span(holder.start_byte, holder.end_byte), text),)


def _imported(site: Site, name: Node) -> str | None:
    """What stands after ``import``: a name, or names in braces with ``as`` for ``:``."""
    if name.type == "identifier":
        return site.text(name)
    if name.type != "object_pattern":
        return None
    parts = []
    for child in name.named_children:
        if child.type == "shorthand_property_identifier_pattern":
            parts.append(site.text(child))
            continue
        key, value = child.child_by_field_name("key"), child.child_by_field_name("value")
        if child.type != "pair_pattern" or key is None or value is None:
            return None
        if value.type != "identifier" or key.type != "property_identifier":
            return None
        parts.append(f"{site.text(key)} as {site.text(value)}")
    return f"{{ {', '.join(parts)} }}" if parts else None


def use_import_meta(site: Site) -> tuple[TextChange, ...] | None:
    """The edit from ``__dirname`` to ``import.meta.dirname``, where the project's Node has it."""
    least = lowest(site.view.project.node) if site.view.project.node else None
    if least is None or least < _DIRNAME_CAME:
        return None
    parent = site.node.parent
    if parent is not None and object_entries(parent, site.view.facts.source):
        return None
    name = site.text(site.node).strip("_")
    span = Span(site.node.start_byte, site.node.end_byte)
    return (TextChange(span, f"import.meta.{name}"),)


PREDICATES: Mapping[str, Callable[[Site, Node], bool]] = {
    "require-in-module": require_in_module,
    "exports-in-module": exports_in_module,
    "dirname-in-module": dirname_in_module,
    "import-in-commonjs": import_in_commonjs,
}
FIX_MAKERS: Mapping[str, FixMaker] = {
    "import-it": import_it,
    "use-import-meta": use_import_meta,
}
