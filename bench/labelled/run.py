"""Measure the rules on labelled lines of real packages: ``python bench/labelled/run.py``.

Packages come from the npm registry (Node.js is needed) and are kept in a cache; none of their code
is run. The table goes to RESULTS.md beside this file.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from cases import HERE, Case, load_cases, load_verdicts
from judging import Heard, Scanner, Verdict, extra, judge
from nodewright.rules import load_rules
from packages import fetch
from table import write_table


def main() -> int:
    """Run the measurement; 1 when a package or a label is not as it should be."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--package", help="only this one, with every verdict; writes no table")
    arguments.add_argument("--half", choices=["development", "held-out"], help="only one half")
    arguments.add_argument("--missed", action="store_true", help="list the lines not found")
    arguments.add_argument("--extra", action="store_true", help="list findings without a verdict")
    options = arguments.parse_args()
    cases = [c for c in load_cases() if options.package in (None, c.package)]
    if options.half:
        cases = [c for c in cases if c.held_out == (options.half == "held-out")]
    problems = fetch(_wanted(cases))
    scanner, known = Scanner(load_rules()), load_verdicts()
    verdicts: list[Verdict] = []
    extras: list[tuple[Case, Heard, bool | None]] = []
    for case in cases:
        try:
            judged = judge(case, scanner)
        except (OSError, ValueError, IndexError) as error:
            problems.append(f"{case.package}: {error}")
            continue
        verdicts += judged
        for heard in extra(case, judged, scanner):
            key = (case.package, heard.file, heard.finding.rule, heard.text[:60].strip())
            extras.append((case, heard, known.get(key)))
    _tell(options, verdicts, extras)
    text = write_table(verdicts, extras)
    print(text)
    if not options.package and not options.half and not problems:
        (HERE / "RESULTS.md").write_text(text, encoding="utf-8")
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


def _wanted(cases: Sequence[Case]) -> dict[str, str]:
    wanted = {}
    for case in cases:
        wanted[f"{case.package}@{case.before}"] = case.integrity["before"]
        if case.after is not None:
            wanted[f"{case.package}@{case.after}"] = case.integrity["after"]
    return wanted


def _tell(
    options: argparse.Namespace,
    verdicts: Sequence[Verdict],
    extras: Sequence[tuple[Case, Heard, bool | None]],
) -> None:
    """The lists that were asked for on the command line."""
    for v in verdicts:
        if options.package or (options.missed and v.found is None):
            said = v.found.finding.rule if v.found is not None else "missed"
            print(f"{v.case.package} {v.line.file}:{v.line.number} {v.case.cwe} {said}", end=" ")
            print(f"fix={v.fixable} gone={v.gone} | {v.line.text}")
    for case, heard, right in extras:
        if options.package or (options.extra and right is None):
            print(f"{case.package} {heard.file}:{heard.line} {heard.finding.rule}", end=" ")
            print(f"[{heard.finding.severity}] {right} | {heard.text[:60]}")


if __name__ == "__main__":
    sys.exit(main())
