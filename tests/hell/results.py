"""What the commands measured, as data beside the code: the tables of docs/safety.md read it."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable, Sequence
from datetime import datetime, timezone
from math import ceil
from pathlib import Path
from typing import Any

import yaml

from hell.fuzz import Survived
from hell.load import Carried
from hell.network import Seen
from hell.soak import Lived, grown

FOLDER = Path(__file__).with_name("results")
MB = 2**20
SWIFT = 0.050
"""Seconds in which a hover has to be answered."""


def write(name: str, figures: dict[str, Any]) -> None:
    """Write figures with their date and machine."""
    FOLDER.mkdir(exist_ok=True)
    machine = f"{os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"
    told = {"when": datetime.now(timezone.utc).strftime("%Y-%m-%d %H:%M UTC"), "machine": machine}
    text = yaml.safe_dump({**told, **figures}, sort_keys=False, allow_unicode=True, width=100)
    (FOLDER / f"{name}.yml").write_text(text, "utf-8", newline="\n")


def share(values: Sequence[float], part: float) -> float:
    """The value that so large a part of all values does not exceed."""
    ordered = sorted(values)
    return ordered[max(ceil(part * len(ordered)) - 1, 0)] if ordered else 0.0


def hover_figures(hovers: Sequence[float]) -> dict[str, float]:
    """Milliseconds until hovers were answered, and the share of them that was swift."""
    swift = sum(hover <= SWIFT for hover in hovers)
    return {
        "count": len(hovers),
        "swift": round(swift / max(len(hovers), 1), 4),
        **{n: round(share(hovers, p) * 1000, 1) for n, p in (("p50", 0.5), ("p95", 0.95))},
        "max": round(max(hovers, default=0.0) * 1000, 1),
    }


def network_figures(rows: Iterable[Seen], before: int, after: int) -> dict[str, Any]:
    """The table of faults, and all hovers together."""
    rows = list(rows)
    return {
        "faults": [
            {
                "name": seen.name,
                "api": seen.api,
                "limit": seen.limit,
                "seconds": round(seen.seconds, 2),
                "sentence": seen.sentence,
                "hovers": hover_figures(seen.hovers),
                "memory": round(seen.memory / MB, 1),
                "peak": round(seen.peak / MB, 1),
                "wrong": list(seen.wrong),
            }
            for seen in rows
        ],
        "hovers": hover_figures([hover for seen in rows for hover in seen.hovers]),
        "memory": {"before": round(before / MB, 1), "after": round(after / MB, 1)},
    }


def load_figures(seen: Carried) -> dict[str, Any]:
    """One burst."""
    return {
        "runs": seen.runs,
        "documents": seen.documents,
        "at_once": seen.at_once,
        "endings": dict(sorted(seen.endings.items())),
        "seconds": round(seen.seconds, 1),
        "hovers": hover_figures(seen.hovers),
        "memory": {"grown": round(seen.memory / MB, 1), "peak": round(seen.peak / MB, 1)},
        "wrong": seen.wrong,
    }


def fuzz_figures(seeds: Sequence[Survived]) -> dict[str, Any]:
    """All seeds together."""
    return {
        "seeds": [seen.seed for seen in seeds],
        "messages": sum(seen.sent for seen in seeds),
        "requests": sum(seen.asked for seen in seeds),
        "answered": sum(seen.answered for seen in seeds),
        "with_error": sum(seen.errors for seen in seeds),
        "memory": [[round(size / MB, 1) for size in seen.memory] for seen in seeds],
        "wrong": [wrong for seen in seeds for wrong in seen.wrong],
    }


def soak_figures(seen: Lived) -> dict[str, Any]:
    """One life."""
    step = max(len(seen.samples) // 20, 1)
    return {
        "minutes": round(seen.seconds / 60, 1),
        "steps": dict(sorted(seen.steps.items())),
        "endings": dict(sorted(seen.endings.items())),
        "requests": seen.asked,
        "answered": seen.answered,
        "first": _in_mb(seen.first),
        "last": _in_mb(seen.last),
        "memory": [round(sample["memory"] / MB) for sample in seen.samples[::step]],
        "growth": round(grown(seen), 4),
        "hovers": hover_figures(seen.hovers),
        "slowest": {
            "method": seen.slowest[2],
            "seconds": round(seen.slowest[0], 2),
            "cpu": round(seen.slowest[1], 2),
        },
        "wrong": seen.wrong,
    }


def _in_mb(held: dict[str, int]) -> dict[str, float]:
    return {name: round(n / MB, 1) if name == "memory" else n for name, n in held.items()}
