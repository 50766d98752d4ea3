"""The pages under docs say what the product does."""

from __future__ import annotations

import importlib.util
import json
import re
from pathlib import Path
from typing import Any

import click
import pytest
from checking import run
from nodewright.cli import main
from nodewright.prompts import load_pack
from nodewright.prompts.context import WHOLE_FILE
from nodewright.prompts.forms import LARGEST_COMPACT
from nodewright.rules import load_rules
from nodewright.settings import Settings, settings_schema
from snippets import FAMILY_PAGES, PAGES, ROOT, name_of, prose, table_rows

DOCS = ROOT / "docs"
CLI = (DOCS / "cli.md").read_text("utf-8")
SECTIONS = dict(re.findall(r"(?ms)^## nodewright (\w+)\n(.*?)(?=^## |\Z)", CLI))


def generator() -> Any:
    """The module docs/generate.py."""
    spec = importlib.util.spec_from_file_location("generate", DOCS / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


GENERATE = generator()
CONTEXT = click.Context(main)
COMMANDS = {name: main.get_command(CONTEXT, name) for name in main.list_commands(CONTEXT)}


@pytest.mark.parametrize("name", sorted(GENERATE.pages()))
def test_a_generated_page_is_fresh(name: str) -> None:
    assert (DOCS / name).read_text("utf-8") == GENERATE.pages()[name], (
        f"docs/{name} is stale: run `python docs/generate.py`"
    )


def test_every_part_of_the_safety_page_stands_on_it_once() -> None:
    page = (DOCS / "safety.md").read_text("utf-8")
    assert sorted(re.findall(r"<!-- begin ([\w-]+) -->", page)) == sorted(GENERATE.PARTS)


def test_every_family_has_its_page_and_no_other() -> None:
    """Each rule stands in one of them, under its id, where SARIF and the index link to."""
    rules = load_rules().rules.values()
    on_disk = {page.name for page in FAMILY_PAGES}
    assert on_disk == {f"{rule.family}.md" for rule in rules}
    for rule in rules:
        page = (DOCS / "rules" / f"{rule.family}.md").read_text("utf-8")
        assert page.count(f"\n## {rule.id}\n") == 1
        assert rule.docs.why in page
        assert all(f"<{link}>" in page for link in rule.links)
        assert f"](rules/{rule.family}.md#{rule.id})" in (DOCS / "rules.md").read_text("utf-8")


def test_the_command_line_page_has_every_command() -> None:
    assert set(SECTIONS) == set(COMMANDS)


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_the_command_line_page_has_every_option_and_no_other(name: str) -> None:
    rows = [row for row in table_rows(SECTIONS[name]) if row[0].startswith("`-")]
    command = COMMANDS[name]
    assert command is not None
    options = [p for p in command.params if isinstance(p, click.Option)]
    assert sorted(row[0] for row in rows) == sorted(f"`{o.opts[0]}`" for o in options)
    for option in options:
        row = next(row for row in rows if row[0] == f"`{option.opts[0]}`")
        if isinstance(option.type, click.Choice):
            assert all(f"`{choice}`" in row[1] for choice in option.type.choices)


@pytest.mark.parametrize(
    ("name", "arguments", "key"),
    [("check", ["src"], "rule"), ("rules", [], "id"), ("actions", [], "id")],
)
def test_a_json_example_is_what_the_command_prints(
    name: str, arguments: list[str], key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT / "examples" / "upload-service")
    printed = run(name, *arguments, "--format", "json").stdout
    real = {item[key]: item for item in json.loads(printed)}
    (example,) = re.findall(r"(?ms)^```json\n(.*?)^```$", SECTIONS[name])
    shown = json.loads(example)
    assert shown
    assert shown == [real[item[key]] for item in shown]


def heading_names(page: Path) -> set[str]:
    headings = re.findall(r"(?m)^#+ (.*)$", prose(page))
    return {GENERATE.anchor(heading) for heading in headings}


@pytest.mark.parametrize("page", [*PAGES, *FAMILY_PAGES], ids=name_of)
def test_every_link_leads_somewhere(page: Path) -> None:
    """Code is no link, whatever brackets it has."""
    for target in re.findall(r"\]\(([^)\s]+)\)", prose(page)):
        if target.startswith("https://"):
            continue
        name, _, heading = target.partition("#")
        place = (page.parent / name).resolve() if name else page
        assert place.exists(), target
        assert not heading or heading in heading_names(place), target


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_setting_that_is_named_exists(page: Path) -> None:
    named = re.findall(
        r"`nodewright\.((?:model|diagnostics|persona)[\w.]*)`", page.read_text("utf-8")
    )
    assert {f"nodewright.{name}" for name in named} <= set(settings_schema())


def test_figures_that_are_named_are_those_of_the_product() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    models = (DOCS / "models.md").read_text("utf-8")
    words = {12: "twelve"}
    assert f"[{len(load_rules().rules)} rules]" in readme
    assert f"[{words[len(load_pack().actions)]} actions]" in readme
    assert f"up to {LARGEST_COMPACT:g} billion" in readme
    assert f"up to {LARGEST_COMPACT:g} billion" in models
    assert f"{Settings().model.timeout:g} seconds unless set" in models
    assert f"over {WHOLE_FILE // 1024} KB" in readme
    assert f"`{load_pack().persona.model_id}`" in readme
