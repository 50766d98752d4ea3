"""The request ``nodewright/vitals``: how much the server holds at this moment, as numbers.

For whoever looks after a long-lived server, and for the tests that watch one. It tells no names,
no paths and no text.
"""

from __future__ import annotations

import asyncio
from typing import Any

from nodewright.handlers.language_server import NodewrightLanguageServer

VITALS = "nodewright/vitals"


def on_vitals(ls: NodewrightLanguageServer, params: Any = None) -> dict[str, int]:
    """Tasks of the event loop, what runs, shows progress, waits or is open; upkeeps so far."""
    session = ls.session
    return {
        "tasks": len(asyncio.all_tasks()),
        "runs": len(session.tasks),
        "analyses": len(session.pending),
        "progress": len(ls.work_done_progress.tokens),
        "requests": len(ls.protocol._request_futures),
        "documents": len(ls.workspace.text_documents),
        "upkeeps": session.upkeep.count,
    }
