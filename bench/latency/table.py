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
        f"{os.cpu_count()} cores, load {load:.1f}, {platform.system()}, {_python()}.",
        "",
        *_servers(timings),
        "## The engine alone",
        "",
        "Milliseconds of CPU time in nodewright's rule engine.",
        "",
        "| language | lines | from nothing | key p50 | key p95 | key max |",
        "|---|---:|---:|---:|---:|---:|",
        *(
            f"| {row.language} | {row.lines} | {row.whole * 1e3:.1f} |"
            f" {quantile(row.keys, 0.5) * 1e3:.2f} | {quantile(row.keys, 0.95) * 1e3:.2f} |"
            f" {max(row.keys) * 1e3:.2f} |"
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
            "| lines | server | p50 | p95 | max | times | first | memory, MB | findings |",
            "|---:|---|---:|---:|---:|---:|---:|---:|---:|",
        ]
        some = [timing for timing in timings if timing.language == language]
        for timing in some:
            own = next(
                (t for t in some if t.lines == timing.lines and t.server == "nodewright"), timing
            )
            lines.append(_row(timing, quantile(own.keys, 0.5)))
        lines.append("")
    return lines


def _row(timing: Timing, own: float) -> str:
    if timing.trouble:
        return f"| {timing.lines} | {timing.server} | {timing.trouble} | | | | | | |"
    p50 = quantile(timing.keys, 0.5)
    return (
        f"| {timing.lines} | {timing.server} | {p50 * 1e3:.1f} |"
        f" {quantile(timing.keys, 0.95) * 1e3:.1f} | {max(timing.keys) * 1e3:.1f} |"
        f" {p50 / own if own else 0:.1f} | {timing.cold * 1e3:.0f} | {timing.memory:.0f} |"
        f" {timing.found} |"
    )
