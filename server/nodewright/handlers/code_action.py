"""The light bulb: quick fixes at typing speed, the persona's actions when a person asks."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from lsprotocol import types

from nodewright.answer import text_changes
from nodewright.assistant import PromptComment, find_prompt_comments
from nodewright.convert import to_range, to_span
from nodewright.document import Finding, Fix, Snapshot, Span, decode
from nodewright.handlers.finding_actions import (
    by_model,
    diagnostic_of,
    edit_of,
    offers_on_findings,
)
from nodewright.handlers.language_server import NodewrightLanguageServer
from nodewright.handlers.run import COMMAND
from nodewright.handlers.stop import offers_to_stop
from nodewright.handlers.suitable import looks_binary, too_large
from nodewright.prompts import Action
from nodewright.rules import fix_all

FIX_ALL = f"{types.CodeActionKind.SourceFixAll.value}.nodewright"


async def on_code_action(
    ls: NodewrightLanguageServer, params: types.CodeActionParams
) -> list[types.CodeAction | types.Command]:
    """All that fits the range. No model is called here, nor in a later resolve: there is none."""
    snapshot = ls.snapshot(params.text_document.uri)
    if snapshot is None or too_large(snapshot) or looks_binary(snapshot):
        return []
    bulb = LightBulb(ls, snapshot, params)
    actions: list[types.CodeAction] = []
    if bulb.wants("quickfix") and bulb.by_hand:
        actions += offers_to_stop(ls, snapshot.uri)
    if bulb.wants("quickfix"):
        actions += await bulb.quick_fixes()
        if bulb.by_hand:
            actions += await offers_on_findings(ls, snapshot, bulb.is_meant)
    if bulb.by_hand:
        actions += await bulb.persona_actions()
    if bulb.wants(FIX_ALL) and (bulb.by_hand or bulb.only):
        actions += await bulb.fix_all()
    if ls.session.client.action_literals:
        return list(actions)
    return [action.command for action in actions if action.command]


class LightBulb:
    """One request for code actions."""

    def __init__(
        self, ls: NodewrightLanguageServer, snapshot: Snapshot, params: types.CodeActionParams
    ) -> None:
        self.ls = ls
        self.snapshot = snapshot
        self.encoding = ls.session.client.encoding
        self.span = to_span(snapshot, params.range, self.encoding)
        self.only = [str(getattr(k, "value", k)) for k in params.context.only or ()]
        self.named = [diagnostic.range for diagnostic in params.context.diagnostics]
        automatic = params.context.trigger_kind == types.CodeActionTriggerKind.Automatic
        self.by_hand = not automatic or bool(self.only)

    def wants(self, kind: str) -> bool:
        """True when no filter is set, or one is this kind or a parent of it."""
        return not self.only or any(
            not want or kind == want or kind.startswith(f"{want}.") for want in self.only
        )

    def is_meant(self, finding: Finding) -> bool:
        """Whether the range touches a finding, or the editor names it: some name a line's all."""
        return finding.span.overlaps(self.span) or (
            bool(self.named) and to_range(self.snapshot, finding.span, self.encoding) in self.named
        )

    async def quick_fixes(self) -> list[types.CodeAction]:
        """The rules' own repairs of what was found here, each with its edit."""
        session = self.ls.session
        actions: list[types.CodeAction] = []
        for finding in await session.analyse(self.snapshot):
            if self.is_meant(finding):
                fixes = await session.analyses.fixes(self.snapshot, finding)
                actions += [self._quick_fix(finding, fix, fixes) for fix in fixes]
        return actions

    def _quick_fix(self, finding: Finding, fix: Fix, fixes: Sequence[Fix]) -> types.CodeAction:
        return types.CodeAction(
            title=fix.title,
            kind=types.CodeActionKind.QuickFix,
            diagnostics=[diagnostic_of(self.ls, self.snapshot, finding)],
            is_preferred=fix.safe and sum(f.safe for f in fixes) == 1,
            edit=edit_of(self.ls, self.snapshot, fix),
        )

    async def fix_all(self) -> list[types.CodeAction]:
        """Every safe repair in the file as one edit."""
        session = self.ls.session
        facts = session.facts_of(self.snapshot)
        book, modules = session.books.of(facts), session.modules_of(self.snapshot, facts)
        source, language = self.snapshot.source, self.snapshot.language
        path = session.relative(self.snapshot, facts)
        after, fixed, _ = await session.repair(
            lambda: fix_all(book, source, language, facts, path, modules=modules)
        )
        if not fixed:
            return []
        fix = Fix("", True, text_changes(self.snapshot.text, decode(after)))
        count = len(fixed)
        return [
            types.CodeAction(
                title=f"Fix all safe nodewright problems ({count})",
                kind=FIX_ALL,
                edit=edit_of(self.ls, self.snapshot, fix),
            )
        ]

    async def persona_actions(self) -> list[types.CodeAction]:
        """What the Backend Expert offers for the selection, prompt comments first."""
        session, pack = self.ls.session, self.ls.session.pack
        if not self.snapshot.text.strip():
            return []
        comments = await asyncio.to_thread(
            find_prompt_comments,
            pack,
            session.persona,
            self.snapshot.source,
            self.snapshot.language,
        )
        asked = [comment for comment in comments if comment.asks_about(self.span)]
        actions = [self._asked(comment) for comment in asked if self.wants(comment.action.kind)]
        offered = [a for a in pack.actions.values() if self.wants(a.kind) and not a.requires_prompt]
        return actions + [self._offer(a, self._title(a), self.span, "") for a in offered]

    def _asked(self, comment: PromptComment) -> types.CodeAction:
        request = comment.request
        short = request if len(request) <= 60 else f"{request[:57].rstrip()}…"
        title = self._title(comment.action)
        title = f"{title}: {short}" if short else title
        return self._offer(comment.action, title, comment.region, request)

    def _title(self, action: Action) -> str:
        return action.label(self.ls.session.persona)

    def _offer(self, action: Action, title: str, span: Span, request: str) -> types.CodeAction:
        session = self.ls.session
        argument = {
            "action": action.id,
            "uri": self.snapshot.uri,
            "version": self.snapshot.version,
            "range": to_range(self.snapshot, span, self.encoding),
        }
        if request:
            argument["prompt"] = request
        offered = types.CodeAction(
            title=title,
            kind=action.kind,
            command=types.Command(title=title, command=COMMAND, arguments=[argument]),
        )
        return by_model(session, offered, needed=action.offline == "nothing")
