"""Build the language server: the rooms are wired here, and nothing happens at import."""

from __future__ import annotations

from collections.abc import Mapping

from nodewright.about import own_version
from nodewright.handlers import NodewrightLanguageServer, Session, register
from nodewright.kept import kept_answers
from nodewright.prompts import load_pack
from nodewright.rules import load_rules


def create_server(environ: Mapping[str, str]) -> NodewrightLanguageServer:
    """A server for one connection; ``environ`` is where keys are looked up."""
    kept = kept_answers(environ)
    session = Session(load_pack(), load_rules, environ, kept)
    server = NodewrightLanguageServer(session, own_version())
    register(server)
    return server
