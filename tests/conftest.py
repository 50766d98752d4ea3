"""Settings of the whole suite."""

from __future__ import annotations

import os

from hypothesis import settings

# A slow machine is no failure, and CI tries the same examples every time: what chance finds
# belongs to a developer's run, and into an @example of its own.
settings.register_profile("local", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "local")

pytest_plugins = ("checking",)
