"""Fill the templates of the answer contract: conditions at line starts, then placeholders."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

_CONDITION = re.compile(r"^\{\{if ([a-z-]+)\}\} ?")
_PLACEHOLDER = re.compile(r"\{\{([a-z-]+)\}\}")
_BLANK_LINES = re.compile(r"\n{3,}")


def fill(template: str, holds: Collection[str], values: Mapping[str, str]) -> str:
    """``template`` for one case.

    A line that begins with ``{{if NAME}}`` stays, without that mark, where NAME is in
    ``holds``, and goes otherwise. ``{{NAME}}`` elsewhere becomes a value; values are not
    looked into again. Raises KeyError when a template names a value that does not exist.
    """
    kept: list[str] = []
    for line in template.strip().split("\n"):
        condition = _CONDITION.match(line)
        if condition is None:
            kept.append(line)
        elif condition.group(1) in holds:
            kept.append(line[condition.end() :])
    text = _PLACEHOLDER.sub(lambda match: values[match.group(1)], "\n".join(kept))
    return _BLANK_LINES.sub("\n\n", text).strip()
