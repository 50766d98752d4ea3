"""What the server works with and on, for a client that shows it in its status bar.

``experimental.nodewright.status`` asks; the notification ``nodewright/status`` tells the whole
state each time, so that a client has nothing to add up.
"""

from __future__ import annotations

from nodewright.handlers.language_server import NodewrightLanguageServer

STATUS = "nodewright/status"


def tell_status(ls: NodewrightLanguageServer) -> None:
    """Tell the model, where it is, and the runs of this moment; no model: the offline rules."""
    session = ls.session
    if not session.client.status:
        return
    model = session.model
    ls.protocol.notify(
        STATUS,
        {
            "model": model.endpoint.model if model else "",
            "host": model.endpoint.host if model else "",
            "persona": session.persona.name,
            "work": [work.told() for work in session.work.values()],
        },
    )
