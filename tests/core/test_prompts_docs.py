"""What docs/persona.md shows works as it says there."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import nodewright.persona
import pytest
from nodewright.document import Draft, Span
from nodewright.facts import ProjectFacts
from nodewright.prompts import (
    Action,
    PersonaPack,
    choose_notes,
    load_pack,
    load_persona,
    match_phrase,
)
from nodewright.prompts.patterns import choose_patterns, parse_pattern

GUIDE = (Path(__file__).parents[2] / "docs" / "persona.md").read_text(encoding="utf-8")
SHOWN = re.findall(r"^````markdown\n(.*?)^````$", GUIDE, re.DOTALL | re.MULTILINE)
PERSONA, ACTION, NOTE, PATTERN = SHOWN


@pytest.fixture
def pack(tmp_path: Path) -> PersonaPack:
    """The pack with the guide's action and note added."""
    shutil.copytree(Path(next(iter(nodewright.persona.__path__))), tmp_path / "pack")
    (tmp_path / "pack/actions/add-cache.md").write_text(ACTION, encoding="utf-8")
    (tmp_path / "pack/knowledge/stripe.md").write_text(NOTE, encoding="utf-8")
    return load_pack(tmp_path / "pack")


def test_the_guides_persona_works(pack: PersonaPack) -> None:
    persona, problems = load_persona(PERSONA)
    assert persona is not None
    assert problems == ()
    assert persona.header == "/**\n * Made with the payments team's assistant.\n */"
    assert "assistant" not in persona.body
    assert "Payments Expert: Fix backend" in GUIDE
    assert pack.actions["fix-backend"].label(persona) == "Payments Expert: Fix backend"
    match = match_phrase(pack, "// payments: why is this charged twice?", persona)
    assert match is not None
    assert (match[0].id, match[1]) == ("ask", "why is this charged twice?")


def test_the_guides_action_works(pack: PersonaPack) -> None:
    assert pack.problems == ()
    match = match_phrase(pack, "// add cache: the price list")
    assert match is not None
    assert (match[0].id, match[1]) == ("add-cache", "the price list")
    assert set(match[0].sections) <= set(pack.persona.sections)


def test_the_guides_pattern_works() -> None:
    pattern = parse_pattern("spawn", PATTERN)
    code = "const child = spawn(tool);"
    assert choose_patterns([pattern], code, "it crashes", "fix-backend") == (pattern,)
    assert choose_patterns([pattern], code, "it is slow", "fix-backend") == ()


def test_the_guides_note_works(pack: PersonaPack) -> None:
    source = b"import stripe from 'stripe';\nstripe.charge();\n"
    draft = Draft("a.mjs", source, "javascript", Span(29, len(source)))
    chosen = choose_notes(pack.knowledge, draft, ProjectFacts(), "ask")
    assert [note.id for note in chosen] == ["stripe"]


def test_the_guides_table_names_every_key_of_an_action_and_its_default() -> None:
    table = dict(re.findall(r"^\| `([a-z-]+)` \|.*\| (.+) \|$", GUIDE, re.MULTILINE))
    assert set(table) == {
        *("id", "title", "kind", "order", "phrases", "report", "allow", "sections"),
        *("requires-prompt", "brief", "compact", "offline", "rules"),
    }
    bare = Action("x", "X", "refactor", "Do it.", "Do it.")
    assert table["order"] == str(bare.order)
    assert table["compact"] == f"`{bare.compact}`"
    assert table["offline"] == f"`{bare.offline}`"
    assert table["requires-prompt"] == str(bare.requires_prompt).lower()
    allow = (bare.allow.edit, bare.allow.change_exports, bare.allow.create_files)
    assert table["allow"] == ", ".join(str(flag).lower() for flag in allow)
