"""Comments as a reader groups them, and the code that each stands on."""

from __future__ import annotations

import pytest
from nodewright.document import Language, decode
from nodewright.javascript.comments import Comment, comments, following_code
from nodewright.javascript.parsing import parse


def found(text: str, language: Language = "javascript") -> list[Comment]:
    source = text.encode()
    return comments(parse(source, language), source)


def texts(text: str, language: Language = "javascript") -> list[str]:
    return [comment.text for comment in found(text, language)]


def code_below(text: str, language: Language = "javascript") -> str | None:
    """The code that the first comment of a text stands on."""
    source = text.encode()
    tree = parse(source, language)
    code = following_code(tree, comments(tree, source)[0].span)
    return decode(source[code.start : code.end]) if code else None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("// one\n// two\nf();", ["one two"]),
        ("// one\r\n// two\r\nf();", ["one two"]),
        ("// one\r// two\rf();", ["one two"]),
        ("// one\n\n// two\n", ["one", "two"]),
        ("// one\n  // two\n", ["one", "two"]),
        ("f(); // one\n// two\n", ["one", "two"]),
        ("// one\nf(); // two\n", ["one", "two"]),
        ("  // one\n  // two\n", ["one two"]),
        ("// one\n/* two */\n", ["one", "two"]),
        ("/* one */\n/* two */\n", ["one", "two"]),
        ("/**\n * one\n *\n * two\n */\nf();", ["one two"]),
        ("/*\r\n  one\r\n  two\r\n*/", ["one two"]),
        ("/**/ //\n", ["", ""]),
        ("//one//\n", ["one//"]),
        ("// é\n// 😀\n", ["é 😀"]),
        ("// one\u2028two();\n", ["one"]),
        ("#!/usr/bin/env node\n// one\n", ["one"]),
        ("const s = '// no'; const r = /\\/\\/ no/; const t = `// no ${/* yes */ 1}`;", ["yes"]),
        ("", []),
    ],
)
def test_comments_are_grouped_as_a_reader_sees_them(text: str, expected: list[str]) -> None:
    """Line comments below one another at one column are one; everything else is its own."""
    assert texts(text) == expected


def test_a_span_covers_all_lines_of_a_group() -> None:
    """From the first slash to the last character, line end excluded."""
    text = "f();\n  // one\n  // two\ng();"
    span = found(text)[0].span
    assert text[span.start : span.end] == "// one\n  // two"


def test_comments_of_jsx_are_left_out() -> None:
    """``{/* … */}`` cannot be removed without its braces."""
    text = "// kept\nconst a = <p>{/* dropped */}{x /* dropped too */}</p>;"
    assert texts(text) == ["kept"]
    assert texts(text, "tsx") == ["kept"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("// c\nf();\ng();", "f();"),
        ("// c\n\n// d\nf();", "f();"),
        ("// c\n\n/* d */ f();", "f();"),
        ("/* c */ f();", "f();"),
        ("f(); // c\ng();", "g();"),
        ("// c\nfunction a() {\n  b();\n}\nc();", "function a() {\n  b();\n}"),
        ("// c\nexport const a = 1;", "export const a = 1;"),
        ("// c\nexport default async () => {};", "export default async () => {};"),
        ("class A {\n  // c\n  m() { return 1; }\n  n() {}\n}", "m() { return 1; }"),
        ("x = {\n  // c\n  a: 1,\n  b: 2,\n};", "a: 1"),
        ("f(\n  // c\n  () => 1,\n);", "() => 1"),
        ("function a() {\n  // c\n  b();\n}\nd();", "b();"),
        ("function a() {\n  b();\n  // c\n}\nd();", None),
        ("f();\n// c\n", None),
        ("// c", None),
        ("switch (a) {\n  // c\n  case 1: b();\n}", "case 1: b();"),
        ("#!/usr/bin/env node\n// c\n'use strict';", "'use strict';"),
        ("// c\nconst é = '😀';", "const é = '😀';"),
    ],
)
def test_the_code_that_a_comment_stands_on(text: str, expected: str | None) -> None:
    """The next statement, member, property or argument of its own block, or nothing."""
    assert code_below(text) == expected


def test_decorators_belong_to_the_class_below() -> None:
    """A comment above a decorated class of TypeScript means the class."""
    text = "// c\n@Controller('a')\nclass A {}\n"
    code = code_below(text, "typescript")
    assert code is not None
    assert code.endswith("class A {}")


@pytest.mark.parametrize("text", ["// c\nf((;", "// c\n}}}", "class { // c\n m( }", "{ // c\nf("])
def test_broken_code_keeps_its_comments(text: str) -> None:
    """While a person types, a comment is still read, and what it stands on lies behind it."""
    source = text.encode()
    tree = parse(source, "javascript")
    (comment,) = comments(tree, source)
    assert comment.text == "c"
    code = following_code(tree, comment.span)
    assert code is None or comment.span.end <= code.start < code.end <= len(source)
