"""Facts of a project: read from the manifests around a file, whatever state they are in."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from nodewright.facts import ProjectFacts
from nodewright.project import ProjectReader, read_project


def write(path: Path, content: Any) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")
    return path


def test_everything_a_manifest_says_is_read(tmp_path: Path) -> None:
    manifest = write(
        tmp_path / "package.json",
        {
            "name": "shop",
            "type": "module",
            "engines": {"node": ">=20"},
            "dependencies": {"express": "^4.18.0", "pg": "^8"},
            "devDependencies": {"jest": "^29", "pg": "^7"},
            "peerDependencies": {"react": "*"},
            "optionalDependencies": {"bufferutil": "^4"},
            "scripts": {"test": "jest"},
        },
    )
    write(tmp_path / "node_modules/express/package.json", {"version": "4.19.2"})
    write(tmp_path / "node_modules/left-pad/package.json", {"version": "1.0.0"})
    file = write(tmp_path / "src/routes/users.js", "")
    assert read_project(file, [tmp_path], "javascript") == ProjectFacts(
        root=tmp_path,
        manifest=manifest,
        name="shop",
        module_system="esm",
        node=">=20",
        dependencies={
            "jest": "^29",
            "pg": "^8",
            "react": "*",
            "bufferutil": "^4",
            "express": "^4.18.0",
        },
        installed={"express": "4.19.2"},
        scripts={"test": "jest"},
        test_runner="jest",
        development=frozenset({"jest"}),
    )


@pytest.mark.parametrize(
    ("name", "kind", "expected"),
    [
        ("a.js", "module", "esm"),
        ("a.ts", "module", "esm"),
        ("a.js", "commonjs", "commonjs"),
        ("a.js", None, "commonjs"),
        ("a.mjs", "commonjs", "esm"),
        ("a.MTS", None, "esm"),
        ("a.cjs", "module", "commonjs"),
        ("a.cts", "module", "commonjs"),
    ],
)
def test_the_extension_settles_the_module_system_before_the_manifest(
    tmp_path: Path, name: str, kind: str | None, expected: str
) -> None:
    write(tmp_path / "package.json", {"type": kind} if kind else {})
    assert read_project(tmp_path / name, [tmp_path]).module_system == expected


def test_the_nearest_manifest_decides_the_type_and_parents_lend_their_dependencies(
    tmp_path: Path,
) -> None:
    write(
        tmp_path / "package.json",
        {
            "name": "mono",
            "type": "module",
            "engines": {"node": "22"},
            "devDependencies": {"vitest": "1", "zod": "2"},
        },
    )
    nearest = write(tmp_path / "packages/api/package.json", {"dependencies": {"zod": "3"}})
    write(tmp_path / "node_modules/zod/package.json", {"version": "3.1.0"})
    facts = read_project(tmp_path / "packages/api/src/a.js", [tmp_path])
    assert facts.manifest == nearest
    assert (facts.module_system, facts.name, facts.node) == ("commonjs", "mono", "22")
    assert facts.dependencies == {"vitest": "1", "zod": "3"}
    assert facts.installed == {"zod": "3.1.0"}
    assert facts.test_runner == "vitest"
    assert facts.major("zod") == 3


def test_a_manifest_above_the_workspace_root_is_not_read(tmp_path: Path) -> None:
    write(tmp_path / "package.json", {"name": "above"})
    root = tmp_path / "workspace"
    facts = read_project(write(root / "a.js", ""), [root])
    assert facts == ProjectFacts(root=root, test_runner="node:test")


def test_the_innermost_root_counts_where_roots_are_nested(tmp_path: Path) -> None:
    inner = tmp_path / "inner"
    file = write(inner / "a.js", "")
    assert read_project(file, [tmp_path, inner]).root == inner


def test_outside_every_root_the_nearest_manifest_stands_in(tmp_path: Path) -> None:
    write(tmp_path / "package.json", {"name": "far"})
    write(tmp_path / "tsconfig.json", {})
    write(tmp_path / "near/package.json", {"name": "near"})
    facts = read_project(tmp_path / "near/src/a.js", [tmp_path / "elsewhere"])
    assert (facts.root, facts.name, facts.typescript) == (tmp_path / "near", "near", False)


def test_an_untitled_document_has_the_facts_of_the_first_root(tmp_path: Path) -> None:
    write(tmp_path / "package.json", {"name": "first"})
    assert read_project(None, [tmp_path, tmp_path / "b"]).name == "first"
    assert read_project(None, []) == ProjectFacts(test_runner="node:test")


@pytest.mark.parametrize(
    ("dependencies", "scripts", "expected"),
    [
        ({"mocha": "1"}, {"test": "jest"}, "mocha"),
        ({}, {"test": "c8 ava --serial"}, "ava"),
        ({}, {"test": "npx vitest run"}, "vitest"),
        ({}, {"test": "node --test"}, "node:test"),
        ({}, {"test": "node scripts/jest-like.js ./mocha.js"}, "node:test"),
    ],
)
def test_the_test_runner_is_found_by_dependency_then_by_script(
    tmp_path: Path, dependencies: dict[str, str], scripts: dict[str, str], expected: str
) -> None:
    write(tmp_path / "package.json", {"devDependencies": dependencies, "scripts": scripts})
    assert read_project(tmp_path / "a.js", [tmp_path]).test_runner == expected


def test_typescript_is_known_by_language_dependency_or_tsconfig(tmp_path: Path) -> None:
    file = tmp_path / "src/a.js"
    assert not read_project(file, [tmp_path], "javascript").typescript
    assert read_project(file, [tmp_path], "tsx").typescript
    write(tmp_path / "tsconfig.json", {})
    assert read_project(file, [tmp_path], "javascript").typescript
    other = tmp_path / "other"
    write(other / "package.json", {"devDependencies": {"typescript": "5"}})
    assert read_project(other / "a.js", [other], "javascript").typescript


BROKEN = [
    (b"{ // comment\n}", "package.json is not valid JSON: "),
    (b'{"a": 1,\n}', "package.json is not valid JSON: "),
    (b"", "package.json is not valid JSON: "),
    (b"[]", "package.json does not hold a JSON object and was ignored."),
    (b'"text"', "package.json does not hold a JSON object and was ignored."),
    (b"\xff\xfe{\x00}\x00", "package.json is not UTF-8 text and was not read."),
    (b"[" * 100_000, "package.json is nested too deeply"),
    (b'{"version": ' + b"9" * 5000 + b"}", "package.json is nested too deeply"),
    (b" " * (1024 * 1024 + 1), "package.json is larger than 1 MB and was not read."),
]


@pytest.mark.parametrize(("data", "sentence"), BROKEN, ids=[b[1][13:40] for b in BROKEN])
def test_a_broken_manifest_gives_one_sentence_and_the_parents_still_count(
    tmp_path: Path, data: bytes, sentence: str
) -> None:
    write(tmp_path / "package.json", {"name": "parent", "dependencies": {"pg": "8"}})
    (tmp_path / "api").mkdir()
    (tmp_path / "api/package.json").write_bytes(data)
    facts = read_project(tmp_path / "api/a.js", [tmp_path])
    assert len(facts.problems) == 1
    assert facts.problems[0].startswith(f"api/{sentence}")
    assert facts.name == "parent"
    assert facts.dependencies == {"pg": "8"}


def test_fields_of_the_wrong_type_are_named_and_the_others_kept(tmp_path: Path) -> None:
    write(
        tmp_path / "package.json",
        {
            "name": 7,
            "type": "umd",
            "engines": ["node >= 0.8"],
            "dependencies": ["express"],
            "devDependencies": {"pg": 8, "jest": "29"},
            "scripts": None,
        },
    )
    facts = read_project(tmp_path / "a.js", [tmp_path])
    assert facts.problems == (
        'In package.json, "devDependencies" should be an object of texts and was ignored.',
        'In package.json, "dependencies" should be an object and was ignored.',
        'In package.json, "type" should be "module" or "commonjs" and was ignored.',
        'In package.json, "name" should be text and was ignored.',
    )
    assert facts.dependencies == {"jest": "29"}
    assert facts.node == ""


def test_a_byte_order_mark_is_no_problem(tmp_path: Path) -> None:
    (tmp_path / "package.json").write_bytes(b'\xef\xbb\xbf{"name": "bom"}')
    assert read_project(tmp_path / "a.js", [tmp_path]).name == "bom"


def test_a_folder_in_the_place_of_the_manifest_is_said(tmp_path: Path) -> None:
    (tmp_path / "package.json").mkdir()
    (problem,) = read_project(tmp_path / "a.js", [tmp_path]).problems
    assert problem.startswith("package.json cannot be read: ")


def test_the_reader_notices_a_manifest_that_changed_came_or_went(tmp_path: Path) -> None:
    reader = ProjectReader()
    file = tmp_path / "a.js"
    assert reader.read(file, [tmp_path]).name == ""
    manifest = write(tmp_path / "package.json", {"name": "one"})
    assert reader.read(file, [tmp_path]).name == "one"
    write(manifest, {"name": "two"})
    os.utime(manifest, ns=(1, 1))
    assert reader.read(file, [tmp_path]).name == "two"
    manifest.unlink()
    assert reader.read(file, [tmp_path]).name == ""


def test_a_nearer_node_modules_hides_a_farther_one_and_a_broken_version_is_left_out(
    tmp_path: Path,
) -> None:
    write(tmp_path / "package.json", {"dependencies": {"pg": "8", "koa": "2"}})
    write(tmp_path / "node_modules/pg/package.json", {"version": "8.1.0"})
    write(tmp_path / "api/node_modules/pg/package.json", {"version": "7.0.0"})
    write(tmp_path / "node_modules/koa/package.json", "{")
    facts = read_project(tmp_path / "api/a.js", [tmp_path])
    assert facts.installed == {"pg": "7.0.0"}
    assert facts.problems == ()
