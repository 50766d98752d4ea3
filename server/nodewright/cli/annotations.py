"""Findings as workflow commands of GitHub Actions, which shows them beside the changed lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from nodewright.cli.found import Found
from nodewright.document import Severity

COMMAND: dict[Severity, str] = {
    "error": "error",
    "warning": "warning",
    "information": "notice",
    "hint": "notice",
}


def commands(found: Iterable[Found]) -> Iterator[str]:
    """A line for each finding: ``::error file=…,line=…,title=…::message``.

    Paths are relative to the repository's root, as GitHub wants them. Columns are given where the
    finding ends on its line; GitHub refuses them otherwise.
    """
    for item in found:
        place = item.place
        where = {
            "file": item.path,
            "line": str(place.line),
            "endLine": str(place.end_line),
        }
        if place.line == place.end_line:
            where |= {"col": str(place.column), "endColumn": str(place.end_column)}
        where["title"] = f"nodewright {item.rule}"
        listed = ",".join(f"{name}={_property(value)}" for name, value in where.items())
        yield f"::{COMMAND[item.severity]} {listed}::{_message(item.message)}"


def _message(text: str) -> str:
    """The three characters that would end the line or begin an escape."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    """In a property also the two characters that would end it."""
    return _message(text).replace(":", "%3A").replace(",", "%2C")
