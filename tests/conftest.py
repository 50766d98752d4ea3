"""Settings of the whole suite."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

# A slow machine is no failure, and CI tries the same examples every time: what chance finds
# belongs to a developer's run, and into an @example of its own. HYPOTHESIS_PROFILE=long looks far.
settings.register_profile("local", deadline=None, print_blob=True)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.register_profile("long", deadline=None, print_blob=True, max_examples=20_000)
settings.load_profile(
    os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if os.environ.get("CI") else "local")
)

pytest_plugins = ("checking",)


@pytest.fixture(autouse=True)
def kept_answers(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """No test finds the answers that another one kept, or leaves some with the developer."""
    folder = tmp_path_factory.mktemp("kept")
    monkeypatch.setenv("NODEWRIGHT_CACHE", str(folder))
    return folder
