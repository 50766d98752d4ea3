"""Run what tests/hell has in full, print the tables, and write the figures for docs/safety.md.

    python -m hell [network] [load] [fuzz] [soak]        in the folder tests

Without a name all but the soak. The exit code is 1 where a promise was not kept.
"""

from __future__ import annotations

import argparse
import asyncio
import importlib
import sys
import tempfile
from pathlib import Path
from typing import Any

from hell import results
from hell.client import ROOT
from hell.fuzz import fuzz
from hell.load import carry
from hell.network import chosen, network
from hell.soak import GROWTH, soak

SEEDS = (1, 2, 3, 4)
WARM = 10
"""Rounds of runs before memory is compared: it has to be known where it comes to rest."""


async def run_network(options: argparse.Namespace, folder: Path) -> dict[str, Any]:
    """All faults in both protocols."""
    rows = []
    async with network(folder, WARM) as running:
        before = await running.memory()
        for case, api in chosen(quick=False):
            rows.append(await running.suffer(case, api))
            print(f"  {rows[-1].seconds:5.2f} s  {api:9}  {rows[-1].name}", flush=True)
        figures = results.network_figures(rows, before, await running.memory())
    late = [seen.name for seen in rows if seen.seconds > seen.limit]
    wrong = [f"{seen.name} ({seen.api}): {text}" for seen in rows for text in seen.wrong]
    wrong += [f"{name}: too late" for name in late]
    if figures["hovers"]["p95"] > results.SWIFT * 1000:
        wrong.append("one hover in twenty took longer than 50 ms")
    memory = figures["memory"]
    if memory["after"] > memory["before"] * (1 + GROWTH):
        wrong.append(f"memory at rest went from {memory['before']} to {memory['after']} MB")
    return {**figures, "wrong": wrong}


async def run_load(options: argparse.Namespace, folder: Path) -> dict[str, Any]:
    """200 runs at once over 50 documents."""
    return results.load_figures(await carry(folder))


async def run_fuzz(options: argparse.Namespace, folder: Path) -> dict[str, Any]:
    """10,000 messages, a quarter to each of four servers."""
    seeds = []
    for seed in SEEDS:
        seeds.append(await fuzz(seed, options.messages // len(SEEDS), with_model=True))
        print(f"  seed {seed}: {seeds[-1].sent} messages", flush=True)
    return results.fuzz_figures(seeds)


async def run_soak(options: argparse.Namespace, folder: Path) -> dict[str, Any]:
    """A long life."""
    seen = await soak(folder, options.minutes * 60)
    figures = results.soak_figures(seen)
    if figures["growth"] > GROWTH:
        figures["wrong"].append(f"memory grew by {figures['growth']:.1%} in the second half")
    return figures


PARTS = {"network": run_network, "load": run_load, "fuzz": run_fuzz, "soak": run_soak}


def main() -> int:
    """Run the parts that were named; 1 where one of them went wrong."""
    parser = argparse.ArgumentParser(prog="python -m hell", description=__doc__)
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], metavar="PART")
    parser.add_argument("--minutes", type=float, default=30.0, help="how long to soak")
    parser.add_argument("--messages", type=int, default=10_000, help="how many to fuzz with")
    options = parser.parse_args()
    wrong = []
    sys.path.insert(0, str(ROOT / "docs"))
    tables = importlib.import_module("safety").PARTS
    for part in options.parts or ["network", "load", "fuzz"]:
        print(f"== {part}", flush=True)
        with tempfile.TemporaryDirectory() as folder:
            figures = asyncio.run(PARTS[part](options, Path(folder)))
        results.write(part, figures)
        print(f"\n{tables[part]()}\n", flush=True)
        wrong += [f"{part}: {text}" for text in figures["wrong"]]
    print("\n".join(wrong) if wrong else "Every promise was kept.")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
