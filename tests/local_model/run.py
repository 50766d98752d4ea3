"""Set everything up, then serve a real model or run what needs one.

python3 tests/local_model/run.py serve NAME [--port 8089]
python3 tests/local_model/run.py smoke [arguments for pytest]
python3 tests/local_model/run.py editors [neovim] [--model qwen-0.5b]
"""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / ".ci"))

from environment import python_with  # noqa: E402  (its folder has to be on the path first)


def main() -> int:
    """Run it; its exit code."""
    command, *rest = sys.argv[1:] or ["help"]
    if command == "serve":
        program, folder = ["-m", "local_model", *rest], ROOT / "tests"
    elif command == "editors":
        program, folder = ["-m", "editors.real_model", *rest], ROOT / "tests"
    elif command == "smoke":
        program, folder = ["-m", "pytest", "tests/e2e/smoke.py", *(rest or ["-q"])], ROOT
    else:
        sys.exit(__doc__)
    python = python_with("test,model")
    # Ctrl-C is for the child: it stops the model, then this ends.
    signal.signal(signal.SIGINT, lambda *_: None)
    return subprocess.run([python, *program], cwd=folder).returncode


if __name__ == "__main__":
    sys.exit(main())
