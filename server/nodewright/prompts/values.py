"""The values of the persona pack and of one prompt: frozen, read by everyone, made here."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from nodewright.document import Allowance, Draft
from nodewright.facts import ProjectFacts

Form = Literal["full", "compact"]
CompactAnswer = Literal["selection", "new-file", "text"]
Offline = Literal["nothing", "findings", "fixes"]

_SPACES = re.compile(r"\s+")
_PARENTHESES = re.compile(r"\s*\([^)]*\)\s*$")


@dataclass(frozen=True, slots=True)
class Persona:
    """An expert's voice as an agent file states it.

    ``header`` is the comment that the server writes into files, byte for byte, lines joined by
    LF, no final line break. ``body`` is what may be sent to a model: the file without front
    matter, without the header and without the sentence that asks for it. ``core`` names the
    sections that every prompt holds; empty means that the whole body is sent.
    """

    name: str
    description: str
    model: str
    header: str
    body: str
    sections: Mapping[str, str]
    core: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()

    @property
    def model_id(self) -> str:
        """The model's name as an API writes it: ``GPT-5.2`` becomes ``gpt-5.2``.

        A trailing remark in parentheses goes, as in "GPT-5.2 (copilot)". A name with a slash
        or a colon is one of an API already and stays as it is.
        """
        name = _PARENTHESES.sub("", self.model).strip()
        if "/" in name or ":" in name:
            return name
        return _SPACES.sub("-", name.lower())

    @property
    def about(self) -> str:
        """The first sentence of the description, which says who speaks; 200 characters at most."""
        first = re.split(r"(?<=[.!?])\s", self.description.strip(), maxsplit=1)[0]
        return "" if "`" in first else first[:200]

    @property
    def short_name(self) -> str:
        """The name up to its dash: "Backend Expert - Node.js" becomes "Backend Expert"."""
        return re.split(r"\s+[-–—]\s+", self.name, maxsplit=1)[0]


@dataclass(frozen=True, slots=True)
class Action:
    """One thing that the expert can be asked to do, as its file under ``actions`` states it.

    ``report`` holds the level-2 headings that an answer's report must have. ``brief`` is the
    one-line form of ``instructions`` for small models, and ``compact`` says what the single
    block of a compact answer is: the selection anew, a whole new file, or just text.
    ``offline`` is what the rules do for it without a model: explain findings, or repair them.
    ``rules`` are those whose fixes belong to the action, by id or family; none: all serious ones.
    """

    id: str
    title: str
    kind: str
    instructions: str
    brief: str
    order: int = 1000
    phrases: tuple[str, ...] = ()
    report: tuple[str, ...] = ()
    allow: Allowance = field(default_factory=Allowance)
    sections: tuple[str, ...] = ()
    requires_prompt: bool = False
    compact: CompactAnswer = "selection"
    offline: Offline = "nothing"
    rules: tuple[str, ...] = ()

    def label(self, persona: Persona) -> str:
        """What the light bulb shows, such as "Backend Expert: Fix backend"."""
        return f"{persona.short_name}: {self.title}"


@dataclass(frozen=True, slots=True)
class When:
    """What calls for a knowledge note. A module ending in ``*`` stands for all that begin so."""

    packages: tuple[str, ...] = ()
    imports: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    actions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Note:
    """A short piece of expert knowledge, sent only where the code calls for it."""

    id: str
    title: str
    when: When
    text: str


@dataclass(frozen=True, slots=True)
class Calls:
    """What calls for a pattern: all of ``code`` and none of ``without`` in the selection.

    ``request`` are beginnings of words that a developer says of it, of which one must be said. No
    ``actions`` are all actions.
    """

    actions: tuple[str, ...] = ()
    code: tuple[re.Pattern[str], ...] = ()
    without: tuple[re.Pattern[str], ...] = ()
    request: re.Pattern[str] | None = None


@dataclass(frozen=True, slots=True)
class Pattern:
    """A usual repair, as a sentence and a worked example; small models are shown it."""

    id: str
    title: str
    calls: Calls
    text: str


@dataclass(frozen=True, slots=True)
class Contract:
    """The templates that tell a model the form of its answer; ``hidden``: what placeholders are."""

    full: str
    compact: str
    repair: str
    report: str
    hidden: str


@dataclass(frozen=True, slots=True)
class PersonaPack:
    """All of ``persona/`` but the rules; ``problems`` are sentences about files left out."""

    persona: Persona
    actions: Mapping[str, Action]
    knowledge: tuple[Note, ...]
    contract: Contract
    patterns: tuple[Pattern, ...] = ()
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PromptFinding:
    """A finding of the offline rules as a prompt needs it; ``line`` is 1-based in the draft.

    ``guidance`` is one line that says what to do instead.
    """

    rule: str
    title: str
    line: int
    message: str
    guidance: str = ""


@dataclass(frozen=True, slots=True)
class PromptInput:
    """All that one prompt is made from, apart from the pack and the persona.

    ``test_path`` is where a test may be created (POSIX, relative to the workspace) or empty;
    ``test_exists``: there is such a file, and new tests are added to it. ``siblings`` are paths
    of files that the document may import, and ``notes`` further facts, one sentence each.
    """

    draft: Draft
    action: Action
    facts: ProjectFacts = field(default_factory=ProjectFacts)
    request: str = ""
    findings: tuple[PromptFinding, ...] = ()
    test_path: str = ""
    test_exists: bool = False
    form: Form = "full"
    siblings: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
