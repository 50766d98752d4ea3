"""The files under client-config parse, and name commands, file types and settings that exist."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from config_languages import dotted, jsonc, lisp, lua, plist, toml, vim
from nodewright.cli import main
from nodewright.javascript.parsing import language_of
from nodewright.project import read_part
from nodewright.rules import load_rules
from nodewright.settings import read_settings, settings_schema

FOLDER = Path(__file__).parent.parent / "client-config"
NEOVIM = FOLDER / "neovim" / "lsp" / "nodewright.lua"
STARTER = FOLDER / "neovim" / "plugin" / "nodewright.lua"
HELIX = FOLDER / "helix" / "languages.toml"
EGLOT = FOLDER / "emacs" / "nodewright-eglot.el"
LSP_MODE = FOLDER / "emacs" / "nodewright-lsp-mode.el"
ZED = FOLDER / "zed" / "settings.json"
SUBLIME = FOLDER / "sublime" / "LSP.sublime-settings"
KATE = FOLDER / "kate" / "settings.json"
VIM = FOLDER / "vim" / "nodewright.vim"
VSCODE = FOLDER / "vscode" / "settings.json"
FILES = [NEOVIM, HELIX, EGLOT, LSP_MODE, ZED, SUBLIME, KATE, VIM, VSCODE]
COMMENTED = re.compile(r"(?m)^(.*?)(?:--|#|;;|//|\"(?=\\)) *(\S* *\S*baseUrl.*)$")
"""A line, or the rest of one, that sets an address once its comment mark is gone."""
EMACS_LANGUAGE = {
    "js": "javascript",
    "js2": "javascript",
    "rjsx": "javascriptreact",
    "typescript": "typescript",
    "tsx": "typescriptreact",
}
"""What Eglot calls the documents of a mode: the mode's name, or what the mode itself says."""
ZED_LANGUAGE = {"JavaScript": "javascript", "TypeScript": "typescript", "TSX": "typescriptreact"}
"""What Zed calls the documents of a language to a server."""


book = cache(load_rules)


def short(path: Path) -> str:
    """The name of a file under client-config."""
    return path.relative_to(FOLDER).as_posix()


def checked(settings: Mapping[str, Any]) -> None:
    """Fail for a setting that the product has not, or a value that it does not take."""
    flat = dotted(settings)
    assert flat
    levels = {name for name in flat if name.startswith("nodewright.rules.")}
    assert set(flat) - levels <= set(settings_schema())
    known, families = book().names, {rule.family for rule in book().rules.values()}
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


def calls(forms: Any, name: str) -> list[list[Any]]:
    """Every form of Emacs Lisp that calls a function, however deep, in their order."""
    if not isinstance(forms, list):
        return []
    own = [forms] if forms and forms[0] == name else []
    return [*own, *(found for form in forms for found in calls(form, name))]


def eglot_settings(source: str) -> dict[str, Any]:
    """What the variable for a workspace's settings is set to."""
    variable = ["setq-default", "eglot-workspace-configuration"]
    (value,) = (form[2] for form in lisp(source) if form[:2] == variable)
    return plist(value)


def lsp_mode_settings(source: str) -> dict[str, Any]:
    """The pairs of names and values that are registered."""
    ((_, pairs),) = calls(lisp(source), "lsp-register-custom-settings")
    return dict(pairs)


def zed_server(source: str) -> dict[str, Any]:
    """The entry of the server whose place nodewright takes."""
    entry: dict[str, Any] = jsonc(source)["lsp"]["typescript-language-server"]
    return entry


SETTINGS: dict[Path, Callable[[str], Any]] = {
    NEOVIM: lambda source: lua(source)["settings"],
    HELIX: lambda source: toml(source)["language-server"]["nodewright"]["config"],
    EGLOT: eglot_settings,
    LSP_MODE: lsp_mode_settings,
    ZED: lambda source: zed_server(source)["initialization_options"],
    SUBLIME: lambda source: jsonc(source)["clients"]["nodewright"]["settings"],
    KATE: lambda source: json.loads(source)["servers"]["javascript"]["settings"],
    VIM: lambda source: vim(source)["workspace_config"],
    VSCODE: lambda source: vscode_settings(source),
}


def test_neovim() -> None:
    config = lua(text(NEOVIM))
    started(config["cmd"])
    assert all(language_of("", kind) for kind in config["filetypes"])


def test_neovim_starts_the_server_of_that_name() -> None:
    (name,) = re.findall(r"(?m)^vim\.lsp\.enable\('(\w+)'\)$", text(STARTER))
    assert (NEOVIM.parent / f"{name}.lua").is_file()


def test_helix() -> None:
    config = toml(text(HELIX))
    server = config["language-server"]["nodewright"]
    started([server["command"], *server["args"]])
    for language in config["language"]:
        assert language_of("", language["name"])
        assert "nodewright" in language["language-servers"]


def test_eglot() -> None:
    forms = lisp(text(EGLOT))
    (programs,) = (form for form in forms if form[0] == "add-to-list")
    modes, dot, command = programs[2]
    assert dot == "."
    started(command)
    for mode in modes:
        stem = re.sub(r"(-ts)?-mode$", "", mode)
        assert language_of("", EMACS_LANGUAGE[stem])
    assert ["provide", EGLOT.stem] in forms


def test_lsp_mode() -> None:
    forms = lisp(text(LSP_MODE))
    ((_, command),) = calls(forms, "lsp-stdio-connection")
    started(command)
    ((_, *languages),) = calls(forms, "lsp-activate-on")
    assert all(language_of("", language) for language in languages)
    assert ["provide", LSP_MODE.stem] in forms


def test_zed() -> None:
    """Zed leaves out unknown servers: the name is one of its own, and every language lists it."""
    binary = zed_server(text(ZED))["binary"]
    started([binary["path"], *binary["arguments"]])
    for name, language in jsonc(text(ZED))["languages"].items():
        assert language_of("", ZED_LANGUAGE[name])
        assert "typescript-language-server" in language["language_servers"]


def test_sublime() -> None:
    client = jsonc(text(SUBLIME))["clients"]["nodewright"]
    assert client["enabled"] is True
    started(client["command"])
    for scope in client["selector"].split(" | "):
        assert language_of(f"a.{scope.removeprefix('source.')}", "")


@pytest.mark.parametrize("syntax", ["JavaScript", "JavaScript React (JSX)", "TypeScript"])
def test_kate(syntax: str) -> None:
    """One server for all syntaxes; Kate sends no language, so the name of the file tells it."""
    servers = json.loads(text(KATE))["servers"]
    (chosen,) = (s for s in servers.values() if re.search(s["highlightingModeRegex"], syntax))
    assert chosen["documentLanguageId"] is False
    started(servers[chosen.get("use", "javascript")]["command"])


def test_what_kate_s_file_tells_to_add_is_a_setting() -> None:
    """JSON has no comments, so that the line to add stands in a text."""
    (told,) = re.findall(r'(?m)^ *"(.*baseUrl.*)",$', text(KATE))
    before = '"timeout": 120'
    with_it = text(KATE).replace(before, json.loads(f'"{told}"') + before)
    checked(SETTINGS[KATE](text(KATE)))
    checked(SETTINGS[KATE](with_it))
    assert dotted(SETTINGS[KATE](with_it))["nodewright.model.baseUrl"]


def test_vim() -> None:
    server = vim(text(VIM))
    started(server["cmd"])
    assert all(language_of("", kind) for kind in server["allowlist"])


def test_vscode() -> None:
    """The extension says in its manifest what it starts, and for which files."""
    manifest = json.loads(text(VSCODE.with_name("package.json")))
    assert "nodewright.server.path" in str(manifest["contributes"]["configuration"])
    started([jsonc(text(VSCODE))["nodewright.server.path"], "server"])
    (kinds,) = re.findall(r"// File types: (.*)", text(VSCODE))
    assert all(language_of("", kind) for kind in kinds.split(", "))
    assert {f"onLanguage:{kind}" for kind in kinds.split(", ")} <= {*manifest["activationEvents"]}


def vscode_settings(source: str) -> dict[str, Any]:
    """What goes to the server: all but the setting of the extension itself."""
    settings: dict[str, Any] = jsonc(source)
    return {key: settings[key] for key in settings if key != "nodewright.server.path"}


@pytest.mark.parametrize("path", FILES, ids=short)
def test_the_order_is_command_file_types_one_setting(path: Path) -> None:
    parts = re.findall(r"\bCommand(?=\"?: )|\bFile types(?=\W)|\bOne setting(?=; )", text(path))
    assert parts == ["Command", "File types", "One setting"]


@pytest.mark.parametrize("path", [p for p in FILES if p != KATE], ids=short)
def test_the_settings_exist_and_the_one_in_a_comment_can_be_switched_on(path: Path) -> None:
    checked(SETTINGS[path](text(path)))
    switched_on = SETTINGS[path](COMMENTED.sub(r"\1\2", text(path)))
    checked(switched_on)
    assert dotted(switched_on)["nodewright.model.baseUrl"] == "http://localhost:11434/v1"


def test_every_file_is_tested() -> None:
    """The extension for VS Code is a program, with tests of its own."""
    folders = {path for path in FOLDER.iterdir() if path.is_dir()} - {VSCODE.parent}
    paths = (path for folder in folders for path in folder.rglob("*.*") if path.is_file())
    found = {path for path in paths if path.suffix != ".pyc"}
    assert found - {STARTER} == {*FILES} - {VSCODE}


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
