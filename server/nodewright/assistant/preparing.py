"""From an order to a draft: what is selected, dropped, told, and has to be gone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from nodewright.answer import Prepared, Surroundings, enclosing, prepare
from nodewright.answer.extending import can_extend
from nodewright.assistant.looking import Looks, look
from nodewright.assistant.order import AnswerForm, Order
from nodewright.assistant.platform import newer_apis, outdated_apis
from nodewright.assistant.prompt_comments import PromptComment, find_prompt_comments
from nodewright.assistant.secrecy import Secrecy
from nodewright.document import Draft, Finding, LineTable, Severity, Span
from nodewright.javascript.parsing import parse
from nodewright.project import test_path_for
from nodewright.prompts import Persona, PersonaPack, PromptFinding, PromptInput
from nodewright.rules import RuleBook

SERIOUS: frozenset[Severity] = frozenset({"error", "warning"})


def completed(pack: PersonaPack, persona: Persona, order: Order) -> tuple[Order, Span | None]:
    """The order with its request and selection filled in, and the prompt comment to drop.

    A prompt comment of the same action inside the selection, or around the cursor, is the
    request. An empty selection means the code around the cursor; outside a workspace no file
    can be created.
    """
    snapshot = order.snapshot
    size = len(snapshot.source)
    start, end = sorted(
        min(max(at, 0), size) for at in (order.selection.start, order.selection.end)
    )
    selection = Span(start, end)
    comment = None if order.rule else _comment_for(pack, persona, order, selection)
    if comment is not None:
        order = replace(order, request=order.request or comment.request)
        if comment.reach.contains(selection):
            selection = comment.region
    if order.rule or not snapshot.source[selection.start : selection.end].strip():
        selection = enclosing(parse(snapshot.source, snapshot.language), selection)
    if order.facts.root is None:
        allow = replace(order.action.allow, create_files=False)
        order = replace(order, action=replace(order.action, allow=allow))
    return replace(order, selection=selection), comment.span if comment else None


def _comment_for(
    pack: PersonaPack, persona: Persona, order: Order, selection: Span
) -> PromptComment | None:
    found = find_prompt_comments(pack, persona, order.snapshot.source, order.snapshot.language)
    mine = [c for c in found if c.action.id == order.action.id and c.asks_about(selection)]
    return mine[0] if mine else None


def drafted(book: RuleBook, persona: Persona, order: Order, drop: Span | None) -> Prepared:
    """The draft of a completed order.

    *Fix* without a request means what the rules found: those findings have to be gone. With a
    request the developer means something else, which the rules cannot judge; nor can they where
    an action is about some rules alone, for it has more than one way to be done. A run about one
    finding means that one, however serious it is.
    """
    prepared = prepare(
        order.snapshot.text,
        order.path,
        order.snapshot.language,
        order.selection,
        persona.header,
        drop,
    )
    action = order.action
    if not order.rule and (order.request or action.rules or action.offline != "fixes"):
        return prepared
    meant = concern(book, order)
    target = frozenset(f.rule for f in selected_findings(book, order, prepared.draft) if meant(f))
    return replace(prepared, draft=replace(prepared.draft, target=target))


def concern(book: RuleBook, order: Order) -> Callable[[Finding], bool]:
    """Whether the rules repair a finding in a run: its rule's, its action's, or a serious one.

    An action that names rules means them however serious they are: nobody picks *Modernize* for
    what is dangerous.
    """
    if order.rule:
        return lambda finding: finding.rule == order.rule
    if named := frozenset(order.action.rules):
        return lambda finding: bool(named & {finding.rule, book.rules[finding.rule].family})
    return lambda finding: finding.severity in SERIOUS


def selected_findings(book: RuleBook, order: Order, draft: Draft) -> tuple[Finding, ...]:
    """What the rules find in the selected lines of a draft and the run is about."""
    found = look(book, order, draft.source, draft.language, draft.path)
    return tuple(
        f for f in found if f.span.overlaps(draft.selection) and order.rule in ("", f.rule)
    )


def test_path(order: Order) -> str:
    """Where the action may create a test; empty when it may not."""
    if not order.action.allow.create_files or order.facts.root is None:
        return ""
    return test_path_for(order.path, order.facts, order.place.exists, lambda p: _extends(order, p))


def _extends(order: Order, path: str) -> bool:
    """True for a file of tests that others can be added to."""
    place = order.place
    if place.ignored(path) or not place.confined(path):
        return False
    text = place.read(path)
    return text is not None and can_extend(path, text)


def prompt_input(
    book: RuleBook,
    order: Order,
    found: Sequence[Finding],
    secrecy: Secrecy,
    form: AnswerForm,
) -> PromptInput:
    """All that the prompt is made from; lines count in the text that the model sees."""
    draft = secrecy.draft.seen
    lines = LineTable(draft.source)
    findings = tuple(
        PromptFinding(
            rule=finding.rule,
            title=book.rules[finding.rule].title,
            line=lines.line_of(secrecy.draft.moved(finding.span.start)) + 1,
            message=finding.message,
            guidance=book.rules[finding.rule].guidance,
        )
        for finding in found
    )
    return PromptInput(
        draft=draft,
        action=order.action,
        facts=order.facts,
        request=order.request,
        findings=findings,
        test_path=test_path(order),
        test_exists=order.place.exists(test_path(order)) if test_path(order) else False,
        form=form,
    )


def ground(book: RuleBook, order: Order) -> Surroundings:
    """What the gate may know of the project."""
    looks = Looks(book, order)
    return Surroundings(
        facts=order.facts,
        allowance=order.action.allow,
        find=looks.find,
        exists=order.place.exists,
        confined=order.place.confined,
        ignored=order.place.ignored,
        twin=order.place.twin,
        read=order.place.read,
        locked=order.place.locked,
        newer=newer_apis(),
        outdated=outdated_apis(),
        hidden=looks.hidden,
    )
