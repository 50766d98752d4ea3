"""The check of tests: none switched off, none gone, none that asserts less than it did."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from nodewright.answer.evidence import Evidence, Text
from nodewright.answer.testing import TestCase, switched_off, tests_of
from nodewright.document import Failure

CHECK = "tests-not-weakened"


def tests_not_weakened(evidence: Evidence) -> list[Failure]:
    """No test skipped, singled out, emptied or dropped, and none that asserts less."""
    return [*_switched_off(evidence), *_dropped(evidence), *_idle(evidence)]


def no_tests(evidence: Evidence) -> str:
    """Why the check has nothing to look at."""
    texts = (evidence.before, evidence.after, *evidence.created)
    return "" if any(tests_of(text) for text in texts) else "no test is touched"


def _switched_off(evidence: Evidence) -> Iterator[Failure]:
    stock = Counter(words for words, _ in switched_off(evidence.before))
    for text, _ in evidence.states:
        for words, at in switched_off(text):
            stock[words] -= 1
            if stock[words] < 0:
                yield text.failure(CHECK, f"`{words}` switches tests off", at)


def _dropped(evidence: Evidence) -> Iterator[Failure]:
    """Tests of the draft that are gone, or assert less, wherever they are now."""
    before = tests_of(evidence.before)
    if not before:
        return
    now: dict[str, tuple[Text, TestCase]] = {}
    count = 0
    for text, _ in evidence.states:
        for test in tests_of(text):
            now.setdefault(test.title, (text, test))
            count += 1
    missing = [test for test in before if test.title not in now]
    if missing and count < len(before):
        names = ", ".join(f"`{test.title[:60]}`" for test in missing[:3])
        yield Failure(CHECK, f"{len(before) - count} of {len(before)} tests would be gone: {names}")
    renamed = _less(before, [test for _, test in now.values()]) if missing else False
    if missing and count >= len(before) and renamed:
        yield Failure(CHECK, "The tests would assert less than before, under other names")
    for old in before:
        if old.title in now:
            text, new = now[old.title]
            if said := _weaker(old, new):
                yield text.failure(CHECK, said, new.at)


def _less(before: list[TestCase], after: list[TestCase]) -> bool:
    return sum(test.asserts for test in after) < sum(test.asserts for test in before)


def _weaker(old: TestCase, new: TestCase) -> str:
    title = old.title[:60]
    if new.asserts < old.asserts:
        return f"The test `{title}` would assert {new.asserts} times, not {old.asserts} as before"
    if new.exact < old.exact:
        return f"The test `{title}` would look less closely: a vague assertion for an exact one"
    return ""


def _idle(evidence: Evidence) -> Iterator[Failure]:
    """New tests that hold nothing, and new files of tests in which nothing is asserted."""
    known = {test.title for test in tests_of(evidence.before)}
    for text, _ in evidence.states:
        tests = [test for test in tests_of(text) if test.title not in known]
        for test in tests:
            if test.empty:
                yield text.failure(CHECK, f"The test `{test.title[:60]}` is empty", test.at)
        if text is not evidence.after and tests and not any(test.asserts for test in tests):
            yield text.failure(CHECK, f"No test in `{text.path}` asserts anything", tests[0].at)
