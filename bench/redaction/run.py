"""Measure the redaction on a labelled set: ``python bench/redaction/run.py``.

Secrets are made by formula from the shapes of their issuers (``tests/data/secret-shapes.json``)
and put where secrets stand; beside them are lines as people write them (``lines.yml``). A secret
counts as found when no character of what is secret in it is left. The tables go to RESULTS.md and
figures.json beside this file.

Lines marked ``fresh`` were written when the detector was finished.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "tests"))

from nodewright.redaction import find_secrets  # noqa: E402
from secret_shapes import FILE, SHAPES, made  # noqa: E402

PLACES = {
    "named": "const apiKey = '{}';",
    "without a name": "connect('{}');",
    "in a comment": "// see {} for this",
    "in a .env file": "SERVICE_TOKEN={}",
    "in JSON": '{{ "value": "{}" }}',
    "in a question": "why is {} refused?",
}
DRAWS = 20
"""Secrets of each shape and place."""
SEED = 20_261_123
FRESH = (
    "The detector was made with the lines at hand, but not with the fresh ones: of their 16 "
    "secrets 12 were hidden at the first run. Expect that of what you write."
)
OTHERS: dict[str, str] = json.loads(FILE.read_text("utf-8"))["others"]
Find = Callable[[str, bool], list[tuple[int, int]]]


@dataclass(frozen=True)
class Case:
    """A text, and the stretch of it that is secret; an empty one where nothing is."""

    kind: str
    place: str
    text: str
    start: int = 0
    end: int = 0
    prose: bool = False
    fresh: bool = False


def ours(text: str, prose: bool) -> list[tuple[int, int]]:
    return [(s.start, s.end) for s in find_secrets(text, prose)]


def made_cases(shapes: dict[str, str], secret: bool) -> Iterator[Case]:
    chance = random.Random(SEED)
    for kind, shape in shapes.items():
        for place, frame in PLACES.items():
            if not secret and place in ("named", "in a .env file"):
                continue
            for _ in range(DRAWS):
                value = made(shape, chance)
                text = frame.format(value)
                prose = place == "in a question"
                if not secret:
                    yield Case(kind, place, text, prose=prose)
                    continue
                # Of an address or a setting only the last part is secret.
                hidden = value.rpartition("/")[2] if "://" in value else value
                hidden = hidden.removeprefix("AccountKey=")
                at = text.index(hidden)
                yield Case(kind, place, text, at, at + len(hidden), prose)


def line_cases() -> Iterator[Case]:
    for row in yaml.safe_load((HERE / "lines.yml").read_text("utf-8")):
        hide = str(row.get("hide", ""))
        at = row["line"].index(hide)
        end, prose, fresh = at + len(hide), row.get("prose", False), row.get("fresh", False)
        yield Case(row["kind"], "", row["line"], at, end, prose, fresh)


def hit(case: Case, find: Find) -> bool:
    """Whether a secret is wholly hidden; for a text without one, whether anything is."""
    spans = find(case.text, case.prose)
    if case.start == case.end:
        return bool(spans)
    return all(any(a <= at < b for a, b in spans) for at in range(case.start, case.end))


@dataclass
class Tally:
    """How many of how many."""

    hits: int = 0
    total: int = 0

    def add(self, found: bool) -> None:
        self.hits += found
        self.total += 1

    def __str__(self) -> str:
        return f"{self.hits} of {self.total}"

    @property
    def share(self) -> float:
        return self.hits / self.total if self.total else 0.0


def measured(find: Find) -> dict[str, dict[str, Tally]]:
    tables: dict[str, dict[str, Tally]] = {}

    def count(table: str, row: str, found: bool) -> None:
        tables.setdefault(table, {}).setdefault(row, Tally()).add(found)

    for case in made_cases(SHAPES, secret=True):
        found = hit(case, find)
        for table, row in (("provider", case.kind), ("place", case.place), ("all", "made secrets")):
            count(table, row, found)
    for case in made_cases(OTHERS, secret=False):
        found = hit(case, find)
        count("other", case.kind, found)
        count("all", "made others", found)
    for case in line_cases():
        found, secret = hit(case, find), case.start != case.end
        count("line" if secret else "plain line", case.kind, found)
        whole = "secrets in lines" if secret else "lines without"
        count("all", f"fresh {whole}" if case.fresh else whole, found)
    return tables


def precision(tables: dict[str, dict[str, Tally]]) -> float:
    """Of all that was hidden on lines as people write them, the share that was secret."""
    whole = tables["all"]
    good = whole["secrets in lines"].hits + whole["fresh secrets in lines"].hits
    bad = whole["lines without"].hits + whole["fresh lines without"].hits
    return good / (good + bad) if good + bad else 0.0


def page(tables: dict[str, dict[str, Tally]]) -> str:
    whole = tables["all"]
    lines = [
        "# The redaction in figures",
        "",
        "Written by `make redaction`. What is measured, and how: `bench/redaction/run.py`.",
        "",
        "| What | Hidden | Share |",
        "| --- | --- | --- |",
        *(f"| {name} | {tally} | {tally.share:.1%} |" for name, tally in whole.items()),
        "",
        f"Precision on lines as people write them: {precision(tables):.1%}. {FRESH}",
    ]
    titles = {
        "place": "Made secrets, by place",
        "provider": "Made secrets, by provider",
        "line": "Secrets in lines as people write them",
        "other": "What only looks like a secret: hidden without need",
        "plain line": "Lines without a secret: hidden without need",
    }
    for table, title in titles.items():
        lines += ["", f"## {title}", "", "| What | Hidden |", "| --- | --- |"]
        lines += [f"| {row} | {tally} |" for row, tally in tables[table].items()]
    return "\n".join(lines) + "\n"


def figures(tables: dict[str, dict[str, Tally]]) -> dict[str, object]:
    return {
        "recall": {k: [t.hits, t.total] for k, t in tables["all"].items()},
        "precision": round(precision(tables), 4),
        "providers": len(tables["provider"]),
        "places": {k: [t.hits, t.total] for k, t in tables["place"].items()},
        "hidden without need": {k: [t.hits, t.total] for k, t in tables["other"].items()},
    }


def in_code(folder: Path) -> int:
    """How often something is hidden in the sources below a folder, each with its place."""
    lines = files = hidden = 0
    for path in sorted(folder.rglob("*")):
        if path.suffix not in (".js", ".ts", ".mjs", ".cjs") or ".min." in path.name:
            continue
        text = path.read_text("utf-8", "replace") if path.is_file() else ""
        if not text or len(text) > 60_000 or max(map(len, text.split("\n"))) > 2_000:
            continue
        files, lines = files + 1, lines + text.count("\n")
        for secret in find_secrets(text):
            hidden += 1
            line = text.count("\n", 0, secret.start) + 1
            print(f"{path}:{line}: {secret.kind}, {secret.end - secret.start} characters")
    print(f"{hidden} words hidden in {lines:,} lines of {files:,} files")
    return 0


def main() -> int:
    """Run the measurement; 1 when a secret on the labelled lines is missed."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--missed", action="store_true", help="list what was judged wrongly")
    arguments.add_argument("--code", metavar="FOLDER", help="only count what is hidden in sources")
    options = arguments.parse_args()
    if options.code:
        return in_code(Path(options.code))
    tables = measured(ours)
    text = page(tables)
    print(text)
    if options.missed:
        for case in (*line_cases(), *made_cases(SHAPES, True), *made_cases(OTHERS, False)):
            if hit(case, ours) != (case.start != case.end):
                print(f"{case.kind} | {case.text}")
    (HERE / "RESULTS.md").write_text(text, encoding="utf-8")
    told = json.dumps(figures(tables), indent=2) + "\n"
    (HERE / "figures.json").write_text(told, encoding="utf-8")
    return 0 if tables["all"]["secrets in lines"].share == 1 else 1


if __name__ == "__main__":
    raise SystemExit(main())
