"""Set everything up and run the checks in real editors.

python3 tests/editors/run.py [EDITOR ...] [--runs 10]
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / ".ci"))

from environment import python_with  # noqa: E402  (its folder has to be on the path first)


def main() -> int:
    """The checks run in the environment that holds nodewright."""
    command = [python_with(""), "-m", "editors", *sys.argv[1:]]
    return subprocess.run(command, cwd=ROOT / "tests").returncode


if __name__ == "__main__":
    sys.exit(main())
