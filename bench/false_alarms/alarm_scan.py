"""Run the rules over the files of a package and count its lines of code."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from nodewright.document import LineTable, Severity
from nodewright.javascript.parsing import Node, language_of, parse
from nodewright.project import ProjectReader
from nodewright.rulebooks import Neighbours
from nodewright.rules import RuleBook, load_rules, scan

LONGEST_FILE = 1_000_000
"""Bytes above which the command line does not read a file either."""


@dataclass(frozen=True, slots=True)
class Found:
    """A finding without its bytes: the rule, its place, the words of the line it starts on."""

    package: str
    file: str
    rule: str
    severity: Severity
    line: int
    anchor: str
    message: str
    security: bool

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What a verdict is kept under; it survives a shift of lines."""
        return (self.package, self.file, self.rule, self.anchor)


@dataclass(slots=True)
class FileResult:
    """What one file gave; ``seconds`` of CPU for parsing and all rules."""

    package: str
    file: str
    lines: int = 0
    found: list[Found] = field(default_factory=list)
    seconds: float = 0.0
    skipped: str = ""


def code_lines(source: bytes, root: Node) -> int:
    """Lines that hold more than blanks and comments."""
    text = bytearray(source)
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if node.type in ("comment", "html_comment"):
            for at in range(node.start_byte, node.end_byte):
                if text[at] not in b"\r\n":
                    text[at] = 32
        else:
            waiting += node.children
    return sum(1 for line in bytes(text).splitlines() if line.strip())


def scan_file(
    book: RuleBook,
    reader: ProjectReader,
    package: str,
    root: Path,
    file: Path,
    neighbours: Neighbours | None = None,
) -> FileResult:
    """The findings and the size of one file of the package unpacked at ``root``."""
    inner = file.relative_to(root).as_posix()
    result = FileResult(package, inner)
    source = file.read_bytes()
    language = language_of(file.name)
    if language is None or len(source) > LONGEST_FILE:
        result.skipped = "too large"
        return result
    try:
        source.decode()
    except UnicodeDecodeError:
        result.skipped = "not UTF-8"
        return result
    facts = reader.read(file, [root], language)
    started = time.process_time()
    modules = neighbours.of(facts, book) if neighbours is not None else None
    findings = scan(book, source, language, facts, inner, modules=modules)
    result.seconds = time.process_time() - started
    result.lines = code_lines(source, parse(source, language).root_node)
    table = LineTable(source)
    for finding in findings:
        line = table.line_of(finding.span.start)
        anchor = source[table.starts[line] :].split(b"\n", 1)[0]
        result.found.append(
            Found(
                package,
                inner,
                finding.rule,
                finding.severity,
                line + 1,
                " ".join(anchor.decode("utf-8", "replace").split())[:160],
                finding.message,
                "security" in book.rules[finding.rule].tags,
            )
        )
    return result


_STATE: dict[str, object] = {}


def _prepare() -> None:
    _STATE["book"], _STATE["reader"] = load_rules(), ProjectReader()
    _STATE["neighbours"] = Neighbours()


def _one(job: tuple[str, str, str]) -> FileResult:
    book, reader, neighbours = _STATE["book"], _STATE["reader"], _STATE["neighbours"]
    assert isinstance(book, RuleBook)
    assert isinstance(reader, ProjectReader)
    assert isinstance(neighbours, Neighbours)
    package, root, file = job
    return scan_file(book, reader, package, Path(root), Path(file), neighbours)


def scan_all(jobs: Iterable[tuple[str, Path, Path]], workers: int) -> Iterator[FileResult]:
    """The results of (package, root, file) jobs, in their order, from ``workers`` processes."""
    plain = [(package, str(root), str(file)) for package, root, file in jobs]
    with ProcessPoolExecutor(workers, initializer=_prepare) as pool:
        yield from pool.map(_one, plain, chunksize=8)
