"""The check that Node loads the code: no early error that was not there before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from nodewright.answer.checks_system import system_as_loaded
from nodewright.answer.evidence import Evidence, Text
from nodewright.document import Failure
from nodewright.facts import ModuleSystem
from nodewright.javascript.early import early_errors


def loads(evidence: Evidence) -> list[Failure]:
    """Nothing that Node refuses at start although it parses, and no assignment to a constant."""
    failures: list[Failure] = []
    for text in (evidence.after, *evidence.created):
        if text.broken or text.path.lower().endswith((".d.ts", ".d.mts", ".d.cts")):
            continue
        system = system_as_loaded(evidence, text)
        old = evidence.before if text is evidence.after else None
        stock = Counter(said for said, _ in _problems(old, system)) if old else Counter[str]()
        for said, at in _problems(text, system):
            stock[said] -= 1
            if stock[said] < 0:
                message = f"`{text.path}` would not run: {said}"
                failures.append(text.failure("early-errors", message, at))
    return failures


def _problems(text: Text, system: ModuleSystem | None) -> Iterator[tuple[str, int]]:
    if text.tree is None or text.language is None:
        return
    module = None if system is None else system == "esm"
    for problem in early_errors(text.tree, text.language, module):
        yield problem.message, problem.at
    for name, at in text.names.same_parameters(strict=bool(module)):
        yield f"a function has two parameters `{name}`", at
    for name, at in text.names.constant_writes():
        yield f"`{name}` is a constant and cannot be assigned to", at
