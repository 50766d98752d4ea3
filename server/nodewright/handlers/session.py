"""What one client connection knows: settings, persona, model, and the analysis of each document."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlsplit

from pygls import uris

from nodewright.assistant import AnswerForm, Place
from nodewright.convert import ClientFeatures
from nodewright.document import Finding, Fix, Language, Snapshot
from nodewright.facts import ProjectFacts
from nodewright.handlers.reports import Reports
from nodewright.javascript.parsing import language_of
from nodewright.llm import Endpoint, Model
from nodewright.project import IgnoreRules, ProjectReader, confine
from nodewright.prompts import Persona, PersonaPack, load_persona, wants_compact
from nodewright.rules import Engine, RuleBook
from nodewright.settings import Settings, read_settings

log = logging.getLogger(__name__)

AGENTS = ".github/agents"
MAX_ANALYSED = 1_000_000
"""Bytes. A larger file is generated or data; a full scan of it would take longer than a glance."""
MAX_LINE = 20_000
"""Bytes. A longer line is the sign of minified code, where no finding could be acted on."""


@dataclass
class Analysed:
    """The engine of one open document, and what it found in which snapshot."""

    engine: Engine
    language: Language
    snapshot: Snapshot | None = None
    findings: tuple[Finding, ...] = ()
    full: bool = False
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


def too_large(snapshot: Snapshot) -> str:
    """Why a document is not analysed, as a sentence; empty when it is."""
    if len(snapshot.source) > MAX_ANALYSED:
        return "nodewright does not analyse files over 1 MB"
    starts = [*snapshot.lines.starts, len(snapshot.source)]
    if any(b - a > MAX_LINE for a, b in pairwise(starts)):
        return "nodewright does not analyse minified code (a line is longer than 20,000 bytes)"
    return ""


def looks_binary(snapshot: Snapshot) -> bool:
    """True for text that no editor should have sent as code: it holds NUL bytes."""
    return "\0" in snapshot.text


class Session:
    """State of one connection. All methods run on the event loop."""

    def __init__(self, pack: PersonaPack, book: RuleBook, environ: Mapping[str, str]) -> None:
        self.pack = pack
        self.book = book
        self.environ = environ
        self.client = ClientFeatures()
        self.settings, _ = read_settings({}, environ)
        self.persona: Persona = pack.persona
        self.model: Model | None = None
        self.projects = ProjectReader()
        self.roots: list[Path] = []
        self.analyses: dict[str, Analysed] = {}
        self.pending: dict[str, asyncio.Task[None]] = {}
        self.runs: dict[str, asyncio.Task[None]] = {}
        self.options: object = None
        self.startup_problems: list[str] = []
        self.told: set[str] = set()
        self.reports = Reports()
        self._waiting: dict[str, list[asyncio.Event]] = {}

    def configure(self, raw: object) -> list[str]:
        """Take new settings; returns sentences about what could not be used as given."""
        self.settings, problems = read_settings(raw, self.environ)
        told = list(problems)
        self.persona = self._choose_persona(told)
        self.model = self._make_model(self.settings)
        return told

    def _make_model(self, settings: Settings) -> Model | None:
        wanted = settings.model
        model = Model(
            Endpoint(
                base_url=wanted.base_url,
                model=wanted.name or self.persona.model_id,
                api=wanted.api,
                api_key_env=wanted.api_key_env,
                timeout=wanted.timeout,
                max_output_tokens=wanted.max_output_tokens,
                reasoning_effort=wanted.reasoning_effort,
                allow_remote=wanted.allow_remote,
            ),
            self.environ,
        )
        return model if model.configured else None

    def _choose_persona(self, told: list[str]) -> Persona:
        named = self.settings.persona
        if named:
            paths: Iterable[Path] = [
                Path(named).expanduser()
                if not self.roots
                else self.roots[0] / Path(named).expanduser()
            ]
        else:
            paths = [p for r in self.roots for p in sorted((r / AGENTS).glob("*.agent.md"))]
        for path in paths:
            persona, problems = load_persona(path)
            told += problems
            if persona is None:
                continue
            if named or self._is_backend(persona):
                log.info("persona: %s", path)
                return persona
        return self.pack.persona

    def _is_backend(self, persona: Persona) -> bool:
        """A workspace may hold agents for other work: ours names one of our phrases."""
        said = f"{persona.name} {persona.description}".lower()
        return any(
            phrase in said for action in self.pack.actions.values() for phrase in action.phrases
        )

    def root_of(self, path: Path) -> Path | None:
        """The innermost workspace folder that holds ``path``."""
        inside = [root for root in self.roots if path.is_relative_to(root)]
        return max(inside, key=lambda root: len(root.parts), default=None)

    def path_of(self, uri: str) -> Path | None:
        """The file behind a ``file:`` URI; None for untitled and other documents."""
        if urlsplit(uri).scheme != "file":
            return None
        name = uris.to_fs_path(uri)
        return Path(name) if name and "\0" not in name else None

    def facts_of(self, snapshot: Snapshot) -> ProjectFacts:
        """What the project of a document tells; nothing for an untitled one."""
        return self.projects.read(self.path_of(snapshot.uri), self.roots, snapshot.language)

    def relative(self, snapshot: Snapshot, facts: ProjectFacts) -> str:
        """The document's path as prompts and rules see it: POSIX, from the workspace root."""
        path = self.path_of(snapshot.uri)
        if path is None:
            return f"untitled.{'js' if snapshot.language == 'javascript' else 'ts'}"
        if facts.root and path.is_relative_to(facts.root):
            return path.relative_to(facts.root).as_posix()
        return path.name

    async def analyse(self, snapshot: Snapshot) -> tuple[Finding, ...]:
        """The findings of exactly this snapshot; remembered while it stays the newest."""
        if not self.settings.diagnostics.enabled or too_large(snapshot) or looks_binary(snapshot):
            return ()
        state = self.analyses.get(snapshot.uri)
        if state is None or state.language != snapshot.language:
            state = self.analyses[snapshot.uri] = Analysed(
                Engine(self.book, snapshot.language), snapshot.language
            )
        async with state.lock:
            if state.snapshot is None or state.snapshot.text != snapshot.text:
                facts = self.facts_of(snapshot)
                path = self.relative(snapshot, facts)
                full, state.full = state.full, False
                result = await asyncio.to_thread(
                    state.engine.update, snapshot.source, facts, path, full=full
                )
                state.snapshot, state.findings = snapshot, result.findings
            return state.findings

    async def fixes_of(self, snapshot: Snapshot, finding: Finding) -> tuple[Fix, ...]:
        """The repairs of a finding of :meth:`analyse`, each tried out on this very text."""
        state = self.analyses.get(snapshot.uri)
        if state is None:
            return ()
        async with state.lock:
            if state.snapshot is None or state.snapshot.text != snapshot.text:
                return ()
            return await asyncio.to_thread(state.engine.verified_fixes, finding)

    def wait_for_change(self, uri: str) -> asyncio.Event:
        """An event set at each change of a document, until :meth:`stop_waiting`."""
        event = asyncio.Event()
        self._waiting.setdefault(uri, []).append(event)
        return event

    def stop_waiting(self, uri: str, event: asyncio.Event) -> None:
        """Drop an event of :meth:`wait_for_change`."""
        events = self._waiting.get(uri, [])
        if event in events:
            events.remove(event)
        if not events:
            self._waiting.pop(uri, None)

    def changed(self, uri: str) -> None:
        """Wake whoever waits for a document to change."""
        for event in self._waiting.get(uri, ()):
            event.set()

    def answer_form(self) -> AnswerForm:
        """The form of answer to ask of the model: the compact one suits small models."""
        wanted = self.settings.model.answer_form
        if wanted != "auto":
            return wanted
        name = self.settings.model.name or self.persona.model_id
        return "compact" if wants_compact(name) else "full"

    def place(self, facts: ProjectFacts) -> Place:
        """What an answer may touch in the project, as questions that can be asked."""
        root = facts.root
        if root is None:
            return Place(lambda _: False, lambda _: False, lambda _: False)
        ignore = IgnoreRules(root)

        def ignored(path: str) -> bool:
            # A link may lead to a file that is ignored under its own name.
            place = confine(root, path)
            real = place.relative_to(root).as_posix() if place else path
            return ignore.ignored(path) or ignore.ignored(real)

        return Place(
            exists=lambda path: (root / path).exists(),
            confined=lambda path: confine(root, path) is not None,
            ignored=ignored,
        )

    def forget(self, uri: str) -> None:
        """Drop what is known of a document that was closed."""
        self.analyses.pop(uri, None)
        if task := self.pending.pop(uri, None):
            task.cancel()


def freeze(uri: str, version: int | None, text: str, language_id: str) -> Snapshot | None:
    """A snapshot of a document as it is now; None for a language that is not ours."""
    language = language_of(uri, language_id)
    return Snapshot(uri, version, text, language) if language else None
