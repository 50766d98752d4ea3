"""Set up a Python environment for this checkout, with nothing but the standard library.

An active virtual environment is used as it is; without one, ``.venv`` in the checkout is made.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OLDEST = (3, 10)


def python_with(extra: str) -> str:
    """The interpreter of an environment that holds nodewright, editable, and an extra of it."""
    if sys.version_info < OLDEST:
        sys.exit(f"nodewright needs Python {OLDEST[0]}.{OLDEST[1]} or newer; this is {sys.version}")
    if sys.prefix != sys.base_prefix:
        folder, python = Path(sys.prefix), sys.executable
    else:
        folder = ROOT / ".venv"
        python = str(folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python"))
        if not Path(python).exists():
            _make(folder)
    stamp = folder / ".nodewright-installed"
    wanted = f"{extra} {ROOT} " + hashlib.sha256((ROOT / "pyproject.toml").read_bytes()).hexdigest()
    done = stamp.read_text().split("\n") if stamp.exists() else []
    if wanted not in done:
        print(f"Installing nodewright into {folder} ...", flush=True)
        target = f"{ROOT}[{extra}]" if extra else str(ROOT)
        command = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        if subprocess.run([*command, "--editable", target]).returncode:
            sys.exit("The installation failed; pip's message stands above.")
        stamp.write_text("\n".join([*done, wanted]))
    return python


def _make(folder: Path) -> None:
    print(f"Making a virtual environment in {folder} ...", flush=True)
    try:
        venv.create(folder, with_pip=True)
    except (subprocess.CalledProcessError, OSError) as error:
        sys.exit(
            f"No virtual environment could be made ({error}). On Debian and Ubuntu, "
            "`apt install python3-venv` brings what is missing."
        )
