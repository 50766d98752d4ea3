"""The cases of ``tests/answers``: read, run through the whole room, held to what they say."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from casefiles import CaseFile, difference, read_case
from nodewright.answer import (
    Candidate,
    ParsedAnswer,
    Prepared,
    Surroundings,
    Verdict,
    can_carry_header,
    finish,
    parse_answer,
    prepare,
    propose,
    strip_header,
    text_changes,
    with_header,
)
from nodewright.answer.evidence import Evidence
from nodewright.assistant.platform import newer_apis, outdated_apis
from nodewright.document import (
    Allowance,
    Failure,
    Finding,
    Language,
    LineTable,
    Refusal,
    Span,
    apply_changes,
    decode,
    encode,
)
from nodewright.facts import ProjectFacts
from nodewright.javascript.parsing import language_of
from nodewright.redaction import Redactor
from nodewright.rules import RuleBook, hidden, load_rules, scan

FOLDER = Path(__file__).parent / "answers"
CASES = sorted(path for path in FOLDER.glob("*/*.md") if path.parent.name != "sources")
HEADER = (
    "/**\n * This file was generated with the help of Backend NodeJS Expert AI assistant. \n */"
)
ANSWERED = ("declined", "question", "no-change")
WORDS = "generated with the help of Backend NodeJS Expert"


@dataclass(frozen=True)
class Case:
    """One corpus file: what there was, what was answered, and what has to come of it."""

    file: CaseFile

    @property
    def path(self) -> str:
        return str(self.file.keys.get("path") or f"src/{self.file.keys['source']}")

    @property
    def source(self) -> str:
        keys = self.file.keys
        text = self.file.parts.get("SOURCE")
        if text is None:
            text = (FOLDER / "sources" / keys["source"]).read_text("utf-8")
        if keys.get("source-eol") == "crlf":
            text = text.replace("\n", "\r\n")
        return ("\ufeff" if keys.get("bom") else "") + text

    @property
    def answer(self) -> str:
        text, keys = self.file.parts["ANSWER"], self.file.keys
        if keys.get("escapes"):
            text = re.sub(r"\\u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), text)
        for line in text.split("\n") if "stretch" in keys else ():
            if "concatenated" in line:
                text = text.replace(line, "\n".join([line] * keys["stretch"]), 1)
        crlf = self.file.keys.get("answer-eol") == "crlf"
        return text.replace("\n", "\r\n") if crlf else text

    @property
    def selection(self) -> Span:
        source = encode(self.source)
        lines = LineTable(source)
        if "select" not in self.file.keys:
            return Span(0, len(source))
        first, last = map(int, str(self.file.keys["select"]).split("-"))
        return Span(lines.starts[first - 1], lines.span(last - 1).end)


@dataclass(frozen=True)
class Trial:
    """A case on its way: ``failures`` where it ended before the gate, else ``evidence``."""

    case: Case
    prepared: Prepared
    parsed: ParsedAnswer | None = None
    candidate: Candidate | None = None
    final: str = ""
    evidence: Evidence | None = None
    failures: tuple[Failure, ...] = ()


@cache
def rule_book() -> RuleBook:
    return load_rules()


def surroundings(case: Case) -> Surroundings:
    """The project that the keys of a case describe."""
    keys = case.file.keys
    facts = ProjectFacts(
        root=Path("/workspace"),
        manifest=Path("/workspace/package.json") if keys.get("manifest", True) else None,
        name="shop",
        module_system="esm" if keys.get("module") == "esm" else "commonjs",
        node=str(keys.get("node", "")),
        dependencies=dict.fromkeys(
            [*keys.get("dependencies", ["express", "pg"]), *keys.get("development", ())], "*"
        ),
        development=frozenset(keys.get("development", ())),
    )
    existing = {case.path, "src/db.js", "src/db.mjs", "package.json", *keys.get("existing", ())}
    ignored = set(keys.get("ignored", ()))

    def find(source: bytes, language: Language, path: str) -> Sequence[Finding]:
        return scan(rule_book(), source, language, facts, path)

    return Surroundings(
        facts=facts,
        allowance=Allowance(
            edit=keys.get("edit", True),
            change_exports=keys.get("change-exports", False),
            create_files=keys.get("create-files", True),
        ),
        find=find,
        exists=existing.__contains__,
        confined=lambda path: ".." not in path.split("/"),
        ignored=lambda path: any(path.startswith(entry) for entry in ignored),
        hidden=lambda source, language, path: hidden(rule_book(), source, language, facts, path),
        locked=frozenset(keys.get("locked", ())).__contains__,
        newer=newer_apis(),
        outdated=outdated_apis(),
        secrets=Redactor((case.source,)),
        secrets_may_move=keys.get("secrets-may-move", False),
    )


def tried(path: Path) -> Trial:
    """A case up to the gate: parsed, placed, and with the evidence for the checks."""
    case = Case(read_case(path))
    keys, language = case.file.keys, language_of(case.path)
    assert language is not None
    target = frozenset(keys.get("target", ()))
    prepared = prepare(case.source, case.path, language, case.selection, HEADER, target=target)
    parsed = parse_answer(
        case.answer, truncated=keys.get("truncated", False), form=keys.get("form", "full")
    )
    if isinstance(parsed, Refusal):
        return Trial(case, prepared, failures=parsed.failures)
    if not parsed.changes_anything and keys["expect"] in ANSWERED:
        return Trial(case, prepared, parsed)
    candidate = propose(parsed, prepared.draft, HEADER)
    if isinstance(candidate, Refusal):
        return Trial(case, prepared, parsed, failures=candidate.failures)
    final = finish(prepared, candidate.after, HEADER)
    around = replace(surroundings(case), finished=lambda after: (case.source, final))
    evidence = Evidence(candidate, around)
    return Trial(case, prepared, parsed, candidate, final, evidence)


def complaints(trial: Trial, verdict: Verdict | None) -> list[str]:
    """What is not as the case says; nothing where it ends as it should.

    ``verdict`` is that of the gate, for a trial that came so far.
    """
    keys, expected = trial.case.file.keys, trial.case.file.keys["expect"]
    failures = (*trial.failures, *(verdict.failures if verdict else ()))
    if expected == "refused":
        return _unrefused(trial, failures)
    if failures:
        return [f"refused: {[f'{f.check}: {f}' for f in failures]}"]
    if expected in ANSWERED:
        assert trial.parsed is not None
        said = str(getattr(trial.parsed, expected.replace("-", "_")))
        return [] if str(keys["says"]) in said else [f"said {said!r}"]
    if verdict is None:
        return ["nothing is changed"]
    return [*_risks(keys.get("risk"), verdict.risks), *_edit(trial)]


def _unrefused(trial: Trial, failures: Sequence[Failure]) -> list[str]:
    keys = trial.case.file.keys
    messages = [f"{failure.check}: {failure}" for failure in failures]
    wanted = [m for m in messages if m.startswith(f"{keys['check']}: ")]
    if not wanted:
        return [f"not refused, or for another reason: {messages}"]
    said = any(str(keys["says"]) in message for message in wanted)
    return [] if said else [f"the reason is not said: {wanted}"]


def _risks(wanted: str | None, risks: Sequence[str]) -> list[str]:
    if wanted is None:
        return [f"nobody should have to confirm {risks}"] if risks else []
    told = any(wanted in risk for risk in risks)
    return [] if told else [f"{wanted!r} is not to be confirmed, only {risks}"]


def _edit(trial: Trial) -> Iterator[str]:
    candidate, parts = trial.candidate, trial.case.file.parts
    assert candidate is not None
    draft, after = decode(trial.prepared.draft.source), decode(candidate.after)
    changed = difference(draft, after)
    if changed != parts.get("DIFF", "").rstrip("\n"):
        yield f"another edit: {changed}"
    if {f.path: f.text for f in candidate.new_files} != trial.case.file.named("NEW"):
        yield f"other new files: {candidate.new_files}"
    yield from _final(trial, after)
    for file in candidate.new_files:
        text = with_header(file.text, file.path, HEADER)
        if text.count(WORDS) != (1 if can_carry_header(file.path) else 0):
            yield f"the header of {file.path}"


def _final(trial: Trial, after: str) -> Iterator[str]:
    """The header stands once, at the top; line endings and BOM are those of the original."""
    final, keys = trial.final, trial.case.file.keys
    ending = "\r\n" if keys.get("source-eol") == "crlf" else "\n"
    if final.count(WORDS) != 1 or HEADER.replace("\n", ending) not in final:
        yield "the header does not stand once"
    body = strip_header(final, HEADER).lstrip("\ufeff")
    if body != after.replace("\n", ending):
        yield f"another text at the end: {body!r}"
    if final.startswith("\ufeff") != bool(keys.get("bom")):
        yield "the BOM came or went"
    source = encode(trial.case.source)
    if apply_changes(source, text_changes(trial.case.source, final)) != encode(final):
        yield "the changes do not give the final text"
