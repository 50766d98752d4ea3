"""``nodewright check`` over trees: what is skipped, all cores, deaths and Ctrl-C."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from checking import BAD, GOOD, check, found, write
from nodewright.cli import checking, tree
from nodewright.cli.check import INTERRUPTED
from nodewright.cli.checking import Checker, Wanted
from nodewright.cli.files import Search
from nodewright.cli.terminal import UnusableError
from nodewright.cli.workers import WorkerDiedError, cores, spread
from nodewright.project import IgnoreRules
from rich.console import Console

pytestmark = pytest.mark.usefixtures("quick")


def a_tree(files: int) -> list[str]:
    """``files`` sources in folders of ten, every third with a finding; names sorted as found."""
    names = [f"src/{number // 10:02}/{number:03}.js" for number in range(files)]
    for number, name in enumerate(names):
        write(name, GOOD if number % 3 else BAD)
    return names


def test_what_no_person_wrote_is_skipped_with_a_count() -> None:
    """Below a folder, one sentence for all; the rest is checked."""
    write("src/a.js")
    write("src/data.js", b"\0\1")
    write("src/big.js", b"a;\n" * 400_000)
    write("src/line.js", b"a;" * 20_000)
    write("src/lib.min.js")
    result = check("src")
    assert result.stderr == "skipped 4 files: 2 minified, 1 over 1 MB, 1 binary\n"
    assert (result.exit_code, result.stdout.splitlines()[-1]) == (1, "1 finding in 1 file")


def test_a_minified_file_that_is_named_is_read_or_told() -> None:
    """Its name alone is no reason to say nothing of it."""
    write("lib.min.js")
    assert len(found("lib.min.js")) == 1
    write("line.js", b"a;" * 20_000)
    result = check("line.js")
    assert result.stderr.startswith("line.js: nodewright does not analyse minified code")
    assert result.exit_code == 2


def test_a_walk_and_a_question_agree_on_what_is_ignored() -> None:
    """Negations, anchors, folders and files, at every depth: as for a path that is asked for."""
    Path(".git").mkdir()
    write(".gitignore", "/built/\n*.gen.js\nlogs/\n!keep.gen.js\ndeep/**/x.js\n")
    write(".nodewrightignore", "vendor\n!logs/\n")
    write("a/.gitignore", "*\n!*.js\n!sub/\nb.js\n")
    write("a/sub/.nodewrightignore", "!b.js\n/c.js\n")
    folders = ("", "a/", "a/sub/", "built/", "a/built/", "logs/", "a/logs/", "vendor/", "deep/q/")
    names = ("b.js", "c.js", "x.js", "b.gen.js", "keep.gen.js", ".env.js", "id_rsa.js")
    for folder in (*folders, "node_modules/x/"):
        for name in names:
            write(folder + name, GOOD)
    rules = IgnoreRules(Path().resolve())
    walked = {path.as_posix() for path in Search([Path()]).files()}
    every = {path.as_posix() for path in Path().rglob("*.js")}
    assert walked == {path for path in every if not rules.ignored(path)}
    assert {"a/sub/b.js", "keep.gen.js", "a/c.js"} <= walked
    assert not {"built/b.js", "vendor/b.js", "a/b.js", "deep/q/x.js"} & walked


def test_a_list_of_what_is_not_ignored_leads_into_folders() -> None:
    """All is ignored but folders and one kind of file: git goes into the folders."""
    Path(".git").mkdir()
    write(".gitignore", "*\n!*/\n!*.js\n/off/\n")
    for name in ("a.js", "b/a.js", "b/c/a.js", "b/c/a.ts", "off/a.js", "b/off/a.js"):
        write(name)
    kept = ["a.js", "b/a.js", "b/c/a.js", "b/off/a.js"]
    assert [f["file"] for f in found(".")] == kept
    rules = IgnoreRules(Path().resolve())
    asked = [path for path in Path().rglob("*.*s") if not rules.ignored(path.as_posix())]
    assert sorted(path.as_posix() for path in asked) == kept


def test_a_folder_that_is_ignored_stays_so_when_it_is_named() -> None:
    """Only a file that is named counts in any case."""
    Path(".git").mkdir()
    write(".gitignore", "built/\n")
    write("built/sub/a.js")
    write("node_modules/x/a.js")
    for folder in ("built", "built/sub", "node_modules/x"):
        assert "no ignore file covers" in check(folder).stderr
    assert len(found("built/sub/a.js")) == 1


def test_check_loads_neither_the_language_server_nor_the_model() -> None:
    """Each worker process would pay for it."""
    code = (
        "import sys, nodewright.cli.check, nodewright.cli.checking\n"
        "print({'lsprotocol', 'pygls', 'openai', 'asyncio'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("set()\n", "")


def test_of_many_broken_files_ten_are_named() -> None:
    """A tree of another dialect does not bury the findings."""
    for number in range(12):
        write(f"src/{number:02}.js", "const = ;\n")
    told = check("src").stderr.splitlines()
    assert len(told) == 11
    assert told[0] == "src/00.js: does not parse at line 1, so findings may be missing"
    assert told[-1] == "2 more files cannot be parsed in full"


def test_a_bug_costs_one_file_and_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """By its kind, never with the code; the run goes on and ends with 2."""
    write("src/a.js", GOOD)
    write("src/b.js", GOOD)
    real = checking.workspace_of

    def broken(path: Path) -> Path:
        if path.name == "a.js":
            raise RecursionError("const size")
        return real(path)

    monkeypatch.setattr(checking, "workspace_of", broken)
    result = check("src/a.js", "src/b.js")
    assert result.stderr == (
        "src/a.js: nodewright failed with RecursionError, which is a bug in nodewright\n"
    )
    assert (result.exit_code, result.stdout) == (2, "0 findings in 1 file\n")


def test_a_rule_that_fails_is_named_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the number of files; the other rules go on."""
    write("src/a.js")
    write("src/b.js")
    log = checking._LOG
    real = Checker._check

    def failing(self: Checker, file: str, path: Path, snapshot: object) -> object:
        log.error("rule %s failed with %s and was skipped", "floating-promise", "KeyError")
        return real(self, file, path, snapshot)  # type: ignore[arg-type]

    monkeypatch.setattr(Checker, "_check", failing)
    result = check("src")
    assert result.stderr == "rule floating-promise failed with KeyError and was skipped\n"
    assert "2 findings in 2 files" in result.stdout


def test_all_cores_find_what_one_process_finds_in_the_same_order() -> None:
    """Findings, counts and sentences do not depend on how the work was spread."""
    a_tree(tree.FEWEST + 15)
    write("src/02/data.js", b"\0")
    write("src/03/broken.js", "const = ;\n" + BAD)
    alone, spread_out = check("src", "--jobs", "1"), check("src", "--jobs", "3")
    assert alone.stdout == spread_out.stdout
    assert alone.stderr == spread_out.stderr
    assert alone.exit_code == spread_out.exit_code == 1
    assert "23 findings in 66 files" in alone.stdout


def test_all_cores_repair_what_one_process_repairs() -> None:
    """The texts come back from the processes and are written here."""
    names = a_tree(tree.FEWEST + 1)
    result = check("src", "--fix", "--jobs", "2")
    assert result.stderr == "fixed 17 findings in 17 files\n"
    assert result.exit_code == 0
    assert {Path(name).read_text() for name in names} == {GOOD}


def test_a_few_files_are_checked_in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Processes would take longer to start than the check takes."""
    monkeypatch.setattr(tree, "spread", None)
    a_tree(tree.FEWEST - 1)
    assert check("src").exit_code == 1


def test_results_come_in_the_order_of_the_work() -> None:
    """However long each piece takes."""
    assert list(spread(abs, range(-20, 0), 3)) == list(range(20, 0, -1))
    assert list(spread(abs, [], 3)) == []
    assert cores() >= 1


def test_an_error_of_the_work_reaches_the_caller() -> None:
    """It is raised here as it was there."""
    with pytest.raises(ValueError, match="invalid literal"):
        list(spread(int, ["1", "a"], 2))


def test_a_worker_that_dies_ends_the_work_and_names_what_it_was_at() -> None:
    """No hanging, and no half of a result."""
    with pytest.raises(WorkerDiedError) as told:
        list(spread(os._exit, [3, 4, 5], 1))
    assert told.value.batches == [3]


def test_a_worker_that_dies_is_one_clear_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the files to look at, exit code 2, and nothing that could be taken for a result."""
    a_tree(tree.FEWEST)

    def dead(work: object, batches: list[list[str]], jobs: int) -> Iterator[None]:
        yield from ()
        raise WorkerDiedError(batches[:1])

    monkeypatch.setattr(tree, "spread", dead)
    result = check("src", "--jobs", "2")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(
        "Error: a worker process died, perhaps for want of memory, so nothing is reported; "
        "it was at one of 8 files: src/00/000.js, src/00/001.js,"
    )
    assert result.stderr.count("\n") == 1
    with pytest.raises(UnusableError):
        tree.check_tree(Wanted(), ["a"] * 50, frozenset(), 2, Console(stderr=True))


def test_ctrl_c_ends_the_work_at_once() -> None:
    """The interrupt reaches the caller, and the processes are gone."""
    with pytest.raises(KeyboardInterrupt):
        list(spread(partial(os.kill, os.getpid()), [signal.SIGINT] + [0] * 50, 1))


def test_ctrl_c_is_told_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    """No traceback, nothing written, and the exit code that a shell expects."""

    def interrupted(self: Checker, file: str, named: bool) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Checker, "check", interrupted)
    path = write("a.js")
    result = check("a.js", "--fix")
    assert result.stderr == "Stopped. Nothing is reported, and no file was changed.\n"
    assert (result.exit_code, result.stdout) == (INTERRUPTED, "")
    assert path.read_text() == BAD


def test_a_workers_ctrl_c_is_left_to_the_first_process() -> None:
    """A terminal sends it to all of them; a worker that died of it would look like a crash."""
    told = list(spread(signal.getsignal, [signal.SIGINT], 1))
    assert told == [signal.SIG_IGN]


@pytest.mark.skipif(sys.platform == "win32", reason="there are no process groups here")
def test_ctrl_c_leaves_no_process_behind() -> None:
    """The real command in a group of its own: after it has ended, nobody is left in the group."""
    a_tree(400)
    command = [sys.executable, "-m", "nodewright", "check", "src", "--jobs", "2"]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
    )
    while process.poll() is None and len(members(process.pid)) < 3:
        time.sleep(0.01)
    os.killpg(process.pid, signal.SIGINT)
    stdout, stderr = process.communicate(timeout=60)
    assert (process.returncode, stdout) == (INTERRUPTED, b"")
    assert stderr == b"Stopped. Nothing is reported, and no file was changed.\n"
    until = time.monotonic() + 30
    while members(process.pid) and time.monotonic() < until:
        time.sleep(0.01)
    assert members(process.pid) == []


def members(group: int) -> list[str]:
    """The processes of a group that have not ended."""
    told = subprocess.run(
        ["ps", "-A", "-o", "pgid=,stat=,pid="], capture_output=True, text=True, check=True
    )
    rows = [line.split() for line in told.stdout.splitlines()]
    return [pid for pgid, state, pid in rows if pgid == str(group) and state[0] != "Z"]


def test_a_progress_bar_is_shown_on_a_terminals_stderr_alone() -> None:
    """Nothing of it stays, and nothing of it reaches a pipe."""
    shown, silent = io.StringIO(), io.StringIO()
    results = [[checking.Checked(str(n))] for n in range(tree.FEWEST)]
    for console in (
        Console(file=shown, force_terminal=True, width=80),
        Console(file=silent, force_terminal=False),
    ):
        told = list(tree._with_progress(iter(results), len(results), console))
        assert told == results
    assert "checking" in shown.getvalue()
    assert f"/{tree.FEWEST}" in shown.getvalue()
    assert silent.getvalue() == ""
