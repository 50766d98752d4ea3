"""Lock files: every form of them names the packages that an install brings."""

from __future__ import annotations

from pathlib import Path

import pytest
from nodewright.project import LockFiles

FORMS = {
    "package-lock.json": """{
  "name": "shop", "lockfileVersion": 3,
  "packages": {
    "": {"dependencies": {"express": "^4"}},
    "node_modules/express": {"version": "4.21.0", "engines": {"node": ">= 0.10"}},
    "node_modules/express/node_modules/@scope/deep": {"version": "1.0.0"}
  }
}""",
    "npm-shrinkwrap.json": """{
  "dependencies": {
    "express": {
      "version": "4.21.0",
      "requires": {"nothing": "1"},
      "dependencies": {"@scope/deep": {"version": "1.0.0"}}
    }
  }
}""",
    "yarn.lock": """# yarn lockfile v1

express@^4.0.0, express@^4.21.0:
  version "4.21.0"
  dependencies:
    nothing "1"

"@scope/deep@npm:^1.0.0":
  version: 1.0.0
""",
    "pnpm-lock.yaml": """lockfileVersion: '9.0'
packages:
  express@4.21.0:
    resolution: {integrity: sha512-x}
  '@scope/deep@1.0.0':
    engines: {node: '>=10'}
""",
    "bun.lock": """{
  "packages": {
    "express": ["express@4.21.0", "", {}],
    "@scope/deep": ["@scope/deep@1.0.0", "", {"os": ["linux"]}],
  }
}""",
}


@pytest.mark.parametrize("name", FORMS)
def test_packages_of_a_lock_file_are_known(name: str, tmp_path: Path) -> None:
    """Also from a folder below, and also nested and scoped ones; other keys are no packages."""
    (tmp_path / name).write_text(FORMS[name], "utf-8")
    locks = LockFiles(tmp_path / "packages" / "api", tmp_path)
    assert locks.knows("express")
    assert locks.knows("@scope/deep")
    for other in ("engines", "nothing", "os", "packages", "dependencies", "loadsh", ""):
        assert not locks.knows(other)


def test_lock_files_outside_of_the_workspace_are_not_read(tmp_path: Path) -> None:
    """The search ends at the root; a folder in place of the file is no lock file."""
    (tmp_path / "yarn.lock").write_text("express@^4:\n", "utf-8")
    root = tmp_path / "project"
    (root / "package-lock.json").mkdir(parents=True)
    assert not LockFiles(root, root).knows("express")
