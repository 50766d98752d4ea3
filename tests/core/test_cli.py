"""The commands that read: check, rules, actions, explain, doctor; and how files are found."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from loopback import LoopbackModel
from nodewright.cli import main
from nodewright.cli.files import Search, UnreadableError, read_source, workspace_of
from nodewright.cli.settings_options import to_settings
from nodewright.cli.terminal import visible

BAD = "const size = new Buffer(10);\n"
GOOD = "const size = Buffer.alloc(10);\n"
SECRET = "sk-test-4f9a1c7e2b8d"


@pytest.fixture(autouse=True)
def _bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An empty folder as the current one, and no model in the environment."""
    monkeypatch.chdir(tmp_path)
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL"):
        monkeypatch.delenv(name, raising=False)


def run(*arguments: str) -> Result:
    """The command, with stdout and stderr apart; a bug in it fails the test."""
    return CliRunner().invoke(main, arguments, catch_exceptions=False)


def write(name: str, text: str = BAD) -> Path:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())
    return path


def found(*arguments: str) -> list[dict[str, Any]]:
    result = run("check", "--format", "json", *arguments)
    told: list[dict[str, Any]] = json.loads(result.stdout)
    assert result.exit_code == (1 if told else 0)
    return told


def test_check_tells_findings_as_json() -> None:
    """One array, lines and columns from 1, columns in UTF-16 units, whatever stands before."""
    write("src/a.js", "\ufeffconst ok = 1;\r\n/* 😀é */ const size = new Buffer(10);\r\n")
    assert found("src/a.js") == [
        {
            "file": "src/a.js",
            "rule": "deprecated-buffer-constructor",
            "severity": "warning",
            "line": 2,
            "column": 24,
            "endLine": 2,
            "endColumn": 38,
            "message": "Buffer(10) guesses between content and size; "
            "use Buffer.from or Buffer.alloc",
            "fix": "safe",
        }
    ]


def test_check_says_which_kind_of_fix_there_is() -> None:
    """``safe``, ``suggested`` or null, as it was tried out for this very place."""
    old = "const url = require('url');\nconst host = url.parse(process.argv[2]).host;\n"
    write("a.js", old + "eval(process.argv[2]);\nconst b = new Buffer(10);\n")
    kinds = {f["line"]: f["fix"] for f in found("a.js")}
    assert kinds == {2: "suggested", 3: None, 4: "safe"}


def test_check_tells_an_empty_array_when_nothing_is_found() -> None:
    """A reader of JSON gets JSON in any case."""
    write("good.js", GOOD)
    result = run("check", "--format", "json", "good.js")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "[]\n", "")


def test_check_tells_findings_as_text() -> None:
    """File, line and column first, so that a terminal can link them; the count last."""
    write("a.js")
    write("b.js", GOOD)
    result = run("check", "a.js", "b.js")
    place, count = result.stdout.splitlines()
    assert place.startswith("a.js:1:14 warning deprecated-buffer-constructor: Buffer(10)")
    assert place.endswith("  (safe fix)")
    assert count == "1 finding in 2 files"
    assert (result.exit_code, result.stderr) == (1, "")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.ts", "const size: Buffer = new Buffer(10);\n"),
        ("a.tsx", "const size = <p>{new Buffer(10)}</p>;\n"),
        ("a.jsx", "const size = <p>{new Buffer(10)}</p>;\n"),
        ("a.mjs", BAD),
        ("a.cjs", BAD),
        ("a.mts", BAD),
        ("a.cts", BAD),
        ("a.js", "#!/usr/bin/env node\n" + BAD),
    ],
)
def test_check_reads_every_language(name: str, text: str) -> None:
    """JavaScript and TypeScript, with JSX, as module or script."""
    write(name, text)
    assert [f["file"] for f in found(name)] == [name]


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("a.js", b"const a = '\xff';", "a.js: is not UTF-8"),
        ("a.js", b"\x00\x01\x02", "a.js: holds NUL bytes, so it is no source code"),
        ("a.js", b"a;\n" * 1_700_000, "a.js: nodewright does not analyse files over 1 MB"),
        ("a.js", b"a;" * 20_000, "a.js: nodewright does not analyse minified code"),
        ("a.py", b"print()", "a.py: nodewright reads JavaScript and TypeScript only"),
    ],
)
def test_a_named_file_that_cannot_be_read_is_told_and_ends_with_2(
    name: str, data: bytes, sentence: str
) -> None:
    """One sentence on stderr, the other files are checked all the same."""
    Path(name).write_bytes(data)
    result = run("check", name, str(write("good.js", GOOD)))
    assert result.stderr.startswith(sentence)
    assert result.stderr.count("\n") == 1
    assert (result.exit_code, result.stdout) == (2, "0 findings in 1 file\n")
    assert run("check", name, str(write("bad.js"))).exit_code == 1


def test_a_file_that_does_not_parse_is_told() -> None:
    """What is found counts; a clean bill of health would be a lie."""
    write("a.js", "const a = {};\nconst b = {;\n" + BAD)
    result = run("check", "a.js")
    assert result.stderr == "a.js: does not parse at line 2, so findings may be missing\n"
    assert (result.exit_code, result.stdout.splitlines()[-1]) == (1, "1 finding in 1 file")


def test_an_unreadable_file_inside_of_a_folder_is_told_and_no_error() -> None:
    """A strange file among the sources must not fail a build."""
    write("src/good.js", GOOD)
    Path("src/latin.js").write_bytes(b"// caf\xe9")
    result = run("check", "src")
    assert result.stderr == "src/latin.js: is not UTF-8\n"
    assert (result.exit_code, result.stdout) == (0, "0 findings in 1 file\n")


def test_an_empty_file_is_read_and_fine() -> None:
    """Nothing is in it, so nothing is found."""
    write("a.js", "")
    assert run("check", "a.js").stdout == "0 findings in 1 file\n"


@pytest.mark.parametrize("arguments", [["check"], ["check", "missing.js"], ["check", "--format"]])
def test_wrong_usage_of_check_ends_with_2(arguments: list[str]) -> None:
    """Nothing to check, nothing there, half an option."""
    result = run(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "Error: " in result.stderr


def test_check_honours_ignore_files_at_every_depth() -> None:
    """``.gitignore``, our own ignore file, and folders that are never the user's."""
    write(".gitignore", "built/\n*.gen.js\n")
    write("src/.nodewrightignore", "old.js\n!kept.gen.js\n")
    for name in ("built/a.js", "src/a.gen.js", "src/old.js", "node_modules/x/a.js", ".git/a.js"):
        write(name)
    for name in ("src/kept.gen.js", "src/a.js", "old.js", "src/types.d.ts"):
        write(name)
    assert [f["file"] for f in found(".")] == ["old.js", "src/a.js", "src/kept.gen.js"]


def test_a_named_file_is_checked_although_it_is_ignored() -> None:
    """Who names a file means it."""
    write(".gitignore", "a.js\n")
    write("a.js")
    assert len(found("a.js")) == 1
    assert found(".") == []


def test_a_folder_without_sources_is_told() -> None:
    """Silence would look like a clean bill of health."""
    Path("empty").mkdir()
    result = run("check", "empty")
    assert result.exit_code == 0
    assert result.stderr.startswith("There is no JavaScript or TypeScript here")


def test_links_are_not_followed_below_a_folder() -> None:
    """A ring of links ends, and no file is checked twice or from outside."""
    write("src/a.js")
    Path("src/up").symlink_to("..", target_is_directory=True)
    Path("src/self").symlink_to("self")
    Path("src/b.js").symlink_to("a.js")
    assert [f["file"] for f in found("src")] == ["src/a.js"]
    assert [f["file"] for f in found("src/b.js")] == ["src/b.js"]


def test_a_ring_of_links_that_is_named_is_told() -> None:
    """One sentence, by whatever name this Python knows it."""
    Path("a.js").symlink_to("b.js")
    Path("b.js").symlink_to("a.js")
    assert run("check", "a.js").exit_code == 2
    with pytest.raises(UnreadableError, match=r"^a\.js: .*links"):
        read_source(Path("a.js"))


def test_each_file_is_checked_once_under_its_first_name() -> None:
    """Overlapping paths are one."""
    write("src/a.js")
    place = str(Path("src/a.js").resolve())
    assert [f["file"] for f in found("src/a.js", "./src", ".", place)] == ["src/a.js"]


def test_a_folder_that_cannot_be_listed_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """The rest of the tree is still found."""
    write("open/a.js")
    write("shut/b.js")
    listed = os.scandir

    def scandir(folder: Path) -> Any:
        if folder.name == "shut":
            raise PermissionError(13, "Permission denied", str(folder))
        return listed(folder)

    monkeypatch.setattr(os, "scandir", scandir)
    search = Search([Path()])
    assert [p.as_posix() for p in search.files()] == ["open/a.js"]
    assert search.problems == ["shut: permission denied"]


@pytest.mark.skipif(sys.platform != "linux", reason="names are bytes on Linux only")
def test_odd_file_names_reach_neither_terminal_nor_json_as_they_are() -> None:
    """An escape sequence in a name is written out, a name that is no text still gives JSON."""
    write("a\x1b[31m.js")
    assert run("check", ".").stdout.startswith("a\\x1b[31m.js:1:14")
    Path(os.fsdecode(b"\xff.js")).write_text(BAD)
    assert [f["file"] for f in found(".")] == ["a\x1b[31m.js", "\ufffd.js"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
def test_a_named_pipe_is_not_waited_for() -> None:
    """Reading it would wait for ever."""
    os.mkfifo("pipe.js")
    result = run("check", "pipe.js")
    assert (result.exit_code, result.stderr) == (2, "pipe.js: is no regular file\n")


def test_the_workspace_is_the_repository_else_the_outermost_package() -> None:
    """As an editor opens it."""
    deep = write("repo/packages/api/src/a.js")
    assert workspace_of(deep) == deep.parent.resolve()
    write("repo/packages/api/package.json", "{}")
    assert workspace_of(deep) == Path("repo/packages/api").resolve()
    write("repo/package.json", "{}")
    assert workspace_of(deep) == Path("repo").resolve()
    Path("repo/packages/.git").mkdir()
    assert workspace_of(deep.parent) == Path("repo/packages").resolve()


def test_actions_as_json() -> None:
    """Exactly the four fields; ids, kinds and phrases belong to one action each."""
    rows = json.loads(run("actions", "--format", "json").stdout)
    assert {"fix-backend", "optimize-node", "write-tests", "ask"} <= {row["id"] for row in rows}
    phrases = [phrase for row in rows for phrase in row["phrases"]]
    assert len(set(phrases)) == len(phrases)
    for row in rows:
        assert list(row) == ["id", "title", "kind", "phrases"]
        assert row["title"].startswith("Backend Expert: ")
        assert row["kind"].endswith(f".{row['id']}")
        assert row["phrases"]


def test_help_names_commands_and_exit_codes() -> None:
    """The first thing that a person tries."""
    text = run("--help").stdout
    for word in ("server", "fix", "check", "explain", "actions", "rules", "doctor", "Exit codes"):
        assert word in text
    assert run("-h").stdout == text
    assert run("nonsense").exit_code == 2


def test_doctor_without_a_model_is_content() -> None:
    """The offline rules need nothing; what a model would need is a note."""
    result = run("doctor")
    assert result.exit_code == 0
    assert "ok   settings are valid\n" in result.stdout
    assert "note key variable OPENAI_API_KEY: not set\n" in result.stdout
    assert "note no model configured: the offline rules work" in result.stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ["--base-url", "http://127.0.0.1:1/v1"],
        ["--set", f"model.apiKeyEnv={SECRET}"],
        ["--set", f"model.apiKey={SECRET}"],
        ["--base-url", f"http://me:{SECRET}@127.0.0.1:1/v1"],
        ["--base-url", f"http://127.0.0.1:1/v1?key={SECRET}"],
    ],
)
def test_doctor_never_shows_a_key(arguments: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither the variable's value nor a key that was put where none belongs."""
    monkeypatch.setenv("OPENAI_API_KEY", SECRET)
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:1/v1")
    result = run("doctor", *arguments)
    assert result.exit_code == 2
    assert "key variable OPENAI_API_KEY: set\n" in result.stdout
    assert SECRET not in result.stdout + result.stderr


def test_doctor_says_what_is_wrong_with_settings() -> None:
    """A setting of the wrong type is told with what is used in its place."""
    result = run("doctor", "--set", "model.timeout=soon", "--set", "model.tiemout=1")
    assert result.exit_code == 2
    assert "bad  nodewright.model.timeout must be a number" in result.stdout
    assert "Did you mean nodewright.model.timeout?" in result.stdout
    assert "settings are valid" not in result.stdout


def test_doctor_says_when_nothing_listens() -> None:
    """The address is named, and what to do."""
    result = run("doctor", "--base-url", "http://127.0.0.1:1/v1")
    assert result.exit_code == 2
    assert "bad  Nothing listens at 127.0.0.1:1." in result.stdout


def test_doctor_reads_a_persona_of_ones_own() -> None:
    """A good one is named, a broken one is bad."""
    write("mine.agent.md", "---\nname: Mine\ndescription: d\nmodel: GPT-5.2\n---\n# Me\n")
    told = run("doctor", "--set", "persona=mine.agent.md")
    assert "ok   persona from mine.agent.md: Mine, GPT-5.2\n" in told.stdout
    write("broken.agent.md", "---\nname: [\n---\n")
    told = run("doctor", "--set", "persona=broken.agent.md")
    assert told.exit_code == 2
    assert "bad  " in told.stdout
    assert run("doctor", "--set", "persona=missing.agent.md").exit_code == 2


async def test_doctor_says_which_protocol_an_endpoint_speaks() -> None:
    """A real process asks a real server, and shows no key."""
    async with LoopbackModel(apis=("chat",), key=SECRET) as model:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "nodewright", "doctor", "--base-url", model.base_url),
            env={**os.environ, "OPENAI_API_KEY": SECRET},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        out, errors = await process.communicate()
        address = f"127.0.0.1:{model.port}"
    told = out.decode()
    assert (process.returncode, errors) == (0, b"")
    assert address in told
    assert "Chat Completions" in told
    assert SECRET not in told


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["model.api=chat"], {"model.api": "chat"}),
        (["model.timeout=30"], {"model.timeout": 30}),
        (["model.allowRemote=false"], {"model.allowRemote": False}),
        (['model.name="30"'], {"model.name": "30"}),
        (["model.name=a=b"], {"model.name": "a=b"}),
        (["persona="], {"persona": ""}),
        (["persona=" + "[" * 100_000], {"persona": "[" * 100_000}),
        (["model.name=a", "model.name=b"], {"model.name": "b"}),
    ],
)
def test_settings_on_the_command_line(words: list[str], expected: dict[str, object]) -> None:
    """JSON counts as such, everything else as text, and the last word wins."""
    assert to_settings(tuple(words), None, None) == expected


def test_shortcuts_win_over_set() -> None:
    """They are the more deliberate of the two."""
    told = to_settings(("model.name=a", "model.baseUrl=b"), "c", "d")
    assert told == {"model.name": "c", "model.baseUrl": "d"}


@pytest.mark.parametrize("word", ["model.api", "=chat", ""])
def test_a_word_that_is_no_setting_is_wrong_usage(word: str) -> None:
    """Exit code 2 and the word that was meant."""
    result = run("doctor", "--set", word)
    assert result.exit_code == 2
    assert "is not KEY=VALUE" in result.stderr


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\tb\nc", "a\tb\nc"),
        ("a\r\nb\r", "a\nb"),
        ("\x1b]0;title\x07", "\\x1b]0;title\\x07"),
        ("a\rb", "a\\x0db"),
        ("\x9b31m é😀", "\\x9b31m é😀"),
    ],
)
def test_control_characters_are_written_out(text: str, expected: str) -> None:
    """A terminal obeys none that came with code or an answer."""
    assert visible(text) == expected
