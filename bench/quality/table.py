"""Renders results as tables, with intervals."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from math import sqrt
from pathlib import Path
from statistics import median
from typing import Any

Result = Mapping[str, Any]

BEGIN, END = "<!-- figures -->", "<!-- /figures -->"
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
    """One table for each model."""
    return "\n\n".join(_of_model(model, lines) for model, lines in results.items() if lines)


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
    cases = len({case for case, _ in shared})
    runs = max((run for _, run in shared), default=0)
    rows = [_row(name, [r for r in compared if r["contender"] == name]) for name in contenders]
    return "\n".join(
        (
            f"### {model}: {cases} cases, {runs} run{'s' if runs > 1 else ''}",
            "",
            HEAD,
            "|---|---|---|---|---|---|---|---|---|---|---|",
            *rows,
        )
    )


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
