"""Checks of the module's borders: what it exports and what it imports."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath
from posixpath import normpath

from nodewright.answer.evidence import Evidence, Text
from nodewright.document import Failure
from nodewright.javascript.modules import NODE_BUILTINS, Export, Import

_EXTENSIONS = (
    "", ".js", ".mjs", ".cjs", ".json", ".ts", ".mts", ".cts", ".tsx", ".jsx", ".node", ".d.ts"
)  # fmt: skip
_INDEX = ("index.js", "index.mjs", "index.cjs", "index.ts", "index.tsx", "index.json",
          "package.json")  # fmt: skip
_TO_TYPESCRIPT = {".js": (".ts", ".tsx"), ".mjs": (".mts",), ".cjs": (".cts",), ".jsx": (".tsx",)}
# Parameters that a framework hands over by itself, so a handler may start to take them.
_HANDED_OVER = frozenset({"next", "done", "reply", "res", "response", "ctx", "context", "callback"})
_HANDLER_STARTS = frozenset({"req", "request", "ctx", "context", "c", "err", "error", "event"})


def keeps_exports(evidence: Evidence) -> list[Failure]:
    """Every export is still there and can be called as before."""
    if evidence.around.allowance.change_exports:
        return []
    before, after = evidence.before.exports, evidence.after.exports
    failures: list[Failure] = []
    for name, old in before.items():
        new = after.get(name)
        if new is None:
            if "*" in after and name != "*" and "*" not in before:
                continue
            message = f"`{_shown(name)}` would no longer be exported"
            failures.append(Failure("exports-kept", message))
            continue
        reason = _incompatible(old, new)
        if reason:
            message = f"The export `{_shown(name)}` would change its signature: {reason}"
            failures.append(evidence.after.failure("exports-kept", message, new.span.start))
    return failures


def _shown(name: str) -> str:
    return "the re-exported names" if name == "*" else name


def _incompatible(old: Export, new: Export) -> str:
    """Why a caller of ``old`` could not call ``new``; nothing when it can."""
    if {old.kind == "class", new.kind == "class"} == {True, False}:
        return f"it was a {old.kind} and becomes a {new.kind}"
    if old.parameters is None or new.parameters is None:
        return ""
    for place, was in enumerate(old.parameters):
        if place >= len(new.parameters):
            return f"parameter `{was}` is gone"
        now = new.parameters[place]
        if now.startswith("..."):
            return ""
        if not _same_parameter(was, now):
            return f"parameter {place + 1} was `{was}` and becomes `{now}`"
    for now in new.parameters[len(old.parameters) :]:
        if not _optional(now) and not _handed_over(now, old):
            return f"the new parameter `{now}` is not optional"
    return ""


def _bare(parameter: str) -> str:
    return parameter.rstrip("=?").lstrip("_")


def _optional(parameter: str) -> bool:
    return parameter.endswith(("=", "?")) or parameter.startswith("...")


def _same_parameter(was: str, now: str) -> bool:
    if _optional(was) and not _optional(now):
        return False
    a, b = _bare(was), _bare(now)
    if a.startswith("{") and b.startswith("{"):
        return b == "{*}" or set(a.strip("{}").split(",")) <= set(b.strip("{}").split(","))
    if a[:1] in "{[" or b[:1] in "{[":
        return True
    return a == b or not a or not b


def _handed_over(parameter: str, old: Export) -> bool:
    first = _bare(old.parameters[0]) if old.parameters else ""
    return parameter in _HANDED_OVER and first in _HANDLER_STARTS


def awaitable_changes(evidence: Evidence) -> Iterator[str]:
    """Exported functions that return a promise now and did not before; handlers excepted."""
    before, after = evidence.before.exports, evidence.after.exports
    for name, old in before.items():
        new = after.get(name)
        if new is None or old.parameters is None or new.parameters is None:
            continue
        first = _bare(old.parameters[0]) if old.parameters else ""
        if "async" in new.kind and "async" not in old.kind and first not in _HANDLER_STARTS:
            yield f"`{name}` now returns a promise: every caller has to await it."


def knows_imports(evidence: Evidence) -> list[Failure]:
    """Every new import is built in, a file that is there, or a declared package."""
    known = {entry.specifier for entry in evidence.before.imports}
    failures: list[Failure] = []
    for text in (evidence.after, *evidence.created):
        for entry in text.imports:
            if text is evidence.after and entry.specifier in known:
                continue
            reason = _unknown(evidence, text, entry.specifier, known)
            if reason:
                failures.append(text.failure("imports-known", reason, entry.span.start))
            elif entry.specifier.startswith("."):
                failures += _missing_names(evidence, text, entry)
    return failures


def _unknown(evidence: Evidence, text: Text, specifier: str, known: set[str]) -> str:
    """Why a specifier cannot be accepted; nothing when it can."""
    if specifier.startswith((".", "/")):
        if _resolve(evidence, text, specifier) is None:
            return f"`{specifier}` is no file of the project and is not created by this edit"
        return ""
    if specifier in NODE_BUILTINS:
        return ""
    if ":" in specifier:
        return f"`{specifier}` is no module that Node.js brings"
    facts = evidence.around.facts
    package = package_of(specifier)
    names = {*facts.dependencies, *facts.installed, facts.name}
    if package in names or f"@types/{package.lstrip('@').replace('/', '__')}" in names:
        return ""
    prefix = _alias(specifier)
    if specifier[0] in "#~@" and any(_alias(other) == prefix for other in known):
        return ""
    if specifier[0] in "#~" or prefix == "@":
        return f"no import of this file shows that the alias `{prefix}` exists"
    if facts.manifest is None:
        return f"there is no package.json that declares `{package}`"
    return f"`{package}` is no dependency in package.json"


def _alias(specifier: str) -> str:
    """What stands for a folder or an `imports` map: `#`, or the first segment."""
    return "#" if specifier.startswith("#") else specifier.split("/")[0]


def package_of(specifier: str) -> str:
    """The package that a bare specifier names: two segments for a scope, else one."""
    parts = specifier.split("/")
    return "/".join(parts[:2]) if specifier.startswith("@") else parts[0]


def _resolve(evidence: Evidence, text: Text, specifier: str) -> str | None:
    """The path of the file that a relative specifier means, by Node's and TypeScript's rules."""
    if specifier.startswith("/"):
        return None
    target = normpath((PurePosixPath(text.path).parent / specifier).as_posix())
    if target.startswith(".."):
        return None
    created = {normpath(file.path) for file in evidence.new_files}
    for path in _spellings(target):
        if path == evidence.after.path or path in created or evidence.around.exists(path):
            return path
    return None


def _spellings(target: str) -> Iterator[str]:
    for extension in _EXTENSIONS:
        yield target + extension
    stem, suffix = PurePosixPath(target).with_suffix("").as_posix(), PurePosixPath(target).suffix
    for extension in _TO_TYPESCRIPT.get(suffix, ()):
        yield stem + extension
    for index in _INDEX:
        yield index if target == "." else f"{target}/{index}"


def _missing_names(evidence: Evidence, text: Text, entry: Import) -> list[Failure]:
    """Names imported from the document or from a created file that it does not export."""
    path = _resolve(evidence, text, entry.specifier)
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
