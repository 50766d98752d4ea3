"""Try the hooks of `.pre-commit-hooks.yaml` as a project would: pre-commit clones and installs.

    python tests/pre_commit_hooks.py

Takes a minute and the network: pre-commit makes an environment of its own. What is committed is
tried, not what is on disk.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BAD = "const size = new Buffer(10);\n"
GOOD = "const size = Buffer.alloc(10);\n"


def main() -> int:
    """Both hooks on a file with a fault, then on the repaired one."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "project"
        folder.mkdir()
        os.environ["PRE_COMMIT_HOME"] = str(Path(name) / "cache")
        file = folder / "size.js"
        file.write_text(BAD, "utf-8")
        subprocess.run(["git", "init", "--quiet"], cwd=folder, check=True)
        subprocess.run(["git", "add", "."], cwd=folder, check=True)
        seen = [(try_hook("nodewright", folder), file.read_text("utf-8"))]
        seen += [(try_hook("nodewright-fix", folder), file.read_text("utf-8"))]
        seen += [(try_hook("nodewright", folder), file.read_text("utf-8"))]
    if seen == [(1, BAD), (1, GOOD), (0, GOOD)]:
        print("Both hooks do what they say.")
        return 0
    print(f"Not as expected (exit code and file after each run): {seen}", file=sys.stderr)
    return 1


def try_hook(name: str, folder: Path) -> int:
    """The exit code of one hook, out of the last commit of this repository."""
    command = [sys.executable, "-m", "pre_commit", "try-repo", str(ROOT), name, "--ref", "HEAD"]
    return subprocess.run([*command, "--all-files"], cwd=folder).returncode


if __name__ == "__main__":
    sys.exit(main())
