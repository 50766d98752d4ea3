"""What is said of values that go to other files; the projects lie in cross_file_cases.yml.

A line marked ``<<<`` in the first file of a case has a finding of the case's rule, no other line of
that file has; ``>>>`` marks the place in another file that the finding names.
"""

from __future__ import annotations

import re
from pathlib import Path
from random import Random
from typing import Any

import pytest
import yaml
from nodewright.document import Finding, Language, LineTable
from nodewright.facts import ProjectFacts
from nodewright.javascript.parsing import language_of, parse, syntax_errors
from nodewright.project import ModuleFiles
from nodewright.rules import Engine, Modules, load_rules, scan

BOOK = load_rules()
CASES = yaml.safe_load(Path(__file__).with_name("cross_file_cases.yml").read_text("utf-8"))
FOUND, SINK = "<<<", ">>>"


def never(rule: Any, error: Exception) -> None:
    raise error


def lay_out(root: Path, files: dict[str, str]) -> ProjectFacts:
    """Write the files of a case below ``root``."""
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return ProjectFacts(root=root, dependencies={"express": "^4.19.0", "pg": "^8.11.0"})


def look(root: Path, name: str, facts: ProjectFacts) -> tuple[Finding, ...]:
    source = (root / name).read_bytes()
    language = language_of(name)
    assert language is not None
    assert not syntax_errors(parse(source, language))
    modules = Modules(BOOK, ModuleFiles(root), never)
    return scan(BOOK, source, language, facts, name, modules=modules)


def marked(files: dict[str, str], mark: str) -> set[tuple[str, int]]:
    return {
        (name, number)
        for name, text in files.items()
        for number, line in enumerate(text.split("\n"))
        if mark in line
    }


@pytest.mark.parametrize("case", CASES, ids=[case["case"] for case in CASES])
def test_the_marked_lines_are_found_and_no_others(case: dict[str, Any], tmp_path: Path) -> None:
    files = case["files"]
    first = next(iter(files))
    facts = lay_out(tmp_path, files)
    found = [f for f in look(tmp_path, first, facts) if f.rule == case["rule"]]
    lines = LineTable(files[first].encode())
    assert {(first, lines.line_of(f.span.start)) for f in found} == marked(
        {first: files[first]}, FOUND
    )
    places = {r.elsewhere for f in found for r in f.related if r.elsewhere is not None}
    assert {(place.path, place.line) for place in places} == marked(files, SINK)


def test_the_example_of_the_page_is_found_as_it_says(tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "docs" / "configuration.md").read_text("utf-8")
    (code,) = re.findall(r"(?ms)^```javascript\n(.*?)^```$", page)
    files = dict(re.findall(r"(?ms)^// (src/\w+\.js)\n(.*?)(?=^// src/|\Z)", code))
    facts = lay_out(tmp_path, files)
    found = look(tmp_path, "src/routes.js", facts)
    (message,) = [f.message for f in found if f.rule == "sql-injection"]
    assert message in " ".join(page.split())


ROUTES = """const { find } = require('./db');
const log = require('./log');
app.get('/', async (req, res) => {
  log.info('asked');
  res.json(await find(req.query.name));
});
"""
GLUED = """const { Pool } = require('pg');
const pool = new Pool();
exports.find = (name) => pool.query("SELECT * FROM users WHERE name = '" + name + "'");
"""
BOUND = """const { Pool } = require('pg');
const pool = new Pool();
exports.find = (name) => pool.query('SELECT * FROM users WHERE name = $1', [name]);
"""


class Counting(ModuleFiles):
    """Remembers which files were read."""

    def __init__(self, root: Path, opened: dict[str, str] | None = None) -> None:
        super().__init__(root, lambda path: (opened or {}).get(path.name))
        self.read_files: list[str] = []

    def read(self, path: str) -> tuple[bytes, Language] | None:
        self.read_files.append(path)
        return super().read(path)


def rules_of(findings: tuple[Finding, ...]) -> list[str]:
    return [f.rule for f in findings if f.rule == "sql-injection"]


def engine_on(root: Path, reader: ModuleFiles) -> Engine:
    return Engine(BOOK, "javascript", Modules(BOOK, reader, never))


def test_only_what_a_value_goes_to_is_read(tmp_path: Path) -> None:
    """A promise is asked for by a statement, input by a call that is given it."""
    facts = lay_out(tmp_path, {"db.js": BOUND, "log.js": "exports.info = () => {};\n"})
    reader = Counting(tmp_path)
    engine = engine_on(tmp_path, reader)
    harmless = ROUTES.replace("req.query.name", "'admin'").replace("  log.info('asked');\n", "")
    engine.update(harmless.encode(), facts, "routes.js")
    assert reader.read_files == []
    engine.update(ROUTES.encode(), facts, "routes.js")
    assert sorted(reader.read_files) == ["db.js", "log.js"]
    engine.update(ROUTES.replace("'asked'", "'asked for'").encode(), facts, "routes.js")
    assert len(reader.read_files) == 2


def test_a_change_of_the_other_file_changes_the_findings(tmp_path: Path) -> None:
    facts = lay_out(tmp_path, {"db.js": BOUND})
    engine = engine_on(tmp_path, ModuleFiles(tmp_path))
    assert rules_of(engine.update(ROUTES.encode(), facts, "routes.js").findings) == []
    assert engine.others is not None
    assert not engine.others.moved()
    (tmp_path / "db.js").write_text(GLUED, "utf-8")
    assert engine.others.moved()
    found = engine.update(ROUTES.encode(), facts, "routes.js").findings
    assert rules_of(found) == ["sql-injection"]
    (tmp_path / "db.js").write_text("// moved down\n" + GLUED, "utf-8")
    found = engine.update(ROUTES.encode(), facts, "routes.js").findings
    (again,) = [f for f in found if f.rule == "sql-injection"]
    assert again.related[-1].elsewhere is not None
    assert again.related[-1].elsewhere.line == 3
    (tmp_path / "db.js").unlink()
    assert rules_of(engine.update(ROUTES.encode(), facts, "routes.js").findings) == []


@pytest.mark.parametrize("place", ["./db", "src/db", "@/db"])
def test_a_change_two_files_away_is_seen(place: str, tmp_path: Path) -> None:
    service = f"const db = require('{place}');\nexports.find = (name) => db.find(name);\n"
    facts = lay_out(tmp_path, {"src/service.js": service, "src/db.js": BOUND})
    engine = engine_on(tmp_path, ModuleFiles(tmp_path))
    routes = ROUTES.replace("./db", "./service").encode()
    assert rules_of(engine.update(routes, facts, "src/routes.js").findings) == []
    (tmp_path / "src" / "db.js").write_text(GLUED, "utf-8")
    assert rules_of(engine.update(routes, facts, "src/routes.js").findings) == ["sql-injection"]


def test_the_text_in_the_editor_counts_and_not_the_one_on_disk(tmp_path: Path) -> None:
    facts = lay_out(tmp_path, {"db.js": BOUND})
    opened = {"db.js": GLUED}
    engine = engine_on(tmp_path, Counting(tmp_path, opened))
    found = engine.update(ROUTES.encode(), facts, "routes.js").findings
    assert rules_of(found) == ["sql-injection"]
    opened["db.js"] = BOUND
    assert rules_of(engine.update(ROUTES.encode(), facts, "routes.js").findings) == []


def test_a_file_that_comes_is_found_once_the_folder_is_looked_at_again(tmp_path: Path) -> None:
    facts = lay_out(tmp_path, {})
    reader = ModuleFiles(tmp_path)
    engine = engine_on(tmp_path, reader)
    assert rules_of(engine.update(ROUTES.encode(), facts, "routes.js").findings) == []
    (tmp_path / "db.js").write_text(GLUED, "utf-8")
    reader.refresh()
    found = engine.update(ROUTES.encode(), facts, "routes.js").findings
    assert rules_of(found) == ["sql-injection"]


def test_nothing_outside_of_the_workspace_is_read(tmp_path: Path) -> None:
    (tmp_path / "db.js").write_text(GLUED, "utf-8")
    root = tmp_path / "workspace"
    facts = lay_out(root, {"linked/readme.md": "x"})
    (root / "linked" / "db.js").symlink_to(tmp_path / "db.js")
    for place in ("../db", "./linked/db", "./linked/../../db", str(tmp_path / "db")):
        source = ROUTES.replace("./db", place).encode()
        assert (
            rules_of(engine_on(root, ModuleFiles(root)).update(source, facts, "a.js").findings)
            == []
        )


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(GLUED.encode() + b"//" + b"x" * 300_000, id="too large"),
        pytest.param(GLUED.encode() + b"// \xff\xfe", id="no text"),
        pytest.param(b"", id="empty"),
        pytest.param(b"exports.find = (name) => {{{ pool.query('a' + name", id="broken"),
    ],
)
def test_a_file_that_cannot_be_used_says_nothing(text: bytes, tmp_path: Path) -> None:
    facts = lay_out(tmp_path, {})
    (tmp_path / "db.js").write_bytes(text)
    engine = engine_on(tmp_path, ModuleFiles(tmp_path))
    assert rules_of(engine.update(ROUTES.encode(), facts, "routes.js").findings) == []


PIECES = [
    "exports.find = (name) => pool.query('SELECT ' + name);\n",
    "exports.find = (name) => pool.query('SELECT $1', [name]);\n",
    "exports.find = (name) => help.run(name);\n",
    "exports.find = async (name) => { await help.run(name); };\n",
    "const help = require('./help');\n",
    "const pool = new (require('pg').Pool)();\n",
    "exports.run = (text) => require('child_process').exec('ls ' + text);\n",
    "exports.run = (text) => text.trim();\n",
    "function run(text) { return eval(text); }\nmodule.exports = { run };\n",
    "const db = require('./db');\n",
    "app.get('/', (req, res) => { db.find(req.query.name); });\n",
    "app.get('/', (req, res) => { require('child_process').exec('ls ' + db.find(req.query)); });\n",
    "app.get('/', (req, res) => { const { run } = require('./help'); run(req.body.text); });\n",
    "const other = 1;\n",
]


@pytest.mark.parametrize("seed", range(6))
def test_kept_findings_equal_those_of_a_scan_from_nothing(seed: int, tmp_path: Path) -> None:
    """Random edits of three files that import each other, in any order."""
    random = Random(seed)
    facts = lay_out(tmp_path, {})
    names = ("routes.js", "db.js", "help.js")
    files = ModuleFiles(tmp_path)
    modules = Modules(BOOK, files, never)
    kept = {name: Engine(BOOK, "javascript", modules) for name in names}
    texts = {name: random.choices(PIECES, k=4) for name in names}
    for _ in range(25):
        name = random.choice(names)
        lines = texts[name]
        lines[random.randrange(len(lines))] = random.choice(PIECES)
        for one, pieces in texts.items():
            (tmp_path / one).write_text("".join(pieces), "utf-8")
            files.refresh()
        for one, pieces in texts.items():
            source = "".join(pieces).encode()
            fresh = Modules(BOOK, ModuleFiles(tmp_path), never)
            anew = scan(BOOK, source, "javascript", facts, one, modules=fresh)
            assert kept[one].update(source, facts, one).findings == anew


def test_a_failure_in_another_file_costs_no_finding_of_this_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """It is told once, by the kind of the exception."""

    def fail(*_: object) -> None:
        raise RuntimeError("SELECT")

    facts = lay_out(tmp_path, {"db.js": GLUED})
    monkeypatch.setattr("nodewright.rules.across.module.Offers.follow", fail)
    engine = engine_on(tmp_path, ModuleFiles(tmp_path))
    source = f"{ROUTES}app.get('/e', (req, res) => eval(req.query.code));\n".encode()
    for text in (source, source + b"\n"):
        found = engine.update(text, facts, "routes.js").findings
        assert "code-injection" in [f.rule for f in found]
    (told,) = caplog.messages
    assert told == "looking into other files failed with RuntimeError and was skipped"
