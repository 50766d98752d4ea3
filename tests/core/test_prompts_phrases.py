"""A comment asks for an action only when it begins with a phrase and a colon, or is one."""

from __future__ import annotations

import pytest
from nodewright.prompts import load_pack, load_persona, match_phrase

PACK = load_pack()


@pytest.mark.parametrize(
    ("comment", "action", "request_text"),
    [
        ("fix backend: memory grows", "fix-backend", "memory grows"),
        ("// fix backend: memory grows until OOM", "fix-backend", "memory grows until OOM"),
        ("//fix backend:memory grows", "fix-backend", "memory grows"),
        ("// Fix  Backend : it hangs", "fix-backend", "it hangs"),
        ("// FIX BACKEND", "fix-backend", ""),
        ("// fix backend:", "fix-backend", ""),
        ("/* fix backend: a leak */", "fix-backend", "a leak"),
        ("/** optimize node */", "optimize-node", ""),
        ("/*\n * fix backend: it leaks\n * after each upload\n */", "fix-backend", None),
        ("// node memory leak: after\r\n// each upload", "node-memory-leak", "after\neach upload"),
        ("// api design: orders", "api-design", "orders"),
        ("// db transaction", "db-transaction", ""),
        ("// explain backend", "explain", ""),
        ("// write tests: edge cases", "write-tests", "edge cases"),
        ("// harden security", "harden-security", ""),
        ("// add observability", "add-observability", ""),
        ("// modernize node", "modernize", ""),
        ("// deploy node: with a Dockerfile", "deployment", "with a Dockerfile"),
        ("// backend: use a cursor here", "ask", "use a cursor here"),
        ("// backend expert: what is wrong?", "ask", "what is wrong?"),
        ("// nodejs backend: add a cache", "ask", "add a cache"),
        ("// fix backend: GET http://x/y: 500", "fix-backend", "GET http://x/y: 500"),
    ],
)
def test_a_comment_that_begins_with_a_phrase_asks_for_its_action(
    comment: str, action: str, request_text: str | None
) -> None:
    match = match_phrase(PACK, comment)
    assert match is not None
    expected = "it leaks\nafter each upload" if request_text is None else request_text
    assert (match[0].id, match[1]) == (action, expected)


@pytest.mark.parametrize(
    "comment",
    [
        "// backend calls this",
        "// backend",
        "// backend:",
        "// backend expert",
        "// backend:3000 is the port",
        "// backend://pool/1",
        "// backend::Pool",
        "// fix backend later",
        "// fix backend, then deploy",
        "// see fix backend: above",
        "// fixbackend: x",
        "// fix backends: x",
        "// optimize node_modules: prune",
        "// api design. See the wiki",
        "",
        "//",
        "/* */",
        "// ☕",
    ],
)
def test_ordinary_prose_asks_for_nothing(comment: str) -> None:
    assert match_phrase(PACK, comment) is None


def test_the_specifications_eight_phrases_all_work() -> None:
    for phrase in PACK.persona.phrases:
        match = match_phrase(PACK, f"// {phrase}: look at this")
        assert match is not None, phrase
        assert match[1] == "look at this"


def test_a_phrase_that_only_a_users_persona_has_asks_the_free_prompt() -> None:
    persona, _ = load_persona("---\nname: A\ndescription: Wakes on `Hey Team`\n---\nBe kind.\n")
    match = match_phrase(PACK, "// hey team: cache this", persona)
    assert match is not None
    assert (match[0].id, match[1]) == ("ask", "cache this")
    assert match_phrase(PACK, "// hey team: cache this") is None
    fix = match_phrase(PACK, "// fix backend", persona)
    assert fix is not None
    assert fix[0].id == "fix-backend"


def test_a_very_long_request_is_bounded() -> None:
    match = match_phrase(PACK, "// fix backend: " + "x" * 100_000)
    assert match is not None
    assert len(match[1]) == 4_000
