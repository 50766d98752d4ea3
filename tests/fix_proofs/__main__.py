"""``python -m tests.fix_proofs [NAME ...]``: prove the safe fixes under Node, and print a table."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from collections.abc import Sequence
from contextlib import nullcontext

from nodewright.rules import load_rules

from .cases import Case, read_cases
from .proving import HERE, Database, Verdict, prove

_INSTALLED = HERE / "node_modules" / ".lock-sha256"
_OLDEST_NODE = 20


def main(arguments: Sequence[str]) -> int:
    """Exit code 0 when every case is proved, 1 when one is not, 2 when they cannot be run."""
    cases = read_cases()
    if arguments:
        cases = [case for case in cases if any(word in case.name for word in arguments)]
    problem = _node_problem() or ("" if cases else "No case has such a name.")
    if not problem and any(case.packages for case in cases):
        problem = _install()
    if problem:
        print(problem, file=sys.stderr)
        return 2
    book = load_rules()
    needs_database = any(case.postgres is not None for case in cases)
    verdicts = []
    with Database() if needs_database else nullcontext() as database:
        for case in cases:
            verdicts.append(prove(book, case, database))
            print("." if verdicts[-1].proved else "F", end="", flush=True)
    print()
    _tell(verdicts)
    return 0 if all(verdict.proved for verdict in verdicts) else 1


def _node_problem() -> str:
    node = shutil.which("node")
    if node is None:
        return f"The proofs run under Node {_OLDEST_NODE} or newer; there is no `node` on the PATH."
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    major = said.strip().lstrip("v").split(".")[0]
    if not major.isdigit() or int(major) < _OLDEST_NODE:
        return f"The proofs run under Node {_OLDEST_NODE} or newer; this is {said.strip()}."
    return ""


def _install() -> str:
    """Install the pinned packages unless they are here already; what went wrong, or nothing."""
    lock = hashlib.sha256((HERE / "package-lock.json").read_bytes()).hexdigest()
    if _INSTALLED.exists() and _INSTALLED.read_text(encoding="utf-8") == lock:
        return ""
    print("Installing the packages of the proofs with `npm ci` ...", file=sys.stderr)
    command = ["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"]
    try:
        done = subprocess.run(command, cwd=HERE, timeout=900, check=False)
    except FileNotFoundError:
        return "The proofs need `npm`, which is not on the PATH."
    except subprocess.TimeoutExpired:
        return "`npm ci` did not end within 15 minutes; the proofs need the npm registry once."
    if done.returncode:
        return "`npm ci` failed; the proofs need the npm registry once. Is there a network?"
    _INSTALLED.write_text(lock, encoding="utf-8")
    return ""


def _tell(verdicts: Sequence[Verdict]) -> None:
    wide = max(len(verdict.case.name) for verdict in verdicts)
    print(f"{'case':{wide}}  good  attacks  verdict")
    for verdict in verdicts:
        case: Case = verdict.case
        word = "proved" if verdict.proved else "FAILED"
        print(f"{case.name:{wide}}  {len(case.good):4}  {len(case.bad):7}  {word}")
        for line in verdict.why.splitlines():
            print(f"    {line}")
    proved = [verdict.case for verdict in verdicts if verdict.proved]
    rules, attacks = {case.rule for case in proved}, sum(len(case.bad) for case in proved)
    print(
        f"{len(proved)} of {len(verdicts)} fixes proved, of {len(rules)} rules, "
        f"with {attacks} attacks refused"
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
