"""Where a relative import leads, by the rules of Node.js and TypeScript."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath
from posixpath import normpath

from nodewright.answer.evidence import Evidence, Text

_EXTENSIONS = (
    "", ".js", ".mjs", ".cjs", ".json", ".ts", ".mts", ".cts", ".tsx", ".jsx", ".node", ".d.ts"
)  # fmt: skip
_INDEX = ("index.js", "index.mjs", "index.cjs", "index.ts", "index.tsx", "index.json",
          "package.json")  # fmt: skip
_TO_TYPESCRIPT = {".js": (".ts", ".tsx"), ".mjs": (".mts",), ".cjs": (".cts",), ".jsx": (".tsx",)}


def resolve(evidence: Evidence, text: Text, specifier: str) -> str | None:
    """The path of the file that a relative specifier means, by Node's and TypeScript's rules."""
    if specifier.startswith("/"):
        return None
    target = normpath((PurePosixPath(text.path).parent / specifier).as_posix())
    if target.startswith(".."):
        return None
    created = {normpath(file.path) for file in evidence.new_files}
    for path in _spellings(target):
        if path == evidence.after.path or path in created or evidence.around.exists(path):
            return path
    return None


def _spellings(target: str) -> Iterator[str]:
    for extension in _EXTENSIONS:
        yield target + extension
    stem, suffix = PurePosixPath(target).with_suffix("").as_posix(), PurePosixPath(target).suffix
    for extension in _TO_TYPESCRIPT.get(suffix, ()):
        yield stem + extension
    for index in _INDEX:
        yield index if target == "." else f"{target}/{index}"
