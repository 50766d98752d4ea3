"""A run's result as a patch that git takes, and written to disk: all of it or nothing."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from nodewright.cli.creating import create_below
from nodewright.cli.patch import unified
from nodewright.cli.terminal import UnusableError
from nodewright.cli.writing import write_result
from nodewright.client import RunResult

BEFORE = "".join(f"line {n}\n" for n in range(1, 20))
AFTER = BEFORE.replace("line 9\n", "line nine\n")


@pytest.fixture(autouse=True)
def _folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An empty repository as the current folder."""
    monkeypatch.chdir(tmp_path)
    subprocess.run(["git", "init", "--quiet"], check=True)


def result(text: str, **created: str) -> RunResult:
    return RunResult("applied", (), "", text, created)


def put(name: str, text: str) -> Path:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())
    return path


def apply(patch: str, folder: str = ".") -> None:
    """``git apply``, from a folder of the tree; fails the test where git refuses."""
    done = subprocess.run(
        ["git", "apply", "-"], input=patch.encode(), cwd=folder, capture_output=True
    )
    assert done.returncode == 0, done.stderr.decode() + patch


def read(path: Path) -> str:
    return path.read_bytes().decode()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (BEFORE, AFTER),
        (BEFORE, "new\n" + BEFORE + "last\n"),
        (BEFORE.replace("\n", "\r\n"), AFTER.replace("\n", "\r\n")),
        (BEFORE.replace("\n", "\r"), AFTER.replace("\n", "\r")),
        ("\ufeff" + BEFORE, "\ufeff/* é 😀 */\n" + AFTER),
        (BEFORE.rstrip("\n"), AFTER.rstrip("\n")),
        (BEFORE.rstrip("\n"), AFTER),
        (BEFORE, AFTER.rstrip("\n")),
        ("a\u2028b\x0c\n\x0b\n", "a\u2028b\x0c\nc\x0b\n"),
        ("--- a\n+++ b\n@@ -1 +1 @@\n", "--- a\n+++ c\n@@ -1 +1 @@\n"),
    ],
    ids=["lf", "ends", "crlf", "cr", "bom", "no-eol", "eol-gained", "eol-lost", "u2028", "diff"],
)
def test_git_applies_the_patch_of_any_text(before: str, after: str) -> None:
    """Byte for byte, whatever the line ends."""
    path = put("src/a.js", before)
    apply(unified(path, before, result(after)))
    assert read(path) == after


@pytest.mark.parametrize(
    "name",
    [
        "my file.js",
        "with\ttab.js",
        'quo"te.js',
        "back\\slash.js",
        "line\nbreak.js",
        "é😀.js",
        "a b/[id].ts",
        "-dash.js",
        "2024-01-01 10:00:00.js",
    ],
)
def test_git_applies_the_patch_of_any_name(name: str) -> None:
    """Names are quoted as git quotes them; a created file stands beside."""
    path = put(name, BEFORE)
    apply(unified(path, BEFORE, result(AFTER, **{f"{name}.test.js": "// é\n"})))
    assert read(path) == AFTER
    assert read(Path(f"{name}.test.js")) == "// é\n"


def test_a_patch_fits_the_current_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is applied from where it was made, as ``git diff --relative`` would have it."""
    path = put("packages/api/src/a.js", BEFORE)
    monkeypatch.chdir("packages/api")
    patch = unified(Path("src/a.js"), BEFORE, result(AFTER, **{"packages/api/test/a.js": "1\n"}))
    assert "+++ b/src/a.js" in patch
    assert "+++ b/test/a.js" in patch
    monkeypatch.chdir("../..")
    apply(patch, "packages/api")
    assert read(path) == AFTER
    assert read(Path("packages/api/test/a.js")) == "1\n"


def test_a_patch_made_elsewhere_fits_the_workspace(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """From outside of the workspace, names count from its root."""
    path = put("src/a.js", BEFORE).resolve()
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
    assert unified(path, BEFORE, result(AFTER)).startswith("--- a/src/a.js\n+++ b/src/a.js\n")


def test_no_change_is_no_patch() -> None:
    """Not even a header."""
    assert unified(put("a.js", BEFORE), BEFORE, result(BEFORE)) == ""


def test_everything_is_written() -> None:
    """The edited file keeps its mode, folders are made, and each file is named."""
    path = put("src/a.js", BEFORE)
    path.chmod(0o755)
    told = write_result(path, Path.cwd(), BEFORE.encode(), result(AFTER, **{"test/a.js": "é\r\n"}))
    assert told == [f"created {Path('test/a.js').resolve()}", "changed src/a.js"]
    assert read(path) == AFTER
    assert read(Path("test/a.js")) == "é\r\n"
    if os.name != "nt":
        assert path.stat().st_mode & 0o777 == 0o755
    assert sorted(p.name for p in Path("src").iterdir()) == ["a.js"]


def test_a_link_stays_a_link() -> None:
    """What it points at is changed."""
    real = put("real/a.js", BEFORE)
    Path("a.js").symlink_to("real/a.js")
    write_result(Path("a.js"), Path.cwd(), BEFORE.encode(), result(AFTER))
    assert Path("a.js").is_symlink()
    assert read(real) == AFTER


def test_a_file_that_stays_as_it_is_is_not_touched() -> None:
    """A run may only create."""
    path = put("a.js", BEFORE)
    inode = path.stat().st_ino
    told = write_result(path, Path.cwd(), BEFORE.encode(), result(BEFORE, **{"b.js": "1"}))
    assert told == [f"created {Path('b.js').resolve()}"]
    assert path.stat().st_ino == inode


@pytest.mark.parametrize(
    ("on_disk", "created", "sentence"),
    [
        ("someone else's work", {"test/a.js": "1"}, r"a\.js changed on disk meanwhile"),
        (BEFORE, {"other.js": "1", "taken.js": "2"}, r"taken\.js: file exists"),
        (BEFORE, {"other.js": "1", "taken.js/b.js": "2"}, r"taken\.js.*: .*"),
        (BEFORE, {"other.js": "1", "../out.js": "2"}, r"\.\./out\.js lies outside the workspace"),
    ],
)
def test_nothing_is_written_where_not_all_can_be(
    on_disk: str, created: dict[str, str], sentence: str
) -> None:
    """One sentence, and the tree is as it was."""
    path = put("a.js", on_disk)
    put("taken.js", "mine")
    with pytest.raises(UnusableError, match=rf"{sentence}.*; nothing was written"):
        write_result(path, Path.cwd(), BEFORE.encode(), result(AFTER, **created))
    assert (read(path), read(Path("taken.js"))) == (on_disk, "mine")
    assert not Path("other.js").exists()
    assert not Path("test/a.js").exists()


def test_a_full_disk_costs_neither_the_old_text_nor_leaves_a_trace(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The last step fails: the created file and the half-made one are gone again."""

    def full(source: str, target: Path) -> None:
        raise OSError(28, "No space left on device", str(target))

    path = put("a.js", BEFORE)
    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(UnusableError, match=r"a\.js: no space left on device; nothing was"):
        write_result(path, Path.cwd(), BEFORE.encode(), result(AFTER, **{"b.js": "1"}))
    assert read(path) == BEFORE
    assert sorted(p.name for p in Path().iterdir()) == [".git", "a.js"]


def test_a_file_that_is_added_to_is_written_and_part_of_the_patch() -> None:
    """A BOM stays, and an older text than the one it was made for is left alone."""
    path, other = put("src/a.js", BEFORE), put("test/a.test.js", "\ufeffone();\r\n")
    longer = {"test/a.test.js": (other.read_bytes(), other.read_bytes() + b"two();\r\n")}
    run = RunResult("applied", (), "", AFTER, {}, extended=longer)
    assert "+two();" in unified(path, BEFORE, run)
    other.write_bytes(b"mine\n")
    with pytest.raises(UnusableError, match="changed on disk meanwhile"):
        write_result(path, Path.cwd(), BEFORE.encode(), run)
    assert (read(path), read(other)) == (BEFORE, "mine\n")
    other.write_bytes(longer["test/a.test.js"][0])
    told = write_result(path, Path.cwd(), BEFORE.encode(), run)
    assert told == [f"changed {other.resolve()}", "changed src/a.js"]
    assert read(other) == "\ufeffone();\r\ntwo();\r\n"


@pytest.mark.parametrize("plain", [False, True])
def test_a_link_that_appears_between_check_and_write_is_not_followed(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory, plain: bool
) -> None:
    """The folder was none when the path was judged; where it leads to, nothing is written."""
    outside, root = tmp_path_factory.mktemp("outside"), Path.cwd()
    Path("test").symlink_to(outside, target_is_directory=True)
    if plain:
        monkeypatch.setattr(os, "supports_dir_fd", frozenset())
    with pytest.raises(OSError):  # noqa: PT011  (which one depends on the system)
        create_below(root, root / "test" / "a.test.js", b"x")
    assert list(outside.iterdir()) == []
    create_below(root, root / "new" / "deep" / "a.test.js", b"x")
    assert read(root / "new" / "deep" / "a.test.js") == "x"
    with pytest.raises(FileExistsError):
        create_below(root, root / "new" / "deep" / "a.test.js", b"y")
