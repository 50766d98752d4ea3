"""The header: once, in the right place, in the file's own form, and gone without a trace."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from nodewright.answer.header import (
    can_carry_header,
    header_span,
    strip_header,
    with_header,
    without_header_comments,
)

HEADER = (
    "/**\n * This file was generated with the help of Backend NodeJS Expert AI assistant. \n */"
)
LINE = "This file was generated with the help of Backend NodeJS Expert AI assistant."
PLACED = [
    ("a.js", "x;\n", f"{HEADER}\nx;\n"),
    ("a.mjs", "", f"{HEADER}\n"),
    ("a.cjs", "#!/usr/bin/env node\nx;\n", f"#!/usr/bin/env node\n{HEADER}\nx;\n"),
    ("bin.js", "#!/usr/bin/env node", f"#!/usr/bin/env node\n{HEADER}"),
    ("a.ts", "\ufeffx;\r\n", "\ufeff" + HEADER.replace("\n", "\r\n") + "\r\nx;\r\n"),
    ("a.css", '@charset "utf-8";\nb {}\n', f'@charset "utf-8";\n{HEADER}\nb {{}}\n'),
    ("ci.yml", "---\nname: ci\n", f"# {LINE}\n---\nname: ci\n"),
    ("run.sh", "#!/bin/sh\nset -eu\n", f"#!/bin/sh\n# {LINE}\nset -eu\n"),
    ("Dockerfile", "# syntax=a/b:1\nFROM node\n", f"# syntax=a/b:1\n# {LINE}\nFROM node\n"),
    ("Dockerfile.dev", "FROM node\n", f"# {LINE}\nFROM node\n"),
    ("README.md", "---\ntitle: a\n---\n# A\n", f"---\ntitle: a\n---\n<!-- {LINE} -->\n# A\n"),
    ("a.html", "<!DOCTYPE html>\n<p>\n", f"<!DOCTYPE html>\n<!-- {LINE} -->\n<p>\n"),
    ("a.sql", "SELECT 1;\n", f"-- {LINE}\nSELECT 1;\n"),
    ("a.proto", "syntax;\n", f"// {LINE}\nsyntax;\n"),
    (".gitignore", "dist\n", f"# {LINE}\ndist\n"),
    (".env.example", "A=1\n", f"# {LINE}\nA=1\n"),
    ("package.json", "{}\n", "{}\n"),
    ("LICENSE", "MIT\n", "MIT\n"),
]  # fmt: skip


@pytest.mark.parametrize(("path", "text", "expected"), PLACED)
def test_header_stands_first_where_it_may(path: str, text: str, expected: str) -> None:
    """After BOM, shebang and what else has to stay first, in the comment style of the file."""
    assert with_header(text, path, HEADER) == expected
    assert can_carry_header(path) == (expected != text)


@pytest.mark.parametrize(("path", "text", "_"), PLACED)
def test_header_goes_without_a_trace_and_never_comes_twice(path: str, text: str, _: str) -> None:
    """Stripping gives the text back; a second insertion changes nothing."""
    once = with_header(text, path, HEADER)
    assert strip_header(once, HEADER) == text
    assert with_header(once, path, HEADER) == once


@given(
    st.lists(st.sampled_from(["a", "#!", "\r", "\n", "\r\n", "*/", "---\n"])).map("".join),
    st.sampled_from(["", "\ufeff", "#!/usr/bin/env node\n", "\ufeff#!node\r\n"]),
    st.sampled_from([p for p, _, _ in PLACED]),
)  # fmt: skip
@example("\n\r\r", "", "a.js")
@example("---\n", "---\n", "a.md")
def test_insert_then_strip_is_the_identity(text: str, top: str, path: str) -> None:
    """For any text, break and file type."""
    once = with_header(top + text, path, HEADER)
    assert strip_header(once, HEADER) == top + text
    assert with_header(once, path, HEADER) == once


@given(
    st.text(st.sampled_from("ab#!/*-<> \n\r\u2028\u0085\ufeff\x0cé😀\ud83d"), max_size=60),
    st.sampled_from(["", "\ufeff", "#!/usr/bin/env -S node --test\n", "#!\r", "// c\n", "/* h */"]),
    st.sampled_from(["a.js", "a.mts", "a.sh", "a.md", "a.sql", "Dockerfile", "a.json"]),
    st.sampled_from([HEADER, "/* one line */", "/**\n * Two.\n *\n * Lines: 100 % [sure].\n */"]),
)
def test_any_header_in_any_text_comes_once_and_goes_without_a_trace(
    text: str, top: str, path: str, header: str
) -> None:
    """Also a header of another persona, and texts of odd line ends and letters."""
    plain = strip_header(top + text, header)
    once = with_header(plain, path, header)
    assert with_header(once, path, header) == once
    assert strip_header(once, header) == plain
    assert (once != plain) == can_carry_header(path)


def test_header_that_lost_its_trailing_blank_is_recognised() -> None:
    """Editors trim blanks on save; the header is replaced, not doubled."""
    trimmed = HEADER.replace(". \n", ".\n")
    assert with_header(f"{trimmed}\nx;\n", "a.js", HEADER) == f"{HEADER}\nx;\n"
    assert strip_header(f"{HEADER}\n{trimmed}\nx;\n", HEADER) == "x;\n"


def test_header_below_the_top_is_not_the_header() -> None:
    """Only at the top of the file it is stripped; elsewhere only from a model's own text."""
    text = f"x;\n{HEADER}\ny;\n"
    assert strip_header(text, HEADER) == text
    assert without_header_comments(text, HEADER) == "x;\ny;\n"


def test_empty_header_changes_nothing() -> None:
    """A persona without a header leaves files alone."""
    assert with_header("x;\n", "a.js", "") == "x;\n"
    assert strip_header("x;\n", "") == "x;\n"
    assert header_span("x;\n", "") is None
    assert without_header_comments("x;\n", "") == "x;\n"


def test_span_of_the_header_counts_characters() -> None:
    """The span covers the header and its line break."""
    text = f"#!é\n{HEADER}\r\nx"
    start, end = header_span(text, HEADER) or (0, 0)
    assert text[start:end] == f"{HEADER}\r\n"
