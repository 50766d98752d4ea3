"""The packages that are measured: read their list, fetch them with npm, check and unpack them."""

from __future__ import annotations

import base64
import hashlib
import shutil
import subprocess
import tarfile
from dataclasses import dataclass
from pathlib import Path

import yaml
from nodewright.javascript.parsing import language_of

HERE = Path(__file__).resolve().parent
CACHE = HERE.parent / ".cache" / "npm"
_NPM_SECONDS = 300


@dataclass(frozen=True, slots=True)
class Package:
    """One published package. ``folders``: where its own source is; ``kind``: what it is."""

    name: str
    version: str
    integrity: str
    kind: str
    folders: tuple[str, ...]

    @property
    def at(self) -> str:
        """The package with its version, as npm writes it."""
        return f"{self.name}@{self.version}"

    @property
    def folder(self) -> Path:
        """Where it is unpacked."""
        return CACHE / self.at.replace("/", "+")


@dataclass(frozen=True, slots=True)
class Selection:
    """The packages with the names of folders and endings of files that are no back-end source.

    ``odd``: packages that are not measured, whose files the rules must survive all the same.
    """

    packages: tuple[Package, ...]
    odd: tuple[Package, ...]
    folders_left_out: frozenset[str]
    endings_left_out: tuple[str, ...]

    def sources(self, package: Package) -> list[Path]:
        """The source files of an unpacked package, in order."""
        found: set[Path] = set()
        for start in package.folders:
            found.update(
                file for file in _files(package.folder / start) if self._counts(package, file)
            )
        return sorted(found)

    def _counts(self, package: Package, file: Path) -> bool:
        """Whether ``file`` belongs to the back-end source that is measured."""
        inner = file.relative_to(package.folder)
        if self.folders_left_out.intersection(inner.parts[:-1]):
            return False
        return language_of(file.name) is not None and not file.name.endswith(self.endings_left_out)


def _files(start: Path) -> list[Path]:
    if start.is_file():
        return [start]
    return [file for file in start.rglob("*") if file.is_file() and not file.is_symlink()]


def read_selection(path: Path = HERE / "packages.yml") -> Selection:
    """The list in ``packages.yml``."""
    written = yaml.safe_load(path.read_text(encoding="utf-8"))
    measured, odd = (
        tuple(
            Package(
                entry["package"],
                str(entry["version"]),
                entry["integrity"],
                entry["kind"],
                tuple(entry.get("folders", ["."])),
            )
            for entry in written[part]
        )
        for part in ("packages", "odd-packages")
    )
    return Selection(
        measured,
        odd,
        frozenset(written["folders-left-out"]),
        tuple(written["endings-left-out"]),
    )


def fetch(package: Package) -> Path:
    """The folder of the unpacked package; asks the registry only once.

    Raises ValueError when what came is not what ``packages.yml`` pins.
    """
    if (package.folder / "package.json").is_file():
        return package.folder
    CACHE.mkdir(parents=True, exist_ok=True)
    npm = shutil.which("npm")
    if npm is None:
        raise ValueError("npm is not on the PATH; the packages come from the npm registry")
    packed = subprocess.run(
        [npm, "pack", "--silent", "--pack-destination", str(CACHE), package.at],
        capture_output=True,
        text=True,
        timeout=_NPM_SECONDS,
        check=False,
    )
    if packed.returncode:
        raise ValueError(f"npm could not fetch {package.at}: {packed.stderr.strip()}")
    archive = CACHE / packed.stdout.strip().splitlines()[-1]
    _check(package, archive.read_bytes())
    _unpack(archive, package.folder)
    archive.unlink()
    return package.folder


def _check(package: Package, archive: bytes) -> None:
    digest = base64.b64encode(hashlib.sha512(archive).digest()).decode()
    if f"sha512-{digest}" != package.integrity:
        raise ValueError(f"{package.at} is not the package that packages.yml pins")


def _unpack(archive: Path, folder: Path) -> None:
    """Unpack without the first folder of each path; links and paths that leave are skipped."""
    with tarfile.open(archive) as opened:
        for member in opened:
            inner = Path(*Path(member.name).parts[1:])
            if member.isfile() and ".." not in inner.parts and not inner.is_absolute():
                target = folder / inner
                target.parent.mkdir(parents=True, exist_ok=True)
                reader = opened.extractfile(member)
                if reader is not None:
                    target.write_bytes(reader.read())
