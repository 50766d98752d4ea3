"""Levels, overrides, ignored files and a project's own rules: read without trust, and in force."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from nodewright.cli import main
from nodewright.facts import NoControls, ProjectFacts
from nodewright.project import over, read_part, read_project
from nodewright.project.configuration import LIMIT, parse_configuration
from nodewright.rulebooks import RuleBooks
from nodewright.rules import Engine, explain, fix_all, hidden, load_rules, scan

BOOK = load_rules()
CODE = b"run(eval(text));\nconst b = new Buffer('a');\n"


def controlled(toml: str = "", settings: Mapping[str, Any] | None = None) -> ProjectFacts:
    """Facts of a project with a ``nodewright.toml`` and settings above it."""
    part, problems = parse_configuration(toml.encode())
    above, more = read_part(settings or {}, "nodewright.")
    assert (*problems, *more) == ()
    return ProjectFacts(controls=over(over(NoControls(), part), above))


def found(facts: ProjectFacts, path: str = "src/a.js") -> dict[str, str]:
    """Rules and severities of what is found in :data:`CODE`."""
    return {f.rule: f.severity for f in scan(BOOK, CODE, "javascript", facts, path)}


# -- levels ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("toml", "expected"),
    [
        ('rules.code-injection = "off"', {"deprecated-buffer-constructor": "warning"}),
        ('rules.injection = "off"', {"deprecated-buffer-constructor": "warning"}),
        (
            '[rules]\ncode-injection = "hint"\ndeprecated = "error"',
            {"code-injection": "hint", "deprecated-buffer-constructor": "error"},
        ),
        (
            '[rules]\ncode-injection = "hint"\ninjection = "off"',
            {"code-injection": "hint", "deprecated-buffer-constructor": "warning"},
        ),
        ('ignore = ["src/*.js"]', {}),
        ('ignore = ["/a.js", "dist/"]', found(ProjectFacts())),
    ],
)
def test_a_level_holds_for_a_rule_or_a_family_and_the_rule_is_stronger(
    toml: str, expected: dict[str, str]
) -> None:
    assert found(controlled(toml)) == expected


TESTS = '[rules]\ninjection = "error"\n[[overrides]]\npaths = ["test/**", "*.test.js"]\n'


@pytest.mark.parametrize(
    ("path", "level"),
    [
        ("src/a.js", "error"),
        ("test/deep/a.js", "hint"),
        ("src/a.test.js", "hint"),
        ("src/test/a.js", "error"),
    ],
)
def test_an_override_holds_for_its_paths(path: str, level: str) -> None:
    facts = controlled(TESTS + 'rules = { code-injection = "hint" }')
    assert found(facts, path)["code-injection"] == level


def test_a_later_override_and_then_the_settings_are_stronger() -> None:
    toml = TESTS + 'rules.code-injection = "hint"\n[[overrides]]\npaths = ["test/a.js"]\n'
    toml += 'rules.injection = "information"\n'
    assert found(controlled(toml), "test/a.js")["code-injection"] == "information"
    assert found(controlled(toml), "test/b.js")["code-injection"] == "hint"
    above = {"rules": {"injection": "warning"}}
    assert found(controlled(toml, above), "test/a.js")["code-injection"] == "warning"
    above["overrides"] = [{"paths": ["test/"], "rules": {"code-injection": "off"}}]
    assert "code-injection" not in found(controlled(toml, above), "test/a.js")
    assert found(controlled(toml, above), "src/a.js")["code-injection"] == "warning"


def test_an_engine_takes_new_levels_without_a_new_text() -> None:
    engine = Engine(BOOK, "javascript")
    for level, count in (("off", 1), ("hint", 2), ("off", 1)):
        facts = controlled(f'rules.code-injection = "{level}"')
        assert len(engine.update(CODE, facts, "a.js").findings) == count


def test_a_rule_that_is_off_is_neither_fixed_nor_counted_as_hidden() -> None:
    facts = controlled('rules.deprecated = "off"')
    assert fix_all(BOOK, CODE, "javascript", facts)[0] == CODE
    code = b"// nodewright-ignore code-injection -- why\n" + CODE
    assert [f.rule for f in hidden(BOOK, code, "javascript", ProjectFacts())] == ["code-injection"]
    off = controlled('rules.code-injection = "off"')
    assert hidden(BOOK, code, "javascript", off) == ()
    assert "unused-suppression" not in [f.rule for f in scan(BOOK, code, "javascript", off)]


# -- what is wrong ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("toml", "problem"),
    [
        (
            '[rules]\na = "of"\ncode-injection = "off"',
            (
                "nodewright.toml: rules.a must be one of off, hint, information, warning, error; "
                "it is ignored."
            ),
        ),
        (
            'rule = 1\n[rules]\ncode-injection = "off"',
            "nodewright.toml: rule is not known and is ignored.",
        ),
        (
            'ignore = "dist"\n[rules]\ncode-injection = "off"',
            "nodewright.toml: ignore must be a list of globs; it is ignored.",
        ),
        (
            'ignore = ["a", "!"]\n[rules]\ncode-injection = "off"',
            "nodewright.toml: ignore holds a glob that git does not know; it is skipped.",
        ),
        (
            'rules.code-injection = "off"\n[[overrides]]\npaths = ["a"]',
            "nodewright.toml: overrides, entry 1: it must hold paths and rules; it is ignored.",
        ),
        (
            'overrides = 1\nrules.code-injection = "off"',
            "nodewright.toml: overrides must be a list; it is ignored.",
        ),
        (
            'project-rules = 1\nrules.code-injection = "off"',
            "nodewright.toml: project-rules must be a table that holds folder; it is ignored.",
        ),
        (
            'project-rules.folder = 1\nrules.code-injection = "off"',
            "nodewright.toml: project-rules.folder must be a path in quotes; it is ignored.",
        ),
    ],
)
def test_what_is_wrong_costs_one_sentence_and_itself(toml: str, problem: str) -> None:
    part, problems = parse_configuration(toml.encode())
    assert problems == (problem,)
    facts = ProjectFacts(controls=over(NoControls(), part))
    assert "code-injection" not in found(facts)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"[rules", "is not valid TOML, so nothing of it counts: "),
        (b"a = 1\na = 2", "is not valid TOML, so nothing of it counts: "),
        (b"a = " + b"[" * 20_000, "is not valid TOML, so nothing of it counts: "),
        (b"\xff\xfe", "is not UTF-8 text and was not read."),
        (b"#" * (LIMIT + 1), "is larger than 256 KB and was not read."),
    ],
)
def test_a_file_that_cannot_be_read_says_why_and_holds_nothing(data: bytes, said: str) -> None:
    part, (problem,) = parse_configuration(data)
    assert problem.startswith(f"nodewright.toml {said}")
    assert len(problem) < 200
    assert not part.says_something


def test_a_name_that_no_rule_has_is_told_with_the_one_that_may_be_meant() -> None:
    toml = 'rules.sql-injektion = "off"\n[[overrides]]\npaths = ["a"]\nrules.webb = "off"\n'
    facts = controlled(toml, {"rules": {"nonsense": "off"}})
    assert RuleBooks(BOOK).problems(facts) == [
        (
            "nodewright.toml: rules names 'sql-injektion', which is no rule and no family. "
            "Is sql-injection meant?"
        ),
        "nodewright.toml: rules names 'webb', which is no rule and no family. Is web meant?",
        "nodewright.rules names 'nonsense', which is no rule and no family.",
    ]


# -- in a project ----------------------------------------------------------------------------------


def test_the_file_in_the_root_holds_for_all_below_and_is_read_again(tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    file = tmp_path / "src" / "a.js"
    assert isinstance(read_project(file, [tmp_path]).controls, NoControls)
    (tmp_path / "nodewright.toml").write_text("rules.injection = 'off'\nfoo = 1\n")
    facts = read_project(file, [tmp_path])
    assert "code-injection" not in found(facts)
    assert facts.problems == ("nodewright.toml: foo is not known and is ignored.",)
    (tmp_path / "nodewright.toml").unlink()
    assert "code-injection" in found(read_project(file, [tmp_path]))


OWN = """
- id: own-eval
  title: Our own word about eval
  severity: warning
  docs: {instead: Ask the platform team.}
  match:
    - pattern: evaluate($X)
      message: "evaluate($X) is ours"
  fix:
    - title: Call it by its new name
      safe: true
      replace: "run($X)"
"""


def project(tmp_path: Path, folder: str = "rules") -> ProjectFacts:
    """A project that keeps its own rules in a folder."""
    (tmp_path / "nodewright.toml").write_text(f"project-rules.folder = '{folder}'\n")
    return read_project(tmp_path / "a.js", [tmp_path])


def test_a_project_s_own_rules_find_and_repair(tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "ours.yml").write_text(OWN)
    facts, books = project(tmp_path), RuleBooks(BOOK)
    book = books.of(facts)
    assert books.problems(facts) == []
    assert books.of(facts) is book
    source = b"evaluate(a);\neval(b);\n"
    assert [f.rule for f in scan(book, source, "javascript", facts)] == [
        "own-eval",
        "code-injection",
    ]
    assert fix_all(book, source, "javascript", facts)[0].startswith(b"run(a);")
    assert "Ask the platform team." in explain(book.rules["own-eval"])
    assert "**Test it.**" not in explain(book.rules["own-eval"])
    assert book.rules["own-eval"].guidance == "Ask the platform team."
    (tmp_path / "nodewright.toml").write_text("project-rules.folder='rules'\nrules.ours='off'\n")
    assert len(scan(book, source, "javascript", read_project(tmp_path / "a.js", [tmp_path]))) == 1


def test_a_changed_folder_gives_a_new_book_after_a_refresh(tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    facts, books = project(tmp_path), RuleBooks(BOOK)
    empty = books.of(facts)
    books.refresh()
    assert books.of(facts) is empty
    (tmp_path / "rules" / "ours.yaml").write_text(OWN)
    books.refresh()
    assert "own-eval" in books.of(facts).rules


ALIASES = "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("- id: [", "rules/bad.yml is not YAML (line 1); its rules are left out."),
        (ALIASES, "rules/bad.yml is not YAML; its rules are left out."),
        ("[" * 50_000, "rules/bad.yml is nested too deeply; its rules are left out."),
        ("a: 1", "rules/bad.yml must be a list of rules; it is left out."),
        (
            OWN.replace("own-eval", "code-injection"),
            "rules/bad.yml, rule code-injection: the id is already taken, so the rule is left out.",
        ),
        (
            OWN.replace("evaluate($X)", "1 + 1"),
            (
                "rules/bad.yml, rule own-eval: a pattern must be a call, a `new`, a declaration "
                "or an object entry, so the rule is left out."
            ),
        ),
        (
            OWN.replace('replace: "run($X)"', "make: os.system"),
            (
                "rules/bad.yml, rule own-eval: there is no fix maker named 'os.system', so the "
                "rule is left out."
            ),
        ),
        (
            "- !!python/object/apply:os.system ['true']",
            "rules/bad.yml is not YAML (line 1); its rules are left out.",
        ),
        ("x" * (256 * 1024 + 1), "rules/bad.yml is larger than 256 KB; it is left out."),
    ],
)
def test_a_broken_file_is_named_with_its_reason_and_the_others_go_on(
    tmp_path: Path, text: str, said: str
) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "bad.yml").write_text(text)
    (tmp_path / "rules" / "good.yml").write_text(OWN.replace("own-eval", "other-eval"))
    facts, books = project(tmp_path), RuleBooks(BOOK)
    assert books.problems(facts) == [said]
    assert "other-eval" in books.of(facts).rules
    assert "code-injection" in books.of(facts).rules


@pytest.mark.parametrize("folder", ["..", "../rules", "/etc", "~/rules", "a/../../b"])
def test_no_rules_are_read_from_outside_of_the_workspace(tmp_path: Path, folder: str) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "ours.yml").write_text(OWN)
    inner = tmp_path / "workspace"
    inner.mkdir()
    facts, books = project(inner, folder), RuleBooks(BOOK)
    assert books.problems(facts) == [
        (
            f"The folder of the project's rules, {folder}, lies outside of the workspace; "
            "none of it is read."
        )
    ]
    assert "own-eval" not in books.of(facts).rules


@pytest.mark.skipif(os.name == "nt", reason="links need a privilege there")
def test_a_link_in_the_folder_leads_nowhere_else(tmp_path: Path) -> None:
    outside = tmp_path / "ours.yml"
    outside.write_text(OWN)
    inner = tmp_path / "workspace"
    (inner / "rules").mkdir(parents=True)
    (inner / "rules" / "ours.yml").symlink_to(outside)
    facts, books = project(inner), RuleBooks(BOOK)
    assert books.problems(facts) == ["In rules, a link leads out of the workspace; it is left out."]
    assert "own-eval" not in books.of(facts).rules


def test_a_folder_that_is_missing_says_so(tmp_path: Path) -> None:
    facts, books = project(tmp_path, "nowhere"), RuleBooks(BOOK)
    assert books.problems(facts) == [
        "The folder of the project's rules, nowhere, cannot be read: no such file or directory."
    ]


def test_the_command_line_takes_the_same_file(tmp_path: Path) -> None:
    """Levels, ignored files, own rules and comments, as in an editor."""
    (tmp_path / ".git").mkdir()
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "ours.yml").write_text(OWN)
    (tmp_path / "nodewright.toml").write_text(
        "ignore = ['dist/']\nproject-rules.folder = 'rules'\n"
        "rules.injection = 'hint'\nrules.webb = 'off'\n"
    )
    (tmp_path / "dist").mkdir()
    (tmp_path / "dist" / "a.js").write_text("eval(a);\n")
    (tmp_path / "a.js").write_text(
        "eval(a);\neval(b); // nodewright-ignore code-injection -- why\nevaluate(c);\n"
    )
    result = CliRunner().invoke(main, ["check", str(tmp_path), "--format", "json"])
    told = [(f["rule"], f["severity"], f["line"]) for f in json.loads(result.stdout)]
    assert told == [("code-injection", "hint", 1), ("own-eval", "warning", 3)]
    assert "'webb', which is no rule and no family. Is web meant?" in result.stderr
    assert result.exit_code == 1
