"""Ways to change how nodewright asks and judges, to measure what each of them is worth.

A lever takes something away that the product does, or adds something that it might. Its run goes
through the same assistant and gate as in an editor, in this process, so that one part of it can be
exchanged for the time of the run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any
from unittest import mock

from cases import Case
from nodewright.assistant import Assistant, Order, Outcome, Place
from nodewright.document import Snapshot, Span, encode
from nodewright.javascript.parsing import language_of
from nodewright.llm import Endpoint, Model
from nodewright.messages import Complete, Completion, Message
from nodewright.project import confine, read_project
from nodewright.prompts import PersonaPack, load_pack
from nodewright.rules import RuleBook, load_rules
from sandbox import Project

Patch = tuple[str, object]
"""The dotted name of something, and what stands there instead."""


@dataclass(frozen=True)
class Lever:
    """``patches`` hold for the run; ``form`` is the form of the answer, where it is not the usual.

    ``payload`` is added to each request. ``candidates``: how many answers are asked for one after
    the other, until one passes the gate.
    """

    says: str
    patches: tuple[Patch, ...] = ()
    form: str = ""
    payload: tuple[tuple[str, Any], ...] = ()
    candidates: int = 1


def _without_facts(facts: object) -> str:
    return "JavaScript."


def _said_without_guidance(finding: Any) -> str:
    return str(finding.message)


_again = Assistant._again


def _unechoed(assistant: Assistant, *given: Any) -> tuple[Message, ...]:
    """What is wrong with an answer, without the answer: a small model copies its own words."""
    return _again(assistant, *given)[1:]


LEVERS: Mapping[str, Lever] = {
    "as-it-is": Lever("nothing is changed; the measure of all others"),
    "no-guidance": Lever(
        "findings are named, without how an expert repairs them",
        (("nodewright.prompts.render._said", _said_without_guidance),),
    ),
    "no-findings": Lever(
        "the model is told no finding",
        (
            ("nodewright.prompts.render.MAX_FINDINGS_COMPACT", 0),
            ("nodewright.prompts.render.MAX_FINDINGS", 0),
        ),
    ),
    "no-patterns": Lever(
        "no worked example is shown",
        (("nodewright.prompts.patterns.MAX_PATTERNS", 0),),
    ),
    "no-facts": Lever(
        "module system, Node.js version and packages are left out",
        (("nodewright.prompts.render.facts_line", _without_facts),),
    ),
    "no-names": Lever(
        "the names in scope are left out",
        (("nodewright.prompts.render.MAX_COMPACT_NAMES", 0),),
    ),
    "no-repairs": Lever(
        "a failed answer is not sent back",
        (("nodewright.assistant.assistant.MAX_REPAIRS", 0),),
    ),
    "no-echo": Lever(
        "a failed answer is not repeated, only what is wrong with it",
        (("nodewright.assistant.assistant.Assistant._again", _unechoed),),
    ),
    "no-rules": Lever(
        "the rules neither repair before a small model nor where its answers fail",
        (("nodewright.assistant.assistant.Assistant._around", Assistant._converse),),
    ),
    "full-form": Lever("the form of large models: report, changes and new files", form="full"),
    "compact-form": Lever("the form of small models: one code block", form="compact"),
    "cold": Lever("temperature 0", payload=(("temperature", 0.0),)),
    "warm": Lever("temperature 0.8", payload=(("temperature", 0.8),)),
    "three-candidates": Lever(
        "up to three first answers at temperature 0.8, until one passes the gate",
        payload=(("temperature", 0.8),),
        candidates=3,
    ),
}


@cache
def _book() -> RuleBook:
    return load_rules()


@cache
def _pack() -> PersonaPack:
    return load_pack()


async def pulled(
    lever: Lever, case: Case, project: Project, endpoint: Endpoint, environ: Mapping[str, str]
) -> Outcome:
    """The outcome of a case's action with a lever pulled."""
    model = Model(endpoint, environ)
    try:
        with _patched(lever, model):
            outcome = Outcome(by="nobody")
            for attempt in range(lever.candidates):
                complete = _seeded(model.complete, attempt) if attempt else model.complete
                outcome = await _once(lever, case, project, complete, endpoint.model)
                if outcome.edit is not None:
                    break
            return outcome
    finally:
        await model.close()


async def _once(
    lever: Lever, case: Case, project: Project, complete: Complete | None, name: str
) -> Outcome:
    from nodewright.prompts import wants_compact

    form = lever.form or ("compact" if wants_compact(name) else "full")
    pack = _pack()
    assistant = Assistant(
        _book(), pack, pack.persona, complete, name, "compact" if form == "compact" else "full"
    )
    return await assistant.run(order_of(case, project), lambda stage: None)


def order_of(case: Case, project: Project) -> Order:
    """The action on the selected lines, as an editor would ask for it."""
    root, file = project.root, project.root / case.file
    language = language_of(file.name)
    assert language is not None
    first, last = case.lines
    lines = case.text.split("\n")
    start = len(encode("".join(f"{line}\n" for line in lines[:first])))
    return Order(
        snapshot=Snapshot(file.as_uri(), 1, case.text, language),
        path=case.file,
        selection=Span(start, len(encode("\n".join(lines[: last + 1])))),
        action=_pack().actions[case.action],
        request=case.request.strip(),
        facts=read_project(file, [root], language),
        place=Place(
            exists=lambda name: (root / name).exists(),
            confined=lambda name: confine(root, name) is not None,
            ignored=lambda name: False,
        ),
    )


def _seeded(complete: Complete, attempt: int) -> Complete:
    """Another answer to the same question: the request names another seed."""

    async def ask(messages: Sequence[Message], on_tokens: Callable[[int], None]) -> Completion:
        with mock.patch("nodewright.llm.dialect.seed_of", return_value=attempt):
            return await complete(messages, on_tokens)

    return ask


@contextmanager
def _patched(lever: Lever, model: Model) -> Iterator[None]:
    with ExitStack() as stack:
        for name, instead in lever.patches:
            stack.enter_context(mock.patch(name, instead))
        if lever.payload:
            spoken = model._dialect.spoken
            more = dict(lever.payload)
            stack.enter_context(
                mock.patch.object(
                    model._dialect, "spoken", lambda payload: {**spoken(payload), **more}
                )
            )
        yield


def edited(order_path: str, outcome: Outcome) -> dict[str, str]:
    """The files after the outcome, whole; none where it has no edit."""
    if outcome.edit is None:
        return {}
    files = {new.path: new.text for new in outcome.created}
    files |= {file.path: file.after for file in outcome.extended}
    if outcome.proposed:
        files[order_path] = outcome.proposed
    return files
