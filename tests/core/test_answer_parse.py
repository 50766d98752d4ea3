"""Reading an answer: what the corpus of answers does not show."""

from __future__ import annotations

from typing import Literal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from nodewright.answer.parse import parse_answer
from nodewright.answer.parsed import ParsedAnswer
from nodewright.document import Refusal

END = "=== END OF ANSWER ===\n"
BITS = st.lists(
    st.sampled_from(
        [
            "## Changes\n",
            "## Root cause\n",
            "### EDIT a.js\n",
            "### CREATE b.md\n",
            "### REWRITE SELECTION\n",
            "## Question\n",
            "<<<<<<< SEARCH\n",
            "=======\n",
            ">>>>>>> REPLACE\n",
            "```\n",
            "```js\n",
            "text\n",
            "\n",
            "<think>\n",
            "</think>\n",
            END,
        ]
    ),
    max_size=14,
).map("".join)


def read(text: str, form: str = "full", truncated: bool = False) -> ParsedAnswer:
    """The answer, which has to be readable."""
    parsed = parse_answer(text, truncated=truncated, form="full" if form == "full" else "compact")
    assert isinstance(parsed, ParsedAnswer), parsed.reasons
    return parsed


def failed(text: str, form: str = "full", truncated: bool = False) -> str:
    """The reason why an answer cannot be read."""
    parsed = parse_answer(text, truncated=truncated, form="full" if form == "full" else "compact")
    assert isinstance(parsed, Refusal)
    return str(parsed.failures[0])


@example("## Root cause\n>>>>>>> REPLACE\n", False, "compact")
@example("## Root cause\n### EDIT a.js\n", False, "compact")
@given(BITS, st.booleans(), st.sampled_from(["full", "compact"]))
def test_every_text_is_parsed_or_refused(text: str, truncated: bool, form: str) -> None:
    """No answer, however broken, ends in anything but parts or reasons."""
    parsed = parse_answer(text, truncated=truncated, form="full" if form == "full" else "compact")
    if isinstance(parsed, Refusal):
        assert all(reason.strip() for reason in parsed.reasons)
    elif form == "full":
        assert "END OF ANSWER" in text


def test_sections_keep_order_code_and_sub_headings() -> None:
    """The report is Markdown: fenced code and deeper headings belong to their section."""
    parsed = read(
        "## Root cause\nOne.\n\n```js\n// x\n# Not a section\n```\n### Detail\nTwo.\n"
        f"## Tests\nNone.\n{END}"
    )
    assert list(parsed.sections) == ["Root cause", "Tests"]
    assert "### Detail\nTwo." in parsed.sections["Root cause"]
    assert parsed.report.startswith("## Root cause\n\nOne.")
    assert not parsed.changes_anything


def test_headings_one_level_down_are_sections_too() -> None:
    """A model that begins at level three is read alike."""
    parsed = read(f"### Root cause\nOne.\n### How to verify\nRun.\n{END}")
    assert parsed.sections == {"Root cause": "One.", "How to verify": "Run."}


def test_search_block_offers_its_first_reading() -> None:
    """Path, search, replacement and the line of the answer."""
    edit = read(f"## Changes\n### EDIT a.js\n<<<<<<< SEARCH\na\n=======\nb\n>>>>>>> REPLACE\n{END}")
    block = edit.edits[0]
    assert (block.path, block.search, block.replace, block.line) == ("a.js", "a", "b", 3)


def test_indented_fence_is_dedented() -> None:
    """A block inside a list item loses the indentation of its fence."""
    parsed = read(f"### REWRITE SELECTION\n  ```js\n  a;\n    b;\n  ```\n{END}")
    assert parsed.rewrite == "a;\n  b;"


def test_path_on_the_line_below_create() -> None:
    """Some models put the path on a line of its own."""
    parsed = read(f"### CREATE\n`test/a.js`\n```js\na;\n```\n{END}")
    assert [f.path for f in parsed.new_files] == ["test/a.js"]
    assert "names no file" in failed(f"### CREATE\n```js\na;\n```\n{END}")


ENDLESS = {
    "signs of a heading": "#" * 100_000,
    "blanks in a heading": "## " + " " * 100_000 + "x",
    "signs behind a heading": "## a" + " #" * 50_000,
    "marks": "<<<<<<< SEARCH\n" * 5_000,
    "dividers": "<<<<<<< SEARCH\n" + "=======\n" * 3_000 + ">>>>>>> REPLACE",
    "fences": "```\n" * 5_000,
    "brackets": "[" * 100_000,
    "reasoning": "<think>" * 20_000,
    "channels": "<|channel|>a" * 20_000,
    "hunks": "@@\n" * 10_000 + "+a",
    "an almost end": "=== END" + " " * 100_000 + "OF",
}


@pytest.mark.parametrize("text", ENDLESS.values(), ids=ENDLESS)
@pytest.mark.parametrize("form", ["full", "compact"])
def test_endless_repetition_is_read_to_its_end(text: str, form: Literal["full", "compact"]) -> None:
    """No shape of an answer makes the parser try for ever, or fail but by a reason."""
    parsed = parse_answer(f"{text}\n{END}", truncated=False, form=form)
    assert isinstance(parsed, (ParsedAnswer, Refusal))


def test_malformed_changes_are_named() -> None:
    """Each kind of disorder has its own sentence."""
    rewrite = "### REWRITE SELECTION\n```js\na;\n```\n"
    other = rewrite.replace("a;", "b;")
    assert "more than once" in failed(f"{rewrite}{other}{END}")
    assert "second code block" in failed(f"{rewrite}```js\nb;\n```\n{END}")
    assert "under CREATE" in failed(
        f"### CREATE a.js\n<<<<<<< SEARCH\na\n=======\n>>>>>>> REPLACE\n{END}"
    )
    assert "has no SEARCH/REPLACE" in failed(f"### EDIT a.js\n{END}")
    assert "REWRITE SELECTION` has no" in failed(f"### REWRITE SELECTION\n{END}")


def test_command_beside_an_edit_is_no_change() -> None:
    """A shell block between heading and SEARCH is passed over."""
    parsed = read(
        "### EDIT a.js\n```bash\nnpm test\n```\n<<<<<<< SEARCH\na\n=======\nb\n>>>>>>> REPLACE\n"
        + END
    )
    assert len(parsed.edits) == 1


def test_declining_without_a_reason_says_so() -> None:
    """An empty reason still declines."""
    assert read(f"## Cannot do\n{END}").declined == "The model gave no reason."
    assert read(f"## No change needed\n{END}").no_change == "The model gave no reason."


def test_inline_reasoning_is_dropped() -> None:
    """Reasoning that opens and closes on one line."""
    assert read(f"<think>short</think>\n## Question\nWhich?\n{END}").question == "Which?"


def test_compact_report_is_read_by_its_headings() -> None:
    """A report of the short form has no end marker; cut off, it is refused."""
    text = "## Root cause\nSQL.\n\n## Tests\nNone.\n"
    assert read(text, "compact").sections == {"Root cause": "SQL.", "Tests": "None."}
    assert "token limit" in failed(text, "compact", truncated=True)
    assert "no code block" in failed("## Whatever\ntext\n", "compact")


def test_headings_of_the_action_help_to_find_the_end_of_a_file() -> None:
    """A Markdown file ends before a heading that the action asked for."""
    text = f"### CREATE a.md\n```md\n# A\n```\nx\n```\n```\n## Odd heading\nText.\n{END}"
    parsed = parse_answer(text, truncated=False, form="full", headings=["Odd heading"])
    assert isinstance(parsed, ParsedAnswer)
    assert parsed.new_files[0].text == "# A\n```\nx\n```"


def test_code_block_without_close_ends_at_its_last_bare_fence() -> None:
    """An inner fence that is never closed does not swallow the next change."""
    opened = "### CREATE a.js\n```js\nconst a = `\n```js\n`;\n```\n"
    text = f"{opened}### CREATE b.js\n```js\nb;\n```\n{END}"
    assert [f.path for f in read(text).new_files] == ["a.js", "b.js"]
