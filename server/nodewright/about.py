"""What is installed: the version of nodewright, and where it is at home."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, metadata, version


def own_version() -> str:
    """The installed version; ``unknown`` when run from a tree that was never installed."""
    try:
        return version("nodewright")
    except PackageNotFoundError:
        return "unknown"


def repository() -> str:
    """The address of the repository, as the package names it; empty where it names none."""
    try:
        urls = metadata("nodewright").get_all("Project-URL") or []
    except PackageNotFoundError:
        return ""
    for entry in urls:
        label, _, address = str(entry).partition(",")
        if label.strip().lower() in ("repository", "source"):
            return address.strip().rstrip("/")
    return ""
