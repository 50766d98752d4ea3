"""Installs what the projects of the cases use, once."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys

from cases import HERE

FOLDER = HERE / "modules"
_INSTALLED = FOLDER / "node_modules" / ".lock-sha256"


def install() -> str:
    """``npm ci`` unless it is done; what went wrong, or nothing."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        return "The cases run under Node.js 20 or newer, and `node` or `npm` is not on the PATH."
    lock = hashlib.sha256((FOLDER / "package-lock.json").read_bytes()).hexdigest()
    if _INSTALLED.exists() and _INSTALLED.read_text(encoding="utf-8") == lock:
        return ""
    print("Installing the packages of the cases with `npm ci` ...", file=sys.stderr)
    command = ["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"]
    if subprocess.run(command, cwd=FOLDER, timeout=900, check=False).returncode:
        return "`npm ci` failed; the cases need the npm registry once. Is there a network?"
    _INSTALLED.write_text(lock, encoding="utf-8")
    return ""
