"""What one client connection knows: settings, persona, model, and the analysis of each document."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from nodewright.assistant import AnswerForm, Place
from nodewright.convert import ClientFeatures
from nodewright.document import Finding, Language, Snapshot
from nodewright.facts import ProjectFacts
from nodewright.handlers.analyses import Analyses
from nodewright.handlers.lookout import Lookout
from nodewright.handlers.models import Models
from nodewright.handlers.place import place_of
from nodewright.handlers.places import identity, in_folder_spelling, path_of
from nodewright.handlers.published import Published
from nodewright.handlers.reports import Reports
from nodewright.handlers.suitable import looks_binary, too_large
from nodewright.handlers.upkeep import Upkeep
from nodewright.handlers.work import Work
from nodewright.kept import KeptAnswers
from nodewright.llm import Endpoint, Model
from nodewright.patience import to_the_end
from nodewright.project import Part, ProjectReader, confine, over, read_part
from nodewright.prompts import Persona, PersonaPack, load_persona, wants_compact
from nodewright.rulebooks import Neighbours, RuleBooks
from nodewright.rules import Modules, RuleBook
from nodewright.settings import ModelSettings, Settings, read_settings

log = logging.getLogger(__name__)

T = TypeVar("T")

AGENTS = ".github/agents"

FRESH = 1.0
"""Seconds that what the files of a project say is taken for true while somebody types."""


def _levels(settings: Settings) -> tuple[Part, tuple[str, ...]]:
    """What the settings say of rules, and what is wrong with it."""
    said = {
        "rules": settings.rules,
        "overrides": settings.overrides,
        "ignore": settings.ignore,
        "folder": settings.rules_folder,
    }
    return read_part(said, "nodewright.")


class Session:
    """State of one connection. All methods run on the event loop."""

    def __init__(
        self,
        pack: PersonaPack,
        load_rules: Callable[[], RuleBook],
        environ: Mapping[str, str],
        kept: KeptAnswers | None = None,
    ) -> None:
        self.pack = pack
        self.kept = kept
        self._load_rules = load_rules
        self.environ = environ
        self.client = ClientFeatures()
        self.settings, _ = read_settings({}, environ)
        self.levels = Part("")
        self.persona: Persona = pack.persona
        self.models = Models(environ)
        self.projects = ProjectReader()
        self.roots: list[Path] = []
        self.analyses = Analyses()
        self.published = Published()
        self.opened: Callable[[Path], str | None] = lambda path: None
        self.neighbours = Neighbours(lambda path: self.opened(path))
        self.lookout = Lookout()
        self._read: dict[tuple[str, Language], tuple[float, ProjectFacts]] = {}
        self.turn = asyncio.Semaphore(1)
        self._repairing = asyncio.Semaphore(1)
        self.tasks: set[asyncio.Task[None]] = set()
        self.upkeep = Upkeep(lambda: bool(self.tasks))
        self.pending: dict[str, asyncio.Task[None]] = {}
        self.runs: dict[str, asyncio.Task[None]] = {}
        self.work: dict[int, Work] = {}
        self.options: object = None
        self.raw: object = None
        self.asked = 0
        self.startup_problems: list[str] = []
        self.told: set[str] = set()
        self.rule_problems: frozenset[str] = frozenset()
        self.reports = Reports()
        self._waiting: dict[str, list[asyncio.Event]] = {}

    @cached_property
    def books(self) -> RuleBooks:
        """The rules; read when first asked for, which is after `initialize` is answered."""
        return RuleBooks(self._load_rules())

    def read_rules(self) -> None:
        """Read the rules now, unless they are read already."""
        _ = self.books

    @property
    def model(self) -> Model | None:
        """The model that a run would ask now; None: the offline rules."""
        return self.models.current

    def configure(self, raw: object) -> list[str]:
        """Take new settings; returns sentences about what could not be used as given."""
        self.raw = raw
        self.settings, problems = read_settings(raw, self.environ)
        self.levels, wrong = _levels(self.settings)
        told = [*problems, *wrong]
        self.persona = self._choose_persona(told)
        self.models.choose(self._endpoint(self.settings.model))
        return told

    def _endpoint(self, wanted: ModelSettings) -> Endpoint:
        return Endpoint(
            base_url=wanted.base_url,
            model=wanted.name or self.persona.model_id,
            api=wanted.api,
            api_key_env=wanted.api_key_env,
            timeout=wanted.timeout,
            total_timeout=wanted.total_timeout,
            max_output_tokens=wanted.max_output_tokens,
            reasoning_effort=wanted.reasoning_effort,
            allow_remote=wanted.allow_remote,
        )

    def _choose_persona(self, told: list[str]) -> Persona:
        named = self.settings.persona
        paths = [self._agent_file(named)] if named else self._agent_files()
        for path in paths:
            persona, problems = load_persona(path)
            told += problems
            if persona is None:
                continue
            if named or self._is_backend(persona):
                log.info("persona: %s", path)
                return persona
        return self.pack.persona

    def _agent_file(self, named: str) -> Path:
        """The file of the setting; a name that no file can have stays a name that is not found."""
        path = Path(named.replace("\0", "\ufffd"))
        try:
            path = path.expanduser()
        except RuntimeError:
            log.warning("the home folder in the setting persona is not known")
        return self.roots[0] / path if self.roots else path

    def _agent_files(self) -> list[Path]:
        try:
            found = [
                (root, p) for root in self.roots for p in sorted((root / AGENTS).glob("*.agent.md"))
            ]
            # What an agent file says goes to the model: a link does not bring in other files.
            return [p for root, p in found if confine(root, p.relative_to(root).as_posix())]
        except OSError as error:
            log.warning("the agents of the workspace cannot be listed: %s", error.strerror)
            return []

    def _is_backend(self, persona: Persona) -> bool:
        """A workspace may hold agents for other work: ours names one of our phrases."""
        said = f"{persona.name} {persona.description}".lower()
        return any(
            phrase in said for action in self.pack.actions.values() for phrase in action.phrases
        )

    def _path_of(self, snapshot: Snapshot) -> Path | None:
        path = path_of(snapshot.uri)
        return in_folder_spelling(path, self.roots) if path is not None else None

    def facts_of(self, snapshot: Snapshot) -> ProjectFacts:
        """What the project of a document tells; that of the first folder for an untitled one."""
        facts = self.projects.read(self._path_of(snapshot), self.roots, snapshot.language)
        return self.controlled(facts)

    def facts_while_typing(self, snapshot: Snapshot) -> ProjectFacts:
        """:meth:`facts_of` that were read less than :data:`FRESH` seconds ago will do, too."""
        key, now = (snapshot.uri, snapshot.language), time.monotonic()
        read, facts = self._read.get(key, (0.0, None))
        if facts is None or now - read > FRESH:
            facts = self.facts_of(snapshot)
            self._read[key] = (now, facts)
        return facts

    def moved(self) -> None:
        """Something around the open documents changed that their findings depend on."""
        self._read.clear()
        self.lookout.changed()

    def controlled(self, facts: ProjectFacts) -> ProjectFacts:
        """``facts`` with the settings above what ``nodewright.toml`` says of the rules."""
        return replace(facts, controls=over(facts.controls, self.levels))

    def book_of(self, snapshot: Snapshot) -> RuleBook:
        """The rules that hold for a document: those of nodewright and of its project."""
        known = self.analyses.book(snapshot.uri)
        return known or self.books.of(self.facts_of(snapshot))

    def relative(self, snapshot: Snapshot, facts: ProjectFacts) -> str:
        """The document's path as prompts and rules see it: POSIX, from the workspace root."""
        path = self._path_of(snapshot)
        if path is None:
            return f"untitled.{'js' if snapshot.language == 'javascript' else 'ts'}"
        if facts.root and path.is_relative_to(facts.root):
            return path.relative_to(facts.root).as_posix()
        return path.name

    async def analyse(self, snapshot: Snapshot) -> tuple[Finding, ...]:
        """The findings of exactly this snapshot; none where nothing is looked for."""
        if not self.settings.diagnostics.enabled or too_large(snapshot) or looks_binary(snapshot):
            return ()
        facts = self.facts_while_typing(snapshot)
        path, book = self.relative(snapshot, facts), self.books.of(facts)
        modules = self.modules_of(snapshot, facts)
        self.upkeep.worked()
        return await self.analyses.findings(snapshot, facts, path, book, modules)

    async def repair(self, work: Callable[[], T]) -> T:
        """``work`` of a light bulb in a thread, one after the other; then it is done.

        Light bulbs open at each move of the cursor and are cancelled at the next: all of them at
        once would take every thread, and from the loop that serves the editor its time.
        """
        async with self._repairing:
            return await to_the_end(work)

    def modules_of(self, snapshot: Snapshot, facts: ProjectFacts) -> Modules | None:
        """The files that a document can import; None for one that lies in no folder of ours."""
        path, root = self._path_of(snapshot), facts.root
        if path is None or root is None or not path.is_relative_to(root):
            return None
        return self.neighbours.of(facts, self.books.of(facts))

    def wait_for_change(self, uri: str) -> asyncio.Event:
        """An event set at each change of a document, until :meth:`stop_waiting`."""
        event = asyncio.Event()
        self._waiting.setdefault(identity(uri), []).append(event)
        return event

    def stop_waiting(self, uri: str, event: asyncio.Event) -> None:
        """Drop an event of :meth:`wait_for_change`."""
        events = self._waiting.get(identity(uri), [])
        if event in events:
            events.remove(event)
        if not events:
            self._waiting.pop(identity(uri), None)

    def changed(self, uri: str) -> None:
        """Wake whoever waits for a document to change."""
        self.lookout.changed()
        for event in self._waiting.get(identity(uri), ()):
            event.set()

    def answer_form(self) -> AnswerForm:
        """The form of answer to ask of the model: the compact one suits small models."""
        wanted = self.settings.model.answer_form
        if wanted != "auto":
            return wanted
        name = self.settings.model.name or self.persona.model_id
        return "compact" if wants_compact(name) else "full"

    def place(self, facts: ProjectFacts, opened: Mapping[str, str] | None = None) -> Place:
        """What an answer may touch in the project, as questions that can be asked.

        ``opened`` are the texts of open documents by URI: one that never was on disk exists.
        """
        return place_of(facts, self.roots, opened or {})

    def forget(self, uri: str) -> None:
        """Drop what is known of a document that was closed."""
        self.analyses.forget(uri)
        self.published.forget(uri)
        self._read.clear()
        self.upkeep.worked()
        if task := self.pending.pop(identity(uri), None):
            task.cancel()

    def spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Start a task that lasts until it ends by itself or the session does."""
        task = asyncio.create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Task[None]) -> None:
        self.tasks.discard(task)
        self.upkeep.worked()
