"""Every sentence and bullet of the specification shows somewhere, and the place exists."""

from __future__ import annotations

import re
from pathlib import Path

import frontmatter
import nodewright.persona
import pytest
import yaml
from nodewright.prompts import load_pack

DATA = Path(__file__).parents[1] / "data"
SPECIFICATION = (DATA / "backend-expert-nodejs.agent.md").read_text(encoding="utf-8")
COVERAGE = yaml.safe_load((DATA / "coverage-of-the-specification.yml").read_text(encoding="utf-8"))
PACK = load_pack()
FOLDER = Path(next(iter(nodewright.persona.__path__)))
META = frontmatter.load(str(FOLDER / "backend-expert-nodejs.agent.md")).metadata
RULES = "".join(file.read_text(encoding="utf-8") for file in (FOLDER / "rules").glob("*.yml"))
RULE_IDS = set(re.findall(r"^\s*(?:- )?id: (\S+)$", RULES, re.MULTILINE))
FREE = {"gate", "header"}
PLACES = [(entry["says"], place) for entry in COVERAGE for place in entry["shown"]]


def statements(text: str) -> list[str]:
    """The lines of the specification that say something; a fenced block is one statement."""
    found: list[str] = []
    code: list[str] | None = None
    for line in text.split("\n"):
        bare = line.strip()
        if bare.startswith("```"):
            if code is not None:
                found.append("\n".join(code))
            code = [] if code is None else None
        elif code is not None:
            code.append(line)
        elif bare and bare != "---" and not bare.startswith("#"):
            found.append(re.sub(r"^(?:\*|\d+\.|>)\s+", "", bare))
    return found


def text_of(kind: str, name: str) -> str:
    """The text of a place; raises KeyError when it does not exist."""
    if kind == "persona":
        return PACK.persona.sections[name]
    if kind == "action":
        action = PACK.actions[name]
        return "\n".join((action.title, *action.report, action.instructions))
    if kind == "knowledge":
        return {note.id: note.text for note in PACK.knowledge}[name]
    if kind == "contract":
        return {"full": PACK.contract.full, "compact": PACK.contract.compact}[name]
    assert kind == "front matter"
    return str(META[name])


def test_every_statement_of_the_specification_has_an_entry_and_no_entry_is_stale() -> None:
    assert [entry["says"] for entry in COVERAGE] == statements(SPECIFICATION)


def test_the_specification_has_the_statements_that_were_counted_by_hand() -> None:
    assert len(statements(SPECIFICATION)) == 76


def test_every_entry_names_a_place_and_no_entry_rests_on_free_text_alone() -> None:
    for entry in COVERAGE:
        kinds = {kind for place in entry["shown"] for kind in place} - {"as"}
        assert kinds - FREE or kinds == {"header", "gate"}, entry["says"]


@pytest.mark.parametrize(
    ("says", "place"), PLACES, ids=[f"{i}-{next(iter(p))}" for i, (_, p) in enumerate(PLACES)]
)
def test_the_named_place_exists_and_holds_the_words(says: str, place: dict[str, str]) -> None:
    kind, name = next(iter(place.items()))
    if kind in FREE:
        assert name.strip()
        return
    if kind == "rule":
        assert name in RULE_IDS, says
        return
    assert place["as"] in text_of(kind, name), says


def test_the_coverage_test_sees_a_bullet_that_nobody_covers() -> None:
    more = SPECIFICATION + "\n* A rule that nobody has covered.\n"
    assert [entry["says"] for entry in COVERAGE] != statements(more)
