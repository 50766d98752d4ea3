"""``python -m editors.real_model`` in ``tests``: the same editors with a real model behind them.

What a small model writes is its own affair: an edit that passed all checks, or a refusal. Looked
at is that the tokens are counted as they come, that a text that changed parses and one undo takes
it back, that a refusal changes nothing, and that the model's server is idle after a cancel.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import subprocess
import sys
import time
from pathlib import Path

from local_model import CATALOGUE, LocalModel, Unavailable, fetched

from editors.ground import CACHE, ROOT, CannotInstallError
from editors.inside import check
from editors.neovim.suite import SUITE as NEOVIM
from editors.results import RESULTS, Check, table
from editors.vscode.__main__ import package
from editors.vscode.install import install

HERE = Path(__file__).resolve().parent
PATIENCE = 900
"""Seconds that one answer may take, on a machine that does much else."""

STOPPING = 60
"""Seconds; the batch of the prompt that is under way is read to its end."""


def in_neovim(model: LocalModel) -> list[Check]:
    """One check, inside of Neovim."""
    path = HERE / "neovim" / "real-model.lua"
    where = {
        "NODEWRIGHT_MODEL": model.base_url,
        "NODEWRIGHT_MODEL_NAME": model.name,
        "NODEWRIGHT_PATIENCE": str(PATIENCE * 1000),
        "OPENAI_API_KEY": model.key,
    }
    command = NEOVIM.prepare()(path)
    return [asyncio.run(check("neovim", command, path, where, 2.0 * PATIENCE))]


def in_vscode(model: LocalModel) -> list[Check]:
    """Two checks, on the screen of VS Code."""
    installed = install()
    pictures, results = CACHE / "pictures", RESULTS / "vscode-real-model.json"
    for folder in (pictures, RESULTS):
        folder.mkdir(parents=True, exist_ok=True)
    results.unlink(missing_ok=True)
    told = {
        "node": str(installed.node),
        "entry": str(installed.entry),
        "chromium": str(installed.chromium),
        "playwright": str(installed.modules / "playwright-core" / "index.mjs"),
        "vsix": str(package(installed)),
        "server": str(Path(sys.executable).parent / "nodewright"),
        "model": model.base_url,
        "name": model.name,
        "key": model.key,
        "example": str(ROOT / "examples" / "upload-service"),
        "pictures": str(pictures),
        "results": str(results),
        "patience": PATIENCE,
    }
    program = [str(installed.node), str(HERE / "vscode" / "real-model.mjs"), json.dumps(told)]
    with subprocess.Popen(program, stdin=subprocess.PIPE) as process:
        process.wait(5 * PATIENCE)
    return [Check(**entry) for entry in json.loads(results.read_text())]


def idle_after(name: str, model: LocalModel) -> Check:
    """Whether the model's server stops its work once the editor's user has cancelled."""
    begun = time.monotonic()
    while (busy := model.busy()) and time.monotonic() - begun < STOPPING:
        time.sleep(0.1)
    says = f"{name}: the server of the model is idle after a cancel."
    return Check(says, not busy, time.monotonic() - begun)


EDITORS = {"neovim": in_neovim, "vscode": in_vscode}


def main() -> int:
    """Serve the model, run the editors one after the other, say what came of it."""
    parser = argparse.ArgumentParser(prog="make editors-model")
    parser.add_argument("editors", nargs="*", help=f"some of {', '.join(EDITORS)}; without, all")
    parser.add_argument("--model", choices=list(CATALOGUE), default="qwen-1.5b")
    told = parser.parse_args()
    if unknown := set(told.editors) - set(EDITORS):
        parser.error(f"no run with a real model in {', '.join(sorted(unknown))}")
    checks: list[Check] = []
    try:
        with LocalModel(fetched(told.model, say=print)) as model:
            for name in told.editors or EDITORS:
                checks += [*EDITORS[name](model), idle_after(name, model)]
    except (CannotInstallError, Unavailable) as error:
        print(error)
        return 2
    print(table(f"{model.name} in real editors", checks), flush=True)
    return int(not all(check.passed for check in checks))


if __name__ == "__main__":
    sys.exit(main())
