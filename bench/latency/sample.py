"""Texts to type into: services of a wanted length, made of the parts in parts.js and parts.ts.

The parts are ordinary back-end code (routes, services, helpers, a queue, a repository), some with
a problem in them, as in a file that somebody works on. ``$N`` in a part becomes its number.
"""

from __future__ import annotations

from pathlib import Path

HERE = Path(__file__).parent
CURSOR = "/*cursor*/"
"""Stands in the parts where a person would be typing; taken out of the text."""


def service(lines: int, language: str) -> tuple[str, int]:
    """A text of at least ``lines`` lines, and the offset in characters where typing goes on.

    ``language`` is ``js`` or ``ts``. The offset lies in the part nearest to the middle.
    """
    head, *parts = (HERE / f"parts.{language}").read_text(encoding="utf-8").split("// ---\n")
    text, places, number = head, [], 0
    while text.count("\n") < lines:
        part = parts[number % len(parts)].replace("$N", str(number))
        at = part.find(CURSOR)
        if at >= 0:
            places.append(len(text) + at)
        text += part.replace(CURSOR, "")
        number += 1
    middle = len(text) // 2
    return text, min(places, key=lambda place: abs(place - middle))
