"""Where documents lie: URIs as identities, and paths in the spelling of the client's folders."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import unquote, urlsplit

from pygls import uris


def identity(uri: str) -> str:
    """The key of a document: two URIs that differ in their escapes only are one document."""
    return unquote(uri)


def uri_of(path: Path) -> str:
    """The ``file:`` URI of an absolute path."""
    return uris.from_fs_path(str(path)) or ""


def path_of(uri: str) -> Path | None:
    """The file behind a ``file:`` URI; None for untitled and other documents, and for nonsense."""
    try:
        if urlsplit(uri).scheme != "file":
            return None
        # A bare semicolon is part of a file's name; URL parsers of old cut the path there.
        name = uris.to_fs_path(uri.replace(";", "%3B"))
    except ValueError:
        return None
    return Path(os.path.normpath(name)) if name and "\0" not in name else None


def in_folder_spelling(path: Path, folders: Sequence[Path]) -> Path:
    """``path`` as seen from the folder that holds it, links resolved where that takes it there.

    An editor may name a file by its real place while the workspace was opened by a link, or the
    other way round. A path in no folder is returned as it is.
    """
    if any(path.is_relative_to(folder) for folder in folders):
        return path
    try:
        real = path.resolve()
        for folder in folders:
            if real.is_relative_to(folder.resolve()):
                return folder / real.relative_to(folder.resolve())
    except (OSError, RuntimeError):
        return path
    return path
