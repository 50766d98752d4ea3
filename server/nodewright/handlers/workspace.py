"""Diagnostics of the whole workspace, for a client that asks: file by file, as they are found."""

from __future__ import annotations

import asyncio
from itertools import islice
from pathlib import Path

from lsprotocol import types

from nodewright.facts import ProjectFacts
from nodewright.handlers import diagnostics
from nodewright.handlers.language_server import NodewrightLanguageServer
from nodewright.handlers.lookout import Seen
from nodewright.handlers.places import identity, uri_of
from nodewright.handlers.suitable import freeze, looks_binary, too_large
from nodewright.javascript.parsing import language_of
from nodewright.javascript.suitable import MAX_ANALYSED
from nodewright.patience import to_the_end
from nodewright.project import ProjectReader, source_files
from nodewright.rules import Engine

MOST = 5_000
"""Files of one workspace that are looked into; those after them in the order of paths are not."""
BATCH = 20
"""Reports that go to the client at once, where it takes them in parts."""
PAUSE = 10.0
"""Seconds between two looks for a client that asks again at once, as long as nothing changes."""

Full = types.WorkspaceFullDocumentDiagnosticReport
Unchanged = types.WorkspaceUnchangedDocumentDiagnosticReport
Report = Full | Unchanged


async def on_workspace_diagnostic(
    ls: NodewrightLanguageServer, params: types.WorkspaceDiagnosticParams
) -> types.WorkspaceDiagnosticReport:
    """One report for each file with findings, and for each whose findings changed or went."""
    look = Look(ls, params)
    if look.before:
        await ls.session.lookout.rest(PAUSE)
    ls.session.lookout.begin()
    settings = ls.session.settings.diagnostics
    if settings.enabled and settings.workspace:
        for root in list(ls.session.roots):
            await look.at_all(root)
    look.forget_the_others()
    ls.session.lookout.keep(look.visited)
    return types.WorkspaceDiagnosticReport(look.rest())


class Look:
    """One look at the workspace. ``before``: the ids of reports that the client still has."""

    def __init__(
        self, ls: NodewrightLanguageServer, params: types.WorkspaceDiagnosticParams
    ) -> None:
        self._ls = ls
        self._token = params.partial_result_token
        self._held: list[Report] = []
        self._reader = ProjectReader()
        self._facts: dict[tuple[Path, str], ProjectFacts] = {}
        self.visited: set[str] = set()
        self.before = {identity(p.uri): (p.uri, p.value) for p in params.previous_result_ids}

    async def at_all(self, root: Path) -> None:
        """Look at all files of a folder; whoever types goes first."""
        for name in await asyncio.to_thread(_names, root):
            pending = list(self._ls.session.pending.values())
            await asyncio.gather(asyncio.sleep(0), *pending, return_exceptions=True)
            uri = uri_of(root / name)
            self.visited.add(uri)
            _, before = self.before.pop(identity(uri), ("", ""))
            snapshot = self._ls.snapshot(uri)
            if snapshot is not None:
                items = await diagnostics.diagnostics_of(self._ls, snapshot)
                self._tell(snapshot.uri, items, before, snapshot.version)
            else:
                await self._at_closed(root, name, uri, before)

    async def _at_closed(self, root: Path, name: str, uri: str, before: str) -> None:
        """Look at a file on disk, unless it is as it was the last time."""
        session, path = self._ls.session, root / name
        facts = self._facts_of(path, root)
        book = session.books.of(facts)
        seen = session.lookout.seen.get(uri)
        stamp = _stamp(path)
        same = seen is not None and (seen.stamp, seen.facts) == (stamp, facts)
        if seen is not None and same and seen.book is book and not seen.moved:
            if before == seen.result:
                self._add(Unchanged(uri, before))
                return
            if seen.clean and not before:
                return
        modules = session.neighbours.of(facts, book) if facts.root == root else None
        engine = Engine(book, language_of(name) or "javascript", modules)
        items = await to_the_end(lambda: self._scan(engine, path, name, uri, facts))
        result = diagnostics.result_id(items)
        seen = Seen(stamp, facts, book, result, not items, engine.others)
        session.lookout.seen[uri] = seen
        self._tell(uri, items, before, None)

    def _facts_of(self, path: Path, root: Path) -> ProjectFacts:
        key = (path.parent, path.suffix)
        if key not in self._facts:
            language = language_of(path.name) or "javascript"
            facts = self._reader.read(path, [root], language)
            self._facts[key] = self._ls.session.controlled(facts)
        return self._facts[key]

    def _scan(
        self, engine: Engine, path: Path, name: str, uri: str, facts: ProjectFacts
    ) -> list[types.Diagnostic]:
        """The diagnostics of a file on disk; none for one that an editor would not be told of."""
        try:
            with path.open("rb") as file:
                text = file.read(MAX_ANALYSED + 1).decode("utf-8")
        except (OSError, UnicodeDecodeError):
            return []
        snapshot = freeze(uri, None, text, "")
        if snapshot is None or too_large(snapshot) or looks_binary(snapshot):
            return []
        found = engine.update(snapshot.source, facts, name).findings
        book = self._ls.session.books.of(facts)
        return [diagnostics.as_diagnostic(self._ls, snapshot, one, book) for one in found]

    def _tell(
        self, uri: str, items: list[types.Diagnostic], before: str, version: int | None
    ) -> None:
        result = diagnostics.result_id(items)
        if before == result:
            self._add(Unchanged(uri, result, version=version))
        elif items or before:
            self._add(Full(uri, items, version, result_id=result))

    def forget_the_others(self) -> None:
        """What the client still shows of files that are gone, ignored or too many."""
        for uri, _ in self.before.values():
            self._add(Full(uri, []))

    def _add(self, report: Report) -> None:
        """Take a report, and send what has gathered when it is enough."""
        self._held.append(report)
        if len(self._held) >= BATCH:
            self._send()

    def _send(self) -> None:
        if self._token is not None and self._held:
            part = types.WorkspaceDiagnosticReportPartialResult(self._held)
            self._ls.progress(types.ProgressParams(self._token, part))
            self._held = []

    def rest(self) -> list[Report]:
        """What the answer itself has to hold: all, for a client that takes no parts."""
        self._send()
        return self._held


def _names(root: Path) -> list[str]:
    return list(islice(source_files(root, _wanted), MOST))


def _wanted(name: str) -> bool:
    return language_of(name) is not None and not name.endswith(".d.ts") and ".min." not in name


def _stamp(path: Path) -> tuple[int, int]:
    try:
        state = path.stat()
    except OSError:
        return 0, 0
    return state.st_mtime_ns, state.st_size
