"""The analyses of open documents outlive a person's typing."""

from __future__ import annotations

import asyncio

from nodewright.document import Snapshot
from nodewright.facts import ProjectFacts
from nodewright.handlers.analyses import Analyses
from nodewright.rules import load_rules

BOOK = load_rules()
URI = "file:///a.js"
CODE = "app.get('/', (req, res) => {\n  eval(req.query.q);\n});\n"


def snapshot(version: int, text: str) -> Snapshot:
    """A version of the document."""
    return Snapshot(URI, version, text, "javascript")


async def test_a_cancelled_analysis_leaves_the_engine_where_its_thread_ended() -> None:
    analyses = Analyses()
    first = snapshot(1, CODE * 50)
    running = asyncio.create_task(analyses.findings(first, ProjectFacts(), "a.js", BOOK))
    for _ in range(4):
        await asyncio.sleep(0)
    engine = analyses._known[URI].engine
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert running.cancelled()
    state = analyses._known[URI]
    assert state.engine is engine
    assert state.knows(first)
    second = snapshot(2, CODE * 50 + "done();\n")
    found = await analyses.findings(second, ProjectFacts(), "a.js", BOOK)
    assert analyses._known[URI].engine is engine
    assert len(found) >= 50


async def test_an_analysis_that_fails_starts_afresh() -> None:
    analyses = Analyses()
    one = snapshot(1, CODE)
    await analyses.findings(one, ProjectFacts(), "a.js", BOOK)
    state = analyses._known[URI]

    def fail(*_: object, **__: object) -> None:
        raise MemoryError

    state.engine.update = fail  # type: ignore[method-assign, assignment]
    two = snapshot(2, CODE + "x();\n")
    (error,) = await asyncio.gather(
        analyses.findings(two, ProjectFacts(), "a.js", BOOK), return_exceptions=True
    )
    assert isinstance(error, MemoryError)
    found = await analyses.findings(two, ProjectFacts(), "a.js", BOOK)
    assert analyses._known[URI].engine is not state.engine
    assert found
