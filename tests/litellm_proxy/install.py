"""Installs LiteLLM into an environment of its own, once for each version of the requirements."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
CACHE = HERE / ".cache"
REQUIREMENTS = HERE / "requirements.txt"


def installed() -> Path:
    """The ``litellm`` program. Raises CalledProcessError with pip's words on the terminal."""
    mark = hashlib.sha256(REQUIREMENTS.read_bytes() + sys.version.encode()).hexdigest()
    folder = CACHE / "venv"
    stamp, program = folder / ".complete", folder / "bin" / "litellm"
    if not (stamp.is_file() and stamp.read_text() == mark):
        print(f"Installing LiteLLM into {folder} (some minutes, 700 MB) ...", flush=True)
        shutil.rmtree(folder, ignore_errors=True)
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        pip = [str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet"]
        command = [*pip, "--disable-pip-version-check", "-r", str(REQUIREMENTS)]
        subprocess.run(command, check=True)
        stamp.write_text(mark)
    return program
