"""Say in a few lines what a project is, for a prompt."""

from __future__ import annotations

from nodewright.facts import ProjectFacts
from nodewright.prompts.values import PromptInput

MAX_PACKAGES = 60
MAX_PACKAGES_LINE = 8
MAX_SIBLINGS = 20


def facts_block(prompt: PromptInput) -> str:
    """The facts of the full form, one bullet each."""
    draft, facts = prompt.draft, prompt.facts
    lines = [f"- Document: `{draft.path}`, {_modules(prompt)}"]
    lines.append(f"- Node.js: {facts.node or 'no version stated, assume the oldest LTS'}")
    packages = _packages(facts, MAX_PACKAGES)
    lines.append(f"- Packages: {packages or 'none declared'}")
    if facts.test_runner:
        lines.append(f"- Test runner: {facts.test_runner}")
    if prompt.test_path and prompt.action.allow.create_files:
        lines.append(f"- A new test file goes to `{prompt.test_path}`; it does not exist yet.")
    if prompt.siblings:
        names = ", ".join(f"`{path}`" for path in prompt.siblings[:MAX_SIBLINGS])
        lines.append(f"- Files nearby: {names}")
    lines += (f"- {note}" for note in prompt.notes)
    return "\n".join(lines)


def facts_line(facts: ProjectFacts) -> str:
    """The facts of the compact form, as one sentence."""
    parts = ["ES module" if facts.module_system == "esm" else "CommonJS"]
    if facts.node:
        parts.append(f"Node.js {facts.node}")
    packages = _packages(facts, MAX_PACKAGES_LINE)
    if packages:
        parts.append(f"packages {packages}")
    return ", ".join(parts) + "."


def _modules(prompt: PromptInput) -> str:
    language = "JavaScript" if prompt.draft.language == "javascript" else "TypeScript"
    if prompt.facts.module_system == "esm":
        return f"{language}, ES module (import/export)"
    return f"{language}, CommonJS (require/module.exports)"


def _packages(facts: ProjectFacts, limit: int) -> str:
    names = sorted(facts.dependencies)
    shown = [f"{name} {_version(facts, name)}".rstrip() for name in names[:limit]]
    more = len(names) - limit
    return ", ".join((*shown, f"and {more} more") if more > 0 else shown)


def _version(facts: ProjectFacts, name: str) -> str:
    return facts.installed.get(name) or facts.dependencies[name]
