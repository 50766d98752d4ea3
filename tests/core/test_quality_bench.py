"""The measure of fix quality: cases that say enough, answers that fit, figures that are right."""

from __future__ import annotations

import importlib
import json
import shutil
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from nodewright.answer import parse_answer, prepare, propose
from nodewright.document import Refusal, Span, decode, encode
from nodewright.javascript.parsing import language_of
from nodewright.prompts import load_pack

BENCH = Path(__file__).parents[2] / "bench" / "quality"
NAMES = sorted(path.parent.name for path in BENCH.glob("cases/*/case.yml"))
MODULES = {path.stem for path in BENCH.glob("*.py")}


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    """The module of the cases, found the way ``python bench/quality/run.py`` finds it."""
    before = {name: sys.modules.pop(name) for name in MODULES & sys.modules.keys()}
    monkeypatch.syspath_prepend(str(BENCH))
    yield importlib.import_module("cases")
    for name in MODULES & sys.modules.keys():
        del sys.modules[name]
    sys.modules.update(before)


def test_the_cases_are_many_of_all_kinds_and_from_real_faults(bench: ModuleType) -> None:
    cases = bench.read_cases()
    assert len(cases) >= 60
    assert sum(case.expect == "decline" for case in cases) >= 8
    told = [str(case.said.get("source", "")) for case in cases]
    real = [s for s in told if "/advisories/" in s or "/vuln/" in s or "/issues/" in s]
    assert len(real) >= 20
    pack = load_pack()
    assert {case.action for case in cases} <= set(pack.actions)
    edits = {a.id for a in pack.actions.values() if a.allow.edit and not a.requires_prompt}
    assert edits - {case.action for case in cases} == set()
    assert sum(case.typescript for case in cases) >= 15


@pytest.mark.parametrize("name", NAMES)
def test_the_solution_of_a_case_can_be_said_in_the_form_of_an_answer(
    bench: ModuleType, name: str
) -> None:
    """What the perfect model says is read and placed as any answer is."""
    answers = importlib.import_module("answers")
    (case,) = [case for case in bench.read_cases([name]) if case.name == name]
    said = answers.full_answer(case, ["Root cause"])
    parsed = parse_answer(said, truncated=False, form="full", headings=["Root cause"])
    assert not isinstance(parsed, Refusal)
    if case.expect == "decline":
        assert parsed.declined or parsed.question or parsed.no_change
        return
    first, last = case.lines
    lines = case.text.split("\n")
    start = len(encode("".join(f"{line}\n" for line in lines[:first])))
    end = len(encode("\n".join(lines[: last + 1])))
    language = language_of(case.file)
    assert language is not None
    header = load_pack().persona.header
    prepared = prepare(case.text, case.file, language, Span(start, end), header)
    candidate = propose(parsed, prepared.draft, header)
    assert not isinstance(candidate, Refusal)
    wanted = answers.solution_of(case)
    assert decode(candidate.after) == wanted.pop(case.file, case.text)
    assert {new.path: new.text for new in candidate.new_files} == wanted


def test_shares_have_the_intervals_of_wilson(bench: ModuleType) -> None:
    """Values of Newcombe (1998), table I: 81 of 263, 15 of 148, 0 of 20, 1 of 29."""
    table = importlib.import_module("table")
    known = {(81, 263): (0.2553, 0.3662), (15, 148): (0.0624, 0.1605)}
    known |= {(0, 20): (0.0, 0.1611), (1, 29): (0.0061, 0.1718)}
    for (hits, total), (low, high) in known.items():
        assert table.wilson(hits, total) == pytest.approx((low, high), abs=0.0001)


def result(case: str, contender: str, verdict: str, **more: Any) -> dict[str, Any]:
    usual = {"run": 1, "expect": "repair", "well_formed": True, "seconds": 2.0, "requests": 1}
    tokens = {"tokens_in": 100, "tokens_out": 10, "cached": 50, "first_token": 0.5}
    return {"case": case, "contender": contender, "verdict": verdict, **usual, **tokens, **more}


def test_contenders_are_compared_on_the_cases_that_all_of_them_did(bench: ModuleType) -> None:
    table = importlib.import_module("table")
    page = table.render(
        {
            "m": [
                result("a", "bare", "harmed"),
                result("a", "nodewright", "repaired"),
                result("b", "nodewright", "repaired"),
                result("c", "bare", "harmless", expect="decline"),
                result("c", "nodewright", "refused-rightly", expect="decline"),
            ]
        }
    )
    assert "### m: 2 cases, 1 run" in page
    assert "| bare | 0 of 1, 0% (0% to 79%) | 1 of 2, 50% (9% to 91%) | 0 of 1" in page
    assert "| nodewright | 1 of 1, 100% (21% to 100%) | 0 of 2" in page
    assert "| 1 of 1, 100% (21% to 100%) | 0 of 1" in page
    assert "| 100 / 10 | 50% | 0.5 s | 2.0 |" in page


def test_everyday_mistakes_stand_apart_from_the_others(bench: ModuleType) -> None:
    """A contender that is good at the usual ones is not taken for one that is good at all."""
    table = importlib.import_module("table")
    usual = next(case.name for case in bench.read_cases() if case.everyday)
    page = table.render(
        {"m": [result(usual, "rules", "repaired"), result("rare", "rules", "harmless")]}
    )
    assert "| rules | 1 of 1, 100% (21% to 100%) | 0 of 1, 0% (0% to 79%) |" in page


def test_the_page_keeps_its_words_and_takes_the_tables(bench: ModuleType, tmp_path: Path) -> None:
    table = importlib.import_module("table")
    page = tmp_path / "README.md"
    page.write_text(f"before\n{table.BEGIN}\nold\n{table.END}\nafter\n")
    lines = [result("a", "bare", "harmed"), result("a", "bare", "repaired")]
    (tmp_path / "m.jsonl").write_text("".join(f"{json.dumps(line)}\n" for line in lines))
    table.write_tables(tmp_path, page)
    text = page.read_text()
    assert text.startswith("before\n")
    assert text.endswith("\nafter\n")
    assert "old" not in text
    assert "| bare | 1 of 1, 100% (21% to 100%) |" in text


def test_the_meter_counts_what_goes_through_it(bench: ModuleType) -> None:
    """The answer comes through as it is; questions, tokens and the first one are counted."""
    meter, scripted = importlib.import_module("meter"), importlib.import_module("scripted")
    with scripted.PerfectModel() as model, meter.Meter(model.base_url) as counted:
        model.case = bench.read_cases(["sql-in-user-search"])[0]
        spent = counted.start()
        asked = urllib.request.Request(
            f"{counted.base_url}/chat/completions",
            json.dumps({"model": "m"}).encode(),
            {"content-type": "application/json"},
        )
        with urllib.request.urlopen(asked, timeout=30) as answer:
            assert "=== END OF ANSWER ===" in answer.read().decode()
        counted._hear(
            b'data: {"choices": [], "usage": {"prompt_tokens": 7, "completion_tokens": 3,'
            b' "prompt_tokens_details": {"cached_tokens": 5}}}\n'
        )
        assert (spent.requests, spent.tokens_in, spent.tokens_out, spent.cached) == (1, 7, 3, 5)
        assert spent.first_token is not None


@pytest.mark.skipif(shutil.which("node") is None, reason="the cases run under Node.js")
@pytest.mark.parametrize(("host", "says"), [("192.0.2.1", "ENETUNREACH"), ("127.0.0.1", "ok")])
def test_a_project_reaches_this_machine_and_no_other(host: str, says: str) -> None:
    code = (
        "const s = require('net').createServer().listen(0, '127.0.0.1', () => {"
        f"const c = require('net').connect(s.address().port, '{host}');"
        "c.on('error', (e) => { console.log(e.code); process.exit(); });"
        "c.on('connect', () => { console.log('ok'); process.exit(); }); });"
    )
    command = ["node", "--require", str(BENCH / "guard.cjs"), "-e", code]
    told = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert told.stdout.strip() == says


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("title: t\n", "missing"),
        ("title: t\naction: a\nfile: f\nfrom: x\nto: y\ncolour: red\n", "colour"),
        ("title: t\naction: a\nfile: f\nfrom: x\nto: y\nexpect: magic\n", "expect"),
        ("title: t\naction: a\nfile: f\nfrom: x\nto: y\nexpect: decline\n", "ending"),
        ("title: t\naction: a\nfile: f\nfrom: x\nto: y\nexpect: tests\n", "mutants"),
        ("title: t\naction: a\nfile: f\nfrom: x\nto: y\n", "hidden"),
        ("- a list\n", "no table"),
    ],
)
def test_a_case_that_cannot_be_run_says_why(
    bench: ModuleType, tmp_path: Path, said: str, why: str
) -> None:
    (tmp_path / "case.yml").write_text(said)
    with pytest.raises(bench.BadCaseError, match=why):
        bench._read(tmp_path)


def test_a_lever_is_compared_case_by_case_with_the_product_as_it_is(bench: ModuleType) -> None:
    table = importlib.import_module("table")
    page = table.render_levers(
        {
            "m": [
                *(result(name, "as-it-is", "repaired") for name in "ab"),
                *(result(name, "as-it-is", "harmless") for name in "cd"),
                *(result(name, "no-facts", "repaired") for name in "a"),
                *(result(name, "no-facts", "harmed") for name in "bc"),
                result("z", "nodewright", "harmed"),
            ]
        }
    )
    assert "| no-facts | 3 | 1 | 2 | -33% (-73% to +33%) | 2 | 0 |" in page
    assert "nodewright" not in page


def test_the_interval_of_a_paired_difference_is_that_of_agresti_and_min(bench: ModuleType) -> None:
    """Close to the plain interval for many pairs, and never without width for few."""
    low, middle, high = importlib.import_module("table").paired(132, 107, 1120)
    assert (low, middle, high) == pytest.approx((-0.0047, 0.0223, 0.0493), abs=0.001)
    assert importlib.import_module("table").paired(0, 0, 5)[::2] == pytest.approx(
        (-0.28, 0.28), abs=0.01
    )
