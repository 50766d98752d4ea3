"""A project's own rules: read without trust, with less to write than the built-in ones need."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import yaml

from nodewright.rules.loading import tables_of, take_all
from nodewright.rules.model import RuleBook


def with_own_rules(base: RuleBook, files: Iterable[tuple[str, str]]) -> RuleBook:
    """``base`` and a project's own rules out of (file name, YAML text) pairs.

    Their text is not trusted: it is read by a parser that knows no aliases. Documentation,
    guidance and examples may be left out. Nothing in them names code but what nodewright has.
    """
    rules, problems = dict(base.rules), list(base.problems)
    for name, text in files:
        family = name.rsplit("/", 1)[-1].rsplit(".", 1)[0]
        take_all(rules, problems, family, name, text, _parsed, _completed)
    return RuleBook(rules, tuple(problems), tables_of(rules.values()), base.left_out)


def _completed(entry: Any) -> Any:
    """A rule with what it may leave out."""
    if not isinstance(entry, dict):
        return entry
    docs = entry.get("docs")
    docs = docs if isinstance(docs, dict) else {}
    instead = str(docs.get("instead", "")).strip()
    nothing = dict.fromkeys(("why", "instead", "safety", "test"), "")
    guidance = instead or str(entry.get("title", ""))
    return {"guidance": guidance, "examples": (), **entry, "docs": {**nothing, **docs}}


class _PlainLoader(yaml.SafeLoader):
    """A loader for text that is not trusted: a few aliases of aliases would fill the memory."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError("aliases are not read")
        return super().compose_node(parent, index)


def _parsed(text: str) -> Any:
    return yaml.load(text, Loader=_PlainLoader)  # noqa: S506  (it is a SafeLoader)
