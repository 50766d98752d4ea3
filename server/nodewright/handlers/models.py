"""The model of the settings in force, and the older ones until their last run has ended."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from nodewright.llm import Endpoint, Model


class Models:
    """Keeps one model open, so that what it learned of its endpoint lasts; closes the others."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        self._held: Model | None = None
        self._retired: set[Model] = set()
        self._users: Counter[Model] = Counter()

    @property
    def current(self) -> Model | None:
        """The model to ask; None where none is configured."""
        return self._held

    def choose(self, endpoint: Endpoint) -> None:
        """Use this endpoint from now on; the same endpoint keeps its open connections."""
        if self._held is not None:
            if self._held.endpoint == endpoint:
                return
            self._retired.add(self._held)
        model = Model(endpoint, self._environ)
        self._held = model if model.configured else None

    def borrow(self) -> Model | None:
        """The current model, kept open until :meth:`give_back`, whatever the settings do."""
        if self._held is not None:
            self._users[self._held] += 1
        return self._held

    async def give_back(self, model: Model | None) -> None:
        """End a loan; a model that was replaced meanwhile is closed with its last one."""
        if model is not None:
            self._users[model] -= 1
        await self.tidy()

    async def tidy(self) -> None:
        """Close what was replaced and is in nobody's hands."""
        for model in [m for m in self._retired if not self._users[m]]:
            self._retired.discard(model)
            del self._users[model]
            await model.close()

    async def close(self) -> None:
        """Close all connections."""
        if self._held is not None:
            self._retired.add(self._held)
            self._held = None
        self._users.clear()
        await self.tidy()
