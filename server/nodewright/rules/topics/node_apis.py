"""Which Node versions know an API: the table ``persona/node-apis.yml`` and questions to it."""

from __future__ import annotations

import importlib.resources
import re
from collections.abc import Callable, Mapping
from functools import cache
from types import MappingProxyType

import yaml

from nodewright.javascript.parsing import Node
from nodewright.javascript.syntax import arguments, callee, climb, string_value
from nodewright.node_versions import lowest, version
from nodewright.rules.view import Site

_FORMS = ("name:", "member:", "new:")

Entry = Mapping[str, str]


@cache
def table(name: str) -> Mapping[str, Entry]:
    """The entries of one part of the table by their ``api``; raises ValueError for no such part."""
    parts = _parts()
    if name not in parts:
        raise ValueError(f"there is no table named {name!r}")
    return MappingProxyType({entry["api"]: MappingProxyType(entry) for entry in parts[name]})


@cache
def _parts() -> Mapping[str, list[Entry]]:
    file = importlib.resources.files("nodewright.persona") / "node-apis.yml"
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    parts: Mapping[str, list[Entry]] = yaml.load(file.read_text(encoding="utf-8"), Loader=loader)  # noqa: S506  (both are safe)
    return parts


def keys(name: str) -> tuple[str, ...]:
    """The dispatch keys of a part of the table: where a rule about it is tried."""
    found: dict[str, None] = {}
    for api in table(name):
        if api.startswith("static:"):
            found[f"member:{api.split('.')[-1]}"] = None
        elif api.startswith("module:"):
            found["import"] = found["name:require"] = None
        else:
            found[api if api.startswith(_FORMS) else f"from:{api}"] = None
    return tuple(found)


def entry_at(site: Site, node: Node, name: str) -> Entry | None:
    """The entry of the table that the call, ``new`` or import at ``node`` is about."""
    entries = table(name)
    if node.type == "import_statement":
        return entries.get(f"module:{_imported(site, node.child_by_field_name('source'))}")
    if node.type == "new_expression":
        made = node.child_by_field_name("constructor")
        if made is None or site.resolve(made) is not None:
            return None
        return entries.get(f"new:{site.text(made)}")
    called = callee(node)
    if called is None:
        return None
    text = site.text(called)
    if text == "require":
        given = arguments(node)
        return entries.get(f"module:{_imported(site, given[0] if given else None)}")
    known = entries.get(site.origin(called))
    if known is not None:
        return known
    if called.type != "member_expression":
        return entries.get(f"name:{text}") if site.resolve(called) is None else None
    owner = called.child_by_field_name("object")
    static = entries.get(f"static:{text}")
    if static is not None and owner is not None and site.resolve(owner) is None:
        return static
    return entries.get(f"member:{text.rsplit('.', 1)[-1]}")


def _imported(site: Site, node: Node | None) -> str:
    """The module that is named; ``node:`` stays only where there is no module without it."""
    said = string_value(node, site.view.facts.source) if node is not None else None
    if said in ("node:test", "node:sqlite", "node:sea"):
        return said
    return (said or "").removeprefix("node:")


def _is_old(site: Site, node: Node, name: str) -> bool:
    """The call or import is in this part of the table, and the code does not ask first."""
    entry = entry_at(site, node, name)
    if entry is None or _asks_first(site, node) or _is_either(site, node, entry):
        return False
    gone, since = entry.get("gone"), entry.get("since")
    state = "legacy" if "legacy" in entry else "deprecated"
    site.words.update(
        API=_written(entry["api"]),
        USE=entry["use"],
        STATE=f"was removed in Node {gone}" if gone else f"is {state} since Node {since}",
    )
    return True


def _is_either(site: Site, node: Node, entry: Entry) -> bool:
    """The name may be the new one: ``const { isDate } = util.types || util``."""
    called = callee(node) if node.type == "call_expression" else None
    plain = called is not None and called.type == "identifier"
    return plain and entry.get("member", "").startswith("types.")


def _written(api: str) -> str:
    """The API as a developer writes it: ``util.isArray``."""
    return api.partition(":")[2] if ":" in api else api.replace("#", ".")


def newer_than_engines(site: Site, node: Node) -> bool:
    """The project says it runs on a Node that does not have this yet."""
    least = lowest(site.view.project.node) if site.view.project.node else None
    if least is None:
        return False
    entry = entry_at(site, node, "newer")
    if entry is None or version(entry["added"]) <= least or _asks_first(site, node):
        return False
    if entry["api"].startswith("member:") and not _plain_method(site, node):
        return False
    if site.view.imports("core-js", "core-js/stable") or site.view.path.endswith(".d.ts"):
        return False
    site.words.update(
        API=_written(entry["api"]), ADDED=entry["added"], ENGINES=site.view.project.node
    )
    return True


def _plain_method(site: Site, node: Node) -> bool:
    """The receiver is no module and no library that has methods of its own of that name."""
    called = callee(node)
    owner = called.child_by_field_name("object") if called is not None else None
    return owner is not None and not site.origin(owner) and site.text(owner) not in ("_", "$")


def _asks_first(site: Site, node: Node) -> bool:
    """The code looks whether the API is there, or stands ready for the error."""
    called = callee(node) if node.type == "call_expression" else None
    name = site.text(called) if called is not None else site.text(node)
    last = re.escape(name.split(".")[-1].split("(")[0].strip()[:60])
    asks = re.compile(
        rf"typeof\s+[\w.]*\b{last}\b|['\"]{last}['\"]\s+in\s|\b{last}\s*(?:\?\?|\|\||&&|\?[^.:])"
        rf"|[!(]\s*[\w.]+\.{last}\s*\)|\?\.\s*\(|\b{last}\?\."
    )
    for parent in climb(node):
        if parent.type in ("if_statement", "ternary_expression", "binary_expression"):
            condition = parent.child_by_field_name("condition") or parent.child_by_field_name(
                "left"
            )
            if condition is not None and re.search(rf"\b{last}\b", site.text(condition)):
                if not condition.start_byte <= node.start_byte < condition.end_byte:
                    return True
                if asks.search(site.text(condition)):
                    return True
        if parent.type == "try_statement" and called is not None and name == "require":
            return True
    return False


PREDICATES: Mapping[str, Callable[[Site, Node], bool]] = {
    "removed-util-check": lambda site, node: _is_old(site, node, "util-checks"),
    "removed-api": lambda site, node: _is_old(site, node, "removed"),
    "deprecated-api": lambda site, node: _is_old(site, node, "deprecated"),
    "old-module": lambda site, node: _is_old(site, node, "modules"),
    "newer-than-engines": newer_than_engines,
}
