"""Measure the false alarms: fetch the packages, run the rules, write RESULTS.md.

``--unread`` prints the findings that count and have no verdict yet, as YAML to fill in.
Exit code 1 when a bar is missed.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import yaml
from alarm_packages import HERE, Selection, fetch, read_selection
from alarm_report import SECURITY_BAR, SERIOUS_BAR, Key, counts, rate, read_verdicts, report
from alarm_scan import FileResult, Found, scan_all


def measured(selection: Selection, workers: int) -> list[FileResult]:
    """The results of all files of the selection, package by package."""
    jobs: list[tuple[str, Path, Path]] = []
    for package in selection.packages:
        root = fetch(package)
        jobs += [(package.at, root, file) for file in selection.sources(package)]
    return list(scan_all(jobs, workers))


def unread(found: Sequence[Found], known: Sequence[Key]) -> str:
    """YAML of what nobody has judged yet."""
    asked: dict[str, list[dict[str, str]]] = {}
    for one in found:
        if counts(one) and one.key not in known:
            asked.setdefault(one.package, []).append(
                {"file": one.file, "rule": one.rule, "line": one.anchor, "verdict": "", "why": ""}
            )
    return yaml.safe_dump(asked, sort_keys=False, width=1000, allow_unicode=True)


def main() -> int:
    """Run, write, and say the two figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--unread", action="store_true")
    parser.add_argument("--workers", type=int, default=min(8, os.cpu_count() or 1))
    chosen = parser.parse_args()
    selection = read_selection()
    try:
        results = measured(selection, chosen.workers)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    verdicts = read_verdicts(HERE / "verdicts.yml")
    if chosen.unread:
        print(unread([one for r in results for one in r.found], list(verdicts)))
        return 0
    kinds = {package.at: package.kind for package in selection.packages}
    (HERE / "RESULTS.md").write_text(report(results, kinds, verdicts), encoding="utf-8")
    got = rate(results)
    print(
        f"{got.lines} lines of code in {got.files} files: {got.security_rate:.2f} security findings"
        f" and {got.serious_rate:.2f} of severity warning or above per 1,000 lines"
    )
    return 0 if got.security_rate <= SECURITY_BAR and got.serious_rate <= SERIOUS_BAR else 1


if __name__ == "__main__":
    sys.exit(main())
