"""Emacs without a screen, with Eglot and lsp-mode, from Debian's packages."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from editors.ground import CannotInstallError, step
from editors.inside import CommandOf, Suite

HERE = Path(__file__).resolve().parent
PACKAGES = ("emacs-nox", "elpa-eglot", "elpa-lsp-mode")


def missing() -> list[str]:
    """The packages that are not installed, as dpkg tells."""
    if shutil.which("dpkg-query") is None:
        raise CannotInstallError("The checks in Emacs take it from Debian, and this is none.")
    return [
        name
        for name in PACKAGES
        if b"ok installed"
        not in subprocess.run(
            ["dpkg-query", "-W", "-f=${Status}", name], capture_output=True, check=False
        ).stdout
    ]


def prepare() -> CommandOf:
    """The command line of a check: an editor with the file that users load."""
    if packages := missing():
        if os.geteuid():
            raise CannotInstallError(
                f"The checks in Emacs need `apt-get install {' '.join(packages)}`."
            )
        quiet = {"DEBIAN_FRONTEND": "noninteractive"}
        step("the lists of Debian's packages", ["apt-get", "update"], quiet)
        install = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
        step(" ".join(packages), install, quiet)

    def command(check: Path) -> Sequence[str]:
        return ["emacs", "--batch", "--quick", "--load", str(HERE / "run.el"), str(check)]

    return command


SUITE = Suite("emacs", {"eglot": HERE / "eglot", "lsp-mode": HERE / "lsp-mode"}, prepare)
