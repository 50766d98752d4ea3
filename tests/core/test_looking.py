"""What a run learns of other files: which, and never a word of their code."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest
from answer_cases import CASES, tried
from nodewright.assistant.looking import Looks, look
from nodewright.facts import ProjectFacts
from nodewright.project import IgnoreRules
from nodewright.rulebooks import Neighbours
from nodewright.rules import Engine, hidden, load_rules, scan

BOOK = load_rules()
ROUTES = b"""const { find } = require('./private/db');
app.get('/', (req, res) => find(req.query.name));
"""
SECRETIVE = """const veryPrivatePool = new (require('pg').Pool)();
exports.find = (name) => veryPrivatePool.query('SELECT ' + name);
"""


@pytest.mark.parametrize("ignored", [False, True])
def test_a_finding_names_the_other_file_unless_it_is_ignored(ignored: bool, tmp_path: Path) -> None:
    (tmp_path / "private").mkdir()
    (tmp_path / "private" / "db.js").write_text(SECRETIVE, "utf-8")
    (tmp_path / ".nodewrightignore").write_text("private/\n" if ignored else "", "utf-8")
    facts = ProjectFacts(root=tmp_path, dependencies={"express": "^4.19.0"})
    place = SimpleNamespace(ignored=IgnoreRules(tmp_path).ignored)
    order = SimpleNamespace(facts=facts, place=place, modules=Neighbours().of(facts, BOOK))
    (found,) = look(BOOK, order, ROUTES, "javascript", "routes.js")
    assert found.rule == "sql-injection"
    assert found.message.endswith("private/db.js") != ignored
    assert "veryPrivatePool" not in repr(found)
    assert ("private" in repr(found)) != ignored


@pytest.mark.parametrize("path", CASES[::12], ids=lambda path: path.stem)
def test_a_second_state_of_a_file_is_judged_as_if_it_were_the_first(path: Path) -> None:
    """What is kept of the draft makes the look at the proposal swift, and changes nothing in it."""
    evidence = tried(path).evidence
    if evidence is None or evidence.before.language is None:
        return
    facts, after, language = evidence.around.facts, evidence.after, evidence.before.language
    engine = Engine(BOOK, language)
    engine.update(evidence.before.source, facts, after.path)
    found = engine.also(after.source)
    assert found.findings == scan(BOOK, after.source, language, facts, after.path)
    assert found.hidden == hidden(BOOK, after.source, language, facts, after.path)


def test_a_text_is_looked_at_once_until_another_file_moves_on(tmp_path: Path) -> None:
    (tmp_path / "private").mkdir()
    other = tmp_path / "private" / "db.js"
    other.write_text(SECRETIVE, "utf-8")
    facts = ProjectFacts(root=tmp_path, dependencies={"express": "^4.19.0"})
    place = SimpleNamespace(ignored=lambda path: False)
    order = SimpleNamespace(facts=facts, place=place, modules=Neighbours().of(facts, BOOK))
    looks = Looks(BOOK, order)
    given = (ROUTES, "javascript", "routes.js")
    first = looks._analysis(*given)
    assert looks.find(*given)
    assert looks._analysis(*given) is first
    other.write_text("exports.find = (name) => name.length;\n", "utf-8")
    assert not looks.find(*given)
