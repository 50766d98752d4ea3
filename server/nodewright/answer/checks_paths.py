"""The check of where new files go: inside the workspace, under a name that fools nobody."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nodewright.answer.evidence import Evidence, Surroundings
from nodewright.answer.extending import NotSureError, extended, is_test_file
from nodewright.answer.naming import OUTSIDE, same_name, to_confirm, trouble_with
from nodewright.document import Failure, NewFile


def paths_inside(evidence: Evidence) -> list[Failure]:
    """New files lie inside the workspace, are not ignored, and do not exist or can be extended."""
    return trouble_with_files(evidence.new_files, evidence.around)


def trouble_with_files(files: Sequence[NewFile], around: Surroundings) -> list[Failure]:
    """What speaks against creating these files, as the disk is at this moment."""
    failures: list[Failure] = []
    seen: set[str] = set()
    for file in files:
        reason = _trouble(around, file)
        if not reason and same_name(file.path) in seen:
            reason = "is created twice"
        seen.add(same_name(file.path))
        if reason:
            failures.append(Failure("path-inside", f"`{shown(file.path)}` {reason}"))
    return failures


def shown(path: str) -> str:
    """A path that a model wrote, safe to show: short, and its invisible characters spelled out."""
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in path[:120])


def _trouble(around: Surroundings, file: NewFile) -> str:
    path = file.path
    if reason := trouble_with(path):
        return reason
    if not around.confined(path):
        return OUTSIDE
    if around.ignored(path):
        return "is covered by an ignore file"
    twin = around.twin(path)
    if twin and twin != path:
        return f"is `{shown(twin)}` where file systems tell no cases apart; keep that spelling"
    return _why_not_extended(around, file) if twin or around.exists(path) else ""


def _why_not_extended(around: Surroundings, file: NewFile) -> str:
    """Empty for a file of tests that those of ``file`` can be added to."""
    there = around.read(file.path) if is_test_file(file.path) else None
    if there is None:
        return "exists already"
    try:
        extended(file.path, there, file.text)
    except NotSureError as error:
        return f"exists already, and these tests cannot be added to it: {error}"
    return ""


def risky_names(evidence: Evidence) -> Iterator[str]:
    """Sentences for new files that run by themselves sooner or later."""
    for file in evidence.new_files:
        if sentence := to_confirm(file.path):
            yield sentence
