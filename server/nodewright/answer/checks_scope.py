"""Checks of what the edit reaches: new files, sizes, deletions, tests."""

from __future__ import annotations

import re
from collections import Counter

from nodewright.answer.evidence import Evidence, Text
from nodewright.document import Failure, Finding, decode, encode

MAX_NEW_FILES = 8
MAX_BYTES = 200_000
# A document may grow by this factor, or by this many bytes where it is short.
MAX_GROWTH = 4
FREE_GROWTH = 60_000
# From this many lines on a loss of more than MAX_LOSS of them is suspicious.
MIN_LINES = 8
MAX_LOSS = 0.6

_SILENCED = re.compile(
    r"@ts-(?:nocheck|ignore|expect-error)|eslint-disable[\w-]*|oxlint-disable[\w-]*|biome-ignore"
    r"|deno-lint-ignore[\w-]*|nodewright[-:\s]*(?:disable|ignore|allow|off)[\w-]*|nosemgrep|NOSONAR"
    r"|#nosec|snyk:ignore|codeql\[|lgtm\[|istanbul ignore|[cv]8 ignore"
)


def allowed_at_all(evidence: Evidence) -> list[Failure]:
    """The action may edit, and may create files, where the answer does."""
    allowance, failures = evidence.around.allowance, []
    if evidence.candidate.changed and not allowance.edit:
        failures.append(Failure("creates-allowed", "This action may not change the document"))
    if evidence.new_files and not allowance.create_files:
        names = ", ".join(f"`{file.path}`" for file in evidence.new_files)
        failures.append(Failure("creates-allowed", f"This action may not create files: {names}"))
    return failures


def size_sane(evidence: Evidence) -> list[Failure]:
    """Not more, and not larger, than an answer to one question can reasonably be."""
    failures: list[Failure] = []
    if len(evidence.new_files) > MAX_NEW_FILES:
        count = len(evidence.new_files)
        failures.append(
            Failure("size-sane", f"{count} new files; at most {MAX_NEW_FILES} are taken")
        )
    created = sum(len(encode(file.text)) for file in evidence.new_files)
    before, after = len(evidence.before.source), len(evidence.after.source)
    if created + max(after - before, 0) > MAX_BYTES:
        failures.append(Failure("size-sane", f"The answer adds more than {MAX_BYTES // 1000} KB"))
    elif after > max(before * MAX_GROWTH, before + FREE_GROWTH):
        factor = after / max(before, 1)
        failures.append(Failure("size-sane", f"The document would grow {factor:.0f} times"))
    empty = (file.path for file in evidence.new_files if not file.text.strip())
    failures += [Failure("size-sane", f"`{path}` would be empty") for path in empty]
    return failures


def nothing_deleted(evidence: Evidence) -> list[Failure]:
    """Most of the code is still there, or something comparable took its place."""
    candidate = evidence.candidate
    if not candidate.changed:
        return []
    selected, kept = candidate.draft.selection, candidate.selection
    parts = (
        (
            "selection",
            candidate.draft.source[selected.start : selected.end],
            candidate.after[kept.start : kept.end],
        ),
        ("file", candidate.draft.source, candidate.after),
    )
    added = sum(len(_filled(encode(file.text))) for file in candidate.new_files)
    old_rest = len(_filled(candidate.draft.source))
    new_rest = len(_filled(candidate.after))
    for what, old, new in parts:
        before, after = len(_filled(old)), len(_filled(new))
        if before < MIN_LINES or after >= before * (1 - MAX_LOSS):
            continue
        lost = before - after
        elsewhere = added + max(new_rest - after - (old_rest - before), 0)
        if elsewhere < lost / 2:
            return [
                Failure(
                    "nothing-deleted",
                    f"{lost} of the {before} lines of the {what} would be gone without a"
                    " replacement; keep what the request does not ask to remove",
                )
            ]
    return []


def _filled(source: bytes) -> list[str]:
    return [line for line in decode(source).split("\n") if line.strip()]


def nothing_silenced(evidence: Evidence) -> list[Failure]:
    """No comment that switches off the type checker, the linter or a rule."""
    return [
        text.failure("nothing-silenced", f"`{found}` hides a problem instead of solving it", at)
        for text, at, found in evidence.count_new(_SILENCED)
    ] or _hidden_anew(evidence)


def _hidden_anew(evidence: Evidence) -> list[Failure]:
    """What a comment that was there before hides now: no more, and nothing that has to go."""
    before = evidence.hidden(evidence.before)
    stock = Counter(f.rule for f in before)
    known = {(f.rule, evidence.before.line(f.span.start)) for f in before}
    failures: list[Failure] = []
    for text in (evidence.after, *evidence.created):
        for found in sorted(evidence.hidden(text), key=lambda f: _is_new(text, f, known)):
            stock[found.rule] -= 1
            asked = found.rule in evidence.candidate.draft.target and _is_new(text, found, known)
            if stock[found.rule] < 0 or asked:
                said = f"A comment would hide a `{found.rule}` that it did not hide before"
                failures.append(text.failure("nothing-silenced", said, found.span.start))
    return failures


def _is_new(text: Text, found: Finding, known: set[tuple[str, bytes]]) -> bool:
    return (found.rule, text.line(found.span.start)) not in known
