"""Paths that a model may name: kept inside the root, and the place of a new test by habit."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Callable, Iterable
from pathlib import Path, PurePosixPath

from ..facts import ProjectFacts

# Windows: names of devices, with any extension (Microsoft, "Naming Files, Paths, and Namespaces").
_DEVICE = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])(\..*)?", re.IGNORECASE)
_FORBIDDEN = frozenset('<>:"|?*')
_MOST_NAME_BYTES = 255
_MOST_PATH_BYTES = 1024
# Control, format (bidirectional overrides, zero width), surrogate, private, unassigned, separators.
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def confine(root: Path, relative_path: str) -> Path | None:
    """The place of ``relative_path`` below ``root`` with all links resolved, in root's spelling.

    None where it is absolute, climbs, names a drive, a share, a device or a home folder, holds
    characters that nobody sees, or leads outside through a link. The file need not exist. Test
    the result, not the path that was given, against :class:`IgnoreRules`: a link may lead from a
    harmless name to a file that is ignored.
    """
    parts = _parts(relative_path)
    if parts is None:
        return None
    try:
        real_root = root.resolve()
        real = real_root.joinpath(*parts).resolve()
        below = real.relative_to(real_root)
        # Since Python 3.13 a ring of links is handed back unresolved.
        if any(place.is_symlink() for place in (real, *real.parents)):
            return None
    except (OSError, RuntimeError, ValueError):
        return None
    return root / below if below.parts else None


def twin_of(root: Path, path: str, unsaved: Iterable[str] = ()) -> str:
    """What exists below ``root`` under ``path``, in its own spelling; empty where nothing does.

    Names that differ in case, or in how a letter is composed, are one where file systems say so.
    Where only a folder on the way is spelled otherwise, the path is given with that folder's own
    spelling. ``unsaved`` are paths that exist in an editor. Both are POSIX, relative to ``root``.
    """
    for open_path in unsaved:
        if _folded(open_path) == _folded(path):
            return open_path
    parts, spelled = [part for part in path.split("/") if part], list[str]()
    for part in parts:
        found = _entry(root.joinpath(*spelled), part)
        if not found:
            break
        spelled.append(found)
    if len(spelled) == len(parts):
        return "/".join(spelled)
    return "/".join((*spelled, *parts[len(spelled) :])) if spelled != parts[: len(spelled)] else ""


def _entry(folder: Path, name: str) -> str:
    """The name of an entry as the folder spells it: exactly so if it is there."""
    try:
        names = os.listdir(folder)
    except (OSError, ValueError):
        return ""
    if name in names:
        return name
    return next((known for known in sorted(names) if _folded(known) == _folded(name)), "")


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def _parts(path: str) -> list[str] | None:
    path = path.replace("\\", "/")
    if path.startswith(("/", "~")) or len(path.encode("utf-8", "replace")) > _MOST_PATH_BYTES:
        return None
    parts = [part for part in path.split("/") if part not in ("", ".")]
    return parts if parts and all(_good_name(part) for part in parts) else None


def _good_name(name: str) -> bool:
    return not (
        name[-1] in ". "  # Windows drops them; this covers ".." too
        or _FORBIDDEN & set(name)
        or _DEVICE.fullmatch(name)
        or any(unicodedata.category(c) in _INVISIBLE for c in name)
        or len(name.encode("utf-8")) > _MOST_NAME_BYTES
    )


# Folders of sources whose name a test folder does not repeat.
_SOURCE_FOLDERS = frozenset({"src", "lib", "app"})
_TEST_FOLDERS = ("test", "tests", "__tests__", "spec")
_BESIDE_BY_DEFAULT = frozenset({"jest", "vitest"})


def test_path_for(
    path: str,
    facts: ProjectFacts,
    exists: Callable[[str], bool],
    extends: Callable[[str], bool],
) -> str:
    """Where a new test for the source file ``path`` belongs, by the project's habit.

    Both paths are POSIX and relative to the workspace root, and so is what ``exists`` is asked,
    for files and folders. A test folder near the file wins, then one at the package's root, then
    the runner's custom. The name returned does not exist yet, or is that of a file of tests to
    which others can be added (``extends``).
    """
    source = PurePosixPath(path)
    stem = re.sub(r"\.(test|spec)$", "", source.name.removesuffix(source.suffix))
    folder = _test_folder(source, stem, facts, exists)
    kind = "spec" if _says_spec(facts) else "test"
    candidate = folder / f"{stem}.{kind}{source.suffix}"
    number = 2
    while exists(str(candidate)) and not extends(str(candidate)):
        candidate = folder / f"{stem}.{number}.{kind}{source.suffix}"
        number += 1
    return str(candidate)


def _test_folder(
    source: PurePosixPath, stem: str, facts: ProjectFacts, exists: Callable[[str], bool]
) -> PurePosixPath:
    near = source.parent / "__tests__"
    beside = any(
        exists(str(source.with_name(f"{stem}.{kind}{source.suffix}"))) for kind in ("test", "spec")
    )
    if beside or source.parent.name in _TEST_FOLDERS:
        return source.parent
    if exists(str(near)):
        return near
    package = _package(source, facts)
    for name in _TEST_FOLDERS:
        if exists(str(package / name)):
            return _mirrored(package / name, source.relative_to(package).parent, facts, exists)
    if facts.test_runner in _BESIDE_BY_DEFAULT or "@nestjs/core" in facts.dependencies:
        return source.parent
    return package / "test"


def _package(source: PurePosixPath, facts: ProjectFacts) -> PurePosixPath:
    """The folder of the nearest package.json, relative to the root, where the file lies in it."""
    if facts.root is None or facts.manifest is None:
        return PurePosixPath()
    try:
        package = PurePosixPath(facts.manifest.parent.relative_to(facts.root).as_posix())
        source.relative_to(package)
    except ValueError:
        return PurePosixPath()
    return package


def _mirrored(
    tests: PurePosixPath,
    inner: PurePosixPath,
    facts: ProjectFacts,
    exists: Callable[[str], bool],
) -> PurePosixPath:
    """The folder below ``tests`` that repeats the source's, where the project has such folders."""
    parts = inner.parts[1:] if inner.parts and inner.parts[0] in _SOURCE_FOLDERS else inner.parts
    for first in (PurePosixPath("unit"), PurePosixPath()):
        for depth in range(len(parts), 0, -1):
            folder = tests.joinpath(first, *parts[:depth])
            if exists(str(folder)):
                return folder
        if first.parts and exists(str(tests / first)):
            return tests / first
    return tests


def _says_spec(facts: ProjectFacts) -> bool:
    commands = " ".join(facts.scripts.values())
    return "@nestjs/core" in facts.dependencies or bool(re.search(r"\.spec\b", commands))
