"""The rule engine alone: CPU time of one keystroke, without a server around it."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from nodewright.document import Language
from nodewright.facts import ProjectFacts
from nodewright.rules import load_rules
from nodewright.rules.engine import Engine
from sample import service

_GRAMMARS: dict[str, Language] = {"js": "javascript", "ts": "typescript"}


@dataclass
class EngineRow:
    """Seconds of CPU time for one text: analysed from nothing, and after each keystroke.

    ``parsed``: those of ``keys`` after which the text parsed.
    """

    language: str
    lines: int
    whole: float
    keys: list[float] = field(default_factory=list)
    parsed: list[float] = field(default_factory=list)


def engine_rows(sizes: list[int], languages: list[str], typed: str) -> list[EngineRow]:
    """One row for each size and language; the first text is analysed twice, to warm up."""
    book = load_rules()
    facts = ProjectFacts(dependencies={"express": "^4.19.0", "pg": "^8.0.0"})
    rows: list[EngineRow] = []
    for language in languages:
        Engine(book, _GRAMMARS[language]).update(service(200, language)[0].encode(), facts)
        for lines in sizes:
            text, at = service(lines, language)
            engine = Engine(book, _GRAMMARS[language])
            began = time.process_time()
            engine.update(text.encode(), facts, f"service.{language}")
            row = EngineRow(language, lines, time.process_time() - began)
            for count in range(1, len(typed) + 1):
                changed = (text[:at] + typed[:count] + text[at:]).encode()
                began = time.process_time()
                known = engine.update(changed, facts, f"service.{language}")
                took = time.process_time() - began
                row.keys.append(took)
                if not known.stale:
                    row.parsed.append(took)
            rows.append(row)
    return rows
