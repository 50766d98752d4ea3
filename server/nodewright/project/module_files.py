"""The files that the files of a workspace import from one another by their paths."""

from __future__ import annotations

import os
import stat
from codecs import BOM_UTF8
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath

from ..document import Language, encode
from ..javascript.parsing import language_of
from .paths import confine

LARGEST = 256 * 1024
"""Bytes of one file; a larger one is generated, or data."""
_ENDINGS = (".js", ".cjs", ".mjs", ".jsx", ".ts", ".cts", ".mts", ".tsx")
_TYPED = (".ts", ".tsx", ".mts", ".cts", ".js", ".cjs", ".mjs", ".jsx")
_WRITTEN_AS = {".js": (".ts", ".tsx"), ".jsx": (".tsx",), ".mjs": (".mts",), ".cjs": (".cts",)}
"""TypeScript imports a file by the name that the compiler's output will have."""


def _never(path: Path) -> str | None:
    return None


class ModuleFiles:
    """Finds and reads the modules below ``root``: nothing outside, nothing in node_modules.

    ``opened`` gives the text of a file that is open in the editor; None where it is not. Calls may
    come from any thread.
    """

    def __init__(self, root: Path, opened: Callable[[Path], str | None] = _never) -> None:
        self._root = root
        self._opened = opened
        self._found: dict[tuple[str, str, bool], str | None] = {}

    def refresh(self) -> None:
        """Look anew for the files that imports mean: one came, went or was renamed."""
        self._found = {}

    def find(self, importer: str, specifier: str) -> str | None:
        """The file that ``specifier`` means in ``importer``, by its path from the root."""
        folder = PurePosixPath(importer).parent.as_posix()
        typed = importer.endswith((".ts", ".tsx", ".mts", ".cts"))
        key = (folder, specifier, typed)
        if key not in self._found:
            names = (
                name
                for wanted in _meant(folder, specifier)
                for name in _candidates(wanted, typed, specifier.endswith(("/", "/.", "..")))
            )
            self._found[key] = next(filter(None, map(self._confined, names)), None)
        return self._found[key]

    def _confined(self, name: str) -> str | None:
        """``name`` with links resolved, where that is a file that may be read."""
        opened = self._opened(self._root / name) is not None
        if not opened and not (self._root / name).is_file():
            return None
        place = confine(self._root, name)
        if place is None:
            return None
        path = place.relative_to(self._root)
        return None if "node_modules" in path.parts else path.as_posix()

    def stamp(self, path: str) -> object:
        """The text where it is open, else time of change and size; None for a file that is gone."""
        opened = self._opened(self._root / path)
        if opened is not None:
            return opened
        try:
            state = os.stat(self._root / path)
        except (OSError, ValueError):
            return None
        return (state.st_mtime_ns, state.st_size) if stat.S_ISREG(state.st_mode) else None

    def read(self, path: str) -> tuple[bytes, Language] | None:
        """The text of a file; None when it is gone, too large, or not UTF-8."""
        language = language_of(path)
        opened = self._opened(self._root / path)
        if language is None:
            return None
        if opened is not None:
            source = encode(opened)
            return (source, language) if len(source) <= LARGEST else None
        try:
            with (self._root / path).open("rb") as file:
                source = file.read(LARGEST + 1)
            source.decode("utf-8")
        except (OSError, ValueError):
            return None
        return (source.removeprefix(BOM_UTF8), language) if len(source) <= LARGEST else None


def _meant(folder: str, specifier: str) -> Iterator[str]:
    """The paths that an import may mean, without its ending.

    ``src/x``, ``@/x`` and ``~/x`` begin where a project has its sources: in the nearest folder
    above that has them. What a tsconfig.json says beyond that is not read.
    """
    if specifier.startswith("."):
        yield os.path.normpath(f"{folder}/{specifier}").replace("\\", "/")
        return
    inner = specifier.removeprefix("src/").removeprefix("@/").removeprefix("~/")
    for above in (PurePosixPath(folder), *PurePosixPath(folder).parents):
        yield os.path.normpath(above / "src" / inner).replace("\\", "/")
        if not specifier.startswith("src/"):
            yield os.path.normpath(above / inner).replace("\\", "/")


def _candidates(wanted: str, typed: bool, folder: bool) -> Iterator[str]:
    """What an import may mean, the likeliest first; ``typed``: TypeScript imports it."""
    if wanted.startswith(("..", "/")):
        return
    endings = _TYPED if typed else _ENDINGS
    if not folder and wanted != ".":
        base, ending = os.path.splitext(wanted)
        if ending in _ENDINGS:
            swapped = [base + other for other in _WRITTEN_AS.get(ending, ())]
            yield from (*swapped, wanted) if typed else (wanted, *swapped)
        yield from (wanted + other for other in endings)
    inside = "" if wanted == "." else f"{wanted}/"
    yield from (f"{inside}index{other}" for other in endings)
