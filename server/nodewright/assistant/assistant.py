"""The way of a run: prepare, ask, judge, send back what failed, finish."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from nodewright.answer import Prepared, Surroundings, standing_part
from nodewright.assistant import fitting
from nodewright.assistant.choosing import Choice, chosen
from nodewright.assistant.judging import Judged, judge
from nodewright.assistant.offline import repair_after, repair_before, run_offline
from nodewright.assistant.order import AnswerForm, Order, Outcome
from nodewright.assistant.preparing import (
    completed,
    drafted,
    ground,
    prompt_input,
    selected_findings,
    test_path,
)
from nodewright.assistant.receipts import with_cost, with_part
from nodewright.assistant.rounds import MAX_REPAIRS, furthest, improved
from nodewright.assistant.secrecy import Secrecy, keep_secret, private_file
from nodewright.document import Failure, Refusal, Snapshot, Span
from nodewright.messages import Complete, Completion, Message, ModelUnavailable
from nodewright.patience import to_the_end
from nodewright.prompts import (
    Action,
    Persona,
    PersonaPack,
    answered,
    render,
    render_repair,
    render_report,
    size_problem,
)
from nodewright.rules import RuleBook

Say = Callable[[str], None]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question to a model, and what is needed to read its answer."""

    prepared: Prepared
    secrecy: Secrecy
    messages: tuple[Message, ...]


@dataclass(frozen=True)
class Assistant:
    """The expert for one run. ``complete`` is how it reaches the model; None: offline rules."""

    book: RuleBook
    pack: PersonaPack
    persona: Persona
    complete: Complete | None
    model: str = ""
    form: AnswerForm = "full"
    turn: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(1))

    async def run(self, order: Order, say: Say) -> Outcome:
        """Do the action; ``say`` hears each stage. Raises ModelUnavailable, and CancelledError.

        Nothing is changed here: the caller applies the outcome's edit, or does not.
        """
        say("reading the project")
        order, drop = completed(self.pack, self.persona, order)
        if order.action.requires_prompt and not order.request.strip():
            unasked = Refusal((Failure("request", _how_to_ask(order.action)),))
            return Outcome(by=self.model or "nodewright", refusal=unasked)
        if self.complete is None:
            say("applying the offline rules")
            surroundings = ground(self.book, order)
            return await self._in_turn(run_offline, self.book, self.persona, order, surroundings)
        asked = await self._prompted(order, drop)
        if isinstance(asked, Refusal):
            return Outcome(by=self.model, refusal=asked)
        if self.form == "compact" and order.action.offline == "fixes" and not order.rule:
            return await self._around(order, asked, say)
        return await self._converse(order, asked, say)

    async def _around(self, order: Order, asked: _Asked, say: Say) -> Outcome:
        """The rules before and after a small model: what they repair is surer than its answer."""
        given = (self.book, self.persona, order, ground(self.book, order))
        say("applying the offline rules")
        if repaired := await self._in_turn(repair_before, *given, self.model):
            return repaired
        done = await self._converse(order, asked, say)
        if done.edit is not None or not done.rejected:
            return done
        say("applying the offline rules")
        return await self._in_turn(repair_after, *given, done)

    async def _in_turn(self, work: Callable[..., T], *given: Any) -> T:
        """``work`` in a thread, when it is this run's turn; then it is done, also if cancelled.

        Fifty runs that think at once would leave the loop that serves the editor no time.
        """
        async with self.turn:
            return await to_the_end(lambda: work(*given))

    async def prompt(self, order: Order) -> tuple[Message, ...] | Refusal:
        """The first messages of a run, to be shown and not sent."""
        order, drop = completed(self.pack, self.persona, order)
        asked = await self._prompted(order, drop)
        return asked if isinstance(asked, Refusal) else asked.messages

    async def _prompted(self, order: Order, drop: Span | None) -> _Asked | Refusal:
        """What a model would be asked, with every secret taken out; or why it may not be."""
        if order.action.requires_prompt and not order.request.strip():
            return Refusal((Failure("request", _how_to_ask(order.action)),))
        if private := private_file(order):
            return private
        prepared = await self._in_turn(drafted, self.book, self.persona, order, drop)
        if order.rule and not prepared.draft.target:
            gone = f"There is no {order.rule} in these lines any more; nothing was asked"
            return Refusal((Failure("gone", gone),))
        if problem := size_problem(prepared.draft):
            return Refusal((Failure("size", problem),))
        return await self._in_turn(self._written, order, prepared)

    def _written(self, order: Order, prepared: Prepared) -> _Asked:
        found = selected_findings(self.book, order, prepared.draft)
        secrecy = keep_secret(order, prepared, found)
        prompt = prompt_input(self.book, order, found, secrecy, self.form)
        messages = render(self.pack, self.persona, prompt, secrecy.clearing)
        return _Asked(secrecy.grown(prepared), secrecy, messages)

    async def _converse(self, order: Order, asked: _Asked, say: Say) -> Outcome:
        """Ask, judge, and ask again what failed, as long as the answers come further."""
        prepared, secrecy, messages = asked.prepared, asked.secrecy, list(asked.messages)
        finished = fitting.finishing(order, prepared, self.persona)
        surroundings = replace(secrecy.told(ground(self.book, order)), finished=finished)
        answers: list[Judged] = []
        spent = Outcome(self.model)
        for round_ in range(MAX_REPAIRS + 1):
            stage = f"repair round {round_} of {MAX_REPAIRS}" if round_ else "asking the model"
            completion = await self._ask(messages, stage, say)
            spent = replace(spent, usage=spent.usage + completion.usage, rounds=round_)
            say("checking the answer")
            judged = await self._in_turn(
                judge,
                completion,
                prepared,
                order.action,
                self.persona,
                self.form,
                surroundings,
                test_path(order),
            )
            if not judged.failures:
                return await self._finish(order, asked, judged, spent, say)
            answers.append(judged)
            stalled = round_ > 0 and not improved(*answers[-2:])
            spent = replace(
                spent,
                refusal=Refusal(secrecy.named(judged.failures)),
                rejected=secrecy.redactor.name(completion.text),
                stalled=stalled and round_ < MAX_REPAIRS,
            )
            if stalled or round_ == MAX_REPAIRS:
                break
            messages += self._again(order, secrecy, completion, judged, round_)
        say("looking for the part that passes")
        part = await self._in_turn(
            self._part_of, order, prepared, surroundings, furthest(answers), spent
        )
        redactor = secrecy.redactor
        return replace(part, notes=tuple(redactor.name(redactor.redact(n)) for n in part.notes))

    def _again(
        self, order: Order, secrecy: Secrecy, completion: Completion, judged: Judged, round_: int
    ) -> tuple[Message, Message]:
        """The answer as a turn, and the turn that says what is wrong with it."""
        clearing = secrecy.clearing
        wrong = render_repair(
            self.pack, judged.failures, round_ + 1, clearing, self.form, order.action
        )
        return answered(completion.text, clearing), wrong

    def _part_of(
        self,
        order: Order,
        prepared: Prepared,
        surroundings: Surroundings,
        judged: Judged,
        spent: Outcome,
    ) -> Outcome:
        """The part of a failed answer that passes alone, where there is one; else the refusal."""
        part = standing_part(
            judged.answer, judged.failures, prepared.draft, surroundings, self.persona.header
        )
        if part is None:
            return spent
        edit, proposed = fitting.edit_of(
            order, prepared, part.candidate, part.verdict, self.persona
        )
        return replace(
            spent,
            refusal=None,
            rejected="",
            edit=with_cost(with_part(edit, part), spent),
            proposed=proposed,
            created=edit.new_files,
            extended=edit.extended,
            sections=dict(judged.answer.sections),
            notes=part.left_out,
        )

    async def _ask(self, messages: Sequence[Message], stage: str, say: Say) -> Completion:
        assert self.complete is not None
        say(f"{stage} ({self.model})")
        return await self.complete(messages, lambda count: say(f"{stage}: {count:,} tokens so far"))

    async def _finish(
        self, order: Order, asked: _Asked, judged: Judged, done: Outcome, say: Say
    ) -> Outcome:
        answer = judged.answer
        done = replace(done, refusal=None, rejected="", sections=dict(answer.sections))
        if answer.declined:
            return _declined(done, f"The model declined: {answer.declined}")
        if answer.question:
            return _declined(done, f"The model asks first: {answer.question}")
        if answer.no_change:
            sections = {"No change needed": answer.no_change, **done.sections}
            return replace(done, sections=sections)
        if judged.candidate is None or judged.verdict is None:
            return done
        edit, proposed = fitting.edit_of(
            order, asked.prepared, judged.candidate, judged.verdict, self.persona
        )
        done = replace(
            done, edit=edit, proposed=proposed, created=edit.new_files, extended=edit.extended
        )
        if self.form == "compact":
            done = await self._with_report(order, asked.secrecy, done, say)
        return replace(done, edit=with_cost(edit, done))

    async def _with_report(
        self, order: Order, secrecy: Secrecy, done: Outcome, say: Say
    ) -> Outcome:
        """A compact answer is code alone; its report comes from a second, short call."""
        redactor = secrecy.redactor
        messages = render_report(
            self.pack,
            order.action,
            done.diff(order, redactor.redact),
            secrecy.clearing,
            order.path,
            order.request,
        )
        try:
            completion = await self._ask(messages, "asking for the report", say)
        except ModelUnavailable as error:
            return replace(done, notes=(f"The edit passed, but there is no report: {error}",))
        sections = {"Report": redactor.name(completion.text.strip())}
        return replace(done, usage=done.usage + completion.usage, sections=sections)

    def fit(self, order: Order, outcome: Outcome, now: Snapshot) -> Outcome:
        """The outcome for the text as it is now: see :func:`nodewright.assistant.fitting.fit`."""
        return fitting.fit(order, outcome, now, ground(self.book, order), self.persona.header)

    async def fit_aside(self, order: Order, outcome: Outcome, now: Snapshot) -> Outcome:
        """:meth:`fit` in a thread: on a text that moved on the gate judges once more."""
        return await self._in_turn(self.fit, order, outcome, now)

    async def part(self, order: Order, outcome: Outcome, choice: Choice) -> Outcome:
        """What a person chose of an edit: see :func:`nodewright.assistant.choosing.chosen`."""
        surroundings, header = ground(self.book, order), self.persona.header
        return await self._in_turn(chosen, order, outcome, choice, surroundings, header)


def _how_to_ask(action: Action) -> str:
    phrase = action.phrases[0] if action.phrases else action.id
    return (
        f"{action.title} needs a question: write it as a comment above the code, such as "
        f"`// {phrase}: how do I stream this?`, or pass it as the prompt."
    )


def _declined(done: Outcome, sentence: str) -> Outcome:
    return replace(done, refusal=Refusal((Failure("declined", sentence),)))
