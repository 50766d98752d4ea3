"""Bring a module of Node into a file, in the style in which the file imports already."""

from __future__ import annotations

import re

from nodewright.document import Span, TextChange
from nodewright.javascript.parsing import Node
from nodewright.javascript.tree_facts import TreeFacts
from nodewright.rules.layout import line_break
from nodewright.rules.view import Site

_REQUIRE = re.compile(rb"^(?:const|let|var)\s[^=]{1,200}=\s*require\(\s*(['\"])(?P<module>[^'\"]+)")
_IMPORT = re.compile(rb"^import\b(?!\s*\()[^;]{0,2000}?(['\"])(?P<module>[^'\"]+)['\"]")


def module_name(site: Site, module: str) -> tuple[str, tuple[TextChange, ...]] | None:
    """The name by which the file knows the whole of ``module``, and the import that may be missing.

    None where the name of the module is taken by something else.
    """
    facts = site.view.whole()
    for known, binding in facts.module.names.items():
        if facts.origin_of_binding(binding) == module and not _is_hidden(site, known):
            return known, ()
    if module in facts.module.names or _is_taken(site, module):
        return None
    return module, (_import_of(site, facts, module),)


def _is_hidden(site: Site, name: str) -> bool:
    """A function around the place declares the same name for something else."""
    found = site.view.facts.resolve(name, site.node.start_byte)
    return found is not None and found.outer is None and found.scope.function is not None


def _is_taken(site: Site, name: str) -> bool:
    return site.view.facts.resolve(name, site.node.start_byte) is not None


def uses_modules(site: Site, facts: TreeFacts) -> bool:
    """True for an ES module: by what it says, by its name, or by the project."""
    if facts.imports or any(c.type == "export_statement" for c in facts.root.named_children):
        return True
    if site.view.path.endswith((".mjs", ".mts")):
        return True
    if b"require(" in facts.source or b"module.exports" in facts.source:
        return False
    return site.view.project.module_system == "esm" and not site.view.path.endswith(".cjs")


def _import_of(site: Site, facts: TreeFacts, module: str) -> TextChange:
    source = facts.source
    modern = uses_modules(site, facts)
    last, quote, prefix, end = _last_import(facts, modern)
    specifier = f"{quote}{prefix}{module}{quote}"
    line = (
        f"import {module} from {specifier}{end}"
        if modern
        else f"const {module} = require({specifier}){end}"
    )
    if (
        modern
        and re.search(rb"import \* as \w+ from", source)
        and site.view.language != "javascript"
    ):
        line = f"import * as {module} from {specifier}{end}"
    eol = line_break(source)
    if last is not None:
        at = last.end_byte
        return TextChange(Span(at, at), f"{eol}{line}")
    at = _start(facts.root)
    return TextChange(Span(at, at), f"{line}{eol}")


def _last_import(facts: TreeFacts, modern: bool) -> tuple[Node | None, str, str, str]:
    """The last import at the head of the file, and the quote, prefix and ending it uses."""
    last, quote, prefix, end = None, "'", "", ";"
    pattern = _IMPORT if modern else _REQUIRE
    for node in facts.root.named_children:
        if node.type in ("comment", "hash_bang_line"):
            continue
        text = facts.source[node.start_byte : node.end_byte]
        found = pattern.match(text)
        if found is not None:
            last, quote = node, found.group(1).decode()
            end = ";" if text.endswith(b";") else ""
            prefix = "node:" if found.group("module").startswith(b"node:") else prefix
        elif last is not None:
            break
    return last, quote, prefix, end


def _start(root: Node) -> int:
    """Where the first statement begins that is no directive such as ``'use strict'``."""
    for node in root.named_children:
        if node.type in ("comment", "hash_bang_line"):
            continue
        inner = node.named_children[0] if node.named_child_count else None
        if node.type == "expression_statement" and inner is not None and inner.type == "string":
            continue
        return node.start_byte
    return root.end_byte
