"""The extension of VS Code agrees with the server, with its manifest, and with its own tests."""

from __future__ import annotations

import importlib.util
import json
import re
import subprocess
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from nodewright.handlers import deliver, proposal, run, status
from nodewright.prompts import load_pack
from nodewright.settings import read_settings, settings_schema

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "client-config" / "vscode"
SOURCES = FOLDER / "src"
MANIFEST = json.loads((FOLDER / "package.json").read_text("utf-8"))
LOCK = json.loads((FOLDER / "package-lock.json").read_text("utf-8"))
WIRING = (SOURCES / "extension.ts").read_text("utf-8")
UNIT_TESTS = sorted((Path(__file__).parent / "vscode_extension").glob("*.test.mjs"))
CONTRIBUTED = MANIFEST["contributes"]
SETTINGS: dict[str, Any] = {
    name: about
    for page in CONTRIBUTED["configuration"]
    for name, about in page["properties"].items()
}


def module(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    found = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(found)
    return found


EXTENSION = module(ROOT / "docs" / "extension.py")


def test_the_pure_parts_pass_their_unit_tests() -> None:
    """They are plain JavaScript with checked types, so that Node runs them without a build."""
    assert len(UNIT_TESTS) >= 5
    command = ["node", "--test", *map(str, UNIT_TESTS)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_pure_part_has_unit_tests() -> None:
    tested = {path.name.removesuffix(".test.mjs") for path in UNIT_TESTS}
    assert {path.stem for path in (SOURCES / "pure").glob("*.mjs")} == tested


@pytest.mark.parametrize("name", sorted(EXTENSION.files()))
def test_a_generated_file_is_fresh(name: str) -> None:
    assert (FOLDER / name).read_text("utf-8") == EXTENSION.files()[name], (
        f"client-config/vscode/{name} is stale: run `python docs/generate.py`"
    )


def test_every_setting_of_the_server_stands_in_the_editor_s_page_with_its_default() -> None:
    of_server = settings_schema()
    assert set(SETTINGS) == set(of_server) | set(EXTENSION.OWN_SETTINGS)
    for name, about in of_server.items():
        assert SETTINGS[name]["default"] == about["default"]
        assert "](" not in re.sub(r"\]\(https?://", "", SETTINGS[name]["markdownDescription"])
    given = {name: SETTINGS[name]["default"] for name in of_server}
    _, problems = read_settings({k: v for k, v in given.items() if v is not None}, {})
    assert problems == ()


def test_the_server_never_hears_of_the_extension_s_own_settings() -> None:
    filtered = re.search(r"OWN = new Set\(\[(.*)\]\)", (SOURCES / "pure/settings.mjs").read_text())
    assert filtered is not None
    own = {name.split(".")[1] for name in EXTENSION.OWN_SETTINGS}
    assert own <= set(re.findall(r'"(\w+)"', filtered[1]))
    assert not own & {name.split(".")[1] for name in settings_schema()}


def test_a_key_is_no_setting() -> None:
    """What looks like one names a variable; the key is in VS Code's secret storage alone."""
    named = [name for name in SETTINGS if re.search(r"key|token|secret|password", name, re.I)]
    assert sorted(named) == ["nodewright.model.apiKeyEnv", "nodewright.model.maxOutputTokens"]


def test_an_untrusted_workspace_chooses_neither_program_nor_address_nor_key() -> None:
    trust = MANIFEST["capabilities"]["untrustedWorkspaces"]
    assert trust["supported"] == "limited"
    restricted = set(trust["restrictedConfigurations"])
    assert restricted <= set(SETTINGS)
    assert {
        "nodewright.server.path",
        "nodewright.model.baseUrl",
        "nodewright.model.apiKeyEnv",
        "nodewright.persona",
    } <= restricted


def test_every_contributed_command_is_registered_and_every_registered_one_contributed() -> None:
    contributed = {one["command"].removeprefix("nodewright.") for one in CONTRIBUTED["commands"]}
    table = re.search(r"const commands: .*? = \{\n(.*?)\n  \};", WIRING, re.S)
    assert table is not None
    registered = set(re.findall(r'^    "?([\w.]+)"?[:,]', table[1], re.M))
    actions = {f"action.{a.id}" for a in load_pack().actions.values() if not a.requires_prompt}
    # vscode-languageclient registers the commands of the server itself.
    assert contributed == registered | actions | {"forget"}


def test_every_action_of_the_persona_is_in_the_menu_of_the_extension() -> None:
    listed = json.loads((SOURCES / "actions.json").read_text("utf-8"))
    assert [one["id"] for one in listed] == list(load_pack().actions)


def test_menus_and_walkthrough_name_commands_and_files_that_exist() -> None:
    commands = {one["command"] for one in CONTRIBUTED["commands"]}
    for entries in CONTRIBUTED["menus"].values():
        assert {entry["command"] for entry in entries if "command" in entry} <= commands
    steps = CONTRIBUTED["walkthroughs"][0]["steps"]
    assert len(steps) >= 4
    for step in steps:
        assert (FOLDER / step["media"]["markdown"]).is_file()
        linked = set(re.findall(r"\(command:(nodewright\.[\w.]+)", step["description"]))
        assert linked <= commands
        for event in step["completionEvents"]:
            kind, _, name = event.partition(":")
            if kind == "onCommand":
                assert name in commands
            elif kind == "onSettingChanged":
                assert name in SETTINGS
            else:
                assert f'"{name}"' in (SOURCES / "status.ts").read_text()


def test_extension_and_server_use_the_same_names_on_the_wire() -> None:
    for name in (status.STATUS, proposal.REQUEST, deliver.OUTCOME):
        assert f'"{name}"' in WIRING
    assert f'RUN = "{run.COMMAND}"' in (SOURCES / "actions.ts").read_text()


def test_the_lock_file_pins_what_the_manifest_names_from_the_public_registry() -> None:
    packages = LOCK["packages"]
    for name, version in MANIFEST["devDependencies"].items():
        assert packages[f"node_modules/{name}"]["version"] == version
    assert packages[""]["version"] == MANIFEST["version"]
    for name, package in packages.items():
        if name:
            assert package["resolved"].startswith("https://registry.npmjs.org/")
            assert package["integrity"]


def test_the_package_takes_in_only_what_is_named() -> None:
    lines = (FOLDER / ".vscodeignore").read_text("utf-8").split()
    assert lines[0] == "**"
    assert all(line.startswith("!") for line in lines[1:])
    assert not [line for line in lines if re.search(r"src|test|node_modules|\.map", line)]
    assert "sourcemap" not in (FOLDER / "esbuild.mjs").read_text("utf-8")


def test_the_icon_is_what_its_source_draws() -> None:
    drawn = module(FOLDER / "images" / "icon.py").png()
    assert (FOLDER / "images" / "icon.png").read_bytes() == drawn
    assert MANIFEST["icon"] == "images/icon.png"


def test_the_pictures_of_the_readme_are_there_and_all_of_them_are_shown() -> None:
    """They are taken by the checks in VS Code, which keep these alone."""
    shown = re.findall(r"!\[[^\]]+\]\(images/([\w-]+)\.png\)", (FOLDER / "README.md").read_text())
    there = {path.stem for path in (FOLDER / "images").glob("*.png")} - {"icon"}
    assert set(shown) == there
    for name in shown:
        assert (FOLDER / "images" / f"{name}.png").read_bytes().startswith(b"\x89PNG")


def test_the_licence_is_that_of_the_product() -> None:
    assert (FOLDER / "LICENSE").read_bytes() == (ROOT / "LICENSE").read_bytes()
