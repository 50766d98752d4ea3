"""Every file of tests/answers through the whole room: parse, propose, verify, finish."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from nodewright.answer import (
    Surroundings,
    can_carry_header,
    finish,
    parse_answer,
    prepare,
    propose,
    strip_header,
    text_changes,
    verify,
    with_header,
)
from nodewright.answer.gate import CHECKS
from nodewright.answer.lines import hunks
from nodewright.document import (
    Allowance,
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
from nodewright.rules.engine import hidden, scan
from nodewright.rules.loading import load_rules

FOLDER = Path(__file__).parents[1] / "answers"
CASES = sorted(path for path in FOLDER.glob("*/*.md") if path.parent.name != "sources")
HEADER = (
    "/**\n * This file was generated with the help of Backend NodeJS Expert AI assistant. \n */"
)
WORDED = frozenset({"about", "says", "risk"})
WORDS = "generated with the help of Backend NodeJS Expert"


@dataclass
class Case:
    """One corpus file: its keys, and the text of its parts."""

    keys: Mapping[str, Any]
    parts: dict[str, str] = field(default_factory=dict)

    @property
    def path(self) -> str:
        return str(self.keys.get("path") or f"src/{self.keys['source']}")

    @property
    def source(self) -> str:
        text = self.parts.get("SOURCE")
        if text is None:
            text = (FOLDER / "sources" / self.keys["source"]).read_text("utf-8")
        if self.keys.get("source-eol") == "crlf":
            text = text.replace("\n", "\r\n")
        return ("\ufeff" if self.keys.get("bom") else "") + text

    @property
    def answer(self) -> str:
        text = self.parts["ANSWER"]
        return text.replace("\n", "\r\n") if self.keys.get("answer-eol") == "crlf" else text

    @property
    def selection(self) -> Span:
        source = encode(self.source)
        lines = LineTable(source)
        if "select" not in self.keys:
            return Span(0, len(source))
        first, last = map(int, str(self.keys["select"]).split("-"))
        return Span(lines.starts[first - 1], lines.span(last - 1).end)

    @property
    def new_files(self) -> dict[str, str]:
        return {k[4:]: v for k, v in self.parts.items() if k.startswith("NEW ")}


def read_case(path: Path) -> Case:
    """Split a corpus file into its keys and its ``%%%`` parts."""
    name, head, body = "", [], {}
    for line in path.read_bytes().decode("utf-8").split("\n"):
        if line.startswith("%%% "):
            name = line[4:].strip()
            body[name] = ""
        elif name:
            body[name] += line + "\n"
        else:
            head.append(line)
    last = name
    if body[last].endswith("\n\n"):
        body[last] = body[last][:-1]
    pairs = (line.split(": ", 1) for line in head if line.strip())
    return Case(
        {key: value if key in WORDED else yaml.safe_load(value) for key, value in pairs}, body
    )


@cache
def rule_book() -> Any:
    return load_rules()


def surroundings(case: Case) -> Surroundings:
    keys = case.keys
    facts = ProjectFacts(
        root=Path("/workspace"),
        manifest=Path("/workspace/package.json"),
        name="shop",
        module_system="esm" if keys.get("module") == "esm" else "commonjs",
        dependencies=dict.fromkeys(keys.get("dependencies", ["express", "pg"]), "*"),
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
    )


def difference(old: str, new: str) -> str:
    """Removed lines with ``-`` and added ones with ``+``, in order."""
    before, after = old.split("\n"), new.split("\n")
    out: list[str] = []
    for hunk in hunks(before, after):
        out += [f"-{line}" for line in before[hunk.old_start : hunk.old_end]]
        out += [f"+{line}" for line in after[hunk.new_start : hunk.new_end]]
    return "\n".join(out)


def expect_refusal(case: Case, failures: Sequence[Any], path: Path) -> None:
    messages = [f"{failure.check}: {failure}" for failure in failures]
    wanted = [m for m in messages if m.startswith(f"{case.keys['check']}: ")]
    assert wanted, f"refused for another reason: {messages}"
    assert any(str(case.keys["says"]) in m for m in wanted), messages


@pytest.mark.parametrize("path", CASES, ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_answer_ends_as_its_file_says(path: Path) -> None:
    """The answer becomes exactly the expected edit, or is refused for the expected reason."""
    case = read_case(path)
    language = language_of(case.path)
    assert language is not None
    prepared = prepare(
        case.source,
        case.path,
        language,
        case.selection,
        HEADER,
        target=frozenset(case.keys.get("target", ())),
    )
    parsed = parse_answer(
        case.answer,
        truncated=case.keys.get("truncated", False),
        form=case.keys.get("form", "full"),
    )
    expected = case.keys["expect"]
    if isinstance(parsed, Refusal):
        assert expected == "refused", parsed.reasons
        return expect_refusal(case, parsed.failures, path)
    if expected in ("declined", "question", "no-change"):
        said = {
            "declined": parsed.declined,
            "question": parsed.question,
            "no-change": parsed.no_change,
        }[expected]
        assert str(case.keys["says"]) in said
        assert not parsed.changes_anything
        return None
    candidate = propose(parsed, prepared.draft, HEADER)
    if isinstance(candidate, Refusal):
        assert expected == "refused", candidate.reasons
        return expect_refusal(case, candidate.failures, path)
    verdict = verify(candidate, surroundings(case))
    if expected == "refused":
        return expect_refusal(case, verdict.failures, path)
    assert not verdict.failures, [f"{f.check}: {f}" for f in verdict.failures]
    if "risk" in case.keys:
        assert any(case.keys["risk"] in risk for risk in verdict.risks), verdict.risks
    else:
        assert not verdict.risks
    draft, after = decode(prepared.draft.source), decode(candidate.after)
    assert difference(draft, after) == case.parts["DIFF"].rstrip("\n")
    assert {f.path: f.text for f in candidate.new_files} == case.new_files
    final = finish(prepared, candidate.after, HEADER)
    check_final(case, final, after)
    for file in candidate.new_files:
        text = with_header(file.text, file.path, HEADER)
        assert text.count(WORDS) == (1 if can_carry_header(file.path) else 0)
    return None


def check_final(case: Case, final: str, after: str) -> None:
    """The header stands once, at the top; line endings and BOM are those of the original."""
    assert final.count(WORDS) == 1
    ending = "\r\n" if case.keys.get("source-eol") == "crlf" else "\n"
    assert HEADER.replace("\n", ending) in final
    body = strip_header(final, HEADER).lstrip("\ufeff")
    assert body == after.replace("\n", ending)
    assert final.startswith("\ufeff") == bool(case.keys.get("bom"))
    changed = apply_changes(encode(case.source), text_changes(case.source, final))
    assert changed == encode(final)


def test_corpus_is_large_and_covers_every_check() -> None:
    """At least 60 cases, each with a sentence about it, and one refusal for every check."""
    cases = [read_case(path) for path in CASES]
    assert len(cases) >= 60
    assert all(str(case.keys["about"]).strip() for case in cases)
    refused = {case.keys.get("check") for case in cases}
    assert {check.id for check in CHECKS} - refused <= {"indentation", "secrets-kept"}
