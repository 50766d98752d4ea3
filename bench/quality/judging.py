"""Says what an edit did to a case: its visible tests, its hidden tests, its findings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from cases import Case
from nodewright.cli.checking import Checker
from nodewright.cli.wanted import Wanted
from nodewright.javascript.parsing import language_of
from sandbox import Project, copied

TESTS = (".test.", ".spec.")


@dataclass(frozen=True)
class Edit:
    """What a contender did: whole files after it, or none, and what it said about that."""

    files: Mapping[str, str] = field(default_factory=dict)
    well_formed: bool = True
    ending: str = ""
    why: tuple[str, ...] = ()


@dataclass(frozen=True)
class Judgement:
    """``verdict`` is one of repaired, harmless, harmed, refused-rightly and refused-wrongly."""

    verdict: str
    why: str = ""


def judge(case: Case, edit: Edit) -> Judgement:
    """What the edit is worth. For a case to decline only leaving the code alone is right."""
    with copied(case) as project:
        changed = {n: t for n, t in edit.files.items() if not _same(project, n, t)}
        if not changed:
            right = case.expect == "decline"
            return Judgement("refused-rightly" if right else "refused-wrongly")
        before = findings(project)
        project.write(changed)
        seen = project.test(case.visible_tests())
        if not seen.passed:
            return Judgement("harmed", f"a visible test fails: {_last(seen.words)}")
        added = findings(project) - before
        if added:
            return Judgement("harmed", f"new findings: {', '.join(sorted(added))}")
        if case.expect == "decline":
            return Judgement("harmless", "it was changed, and should not have been")
        if case.expect == "tests":
            return _judge_tests(case, project, changed)
        hidden = project.test_hidden()
        return Judgement("repaired") if hidden.passed else _not_repaired(hidden.words)


def _judge_tests(case: Case, project: Project, changed: Mapping[str, str]) -> Judgement:
    """New tests pass on the code as it is, and notice every planted bug."""
    tests = [name for name in changed if any(mark in name for mark in TESTS)]
    if not tests:
        return Judgement("harmless", "no test was written")
    seen = project.test(tests)
    if not seen.passed:
        return Judgement("harmed", f"a new test fails on good code: {_last(seen.words)}")
    for mutant in case.mutants():
        with copied(case) as other:
            other.write(changed)
            other.overlay(mutant)
            if other.test(tests).passed:
                return Judgement("harmless", f"no test notices {mutant.name}")
    return Judgement("repaired")


def _not_repaired(words: str) -> Judgement:
    return Judgement("harmless", f"a hidden test fails: {_last(words)}")


def _last(words: str) -> str:
    said = [line.strip() for line in words.splitlines() if "error:" in line or "not ok" in line]
    return (said[-1] if said else words.strip().split("\n")[-1])[:200]


def _same(project: Project, name: str, text: str) -> bool:
    path = project.root / name
    return path.is_file() and path.read_bytes() == text.encode()


def findings(project: Project) -> Counter[str]:
    """How often each rule finds something in the project's own files, tests left out."""
    checker = Checker(Wanted())
    found: Counter[str] = Counter()
    for path in sorted(project.root.rglob("*")):
        if language_of(path.as_uri()) is None or any(mark in path.name for mark in TESTS):
            continue
        found.update(one.rule for one in checker.check(str(path), False).found)
    return found
