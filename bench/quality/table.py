"""Renders results as tables, with intervals."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from math import sqrt
from pathlib import Path
from statistics import median
from typing import Any

from cases import read_cases

Result = Mapping[str, Any]

BEGIN, END = "<!-- figures -->", "<!-- /figures -->"
MAIN = ("bare", "search-replace", "rules", "nodewright")
BASE = "as-it-is"
HEAD = (
    "| | repaired | harmed | left alone rightly | refused wrongly | well-formed "
    "| questions | tokens in / out | cached | first token | seconds |"
)
Z = 1.96
"""Of the normal distribution, for intervals of 95 %."""


def wilson(hits: int, total: int) -> tuple[float, float]:
    """The 95 % interval of a share after Wilson (1927), which holds for small numbers, too."""
    if not total:
        return 0.0, 1.0
    share, spread = hits / total, Z * Z / total
    middle = (share + spread / 2) / (1 + spread)
    half = Z * sqrt(share * (1 - share) / total + spread / (4 * total)) / (1 + spread)
    return max(0.0, middle - half), min(1.0, middle + half)


def render(results: Mapping[str, Sequence[Result]]) -> str:
    """One table of the contenders for each model."""
    chosen = {m: [r for r in lines if r["contender"] in MAIN] for m, lines in results.items()}
    return "\n\n".join(_of_model(model, lines) for model, lines in chosen.items() if lines)


def render_levers(results: Mapping[str, Sequence[Result]]) -> str:
    """One table of the levers for each model, each beside the product as it is."""
    return "\n\n".join(filter(None, (_levers_of(m, lines) for m, lines in results.items())))


def write_tables(folder: Path, page: Path) -> None:
    """Put the tables of all files of results into a page, between its marks."""
    results = {path.stem: _read(path) for path in sorted(folder.glob("*.jsonl"))}
    text = page.read_text(encoding="utf-8")
    before, rest = text.split(BEGIN)
    after = rest.split(END)[1]
    page.write_text(f"{before}{BEGIN}\n\n{render(results)}\n\n{END}{after}", encoding="utf-8")


def _read(path: Path) -> list[Result]:
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]
    return list({(r["run"], r["case"], r["contender"]): r for r in lines}.values())


def _of_model(model: str, results: Sequence[Result]) -> str:
    contenders = list(dict.fromkeys(r["contender"] for r in results))
    shared = set.intersection(
        *({(r["case"], r["run"]) for r in results if r["contender"] == c} for c in contenders)
    )
    compared = [r for r in results if (r["case"], r["run"]) in shared]
    names = {case for case, _ in shared}
    runs = max((run for _, run in shared), default=0)
    rows = [_row(name, [r for r in compared if r["contender"] == name]) for name in contenders]
    return "\n".join(
        (
            f"### {model}: {len(names)} cases, {runs} run{'s' if runs > 1 else ''}",
            "",
            HEAD,
            "|---|---|---|---|---|---|---|---|---|---|---|",
            *rows,
            *_by_origin(contenders, compared, names),
        )
    )


def _by_origin(
    contenders: Sequence[str], results: Sequence[Result], names: set[str]
) -> tuple[str, ...]:
    """What was repaired of everyday mistakes, and of the others; nothing where all are one kind."""
    everyday = {case.name for case in read_cases() if case.everyday} & names
    if not everyday or everyday == names:
        return ()
    doable = [r for r in results if r["expect"] != "decline"]

    def cells(name: str) -> str:
        ours = [r for r in doable if r["contender"] == name]
        usual = share((r for r in ours if r["case"] in everyday), ("repaired",))
        rare = share((r for r in ours if r["case"] not in everyday), ("repaired",))
        return f"| {name} | {usual} | {rare} |"

    head = ("", "| repaired | everyday mistakes | advisories and long threads |", "|---|---|---|")
    return (*head, *map(cells, contenders))


def _levers_of(model: str, results: Sequence[Result]) -> str:
    names = dict.fromkeys(r["contender"] for r in results if r["contender"] not in (*MAIN, BASE))
    rows = [_lever_row(name, results) for name in names]
    if not rows:
        return ""
    head = "| lever | cases | repaired with it | without | difference | harmed with it | without |"
    return "\n".join((f"### {model}", "", head, "|---|---|---|---|---|---|---|", *rows))


def _lever_row(name: str, results: Sequence[Result]) -> str:
    ours = {(r["case"], r["run"]): r for r in results if r["contender"] == name}
    base = {(r["case"], r["run"]): r for r in results if r["contender"] == BASE}
    pairs = [(ours[key], base[key]) for key in ours.keys() & base.keys()]
    doable = [pair for pair in pairs if pair[0]["expect"] != "decline"]
    gained = sum(_fine(a) and not _fine(b) for a, b in doable)
    lost = sum(_fine(b) and not _fine(a) for a, b in doable)
    low, middle, high = paired(gained, lost, len(doable))
    cells = (
        name,
        len(pairs),
        sum(_fine(a) for a, _ in doable),
        sum(_fine(b) for _, b in doable),
        f"{middle:+.0%} ({low:+.0%} to {high:+.0%})",
        sum(a["verdict"] == "harmed" for a, _ in pairs),
        sum(b["verdict"] == "harmed" for _, b in pairs),
    )
    return f"| {' | '.join(map(str, cells))} |"


def _fine(result: Result) -> bool:
    return bool(result["verdict"] == "repaired")


def paired(gained: int, lost: int, total: int) -> tuple[float, float, float]:
    """The difference of two shares on the same cases, between the ends of its 95 % interval.

    After Agresti and Min (2005), who add half a case to each kind of pair.
    """
    if not total:
        return -1.0, 0.0, 1.0
    b, c, n = gained + 0.5, lost + 0.5, total + 2
    half = Z * sqrt(b + c - (b - c) ** 2 / n) / n
    middle = (b - c) / n
    return max(-1.0, middle - half), (gained - lost) / total, min(1.0, middle + half)


def _row(name: str, results: Sequence[Result]) -> str:
    doable = [r for r in results if r["expect"] != "decline"]
    declined = [r for r in results if r["expect"] == "decline"]
    firsts = [r["first_token"] for r in results if r["first_token"] is not None]
    asked = [r for r in results if r["requests"]]
    tokens_in, tokens_out = sum(r["tokens_in"] for r in asked), sum(r["tokens_out"] for r in asked)
    cells = (
        name,
        share(doable, ("repaired",)),
        share(results, ("harmed",)),
        share(declined, ("refused-rightly",)),
        share(doable, ("refused-wrongly",)),
        f"{sum(bool(r['well_formed']) for r in results)} of {len(results)}",
        f"{sum(r['requests'] for r in asked) / len(asked):.1f}" if asked else "none",
        f"{tokens_in / len(asked):,.0f} / {tokens_out / len(asked):,.0f}" if asked else "",
        f"{sum(r['cached'] for r in asked) / tokens_in:.0%}" if tokens_in else "",
        f"{median(firsts):.1f} s" if firsts else "",
        f"{median(r['seconds'] for r in results):.1f}" if results else "",
    )
    return f"| {' | '.join(cells)} |"


def share(results: Iterable[Result], verdicts: Sequence[str]) -> str:
    """``4 of 9, 44 % (19 to 73)``."""
    judged = list(results)
    if not judged:
        return "none"
    hits = sum(r["verdict"] in verdicts for r in judged)
    low, high = wilson(hits, len(judged))
    return f"{hits} of {len(judged)}, {hits / len(judged):.0%} ({low:.0%} to {high:.0%})"
