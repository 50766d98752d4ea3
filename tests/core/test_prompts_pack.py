"""The persona pack loads whole, grows by adding a file, and names each file that is bad."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import nodewright.persona
import pytest
from nodewright.document import Allowance
from nodewright.prompts import PersonaPack, load_pack
from nodewright.rules import load_rules

FOLDER = Path(next(iter(nodewright.persona.__path__)))
PACK = load_pack()
ACTIONS = [
    *("fix-backend", "optimize-node", "node-memory-leak", "api-design", "db-transaction"),
    *("explain", "write-tests", "harden-security", "add-observability", "modernize"),
    *("deployment", "ask"),
]
NOTES = {
    *("express", "fastify", "koa", "nestjs", "postgresql", "mysql", "mongodb", "redis"),
    *("auth", "opentelemetry", "testing", "docker-kubernetes"),
}
ACTION = """---
id: warm-cache
title: Warm cache
phrases: [Warm Cache]
---
Fill the cache before the first request.
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the pack to change."""
    shutil.copytree(FOLDER, tmp_path / "pack", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path / "pack"


def with_action(folder: Path, text: str) -> PersonaPack:
    """The pack in ``folder`` with one more action file."""
    (folder / "actions" / "zz.md").write_text(text, encoding="utf-8")
    return load_pack(folder)


def test_the_pack_holds_every_action_in_order_and_no_problem() -> None:
    assert list(PACK.actions) == ACTIONS
    assert PACK.problems == ()


def test_the_pack_holds_a_note_for_every_technology_in_scope() -> None:
    assert {note.id for note in PACK.knowledge} == NOTES


def test_the_pack_is_loaded_once() -> None:
    assert load_pack() is PACK


def test_the_pack_cannot_be_changed_by_its_readers() -> None:
    with pytest.raises(TypeError):
        PACK.actions["x"] = PACK.actions["ask"]  # type: ignore[index]
    with pytest.raises(TypeError):
        PACK.persona.sections["x"] = ""  # type: ignore[index]


@pytest.mark.parametrize("note", PACK.knowledge, ids=lambda note: note.id)
def test_a_note_is_short_and_can_be_called_for(note) -> None:  # type: ignore[no-untyped-def]
    assert len(note.text.split()) <= 120
    assert note.when.imports or note.when.words or note.when.packages
    assert set(note.when.actions) <= set(ACTIONS)


@pytest.mark.parametrize("action", PACK.actions.values(), ids=lambda action: action.id)
def test_an_action_states_kind_phrases_report_and_sections_that_exist(action) -> None:  # type: ignore[no-untyped-def]
    assert re.fullmatch(rf"refactor\.(rewrite\.)?nodewright\.{action.id}", action.kind)
    assert action.phrases
    assert len(action.report) >= 3
    assert set(action.sections) <= set(PACK.persona.sections)
    assert "\n" not in action.brief
    assert len(action.brief) <= 120


def test_every_section_of_the_persona_reaches_some_prompt() -> None:
    used = {name for action in PACK.actions.values() for name in action.sections}
    assert used | set(PACK.persona.core) == set(PACK.persona.sections)


def test_the_label_in_the_light_bulb_begins_with_the_experts_short_name() -> None:
    assert PACK.actions["fix-backend"].label(PACK.persona) == "Backend Expert: Fix backend"


def test_what_actions_may_do_is_read_from_their_files() -> None:
    assert PACK.actions["explain"].allow == Allowance(False, False, False)
    assert PACK.actions["api-design"].allow == Allowance(True, True, True)
    assert PACK.actions["fix-backend"].allow == Allowance(True, False, True)
    assert [a.id for a in PACK.actions.values() if a.requires_prompt] == ["ask"]


def test_what_the_rules_do_for_an_action_without_a_model_is_read_from_its_file() -> None:
    offline = {a.id: a.offline for a in PACK.actions.values() if a.offline != "nothing"}
    fixing = ["fix-backend", "optimize-node", "node-memory-leak", "db-transaction"]
    fixing += ["harden-security", "deployment", "modernize"]
    assert offline == {**dict.fromkeys(fixing, "fixes"), "explain": "findings"}


def test_every_rule_that_an_action_names_is_one_of_the_rule_book() -> None:
    rules = load_rules().rules.values()
    known = {rule.id for rule in rules} | {rule.family for rule in rules}
    assert {name for a in PACK.actions.values() for name in a.rules} <= known


def test_adding_an_action_means_adding_one_file(folder: Path) -> None:
    pack = with_action(folder, ACTION)
    assert pack.problems == ()
    assert list(pack.actions) == [*ACTIONS, "warm-cache"]
    action = pack.actions["warm-cache"]
    assert action.kind == "refactor.rewrite.nodewright.warm-cache"
    assert action.phrases == ("warm cache",)
    assert action.report == ("What changed", "How to verify")
    assert action.brief == "Fill the cache before the first request."
    assert action.allow == Allowance()
    assert action.compact == "selection"


def test_the_order_key_decides_where_an_action_stands(folder: Path) -> None:
    pack = with_action(folder, ACTION.replace("title", "order: 15\ntitle"))
    assert list(pack.actions)[:3] == ["fix-backend", "warm-cache", "optimize-node"]


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (("id: warm-cache", "id: Warm Cache"), "its `id` must be lower-case words joined by"),
        (("id: warm-cache", "id: ask"), "another file has the id `ask`"),
        (("Warm Cache]", "Fix Backend]"), "`fix-backend` has the phrase `fix backend` already"),
        (("title: Warm cache", "titel: x"), "it has an unknown key `titel`"),
        (("title: Warm cache", "title:"), "it has no `title`"),
        (("title: Warm cache", "title: [a]"), "`title` must be text"),
        (("Fill the cache before the first request.", ""), "it holds no instructions"),
        (("title", "kind: magic\ntitle"), "its `kind` must begin with quickfix, refactor"),
        (("title", "order: first\ntitle"), "its `order` must be a whole number"),
        (("title", "allow: yes please\ntitle"), "`allow` must be a mapping"),
        (("title", "allow: {delete: true}\ntitle"), "its `allow` has an unknown key `delete`"),
        (("title", "allow: {edit: maybe}\ntitle"), "`edit` must be true or false"),
        (("title", "report: {a: b}\ntitle"), "`report` must be a list of texts"),
        (("title", "compact: poem\ntitle"), "its `compact` must be selection, new-file or text"),
        (("title", "offline: magic\ntitle"), "its `offline` must be nothing, findings or fixes"),
        (("id: warm-cache", "id: a: b"), "its front matter is not valid YAML (line 2: mapping"),
    ],
)
def test_a_bad_action_is_left_out_with_one_sentence(
    folder: Path, change: tuple[str, str], problem: str
) -> None:
    pack = with_action(folder, ACTION.replace(*change, 1))
    assert list(pack.actions) == ACTIONS
    (sentence,) = pack.problems
    assert sentence.startswith(f"Action file zz.md is left out: {problem}")
    assert sentence.endswith(".")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("---\ntitle: T\nwhen: {package: [x]}\n---\nText\n", "it has an unknown key `package`"),
        ("---\ntitle: T\nwhen: {packages: [x]}\n---\n", "it holds no text"),
        ("", "it is empty"),
    ],
)
def test_a_bad_note_is_left_out_with_one_sentence(folder: Path, text: str, problem: str) -> None:
    (folder / "knowledge" / "zz.md").write_text(text, encoding="utf-8")
    pack = load_pack(folder)
    assert {note.id for note in pack.knowledge} == NOTES
    assert pack.problems == (f"Knowledge file zz.md is left out: {problem}.",)


def test_a_pack_without_actions_and_notes_is_a_pack(folder: Path) -> None:
    shutil.rmtree(folder / "actions")
    shutil.rmtree(folder / "knowledge")
    pack = load_pack(folder)
    assert dict(pack.actions) == {}
    assert pack.knowledge == ()


def test_a_pack_without_contract_cannot_be_loaded(folder: Path) -> None:
    (folder / "contract.md").unlink()
    with pytest.raises(ValueError, match=r"The persona pack at .* cannot be used: .*contract\.md"):
        load_pack(folder)


def test_a_pack_whose_persona_states_no_header_cannot_be_loaded(folder: Path) -> None:
    file = folder / "backend-expert-nodejs.agent.md"
    file.write_text(file.read_text(encoding="utf-8").replace("/**", "//"), encoding="utf-8")
    with pytest.raises(ValueError, match="states no header"):
        load_pack(folder)
