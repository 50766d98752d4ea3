"""Which files never go into a prompt and are never written: ignored ones, secrets, foreign ones.

Read are .gitignore and .nodewrightignore at every depth, from the top of the repository that the
workspace lies in, and the repository's own info/exclude.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from pathspec import GitIgnoreSpec

from .private_files import ALWAYS

IGNORE_FILES = (".gitignore", ".nodewrightignore")
LIMIT = 1024 * 1024


class IgnoreRules:
    """The rules of one workspace root; ignore files are read where they lie, at every depth.

    Paths that are asked about are relative to the root. Inside, they are relative to the top of
    the repository around it, whose ignore files count as git has it. ``problems`` holds a
    sentence for each ignore file that could not be used.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._top = _top_of(root)
        self._below = root.relative_to(self._top).parts
        self._exclude = _exclude_of(self._top)
        self._always = GitIgnoreSpec.from_lines(ALWAYS)
        self._files: dict[Path, tuple[tuple[int, int], GitIgnoreSpec | None]] = {}
        self._problems: dict[Path, str] = {}
        self._chains: dict[str, tuple[tuple[str, GitIgnoreSpec], ...]] = {}

    @property
    def problems(self) -> tuple[str, ...]:
        """One sentence for each ignore file that could not be used so far."""
        return tuple(self._problems.values())

    def ignored(self, relative_path: str) -> bool:
        """True for a path below the root that must not be read into a prompt or written.

        A path that is absolute, empty or climbs out counts as ignored. A folder that is ignored
        takes all it holds along, as git has it.
        """
        path = relative_path.replace("\\", "/")
        parts = [part for part in path.split("/") if part not in ("", ".")]
        if not parts or path.startswith("/") or ".." in parts or ":" in parts[0]:
            return True
        # Case-insensitive file systems open .ENV as .env.
        if self._always.match_file("/".join(parts).lower()):
            return True
        whole = (*self._below, *parts)
        prefixes = ["/".join(whole[:depth]) + "/" for depth in range(1, len(whole))]
        return any(self._decided(prefix) for prefix in (*prefixes, "/".join(whole)))

    def entry_ignored(self, folder: str, name: str, *, is_folder: bool) -> bool:
        """:meth:`ignored` for an entry of a folder that is known not to be ignored: for a walk.

        ``folder`` is POSIX and relative to the root, empty for the root. What its ignore files
        say is remembered from the first question on.
        """
        tail = f"{name}/" if is_folder else name
        if self._always.match_file(tail.lower()):
            return True
        for below, spec in self._chain("/".join((*self._below, *filter(None, [folder])))):
            verdict = _verdict(spec, below + tail)
            if verdict is not None:
                return verdict
        return False

    def _chain(self, folder: str) -> tuple[tuple[str, GitIgnoreSpec], ...]:
        """The ignore files that speak of a folder, innermost first, with the way down to it."""
        if folder not in self._chains:
            outer, _, last = folder.rpartition("/")
            above = self._chain(outer) if folder else ()
            inherited = tuple((f"{below}{last}/", spec) for below, spec in above)
            here = self._top / folder
            names = [here / name for name in reversed(IGNORE_FILES)]
            if not folder and self._exclude is not None:
                names.append(self._exclude)
            own = (self._spec(name) for name in names)
            self._chains[folder] = (*(("", spec) for spec in own if spec is not None), *inherited)
        return self._chains[folder]

    def _decided(self, path: str) -> bool:
        """What the innermost ignore file that speaks of ``path`` says."""
        parents = path.rstrip("/").split("/")[:-1]
        for depth in range(len(parents), -1, -1):
            folder = self._top.joinpath(*parents[:depth])
            below = "/".join(path.rstrip("/").split("/")[depth:]) + ("/" if path[-1] == "/" else "")
            files = [folder / name for name in reversed(IGNORE_FILES)]
            if not depth and self._exclude is not None:
                files.append(self._exclude)
            for file in files:
                spec = self._spec(file)
                verdict = _verdict(spec, below) if spec is not None else None
                if verdict is not None:
                    return verdict
        return False

    def _spec(self, file: Path) -> GitIgnoreSpec | None:
        try:
            state = file.stat()
        except (OSError, ValueError):
            return None
        stamp = (state.st_mtime_ns, state.st_size)
        known = self._files.get(file)
        if known is None or known[0] != stamp:
            known = self._files[file] = (stamp, self._load(file, state.st_size))
        return known[1]

    def _load(self, file: Path, size: int) -> GitIgnoreSpec | None:
        self._problems.pop(file, None)
        inside = file.is_relative_to(self._root)
        label = file.relative_to(self._root).as_posix() if inside else str(file)
        if size > LIMIT:
            self._problems[file] = f"{label} is larger than 1 MB and was not read."
            return None
        try:
            lines = re.split(r"\r?\n", file.read_text("utf-8-sig", "replace"))
        except OSError as error:
            self._problems[file] = f"{label} cannot be read: {error.strerror}."
            return None
        good = [line for line in lines if self._usable(line)]
        if len(good) < len(lines):
            self._problems[file] = f"{label} holds a pattern that git does not know; it is skipped."
        return GitIgnoreSpec.from_lines(good)

    @staticmethod
    def _usable(line: str) -> bool:
        try:
            GitIgnoreSpec.from_lines([line])
        except ValueError:
            return False
        return True


def _top_of(root: Path) -> Path:
    """The top of the repository around ``root``; ``root`` itself where there is none."""
    around = (folder for folder in (root, *root.parents) if os.path.lexists(folder / ".git"))
    return next(around, root)


def _exclude_of(top: Path) -> Path | None:
    """The repository's own ``info/exclude``, also that of a worktree; None without a repository."""
    git = top / ".git"
    try:
        if git.is_file():
            pointer = git.read_text("utf-8", "replace")[:4096].strip()
            git = top / pointer.removeprefix("gitdir:").strip()
            common = git / "commondir"
            if common.is_file():
                git = git / common.read_text("utf-8", "replace")[:4096].strip()
        return git / "info" / "exclude" if git.is_dir() else None
    except (OSError, ValueError):
        return None


def _verdict(spec: GitIgnoreSpec, path: str) -> bool | None:
    """What an ignore file says of a path below it; None when it says nothing.

    A folder ends with a slash. For one the last pattern that speaks of it counts, as in git, so
    that ``!*/`` after ``*`` leads into it; the library weighs such a pattern for files only.
    """
    if not path.endswith("/"):
        return spec.check_file(path).include
    for pattern in reversed(list(spec.patterns)):
        if pattern.include is not None and pattern.match_file(path) is not None:
            return pattern.include
    return None
