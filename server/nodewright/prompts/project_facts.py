"""Say in a few lines what a project is, for a prompt."""

from __future__ import annotations

import posixpath

from nodewright.facts import ProjectFacts
from nodewright.prompts.context import inline
from nodewright.prompts.values import PromptInput

MAX_PACKAGES = 60
MAX_PACKAGES_LINE = 8
MAX_SIBLINGS = 20
MAX_PACKAGE = 120
"""Characters of a package's name and version, or of a range of Node: honest ones are shorter."""
EXTENDS = (
    "That file exists; CREATE it with the new tests and what they import alone, and they are added"
    " to it. Put them into one new `describe` with a name of its own, with all hooks, helpers and"
    " values inside."
)


def facts_block(prompt: PromptInput) -> str:
    """The facts of the full form, one bullet each."""
    draft, facts = prompt.draft, prompt.facts
    lines = [f"- Document: `{inline(draft.path)}`, {_modules(prompt)}"]
    node = inline(facts.node, MAX_PACKAGE)
    lines.append(f"- Node.js: {node or 'no version stated, assume the oldest LTS'}")
    packages = _packages(facts, MAX_PACKAGES)
    lines.append(f"- Packages: {packages or 'none declared'}")
    if prompt.test_path and prompt.action.allow.create_files:
        where = f"A new test goes to `{prompt.test_path}`, which does not exist yet."
        if prompt.test_exists:
            where = f"New tests go to `{prompt.test_path}`. {EXTENDS}"
        lines.append(f"- {where} {how_to_test(prompt)}")
    if prompt.siblings:
        names = ", ".join(f"`{inline(path)}`" for path in prompt.siblings[:MAX_SIBLINGS])
        lines.append(f"- Files nearby: {names}")
    lines += (f"- {note}" for note in prompt.notes)
    return "\n".join(lines)


def facts_line(facts: ProjectFacts) -> str:
    """The facts of the compact form, as one sentence."""
    parts = ["ES module" if facts.module_system == "esm" else "CommonJS"]
    if facts.node:
        parts.append(f"Node.js {inline(facts.node, MAX_PACKAGE)}")
    packages = _packages(facts, MAX_PACKAGES_LINE)
    if packages:
        parts.append(f"packages {packages}")
    return ", ".join(parts) + "."


def how_to_test(prompt: PromptInput) -> str:
    """How a test at the prompt's ``test_path`` reaches the document, and with which runner."""
    folder = posixpath.dirname(prompt.test_path) or "."
    reach = posixpath.relpath(prompt.draft.path, folder)
    reach = reach if reach.startswith(".") else f"./{reach}"
    runner = prompt.facts.test_runner or "node:test"
    return f"It reaches the document as '{reach}' and runs with {runner}."


def _modules(prompt: PromptInput) -> str:
    language = "JavaScript" if prompt.draft.language == "javascript" else "TypeScript"
    if prompt.facts.module_system == "esm":
        return f"{language}, ES module (import/export)"
    return f"{language}, CommonJS (require/module.exports)"


def _packages(facts: ProjectFacts, limit: int) -> str:
    names = sorted(facts.dependencies)
    shown = [
        inline(f"{name} {_version(facts, name)}", MAX_PACKAGE).rstrip() for name in names[:limit]
    ]
    more = len(names) - limit
    return ", ".join((*shown, f"and {more} more") if more > 0 else shown)


def _version(facts: ProjectFacts, name: str) -> str:
    return facts.installed.get(name) or facts.dependencies[name]
