"""Files that say how the rules are taken: watched, read again when they change, and talked of."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

from lsprotocol import types

from nodewright.facts import ProjectFacts
from nodewright.handlers import diagnostics
from nodewright.handlers.language_server import NodewrightLanguageServer
from nodewright.handlers.places import path_of
from nodewright.handlers.session import Session
from nodewright.javascript.parsing import language_of
from nodewright.project import CONFIGURATION

SOURCES = "*.{js,cjs,mjs,jsx,ts,cts,mts,tsx}"
WATCHED = (CONFIGURATION, "package.json", "*.yml", "*.yaml", SOURCES)
"""What the engine's answer depends on besides the text: levels, facts, a project's own rules, and
the files that a file imports.
"""


def registrations(session: Session) -> Iterator[types.Registration]:
    """The wish to be told of changed files, for a client that takes it."""
    if session.client.register_watchers:
        patterns = [types.FileSystemWatcher(glob_pattern=f"**/{name}") for name in WATCHED]
        yield types.Registration(
            id="nodewright-files",
            method=types.WORKSPACE_DID_CHANGE_WATCHED_FILES,
            register_options=types.DidChangeWatchedFilesRegistrationOptions(patterns),
        )


async def on_did_change_watched_files(
    ls: NodewrightLanguageServer, params: types.DidChangeWatchedFilesParams
) -> None:
    """Read again what changed, say what is wrong with it, and look at the open documents anew."""
    changed = [(PurePosixPath(unquote(change.uri)), change) for change in params.changes]
    changed = [(path, one) for path, one in changed if "node_modules" not in path.parts]
    _see_sources(ls, [one for path, one in changed if language_of(path.name) is not None])
    if not any(_watched(path) for path, _ in changed):
        return
    ls.session.books.refresh()
    tell_problems(ls)
    diagnostics.refresh_all(ls)


def _see_sources(ls: NodewrightLanguageServer, changes: list[types.FileEvent]) -> None:
    """Look again at what depends on files that changed; at all, where some came or went."""
    if not changes:
        return
    ls.session.neighbours.refresh()
    if any(change.type != types.FileChangeType.Changed for change in changes):
        diagnostics.refresh_all(ls)
    elif diagnostics.pulled(ls):
        if any(ls.session.analyses.dependents(path) for path in _paths(changes)):
            diagnostics.refresh_all(ls)
    else:
        ls.session.moved()
        for change in changes:
            diagnostics.schedule_dependents(ls, change.uri, delay=0)


def _paths(changes: list[types.FileEvent]) -> Iterator[Path]:
    return (path for change in changes if (path := path_of(change.uri)) is not None)


def _watched(path: PurePosixPath) -> bool:
    return path.name in WATCHED or path.suffix in (".yml", ".yaml")


def tell_problems(ls: NodewrightLanguageServer) -> None:
    """One sentence for each thing that is wrong with the rules of the projects at hand, once.

    What was put right is forgotten, so that it is told again when it comes back.
    """
    session = ls.session
    books = session.books
    now = dict.fromkeys(sentence for facts in _projects(ls) for sentence in books.problems(facts))
    for sentence in now:
        if sentence not in session.rule_problems:
            ls.tell(sentence, types.MessageType.Warning)
    session.rule_problems = frozenset(now)


def _projects(ls: NodewrightLanguageServer) -> Iterator[ProjectFacts]:
    """The project of each workspace folder; without one, those of the open documents."""
    session = ls.session
    for root in session.roots:
        yield session.controlled(session.projects.read(root / CONFIGURATION, [root]))
    if not session.roots:
        for document in list(ls.workspace.text_documents.values()):
            yield session.controlled(session.projects.read(path_of(document.uri), []))
