"""The editors that ``nodewright init`` sets up: which file each needs, and where it goes."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Kind = Literal["own", "json", "toml"]
"""A file that is nodewright's alone, or one that holds what else a person has set, too."""


@dataclass(frozen=True)
class Home:
    """Where a person's configuration lies: the home folder, the environment and the platform."""

    folder: Path
    environ: Mapping[str, str]
    platform: str

    def config(self, windows: str = "APPDATA") -> Path:
        """The folder of all configurations, as most editors find it on this platform."""
        name, usual = ("XDG_CONFIG_HOME", ".config")
        if self.platform == "win32":
            name, usual = (
                windows,
                "AppData/Local" if windows == "LOCALAPPDATA" else "AppData/Roaming",
            )
        given = self.environ.get(name, "")
        return Path(given) if given else self.folder / usual

    def first(self, *places: Path) -> Path | None:
        """The first of these that exists."""
        return next((place for place in places if place.exists()), None)


@dataclass(frozen=True)
class Editor:
    """What one editor needs.

    ``source`` is a path below client-config, ``command`` the words in it that start the server,
    ``starter`` a second file of its own beside the first, ``line`` what the init file has to say,
    and ``then`` tells a person how to see that it works.
    """

    title: str
    source: str
    place: Callable[[Home], Path]
    command: str
    quote: Callable[[str], str]
    then: str
    kind: Kind = "own"
    starter: tuple[str, Callable[[Home], Path]] | None = None
    line: tuple[str, Callable[[Home], Path]] | None = None


def in_lua(text: str) -> str:
    """A text as Lua writes it."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def in_vim(text: str) -> str:
    """A text as Vim script writes it."""
    return "'" + text.replace("'", "''") + "'"


def in_json(text: str) -> str:
    """A text as JSON, TOML and Emacs Lisp write it."""
    return json.dumps(text, ensure_ascii=False)


def neovim(home: Home) -> Path:
    """The folder of Neovim's configuration."""
    return home.config("LOCALAPPDATA") / (home.environ.get("NVIM_APPNAME") or "nvim")


def emacs(home: Home) -> Path:
    """The folder that Emacs takes: the old one where it or an init file in the home folder is."""
    if home.platform == "win32":
        return home.config() / ".emacs.d"
    old = home.folder / ".emacs.d"
    if home.first(old, home.folder / ".emacs", home.folder / ".emacs.el"):
        return old
    return home.first(home.config() / "emacs") or old


def emacs_init(home: Home) -> Path:
    """The init file that Emacs reads, or the one to be made."""
    outside = (home.folder / ".emacs", home.folder / ".emacs.el")
    return home.first(*outside) or emacs(home) / "init.el"


def vim(home: Home) -> Path:
    """The folder of Vim's configuration; the one below .config counts from Vim 9.1.327 on."""
    if home.platform == "win32":
        return home.folder / "vimfiles"
    old, new = home.folder / ".vim", home.config() / "vim"
    taken = home.first(old / "vimrc", home.folder / ".vimrc", new / "vimrc")
    return new if taken == new / "vimrc" else old


def zed(home: Home) -> Path:
    """Zed's settings."""
    return home.config() / ("Zed" if home.platform == "win32" else "zed") / "settings.json"


def sublime(home: Home) -> Path:
    """The settings of Sublime Text's package LSP."""
    folder = home.config() / ("Sublime Text" if home.platform == "win32" else "sublime-text")
    if home.platform == "darwin":
        folder = home.folder / "Library" / "Application Support" / "Sublime Text"
    return folder / "Packages" / "User" / "LSP.sublime-settings"


def kate(home: Home) -> Path:
    """The settings of Kate's LSP client."""
    folder = home.config("LOCALAPPDATA")
    if home.platform == "darwin":
        folder = home.folder / "Library" / "Preferences"
    return folder / "kate" / "lspclient" / "settings.json"


def vscode(home: Home) -> Path:
    """A person's own settings of VS Code."""
    folder = home.config()
    if home.platform == "darwin":
        folder = home.folder / "Library" / "Application Support"
    return folder / "Code" / "User" / "settings.json"


def _emacs(client: str, start: str) -> Editor:
    file = f"nodewright-{client}.el"
    return Editor(
        title=f"Emacs, by {client}",
        source=f"emacs/{file}",
        place=lambda home: emacs(home) / file,
        command='("nodewright" "server")',
        quote=in_json,
        then=f"Open a JavaScript file and type `M-x {start}`.",
        line=(f'(load (locate-user-emacs-file "{file}"))', emacs_init),
    )


EDITORS: Mapping[str, Editor] = {
    "vscode": Editor(
        title="VS Code, by nodewright's extension",
        source="vscode/settings.json",
        place=vscode,
        command='"nodewright.server.path": "nodewright"',
        quote=in_json,
        then="With nodewright's extension, open a JavaScript file: `Ctrl+.` offers the actions.",
        kind="json",
    ),
    "neovim": Editor(
        title="Neovim 0.11 and newer",
        source="neovim/lsp/nodewright.lua",
        place=lambda home: neovim(home) / "lsp" / "nodewright.lua",
        command="{ 'nodewright', 'server' }",
        quote=in_lua,
        then="Open a JavaScript file: `]d` goes to a finding, `K` explains it, `gra` offers the "
        "actions.",
        starter=(
            "neovim/plugin/nodewright.lua",
            lambda home: neovim(home) / "plugin" / "nodewright.lua",
        ),
    ),
    "helix": Editor(
        title="Helix",
        source="helix/languages.toml",
        place=lambda home: home.config() / "helix" / "languages.toml",
        command='command = "nodewright"',
        quote=in_json,
        then="`hx --health javascript` tells whether the command is found; `Space a` offers the "
        "actions.",
        kind="toml",
    ),
    "emacs": _emacs("eglot", "eglot"),
    "emacs-lsp-mode": _emacs("lsp-mode", "lsp"),
    "vim": Editor(
        title="Vim, by vim-lsp",
        source="vim/nodewright.vim",
        place=lambda home: vim(home) / "plugin" / "nodewright.vim",
        command="['nodewright', 'server']",
        quote=in_vim,
        then="With the plugin vim-lsp, open a JavaScript file: `:LspCodeAction` offers the "
        "actions.",
    ),
    "zed": Editor(
        title="Zed",
        source="zed/settings.json",
        place=zed,
        command='"path": "nodewright"',
        quote=in_json,
        then="Restart Zed and open a JavaScript file: `ctrl-.` offers the actions.",
        kind="json",
    ),
    "sublime": Editor(
        title="Sublime Text, by its package LSP",
        source="sublime/LSP.sublime-settings",
        place=sublime,
        command='["nodewright", "server"]',
        quote=in_json,
        then="With the package LSP, open a JavaScript file: `LSP: Code Action` offers the actions.",
        kind="json",
    ),
    "kate": Editor(
        title="Kate",
        source="kate/settings.json",
        place=kate,
        command='["nodewright", "server"]',
        quote=in_json,
        then="With the plugin LSP Client, open a JavaScript file and allow the command: LSP Client "
        "> Code Action offers the actions.",
        kind="json",
    ),
}
