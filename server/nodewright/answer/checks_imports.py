"""The check of imports: each is built in, a file that is there, or a package of the project."""

from __future__ import annotations

from pathlib import PurePosixPath
from posixpath import normpath

from nodewright.answer.checks_system import system_as_loaded
from nodewright.answer.evidence import Evidence, Text
from nodewright.answer.loading import Wanted, wanted
from nodewright.answer.new_packages import alias_of, state_of
from nodewright.answer.packages import near_miss, package_of
from nodewright.answer.resolving import resolve
from nodewright.answer.values import UNKNOWN
from nodewright.document import Failure
from nodewright.javascript.modules import NODE_BUILTINS, Import
from nodewright.node_versions import lowest, version

# With one of these a bundler or a compiler resolves imports, by rules of its own.
_BUNDLERS = frozenset({"webpack", "vite", "rollup", "esbuild", "parcel", "next", "tsup", "tsx",
                       "@babel/core", "@swc/core", "ts-node", "nuxt", "snowpack"})  # fmt: skip


def knows_imports(evidence: Evidence) -> list[Failure]:
    """Every new import is built in, a file that is there, or a package that may be had."""
    known = {entry.specifier for entry in evidence.before.imports}
    failures: list[Failure] = []
    for entry in wanted(evidence):
        if UNKNOWN in entry.specifier:
            continue
        reason = _unknown(evidence, entry, known)
        if reason:
            failures.append(entry.text.failure("imports-known", reason, entry.at))
        elif entry.specifier.startswith(".") and entry.entry is not None:
            failures += _missing_names(evidence, entry.text, entry.entry)
    return failures


def _unknown(evidence: Evidence, entry: Wanted, known: set[str]) -> str:
    """Why a specifier cannot be accepted; nothing when it can."""
    specifier = entry.specifier
    if specifier.startswith((".", "/")):
        found = resolve(evidence, entry.text, specifier)
        if found is None:
            return f"`{specifier}` is no file of the project and is not created by this edit"
        return _incomplete(evidence, entry, found)
    if specifier in NODE_BUILTINS:
        return _too_new(evidence, specifier)
    if ":" in specifier or not specifier.strip():
        return f"`{specifier}` is no module that Node.js brings"
    prefix = alias_of(specifier)
    if specifier[0] in "#~@" and any(alias_of(other) == prefix for other in known):
        return ""
    if specifier[0] in "#~" or prefix == "@":
        return f"no import of this file shows that the alias `{prefix}` exists"
    package = package_of(specifier)
    state = state_of(evidence, package, entry.types)
    if state in ("declared", "development", "locked"):
        return ""
    twin = near_miss(package)
    if twin:
        return (
            f"`{package}` is no dependency in package.json, no lock file names it, and it looks"
            f" like `{twin}`"
        )
    if evidence.around.facts.manifest is None and state == "unknown":
        return f"there is no package.json that declares `{package}`"
    return ""


def _too_new(evidence: Evidence, specifier: str) -> str:
    """A built-in, or the ``node:`` before it, that the project's Node does not have yet."""
    facts = evidence.around.facts
    least = lowest(facts.node) if facts.node else None
    if least is None:
        return ""
    added = evidence.around.newer.get(f"module:{specifier}") or evidence.around.newer.get(
        f"module:{specifier.removeprefix('node:')}", ""
    )
    if not added and specifier.startswith("node:"):
        added = NODE_PREFIX
    if not added or version(added) <= least:
        return ""
    return f"`{specifier}` came with Node {added}, and package.json allows {facts.node}"


NODE_PREFIX = "14.18"
"""The version of Node from which on `require` takes `node:` (https://nodejs.org/api/modules.html)."""


def _incomplete(evidence: Evidence, entry: Wanted, found: str) -> str:
    """Why Node itself would not find the file: an ES module names it whole."""
    text, facts = entry.text, evidence.around.facts
    if text.language != "javascript" or entry.entry is None or entry.entry.style == "require":
        return ""
    if _BUNDLERS & facts.dependencies.keys() or facts.typescript:
        return ""
    if entry.entry.style == "import" and system_as_loaded(evidence, text) != "esm":
        return ""
    target = normpath((PurePosixPath(text.path).parent / entry.specifier).as_posix())
    if found == target or _habit(evidence):
        return ""
    ending = found.removeprefix(target)
    return f"`{entry.specifier}` is not whole: Node finds it only as `{entry.specifier}{ending}`"


def _habit(evidence: Evidence) -> bool:
    """The file imports files without their extension already, so something completes them."""
    return any(
        e.style != "require"
        and e.specifier.startswith(".")
        and not PurePosixPath(e.specifier).suffix
        for e in evidence.before.imports
    )


def _missing_names(evidence: Evidence, text: Text, entry: Import) -> list[Failure]:
    """Names imported from the document or from a created file that it does not export."""
    path = resolve(evidence, text, entry.specifier)
    texts = {normpath(t.path): t for t in (evidence.after, *evidence.created)}
    target = texts.get(path or "")
    if target is None or target.tree is None or "*" in target.exports:
        return []
    names = {name.split("#")[0].split(".")[0] for name in target.exports}
    commonjs = "module.exports" in names or not any(
        child.type == "export_statement" for child in target.tree.root_node.named_children
    )
    if commonjs and (not names or not target.exports.get("module.exports")):
        names |= {"default", "*"}
    allowed = {"*", "default"} if commonjs else {"*"}
    value = target.exports.get("module.exports")
    if value is not None and value.kind != "value":
        return []
    return [
        text.failure(
            "imports-known",
            f"`{target.path}` does not export `{name}`",
            entry.span.start,
        )
        for name in entry.names
        if name not in names | allowed
    ]
