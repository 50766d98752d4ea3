"""The short form of tests/hell: quick faults, a small burst of runs, and a life of seconds.

``make safety`` and ``make soak`` run the long form, and measure; here no time is judged.
"""

from __future__ import annotations

from pathlib import Path

from hell.load import carry
from hell.network import CASES, chosen, network
from hell.soak import soak


async def test_every_fault_of_the_network_gets_its_sentence(tmp_path: Path) -> None:
    """Right words, no edit, nothing left behind, and hovers answered meanwhile."""
    async with network(tmp_path) as running:
        seen = [await running.suffer(case, api, hovers=2) for case, api in chosen(quick=True)]
    assert {fault.name: fault.wrong for fault in seen if fault.wrong} == {}
    assert all(fault.hovers for fault in seen)
    assert len(seen) > 10


def test_the_faults_are_told_apart() -> None:
    """Each has a name of its own and says what the user reads."""
    assert len({case["name"] for case in CASES}) == len(CASES) > 50
    assert all(case["says"] and case["limit"] for case in CASES)


async def test_of_many_runs_at_once_each_ends_once(tmp_path: Path) -> None:
    """A newer run of a document ends the older; every command is answered, and nothing stays."""
    seen = await carry(tmp_path, runs=24, documents=6)
    assert seen.wrong == []
    assert seen.endings["cancelled"] >= 18


async def test_a_short_life_leaves_nothing_behind(tmp_path: Path) -> None:
    """Edits, runs, cancels, hovers and closed files; then as many tasks and files as before."""
    seen = await soak(tmp_path, seconds=3, every=1)
    assert seen.wrong == []
    assert seen.answered > 50
