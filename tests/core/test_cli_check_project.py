"""``nodewright check`` obeys what the project says: nodewright.toml, its own rules, comments."""

from __future__ import annotations

import pytest
from checking import BAD, GOOD, SUGGESTED, check, found, write

pytestmark = pytest.mark.usefixtures("quick")
OWN = """\
- id: no-console
  title: The console is no log
  severity: warning
  match:
    - pattern: console.log($$$ARGS)
      message: console.log() is no log
  fix:
    - title: Use the logger
      safe: true
      replace: logger.info($$$ARGS)
"""


@pytest.fixture(autouse=True)
def _package(quick: None) -> None:
    """The workspace begins here."""
    write("package.json", "{}")


def test_levels_of_the_configuration_hold() -> None:
    """By rule, by family and by path; a rule that is off is not told."""
    write(
        "nodewright.toml",
        '[rules]\ndeprecated-buffer-constructor = "error"\n'
        '[[overrides]]\npaths = ["old/**"]\nrules = {deprecated-buffer-constructor = "off"}\n',
    )
    write("a.js")
    write("old/b.js")
    assert [(f["file"], f["severity"]) for f in found(".")] == [("a.js", "error")]
    assert found(".", "--severity", "error") == found(".")


def test_files_that_the_configuration_ignores_are_not_counted() -> None:
    """A named one is told, and is no trouble."""
    write("nodewright.toml", 'ignore = ["generated/**"]\n')
    write("generated/a.js")
    write("b.js", GOOD)
    assert check(".").stdout == "0 findings in 1 file\n"
    result = check("generated/a.js")
    assert result.stderr == "generated/a.js: nodewright.toml says to ignore it\n"
    assert (result.exit_code, result.stdout) == (0, "0 findings in 0 files\n")


def test_what_is_wrong_with_the_configuration_is_told_once() -> None:
    """Whatever the number of files, kinds and folders."""
    write("nodewright.toml", '[rules]\nsql-injektion = "error"\n')
    for name in ("a.js", "b.ts", "c/d.js"):
        write(name, GOOD)
    result = check(".")
    assert result.stderr.count("sql-injektion") == 1
    assert result.stderr.count("\n") == 1
    assert result.exit_code == 0


def test_rules_of_the_project_are_run_chosen_and_described() -> None:
    """Found, repaired, named by --rule, and known to SARIF."""
    write("nodewright.toml", '[project-rules]\nfolder = "rules"\n')
    write("rules/ours.yml", OWN)
    path = write("a.js", BAD + "console.log(size);\n")
    assert [f["rule"] for f in found("a.js", "--rule", "no-console")] == ["no-console"]
    assert '"text": "The console is no log"' in check("a.js", "--format", "sarif").stdout
    assert "did you mean no-console" in check("a.js", "--rule", "no-consol").stderr
    assert "fixed 1 finding" in check("a.js", "--fix", "--rule", "no-console").stderr
    assert path.read_text() == BAD + "logger.info(size);\n"


def test_a_comment_with_a_reason_hides_a_finding() -> None:
    """Neither found nor repaired."""
    text = "// nodewright-ignore deprecated-buffer-constructor -- tested with Node 4\n" + BAD
    path = write("a.js", text)
    assert check("a.js", "--fix").exit_code == 0
    assert path.read_text() == text
    write("a.js", SUGGESTED)
    assert found("a.js")
