"""Hostile messages at random: the server answers every request and never dies of one."""

from __future__ import annotations

import pytest
from hell.fuzz import fuzz


@pytest.mark.parametrize("seed", [10, 16])
async def test_random_messages_are_survived(seed: int) -> None:
    """Every request gets one answer, no traceback reaches the client, and the end is clean."""
    seen = await fuzz(seed, 250)
    assert seen.wrong == []
    assert seen.answered == seen.asked > 100
