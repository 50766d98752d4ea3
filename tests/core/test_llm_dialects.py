"""Servers as they are: what they send is read, and what they refuse is not sent again.

The cases are data: ``tests/data/dialects/README.md`` says how to add one.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml
from loopback import LoopbackModel, Raw, Text
from nodewright.llm import Endpoint, Model
from nodewright.llm.dialect import PARAMETERS, TEMPERATURE, Dialect, parameters
from nodewright.llm.repeatable import cache_key_of, seed_of
from nodewright.messages import Completion, Message, ModelUnavailable, Origin
from nodewright.redaction import Clearing
from snippets import table_rows
from turns import said

DATA = Path(__file__).parent.parent / "data" / "dialects"
DOCS = Path(__file__).parent.parent.parent / "docs" / "models.md"
PAGES: dict[str, dict[str, Any]] = {
    path.stem: yaml.safe_load(path.read_text("utf-8")) for path in sorted(DATA.glob("*.yml"))
}
CASES = [
    pytest.param(case, id=f"{page}: {case['name']}")
    for page, told in PAGES.items()
    for case in told["cases"]
]
OF_A_PAGE = {"server", "made", "source", "about", "cases"}
OF_A_CASE = {"name", "source", "api", "asks", "replies", "expect"}
OF_A_REPLY = {"status", "type", "body", "stream"}
EXPECTED = {"text", "usage", "truncated", "sentence", "holds", "lacks"}
ASK = (said("system", "be brief"), said("user", "const limit = Infinity;"))


class OpenAI(Endpoint):
    """OpenAI's own service, as far as the code can tell, at an address of loopback."""

    @property
    def is_openai(self) -> bool:
        return True


def reply_of(told: Any) -> Raw | Text:
    if told == "STREAM":
        return Text("ok", usage=False)
    assert told.keys() <= OF_A_REPLY
    if "stream" in told:
        return Raw((DATA / told["stream"]).read_bytes())
    kind = told.get("type", "application/json")
    return Raw(told["body"].encode(), content_type=kind, status=told["status"])


async def answered(model: Model) -> Completion | str:
    """The answer, or the sentence that the user reads in its place."""
    try:
        return await model.complete(ASK, lambda _: None)
    except ModelUnavailable as unavailable:
        return str(unavailable)
    finally:
        await model.close()


@pytest.mark.parametrize("case", CASES)
async def test_a_server_is_understood_in_its_own_dialect(case: dict[str, Any]) -> None:
    expect, asks = case["expect"], dict(case.get("asks", {}))
    kind = OpenAI if asks.pop("openai", False) else Endpoint
    async with LoopbackModel() as server:
        server.answer(*map(reply_of, case["replies"]))
        fields = {"api": case.get("api", "chat"), **asks}
        model = Model(kind("loopback-1", server.base_url, **fields), {"OPENAI_API_KEY": "k"})
        done = await answered(model)
        assert server.unused == 0
        sent = server.asked[-1].body.keys()
    if "sentence" in expect:
        assert isinstance(done, str)
        assert expect["sentence"] in done
    else:
        assert isinstance(done, Completion), done
        assert done.text == expect["text"]
        assert done.truncated is expect.get("truncated", False)
        if expect.get("usage") == "estimated":
            assert done.usage.estimated
        elif "usage" in expect:
            counted = [done.usage.tokens_in, done.usage.tokens_out, done.usage.cached]
            assert (counted, done.usage.estimated) == (expect["usage"], False)
    assert set(expect.get("holds", ())) <= sent
    assert not sent & set(expect.get("lacks", ()))


@pytest.mark.parametrize("page", PAGES)
def test_every_page_says_where_it_comes_from_and_nothing_that_nobody_reads(page: str) -> None:
    told = PAGES[page]
    assert told.keys() == OF_A_PAGE
    assert told["made"] in ("recorded", "written")
    names = [case["name"] for case in told["cases"]]
    assert sorted(set(names)) == sorted(names)
    for case in told["cases"]:
        assert case.keys() <= OF_A_CASE
        assert case["expect"].keys() <= EXPECTED
        assert case.get("source", told["source"]).startswith("https://")


def test_every_stream_belongs_to_a_case_and_is_no_fragment() -> None:
    named = {
        reply["stream"]
        for told in PAGES.values()
        for case in told["cases"]
        for reply in case["replies"]
        if "stream" in reply and reply != "STREAM"
    }
    assert named == {path.name for path in DATA.glob("*.sse")}
    for name in named:
        data = (DATA / name).read_bytes()
        assert data.endswith(b"\n\n"), f"{name}: an editor has cut the end of the last event"
        assert b"\r" not in data


def sent(to: type[Endpoint], api: Any, ask: Sequence[Message] = ASK, **fields: Any) -> Any:
    return parameters(api, to("m", "https://example.com/v1", **fields), ask)


def test_what_is_sent_depends_on_the_protocol_and_on_who_is_asked() -> None:
    seed, key = seed_of(ASK), cache_key_of(ASK)
    usage = {"include_usage": True}
    assert sent(Endpoint, "chat") == {
        "max_tokens": 8192,
        "stream_options": usage,
        "temperature": TEMPERATURE,
        "seed": seed,
    }
    assert sent(OpenAI, "chat", reasoning_effort="low") == {
        "max_completion_tokens": 8192,
        "stream_options": usage,
        "reasoning_effort": "low",
        "prompt_cache_key": key,
    }
    assert sent(Endpoint, "responses") == {"max_output_tokens": 8192, "store": False}
    assert sent(OpenAI, "responses", reasoning_effort="low") == {
        "max_output_tokens": 8192,
        "reasoning": {"effort": "low"},
        "store": False,
        "prompt_cache_key": key,
    }


@pytest.mark.parametrize("row", PARAMETERS, ids=lambda row: f"{row.api}: {row.name}")
def test_every_parameter_can_be_refused_and_is_not_asked_for_again(row: Any) -> None:
    dialect, payload = Dialect(), {"model": "m", row.name: 1}
    refusal = {"message": f"Unknown parameter: '{row.name}'.", "param": row.name}
    assert dialect.learn(payload, refusal)
    again = dialect.spoken(payload)
    assert again == ({"model": "m", row.instead: 1} if row.instead else {"model": "m"})
    if row.instead:
        assert dialect.learn(payload, {"param": row.instead})
        assert dialect.spoken(payload) == {"model": "m"}
    assert not dialect.learn(payload, refusal)


def question(secret: str, text: str = "") -> list[Message]:
    """A question with a secret in it, as one run would ask it."""
    clearing = Clearing()
    code = clearing.clear(f'const password = "{secret}";{text}', Origin("request"))
    return [said("system", "be brief"), Message("user", code)]


def test_the_same_question_has_the_same_seed_in_every_run() -> None:
    one, two = (question("Zq8!vr2#Lm5x") for _ in range(2))
    assert one[1].content.text != two[1].content.text, "each run has a mark of its own"
    assert seed_of(one) == seed_of(two)
    assert seed_of(one) == seed_of([*one, said("assistant", "hm"), said("user", "again")])
    assert seed_of(one) != seed_of(question("Zq8!vr2#Lm5x", "// more"))
    assert all(0 <= seed_of([said("user", str(n))]) < 2**31 for n in range(100))
    # Written down, so that no version changes it by accident.
    assert seed_of(ASK) == 1202547221


def test_calls_with_the_same_system_message_share_a_cache() -> None:
    key = cache_key_of(ASK)
    assert key is not None
    assert key == cache_key_of([ASK[0], said("user", "something else")])
    assert key != cache_key_of([said("system", "be long"), ASK[1]])
    assert len(key) <= 64
    assert "brief" not in key
    assert cache_key_of(ASK[1:]) is None
    assert "prompt_cache_key" not in sent(OpenAI, "chat", ASK[1:])


def test_the_page_about_models_has_the_table_of_parameters() -> None:
    to = {"openai": "OpenAI's own service", "others": "all others", "all": "all"}
    title = {"chat": "Chat Completions", "responses": "Responses"}
    rows = [
        [
            f"`{row.name}`",
            title[row.api],
            to[row.to],
            f"sent as `{row.instead}`, then left out" if row.instead else "left out",
        ]
        for row in PARAMETERS
    ]
    section = DOCS.read_text("utf-8").partition("## What is sent to whom")[2].partition("\n## ")[0]
    found = table_rows(section)
    assert sorted([row[0], row[1], row[2], row[-1]] for row in found) == sorted(rows)
