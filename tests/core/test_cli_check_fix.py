"""``nodewright check --fix``: what is repaired, what is written, and what is told."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from checking import BAD, GOOD, SUGGESTED, check, found, write
from nodewright.cli import replacing, summary

pytestmark = pytest.mark.usefixtures("quick")


def test_safe_fixes_are_applied_and_the_rest_is_told() -> None:
    """The count of both; exit code 1 while something remains."""
    write("a.js", BAD + SUGGESTED)
    write("b.js")
    result = check("a.js", "b.js", "--fix")
    assert result.stderr == "fixed 2 findings in 2 files\n"
    assert result.stdout.splitlines()[-1] == "1 finding in 2 files"
    assert result.stdout.startswith("a.js:3:14 information legacy-url-parse")
    assert result.exit_code == 1
    assert Path("a.js").read_text() == GOOD + SUGGESTED
    assert Path("b.js").read_text() == GOOD


def test_suggested_fixes_are_applied_when_asked_for() -> None:
    """And nothing is left to tell."""
    write("a.js", BAD + SUGGESTED)
    result = check("a.js", "--fix", "--suggested")
    assert result.stderr == "fixed 2 findings in 1 file\n"
    assert (result.exit_code, result.stdout) == (0, "0 findings in 1 file\n")
    assert "url.parse" not in Path("a.js").read_text()


def test_suggested_alone_is_wrong_usage() -> None:
    """It would look as if it had done something."""
    write("a.js")
    result = check("a.js", "--suggested")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "--suggested says what --fix may apply" in result.stderr


def test_only_chosen_rules_and_severities_are_repaired() -> None:
    """The others stay as they are, and are not told."""
    write("a.js", BAD + SUGGESTED)
    result = check("a.js", "--fix", "--suggested", "--rule", "legacy-url-parse")
    assert "fixed 1 finding in 1 file" in result.stderr
    assert Path("a.js").read_text().startswith(BAD)
    result = check("a.js", "--fix", "--severity", "error")
    assert result.stderr == "fixed 0 findings in 0 files\n"
    assert (result.exit_code, Path("a.js").read_text()[: len(BAD)]) == (0, BAD)


def test_what_remains_is_told_as_the_repaired_text_has_it() -> None:
    """Line numbers are those of the file as it is now."""
    write("a.js", "var a = new Buffer('x');\nconst b = 1;\n" + SUGGESTED)
    check("a.js", "--fix")
    lines = Path("a.js").read_text().split("\n")
    (left,) = found("a.js")
    assert "url.parse" in lines[left["line"] - 1]


@pytest.mark.parametrize("eol", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("end", ["", "\n"])
def test_line_breaks_mark_and_last_line_stay(eol: str, bom: bytes, end: str) -> None:
    """Byte for byte, apart from the repair; text in other alphabets, too."""
    text = ("// größe 😀\n" + BAD + "const last = 1;" + end).replace("\n", eol)
    path = write("a.js", bom + text.encode())
    assert "fixed 1 finding" in check("a.js", "--fix").stderr
    assert path.read_bytes() == bom + text.replace("new Buffer", "Buffer.alloc").encode()


def test_lines_that_a_fix_adds_end_as_the_others_do() -> None:
    """A file of Windows gets no line of its own kind."""
    bad = (
        "const app = require('express')();\n"
        "app.get('/', (req, res) => {\n"
        "  if (!req.query.a) {\n"
        "    res.status(400).send('no');\n"
        "  }\n"
        "  res.send('ok');\n"
        "});\n"
    )
    path = write("a.js", bad.replace("\n", "\r\n"))
    assert "fixed 1 finding" in check("a.js", "--fix", "--suggested").stderr
    after = path.read_bytes()
    assert after != bad.encode()
    assert after.count(b"\n") == after.count(b"\r\n") == after.count(b"\r")


def test_a_link_stays_a_link_and_a_mode_stays() -> None:
    """A script remains executable; the file that a link names gets the text."""
    path = write("bin/run.js", "#!/usr/bin/env node\n" + BAD)
    path.chmod(0o754)
    Path("a.js").symlink_to("bin/run.js")
    check("a.js", "--fix")
    assert Path("a.js").is_symlink()
    assert path.stat().st_mode & 0o777 == 0o754
    assert path.read_text() == "#!/usr/bin/env node\n" + GOOD
    assert sorted(p.name for p in Path("bin").iterdir()) == ["run.js"]


def test_a_file_without_findings_is_not_touched() -> None:
    """Neither its text nor its times."""
    path = write("a.js", GOOD)
    os.utime(path, ns=(1, 1))
    assert check("a.js", "--fix").stderr == "fixed 0 findings in 0 files\n"
    assert path.stat().st_mtime_ns == 1


def test_a_file_that_changed_meanwhile_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody's typing is lost; the run ends with 2 where nothing is left to find."""
    path = write("a.js")
    real = summary.Summary.write_repairs

    def late(self: summary.Summary) -> None:
        path.write_text("// mine\n")
        real(self)

    monkeypatch.setattr(summary.Summary, "write_repairs", late)
    result = check("a.js", "--fix")
    assert "a.js: changed on disk meanwhile, so it was not repaired\n" in result.stderr
    assert "fixed 0 findings in 0 files" in result.stderr
    assert (result.exit_code, path.read_text()) == (2, "// mine\n")


def test_a_file_that_cannot_be_written_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """The others are repaired, nothing half-written stays, and the old text does."""
    write("src/a.js")
    write("src/b.js")
    real = os.replace

    def full(source: str, target: Path) -> None:
        if Path(target).name == "a.js":
            raise OSError(28, "No space left on device")
        real(source, target)

    monkeypatch.setattr(replacing.os, "replace", full)
    result = check("src", "--fix")
    assert "src/a.js: no space left on device, so it was not repaired\n" in result.stderr
    assert "fixed 1 finding in 1 file\n" in result.stderr
    assert result.exit_code == 2
    assert sorted(p.name for p in Path("src").iterdir()) == ["a.js", "b.js"]
    assert Path("src/a.js").read_text() == BAD
    assert Path("src/b.js").read_text() == GOOD


def test_a_broken_file_is_repaired_where_it_can_be_read() -> None:
    """And still told to be broken."""
    write("a.js", BAD + "const = ;\n")
    result = check("a.js", "--fix")
    assert "a.js: does not parse at line 2" in result.stderr
    assert Path("a.js").read_text() == GOOD + "const = ;\n"


def test_repairing_twice_changes_nothing_more() -> None:
    """What was repaired is not found again."""
    path = write("a.js", BAD + SUGGESTED)
    check("a.js", "--fix", "--suggested")
    after = path.read_bytes()
    assert check("a.js", "--fix", "--suggested").stderr == "fixed 0 findings in 0 files\n"
    assert path.read_bytes() == after
