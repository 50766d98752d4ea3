"""What a run is given and what it returns."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Literal

from nodewright.assistant.diffing import unified
from nodewright.document import Edit, ExtendedFile, Finding, NewFile, Refusal, Snapshot, Span
from nodewright.facts import ProjectFacts
from nodewright.messages import Usage
from nodewright.prompts import Action
from nodewright.rules import Modules

AnswerForm = Literal["full", "compact"]


@dataclass(frozen=True, slots=True)
class Place:
    """Questions about the workspace; each takes a POSIX path relative to its root.

    ``twin`` gives what exists under a path in its own spelling, ``read`` the text of a file that
    may be read, as an open document has it; see ``Surroundings``. ``locked``
    tells whether a lock file names a package.
    """

    exists: Callable[[str], bool]
    confined: Callable[[str], bool]
    ignored: Callable[[str], bool]
    twin: Callable[[str], str] = lambda path: ""
    read: Callable[[str], str | None] = lambda path: None
    locked: Callable[[str], bool] = lambda package: False


@dataclass(frozen=True, slots=True)
class Order:
    """One run: an action on a selection of a frozen snapshot.

    ``selection`` is in bytes of the snapshot and may be empty: then the enclosing code is meant.
    ``modules``: the other files that the document may hand values to.
    ``rule`` is that of the finding which the run is about; the selection is then its place, and
    the enclosing code is meant, too. Empty: the run is about whatever is selected.
    """

    snapshot: Snapshot
    path: str
    selection: Span
    action: Action
    request: str
    facts: ProjectFacts
    place: Place
    rule: str = ""
    modules: Modules | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a run ended: an edit, a refusal, or a report alone.

    ``proposed`` is the whole text of the edited document as it would become, ``created`` the
    files beside it, ``extended`` those of tests that it adds to. ``by`` names who did it: the
    model and its host, or the offline rules. ``rounds`` counts the answers that were sent back;
    ``stalled``: the last of them came no further, so no more were asked for. ``rejected`` holds
    the last answer that did not pass, for a person to read, never to apply.
    """

    by: str
    edit: Edit | None = None
    proposed: str = ""
    created: tuple[NewFile, ...] = ()
    extended: tuple[ExtendedFile, ...] = ()
    refusal: Refusal | None = None
    sections: dict[str, str] = field(default_factory=dict)
    usage: Usage = field(default_factory=Usage)
    rounds: int = 0
    stalled: bool = False
    fixed: tuple[Finding, ...] = ()
    rejected: str = ""
    notes: tuple[str, ...] = ()

    def diff(self, order: Order, shown: Callable[[str], str] = str) -> str:
        """What the edit would do, as a unified diff of all its files; empty without one.

        ``shown`` turns each whole text into the form in which it is compared.
        """
        texts = [(order.path, order.snapshot.text, self.proposed)] if self.proposed else []
        texts += [(new.path, "", new.text) for new in self.created]
        texts += [(file.path, file.before, file.after) for file in self.extended]
        return "".join(unified(name, shown(old), shown(new)) for name, old, new in texts)

    def refused(self, refusal: Refusal) -> Outcome:
        """The same outcome without its edit, which could not be used after all.

        The proposal itself stays, for a person to read.
        """
        return replace(self, edit=None, refusal=refusal)
