"""From a file's place in the workspace to its project's facts."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from ..document import Language
from ..facts import ModuleSystem, NoControls, ProjectFacts
from .configuration import FILE, load_configuration
from .controls import Part, over
from .manifest import Manifest, load_manifest

_V = TypeVar("_V")

# Extensions that settle the module system whatever package.json says (Node.js, "Packages").
_BY_EXTENSION: Mapping[str, ModuleSystem] = {
    ".mjs": "esm",
    ".mts": "esm",
    ".cjs": "commonjs",
    ".cts": "commonjs",
}
# By dependency first, then by the word in a script; the first that fits wins.
_TEST_RUNNERS = ("vitest", "jest", "mocha", "ava")
# Packages whose exact version changes what good code looks like; the others stay as declared.
_VERSIONS_THAT_MATTER = frozenset(
    [
        "@fastify/multipart",
        "@hapi/hapi",
        "@nestjs/core",
        "@opentelemetry/api",
        "@prisma/client",
        "ajv",
        "apollo-server",
        "ava",
        "axios",
        "bcrypt",
        "bullmq",
        "busboy",
        "csv-parse",
        "express",
        "express-async-errors",
        "express-rate-limit",
        "fastify",
        "formidable",
        "helmet",
        "ioredis",
        "jest",
        "joi",
        "jsonwebtoken",
        "knex",
        "koa",
        "mocha",
        "mongodb",
        "mongoose",
        "multer",
        "mysql",
        "mysql2",
        "node-fetch",
        "passport",
        "pg",
        "pino",
        "prom-client",
        "redis",
        "sequelize",
        "sqlite3",
        "typeorm",
        "typescript",
        "undici",
        "vitest",
        "winston",
        "zod",
    ]
)
_MOST_PARENTS = 64


class ProjectReader:
    """Reads facts and remembers each package.json by its modification time and size."""

    def __init__(self) -> None:
        self._manifests: dict[Path, tuple[tuple[int, int], Manifest | None]] = {}
        self._configurations: dict[Path, tuple[tuple[int, int], Part, tuple[str, ...]]] = {}

    def read(
        self, file: Path | None, workspace_roots: Sequence[Path], language: Language = "javascript"
    ) -> ProjectFacts:
        """Facts for ``file``; for None (an untitled document) those of the first root.

        The nearest package.json decides module system and root of the package; name, engines and
        scripts come from the nearest that states them, and dependencies from all up to the
        workspace root, for a monorepo hoists. Without a workspace the search goes up to the
        nearest package.json, and its folder stands in for the root, unless it is a home folder or
        one above. Nothing outside of the root is read, not by a link either. Never raises.
        """
        start = _absolute(file).parent if file is not None else None
        roots = [_absolute(root) for root in workspace_roots]
        root = _root_of(start, roots)
        folders = list(_upwards(start or root, root))
        found = [(f / "package.json", m) for f in folders if (m := self._manifest(f, root))]
        if root is None:
            found = [(path, m) for path, m in found if not _holds_homes(path.parent)][:1]
        if root is None and found:
            root = found[0][0].parent
            folders = folders[: folders.index(root) + 1]
        manifests = [manifest for _, manifest in found]
        dependencies: dict[str, str] = {}
        for manifest in reversed(manifests):
            dependencies |= manifest.dependencies
        development = frozenset[str]().union(*(m.development for m in manifests))
        needed = {name for m in manifests for name in m.dependencies.keys() - m.development}
        scripts = _first(m.scripts for m in manifests) or {}
        part, wrong = self._configuration(root or start)
        return ProjectFacts(
            root=root or start,
            manifest=found[0][0] if found else None,
            name=_first(m.name for m in manifests) or "",
            module_system=_module_system(file, manifests),
            node=_first(m.node for m in manifests) or "",
            dependencies=dependencies,
            installed=self._installed(dependencies, start or root, root),
            scripts=scripts,
            typescript=language in ("typescript", "tsx")
            or "typescript" in dependencies
            or any((folder / "tsconfig.json").is_file() for folder in folders if root),
            test_runner=_test_runner(dependencies, scripts),
            problems=(*(problem for m in manifests for problem in m.problems), *wrong),
            controls=over(NoControls(), part),
            development=development - needed,
        )

    def _configuration(self, root: Path | None) -> tuple[Part, tuple[str, ...]]:
        """What ``nodewright.toml`` in the root says, and a sentence for each thing wrong."""
        nothing: tuple[Part, tuple[str, ...]] = (Part(""), ())
        if root is None:
            return nothing
        path = root / FILE
        try:
            state = path.stat()
        except OSError:
            self._configurations.pop(path, None)
            return nothing
        stamp = (state.st_mtime_ns, state.st_size)
        known = self._configurations.get(path)
        if known is None or known[0] != stamp:
            inside = _inside(root, path)
            loaded = load_configuration(path) if inside else None
            known = self._configurations[path] = (stamp, *(loaded or nothing))
        return known[1], known[2]

    def _manifest(self, folder: Path, root: Path | None) -> Manifest | None:
        path = folder / "package.json"
        try:
            state = path.stat()
        except OSError:
            self._manifests.pop(path, None)
            return None
        stamp = (state.st_mtime_ns, state.st_size)
        known = self._manifests.get(path)
        if known is None or known[0] != stamp:
            label = path.relative_to(root).as_posix() if root else path.name
            inside = root is None or _inside(root, path)
            known = (stamp, load_manifest(path, label) if inside else None)
            self._manifests[path] = known
        return known[1]

    def _installed(
        self, dependencies: Mapping[str, str], start: Path | None, root: Path | None
    ) -> dict[str, str]:
        versions: dict[str, str] = {}
        for package in sorted(_VERSIONS_THAT_MATTER & dependencies.keys()):
            for folder in _upwards(start, root):
                manifest = self._manifest(folder / "node_modules" / package, root)
                if manifest is not None:
                    versions[package] = manifest.version
                    break
        return {package: version for package, version in versions.items() if version}


def read_project(
    file: Path | None, workspace_roots: Sequence[Path], language: Language = "javascript"
) -> ProjectFacts:
    """Facts for one file, read afresh; see :meth:`ProjectReader.read`."""
    return ProjectReader().read(file, workspace_roots, language)


def _absolute(path: Path) -> Path:
    # Links stay as they are: the editor's spelling of a path is the one that edits have to use.
    return Path(os.path.normpath(path.absolute()))


def _inside(root: Path, path: Path) -> bool:
    """True where ``path`` stays below ``root`` with all links resolved."""
    try:
        return path.resolve().is_relative_to(root.resolve())
    except (OSError, RuntimeError):
        return False


def _holds_homes(folder: Path) -> bool:
    """True for the user's home folder and those above: a package there is no project."""
    try:
        return Path.home().is_relative_to(folder)
    except RuntimeError:
        return folder == folder.parent


def _root_of(start: Path | None, roots: Sequence[Path]) -> Path | None:
    """The innermost root around ``start``; for no file the first root."""
    if start is None:
        return roots[0] if roots else None
    around = [root for root in roots if root == start or root in start.parents]
    return max(around, key=lambda root: len(root.parts), default=None)


def _upwards(start: Path | None, last: Path | None) -> Iterator[Path]:
    """``start`` and its parents, up to ``last`` or the top of the file system."""
    if start is None:
        return
    for folder in (start, *start.parents)[:_MOST_PARENTS]:
        if folder.name != "node_modules":
            yield folder
        if folder == last:
            return


def _first(values: Iterator[_V]) -> _V | None:
    return next((value for value in values if value), None)


def _module_system(file: Path | None, manifests: Sequence[Manifest]) -> ModuleSystem:
    by_extension = _BY_EXTENSION.get(file.suffix.lower()) if file is not None else None
    if by_extension:
        return by_extension
    return "esm" if manifests and manifests[0].type == "module" else "commonjs"


def _test_runner(dependencies: Mapping[str, str], scripts: Mapping[str, str]) -> str:
    for runner in _TEST_RUNNERS:
        if runner in dependencies:
            return runner
    commands = " ".join(scripts.values())
    for runner in _TEST_RUNNERS:
        if re.search(rf"(?<![\w./@-]){runner}(?![\w./-])", commands):
            return runner
    return "node:test"
