"""What a parsed answer is, and how this room says no."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from nodewright.document import Failure, NewFile, Refusal


@dataclass(frozen=True, slots=True)
class SearchReplace:
    """One SEARCH/REPLACE block; ``path`` is empty when it stands under no EDIT heading.

    ``splits`` holds every way to read the block: more than one only where lines of the code
    look like the divider. ``line`` is the 1-based line of the answer where the block opens.
    """

    path: str
    splits: tuple[tuple[str, str], ...]
    line: int

    @property
    def search(self) -> str:
        """The lines to find, by the first reading."""
        return self.splits[0][0]

    @property
    def replace(self) -> str:
        """The lines that take their place, by the first reading."""
        return self.splits[0][1]


@dataclass(frozen=True, slots=True)
class ParsedAnswer:
    """The parts of an answer that keeps the contract; all text is in LF.

    ``sections`` maps the headings of the report to their Markdown, in the answer's order.
    ``declined``, ``question`` and ``no_change`` hold the model's words when it changes nothing.
    """

    edits: tuple[SearchReplace, ...] = ()
    rewrite: str | None = None
    new_files: tuple[NewFile, ...] = ()
    sections: Mapping[str, str] = field(default_factory=dict)
    declined: str = ""
    question: str = ""
    no_change: str = ""

    @property
    def changes_anything(self) -> bool:
        """True when the answer proposes an edit, a rewrite or a new file."""
        return bool(self.edits or self.new_files or self.rewrite is not None)

    @property
    def report(self) -> str:
        """The report sections as one Markdown text."""
        return "\n\n".join(f"## {title}\n\n{body}" for title, body in self.sections.items())


def refuse(
    check: str, message: str, line: int | None = None, excerpt: str = "", context: str = ""
) -> Refusal:
    """A refusal with a single reason."""
    return Refusal((Failure(check, message, line, excerpt, context),))
