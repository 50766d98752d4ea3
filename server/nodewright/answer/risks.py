"""What an edit does that a person should confirm first: the table of risks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from nodewright.answer.checks_doors import started_commands
from nodewright.answer.checks_guards import lost_catches
from nodewright.answer.checks_kept import dropped_functions
from nodewright.answer.checks_leaks import strange_hosts
from nodewright.answer.checks_module import awaitable_changes
from nodewright.answer.checks_paths import risky_names
from nodewright.answer.checks_secrets import moved_secrets
from nodewright.answer.checks_settings import weakened_settings
from nodewright.answer.commands import SENTENCES
from nodewright.answer.evidence import Evidence
from nodewright.answer.loading import computed_imports
from nodewright.answer.new_packages import development_risks, package_risks
from nodewright.answer.risks_calls import by_calls
from nodewright.answer.risks_text import in_report, in_texts


@dataclass(frozen=True, slots=True)
class Risk:
    """One thing to confirm. ``find`` gives whole sentences, each with the place."""

    id: str
    title: str
    find: Callable[[Evidence], Iterator[str]]


def _destructive(name: str, evidence: Evidence) -> Iterator[str]:
    yield from in_texts(name, evidence)
    yield from by_calls(name, evidence)


RISKS: tuple[Risk, ...] = (
    *(Risk(name, SENTENCES[name], partial(_destructive, name)) for name in SENTENCES),
    Risk(
        "new-package",
        "It imports a package that an install of the project would not bring.",
        package_risks,
    ),
    Risk(
        "development-package",
        "Production code imports a development dependency.",
        development_risks,
    ),
    Risk(
        "computed-import",
        "It loads a module whose name is made when it runs.",
        computed_imports,
    ),
    Risk("report-commands", "The report shows a command that destroys something.", in_report),
    Risk(
        "function-dropped",
        "A function or class of some size would be gone.",
        dropped_functions,
    ),
    Risk(
        "returns-promise",
        "An exported function returns a promise now: every caller has to await it.",
        awaitable_changes,
    ),
    Risk("new-host", "It names a host that the file did not name.", strange_hosts),
    Risk("starts-programs", "It starts other programs, and the file did not.", started_commands),
    Risk("run-by-machines", "It creates a file that runs by itself.", risky_names),
    Risk("catch-lost", "An error that was caught goes on to the caller.", lost_catches),
    Risk("setting-weakened", "An option protects less than before.", weakened_settings),
    Risk("secret-moved", "A secret leaves the code for the environment.", moved_secrets),
)


def risks_of(evidence: Evidence, risks: Sequence[Risk] = RISKS) -> tuple[str, ...]:
    """One sentence for each thing to confirm, without repetition."""
    return tuple(dict.fromkeys(said for risk in risks for said in risk.find(evidence)))
