"""Comments that begin with an activation phrase: which selections they speak for."""

from __future__ import annotations

import pytest
from nodewright.assistant.prompt_comments import find_prompt_comments
from nodewright.document import Span
from nodewright.prompts import load_pack

COMMENT = "// fix backend: memory grows\n"
CODE = "app.post('/import', (req, res) => {\n  res.end();\n});"


@pytest.mark.parametrize("rest", ["", "\n", "\r\n", "  \n", "\nconst other = 1;\n"])
@pytest.mark.parametrize("below", [CODE, "const rows = [];"])
def test_whole_lines_below_a_comment_are_what_it_asks_about(below: str, rest: str) -> None:
    """A selection of whole lines ends where the next one begins: still the comment's code."""
    pack = load_pack()
    source = f"{COMMENT}{below}{rest}".encode()
    (found,) = find_prompt_comments(pack, pack.persona, source, "javascript")
    start = len(COMMENT)
    after = source.find(b"\n", start + len(below))
    end = after + 1 if rest else len(source)
    assert found.asks_about(Span(start, end))
    assert found.region == Span(0, start + len(below))


def test_code_behind_the_comments_own_is_not_what_it_asks_about() -> None:
    """A selection that goes on into the next statement is something else."""
    pack = load_pack()
    source = f"{COMMENT}{CODE} other();\nmore();\n".encode()
    (found,) = find_prompt_comments(pack, pack.persona, source, "javascript")
    assert not found.asks_about(Span(len(COMMENT), len(source)))
