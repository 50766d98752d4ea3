"""Run the checks in real editors: ``python -m editors vscode neovim emacs`` in ``tests``.

Without a name, all of them. ``--runs 10`` runs each ten times; the first failure ends it.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time

from editors.ground import HERE
from editors.results import RESULTS, kept


def main() -> int:
    """Each part is a program of its own, so that one that breaks takes nobody along."""
    there = sorted(file.parent.name for file in HERE.glob("*/__main__.py"))
    parser = argparse.ArgumentParser(prog="make editors")
    parser.add_argument("editors", nargs="*", metavar="EDITOR", help=f"some of {', '.join(there)}")
    parser.add_argument("--runs", type=int, default=1, help="how many times in a row")
    told = parser.parse_args()
    if unknown := sorted({*told.editors} - {*there}):
        parser.error(
            f"there are no checks in {', '.join(unknown)}; there are in {', '.join(there)}"
        )
    summary, failed = [], False
    for run in range(1, told.runs + 1):
        for part in told.editors or there:
            which = f", run {run} of {told.runs}" if told.runs > 1 else ""
            print(f"== {part}{which}", flush=True)
            (RESULTS / f"{part}.json").unlink(missing_ok=True)
            begun = time.monotonic()
            program = [sys.executable, "-m", f"editors.{part}"]
            code = subprocess.run(program, cwd=HERE.parent).returncode
            checks = kept(part)
            failed = failed or code != 0
            passed = sum(check.passed for check in checks)
            seconds = time.monotonic() - begun
            summary.append(f"  {part:8} {passed:3} of {len(checks):3} passed  {seconds:5.0f} s")
        if failed:
            break
    print("\n".join(["== in all", *summary]))
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
