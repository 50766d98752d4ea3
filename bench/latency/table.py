"""The tables of RESULTS.md: what was measured, and how often nodewright's time the others take."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine import EngineRow
    from run import Timing


_COLUMNS = "p50 | p95 | max | times | parsed p50 | p95 | times"


def quantile(values: Sequence[float], part: float) -> float:
    """The smallest value that at least ``part`` of the values do not exceed; 0 for none."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))] if ordered else 0.0


def write_results(
    timings: Sequence[Timing], rows: Sequence[EngineRow], target: Path | None
) -> None:
    """Print the tables, and write them to ``target`` if there is one."""
    text = "\n".join(_lines(timings, rows))
    print(text)
    if target is not None:
        target.write_text(text, encoding="utf-8")


def _lines(timings: Sequence[Timing], rows: Sequence[EngineRow]) -> list[str]:
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    return [
        "# From a keystroke to diagnostics",
        "",
        "Written by `make bench`: all servers have the same text open and are typed into in turns,",
        "one character at a time. Milliseconds of the wall clock; *times* is the median of the",
        "server over the median of nodewright. Compare within a table only.",
        "",
        "After about half of the keystrokes the text does not parse. nodewright shows what it knew",
        "before, moved along; oxlint and Biome show the syntax error alone and run no rule. So the",
        "keystrokes after which it does parse (*parsed*) are told apart: there all do their work.",
        "",
        f"{os.cpu_count()} cores, load {load:.1f}, {platform.system()}, {_python()}.",
        "",
        *_servers(timings),
        "## The engine alone",
        "",
        "Milliseconds of CPU time in nodewright's rule engine.",
        "",
        "| language | lines | from nothing | key p50 | key p95 | key max | parsed p50 |",
        "|---|---:|---:|---:|---:|---:|---:|",
        *(
            f"| {row.language} | {row.lines} | {row.whole * 1e3:.1f} |"
            f" {quantile(row.keys, 0.5) * 1e3:.2f} | {quantile(row.keys, 0.95) * 1e3:.2f} |"
            f" {max(row.keys) * 1e3:.2f} | {quantile(row.parsed, 0.5) * 1e3:.2f} |"
            for row in rows
        ),
        "",
    ]


def _python() -> str:
    return f"Python {platform.python_version()}"


def _servers(timings: Sequence[Timing]) -> list[str]:
    lines: list[str] = []
    for language in dict.fromkeys(timing.language for timing in timings):
        lines += [
            f"## Servers, {language}",
            "",
            f"| lines | server | {_COLUMNS} | first | memory, MB | findings |",
            "|---:|---|" + "---:|" * 10,
        ]
        some = [timing for timing in timings if timing.language == language]
        for timing in some:
            own = next(
                (t for t in some if t.lines == timing.lines and t.server == "nodewright"), timing
            )
            lines.append(_row(timing, own))
        lines.append("")
    return lines


def _row(timing: Timing, own: Timing) -> str:
    if timing.trouble:
        return f"| {timing.lines} | {timing.server} | {timing.trouble} |" + " |" * 9
    keys, parsed = timing.keys, timing.parsed
    return (
        f"| {timing.lines} | {timing.server} | {_times(keys, own.keys)[0]} |"
        f" {max(keys) * 1e3:.1f} | {_times(keys, own.keys)[1]} |"
        f" {_times(parsed, own.parsed)[0]} | {_times(parsed, own.parsed)[1]} |"
        f" {timing.cold * 1e3:.0f} | {timing.memory:.0f} | {timing.found} |"
    )


def _times(keys: Sequence[float], own: Sequence[float]) -> tuple[str, str]:
    """Median and 95th percentile, and how many times the median of nodewright that is."""
    p50, base = quantile(keys, 0.5), quantile(own, 0.5)
    shown = f"{p50 * 1e3:.1f} | {quantile(keys, 0.95) * 1e3:.1f}"
    return shown, f"{p50 / base if base else 0:.1f}"
