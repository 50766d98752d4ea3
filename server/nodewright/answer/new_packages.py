"""How the project stands to the packages that new code loads, and what a person should hear."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from nodewright.answer.evidence import Evidence
from nodewright.answer.loading import Wanted, wanted
from nodewright.answer.packages import known_packages, package_of
from nodewright.answer.values import UNKNOWN
from nodewright.javascript.modules import NODE_BUILTINS

_OUTSIDE = re.compile(
    r"(?:^|/)(?:tests?|__tests__|__mocks__|specs?|e2e|cypress|fixtures?|scripts?|tools|bench\w*"
    r"|examples?|docs|\.storybook|\.github)/|[._-](?:test|spec|bench|stories|d)\.[cm]?[jt]sx?$"
    r"|(?:^|/)[\w.-]*(?:config|rc)\.[cm]?[jt]s$|(?:^|/)gulpfile",
    re.I,
)
"""Files that a production install does not need."""

State = Literal["declared", "development", "locked", "new", "unknown"]


def alias_of(specifier: str) -> str:
    """What stands for a folder or an `imports` map: `#`, or the first segment."""
    return "#" if specifier.startswith("#") else specifier.split("/")[0]


def state_of(evidence: Evidence, package: str, types: bool) -> State:
    """How the project stands to a package: what it declares, has, or never heard of."""
    facts = evidence.around.facts
    typings = f"@types/{package.lstrip('@').replace('/', '__')}"
    if package in facts.development:
        return "declared" if types else "development"
    if package in {*facts.dependencies, facts.name}:
        return "declared"
    if types and typings in facts.dependencies:
        return "declared"
    here = evidence.around.exists(f"node_modules/{package}/package.json")
    if package in facts.installed or here or evidence.around.locked(package):
        return "locked"
    return "new" if package in known_packages() else "unknown"


def new_packages(evidence: Evidence) -> dict[str, tuple[State, Wanted]]:
    """The packages that an install of the project as it is would not bring, in order."""
    known = {entry.specifier for entry in evidence.before.imports}
    own = {package_of(specifier) for specifier in known}
    found: dict[str, tuple[State, Wanted]] = {}
    for entry in wanted(evidence):
        specifier = entry.specifier
        bare = specifier and specifier[0] not in "./#~" and ":" not in specifier
        if not bare or specifier in NODE_BUILTINS or UNKNOWN in specifier:
            continue
        package = package_of(specifier)
        if package in own or alias_of(specifier) == "@":
            continue
        found.setdefault(package, (state_of(evidence, package, entry.types), entry))
    return {name: (state, at) for name, (state, at) in found.items() if state != "declared"}


def package_risks(evidence: Evidence) -> Iterator[str]:
    """A sentence for each package that has to be installed or declared first."""
    told = {
        "locked": "is installed only because another package needs it: add it to package.json.",
        "new": "is new to this project: it has to be installed first.",
        "unknown": "is new to this project, in no lock file and not well known: look at it before"
        " you install it.",
    }
    for package, (state, entry) in new_packages(evidence).items():
        if state in told:
            yield f"`{package}` {told[state]} {entry.text.place(entry.at)}"


def development_risks(evidence: Evidence) -> Iterator[str]:
    """A sentence for each development dependency that production code loads."""
    facts = evidence.around.facts
    if any(package_of(e.specifier) in facts.development for e in evidence.before.imports):
        return
    for package, (state, entry) in new_packages(evidence).items():
        if state == "development" and not _OUTSIDE.search(entry.text.path):
            said = "is a development dependency: a production install leaves it out."
            yield f"`{package}` {said} {entry.text.place(entry.at)}"


def package_notes(evidence: Evidence) -> Iterator[str]:
    """What the receipt says of new packages."""
    for package, (state, _) in new_packages(evidence).items():
        if state in ("new", "unknown"):
            yield f"new package: {package}"
