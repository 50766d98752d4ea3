"""Compare what the rules say of real files with the labelled lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cases import Case, Line, kind_of
from nodewright.document import Finding, Language, LineTable
from nodewright.project import ProjectReader
from nodewright.rulebooks import Neighbours
from nodewright.rules import RuleBook, scan, verified_fixes
from packages import unpack

NEAR = 2
"""Lines between a finding and a label that still mean the same mistake."""


_AGE = ("compatibility", "deprecated")
"""Families that tell the age of a call: true, but no vulnerability, so they count nowhere."""

_LANGUAGES: dict[str, Language] = {
    ".ts": "typescript",
    ".mts": "typescript",
    ".cts": "typescript",
    ".tsx": "tsx",
}


def language_of(file: str) -> Language:
    """The grammar for a file name."""
    return _LANGUAGES.get(file[file.rfind(".") :], "javascript")


@dataclass(frozen=True, slots=True)
class Heard:
    """A finding with what the comparison needs of it. Lines are counted from 1."""

    finding: Finding
    file: str
    line: int
    text: str
    related: tuple[int, ...]
    kinds: frozenset[str]
    security: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one label: whether it was found, can be fixed, and is silent afterwards."""

    case: Case
    line: Line
    found: Heard | None
    fixable: bool
    gone: bool | None


class Scanner:
    """Runs the rules over files of packages, each once."""

    def __init__(self, book: RuleBook) -> None:
        self._book = book
        self._reader = ProjectReader()
        self._neighbours = Neighbours()
        self._kept: dict[tuple[str, str], list[Heard]] = {}

    def heard(self, spec: str, file: str) -> list[Heard]:
        """All findings of one file of ``name@version``; none when it has no such file."""
        key = (spec, file)
        if key not in self._kept:
            self._kept[key] = self._scan(spec, file)
        return self._kept[key]

    def lines(self, spec: str, file: str) -> list[str]:
        """The lines of one file."""
        return (unpack(spec, [file]) / file).read_text("utf-8", "replace").splitlines()

    def fixable(self, spec: str, heard: Heard) -> bool:
        """True when a deterministic repair of the finding was made and tried out."""
        root = unpack(spec, [heard.file])
        path = root / heard.file
        language = language_of(heard.file)
        facts = self._reader.read(path, [root], language)
        fixes = verified_fixes(
            self._book, path.read_bytes(), language, facts, heard.file, heard.finding
        )
        return bool(fixes)

    def _scan(self, spec: str, file: str) -> list[Heard]:
        root = unpack(spec, [file])
        path = root / file
        if not path.exists():
            return []
        source, language = path.read_bytes(), language_of(file)
        facts = self._reader.read(path, [root], language)
        table = LineTable(source)
        texts = source.decode("utf-8", "replace").splitlines()

        def line(offset: int) -> int:
            return table.line_of(offset) + 1

        found = []
        modules = self._neighbours.of(facts, self._book)
        for finding in scan(self._book, source, language, facts, file, modules=modules):
            rule = self._book.rules[finding.rule]
            at = line(finding.span.start)
            found.append(
                Heard(
                    finding,
                    file,
                    at,
                    texts[at - 1].strip(),
                    tuple(line(r.span.start) for r in finding.related),
                    frozenset(map(kind_of, rule.cwe)),
                    "security" in rule.tags and rule.family not in _AGE,
                )
            )
        return found


def judge(case: Case, scanner: Scanner) -> list[Verdict]:
    """What the rules say of each label of ``case``. Raises ValueError for a label that is off."""
    spec = f"{case.package}@{case.before}"
    verdicts = []
    for label in case.lines:
        lines = scanner.lines(spec, label.file)
        if not lines[label.number - 1].strip().startswith(label.text):
            raise ValueError(f"{spec} {label.file}:{label.number} does not begin {label.text!r}")
        found = _nearest(label, scanner.heard(spec, label.file))
        fixable = found is not None and scanner.fixable(spec, found)
        gone = None
        if found is not None and case.after is not None:
            gone = _is_gone(case, label, found, scanner)
        verdicts.append(Verdict(case, label, found, fixable, gone))
    return verdicts


def _nearest(label: Line, heard: Sequence[Heard]) -> Heard | None:
    """The finding of a fitting kind next to the label, or whose way passes it."""
    fitting = [h for h in heard if label.kind in h.kinds]
    direct = [h for h in fitting if abs(h.line - label.number) <= NEAR]
    if direct:
        return min(direct, key=lambda h: abs(h.line - label.number))
    passing = [h for h in fitting if any(abs(at - label.number) <= NEAR for at in h.related)]
    return passing[0] if passing else None


def _is_gone(case: Case, label: Line, found: Heard, scanner: Scanner) -> bool:
    """After the real repair the rule is silent on that line, and says less in the file."""
    before = [
        h for h in scanner.heard(f"{case.package}@{case.before}", label.file) if _same(h, found)
    ]
    after = [
        h for h in scanner.heard(f"{case.package}@{case.after}", label.file) if _same(h, found)
    ]
    return len(after) < len(before) and found.text not in {h.text for h in after}


def _same(one: Heard, other: Heard) -> bool:
    return one.finding.rule == other.finding.rule


def extra(case: Case, verdicts: Sequence[Verdict], scanner: Scanner) -> list[Heard]:
    """Security findings in the labelled files that belong to no label."""
    spec = f"{case.package}@{case.before}"
    known = {id(v.found) for v in verdicts if v.found is not None}
    found = []
    for file in dict.fromkeys(label.file for label in case.lines):
        labels = [label for label in case.lines if label.file == file]
        for heard in scanner.heard(spec, file):
            beside = any(
                label.kind in heard.kinds and abs(heard.line - label.number) <= NEAR
                for label in labels
            )
            if heard.security and id(heard) not in known and not beside:
                found.append(heard)
    return found
