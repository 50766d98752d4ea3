"""Every snippet and every command in README and docs works as it stands there."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import click
import pytest
from checking import commit
from checking import run as invoked
from config_languages import lua, toml
from nodewright.cli import main
from nodewright.javascript.parsing import parse, syntax_errors
from nodewright.settings import read_settings, settings_schema
from snippets import (
    FAMILY_PAGES,
    FENCE,
    FENCED,
    PAGES,
    ROOT,
    Snippet,
    name_of,
    prose,
    snippets,
    table_rows,
)

SNIPPETS = [snippet for page in PAGES for snippet in snippets(page)]
KINDS = {"sh", "json", "toml", "lua", "js", "javascript"}
"""Languages whose snippets are tested below, whatever page they stand on."""
ELSEWHERE_TESTED = {
    ("docs/cli.md", "yaml"): "tests/test_ci_files.py",
    ("docs/configuration.md", "yaml"): "tests/test_configuration_page.py",
    ("docs/persona.md", "markdown"): "tests/core/test_prompts_docs.py",
    ("docs/write-a-rule.md", "yaml"): "tests/test_write_a_rule.py",
    ("tests/fix_proofs/README.md", "yaml"): "tests/test_fix_proofs.py",
}
"""Snippets of other languages, by page, and the test that reads that page."""
TARGETS = set(re.findall(r"(?m)^([\w-]+):", (ROOT / "Makefile").read_text("utf-8")))
ELSEWHERE = {"code", "pip", "ollama", "llama-server", "litellm"}
"""Programs that a snippet may start but no test does: they install things or need a model."""


def of_kind(*kinds: str) -> pytest.MarkDecorator:
    """Run a test for each snippet of these languages."""
    chosen = [snippet for snippet in SNIPPETS if snippet.kind in kinds]
    return pytest.mark.parametrize("snippet", chosen, ids=str)


@pytest.fixture
def in_service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in a copy of the example under version control, with `nodewright` and without model."""
    folder = tmp_path / "upload-service"
    shutil.copytree(ROOT / "examples" / "upload-service", folder)
    monkeypatch.chdir(folder)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    commit()
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)
    bin_folder = str(Path(sys.executable).parent)
    monkeypatch.setenv("PATH", bin_folder + os.pathsep + os.environ["PATH"])


def program(words: list[str]) -> str:
    """What a command line starts, without its folder, past variables in front of it."""
    return Path(next(word for word in words if not re.match(r"[A-Z_]+=", word))).name


def run(line: str, words: list[str]) -> None:
    """Run a line of ours; a findings report is as good an end of `check` as none."""
    if program(words) == "nodewright" and ">" not in words:
        done = invoked(*words[1:])
        assert done.exit_code in ((0, 1) if words[1] == "check" else (0,)), done.output
        return
    shell = subprocess.run(["bash", "-c", line], capture_output=True, text=True)
    assert shell.returncode == 0, shell.stderr


def understood(words: list[str]) -> None:
    """Fail for a command that click does not take; nothing is run."""
    with main.make_context("nodewright", words) as context:
        name, command, rest = main.resolve_command(context, words)
        assert command is not None
        command.make_context(name, rest, parent=context)


def test_every_snippet_is_tested_here_or_by_the_test_that_is_named() -> None:
    """A language that nobody tests, or none, fails; so does a name of a test that moved away."""
    others = {(name_of(s.page), s.kind) for s in SNIPPETS if s.kind not in KINDS}
    assert others == set(ELSEWHERE_TESTED)
    for (page, _), test in ELSEWHERE_TESTED.items():
        assert f'"{Path(page).name}"' in (ROOT / test).read_text("utf-8"), test


@pytest.mark.parametrize("page", [*PAGES, *FAMILY_PAGES], ids=name_of)
def test_no_fence_escapes_the_tests(page: Path) -> None:
    """An indented fence, one of tildes or one with more than a language would be no snippet."""
    source = page.read_text("utf-8")
    blocks = [found.span() for found in FENCED.finditer(source)]
    for fence in FENCE.finditer(source):
        line = source.count("\n", 0, fence.start()) + 1
        assert any(start <= fence.start() < end for start, end in blocks), f"{page.name}:{line}"


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_command_in_the_prose_exists(page: Path) -> None:
    """Names in capitals stand for what a person puts there."""
    for code in re.findall(r"`([^`\n]+)`", prose(page)):
        words = code.split()
        words[0] = Path(words[0]).name
        if words[0] == "make" and len(words) > 1:
            assert words[1] in TARGETS, code
        elif words[0] == "nodewright" and len(words) > 1 and words[1].islower():
            known_command(words[1:], code)


def known_command(words: list[str], code: str) -> None:
    """Fail for a command of nodewright, or an option of it, that does not exist."""
    name, *rest = words
    context = click.Context(main)
    command = main if name.startswith("-") else main.get_command(context, name)
    assert command is not None, code
    options = {option for p in command.get_params(context) for option in p.opts}
    assert {word for word in rest if word.startswith("-")} <= options, code


@pytest.mark.parametrize("page", FAMILY_PAGES, ids=name_of)
def test_the_examples_of_a_family_parse(page: Path) -> None:
    """They are run as tests of their rules; here, as what a reader copies."""
    for snippet in snippets(page):
        assert snippet.kind in ("js", "ts", "tsx"), snippet
        language = {"js": "javascript", "ts": "typescript", "tsx": "tsx"}[snippet.kind]
        assert syntax_errors(parse(snippet.text.encode(), language)) == [], snippet


@of_kind("sh")
@pytest.mark.usefixtures("in_service")
def test_shell_lines_run(snippet: Snippet) -> None:
    """A line that needs a model is only parsed."""
    for line in snippet.text.splitlines():
        words = shlex.split(line, comments=True)
        name = program(words)
        if name in ("python", "python3"):
            assert words[1:3] == ["-m", "venv"] or (ROOT / words[1]).is_file()
        elif name == "make":
            assert words[1] in TARGETS
        elif name in ELSEWHERE:
            subprocess.run(["bash", "-n", "-c", line], check=True)
        elif "--base-url" in words:
            understood(words[1:])
        else:
            assert name in ("nodewright", "git")
            run(line, words)


@of_kind("json")
def test_json_parses_and_its_settings_are_taken(snippet: Snippet) -> None:
    value = json.loads(snippet.text)
    if isinstance(value, dict):
        assert set(value) <= set(settings_schema())
        assert read_settings(value, {})[1] == ()


@of_kind("toml", "lua")
def test_configuration_parses(snippet: Snippet) -> None:
    """A line of Lua is a call with one text; more is a table."""
    if snippet.kind == "toml":
        toml(snippet.text)
    elif found := re.fullmatch(r"vim\.lsp\.enable\('(\w+)'\)\n", snippet.text):
        assert (ROOT / "client-config/neovim/lsp" / f"{found[1]}.lua").is_file()
    else:
        lua(snippet.text)


@of_kind("js", "javascript")
def test_javascript_parses(snippet: Snippet) -> None:
    """Some are entries of an object."""
    whole, entries = snippet.text.encode(), f"({{{snippet.text}}})".encode()
    assert [] in [syntax_errors(parse(source, "javascript")) for source in (whole, entries)]


def test_every_service_in_the_table_is_one_that_settings_can_name() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    (head,) = re.findall(r"(?m)^\| Service (.*)\|$", text)
    keys = re.findall(r"`(nodewright\.model\.\w+)`", head)
    services = [row for row in table_rows(text) if len(row) == len(keys) + 1]
    assert len(services) >= 7
    for _, *cells in services:
        given = zip(keys, cells, strict=True)
        settings = {key: cell.strip("`") for key, cell in given if not cell.startswith("unset")}
        assert set(keys) <= set(settings_schema())
        assert read_settings(settings, {})[1] == ()


def test_the_examples_lines_are_those_that_the_page_means() -> None:
    """The page selects what the demo selects: the upload and the query handler."""
    lines = (ROOT / "examples/upload-service/src/server.js").read_text("utf-8").split("\n")
    (start, end), *_ = re.findall(r"server\.js:(\d+)-(\d+)", (ROOT / "docs/cli.md").read_text())
    assert lines[int(start) - 1].startswith("// fix backend:")
    assert lines[int(end) - 1] == "});"
    assert lines[int(end)] == ""
