"""The files under client-config parse, and name commands, file types and settings that exist."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from config_languages import dotted, jsonc, lisp, lua, plist, toml
from nodewright.cli import main
from nodewright.javascript.parsing import language_of
from nodewright.project import read_part
from nodewright.rules import load_rules
from nodewright.settings import read_settings, settings_schema

FOLDER = Path(__file__).parent.parent / "client-config"
NEOVIM = FOLDER / "neovim" / "lsp" / "nodewright.lua"
HELIX = FOLDER / "helix" / "languages.toml"
EMACS = FOLDER / "emacs" / "nodewright-eglot.el"
VSCODE = FOLDER / "vscode" / "settings.json"
FILES = [NEOVIM, HELIX, EMACS, VSCODE]
COMMENTED = re.compile(r"(?m)^(.*?)(?:--|#|;;|//) (\S*baseUrl.*)$")
"""A line, or the rest of one, that sets an address once its comment mark is gone."""
EMACS_LANGUAGE = {
    "js": "javascript",
    "js2": "javascript",
    "rjsx": "javascriptreact",
    "typescript": "typescript",
    "tsx": "typescriptreact",
}
"""What Eglot calls the documents of a mode: the mode's name, or what the mode itself says."""


def checked(settings: Mapping[str, Any]) -> None:
    """Fail for a setting that the product has not, or a value that it does not take."""
    flat = dotted(settings)
    assert flat
    levels = {name for name in flat if name.startswith("nodewright.rules.")}
    assert set(flat) - levels <= set(settings_schema())
    known, families = load_rules().names, {r.family for r in load_rules().rules.values()}
    assert {name.removeprefix("nodewright.rules.") for name in levels} <= known | families
    read, problems = read_settings(settings, {})
    assert problems == ()
    assert read_part({"rules": read.rules}, "")[1] == ()


def started(command: list[str]) -> None:
    """Fail for a command line that does not start the server."""
    assert command[0] == "nodewright"
    with main.make_context("nodewright", command[1:]) as context:
        name, sub, rest = main.resolve_command(context, command[1:])
        assert name == "server"
        assert sub is not None
        sub.make_context("server", rest, parent=context)


def text(path: Path) -> str:
    return path.read_text("utf-8")


def emacs_settings(source: str) -> dict[str, Any]:
    """What the variable for a workspace's settings is set to."""
    variable = ["setq-default", "eglot-workspace-configuration"]
    (value,) = (form[2] for form in lisp(source) if form[:2] == variable)
    return plist(value)


SETTINGS = {
    NEOVIM: lambda source: lua(source)["settings"],
    HELIX: lambda source: toml(source)["language-server"]["nodewright"]["config"],
    EMACS: emacs_settings,
    VSCODE: jsonc,
}


def test_neovim() -> None:
    config = lua(text(NEOVIM))
    started(config["cmd"])
    assert all(language_of("", kind) for kind in config["filetypes"])


def test_helix() -> None:
    config = toml(text(HELIX))
    server = config["language-server"]["nodewright"]
    started([server["command"], *server["args"]])
    for language in config["language"]:
        assert language_of("", language["name"])
        assert "nodewright" in language["language-servers"]


def test_emacs() -> None:
    forms = lisp(text(EMACS))
    (programs,) = (form for form in forms if form[0] == "add-to-list")
    modes, dot, command = programs[2]
    assert dot == "."
    started(command)
    for mode in modes:
        stem = re.sub(r"(-ts)?-mode$", "", mode)
        assert language_of("", EMACS_LANGUAGE[stem])
    assert ["provide", EMACS.stem] in forms


def test_vscode() -> None:
    comments = text(VSCODE)
    (command,) = re.findall(r"// Command: (.*)", comments)
    started(command.split())
    (kinds,) = re.findall(r"// File types: (.*)", comments)
    assert all(language_of("", kind) for kind in kinds.split(", "))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_the_order_is_command_file_types_one_setting(path: Path) -> None:
    places = [text(path).index(word) for word in ("Command: ", "File types", "One setting; ")]
    assert places == sorted(places)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_the_settings_exist_and_the_one_in_a_comment_can_be_switched_on(path: Path) -> None:
    checked(SETTINGS[path](text(path)))
    switched_on = SETTINGS[path](COMMENTED.sub(r"\1\2", text(path)))
    checked(switched_on)
    assert dotted(switched_on)["nodewright.model.baseUrl"] == "http://localhost:11434/v1"


def test_every_file_is_tested() -> None:
    assert sorted(path for path in FOLDER.rglob("*") if path.is_file()) == sorted(FILES)


@pytest.mark.parametrize(
    ("read", "broken"),
    [
        (lua, "return { cmd = { 'a' }"),
        (lua, "return { cmd = 'a' filetypes = 'b' }"),
        (lisp, "(a (b)"),
        (lisp, "(a))"),
        (jsonc, '{"a": 1,}'),
        (toml, "a = ["),
    ],
)
def test_the_readers_refuse_what_an_editor_would(read: Any, broken: str) -> None:
    with pytest.raises((ValueError, IndexError)):
        read(broken)
