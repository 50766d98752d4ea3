"""``nodewright init``: shows, asks, writes; what a person has already stays as it is."""

from __future__ import annotations

import json
import os
from pathlib import Path, PurePath
from typing import Any

import pytest
from click.testing import CliRunner, Result
from config_languages import jsonc, lisp, lua, toml, vim
from hypothesis import given
from hypothesis import strategies as st
from nodewright.cli import main
from nodewright.cli.editors import EDITORS, Home, in_json, in_lua, in_vim
from nodewright.cli.init import own_command
from nodewright.cli.joining import join_json

CLIENT_CONFIG = Path(__file__).resolve().parents[2] / "client-config"
HELIX = ".config/helix/languages.toml"
ZED = ".config/zed/settings.json"
SUBLIME = ".config/sublime-text/Packages/User/LSP.sublime-settings"
KATE = ".config/kate/lspclient/settings.json"
PLACES = {
    "vscode": [".config/Code/User/settings.json"],
    "neovim": [".config/nvim/lsp/nodewright.lua", ".config/nvim/plugin/nodewright.lua"],
    "helix": [HELIX],
    "emacs": [".emacs.d/nodewright-eglot.el", ".emacs.d/init.el"],
    "emacs-lsp-mode": [".emacs.d/nodewright-lsp-mode.el", ".emacs.d/init.el"],
    "vim": [".vim/plugin/nodewright.vim"],
    "zed": [ZED],
    "sublime": [SUBLIME],
    "kate": [KATE],
}
READ = {
    ".lua": lambda text: lua(text)["cmd"],
    ".toml": lambda text: toml(text)["language-server"]["nodewright"]["command"],
    ".el": lisp,
    ".vim": lambda text: vim(text)["cmd"],
    ".json": jsonc,
    ".sublime-settings": jsonc,
}


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home folder on a Linux machine."""
    for name in ("XDG_CONFIG_HOME", "NVIM_APPNAME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr("sys.platform", "linux")
    return tmp_path


def init(*arguments: str, answer: str = "") -> Result:
    return CliRunner().invoke(main, ["init", *arguments], input=answer, catch_exceptions=False)


def write(home: Path, name: str, text: str) -> Path:
    path = home / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())
    return path


def files(home: Path) -> dict[str, bytes]:
    return {
        path.relative_to(home).as_posix(): path.read_bytes()
        for path in home.rglob("*")
        if path.is_file()
    }


def within(small: Any, large: Any) -> bool:
    """Whether all that one value says is said by the other."""
    if isinstance(small, dict) and isinstance(large, dict):
        return all(key in large and within(value, large[key]) for key, value in small.items())
    return bool(small == large)


def test_every_editor_has_its_place() -> None:
    assert set(PLACES) == set(EDITORS)


@pytest.mark.parametrize("editor", EDITORS)
def test_an_empty_home_gets_the_files_and_a_second_run_changes_nothing(
    editor: str, home: Path
) -> None:
    done = init(editor, "--yes")
    assert done.exit_code == 0, done.output
    written = files(home)
    assert sorted(written) == sorted(PLACES[editor])
    assert all(f"wrote {home / name}" in done.stderr for name in written)
    assert EDITORS[editor].then in done.stderr
    again = init(editor, "--yes")
    assert again.exit_code == 0, again.output
    assert "wrote" not in again.stderr
    assert files(home) == written


@pytest.mark.parametrize("editor", EDITORS)
def test_the_file_is_the_shipped_one_with_the_full_path_of_the_command(
    editor: str, home: Path
) -> None:
    """An editor that starts from a desktop has another PATH than a terminal."""
    init(editor, "--yes")
    shipped = (CLIENT_CONFIG / EDITORS[editor].source).read_text("utf-8")
    path = home / PLACES[editor][0]
    text = path.read_text("utf-8")
    assert Path(own_command()).is_absolute()
    assert text.count(own_command()) == 1
    assert text.replace(own_command(), "nodewright") == shipped
    assert own_command() in str(READ[path.suffix](text))


def test_nothing_is_written_before_the_answer_is_yes(home: Path) -> None:
    for answer in ("n\n", "\n", ""):
        declined = init("neovim", answer=answer)
        assert declined.exit_code == 1
        assert "Nothing was written" in declined.stderr
    assert files(home) == {}
    assert init("neovim", answer="y\n").exit_code == 0
    assert sorted(files(home)) == sorted(PLACES["neovim"])


def test_it_shows_what_it_would_write(home: Path) -> None:
    shown = init("helix", answer="n\n")
    assert f"{home / HELIX}, new" in shown.stderr
    assert '[language-server.nodewright]\ncommand = "' in shown.stdout


@pytest.mark.parametrize("editor", ["neovim", "emacs", "vim"])
def test_a_file_of_that_name_is_never_overwritten(editor: str, home: Path) -> None:
    path = write(home, PLACES[editor][0], "mine\n")
    told = init(editor, "--yes")
    assert f"{path} exists and is left as it is" in told.stderr
    assert path.read_text() == "mine\n"


def test_helix_gets_the_entries_behind_its_own(home: Path) -> None:
    mine = '# mine\n[[language]]\nname = "rust"\nauto-format = true\n'
    path = write(home, HELIX, mine)
    told = init("helix", "--yes")
    assert told.exit_code == 0
    text = path.read_text()
    assert text.startswith(f"{mine}\n# nodewright for Helix")
    names = [language["name"] for language in toml(text)["language"]]
    assert names == ["rust", "javascript", "jsx", "typescript", "tsx"]
    assert "+[language-server.nodewright]" in told.stdout
    assert "-" not in [line[:1] for line in told.stdout.split("\n")]
    assert init("helix", "--yes").exit_code == 0
    assert path.read_text() == text


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (HELIX, '[[language]]\nname = "javascript"\nauto-format = true\n'),
        (HELIX, '[language-server.nodewright]\ncommand = "elsewhere"\n'),
        (HELIX, 'language = "none"\n'),
        (HELIX, "not = = toml\n"),
        (SUBLIME, '{"clients": {"nodewright": {"enabled": false}}}'),
        (SUBLIME, '{"clients": []}'),
        (SUBLIME, '["a list"]'),
        (SUBLIME, "{ /* never closed"),
        (KATE, '{"servers": {"javascript": {"command": ["other"]}}}'),
        (ZED, '{"languages": {"TSX": {"language_servers": ["vtsls"]}}}'),
    ],
)
def test_what_cannot_be_joined_is_left_and_told(name: str, text: str, home: Path) -> None:
    """The exit code says that a person has something to do."""
    path = write(home, name, text)
    (editor,) = (editor for editor, places in PLACES.items() if places == [name])
    told = init(editor, "--yes")
    assert told.exit_code == 1
    assert "has entries of its own in the same places; add by hand:" in told.stderr
    assert own_command() in told.stdout
    assert path.read_text() == text


def test_a_file_in_another_encoding_is_left(home: Path) -> None:
    path = home / HELIX
    path.parent.mkdir(parents=True)
    path.write_bytes(b"# caf\xe9\n")
    told = init("helix", "--yes")
    assert (told.exit_code, "is no UTF-8" in told.stderr) == (1, True)
    assert path.read_bytes() == b"# caf\xe9\n"


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_json_keeps_its_comments_its_commas_and_its_line_breaks(ending: str, home: Path) -> None:
    mine = ending.join(
        [
            "// my settings",
            "{",
            '  "show_diagnostics_panel_on_save": 0, // a "quoted" word',
            '  "clients": {',
            '    "pyright": {"enabled": true,},',
            "  },",
            "}",
            "",
        ]
    )
    path = write(home, SUBLIME, mine)
    assert init("sublime", "--yes").exit_code == 0
    text = path.read_bytes().decode()
    start, middle, end = text.partition('    "pyright"')
    assert mine == f"{start[: start.index('{', start.index('clients')) + 1]}{ending}{middle}{end}"
    assert "// Command: " in start
    assert text.count("\n") == text.count(ending)
    told = init("sublime", "--yes")
    assert (told.exit_code, "holds all of it already" in told.stderr) == (0, True)


@pytest.mark.parametrize(
    ("editor", "mine"),
    [
        ("kate", "{}"),
        ("kate", '{"servers": {}}'),
        ("kate", '{"global": {"x": 1}, "servers": {"go": {"command": ["gopls"]}}}'),
        ("zed", '{\n  "theme": "One Dark"\n}\n'),
        ("zed", '{"lsp": {"vtsls": {}}, "languages": {"TSX": {"tab_size": 2}}}'),
        ("sublime", '{"clients": {"a": {}}}'),
    ],
)
def test_entries_are_joined_into_the_objects_that_are_there(
    editor: str, mine: str, home: Path
) -> None:
    path = write(home, PLACES[editor][0], mine)
    assert init(editor, "--yes").exit_code == 0
    joined, own = jsonc(path.read_text()), jsonc(mine)
    assert own_command() in str(joined)
    assert within(own, joined)


TREES: Any = st.recursive(
    st.integers(0, 1) | st.just("{//}"),
    lambda inner: st.dictionaries(st.sampled_from(["a", "b", '"', "//"]), inner, max_size=3),
)


@given(old=TREES, new=TREES, indent=st.sampled_from([None, 2]))
def test_joining_adds_all_that_is_missing_or_nothing(
    old: Any, new: Any, indent: int | None
) -> None:
    """What was there is still there; keys that are words for a person are never in the way."""
    before = json.dumps(old, indent=indent)
    joined = join_json(before, json.dumps(new, indent=2))
    if joined is None:
        assert not isinstance(old, dict) or not isinstance(new, dict) or contradict(old, new)
        return
    assert not contradict(old, new)
    assert within(old, json.loads(joined))
    assert within(without_words(new), json.loads(joined))
    assert join_json(joined, json.dumps(new)) == joined
    rest = iter(joined)
    assert all(character in rest for character in before), "something was taken out"


def contradict(old: Any, new: Any) -> bool:
    """Whether two values differ in what both of them say."""
    if isinstance(old, dict) and isinstance(new, dict):
        return any(contradict(old[k], new[k]) for k in old.keys() & new.keys() - {"//"})
    return bool(old != new)


def without_words(value: Any) -> Any:
    """A value without the keys that are words for a person."""
    if not isinstance(value, dict):
        return value
    return {key: without_words(inner) for key, inner in value.items() if key != "//"}


def test_emacs_is_told_the_line_for_an_init_file_that_exists(home: Path) -> None:
    mine = write(home, ".emacs", "(setq a 1)\n")
    told = init("emacs", "--yes")
    assert told.exit_code == 1
    assert f"{mine} is yours; add this line:" in told.stderr
    assert '(load (locate-user-emacs-file "nodewright-eglot.el"))' in told.stdout
    assert sorted(files(home)) == [".emacs", ".emacs.d/nodewright-eglot.el"]
    mine.write_text('(load (locate-user-emacs-file "nodewright-eglot.el"))\n')
    assert init("emacs", "--yes").exit_code == 0


def test_a_folder_in_the_place_of_the_file_gives_one_sentence(home: Path) -> None:
    (home / HELIX).mkdir(parents=True)
    told = init("helix", "--yes")
    assert (told.exit_code, told.stderr) == (2, f"Error: {home / HELIX}: is a directory\n")


def test_a_file_that_changes_while_it_asks_is_left(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(home, HELIX, "# mine\n")

    def answer(*words: str, **options: bool) -> bool:
        path.write_text("# mine, and new\n")
        return True

    monkeypatch.setattr("click.confirm", answer)
    told = init("helix")
    assert (told.exit_code, "changed meanwhile" in told.stderr) == (2, True)
    assert path.read_text() == "# mine, and new\n"


def test_a_link_to_a_file_elsewhere_stays_one(home: Path) -> None:
    """People keep their configuration in a repository, and link to it."""
    real = write(home, "dotfiles/languages.toml", "# mine\n")
    (home / HELIX).parent.mkdir(parents=True)
    (home / HELIX).symlink_to(real)
    assert init("helix", "--yes").exit_code == 0
    assert (home / HELIX).is_symlink()
    assert real.read_text().startswith("# mine\n\n# nodewright")


@pytest.mark.parametrize(
    ("editor", "platform", "environ", "there", "place"),
    [
        ("neovim", "linux", {"XDG_CONFIG_HOME": "/x"}, [], "/x/nvim/lsp/nodewright.lua"),
        ("neovim", "linux", {"NVIM_APPNAME": "my"}, [], "~/.config/my/lsp/nodewright.lua"),
        ("neovim", "win32", {"LOCALAPPDATA": "/l"}, [], "/l/nvim/lsp/nodewright.lua"),
        ("neovim", "win32", {}, [], "~/AppData/Local/nvim/lsp/nodewright.lua"),
        ("helix", "darwin", {}, [], "~/.config/helix/languages.toml"),
        ("helix", "win32", {"APPDATA": "/r"}, [], "/r/helix/languages.toml"),
        ("emacs", "linux", {}, [".config/emacs"], "~/.config/emacs/nodewright-eglot.el"),
        ("emacs", "linux", {}, [".config/emacs", ".emacs"], "~/.emacs.d/nodewright-eglot.el"),
        ("emacs", "win32", {"APPDATA": "/r"}, [], "/r/.emacs.d/nodewright-eglot.el"),
        ("vim", "linux", {}, [".config/vim/vimrc"], "~/.config/vim/plugin/nodewright.vim"),
        ("vim", "linux", {}, [".config/vim/vimrc", ".vimrc"], "~/.vim/plugin/nodewright.vim"),
        ("vim", "win32", {}, [], "~/vimfiles/plugin/nodewright.vim"),
        ("zed", "darwin", {}, [], "~/.config/zed/settings.json"),
        ("zed", "win32", {"APPDATA": "/r"}, [], "/r/Zed/settings.json"),
        (
            "sublime",
            "darwin",
            {},
            [],
            "~/Library/Application Support/Sublime Text/Packages/User/LSP.sublime-settings",
        ),
        ("vscode", "darwin", {}, [], "~/Library/Application Support/Code/User/settings.json"),
        ("vscode", "win32", {"APPDATA": "/r"}, [], "/r/Code/User/settings.json"),
        ("kate", "darwin", {}, [], "~/Library/Preferences/kate/lspclient/settings.json"),
        ("kate", "win32", {"LOCALAPPDATA": "/l"}, [], "/l/kate/lspclient/settings.json"),
    ],
)
def test_each_platform_has_its_places(
    editor: str,
    platform: str,
    environ: dict[str, str],
    there: list[str],
    place: str,
    home: Path,
) -> None:
    for name in there:
        write(home, f"{name}/.keep" if "." not in PurePath(name).name else name, "")
    found = EDITORS[editor].place(Home(home, environ, platform))
    assert found == Path(place.replace("~", str(home)))


def test_a_path_is_written_as_each_language_writes_texts() -> None:
    path = "C:\\it's\\nodewright.exe"
    assert in_lua(path) == r"'C:\\it\'s\\nodewright.exe'"
    assert in_vim(path) == r"'C:\it''s\nodewright.exe'"
    assert in_json(path) == r'"C:\\it' + "'" + r's\\nodewright.exe"'


def test_without_a_script_the_plain_command_is_written(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.argv", ["/somewhere/pytest"])
    monkeypatch.setattr("sysconfig.get_path", lambda name: os.fspath(home / "none"))
    assert own_command() == "nodewright"
