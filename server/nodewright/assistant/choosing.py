"""The parts of a verified edit that a person chose, judged anew as the edit that they are."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from nodewright.answer import Surroundings, strip_header, text_changes, verify, with_header
from nodewright.answer.candidate import make_candidate
from nodewright.answer.lines import Hunk, hunks, split_lines
from nodewright.assistant.beside import beside, wanted_files
from nodewright.assistant.fitting import in_lf, name_for_header
from nodewright.assistant.order import Order, Outcome
from nodewright.assistant.receipts import with_cost
from nodewright.document import Draft, Edit, Failure, Refusal, Span

NOTHING = "Nothing of the proposal was chosen, so nothing was changed."
FAILED = "What you chose does not pass the checks without the rest"


@dataclass(frozen=True, slots=True)
class Choice:
    """What a person picked: pieces of the document by their place, files by their path."""

    pieces: Collection[int]
    files: Collection[str]


def pieces(order: Order, outcome: Outcome, header: str) -> list[Hunk]:
    """Lines of the document that can be chosen or left, in order.

    The header is none of them, for it belongs to every edit of the document; where it touches
    another change it is seen with that.
    """
    before, after = split_lines(order.snapshot.text), split_lines(outcome.proposed)
    found = hunks(before, after)
    return [hunk for hunk in found if not _header_alone(hunk, after, header)]


def _header_alone(hunk: Hunk, after: list[str], header: str) -> bool:
    added = "".join(after[hunk.new_start : hunk.new_end])
    return hunk.old_start == hunk.old_end and bool(added) and not strip_header(added, header)


def chosen(
    order: Order, outcome: Outcome, choice: Choice, surroundings: Surroundings, header: str
) -> Outcome:
    """The outcome with the chosen parts alone, which went through the whole gate once more.

    Refused where nothing is chosen or where the rest is needed. Its receipt is its own; a risk of
    its own stays one, even where the whole edit was confirmed.
    """
    whole, before = outcome.edit, order.snapshot.text
    assert whole is not None, "only of an edit can a part be chosen"
    taken = [hunk for at, hunk in enumerate(pieces(order, outcome, header)) if at in choice.pieces]
    part = replace(
        whole,
        new_files=tuple(file for file in whole.new_files if file.path in choice.files),
        extended=tuple(file for file in whole.extended if file.path in choice.files),
    )
    count = len(taken) + len(part.new_files) + len(part.extended)
    if not count:
        return outcome.refused(Refusal((Failure("consent", NOTHING),)))
    proposed = _with_pieces(order, outcome, taken, header)
    wanted = wanted_files(part, header)
    source = in_lf(before)
    draft = Draft(order.path, source, order.snapshot.language, Span(0, len(source)))
    verdict = verify(make_candidate(draft, in_lf(proposed), wanted), surroundings)
    if verdict.failures:
        return outcome.refused(Refusal((Failure("part", FAILED), *verdict.failures)))
    files, longer = beside(order, wanted, header, before)
    said = f"{count} of {_total(order, outcome, header)} changes, chosen by you"
    changes = text_changes(before, proposed)
    receipt = (*verdict.receipt, said)
    edit = Edit(changes, files, receipt, verdict.risks, longer, verdict.ledger)
    return replace(
        outcome,
        edit=with_cost(edit, outcome),
        proposed=proposed,
        created=files,
        extended=longer,
    )


def _total(order: Order, outcome: Outcome, header: str) -> int:
    assert outcome.edit is not None
    beside_it = len(outcome.edit.new_files) + len(outcome.edit.extended)
    return len(pieces(order, outcome, header)) + beside_it


def _with_pieces(order: Order, outcome: Outcome, taken: list[Hunk], header: str) -> str:
    """The document with some pieces of the proposal; with its header where it has any of them."""
    if not taken:
        return order.snapshot.text
    before, after = split_lines(order.snapshot.text), split_lines(outcome.proposed)
    lines: list[str] = []
    at = 0
    for hunk in taken:
        lines += before[at : hunk.old_start] + after[hunk.new_start : hunk.new_end]
        at = hunk.old_end
    text = "".join(lines + before[at:])
    if strip_header(outcome.proposed, header) == outcome.proposed:
        return text
    return with_header(text, name_for_header(order.path), header)
