"""Set everything up, then run the tests with LiteLLM in front of two servers.

python3 tests/litellm_proxy/run.py [arguments for pytest]
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / ".ci"))

from environment import python_with  # noqa: E402  (its folder has to be on the path first)


def main() -> int:
    """Run them; pytest's exit code."""
    command = [python_with("test"), "-m", "pytest", "tests/e2e/team_proxy.py"]
    return subprocess.run([*command, *(sys.argv[1:] or ["-q"])], cwd=ROOT).returncode


if __name__ == "__main__":
    sys.exit(main())
