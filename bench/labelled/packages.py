"""Fetch the packages of the labelled set with npm, check them, and unpack the files it names."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import subprocess
import tarfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

_SOURCES = (".js", ".cjs", ".mjs", ".jsx", ".ts", ".cts", ".mts", ".tsx")
_LARGEST = 256 * 1024
_AT_ONCE = 20
"""Packages asked of one npm process: starting one takes longer than a small download."""


def cache_folder() -> Path:
    """Where packages are kept: ``NODEWRIGHT_BENCH_CACHE``, or ``bench/.cache``."""
    named = os.environ.get("NODEWRIGHT_BENCH_CACHE")
    return (Path(named) if named else Path(__file__).parents[1] / ".cache") / "labelled"


def fetch(wanted: Mapping[str, str]) -> list[str]:
    """Bring every ``name@version`` of ``wanted`` into the cache; the sentences for what failed.

    The values are the integrity strings (``sha512-...``) that the tarballs must have.
    """
    folder = cache_folder()
    folder.mkdir(parents=True, exist_ok=True)
    missing = [spec for spec in wanted if not archive(spec).exists()]
    problems: list[str] = []
    for start in range(0, len(missing), _AT_ONCE):
        group = missing[start : start + _AT_ONCE]
        print(f"fetching {start + len(group)} of {len(missing)}", flush=True)
        if not _pack(group):
            problems += [f"{spec}: npm could not fetch it" for spec in group if not _pack([spec])]
    for spec, integrity in wanted.items():
        if archive(spec).exists() and _digest(archive(spec)) != integrity:
            problems.append(f"{spec}: the archive is not the one that was labelled")
            archive(spec).unlink()
    return problems


def archive(spec: str) -> Path:
    """The file in the cache that holds ``name@version``."""
    return cache_folder() / (spec.lstrip("@").replace("/", "-").replace("@", "-") + ".tgz")


def unpack(spec: str, names: Iterable[str]) -> Path:
    """The folder that holds the files ``names`` of ``name@version``, and all of its source.

    What a file imports is read, too. Raises OSError when the archive cannot be read.
    """
    folder = cache_folder() / "files" / archive(spec).stem
    wanted = {*names, "package.json"}
    mark = folder / ".sources"
    if mark.exists() and all((folder / name).exists() for name in wanted):
        return folder
    with tarfile.open(archive(spec)) as packed:
        for member in packed.getmembers():
            name = member.name.partition("/")[2]
            source = name.endswith(_SOURCES) and member.size <= _LARGEST
            good = member.isfile() and ".." not in Path(name).parts
            taken = packed.extractfile(member) if good and (source or name in wanted) else None
            if taken is not None:
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                (folder / name).write_bytes(taken.read())
    folder.mkdir(parents=True, exist_ok=True)
    mark.touch()
    return folder


def _pack(specs: list[str]) -> bool:
    """Run ``npm pack``; no install script of a package is ever run."""
    with TemporaryDirectory(dir=cache_folder()) as aside:
        command = ["npm", "pack", "--json", "--ignore-scripts", "--pack-destination", aside, *specs]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            return False
        for packed in json.loads(done.stdout):
            made = Path(aside) / str(packed["filename"]).lstrip("@").replace("/", "-")
            made.replace(archive(f"{packed['name']}@{packed['version']}"))
    return True


def _digest(file: Path) -> str:
    """The integrity string of a file, as npm writes it."""
    return "sha512-" + base64.b64encode(hashlib.sha512(file.read_bytes()).digest()).decode()
