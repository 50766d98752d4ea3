"""What an edit does that a person should confirm first: the table of risks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from nodewright.answer.checks_module import awaitable_changes
from nodewright.answer.commands import SENTENCES
from nodewright.answer.evidence import Evidence
from nodewright.answer.risks_calls import by_calls
from nodewright.answer.risks_text import in_report, in_texts


@dataclass(frozen=True, slots=True)
class Risk:
    """One thing to confirm. ``find`` gives whole sentences, each with the place."""

    id: str
    title: str
    find: Callable[[Evidence], Iterator[str]]


def _destructive(name: str, evidence: Evidence) -> Iterator[str]:
    yield from in_texts(name, evidence)
    yield from by_calls(name, evidence)


RISKS: tuple[Risk, ...] = (
    *(Risk(name, SENTENCES[name], partial(_destructive, name)) for name in SENTENCES),
    Risk("report-commands", "The report shows a command that destroys something.", in_report),
    Risk(
        "returns-promise",
        "An exported function returns a promise now: every caller has to await it.",
        awaitable_changes,
    ),
)


def risks_of(evidence: Evidence, risks: Sequence[Risk] = RISKS) -> tuple[str, ...]:
    """One sentence for each thing to confirm, without repetition."""
    return tuple(dict.fromkeys(said for risk in risks for said in risk.find(evidence)))
