"""Nothing outside of the workspace is read, and no path leads out of it, by name or by link."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from nodewright.project import ProjectReader, confine, read_project


def package(folder: Path, **fields: object) -> Path:
    """A package.json."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "package.json"
    file.write_text(json.dumps(fields))
    return file


def test_a_manifest_that_is_a_link_to_elsewhere_is_not_read(tmp_path: Path) -> None:
    """Its names would go into a prompt."""
    outside = package(tmp_path / "outside", name="secret", dependencies={"pg": "1"})
    root = tmp_path / "root"
    root.mkdir()
    (root / "package.json").symlink_to(outside)
    facts = read_project(root / "a.js", [root])
    assert (facts.name, facts.dependencies, facts.manifest) == ("", {}, None)


def test_a_folder_that_is_a_link_to_elsewhere_brings_no_facts(tmp_path: Path) -> None:
    """The file is open, its neighbours outside are not."""
    package(tmp_path / "outside", name="secret", type="module")
    package(tmp_path / "root", name="mine")
    (tmp_path / "root" / "src").symlink_to(tmp_path / "outside", target_is_directory=True)
    facts = read_project(tmp_path / "root" / "src" / "a.js", [tmp_path / "root"])
    assert (facts.name, facts.module_system) == ("mine", "commonjs")


def test_a_link_inside_of_the_workspace_is_followed(tmp_path: Path) -> None:
    """As package managers lay out their stores."""
    root = tmp_path / "root"
    package(root, dependencies={"pg": "^8.0.0"})
    package(root / "node_modules" / ".pnpm" / "pg@8.1.0", version="8.1.0")
    (root / "node_modules" / "pg").symlink_to(root / "node_modules" / ".pnpm" / "pg@8.1.0")
    assert read_project(root / "a.js", [root]).installed == {"pg": "8.1.0"}


def test_packages_above_the_workspace_are_not_looked_at(tmp_path: Path) -> None:
    """Only the folder that was opened is the user's choice."""
    package(tmp_path / "node_modules" / "pg", version="8.1.0")
    package(tmp_path, name="above")
    root = tmp_path / "root"
    package(root, dependencies={"pg": "^8.0.0"})
    facts = read_project(root / "a.js", [root])
    assert facts.installed == {}
    assert facts.name == ""


def test_a_configuration_that_is_a_link_to_elsewhere_counts_for_nothing(tmp_path: Path) -> None:
    """It could switch rules off from outside."""
    (tmp_path / "out.toml").write_text('ignore = ["**"]\n')
    root = tmp_path / "root"
    root.mkdir()
    (root / "nodewright.toml").symlink_to(tmp_path / "out.toml")
    assert not read_project(root / "a.js", [root]).controls.ignores("a.js")


def test_without_a_workspace_a_home_folder_is_no_project(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A forgotten package.json in it would open all of it to an answer."""
    home = tmp_path / "home"
    package(home, name="forgotten")
    package(tmp_path, name="above")
    monkeypatch.setattr(Path, "home", lambda: home)
    file = home / "notes" / "a.js"
    assert read_project(file, []).root == file.parent
    package(home / "project", name="mine")
    facts = ProjectReader().read(home / "project" / "src" / "a.js", [])
    assert (facts.root, facts.name) == (home / "project", "mine")


PIECES = st.sampled_from(
    [
        *("a", "src", "in", "out", "chain", "loop", "dangling", "file.js", "up", "self", "~"),
        *("..", ".", "", " ", "...", ".. ", "/", "\\", "//", "\0", "%2e%2e", "C:", "con", "a:b"),
        *("\u202e", "\u2024\u2024", "\uff0f", "etc", "passwd", "\udc80", ".git", "é", "e\u0301"),
    ]
)
PATHS = st.builds(
    lambda parts, joint, end: joint.join(parts) + end,
    st.lists(PIECES, max_size=7),
    st.sampled_from(["/", "\\", ""]),
    st.sampled_from(["", "/", ".js"]),
)


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with links of every kind; the root is the only way in."""
    base = tmp_path_factory.mktemp("tree")
    root, outside = base / "root", base / "outside"
    (root / "src").mkdir(parents=True)
    outside.mkdir()
    (root / "file.js").touch()
    for name, target in {
        "out": outside,
        "up": Path(".."),
        "in": Path("src"),
        "chain": Path("out"),
        "loop": Path("loop"),
        "self": Path("."),
        "dangling": base / "nowhere",
    }.items():
        (root / name).symlink_to(target)
    (root / "src" / "out").symlink_to(Path("..") / ".." / "outside")
    return root


@settings(
    max_examples=max(500, settings.default.max_examples), suppress_health_check=list(HealthCheck)
)
@example(path="self/out/a")
@example(path="in/out/a.js")
@example(path="chain")
@given(path=PATHS)
def test_whatever_is_asked_the_place_lies_inside(tree: Path, path: str) -> None:
    """No name, no link and no mixture of both leads out; what comes back holds no link."""
    place = confine(tree, path)
    if place is None:
        return
    real = Path(os.path.realpath(place))
    assert real == Path(os.path.realpath(tree)) / place.relative_to(tree)
    assert real != Path(os.path.realpath(tree))
