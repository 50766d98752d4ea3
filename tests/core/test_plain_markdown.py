"""A model's Markdown in a report: readable, and nothing in it is live."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from nodewright.assistant.plain_markdown import harmless, harmless_line, visible

LIVE = {"link_open", "image", "html_block", "html_inline"}
PIECES = st.sampled_from(
    ["[a]", "(command:x)", "![", "](", "[w]: ", "https://e.dev/a", "<img src=x>",
     "<https://e.dev>", "`", "``", "```", "```js", "~~~", "\\", "\n", "\n\n", "    ", "  ", "- ",
     "> ", "1. ", "\t", "#", "text", "|", "*", "_", "&lt;", "<!-- ", "-->", "www.e.dev", "&#91;"]
)  # fmt: skip


def live(text: str) -> set[str]:
    """The kinds of live things that a viewer of Markdown sees."""
    blocks = MarkdownIt("commonmark", {"html": True}).enable(["table"]).parse(text)
    return {t.type for block in blocks for t in (block, *(block.children or ()))} & LIVE


@given(st.lists(PIECES, max_size=24).map("".join))
@example("- a\n  ```\n[w](command:x)\n  ```")
@example("a ` b\n` [w](command:x) `")
@example("\\`[w](command:x)`")
@example("\\https://e.dev/a`<img src=x>`")
@example("https://e.dev/a``<img src=x>``")
@example("\\\\[w](command:x)")
@example("> ```\n[w](command:x)\n> ```")
@example("<a b='`'>[w](command:x)`")
def test_no_link_picture_or_html_survives(text: str) -> None:
    """Whatever a model puts together, a viewer finds nothing to follow, in a block or a line."""
    assert not live(f"# Report\n\n{harmless(text)}\n\nEnd.\n")
    assert not live(f"- {harmless_line(text)}\n")


KEPT = [
    "A sentence with `code[0](x)` and *weight*.",
    "```js\nconst a = list[0](b);\nconst c = a < b;\n```",
    "- one\n- two\n\n1. first\n2. second",
    "| a | b |\n|---|---|\n| 1 | 2 |",
]


@pytest.mark.parametrize("text", KEPT)
def test_honest_markdown_stays_as_it_is(text: str) -> None:
    """Code, lists and tables are not touched."""
    assert harmless(text) == text


def test_addresses_stay_readable() -> None:
    """They stand as code, so that a person can judge and copy them."""
    shown = harmless("See [the docs](https://nodejs.org/api) or www.e.dev/x.")
    assert shown == "See \\[the docs](`https://nodejs.org/api`) or `www.e.dev/x`."


def test_what_nobody_sees_is_written_out() -> None:
    """Codes of a terminal and characters that turn the order of text."""
    assert visible("a\x1b[2Jb\u202ec\r\n") == "a[U+001B][2Jb[U+202E]c\n"
