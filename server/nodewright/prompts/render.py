"""Render the messages of one run: a stable system prompt, then the facts, the code last."""

from __future__ import annotations

from collections.abc import Sequence

from nodewright.document import Failure
from nodewright.messages import Cleared, Message, Origin
from nodewright.prompts.context import (
    fence,
    info_string,
    inline,
    one_line,
    selected_lines,
    selection_text,
    surroundings,
)
from nodewright.prompts.imports import names_in_scope
from nodewright.prompts.knowledge import choose_notes
from nodewright.prompts.patterns import choose_patterns
from nodewright.prompts.project_facts import EXTENDS, facts_block, facts_line, how_to_test
from nodewright.prompts.templates import fill
from nodewright.prompts.values import (
    Action,
    Form,
    Persona,
    PersonaPack,
    PromptFinding,
    PromptInput,
)
from nodewright.redaction import NODEWRIGHT, Clearing

MAX_FINDINGS = 20
MAX_FINDINGS_COMPACT = 4
MAX_COMPACT_NAMES = 24
"""Names of the file that a compact prompt tells. Only the names: shown the import statements
themselves, a 1.5B model copies them into its answer; told nothing, it invents some."""

MAX_DIFF = 16_000
"""Characters of a diff that a report is asked for."""

PERSONA = Origin("persona")
PROJECT = Origin("project")
RULES = Origin("rules")
REQUEST = Origin("request")
ANSWER = Origin("answer")

Part = tuple[str, Origin]
"""A piece of a message, with where it comes from."""


def render(
    pack: PersonaPack, persona: Persona, prompt: PromptInput, clearing: Clearing
) -> tuple[Message, ...]:
    """The system message, the same for a persona, an action and a form; then the user's message.

    The draft and the findings of ``prompt`` are redacted already, so that lines count the same.
    Raises WithheldError for a document that never leaves this machine.
    """
    if prompt.form == "compact":
        system = _compact_system(pack, persona, prompt.action)
        parts, separator = _compact_user(pack, prompt), "\n"
    else:
        system = _full_system(pack, persona, prompt.action)
        parts, separator = _full_user(pack, prompt), "\n\n"
    cleared = [clearing.clear(text, origin) for text, origin in parts]
    about = _hidden_values(pack, prompt.form, clearing, cleared)
    return (
        Message("system", clearing.clear(system, PERSONA)),
        Message("user", clearing.join(separator, (*about, *cleared))),
    )


def _hidden_values(
    pack: PersonaPack, form: Form, clearing: Clearing, parts: Sequence[Cleared]
) -> list[Cleared]:
    """What placeholders are, where the message has any; a system message stays as it is."""
    for hidden in clearing.redactor.hidden.values():
        if any(hidden.placeholder in part.text for part in parts):
            told = fill(pack.contract.hidden, {form}, {"example": hidden.placeholder})
            return [clearing.clear(told, NODEWRIGHT)]
    return []


def render_repair(
    pack: PersonaPack,
    failures: Sequence[Failure],
    round: int,  # noqa: A002  (the word the house uses)
    clearing: Clearing,
    form: Form = "full",
    action: Action | None = None,
) -> Message:
    """The message that sends an answer back with what is wrong with it; rounds count from 1.

    ``action`` matters for the compact form only, whose answer is not always the selection.
    """
    kind = form if form == "full" else (action.compact if action else "selection")
    failed = "\n".join(_failure(failure, form) for failure in failures)
    holds = {"first" if round <= 1 else "again", kind}
    text = fill(pack.contract.repair, holds, {"failures": failed})
    return Message("user", clearing.clear(text, ANSWER))


def answered(text: str, clearing: Clearing) -> Message:
    """An earlier answer of the model, as a turn of the conversation."""
    return Message("assistant", clearing.clear(text, ANSWER))


def render_report(
    pack: PersonaPack,
    action: Action,
    diff: str,
    clearing: Clearing,
    path: str = "",
    request: str = "",
) -> tuple[Message, ...]:
    """Ask for the report of an edit that stands already: the second call of the compact form.

    The answer is Markdown in the action's headings, without an end marker. ``diff`` is one of
    redacted texts. Raises WithheldError, as :func:`render` does.
    """
    system = fill(pack.contract.report, (), {"report": _headings(action.report)})
    task = f"File {inline(path)}. The task was: {action.brief}" if path else f"Task: {action.brief}"
    parts: list[Part] = [(task, PERSONA)]
    if request:
        parts.append((f"The developer asked: {request}", REQUEST))
    cut = diff[: diff.rfind("\n", 0, MAX_DIFF) + 1] if len(diff) > MAX_DIFF else diff
    parts.append((f"The change:\n\n{fence(cut, 'diff')}", Origin("file", path)))
    return (
        Message("system", clearing.clear(system, PERSONA)),
        Message("user", clearing.join("\n\n", [clearing.clear(*part) for part in parts])),
    )


def _full_system(pack: PersonaPack, persona: Persona, action: Action) -> str:
    allow = action.allow
    holds = {
        "edit": allow.edit,
        "create-files": allow.create_files,
        "changes": allow.edit or allow.create_files,
        "report-only": not (allow.edit or allow.create_files),
        "change-exports": allow.edit and allow.change_exports,
        "keep-exports": allow.edit and not allow.change_exports,
    }
    contract = fill(
        pack.contract.full,
        {name for name, true in holds.items() if true},
        {"report": _headings(action.report)},
    )
    task = f"# The task: {action.title}\n\n{action.instructions}"
    return "\n\n".join((_voice(persona, action), task, contract))


def _voice(persona: Persona, action: Action) -> str:
    intro = f"You are {persona.name}. {persona.about}".strip()
    if not persona.core:
        return f"{intro}\n\n{persona.body}"
    wanted = {name.casefold() for name in (*persona.core, *action.sections)}
    chosen = [
        f"## {heading}\n\n{text}"
        for heading, text in persona.sections.items()
        if heading.casefold() in wanted
    ]
    return "\n\n".join((intro, *chosen))


def _full_user(pack: PersonaPack, prompt: PromptInput) -> list[Part]:
    draft, action = prompt.draft, prompt.action
    lines = selected_lines(draft)
    parts: list[Part] = [(f"# Project\n\n{facts_block(prompt)}", PROJECT)]
    notes = choose_notes(pack.knowledge, draft, prompt.facts, action.id)
    parts += ((f"# Good to know: {note.title}\n\n{note.text}", PERSONA) for note in notes)
    if prompt.findings:
        parts.append((f"# Findings of the offline rules\n\n{_findings(prompt)}", RULES))
    if prompt.request:
        parts.append((f"# The developer's request\n\n{prompt.request}", REQUEST))
    document, info = Origin("file", draft.path), info_string(draft.language)
    around = surroundings(draft)
    if around:
        parts.append((f"# The rest of {inline(draft.path)}\n\n{fence(around, info)}", document))
    code = fence(selection_text(draft), info)
    parts.append((f"# The selection: {lines} of {inline(draft.path)}\n\n{code}", document))
    return parts


def _findings(prompt: PromptInput) -> str:
    shown = [
        f"- line {f.line}, {f.rule} ({f.title}): {_said(f)}" for f in prompt.findings[:MAX_FINDINGS]
    ]
    more = len(prompt.findings) - MAX_FINDINGS
    return "\n".join((*shown, f"- and {more} more") if more > 0 else shown)


def _said(finding: PromptFinding) -> str:
    """What is wrong and what to do, as sentences on one line."""
    said = one_line(finding.message)
    message = said if said.endswith(".") else f"{said}."
    return " ".join(f"{message} {finding.guidance}".split())


def _compact_system(pack: PersonaPack, persona: Persona, action: Action) -> str:
    contract = fill(pack.contract.compact, {action.compact}, {"report": _headings(action.report)})
    return f"You are {persona.short_name}, a senior Node.js backend engineer.\n{contract}"


def _compact_user(pack: PersonaPack, prompt: PromptInput) -> list[Part]:
    draft, action = prompt.draft, prompt.action
    document = Origin("file", draft.path)
    parts: list[Part] = [
        (f"File {inline(draft.path)}: {facts_line(prompt.facts)}", PROJECT),
        (f"Task: {action.brief}", PERSONA),
    ]
    if prompt.request:
        parts.append((f"Request: {prompt.request}", REQUEST))
    parts += (
        (f"Line {finding.line}: {_said(finding)}", RULES)
        for finding in prompt.findings[:MAX_FINDINGS_COMPACT]
    )
    lines = selected_lines(draft)
    names = names_in_scope(draft.source, draft.language, lines.span)
    if names:
        parts.append((f"Names in scope: {', '.join(names[:MAX_COMPACT_NAMES])}.", document))
    if action.compact == "new-file" and prompt.test_path:
        told = f"The new file is {prompt.test_path}. {how_to_test(prompt)}"
        told = f"{told} {EXTENDS}" if prompt.test_exists else told
        parts.append((told, PROJECT))
    patterns = choose_patterns(pack.patterns, selection_text(draft), prompt.request, action.id)
    parts += ((f"How an expert does it, in other code: {one.text}", PERSONA) for one in patterns)
    code = fence(selection_text(draft), info_string(draft.language))
    parts.append((f"{str(lines).capitalize()}:\n{code}", document))
    return parts


def _failure(failure: Failure, form: Form) -> str:
    """A failed check with its line; a large model sees the lines around it, too.

    A small one copies the numbers of lines into its code, so it gets the line alone.
    """
    where = f" (line {failure.line})" if failure.line else ""
    text = f"- {failure.check}{where}: {one_line(failure.message)}"
    excerpt = failure.context if form == "full" and failure.context else failure.excerpt
    if not excerpt.strip():
        return text
    block = fence(excerpt.strip("\n"), "")
    return "\n".join((text, *(f"  {line}" for line in block.split("\n"))))


def _headings(report: Sequence[str]) -> str:
    return "\n".join(f"## {heading}" for heading in report)
