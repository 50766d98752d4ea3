"""Hidden secrets in an answer: back in their place, or a failed check with a clear sentence."""

from __future__ import annotations

from dataclasses import replace

import pytest
from nodewright.answer import ParsedAnswer, Surroundings, Verdict, restored, verify
from nodewright.answer.candidate import make_candidate
from nodewright.answer.parsed import SearchReplace
from nodewright.document import Allowance, Draft, NewFile, Span
from nodewright.facts import ProjectFacts
from nodewright.redaction import Redactor

KEY = "hunter2-and-more"
BEFORE = f"""\
const express = require('express');
const app = express();
const dbPassword = '{KEY}';
app.get('/a', (req, res) => {{
  connect(dbPassword);
  res.json({{ ok: true }});
}});
function connect(value) {{ return value; }}
"""
AROUND = Surroundings(
    facts=ProjectFacts(dependencies={"express": "4"}),
    allowance=Allowance(),
    find=lambda source, language, path: (),
    exists=lambda path: False,
    confined=lambda path: True,
    ignored=lambda path: False,
)


def verdict(after: str, *files: NewFile, may_move: bool = False) -> Verdict:
    """The verdict on an answer to the redacted text; ``after`` is the model's, with KEY as it is.

    In ``after`` and in ``files`` the mark ``<1>`` stands for the placeholder.
    """
    secrets = Redactor([BEFORE])
    (word,) = (hidden.placeholder for hidden in secrets.hidden.values())
    seen = secrets.redact(BEFORE)
    assert KEY not in seen
    answer = ParsedAnswer(
        rewrite=after.replace("<1>", word),
        new_files=tuple(NewFile(f.path, f.text.replace("<1>", word)) for f in files),
    )
    back = restored(answer, secrets)
    assert back.rewrite is not None
    source = BEFORE.encode()
    draft = Draft("src/a.js", source, "javascript", Span(0, len(source)))
    around = replace(AROUND, secrets=secrets, secrets_may_move=may_move)
    return verify(make_candidate(draft, back.rewrite.encode(), back.new_files), around)


SEEN = BEFORE.replace(KEY, "<1>")


def said(found: Verdict) -> list[str]:
    return [f.message for f in found.failures if f.check == "secrets-kept"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("connect(dbPassword);", "connect(dbPassword, 1);"),
        ("const dbPassword = '<1>';", 'const dbPassword = "<1>";'),
        (
            "const dbPassword = '<1>';",
            "const settings = { dbPassword: '<1>' };\nconst { dbPassword } = settings;",
        ),
        ("connect(dbPassword);", "console.log('connecting');\n  connect(dbPassword);"),
    ],
)
def test_a_secret_that_stays_passes(old: str, new: str) -> None:
    found = verdict(SEEN.replace(old, new))
    assert said(found) == []
    assert "hidden secrets kept in their place" in found.passed


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("'<1>'", "'secret'", "would be lost; keep it in its place"),
        (
            "const dbPassword = '<1>';",
            "const dbPassword = process.env.DB_PASSWORD;",
            "would be lost",
        ),
        ("connect(dbPassword);", "connect('<1>');", "once more than before"),
        ("connect(dbPassword);", "connect('<1>x');", "once more than before"),
        ("connect(dbPassword);", "console.log(dbPassword);", "in a log line"),
        ("connect(dbPassword);", "console.log(`db ${dbPassword}`);", "in a log line"),
        ("connect(dbPassword);", "req.log.info({ dbPassword });", "in a log line"),
        ("res.json({ ok: true });", "res.json({ ok: dbPassword });", "in a response"),
        ("res.json({ ok: true });", "res.status(500).send(dbPassword);", "in a response"),
        (
            "connect(dbPassword);",
            "throw new Error(`bad ${dbPassword}`);",
            "in the text of an error",
        ),
        ("connect(dbPassword);", "connect(dbPassword); // <1>", "in a comment"),
    ],
)
def test_a_secret_that_is_lost_doubled_or_shown_fails(old: str, new: str, words: str) -> None:
    found = verdict(SEEN.replace(old, new))
    assert any(words in sentence for sentence in said(found)), said(found)
    assert all(KEY not in sentence for sentence in said(found))


def test_a_literal_that_moves_into_a_log_line_fails_though_it_is_neither_lost_nor_doubled() -> None:
    gone = SEEN.replace("const dbPassword = '<1>';\n", "").replace("dbPassword", "1")
    found = verdict(gone.replace("connect(1);", "console.log('<1>');"))
    assert any("in a log line" in sentence for sentence in said(found))


@pytest.mark.parametrize(
    "word", ["HIDDEN_PASSWORD_7_{mark}", "HIDDEN_TOKEN_1_{mark}", "hidden_password_1_{mark}"]
)
def test_a_placeholder_that_was_never_given_fails(word: str) -> None:
    secrets = Redactor([BEFORE])
    mark = next(iter(secrets.hidden.values())).placeholder.rpartition("_")[2]
    after = secrets.redact(BEFORE).replace(
        "connect(dbPassword)", f"connect('{word.format(mark=mark)}')"
    )
    after = secrets.restore(after)
    draft = Draft("src/a.js", BEFORE.encode(), "javascript", Span(0, len(BEFORE)))
    found = verify(make_candidate(draft, after.encode()), replace(AROUND, secrets=secrets))
    assert any("stands for nothing" in sentence for sentence in said(found))


def test_a_secret_in_a_new_file_fails() -> None:
    found = verdict(SEEN, NewFile("test/a.test.js", "const password = '<1>';\n"))
    assert any("in another file" in sentence for sentence in said(found))
    moved = SEEN.replace("const dbPassword = '<1>';", "const dbPassword = require('./b');")
    found = verdict(moved, NewFile("src/b.js", "module.exports = '<1>';\n"))
    assert any("in another file" in sentence for sentence in said(found))


def test_a_run_about_the_secret_may_take_it_out_for_the_environment_only() -> None:
    read = SEEN.replace("'<1>'", "process.env.DB_PASSWORD")
    moved = verdict(read, may_move=True)
    assert said(moved) == []
    assert any("A secret leaves the code (line 3)" in risk for risk in moved.risks)
    dropped = SEEN.replace("'<1>'", "''")
    (sentence,) = said(verdict(dropped, may_move=True))
    assert "or read `process.env.NAME` in its stead" in sentence


def test_words_of_an_answer_only_say_that_something_is_hidden() -> None:
    secrets = Redactor([BEFORE])
    word = next(iter(secrets.hidden.values())).placeholder
    answer = ParsedAnswer(
        edits=(SearchReplace("src/a.js", ((f"'{word}'", f'"{word}"'),), 1),),
        sections={"Root cause": f"`{word}` stands in the code."},
        question=f"Is {word} in use?",
    )
    back = restored(answer, secrets)
    assert back.edits[0].splits == ((f"'{KEY}'", f'"{KEY}"'),)
    assert back.sections["Root cause"] == "`[hidden password]` stands in the code."
    assert back.question == "Is [hidden password] in use?"
