"""The measure of false alarms counts lines and findings as its page says."""

from __future__ import annotations

import importlib
from pathlib import Path
from types import ModuleType

import pytest
from nodewright.document import Language
from nodewright.javascript.parsing import parse
from nodewright.project import ProjectReader
from nodewright.rules import load_rules

BENCH = Path(__file__).parents[2] / "bench" / "false_alarms"


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The module that scans, found the way ``python bench/false_alarms/run.py`` finds it."""
    monkeypatch.syspath_prepend(str(BENCH))
    return importlib.import_module("alarm_scan")


@pytest.fixture
def report(bench: ModuleType) -> ModuleType:
    """The module that writes the page."""
    return importlib.import_module("alarm_report")


@pytest.fixture
def packages(bench: ModuleType) -> ModuleType:
    """The module that fetches."""
    return importlib.import_module("alarm_packages")


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", 0),
        ("a();\n\n// said\n/* so\n much */\nb();\n", 2),
        ("a(); // said\n/* x */ b();\n", 2),
        ("const t = `one\n\n// no comment\n`;\n", 3),
        ("a();\r\n  \r\n/** doc\r\n*/\r\n", 1),
    ],
)
def test_lines_without_code_are_not_counted(bench: ModuleType, text: str, lines: int) -> None:
    language: Language = "javascript"
    assert bench.code_lines(text.encode(), parse(text.encode(), language).root_node) == lines


def test_a_scan_tells_rule_line_and_the_words_of_the_line(
    bench: ModuleType, tmp_path: Path
) -> None:
    file = tmp_path / "a.js"
    file.write_text(
        "const cp = require('child_process');\n"
        "app.get('/', (req, res) => {\n"
        "  cp.exec('ls  ' + req.query.q);\n"
        "});\n"
    )
    result = bench.scan_file(load_rules(), ProjectReader(), "p@1.0.0", tmp_path, file)
    (found,) = [one for one in result.found if one.rule == "command-injection"]
    assert (result.lines, found.line, found.security) == (4, 3, True)
    assert found.key == ("p@1.0.0", "a.js", "command-injection", "cp.exec('ls ' + req.query.q);")


def test_a_file_that_is_not_utf_8_is_skipped_by_name(bench: ModuleType, tmp_path: Path) -> None:
    file = tmp_path / "a.js"
    file.write_bytes(b"a('\xff');\n")
    result = bench.scan_file(load_rules(), ProjectReader(), "p@1.0.0", tmp_path, file)
    assert (result.skipped, result.lines, result.found) == ("not UTF-8", 0, [])


def test_the_page_counts_each_bar_and_shows_each_verdict(
    bench: ModuleType, report: ModuleType
) -> None:
    def found(rule: str, severity: str, security: bool) -> object:
        return bench.Found("p@1", "a.js", rule, severity, 3, "x();", "said", security)

    results = [
        bench.FileResult(
            "p@1",
            "a.js",
            2000,
            [found("one", "error", True), found("two", "warning", False)],
        ),
        bench.FileResult("p@1", "b.js", 0, [found("three", "hint", False)]),
        bench.FileResult("p@1", "c.js", skipped="too large"),
    ]
    got = report.rate(results)
    assert (got.files, got.security_rate, got.serious_rate) == (2, 0.5, 1.0)
    verdicts = {("p@1", "a.js", "one", "x();"): report.Verdict("right", "because | so")}
    page = report.report(results, {"p@1": "library"}, verdicts)
    assert "Of the 2 findings that count, 1 were read" in page
    assert "| p@1 a.js:3 | one | error | right | because \\| so |" in page
    assert "| p@1 a.js:3 | two | warning | not read |" in page


def test_the_kept_verdicts_are_words_that_the_page_knows(report: ModuleType) -> None:
    assert report.read_verdicts(BENCH / "verdicts.yml")


def test_a_verdict_of_another_word_is_refused(report: ModuleType, tmp_path: Path) -> None:
    file = tmp_path / "v.yml"
    file.write_text("p@1:\n- {file: a.js, rule: r, line: x, verdict: maybe, why: y}\n")
    with pytest.raises(ValueError, match="maybe is no verdict"):
        report.read_verdicts(file)


def test_every_package_is_pinned_to_its_bytes(packages: ModuleType) -> None:
    selection = packages.read_selection()
    every = [*selection.packages, *selection.odd]
    assert len({package.at for package in every}) == len(every)
    assert all(package.integrity.startswith("sha512-") for package in every)


def test_another_archive_than_the_pinned_one_is_refused(packages: ModuleType) -> None:
    package = packages.read_selection().packages[0]
    with pytest.raises(ValueError, match="not the package that"):
        packages._check(package, b"something else")


def test_sources_leave_out_tests_and_declarations(packages: ModuleType, tmp_path: Path) -> None:
    class Here(packages.Package):  # type: ignore[misc,name-defined]
        folder = tmp_path

    for name in ("lib/a.js", "lib/b.d.ts", "lib/test/c.js", "lib/d.min.js", "lib/e.mts", "f.js"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("a();\n")
    package = Here("p", "1", "", "library", ("lib",))
    sources = packages.read_selection().sources(package)
    assert [file.relative_to(tmp_path).as_posix() for file in sources] == ["lib/a.js", "lib/e.mts"]
