"""The last step before the editor: a verified candidate as an edit of the text as it is now."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from nodewright.answer import (
    Candidate,
    Prepared,
    Surroundings,
    Verdict,
    can_carry_header,
    finish,
    rebase,
    strip_header,
    text_changes,
    verify,
    with_header,
)
from nodewright.answer.candidate import make_candidate
from nodewright.answer.checks_paths import trouble_with_files
from nodewright.assistant.beside import beside, wanted_files
from nodewright.assistant.order import Order, Outcome
from nodewright.document import Draft, Edit, Failure, Refusal, Snapshot, Span, encode
from nodewright.prompts import Persona

STALE = (
    "The code that the answer is about changed while the model worked, so its place is no longer "
    "certain; nothing was changed."
)


def edit_of(
    order: Order, prepared: Prepared, candidate: Candidate, verdict: Verdict, persona: Persona
) -> tuple[Edit, str]:
    """The edit of the order's snapshot, and the document's whole new text.

    A document that the answer leaves alone gets no header: only created files do.
    """
    before, header = order.snapshot.text, persona.header
    proposed = finish(prepared, candidate.after, header)
    if strip_header(proposed, header) == strip_header(before, header):
        proposed = before
    files, longer = beside(order, candidate.new_files, header, before)
    bare = [new.path for new in files if not can_carry_header(new.path)]
    receipt = list(verdict.receipt)
    if bare:
        receipt.append(f"no header in {', '.join(bare)}: the format has no comments")
    changes = text_changes(before, proposed)
    return Edit(changes, files, tuple(receipt), verdict.risks, longer, verdict.ledger), proposed


def finishing(
    order: Order, prepared: Prepared, persona: Persona
) -> Callable[[bytes], tuple[str, str]]:
    """The order's document, and what it becomes with a candidate's text: see ``Surroundings``."""
    return lambda after: (order.snapshot.text, finish(prepared, after, persona.header))


def fit(
    order: Order, outcome: Outcome, now: Snapshot, surroundings: Surroundings, header: str
) -> Outcome:
    """The outcome for the text as it is now: the same, carried over, or refused.

    A carried-over edit goes through the gate once more, against the newer text.
    """
    edit, base = outcome.edit, order.snapshot
    if edit is None:
        return outcome
    # Files and links come and go while the model works.
    wanted = wanted_files(edit, header)
    if trouble := trouble_with_files(wanted, surroundings):
        return outcome.refused(Refusal(tuple(trouble)))
    files, longer = beside(order, wanted, header, base.text)
    edit = replace(edit, new_files=files, extended=longer)
    outcome = replace(outcome, edit=edit, created=files, extended=longer)
    if now.text == base.text:
        return outcome
    if now.language != base.language:
        return _stale(outcome)
    merged = _carried(base.text, outcome.proposed, now, order.path, header)
    if merged is None:
        return _stale(outcome)
    source = in_lf(now.text)
    draft = Draft(order.path, source, now.language, Span(0, len(source)))
    verdict = verify(make_candidate(draft, in_lf(merged), wanted), surroundings)
    if verdict.failures:
        return outcome.refused(Refusal((Failure("stale", STALE), *verdict.failures)))
    changes = text_changes(now.text, merged)
    receipt = (*edit.receipt, "carried over to your newer text")
    return replace(outcome, edit=replace(edit, changes=changes, receipt=receipt), proposed=merged)


def in_lf(text: str) -> bytes:
    """A text as drafts have it: the gate takes a CR for one that an answer wrote."""
    return encode(text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n"))


def _stale(outcome: Outcome) -> Outcome:
    return outcome.refused(Refusal((Failure("stale", STALE),)))


def _carried(base: str, proposed: str, now: Snapshot, path: str, header: str) -> str | None:
    """The header is put in anew, so that typing on the first line does not refuse the rest."""
    if base == proposed:
        return now.text
    had_header = strip_header(base, header) != base
    wanted = proposed if had_header else strip_header(proposed, header)
    merged = rebase(base, wanted, now.text)
    if merged is None:
        return None
    return with_header(merged, name_for_header(path), header)


def name_for_header(path: str) -> str:
    """A name under which a document takes the header: a script without an ending is one, too."""
    return path if can_carry_header(path) else f"{path}.js"
