"""The table of editors claims nothing that no test shows."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from editors.emacs.suite import SUITE as EMACS
from editors.inside import sentence_of
from editors.neovim.suite import SUITE as NEOVIM
from snippets import ROOT, table_rows

PAGE = ROOT / "docs" / "editors.md"
TEXT = PAGE.read_text("utf-8")
CLAIM = re.compile(r'\[[^]]+\]\(\.\./(?P<path>tests/[^ )]+) "(?P<test>[^"]+)"\)')
CHECKS = {
    f"{suite.part} {name}": path for suite in (NEOVIM, EMACS) for name, path in suite.checks.items()
}


def unescaped(source: str) -> str:
    """A source with the apostrophes of its quoted sentences as they are read."""
    return source.replace("\\'", "'")


def test_every_cell_of_the_first_table_leads_to_a_test_or_says_that_there_is_none() -> None:
    section = TEXT.partition("## What works where\n")[2].partition("\nHelix")[0]
    rows = table_rows(section)
    assert len(rows) >= 12
    for feature, *cells in rows:
        assert len(cells) == 4, feature
        for cell in cells:
            left = CLAIM.sub("", cell).strip(" ·")
            assert left == ("not tested" if cell == "not tested" else ""), (feature, cell)


@pytest.mark.parametrize("claim", sorted({m.groups() for m in CLAIM.finditer(TEXT)}))
def test_each_test_that_is_named_exists(claim: tuple[str, str]) -> None:
    path, test = claim
    assert test in unescaped((ROOT / path).read_text("utf-8")), path


@pytest.mark.parametrize("name", sorted(CHECKS))
def test_each_check_says_what_it_checks_and_stands_on_the_page(name: str) -> None:
    path: Path = CHECKS[name]
    sentence = sentence_of(path)
    assert re.fullmatch(r"[A-Z][^\"]+\.", sentence)
    assert f'](../{path.relative_to(ROOT).as_posix()} "{sentence}")' in TEXT
