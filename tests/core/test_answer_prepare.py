"""Preparing a document for the model and giving it back its own form."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from nodewright.answer.finish import finish
from nodewright.answer.prepare import enclosing, prepare
from nodewright.document import Span, decode, encode
from nodewright.javascript.parsing import parse

HEADER = "/**\n * Made with help. \n */"
PIECES = st.lists(
    st.sampled_from(["a;", "b(é);", "\r\n", "\n", "\r", "\ufeff", "😀", HEADER, "// fix: x"])
).map("".join)


def drafted(text: str, span: Span, drop: Span | None = None) -> tuple[str, str]:
    """The draft's text and the text of its selection."""
    draft = prepare(text, "src/a.js", "javascript", span, HEADER, drop).draft
    return decode(draft.source), decode(draft.source[draft.selection.start : draft.selection.end])


def test_draft_has_neither_bom_nor_header_nor_carriage_returns() -> None:
    """The model sees LF only, and the selection moves with the text."""
    text = "\ufeff#!node\r\n" + HEADER.replace("\n", "\r\n") + "\r\na;\r\nb;\rc;\n"
    at = encode(text).index(b"b;")
    assert drafted(text, Span(at, at + 1)) == ("#!node\na;\nb;\nc;\n", "b;\n")


def test_prompt_comment_goes_with_its_line() -> None:
    """A comment alone on its line takes the line along; beside code only itself and its blanks."""
    text = "a;\n  // fix backend: slow\nb;\n"
    start = text.index("//")
    assert drafted(text, Span(0, 0), Span(start, text.index("\nb")))[0] == "a;\nb;\n"
    text = "a;  // fix backend: slow\nb;\n"
    assert drafted(text, Span(0, 0), Span(4, text.index("\n")))[0] == "a;\nb;\n"
    text = "a /* ask */ + b;\n"
    assert drafted(text, Span(0, 0), Span(2, 11))[0] == "a  + b;\n"


def test_selection_reversed_or_out_of_range_is_taken_as_meant() -> None:
    """Ends are put in order and clamped, then grown to whole lines."""
    assert drafted("aa\nbb\ncc\n", Span(5, 1))[1] == "aa\nbb\n"
    assert drafted("aa\nbb\ncc\n", Span(-5, 900))[1] == "aa\nbb\ncc\n"
    assert drafted("aa\nbb\n", Span(4, 4))[1] == "bb\n"
    assert drafted("", Span(3, 9)) == ("", "")


def test_selection_inside_what_is_removed_becomes_its_place() -> None:
    """A selection in the header means the line after it."""
    assert drafted(f"{HEADER}\na;\nb;\n", Span(3, 9))[1] == "a;\n"


@given(PIECES, st.integers(0, 60))
def test_offsets_map_there_and_back(text: str, offset: int) -> None:
    """A byte that the draft holds has exactly one place in the original."""
    prepared = prepare(text, "a.js", "javascript", Span(0, 0), HEADER)
    draft = prepared.draft.source
    at = min(offset, len(draft))
    original = prepared.to_original(at)
    assert prepared.to_draft(original) == at
    if at < len(draft) and draft[at : at + 1] != b"\n":
        assert encode(text)[original : original + 1] == draft[at : at + 1]


@given(PIECES)
def test_untouched_draft_gives_the_original_with_one_header(text: str) -> None:
    """Every line break stays as it was, however mixed."""
    prepared = prepare(text, "a.js", "javascript", Span(0, 0), HEADER)
    final = finish(prepared, prepared.draft.source, HEADER)
    again = prepare(final, "a.js", "javascript", Span(0, 0), HEADER)
    assert again.draft.source == prepared.draft.source
    assert finish(again, again.draft.source, HEADER) == final
    assert final.startswith("\ufeff") == text.startswith("\ufeff")


def test_mixed_line_endings_stay_where_they_are() -> None:
    """New lines take the usual break, all others keep theirs."""
    text = "a\r\nb\nc\r\nd\r\ne\r"
    prepared = prepare(text, "a.json", "javascript", Span(0, 0), "")
    assert finish(prepared, b"a\nb\nnew\nd\ne\n", "") == "a\r\nb\nnew\r\nd\r\ne\r"


def test_final_line_break_is_kept_as_it_was() -> None:
    """Neither added nor lost; an empty document gets one."""
    without = prepare("a\nb", "a.js", "javascript", Span(0, 0), "")
    assert finish(without, b"a\nc\n", "") == "a\nc"
    with_one = prepare("a\nb\n", "a.js", "javascript", Span(0, 0), "")
    assert finish(with_one, b"a\nc", "") == "a\nc\n"
    empty = prepare("", "a.js", "javascript", Span(0, 0), "")
    assert finish(empty, b"a;", "") == "a;\n"


def test_header_of_the_model_is_taken_out_of_new_lines() -> None:
    """Also where it was not taken out before."""
    prepared = prepare("a;\nb;\n", "a.js", "javascript", Span(0, 0), HEADER)
    after = f"a;\n{HEADER}\nb;\nc;\n".encode()
    assert finish(prepared, after, HEADER) == f"{HEADER}\na;\nb;\nc;\n"


def test_script_without_extension_gets_the_block_comment() -> None:
    """The document is JavaScript whatever its name says."""
    prepared = prepare("#!/usr/bin/env node\na;\n", "bin/www", "javascript", Span(0, 0), HEADER)
    assert finish(prepared, prepared.draft.source, HEADER) == (
        f"#!/usr/bin/env node\n{HEADER}\na;\n"
    )


SOURCE = """const a = 1;

// about f
export function f(x) {
  if (x) {
    return 1;
  }
  return 2;
}

class C {
  one() {
    return 1;
  }

  two() {}
}
"""


def around(needle: str, source: str = SOURCE) -> str:
    """What an empty selection at ``needle`` grows to."""
    at = source.index(needle)
    data = source.encode()
    span = enclosing(parse(data, "javascript"), Span(at, at))
    return data[span.start : span.end].decode()


def test_empty_selection_means_the_function_around_it() -> None:
    """The whole statement, its export included; of a class only the method."""
    assert around("return 1").startswith("export function f(x)")
    assert around("return 1;\n  }\n\n  two").startswith("one() {")
    assert around("two") == "two() {}"
    assert around("a = 1") == "const a = 1;"


def test_empty_selection_between_statements_means_the_next() -> None:
    """At the end it means the last one; an empty file stays empty."""
    assert around("\n// about").startswith("export function f")
    assert around("// about").startswith("export function f")
    assert enclosing(parse(b"a;\n\n\n", "javascript"), Span(5, 5)) == Span(0, 2)
    assert enclosing(parse(b"", "javascript"), Span(0, 0)) == Span(0, 0)


def test_empty_selection_in_a_very_long_function_means_the_statement() -> None:
    """A wrapper around the whole file is not taken whole."""
    body = "".join(f"  step({i});\n" for i in range(80))
    source = f"module.exports = (app) => {{\n{body}}};\n"
    assert around("step(40)", source) == "step(40);"
