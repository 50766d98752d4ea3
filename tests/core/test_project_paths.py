"""Paths of a project: what is ignored, what may be named, where a test belongs."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from nodewright import project
from nodewright.facts import ProjectFacts
from nodewright.project import IgnoreRules, confine


@pytest.mark.parametrize(
    "path",
    [
        ".env",
        ".env.production",
        "config/.ENV.local",
        "certs/server.pem",
        "certs/Server.KEY",
        "id_rsa",
        "home/.ssh/config",
        "a.p12",
        "a.pfx",
        ".npmrc",
        "deploy/prod.env",
        "_netrc",
        "config/credentials.json",
        ".docker/config.json",
        "infra/prod.tfvars",
        "keys/AuthKey_1.p8",
        "node_modules/pg/index.js",
        "packages/a/node_modules/pg/index.js",
        ".git/config",
        ".git",
        "a/.git/hooks/pre-commit",
        "src\\.env",
        "",
        ".",
        "/etc/passwd",
        "../outside.js",
        "src/../../outside.js",
        "C:/secret.js",
    ],
)
def test_secrets_foreign_folders_and_escapes_are_always_ignored(tmp_path: Path, path: str) -> None:
    (tmp_path / ".gitignore").write_text("!.env\n!*.pem\n!node_modules/\n")
    assert IgnoreRules(tmp_path).ignored(path)


@pytest.mark.parametrize(
    "path", ["src/app.js", "src/env.js", "monkey.js", "./a.js", "keys/a.ts", "credentials.js"]
)
def test_plain_sources_are_not_ignored(tmp_path: Path, path: str) -> None:
    assert not IgnoreRules(tmp_path).ignored(path)


def test_both_ignore_files_count_at_every_depth_and_the_innermost_wins(tmp_path: Path) -> None:
    (tmp_path / "api").mkdir()
    (tmp_path / ".gitignore").write_bytes(b"dist/\r\n*.gen.js\n/top.js\n")
    (tmp_path / ".nodewrightignore").write_text("private/\n!kept.gen.js\n")
    (tmp_path / "api/.gitignore").write_text("!mine.gen.js\nlocal.js\n")
    rules = IgnoreRules(tmp_path)
    ignored = ["dist/a.js", "a.gen.js", "private/x/y.js", "top.js", "api/local.js", "api/a.gen.js"]
    assert [path for path in ignored if not rules.ignored(path)] == []
    kept = ["kept.gen.js", "api/mine.gen.js", "api/top.js", "local.js", "distance/a.js", "dist.js"]
    assert [path for path in kept if rules.ignored(path)] == []
    assert rules.problems == ()


def test_the_repository_around_the_workspace_has_its_say(tmp_path: Path) -> None:
    """Parents' ignore files and info/exclude count as git has them; the innermost wins."""
    root = tmp_path / "packages" / "api"
    (root / "src").mkdir(parents=True)
    (tmp_path / ".git" / "info").mkdir(parents=True)
    (tmp_path / ".git" / "info" / "exclude").write_text("/packages/api/mine.js\nnotes.js\n")
    (tmp_path / ".gitignore").write_text("*.local.js\n/src/top.js\n")
    (tmp_path / "packages" / ".nodewrightignore").write_text("api/private/\n")
    (root / ".gitignore").write_text("!keep.local.js\n!src/notes.js\n")
    rules = IgnoreRules(root)
    ignored = ["a.local.js", "src/b.local.js", "private/x.js", "mine.js", "notes.js"]
    assert [path for path in ignored if not rules.ignored(path)] == []
    kept = ["keep.local.js", "src/top.js", "src/mine.js", "src/notes.js"]
    assert [path for path in kept if rules.ignored(path)] == []
    for path in (*ignored, *kept):
        folder, _, name = path.rpartition("/")
        walked = rules.entry_ignored(folder, name, is_folder=False)
        assert walked == (path in ignored), path
    assert rules.entry_ignored("", "private", is_folder=True)


def test_a_workspace_inside_an_ignored_folder_is_ignored(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".gitignore").write_text("generated/\n")
    (tmp_path / "generated" / "app").mkdir(parents=True)
    assert IgnoreRules(tmp_path / "generated" / "app").ignored("a.js")


def test_a_worktree_takes_the_exclude_file_of_its_repository(tmp_path: Path) -> None:
    git = tmp_path / "main" / ".git"
    (git / "info").mkdir(parents=True)
    (git / "info" / "exclude").write_text("secret.js\n")
    (git / "worktrees" / "w").mkdir(parents=True)
    (git / "worktrees" / "w" / "commondir").write_text("../..\n")
    (tmp_path / "w").mkdir()
    (tmp_path / "w" / ".git").write_text(f"gitdir: {git / 'worktrees' / 'w'}\n")
    rules = IgnoreRules(tmp_path / "w")
    assert rules.ignored("secret.js")
    assert not rules.ignored("open.js")


def test_a_file_inside_an_ignored_folder_cannot_be_taken_back(tmp_path: Path) -> None:
    (tmp_path / ".gitignore").write_text("build/\n!build/a.js\n")
    assert IgnoreRules(tmp_path).ignored("build/a.js")


def test_a_change_of_an_ignore_file_counts_at_once(tmp_path: Path) -> None:
    rules = IgnoreRules(tmp_path)
    assert not rules.ignored("a.js")
    ignore = tmp_path / ".nodewrightignore"
    ignore.write_text("a.js\n")
    assert rules.ignored("a.js")
    ignore.unlink()
    assert not rules.ignored("a.js")


def test_an_ignore_file_that_cannot_be_used_is_said_and_the_rest_holds(tmp_path: Path) -> None:
    (tmp_path / ".gitignore").write_text("!\n*.log\n")
    (tmp_path / ".nodewrightignore").mkdir()
    (tmp_path / "big").mkdir()
    (tmp_path / "big/.gitignore").write_bytes(b"#" * (1024 * 1024 + 1))
    rules = IgnoreRules(tmp_path)
    assert rules.ignored("a.log")
    assert not rules.ignored("big/a.js")
    assert sorted(rules.problems) == [
        ".gitignore holds a pattern that git does not know; it is skipped.",
        ".nodewrightignore cannot be read: Is a directory.",
        "big/.gitignore is larger than 1 MB and was not read.",
    ]


@pytest.mark.parametrize(
    "path",
    [
        "",
        ".",
        "/etc/passwd",
        "\\\\server\\share\\a.js",
        "//server/share/a.js",
        "C:\\a.js",
        "c:a.js",
        "a.js:stream",
        "../a.js",
        "src/../../a.js",
        "src/../a.js",
        "src\\..\\..\\a.js",
        "~/a.js",
        "a\x00.js",
        "a\n.js",
        "a\x7f.js",
        "safe\u202esj.exe",
        "zero\u200bwidth.js",
        "line\u2028.js",
        "\ud800.js",
        "con",
        "src/NUL.js",
        "com1.test.js",
        "lpt¹.js",
        "trailing.",
        "trailing /a.js",
        "what?.js",
        "a|b.js",
        "x" * 256,
        "d/" * 600 + "a.js",
    ],
)
def test_a_path_that_could_leave_the_root_or_fool_a_person_is_refused(
    tmp_path: Path, path: str
) -> None:
    assert confine(tmp_path, path) is None


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("src/a.js", "src/a.js"),
        ("./src//a.js", "src/a.js"),
        ("src\\a.js", "src/a.js"),
        ("new/deep/ünï code.test.js", "new/deep/ünï code.test.js"),
        ("routes/[id].js", "routes/[id].js"),
        ("console.js", "console.js"),
        (".eslintrc.cjs", ".eslintrc.cjs"),
    ],
)
def test_a_plain_path_is_placed_below_the_root(tmp_path: Path, path: str, expected: str) -> None:
    assert confine(tmp_path, path) == tmp_path / expected


def test_links_are_resolved_and_must_stay_inside(tmp_path: Path) -> None:
    root = tmp_path / "root"
    (root / "src").mkdir(parents=True)
    (tmp_path / "outside").mkdir()
    (root / "out").symlink_to(tmp_path / "outside")
    (root / "dangling.js").symlink_to(tmp_path / "nowhere.js")
    (root / "safe.js").symlink_to(root / ".env")
    (root / "loop").symlink_to(root / "loop")
    (root / "in").symlink_to("src")
    assert confine(root, "out/a.js") is None
    assert confine(root, "dangling.js") is None
    assert confine(root, "loop/a.js") is None
    assert confine(root, "in/a.js") == root / "src/a.js"
    assert confine(root, "safe.js") == root / ".env"


def test_a_root_that_is_itself_a_link_keeps_its_spelling(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    link = tmp_path / "link"
    link.symlink_to(tmp_path / "real")
    assert confine(link, "a.js") == link / "a.js"


ROOT = Path(os.path.abspath(os.sep)) / "w"


def facts(
    runner: str = "node:test", package: str = "", *dependencies: str, script: str = ""
) -> ProjectFacts:
    return ProjectFacts(
        root=ROOT,
        manifest=ROOT / package / "package.json",
        test_runner=runner,
        dependencies=dict.fromkeys(dependencies, "*"),
        scripts={"test": script},
    )


@pytest.mark.parametrize(
    ("path", "given", "existing", "expected"),
    [
        ("src/a.js", facts(), [], "test/a.test.js"),
        ("src/a.js", facts(), ["tests"], "tests/a.test.js"),
        ("src/a.js", facts("mocha"), ["test", "test/unit"], "test/unit/a.test.js"),
        ("src/routes/a.js", facts(), ["test"], "test/a.test.js"),
        ("src/routes/a.js", facts(), ["test", "test/routes"], "test/routes/a.test.js"),
        ("routes/v1/a.js", facts(), ["test", "test/routes"], "test/routes/a.test.js"),
        ("src/a.js", facts("jest"), [], "src/a.test.js"),
        ("src/a.js", facts("vitest"), ["src/__tests__"], "src/__tests__/a.test.js"),
        ("src/a.js", facts("jest"), ["__tests__"], "__tests__/a.test.js"),
        ("src/a.mjs", facts(), [], "test/a.test.mjs"),
        ("src/a.cjs", facts(), [], "test/a.test.cjs"),
        ("src/a.ts", facts("jest", "", "@nestjs/core"), [], "src/a.spec.ts"),
        ("src/a.ts", facts("mocha", script="mocha 'src/**/*.spec.ts'"), [], "test/a.spec.ts"),
        ("src/a.js", facts(), ["test/a.test.js", "test"], "test/a.2.test.js"),
        ("a.js", facts(), ["test", "test/a.test.js", "test/a.2.test.js"], "test/a.3.test.js"),
        ("src/a.js", facts(), ["src/a.spec.js", "test"], "src/a.test.js"),
        ("test/a.test.js", facts(), ["test/a.test.js"], "test/a.2.test.js"),
        ("packages/api/src/a.js", facts("ava", "packages/api"), [], "packages/api/test/a.test.js"),
        ("packages/api/src/a.js", facts("ava", "packages/web"), [], "test/a.test.js"),
        ("a.js", ProjectFacts(), [], "test/a.test.js"),
    ],
)
def test_a_new_test_goes_where_the_project_keeps_its_tests(
    path: str, given: ProjectFacts, existing: list[str], expected: str
) -> None:
    taken = set(existing).__contains__
    assert project.test_path_for(path, given, taken, lambda _: False) == expected


def test_tests_are_added_to_the_file_of_tests_that_is_there() -> None:
    """Where it can take more, no second file beside it is begun."""
    there = {"test", "test/a.test.js"}.__contains__
    assert project.test_path_for("src/a.js", facts(), there, there) == "test/a.test.js"


def test_a_manifest_outside_the_root_does_not_move_the_test() -> None:
    odd = ProjectFacts(root=ROOT, manifest=ROOT.parent / "other/package.json")
    assert project.test_path_for("a.js", odd, lambda _: False, lambda _: False) == "test/a.test.js"
