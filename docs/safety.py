"""The generated parts of ``docs/safety.md``: tables from data files that measuring commands write.

The page itself is written by hand. A part stands between two marks, and only what lies between
them is generated::

    <!-- begin NAME -->
    <!-- end NAME -->

To add one: put the marks on the page, and a function that returns its Markdown into ``PARTS``. A
part reads data and measures nothing, so that ``python docs/generate.py`` stays quick.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path

from nodewright.answer import describe_checks

PAGE = Path(__file__).with_name("safety.md")
MARKED = re.compile(r"(?ms)^<!-- begin ([\w-]+) -->\n(.*?)^<!-- end \1 -->$")


def table(head: tuple[str, ...], rows: list[tuple[object, ...]]) -> str:
    """A table in Markdown; cells are written as they print."""
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join(f"| {' | '.join(str(cell) for cell in line)} |" for line in lines)


def checks_part() -> str:
    """The names of the gate's checks."""
    names = [f"`{name}`" for name, *_ in describe_checks()]
    return f"{len(names)} checks: {' · '.join(names)}."


PARTS: Mapping[str, Callable[[], str]] = {
    "checks": checks_part,
}


def safety_page() -> str:
    """``docs/safety.md`` with its parts written anew. Raises KeyError for a mark without a part."""

    def anew(found: re.Match[str]) -> str:
        name = found[1]
        return f"<!-- begin {name} -->\n{PARTS[name]().strip()}\n<!-- end {name} -->"

    return MARKED.sub(anew, PAGE.read_text("utf-8"))
