"""The rounds of a run: which answer came furthest, and whether asking again is worth its tokens."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from nodewright.assistant.judging import Judged
from nodewright.document import Failure

MAX_REPAIRS = 2
"""Rounds in which a failed answer goes back to the model. More rounds rarely help, and each
costs a whole answer."""

_PLACELESS = frozenset({"cut-off", "no-change"})
"""Checks that fail for the answer as a whole: where it stops tells nothing."""


def improved(before: Judged, now: Judged) -> bool:
    """True when an answer came further than the one before it.

    Further means: it can be read and the other could not, it has a place in the file and the
    other had none; or, where both came equally far, a failure is gone and there are not more
    than before. A failure is known by its check and its place: the line it points to, else its
    words.
    """
    if reached(now) != reached(before):
        return reached(now) > reached(before)
    old, new = _signs(before.failures), _signs(now.failures)
    return bool(old - new) and sum(new.values()) <= sum(old.values())


def reached(judged: Judged) -> int:
    """How far an answer came: 0 could not be read, 1 found no place, 2 was checked."""
    if judged.candidate is not None:
        return 2
    return 1 if judged.answer.changes_anything else 0


def furthest(answers: Sequence[Judged]) -> Judged:
    """The answer that came furthest, of equals the one with fewer failures, then the later."""
    return max(
        enumerate(answers), key=lambda one: (reached(one[1]), -len(one[1].failures), one[0])
    )[1]


def _signs(failures: Sequence[Failure]) -> Counter[tuple[str, str]]:
    return Counter((failure.check, _place(failure)) for failure in failures)


def _place(failure: Failure) -> str:
    if failure.check in _PLACELESS:
        return ""
    return " ".join((failure.excerpt or failure.message).split())
