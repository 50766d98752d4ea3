"""``nodewright check`` for services: SARIF 2.1.0, and annotations of GitHub Actions."""

from __future__ import annotations

import json
import re
from email.message import Message
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from checking import BAD, GOOD, INJECTED, SUGGESTED, check, write
from jsonschema import Draft4Validator
from nodewright import about
from nodewright.cli.annotations import commands
from nodewright.cli.found import Found, Place
from nodewright.cli.sarif import help_link, sarif
from nodewright.rules import load_rules

pytestmark = pytest.mark.usefixtures("quick")
DATA = Path(__file__).resolve().parent.parent / "data"


@cache
def schema() -> Draft4Validator:
    """The official JSON schema; tests/data/NOTICE.md says where it comes from."""
    return Draft4Validator(json.loads((DATA / "sarif-2.1.0-rtm.5.json").read_text("utf-8")))


def log(*arguments: str) -> dict[str, Any]:
    """The one run of a log that the schema takes."""
    told = json.loads(check("--format", "sarif", *arguments).stdout)
    assert [error.message for error in schema().iter_errors(told)] == []
    assert (told["version"], len(told["runs"])) == ("2.1.0", 1)
    (only,) = told["runs"]
    assert isinstance(only, dict)
    return only


def test_the_schema_is_able_to_refuse() -> None:
    """It is read with the draft that it is written in."""
    told = json.loads(check("--format", "sarif", str(write("a.js"))).stdout)
    told["runs"][0]["results"][0]["level"] = "grave"
    assert len(list(schema().iter_errors(told))) == 1


def test_a_clean_tree_gives_a_log_without_results() -> None:
    """An empty list means checked and clean; a missing one would mean not checked."""
    write("a.js", GOOD)
    assert log("a.js")["results"] == []


def test_a_result_says_what_and_where() -> None:
    """1-based, in UTF-16 units, the end exclusive, the file relative to the workspace."""
    write("package.json", "{}")
    write("src/ö x.js", "\ufeff/* 😀é */ const size = new Buffer(10);\r\n")
    run = log("src")
    (result,) = run["results"]
    assert run["columnKind"] == "utf16CodeUnits"
    assert result["ruleId"] == "deprecated-buffer-constructor"
    assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
    assert result["level"] == "warning"
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {"uri": "src/%C3%B6%20x.js", "uriBaseId": "SRCROOT"}
    assert place["region"] == {"startLine": 1, "startColumn": 24, "endLine": 1, "endColumn": 38}
    root = urlsplit(run["originalUriBaseIds"]["SRCROOT"]["uri"])
    assert Path(unquote(root.path)) == Path().resolve()
    assert root.path.endswith("/")


def test_files_of_two_workspaces_are_named_in_full() -> None:
    """A relative name would mean two things."""
    write("one/package.json", "{}")
    write("two/package.json", "{}")
    write("one/a.js")
    write("two/a.js")
    run = log("one", "two")
    assert "originalUriBaseIds" not in run
    names = [r["locations"][0]["physicalLocation"]["artifactLocation"] for r in run["results"]]
    assert names == [{"uri": Path(f"{f}/a.js").resolve().as_uri()} for f in ("one", "two")]


def test_every_rule_of_a_result_is_described() -> None:
    """Title, explanation, weakness and a page to read on; once each."""
    write("a.js", BAD + BAD.replace("size", "other") + SUGGESTED + INJECTED)
    run = log("a.js")
    rules = {rule["id"]: rule for rule in run["tool"]["driver"]["rules"]}
    assert {result["ruleId"] for result in run["results"]} == set(rules)
    assert len(rules) == len(run["tool"]["driver"]["rules"])
    rule = rules["sql-injection"]
    known = load_rules().rules["sql-injection"]
    assert rule["shortDescription"]["text"] == known.title
    assert rule["fullDescription"]["text"] == known.docs.why
    assert "**Instead.**" in rule["help"]["markdown"]
    assert rule["helpUri"].startswith("https://")
    assert rule["defaultConfiguration"]["level"] == "error"
    assert {"security", "external/cwe/cwe-089"} <= set(rule["properties"]["tags"])


def test_a_rule_is_linked_to_its_page_where_the_repository_is_known(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """To its own place on the page of its family; else to the first link that it names."""
    rule = load_rules().rules["sql-injection"]
    monkeypatch.setattr(about, "metadata", lambda _: Message())
    assert help_link(rule) == rule.links[0]
    told = Message()
    told["Project-URL"] = "Documentation, https://example.org/docs"
    told["Project-URL"] = "Repository, https://example.org/nodewright/"
    monkeypatch.setattr(about, "metadata", lambda _: told)
    page = "docs/rules/injection.md"
    assert help_link(rule) == f"https://example.org/nodewright/blob/main/{page}#sql-injection"
    text = (Path(__file__).resolve().parents[2] / page).read_text("utf-8")
    assert "\n## sql-injection\n" in text
    driver = sarif([finding(rule="sql-injection")], {rule.id: rule}, [], compared=False)
    assert driver["runs"][0]["tool"]["driver"]["informationUri"] == "https://example.org/nodewright"


def test_the_way_of_the_input_is_a_code_flow() -> None:
    """From what the client chose to where it does harm, in the order of the data."""
    write("a.js", INJECTED)
    (result,) = [r for r in log("a.js")["results"] if r["ruleId"] == "sql-injection"]
    steps = [
        (step["location"]["physicalLocation"]["region"]["startLine"], step["location"]["message"])
        for step in result["codeFlows"][0]["threadFlows"][0]["locations"]
    ]
    assert [line for line, _ in steps] == [4, 4, 5]
    assert [message["text"] for _, message in steps][-1] == result["message"]["text"]
    related = result["relatedLocations"]
    assert [place["id"] for place in related] == [1, 2]
    assert all(place["message"]["text"] for place in related)


def test_a_place_beside_the_finding_is_no_code_flow() -> None:
    """The second answer to a request is related, and no value flows there."""
    write(
        "a.js",
        "const app = require('express')();\n"
        "app.get('/', (req, res) => {\n"
        "  if (!req.query.a) {\n"
        "    res.status(400).send('no');\n"
        "  }\n"
        "  res.send('ok');\n"
        "});\n",
    )
    (result,) = log("a.js")["results"]
    assert result["ruleId"] == "response-sent-twice"
    assert "codeFlows" not in result
    assert result["relatedLocations"]


def test_a_fix_is_what_the_editor_would_do() -> None:
    """Applied by hand, the replacements give the text that --fix gives."""
    write("a.js")
    (result,) = log("a.js")["results"]
    (fix,) = result["fixes"]
    assert fix["description"]["text"].endswith("(safe)")
    (change,) = fix["artifactChanges"]
    text = BAD
    for replacement in reversed(change["replacements"]):
        region = replacement["deletedRegion"]
        assert region["startLine"] == region["endLine"] == 1
        start, end = region["startColumn"] - 1, region["endColumn"] - 1
        text = text[:start] + replacement["insertedContent"]["text"] + text[end:]
    assert text == GOOD


def test_fingerprints_know_a_finding_again() -> None:
    """Lines above change none; two that are alike are told apart."""
    write("a.js", "{\n" + BAD + "}\n{\n" + BAD + "}\n")
    before = [result["partialFingerprints"] for result in log("a.js")["results"]]
    write("a.js", "// more\n\n{\n" + BAD + "}\n{\n  " + BAD + "}\n")
    assert [result["partialFingerprints"] for result in log("a.js")["results"]] == before
    one, other = (marks["nodewright/v1"] for marks in before)
    assert one.split(":")[0] == other.split(":")[0]
    assert one != other


def test_what_could_not_be_checked_is_in_the_log() -> None:
    """A service shows it; a clean log would be a lie."""
    write("a.js", "const = ;\n")
    (invocation,) = log("a.js")["invocations"]
    (note,) = invocation["toolExecutionNotifications"]
    assert note["message"]["text"].startswith("a.js: does not parse at line 1")


def test_with_a_baseline_what_is_left_is_called_new() -> None:
    """Only then is that known."""
    write("a.js")
    check("a.js", "--write-baseline", "known.json")
    assert log("a.js", "--baseline", "known.json")["results"] == []
    write("a.js", BAD + SUGGESTED)
    (result,) = log("a.js", "--baseline", "known.json")["results"]
    assert (result["ruleId"], result["baselineState"]) == ("legacy-url-parse", "new")
    assert "baselineState" not in log("a.js")["results"][0]


def test_a_rule_that_no_book_holds_is_named_all_the_same() -> None:
    """A rule of a project that went away meanwhile."""
    log = sarif([finding(rule="ours")], {}, [], compared=False)
    assert list(schema().iter_errors(log)) == []
    assert log["runs"][0]["tool"]["driver"]["rules"] == [{"id": "ours"}]


def test_an_annotation_names_file_place_and_rule() -> None:
    """One line a finding, as GitHub reads it; the path is that of the repository."""
    Path(".git").mkdir()
    write("api/a.js", BAD + SUGGESTED)
    result = check("api", "--format", "github")
    assert result.exit_code == 1
    one, other = result.stdout.splitlines()
    assert one == (
        "::warning file=api/a.js,line=1,endLine=1,col=14,endColumn=28,"
        "title=nodewright deprecated-buffer-constructor"
        "::Buffer(10) guesses between content and size; use Buffer.from or Buffer.alloc"
    )
    assert other.startswith("::notice file=api/a.js,line=3,endLine=3,col=14,endColumn=40,title=")


def finding(**changes: Any) -> Found:
    """A finding of no rule in particular."""
    values: dict[str, Any] = {
        "file": "a.js",
        "path": "a.js",
        "root": "/",
        "rule": "some-rule",
        "severity": "error",
        "place": Place(1, 2, 1, 3),
        "message": "words",
        "tags": (),
        "repairs": (),
        "steps": (),
        "fingerprint": "0",
    }
    return Found(**values | changes)


def test_what_would_end_an_annotation_is_escaped() -> None:
    """In the message a percent sign and line breaks, in a property also commas and colons."""
    (line,) = commands([finding(path="a,b:c%.js", message="1%: a, b\r\n::error ::x")])
    assert line == (
        "::error file=a%2Cb%3Ac%25.js,line=1,endLine=1,col=2,endColumn=3,"
        "title=nodewright some-rule::1%25: a, b%0D%0A::error ::x"
    )
    assert unescaped(line) == ("a,b:c%.js", "1%: a, b\r\n::error ::x")


def unescaped(line: str) -> tuple[str, str]:
    """File and message as GitHub's runner reads them."""
    found = re.fullmatch(r"::\w+ (.*?)::(.*)", line)
    assert found is not None
    properties = dict(pair.split("=", 1) for pair in found[1].split(","))
    return unquote(properties["file"]), unquote(found[2])


def test_an_annotation_over_several_lines_has_no_columns() -> None:
    """GitHub refuses it otherwise."""
    (line,) = commands([finding(place=Place(1, 2, 3, 4), severity="hint")])
    assert line == "::notice file=a.js,line=1,endLine=3,title=nodewright some-rule::words"
