"""``nodewright check --baseline``: what is known is left out, whatever happens around it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from checking import BAD, GOOD, SUGGESTED, check, found, write

pytestmark = pytest.mark.usefixtures("quick")
FILE = "known.json"


def keep(*paths: str) -> None:
    """Write the baseline of what is found now."""
    assert check(*paths, "--write-baseline", FILE).exit_code == 0


def test_what_is_kept_is_not_told_any_more() -> None:
    """Writing reports nothing, and says how much it keeps; then all is well."""
    write("src/a.js", BAD + SUGGESTED)
    result = check("src", "--write-baseline", FILE)
    assert result.stderr == "wrote 2 findings to known.json\n"
    assert (result.exit_code, result.stdout) == (0, "0 findings in 1 file\n")
    result = check("src", "--baseline", FILE)
    assert result.stderr == "2 findings left out that known.json knows\n"
    assert (result.exit_code, result.stdout) == (0, "0 findings in 1 file\n")


def test_a_baseline_is_text_that_a_person_can_review() -> None:
    """One entry a line, sorted, with neither line numbers nor code."""
    write("src/b.js")
    write("src/a.js", BAD + SUGGESTED)
    keep("src")
    lines = Path(FILE).read_text().splitlines()
    entries = json.loads(Path(FILE).read_text())["findings"]
    assert len(lines) == len(entries) + 5
    assert [entry["file"] for entry in entries] == ["src/a.js", "src/a.js", "src/b.js"]
    assert all(set(entry) == {"file", "rule", "fingerprint"} for entry in entries)
    assert "Buffer(" not in Path(FILE).read_text()


@pytest.mark.parametrize(
    "after",
    [
        "\n\n// more\nconst x = 1;\n" + BAD,
        BAD.replace("\n", "\r\n"),
        "function f() {\n\t\t" + BAD + "}\n",
        "const   size =\tnew Buffer(10);   \n",
    ],
)
def test_a_finding_stays_known_when_its_lines_move(after: str) -> None:
    """Lines above, another indentation, other line breaks: it is the same finding."""
    write("a.js")
    keep("a.js")
    write("a.js", after)
    assert check("a.js", "--baseline", FILE).exit_code == 0


def test_a_finding_whose_own_line_changed_is_new_and_the_old_one_gone() -> None:
    """Who touches the line should look at it."""
    write("a.js")
    keep("a.js")
    write("a.js", BAD.replace("10", "20"))
    result = check("a.js", "--baseline", FILE)
    assert result.exit_code == 1
    assert result.stderr.splitlines() == [
        "0 findings left out that known.json knows",
        "1 entry of known.json found no more:",
        "  a.js deprecated-buffer-constructor",
        "--write-baseline drops what is gone",
    ]


def test_one_entry_stands_for_one_finding() -> None:
    """A copy of a known line is new."""
    write("a.js", "function f() {\n" + BAD + "}\n")
    keep("a.js")
    write("a.js", "function f() {\n" + BAD + "}\nfunction g() {\n" + BAD + "}\n")
    (new,) = found("a.js", "--baseline", FILE)
    assert new["line"] == 5


def test_the_same_line_in_another_file_is_new() -> None:
    """Only a file that is no more hands its entries on."""
    write("a.js")
    keep("a.js")
    write("b.js")
    assert [f["file"] for f in found(".", "--baseline", FILE)] == ["b.js"]


def test_a_renamed_file_keeps_its_entries() -> None:
    """Whatever folder it went to."""
    write("a.js")
    keep("a.js")
    Path("lib").mkdir()
    Path("a.js").rename("lib/b.js")
    result = check(".", "--baseline", FILE)
    assert result.exit_code == 0
    assert result.stderr == "1 finding left out that known.json knows\n"


def test_entries_are_gone_only_where_was_looked() -> None:
    """A part of the tree, or of the rules, says nothing of the rest."""
    write("src/a.js")
    write("src/b.js", SUGGESTED)
    keep("src")
    write("src/a.js", GOOD)
    write("src/b.js", GOOD)
    assert (
        "found no more"
        not in check("src/b.js", "--rule", "sql-injection", "--baseline", FILE).stderr
    )
    one = check("src/b.js", "--baseline", FILE).stderr
    assert "1 entry of known.json found no more:\n  src/b.js legacy-url-parse" in one
    both = check("src", "--baseline", FILE).stderr
    assert "2 entries of known.json found no more:" in both


def test_entries_of_a_file_that_is_no_more_are_gone() -> None:
    """A deleted file cannot be checked, and still counts as looked at."""
    write("src/a.js")
    write("src/b.js", GOOD)
    keep("src")
    Path("src/a.js").unlink()
    result = check("src", "--baseline", FILE)
    assert "  src/a.js deprecated-buffer-constructor\n" in result.stderr
    assert result.exit_code == 0


def test_names_are_seen_from_the_baselines_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The same file serves from every folder, and however a path is written."""
    write("src/a.js")
    keep("src")
    assert check(str(tmp_path / "src"), "--baseline", FILE).exit_code == 0
    monkeypatch.chdir("src")
    assert check("a.js", "--baseline", "../known.json").exit_code == 0
    assert check("../src/./a.js", "--baseline", "../known.json").exit_code == 0


def test_a_baseline_can_be_brought_up_to_date_in_one_go() -> None:
    """Compared with what it held, written with what is."""
    write("a.js")
    keep("a.js")
    write("a.js", SUGGESTED)
    result = check("a.js", "--baseline", FILE, "--write-baseline", FILE)
    assert "1 entry of known.json found no more" in result.stderr
    assert "wrote 1 finding to known.json" in result.stderr
    assert check("a.js", "--baseline", FILE).stderr == "1 finding left out that known.json knows\n"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (None, "known.json: no such file or directory; --write-baseline makes one"),
        ("{", "known.json is no baseline: it is not JSON in UTF-8"),
        ("[" * 100_000, "known.json is no baseline: it is not JSON in UTF-8"),
        ("[]", "known.json is no baseline: --write-baseline did not write it"),
        ('{"nodewright-baseline": 2}', "known.json is a baseline of a form that this nodewright"),
        ('{"nodewright-baseline": 1}', "known.json: finding 1 lacks a file, a rule or"),
        (
            '{"nodewright-baseline": 1, "findings": [{"file": "a.js", "rule": 1}]}',
            "known.json: finding 1 lacks a file, a rule or a fingerprint",
        ),
    ],
)
def test_a_file_that_is_no_baseline_is_told(text: str | None, sentence: str) -> None:
    """One sentence, exit code 2, and no finding passes for new."""
    write("a.js")
    if text is not None:
        Path(FILE).write_text(text)
    result = check("a.js", "--baseline", FILE)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(f"Error: {sentence}")
    assert result.stderr.count("\n") == 1


def test_a_baseline_that_cannot_be_written_is_told() -> None:
    """Findings are not lost without a word."""
    write("a.js")
    result = check("a.js", "--write-baseline", "no/folder/known.json")
    assert result.exit_code == 2
    assert result.stderr == "Error: no/folder/known.json: no such file or directory\n"


def test_half_of_the_findings_is_no_baseline() -> None:
    """It would forget what is known of the other files."""
    write("a.js")
    result = check("a.js", "--write-baseline", FILE, "--changed-since", "HEAD")
    assert result.exit_code == 2
    assert "--write-baseline keeps what is found" in result.stderr
