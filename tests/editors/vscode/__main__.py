"""``python -m editors.vscode`` in ``tests``: VS Code, the extension as users get it, the checks.

With NODEWRIGHT_PICTURES=1 the pictures of the documentation are taken anew.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from editors.ground import CACHE, ROOT, CannotInstallError, needs, step
from editors.results import RESULTS, Check, keep, kept, table
from editors.vscode.desk import SharedDesk
from editors.vscode.install import Installed, install

HERE = Path(__file__).resolve().parent
EXTENSION = ROOT / "client-config" / "vscode"
BUILT = {"node_modules", "dist", "images"}
PART = "vscode"
PICTURES = ("diff", "fix", "hover", "lightbulb", "report", "walkthrough")
LONGEST = 3600.0
"""Seconds that all checks together may take before they are ended."""


def package(installed: Installed) -> Path:
    """The extension as users get it, by the one command that builds it, unless it is built."""
    vsix, stamp = EXTENSION / "nodewright.vsix", CACHE / "extension"
    mark = hashlib.sha256()
    for file in sorted(EXTENSION.rglob("*")):
        if file.is_file() and not {*file.relative_to(EXTENSION).parts} & BUILT and file != vsix:
            mark.update(str(file).encode() + file.read_bytes())
    if vsix.is_file() and stamp.is_file() and stamp.read_text() == mark.hexdigest():
        return vsix
    needs(("make",), "Building the extension", "make")
    path = f"{installed.programs}{os.pathsep}{os.environ['PATH']}"
    step("Building the extension", ["make", "vsix"], {"PATH": path})
    stamp.write_text(mark.hexdigest())
    return vsix


async def run(installed: Installed, vsix: Path) -> int:
    """Start the model and the program that drives VS Code; its exit code."""
    pictures = CACHE / "pictures"
    pictures.mkdir(parents=True, exist_ok=True)
    for old in pictures.glob("failed-*.png"):
        old.unlink()
    async with SharedDesk() as desk:
        told = {
            "node": str(installed.node),
            "entry": str(installed.entry),
            "chromium": str(installed.chromium),
            "playwright": str(installed.modules / "playwright-core" / "index.mjs"),
            "vsix": str(vsix),
            "server": str(Path(sys.executable).parent / "nodewright"),
            "model": desk.model.base_url,
            "desk": desk.port,
            "example": str(ROOT / "examples" / "upload-service"),
            "pictures": str(pictures),
            "results": str(RESULTS / f"{PART}.json"),
            "only": sys.argv[1:],
        }
        RESULTS.mkdir(parents=True, exist_ok=True)
        (RESULTS / f"{PART}.json").unlink(missing_ok=True)
        process = await asyncio.create_subprocess_exec(
            str(installed.node), str(HERE / "run.mjs"), json.dumps(told), stdin=subprocess.PIPE
        )
        try:
            return await asyncio.wait_for(process.wait(), LONGEST)
        except asyncio.TimeoutError:
            assert process.stdin is not None
            process.stdin.close()
            await process.wait()
            keep(PART, [*kept(PART), Check("All checks end in time.", False, LONGEST)])
            return 1


def main() -> int:
    """Everything, from installation to the table."""
    try:
        installed = install()
        vsix = package(installed)
    except CannotInstallError as reason:
        keep(PART, [Check("VS Code and the extension can be installed.", False, 0, str(reason))])
        print(reason)
        return 1
    code = asyncio.run(run(installed, vsix))
    checks = kept(PART)
    print(table("VS Code", checks))
    passed = code == 0 and checks and all(check.passed for check in checks)
    if passed and os.environ.get("NODEWRIGHT_PICTURES"):
        for name in PICTURES:
            shutil.copy(CACHE / "pictures" / f"{name}.png", EXTENSION / "images")
    return 0 if passed else 1


if __name__ == "__main__":
    sys.exit(main())
