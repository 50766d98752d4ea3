"""The check of what a module gives away: names, and how each can be called."""

from __future__ import annotations

from collections.abc import Iterator

from nodewright.answer.evidence import Evidence
from nodewright.document import Failure
from nodewright.javascript.modules import Export

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
