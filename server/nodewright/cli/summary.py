"""What a run tells beside its findings: files left alone, broken, repaired; what else is wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import click

from nodewright.cli.found import Checked
from nodewright.cli.naming import count
from nodewright.cli.replacing import replace_file
from nodewright.project import CONFIGURATION

MOST_BROKEN = 10
"""Files that are named when they do not parse; the others are counted."""
UNSUITED = {"binary": "binary", "huge": "over 1 MB", "minified": "minified"}


@dataclass
class Summary:
    """The side of a run that goes to stderr.

    ``named`` are the files that stand on the command line: what cannot be read of them is
    ``trouble``, and so is a bug. ``problems`` are sentences, those of the search first.
    """

    checked: Sequence[Checked]
    named: frozenset[str]
    problems: list[str]
    trouble: bool = field(default=False, init=False)
    repaired: int = field(default=0, init=False)
    rewritten: int = field(default=0, init=False)

    def __post_init__(self) -> None:
        self.problems = [*self.problems, *self._unread(), *self._broken(), *self._notes()]

    @property
    def files(self) -> int:
        """How many files were checked to the end."""
        return sum(not (one.problem or one.unsuited or one.ignored) for one in self.checked)

    def skipped(self) -> str:
        """What was left alone below folders, in one sentence; empty for nothing."""
        reasons = Counter(
            one.unsuited for one in self.checked if one.unsuited and one.file not in self.named
        )
        if not reasons:
            return ""
        listed = ", ".join(f"{n:,} {UNSUITED[reason]}" for reason, n in reasons.most_common())
        return f"skipped {count(sum(reasons.values()), 'file')}: {listed}"

    def write_repairs(self) -> None:
        """Put every repaired text in the place of the one it was made from, file by file.

        A file that changed meanwhile, or cannot be written, is left as it is and told.
        """
        for one in self.checked:
            if one.after is None:
                continue
            path = Path(one.file)
            name = click.format_filename(path)
            try:
                if path.read_bytes() != one.before:
                    self._not_written(f"{name}: changed on disk meanwhile, so it was not repaired")
                    continue
                replace_file(path, one.after)
            except OSError as error:
                why = (error.strerror or "cannot be written").lower()
                self._not_written(f"{name}: {why}, so it was not repaired")
                continue
            self.repaired += one.repaired
            self.rewritten += 1

    def _not_written(self, sentence: str) -> None:
        self.problems.append(sentence)
        self.trouble = True

    def _unread(self) -> Iterator[str]:
        for one in self.checked:
            if not one.problem or (one.unsuited and one.file not in self.named):
                continue
            self.trouble = self.trouble or one.bug or one.file in self.named
            yield one.problem

    def _broken(self) -> Iterator[str]:
        """A file that is broken may hold more than the rules see, which is told."""
        broken = [one for one in self.checked if one.broken]
        for one in broken[:MOST_BROKEN]:
            name = click.format_filename(Path(one.file))
            yield f"{name}: does not parse at line {one.broken}, so findings may be missing"
        if (more := len(broken) - MOST_BROKEN) > 0:
            yield f"{count(more, 'more file')} cannot be parsed in full"

    def _notes(self) -> Iterator[str]:
        """Each sentence once, however many files and processes said it."""
        yield from dict.fromkeys(sentence for one in self.checked for sentence in one.notes)
        for one in self.checked:
            if one.ignored and one.file in self.named:
                yield f"{click.format_filename(Path(one.file))}: {CONFIGURATION} says to ignore it"
