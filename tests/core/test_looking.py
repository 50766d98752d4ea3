"""What a run learns of other files: which, and never a word of their code."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest
from nodewright.assistant.looking import look
from nodewright.facts import ProjectFacts
from nodewright.project import IgnoreRules
from nodewright.rulebooks import Neighbours
from nodewright.rules import load_rules

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
