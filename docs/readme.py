"""The generated parts of ``README.md``: the picture, where there is one, and the settings.

A part stands between two marks, as in ``docs/safety.md``; the rest is written by hand.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path

from nodewright.settings import settings_schema
from safety import MARKED, table

PAGE = Path(__file__).resolve().parent.parent / "README.md"
PICTURE = "client-config/vscode/images/fix.png"
"""Taken by the tests in the real VS Code."""
SHOWS = "A fix in VS Code: header and change, and beside them the report with what was checked"


def picture_part() -> str:
    """The picture of a fix, once the tests have taken it."""
    there = (PAGE.parent / PICTURE).is_file()
    return f"![{SHOWS}]({PICTURE})" if there else ""


def settings_part() -> str:
    """Each setting with its default and what it means, in one sentence where that is enough."""
    rows: list[tuple[object, ...]] = []
    for name, schema in settings_schema().items():
        text, default = schema["markdownDescription"], schema["default"]
        if "enum" not in schema:
            text = re.split(r"(?<=\.) (?=[A-Z`])", text, maxsplit=1)[0]
        shown = default if isinstance(default, str) else f"{json.dumps(default)}".removesuffix(".0")
        rows.append((f"`{name}`", f"`{shown}`", text.replace("](", "](docs/")))
    rows = [(name, "unset" if shown == "`null`" else shown, text) for name, shown, text in rows]
    return table(("Setting", "Default", "Meaning"), rows)


PARTS: Mapping[str, Callable[[], str]] = {"picture": picture_part, "settings": settings_part}


def readme_page() -> str:
    """``README.md`` with its parts written anew. Raises KeyError for a mark without a part."""

    def anew(found: re.Match[str]) -> str:
        lines = [f"<!-- begin {found[1]} -->", PARTS[found[1]](), f"<!-- end {found[1]} -->"]
        return "\n".join(line for line in lines if line)

    return MARKED.sub(anew, PAGE.read_text("utf-8"))
