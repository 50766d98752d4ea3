"""Set everything up and run all checks: ruff, the strict type checker, the tests.

python3 tests/run.py [arguments for pytest]

With ``--cov -n auto`` as arguments the lines of the product that no test runs are listed; less
than 90 % fails. Tracing takes several times as long, so it is no part of the plain run.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / ".ci"))

from environment import python_with  # noqa: E402  (its folder has to be on the path first)


def main() -> int:
    """Run the checks, the quick ones first; the first that fails ends the run."""
    python = python_with("test")
    tests = sys.argv[1:] or ["-q", "-n", "auto", "--dist", "loadgroup"]
    for step in (
        ["ruff", "check", "."],
        ["ruff", "format", "--check", "."],
        ["mypy"],
        ["pytest", *tests],
    ):
        print(f"\n== {' '.join(step)}", flush=True)
        if code := subprocess.run([python, "-m", *step], cwd=ROOT).returncode:
            return code
    return 0


if __name__ == "__main__":
    sys.exit(main())
