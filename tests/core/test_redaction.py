"""Redaction: the identity when it is undone, nothing left when it is not, and code that parses."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from nodewright.document import Draft, Span, decode
from nodewright.javascript.parsing import parse, syntax_errors
from nodewright.messages import Origin
from nodewright.redaction import NODEWRIGHT, Clearing, Redactor, WithheldError, find_secrets
from secret_shapes import SHAPES, secrets_of

WORDS = st.sampled_from(["const a = 1;", "// note", "'x'", "`${y}`", "\n", "  ", "é", "\u2028"])
PLACES = (
    "const password = '{}';",
    'const options = {{ "apiKey": "{}" }};',
    "const secret = `{}`;",
    "// token: '{}'",
    "/* password is '{}' */",
    "const token = process.env.TOKEN || '{}';",
    "config.clientSecret = '{}'",
    "headers.set('x-api-key', '{}')",
    "PASSWORD={}",
    "<password>{}</password>",
    "const url = 'postgres://app:{}@db.internal:5432/app';",
)
PLAIN = st.text("abcdefghkmnpqrstuvwxyzABCDEFGHKMNPQRSTUVWXYZ23456789", min_size=16, max_size=40)


def random_enough(value: str) -> bool:
    digits = sum(c.isdigit() for c in value)
    return 4 <= digits <= len(value) * 0.6 and len(set(value)) >= 12


GENERATED = st.one_of(PLAIN.filter(random_enough), secrets_of(st))
"""Secrets of every shape that the labelled set knows, and random ones."""


@given(st.lists(st.one_of(WORDS, st.tuples(st.sampled_from(PLACES), GENERATED)), max_size=12))
def test_restoring_what_a_model_echoes_is_the_identity(pieces: list[object]) -> None:
    """And whatever is secret is gone before."""
    text = "\n".join(p[0].format(p[1]) if isinstance(p, tuple) else str(p) for p in pieces)
    redactor = Redactor([text])
    seen = redactor.redact(text)
    assert redactor.restore(seen) == text
    assert redactor.redact(seen) == seen
    for piece in pieces:
        if isinstance(piece, tuple):
            assert piece[1] not in seen


@given(st.text(max_size=300))
@example("HIDDEN_PASSWORD_1_abcdefgh password='HIDDEN_PASSWORD_1_abcdefgh'")
def test_any_text_survives_the_round_trip(text: str) -> None:
    redactor = Redactor([text])
    assert redactor.restore(redactor.redact(text)) == text


@given(GENERATED, st.sampled_from(PLACES))
def test_what_one_text_gives_away_is_hidden_in_all(secret: str, place: str) -> None:
    redactor = Redactor([place.format(secret)], [f"why does it fail with {secret}?"])
    assert secret not in redactor.redact(f"see {secret}", prose=True)
    (word,) = {h.placeholder for h in redactor.hidden.values() if h.value in secret}
    assert redactor.redact(f"({secret})").count(word) == 1


@given(GENERATED, st.sampled_from(PLACES[:8]))
def test_code_with_placeholders_parses_as_the_code_did(secret: str, place: str) -> None:
    code = f"async function f(config, headers) {{\n  {place.format(secret)}\n}}\n"
    seen = Redactor([code]).redact(code).encode()
    assert bool(syntax_errors(parse(seen, "javascript"))) == bool(
        syntax_errors(parse(code.encode(), "javascript"))
    )


PEM = "-----BEGIN RSA PRIVATE KEY-----\n{}\n-----END RSA PRIVATE KEY-----"
BODY = "\n".join(
    ["MIIEowIBAAKCAQEA7bq0Zx9Kq2Lm8Pw4Rt6Yv1Bn3Cd5Fg7Hj0abcdEFGHijkl"] * 3 + ["Zx9Kq2=="]
)


@pytest.mark.parametrize(
    "code",
    [
        f"const key = `{PEM.format(BODY)}`;",
        "const key = '" + PEM.format(BODY).replace("\n", "\\n") + "';",
        "const key = [\n"
        + ",\n".join(f"  '{line}'" for line in PEM.format(BODY).split("\n"))
        + "\n].join('\\n');",
        "const key = "
        + " +\n  ".join(f"'{line}\\n'" for line in PEM.format(BODY).split("\n"))
        + ";",
        "\n".join(f"// {line}" for line in PEM.format(BODY).split("\n")),
        f"/*\n * {PEM.format(BODY)}\n */",
        f"const half = `-----BEGIN PRIVATE KEY-----\n{BODY}`",
        f"const key = `{PEM.format('Proc-Type: 4,ENCRYPTED' + chr(10) + chr(10) + BODY)}`;",
    ],
)
def test_a_private_key_is_hidden_however_it_is_written(code: str) -> None:
    redactor = Redactor([code])
    seen = redactor.redact(code)
    assert "Zx9Kq2" not in seen
    assert "PRIVATE KEY-----" in seen
    assert redactor.restore(seen) == code
    assert not syntax_errors(parse(seen.encode(), "javascript"))


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (
            "postgres://app:s3cr3t!pw@db:5432/x",
            r"postgres://app:HIDDEN_URL_PASSWORD_1_\w+@db:5432/x",
        ),
        ("redis://:p4ssw0rdx@cache:6379/0", r"redis://:HIDDEN_\w+@cache:6379/0"),
        ("mongodb+srv://u:a@b%40c@h.net/?x=1", r"mongodb\+srv://u:HIDDEN_\w+@h.net/\?x=1"),
        (
            "Server=db;User=sa;Password=Sup3r!x;Encrypt=1",
            r"Server=db;User=sa;Password=HIDDEN_\w+;E.*",
        ),
        ("postgres://app:${process.env.PW}@db/x", r"postgres://app:\$\{process.env.PW\}@db/x"),
        ("postgres://postgres:postgres@localhost/x", r"postgres://postgres:postgres@localhost/x"),
        ("`amqp://u:${a}zz9zz9zz@h`", r"`amqp://u:\$\{a\}HIDDEN_\w+@h`"),
    ],
)
def test_of_a_connection_string_only_the_password_goes(text: str, left: str) -> None:
    assert re.fullmatch(left, Redactor([text]).redact(text))


@pytest.mark.parametrize(
    "text",
    [
        "why does my password hunter2x not work?",
        "the token is 9f8e7d6c5b4a",
        "DB_PASSWORD=swordfish",
        "login with admin / password: tr0ub4dor",
    ],
)
def test_a_secret_in_plain_words_is_found_where_the_text_is_no_code(text: str) -> None:
    assert find_secrets(text, prose=True)


@pytest.mark.parametrize(
    "code",
    [
        "const password = req.body.password;",
        "if (!password) throw new Error('password is required');",
        "const { token, secret } = config;",
        "schema.string('password').min(8)",
        "const apiKey = process.env.API_KEY;",
        "password: passwordSchema, token: tokenFor(user), key: `${prefix}:${id}`",
        "const secretName = 'prod/db/password';",
        "const integrity = 'sha512-Zx9Kq2Lm8Pw4Rt6Yv1Bn3Cd5Fg7Hj0Zx9Kq2Lm8Pw4Rt6Yv1Bn3Cd==';",
        "const id = '3f2b8c1e-9d4a-4f6b-8c1e-9d4a4f6b8c1e';",
        "const etag = 'd41d8cd98f00b204e9800998ecf8427e';",
        "<input type='password' placeholder='Your password' autocomplete='current-password'>",
        "const TOKEN_URL = 'https://login.example.com/oauth2/v2.0/token';",
    ],
)
def test_code_without_secrets_is_left_alone(code: str) -> None:
    assert Redactor([code]).redact(code) == code


@pytest.mark.parametrize("value", ["kk91fake82Zq41mmTT", "todo81Zk2LmQ9pWv3", "old7Zk2LmQ9pWv38x"])
def test_chance_may_write_a_word_into_a_key(value: str) -> None:
    assert find_secrets(f"const apiKey = '{value}';")


def test_a_mark_is_drawn_anew_for_each_run_and_occurs_in_no_text_of_it() -> None:
    texts = ["const password = 'hunter2hunter2';"]
    marks = {next(iter(Redactor(texts).hidden.values())).placeholder for _ in range(8)}
    assert len(marks) == 8
    forged = [*texts, *(f"x = '{mark}'" for mark in marks)]
    redactor = Redactor(forged)
    for text in forged[1:]:
        assert redactor.restore(text) == text
        assert redactor.strays(text) == []


def test_lines_and_selection_of_a_redacted_draft_move_together() -> None:
    source = f"const a = 1;\nconst k = `{PEM.format(BODY)}`;\nconst b = 2;\n".encode()
    start = source.index(b"const b")
    redactor = Redactor([decode(source)])
    found = redactor.redact_draft(Draft("a.js", source, "javascript", Span(start, len(source))))
    seen = found.seen
    assert seen.source[seen.selection.start : seen.selection.end] == b"const b = 2;\n"
    assert found.moved(start) == seen.source.index(b"const b")
    cut = source.index(BODY.split("\n")[1].encode(), source.index(b"MIIE") + 70)
    grown = redactor.redact_draft(Draft("a.js", source, "javascript", Span(cut, len(source))))
    assert grown.whole.selection.start == source.index(b"MIIE")
    chosen = grown.seen.source[grown.seen.selection.start : grown.seen.selection.end]
    assert redactor.restore(decode(chosen)) == decode(source[grown.whole.selection.start :])


def test_one_line_of_a_long_key_is_hidden_where_a_message_quotes_it() -> None:
    redactor = Redactor([f"const k = `{PEM.format(BODY)}`;"])
    line = BODY.split("\n")[0]
    assert line not in redactor.redact(f"see {line}")


def test_a_file_that_stays_at_home_is_not_cleared() -> None:
    clearing = Clearing(withheld=lambda path: path == ".env")
    with pytest.raises(WithheldError):
        clearing.clear("A=1", Origin("file", ".env"))
    assert clearing.clear("A=1", Origin("file", "a.js")).text == "A=1"


def test_a_joint_makes_no_secret_and_keeps_the_origins() -> None:
    clearing = Clearing()
    parts = [
        clearing.clear("password = 'hunter2", NODEWRIGHT),
        clearing.clear("x9'", Origin("request")),
    ]
    joined = clearing.join("", parts)
    assert "hunter2x9" not in joined.text
    assert joined.origins == (NODEWRIGHT, Origin("request"))
    assert "hunter2" not in repr(joined)


def test_the_labelled_shapes_are_many() -> None:
    assert len(SHAPES) >= 30
