"""Turn the files under ``persona/actions`` into actions, and tell what is wrong with them."""

from __future__ import annotations

import re
from typing import cast

from nodewright.document import Allowance
from nodewright.prompts.front_matter import BadFile, Page, parse_page
from nodewright.prompts.values import Action, CompactAnswer, Offline

_KNOWN = frozenset(
    {
        *("id", "title", "kind", "order", "phrases", "report", "allow", "sections"),
        *("requires-prompt", "compact", "brief", "offline", "rules"),
    }
)
_ALLOW = frozenset({"edit", "change-exports", "create-files"})
_ID = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_KIND = re.compile(r"(?:quickfix|refactor|source)(?:\.[A-Za-z0-9-]+)*")
_COMPACT = ("selection", "new-file", "text")
_OFFLINE = ("nothing", "findings", "fixes")


def parse_action(text: str) -> Action:
    """An action from its file (lines joined by LF). Raises BadFile."""
    page = parse_page(text)
    unknown = page.unknown(_KNOWN)
    if unknown:
        raise BadFile(f"it has an unknown key `{unknown[0]}`")
    action_id, title = page.text("id"), page.text("title")
    if not _ID.fullmatch(action_id):
        raise BadFile("its `id` must be lower-case words joined by dashes")
    if not title:
        raise BadFile("it has no `title`")
    if not page.body:
        raise BadFile("it holds no instructions")
    kind = page.text("kind") or f"refactor.rewrite.nodewright.{action_id}"
    if not _KIND.fullmatch(kind):
        raise BadFile("its `kind` must begin with quickfix, refactor or source")
    return Action(
        id=action_id,
        title=title,
        kind=kind,
        instructions=page.body,
        brief=page.text("brief") or page.body.split("\n", 1)[0],
        order=_order(page),
        phrases=tuple(phrase.lower() for phrase in page.texts("phrases")),
        report=page.texts("report") or ("What changed", "How to verify"),
        allow=_allowance(page.table("allow")),
        sections=page.texts("sections"),
        requires_prompt=page.flag("requires-prompt", False),
        compact=_compact(page),
        offline=_offline(page),
        rules=page.texts("rules"),
    )


def _order(page: Page) -> int:
    order = page.meta.get("order", 1000)
    if not isinstance(order, int):
        raise BadFile("its `order` must be a whole number")
    return order


def _allowance(table: Page) -> Allowance:
    unknown = table.unknown(_ALLOW)
    if unknown:
        raise BadFile(f"its `allow` has an unknown key `{unknown[0]}`")
    return Allowance(
        edit=table.flag("edit", True),
        change_exports=table.flag("change-exports", False),
        create_files=table.flag("create-files", True),
    )


def _compact(page: Page) -> CompactAnswer:
    value = page.text("compact") or "selection"
    if value not in _COMPACT:
        raise BadFile("its `compact` must be selection, new-file or text")
    return cast(CompactAnswer, value)


def _offline(page: Page) -> Offline:
    value = page.text("offline") or "nothing"
    if value not in _OFFLINE:
        raise BadFile("its `offline` must be nothing, findings or fixes")
    return cast(Offline, value)
