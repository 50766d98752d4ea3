"""Diagnostics as JSON."""

from __future__ import annotations

from nodewright.document import Finding, Snapshot, Span
from nodewright.handlers.published import Published
from nodewright.rules import RuleBook, load_rules

TEXT = "é = 1;\nlet b = eval(x);\n"
URI = "file:///w/a.js"


def shown(
    published: Published, text: str, findings: list[Finding], book: RuleBook
) -> tuple[str, int]:
    """The JSON, and how many findings had to be written for it."""
    written: list[Finding] = []

    def write(finding: Finding) -> str:
        written.append(finding)
        return f'"{finding.message}"'

    snapshot = Snapshot(URI, 1, text, "javascript")
    return published.array(snapshot, findings, book, "utf-16", write), len(written)


def found(text: str, word: str, message: str = "bad") -> Finding:
    """A finding on a word, in bytes as the engine has them."""
    at = text.encode().index(word.encode())
    return Finding("dynamic-code", "error", Span(at, at + len(word.encode())), message)


def test_what_stays_in_its_line_and_column_is_not_written_anew() -> None:
    """Bytes before a finding may change, as long as the client sees it where it was."""
    published, book = Published(), load_rules()
    assert shown(published, TEXT, [found(TEXT, "eval")], book) == ('["bad"]', 1)
    longer = TEXT.replace("1;", "1234;")
    assert shown(published, longer, [found(longer, "eval")], book) == ('["bad"]', 0)


def test_whatever_a_diagnostic_says_is_written_anew_when_it_changes() -> None:
    """Its place, its message, and the rules that know where to read on."""
    published, book = Published(), load_rules()
    shown(published, TEXT, [found(TEXT, "eval")], book)
    moved = f"\n{TEXT}"
    assert shown(published, moved, [found(moved, "eval")], book) == ('["bad"]', 1)
    assert shown(published, moved, [found(moved, "eval", "worse")], book) == ('["worse"]', 1)
    other = book.keeping(lambda rule: True)
    assert shown(published, moved, [found(moved, "eval", "worse")], other) == ('["worse"]', 1)
    published.forget(URI)
    assert shown(published, moved, [], other) == ("[]", 0)
