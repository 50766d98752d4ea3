"""Diagnostics as JSON: what was said of a document at the last keystroke is not written anew."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field

from nodewright.convert import coordinates
from nodewright.document import Finding, Snapshot, Span
from nodewright.handlers.places import identity
from nodewright.rules import RuleBook


@dataclass
class _Said:
    book: RuleBook
    texts: dict[Hashable, str] = field(default_factory=dict)


class Published:
    """The JSON of the diagnostics that each open document shows.

    Most diagnostics stand where they stood before a key was struck. To make their values and to
    write them as JSON took more time than to find the few that are new.
    """

    def __init__(self) -> None:
        self._said: dict[str, _Said] = {}

    def array(
        self,
        snapshot: Snapshot,
        findings: Iterable[Finding],
        book: RuleBook,
        encoding: str,
        write: Callable[[Finding], str],
    ) -> str:
        """The findings as a JSON array; ``write`` makes one that was not said before.

        All that ``write`` makes of a finding may depend on the finding, its lines and characters,
        the document's URI and ``book``, and on what the client said once when it started.
        """
        key = identity(snapshot.uri)
        said = self._said.get(key)
        before = said.texts if said is not None and said.book is book else {}
        now: dict[Hashable, str] = {}
        texts: list[str] = []
        for finding in findings:
            words = _words(snapshot, finding, encoding)
            text = before.get(words) or write(finding)
            now[words] = text
            texts.append(text)
        self._said[key] = _Said(book, now)
        return f"[{', '.join(texts)}]"

    def forget(self, uri: str) -> None:
        """Drop what is known of a document that was closed."""
        self._said.pop(identity(uri), None)


def _words(snapshot: Snapshot, finding: Finding, encoding: str) -> Hashable:
    """All that a diagnostic of ``finding`` can say, with places as the client counts them."""

    def at(span: Span) -> tuple[int, int, int, int]:
        return (
            *coordinates(snapshot, span.start, encoding),
            *coordinates(snapshot, span.end, encoding),
        )

    related = [(at(step.span), step.message, step.elsewhere) for step in finding.related]
    return (
        snapshot.uri,
        finding.rule,
        finding.severity,
        finding.message,
        finding.tags,
        at(finding.span),
        tuple(related),
    )
