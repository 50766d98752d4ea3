"""One answer of the model: what it holds, and whether it may be used."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from nodewright.answer import (
    Candidate,
    ParsedAnswer,
    Prepared,
    Surroundings,
    Verdict,
    parse_answer,
    propose,
    restored,
    verify,
)
from nodewright.assistant.order import AnswerForm
from nodewright.document import Failure, NewFile, Refusal
from nodewright.messages import Completion
from nodewright.prompts import Action, Persona
from nodewright.redaction import Redactor


@dataclass(frozen=True, slots=True)
class Judged:
    """Either an answer to use, with its candidate if it changes anything, or failures."""

    answer: ParsedAnswer = field(default_factory=ParsedAnswer)
    candidate: Candidate | None = None
    verdict: Verdict | None = None
    failures: tuple[Failure, ...] = ()


def judge(
    completion: Completion,
    prepared: Prepared,
    action: Action,
    persona: Persona,
    form: AnswerForm,
    surroundings: Surroundings,
    new_path: str,
) -> Judged:
    """Parse, anchor and verify an answer; nothing is applied here.

    ``new_path`` is what the one block of a compact answer becomes where the action creates files.
    """
    secrets = surroundings.secrets or Redactor()
    if form == "compact" and action.compact == "text":
        return _text(completion, secrets)
    parsed = parse_answer(
        completion.text, truncated=completion.truncated, form=form, headings=action.report
    )
    if isinstance(parsed, Refusal):
        return Judged(failures=parsed.failures)
    parsed = restored(parsed, secrets)
    if form == "compact" and action.compact == "new-file" and parsed.rewrite is not None:
        files = (NewFile(new_path, parsed.rewrite),) if new_path else ()
        parsed = replace(parsed, rewrite=None, new_files=files)
    if parsed.declined or parsed.question or parsed.no_change:
        return Judged(parsed)
    if not parsed.changes_anything and _may_only_tell(action) and parsed.sections:
        return Judged(parsed)
    candidate = propose(parsed, prepared.draft, persona.header)
    if isinstance(candidate, Refusal):
        return Judged(parsed, failures=candidate.failures)
    verdict = verify(candidate, surroundings)
    return Judged(parsed, candidate, verdict, tuple(verdict.failures))


def _may_only_tell(action: Action) -> bool:
    """Explaining changes nothing, and a free question may be answered in words alone."""
    return action.requires_prompt or not (action.allow.edit or action.allow.create_files)


def _text(completion: Completion, secrets: Redactor) -> Judged:
    text = secrets.name(completion.text.strip())
    if completion.truncated or not text:
        said = "The answer was cut off." if text else "The answer is empty."
        return Judged(failures=(Failure("cut-off", said),))
    return Judged(ParsedAnswer(sections={"Answer": text}))
