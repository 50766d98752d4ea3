"""Which files never go into a prompt and are never written: .gitignore, our own list, secrets."""

from __future__ import annotations

import re
from pathlib import Path

from pathspec import GitIgnoreSpec

# These hold whatever an ignore file says: secrets, tokens, and folders that are not the user's.
ALWAYS = (
    ".env*",
    "*.pem",
    "*.key",
    "*.p12",
    "*.pfx",
    "*.jks",
    "*.keystore",
    "id_rsa*",
    "id_dsa*",
    "id_ecdsa*",
    "id_ed25519*",
    ".npmrc",
    ".netrc",
    ".git-credentials",
    ".aws/",
    ".ssh/",
    ".gnupg/",
    "node_modules/",
    ".git",
)
IGNORE_FILES = (".gitignore", ".nodewrightignore")
LIMIT = 1024 * 1024


class IgnoreRules:
    """The rules of one workspace root; ignore files are read where they lie, at every depth.

    ``problems`` holds a sentence for each ignore file that could not be used.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
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
        prefixes = ["/".join(parts[:depth]) + "/" for depth in range(1, len(parts))]
        return any(self._decided(prefix) for prefix in (*prefixes, "/".join(parts)))

    def entry_ignored(self, folder: str, name: str, *, is_folder: bool) -> bool:
        """:meth:`ignored` for an entry of a folder that is known not to be ignored: for a walk.

        ``folder`` is POSIX and relative to the root, empty for the root. What its ignore files
        say is remembered from the first question on.
        """
        tail = f"{name}/" if is_folder else name
        if self._always.match_file(tail.lower()):
            return True
        for below, spec in self._chain(folder):
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
            here = self._root / folder
            own = (self._spec(here / name) for name in reversed(IGNORE_FILES))
            self._chains[folder] = (*(("", spec) for spec in own if spec is not None), *inherited)
        return self._chains[folder]

    def _decided(self, path: str) -> bool:
        """What the innermost ignore file that speaks of ``path`` says."""
        parents = path.rstrip("/").split("/")[:-1]
        for depth in range(len(parents), -1, -1):
            folder = self._root.joinpath(*parents[:depth])
            below = "/".join(path.rstrip("/").split("/")[depth:]) + ("/" if path[-1] == "/" else "")
            for name in reversed(IGNORE_FILES):
                spec = self._spec(folder / name)
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
        label = file.relative_to(self._root).as_posix()
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
