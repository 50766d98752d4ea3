"""What projects take for their own pipelines: hooks for pre-commit, a workflow for GitHub."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from checking import BAD, GOOD, SUGGESTED, check, commit, git, write
from jsonschema import Draft7Validator
from snippets import PAGES, ROOT, snippets

MANIFEST = ROOT / ".pre-commit-hooks.yaml"
WORKFLOW = ROOT / "examples" / "github" / "nodewright.yml"
HOOKS: list[dict[str, Any]] = yaml.safe_load(MANIFEST.read_text("utf-8"))
SCHEMA = Draft7Validator(json.loads((ROOT / "tests/data/github-workflow.json").read_text("utf-8")))


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty repository as the current folder, with this nodewright on the PATH."""
    folder = tmp_path / "project"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.setenv("PRE_COMMIT_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    commit()


def pre_commit(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pre_commit", *words]
    return subprocess.run(command, capture_output=True, encoding="utf-8")


def run_hook(name: str) -> subprocess.CompletedProcess[str]:
    """The hook as the manifest has it, but with the nodewright of these tests."""
    (hook,) = (hook for hook in HOOKS if hook["id"] == name)
    local = {"repo": "local", "hooks": [{**hook, "language": "system"}]}
    write(".pre-commit-config.yaml", yaml.safe_dump({"repos": [local]}))
    git("add", "--all")
    return pre_commit("run", "--all-files", "--color", "never")


def test_pre_commit_takes_the_manifest() -> None:
    checked = pre_commit("validate-manifest", str(MANIFEST))
    assert checked.returncode == 0, checked.stdout


def test_the_hook_finds_faults_in_every_kind_of_file_and_looks_at_no_other() -> None:
    kinds = [".js", ".mjs", ".cjs", ".jsx", ".ts", ".mts", ".cts", ".tsx"]
    for kind in kinds:
        write(f"bad{kind}")
    write("bad.py", BAD)
    found = run_hook("nodewright")
    assert found.returncode == 1
    assert set(re.findall(r"(?m)^bad(\.\w+):1:", found.stdout)) == set(kinds)


def test_the_hook_passes_what_is_good_and_what_is_only_a_hint() -> None:
    write("good.js", GOOD)
    passed = run_hook("nodewright")
    assert (passed.returncode, "Passed" in passed.stdout) == (0, True), passed.stdout


def test_the_configuration_of_the_page_names_a_hook_and_options_that_exist() -> None:
    (page,) = (page for page in PAGES if page.name == "cli.md")
    (shown,) = (snippet.text for snippet in snippets(page) if snippet.kind == "yaml")
    write(".pre-commit-config.yaml", shown)
    assert pre_commit("validate-config").returncode == 0
    ((hook,),) = (repo["hooks"] for repo in yaml.safe_load(shown)["repos"])
    assert hook["id"] in {known["id"] for known in HOOKS}
    write("bad.js")
    told = check(*hook["args"], "bad.js")
    assert told.exit_code == 0, "the fault is no error"


def test_the_second_hook_repairs_what_is_safe_and_tells_the_rest() -> None:
    """pre-commit calls a hook that changes files a failure, so that a person looks."""
    repaired, other = write("a.js", BAD), write("b.js", SUGGESTED)
    told = run_hook("nodewright-fix")
    assert told.returncode == 1
    assert "files were modified by this hook" in told.stdout
    assert (repaired.read_text(), other.read_text()) == (GOOD, SUGGESTED)


def workflow() -> dict[str, Any]:
    """The example; PyYAML reads the key `on` as a truth."""
    read: dict[Any, Any] = yaml.safe_load(WORKFLOW.read_text("utf-8"))
    return {"on" if key is True else key: value for key, value in read.items()}


def test_the_workflow_is_one_that_github_takes() -> None:
    assert [error.message for error in SCHEMA.iter_errors(workflow())] == []


def test_the_schema_is_able_to_refuse() -> None:
    broken = workflow()
    broken["jobs"]["code-scanning"]["steps"][0]["use"] = "actions/checkout@v5"
    assert list(SCHEMA.iter_errors(broken)) != []


@pytest.mark.parametrize(("job", "expected"), [("changed-files", 1), ("code-scanning", 0)])
def test_the_commands_of_the_workflow_do_what_it_says(job: str, expected: int) -> None:
    """A job that annotates a pull request fails with its findings; code scanning judges itself."""
    write("old.js", BAD)
    commit()
    git("update-ref", "refs/remotes/origin/main", "HEAD")
    write("new.js", BAD)
    commit()
    steps = [step["run"] for step in workflow()["jobs"][job]["steps"] if "run" in step]
    assert steps.pop(0) == 'pip install "$NODEWRIGHT"'
    (command,) = steps
    environ = {**os.environ, "BASE": "main"}
    done = subprocess.run(
        ["bash", "-e", "-c", command], env=environ, capture_output=True, encoding="utf-8"
    )
    assert done.returncode == expected, done.stderr
    if job == "changed-files":
        assert re.findall(r"file=(\w+\.js)", done.stdout) == ["new.js"]
    else:
        log = json.loads(Path("nodewright.sarif").read_text("utf-8"))
        assert len(log["runs"][0]["results"]) == 2


def test_the_workflow_names_the_wheel_of_this_version() -> None:
    (version,) = re.findall(r'(?m)^version = "(.+)"$', (ROOT / "pyproject.toml").read_text("utf-8"))
    assert Path(workflow()["env"]["NODEWRIGHT"]).name == f"nodewright-{version}-py3-none-any.whl"
