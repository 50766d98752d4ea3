"""``nodewright check --changed-since``: only what git says has changed."""

from __future__ import annotations

from pathlib import Path

import pytest
from checking import BAD, GOOD, check, commit, found, git, write
from nodewright.cli import changed

pytestmark = pytest.mark.usefixtures("quick")


def files(*arguments: str) -> list[str]:
    """The names of the files with findings."""
    return [item["file"] for item in found(*arguments)]


def test_only_changed_files_are_checked() -> None:
    """Changed, staged and new ones; deleted, ignored and old ones not."""
    write(".gitignore", "built/\n")
    for name in ("old.js", "changed.js", "staged.js", "deleted.js"):
        write(name)
    commit()
    write("changed.js", "// new\n" + BAD)
    write("staged.js", "// new\n" + BAD)
    write("new.js")
    write("built/a.js")
    git("add", "staged.js")
    Path("deleted.js").unlink()
    assert files(".", "--changed-since", "HEAD") == ["changed.js", "new.js", "staged.js"]


def test_without_paths_the_current_folder_is_meant(monkeypatch: pytest.MonkeyPatch) -> None:
    """And no other; names are as from there."""
    write("api/a.js", GOOD)
    commit()
    write("api/a.js")
    write("web/b.js")
    monkeypatch.chdir("api")
    assert files("--changed-since", "HEAD") == ["a.js"]


def test_the_point_where_branches_parted_is_what_counts() -> None:
    """What others changed on the main branch meanwhile is not ours."""
    write("theirs.js", GOOD)
    write("ours.js", GOOD)
    commit()
    git("branch", "ours")
    write("theirs.js")
    commit()
    git("checkout", "--quiet", "ours")
    write("ours.js")
    commit()
    write("theirs.js", GOOD)
    assert files(".", "--changed-since", "main") == ["ours.js"]


def test_a_revision_without_common_history_is_compared_itself() -> None:
    """As in a shallow clone."""
    write("a.js", GOOD)
    commit()
    git("checkout", "--quiet", "--orphan", "other")
    write("b.js")
    commit()
    assert files(".", "--changed-since", "main") == ["b.js"]


@pytest.mark.parametrize("name", ['größe "x".js', "-a.js", "a b.js"])
def test_odd_names_are_found(name: str) -> None:
    """Whatever git would quote."""
    write("a.js", GOOD)
    commit()
    write(name)
    assert files(".", "--changed-since", "HEAD") == [name]


def test_nothing_changed_is_said() -> None:
    """Silence would look like a clean bill of health."""
    write("a.js")
    commit()
    result = check(".", "--changed-since", "HEAD")
    assert result.stderr == "No JavaScript or TypeScript here has changed.\n"
    assert (result.exit_code, result.stdout) == (0, "0 findings in 0 files\n")


def test_a_folder_without_git_is_told() -> None:
    """One sentence, exit code 2."""
    write("a.js")
    result = check("a.js", "--changed-since", "HEAD")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == (
        "Error: a.js is in no git repository that can be read, so --changed-since has nothing to "
        "compare it with\n"
    )


@pytest.mark.parametrize("revision", ["nonsense", "--output=x", "HEAD~99", ""])
def test_a_revision_that_git_does_not_know_is_told(revision: str) -> None:
    """And is never taken for an option."""
    write("a.js")
    commit()
    result = check("a.js", f"--changed-since={revision}")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(f"Error: git knows no revision {revision!r} in ")
    assert not Path("x").exists()


def test_a_machine_without_git_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is missing, not which file was not found."""
    write("a.js")
    monkeypatch.setenv("PATH", "")
    result = check("a.js", "--changed-since", "HEAD")
    assert result.exit_code == 2
    assert result.stderr == "Error: --changed-since needs git, and there is none on the PATH\n"


def test_a_git_that_does_not_answer_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """A lock on a network drive must not hold a build for ever."""
    write("a.js")
    commit()
    monkeypatch.setattr(changed, "PATIENCE", 0.0)
    result = check("a.js", "--changed-since", "HEAD")
    assert result.exit_code == 2
    assert result.stderr == "Error: git did not answer, so it is not known what changed\n"


def test_programs_of_a_strange_repository_are_not_started() -> None:
    """Its settings may name some; looking at a tree must run none of them."""
    write("a.js")
    commit()
    write("watch.sh", "#!/bin/sh\ntouch started\n").chmod(0o755)
    for key in ("core.fsmonitor", "diff.external", "diff.js.textconv"):
        git("config", key, str(Path("watch.sh").resolve()))
    write(".gitattributes", "*.js diff=js\n")
    write("a.js", "// more\n" + BAD)
    assert files("a.js", "--changed-since", "HEAD") == ["a.js"]
    assert not Path("started").exists()
