"""Run every rule, and every fix of what it finds, over all files of the packages; none may throw.

Unlike the measure of false alarms this reads everything: tests, bundles, minified code, type
declarations, and the inputs of parsers' own tests. Writes ROBUSTNESS.md. Exit code 1 when
anything threw.
"""

from __future__ import annotations

import argparse
import dataclasses
import logging
import os
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from alarm_packages import HERE, fetch, read_selection
from nodewright.javascript.parsing import Node, language_of
from nodewright.project import ProjectReader
from nodewright.rulebooks import Neighbours
from nodewright.rules import RuleBook, load_rules, scan
from nodewright.rules.model import Clause, Rule, Table, Test
from nodewright.rules.view import Site

_SLOWEST = 12
_ENDINGS = (".js", ".mjs", ".cjs", ".jsx", ".ts", ".mts", ".cts", ".tsx")


@dataclass(slots=True)
class Told:
    """What one file did: sentences for what threw, and CPU seconds in all and by rule."""

    file: str
    bytes: int
    findings: int = 0
    threw: list[str] = field(default_factory=list)
    seconds: float = 0.0
    rules: Counter[str] = field(default_factory=Counter)


class _Hearing(logging.Handler):
    """Keeps what the engine reports of failing rules."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.heard.append(record.getMessage())


def timed(book: RuleBook, spent: Counter[str]) -> RuleBook:
    """``book`` with clauses that add the time of their conditions to ``spent``.

    What several rules share, such as the way of a value, counts for the first that asks.
    """

    def watch(rule: Rule, test: Test) -> Test:
        def run(site: Site, node: Node) -> bool:
            started = time.perf_counter()
            try:
                return test(site, node)
            finally:
                spent[rule.id] += time.perf_counter() - started  # type: ignore[assignment]

        return run

    def watched(rule: Rule, clause: Clause) -> tuple[Rule, Clause]:
        tests = tuple((name, watch(rule, test)) for name, test in clause.tests)
        return rule, dataclasses.replace(clause, tests=tests)

    tables = {
        language: Table(
            {key: tuple(watched(*pair) for pair in pairs) for key, pairs in table.clauses.items()},
            table.tails,
        )
        for language, table in book.tables.items()
    }
    return dataclasses.replace(book, tables=tables)


_STATE: dict[str, object] = {}


def _prepare() -> None:
    spent: Counter[str] = Counter()
    hearing = _Hearing()
    logging.getLogger("nodewright.rules").addHandler(hearing)
    logging.getLogger("nodewright.rules").propagate = False
    _STATE.update(
        book=timed(load_rules(), spent),
        spent=spent,
        hearing=hearing,
        reader=ProjectReader(),
        neighbours=Neighbours(),
    )


def _one(job: tuple[str, str]) -> Told:
    book, spent, hearing = _STATE["book"], _STATE["spent"], _STATE["hearing"]
    reader, neighbours = _STATE["reader"], _STATE["neighbours"]
    assert isinstance(book, RuleBook)
    assert isinstance(spent, Counter)
    assert isinstance(hearing, _Hearing)
    assert isinstance(reader, ProjectReader)
    assert isinstance(neighbours, Neighbours)
    root, file = Path(job[0]), Path(job[1])
    source = file.read_bytes()
    told = Told(f"{root.name}/{file.relative_to(root).as_posix()}", len(source))
    language = language_of(file.name)
    assert language is not None
    spent.clear()
    hearing.heard.clear()
    started = time.process_time()
    try:
        facts = reader.read(file, [root], language)
        inner = file.relative_to(root).as_posix()
        modules = neighbours.of(facts, book)
        found = scan(book, source, language, facts, inner, fixes=True, modules=modules)
        told.findings = len(found)
    except Exception as error:  # what the engine does not catch by itself is what is looked for
        told.threw.append(f"the engine failed with {type(error).__name__}: {error}")
    told.seconds = time.process_time() - started
    told.threw += hearing.heard
    told.rules = Counter(spent)
    return told


def jobs() -> Iterator[tuple[str, str]]:
    """(package folder, file) of everything that is JavaScript or TypeScript by its name."""
    selection = read_selection()
    for package in (*selection.packages, *selection.odd):
        root = fetch(package)
        for file in sorted(root.rglob("*")):
            if file.name.endswith(_ENDINGS) and file.is_file() and not file.is_symlink():
                yield str(root), str(file)


def page(told: Iterable[Told], command: str) -> str:
    """The page of the robustness run."""
    all_files = list(told)
    threw = [(one, what) for one in all_files for what in one.threw]
    endings = Counter(Path(one.file).suffix for one in all_files)
    rules: Counter[str] = Counter()
    for one in all_files:
        rules.update(one.rules)
    seconds = sum(one.seconds for one in all_files)
    parts = [
        "# No rule throws",
        "",
        (
            f"Written by `{command}`. Every rule, and the fixes of all that it found, over "
            f"{len(all_files)} files ({sum(one.bytes for one in all_files) / 1e6:.0f} MB) of npm "
            "packages, to the last file: tests, bundles, minified code, type declarations, and "
            "inputs of a parser's own tests, many of which do not parse."
        ),
        "",
        ", ".join(f"{number} {ending}" for ending, number in endings.most_common()) + ".",
        "",
        f"- rules or fixes that threw: **{len(threw)}**",
        *(f"  - {one.file}: {what}" for one, what in threw),
        f"- findings: {sum(one.findings for one in all_files)}",
        (
            f"- CPU: {seconds:.0f} s, {len(all_files) / max(seconds, 0.001):.0f} files a second "
            "and core, fixes made and verified"
        ),
        "",
        "## Slowest files",
        "",
        "| file | bytes | findings | CPU s |",
        "|---|---|---|---|",
        *(
            f"| {one.file} | {one.bytes} | {one.findings} | {one.seconds:.2f} |"
            for one in sorted(all_files, key=lambda o: -o.seconds)[:_SLOWEST]
        ),
        "",
        "## Slowest rules",
        "",
        "Time in the conditions of a rule; what rules share counts for the first that asks.",
        "",
        "| rule | s | share |",
        "|---|---|---|",
        *(
            f"| {rule} | {spent:.2f} | {100 * spent / max(seconds, 0.001):.1f} % |"
            for rule, spent in rules.most_common(_SLOWEST)
        ),
        "",
    ]
    return "\n".join(parts)


def main() -> int:
    """Run, write, and say how many threw."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--workers", type=int, default=min(8, os.cpu_count() or 1))
    workers = parser.parse_args().workers
    with ProcessPoolExecutor(workers, initializer=_prepare) as pool:
        told = list(pool.map(_one, jobs(), chunksize=16))
    (HERE / "ROBUSTNESS.md").write_text(page(told, "make never-throws"), encoding="utf-8")
    threw = sum(len(one.threw) for one in told)
    print(f"{len(told)} files, {threw} rules or fixes that threw")
    return 1 if threw else 0


if __name__ == "__main__":
    sys.exit(main())
