"""Folders that are compared as text: ``/srv/data-old`` begins with ``/srv/data``, too."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from nodewright.document import Span, TextChange
from nodewright.javascript.parsing import Node
from nodewright.javascript.syntax import arguments, callee, string_value, unwrap
from nodewright.javascript.tree_facts import module_of
from nodewright.rules.model import FixMaker
from nodewright.rules.topics.importing import module_name
from nodewright.rules.topics.values import in_test_file
from nodewright.rules.view import Site

_FOLDER = re.compile(
    r"(?i)(?:root|base|dir|directory|folder|dest|destination|output|target|public|upload|cwd)s?"
    r"(?:path|dir|folder)?(?:\(\))?$|^process\.cwd\(\)$|^__dirname$"
)
_ENDS = re.compile(r"\bsep\b|['\"`][\\/]+['\"`]\s*\)?;?\s*$|[\\/]['\"`]\s*\)?$")
_MADE = re.compile(r"^(?:\w+\.)*(?:join|resolve|normalize|realpath(?:Sync)?)\(")
_OWN = re.compile(r"^(?:this|that|self)\.")
_MOST_VALUES = 4


def folder_as_prefix(site: Site, node: Node) -> bool:
    """``file.startsWith(root)`` where ``file`` is a path and ``root`` does not end with a slash."""
    called, given = callee(node), arguments(node)
    path = called.child_by_field_name("object") if called is not None else None
    last = called.child_by_field_name("property") if called is not None else None
    if path is None or last is None or len(given) != 1 or in_test_file(site):
        return False
    folder = unwrap(given[0])
    if site.text(last) == "indexOf" and not _compared_with_start(site, node):
        return False
    named = folder
    if folder.type == "call_expression" and _MADE.match(site.text(folder)) and arguments(folder):
        named = arguments(folder)[0]
    if not _FOLDER.search(site.text(named)) or not _is_path(site, path):
        return False
    return not _may_end_with_separator(site, folder) and not _equals_too(site, path, folder)


def _compared_with_start(site: Site, node: Node) -> bool:
    """``indexOf(...) === 0``, and its contrary."""
    parent = node.parent
    if parent is None or parent.type != "binary_expression":
        return False
    return re.search(r"[!=]==?\s*0$|^0\s*[!=]==?", site.text(parent)) is not None


def _values(site: Site, node: Node) -> list[Node]:
    binding = site.resolve(node) if node.type == "identifier" else None
    if binding is None:
        return []
    return [unwrap(d.value) for d in binding.definitions if d.value is not None][:_MOST_VALUES]


def _is_path(site: Site, node: Node) -> bool:
    """Every value is made by ``path.join``, ``path.resolve`` or the like."""
    path = unwrap(node)
    values = _values(site, path) if path.type == "identifier" else [path]
    calls = [v for v in values if v.type == "call_expression" and _MADE.match(site.text(v))]
    return any(
        module_of(site.origin(callee(v) or v)) in ("path", "fs", "fs/promises")
        or _OWN.match(site.text(v))
        for v in calls
    )


def _may_end_with_separator(site: Site, folder: Node) -> bool:
    """What the folder's name holds ends with a slash, or is not known here."""
    if folder.type == "call_expression":
        return not _MADE.match(site.text(folder)) and site.text(folder) != "process.cwd()"
    if folder.type != "identifier":
        return folder.type != "member_expression" or not _OWN.match(site.text(folder))
    values = _values(site, folder)
    if not values:
        binding = site.resolve(folder)
        return binding is not None and binding.kind != "parameter"
    return any(
        _ENDS.search(site.text(v)) or string_value(v, site.view.facts.source) is not None
        for v in values
    )


def _equals_too(site: Site, path: Node, folder: Node) -> bool:
    """The separator is looked at in another way nearby."""
    function = site.view.facts.function_at(path.start_byte)
    text = site.text(function.node) if function is not None else ""
    name = re.escape(site.text(folder))
    return re.search(rf"{name}\s*\+\s*(?:\w+\.)*sep\b|{name}\s*\+\s*['\"`]/", text) is not None


def end_with_separator(site: Site) -> tuple[TextChange, ...] | None:
    """The edit that puts ``path.sep`` behind the folder."""
    folder = arguments(site.node)[0]
    known = module_name(site, "path")
    if known is None or folder.type not in ("identifier", "member_expression", "call_expression"):
        return None
    name, imported = known
    return (*imported, TextChange(Span(folder.end_byte, folder.end_byte), f" + {name}.sep"))


PREDICATES: Mapping[str, Callable[[Site, Node], bool]] = {"folder-as-prefix": folder_as_prefix}
FIX_MAKERS: Mapping[str, FixMaker] = {"end-with-separator": end_with_separator}
