"""The model's door: what is sent, what is read, and that it lets go when told to."""

from __future__ import annotations

import asyncio
import logging
import subprocess
import sys
import traceback
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any

import pytest
from loopback import (
    Gate,
    Hang,
    LoopbackModel,
    Raw,
    Status,
    Text,
    rate_limited,
    server_error,
    truncated,
)
from nodewright.llm import Endpoint, Model
from nodewright.llm.repeatable import seed_of
from nodewright.messages import Completion, Message, ModelUnavailable, Usage
from turns import said

CANARY = "sk-canary-do-not-leak-0123456789"
CODE = "const canaryCode = require('canary-code');"
ASK = (said("system", "be brief"), said("user", CODE))
Make = Callable[..., Model]


@pytest.fixture
async def server() -> AsyncIterator[LoopbackModel]:
    async with LoopbackModel() as loopback:
        yield loopback


@pytest.fixture
async def make(server: LoopbackModel) -> AsyncIterator[Make]:
    """Models that talk to ``server``; waiting between attempts is noted, not done."""
    made: list[Model] = []

    def build(environ: dict[str, str] | None = None, waits: Any = None, **fields: Any) -> Model:
        async def note(seconds: float) -> None:
            if waits is not None:
                waits.append(seconds)

        endpoint = Endpoint(**{"model": "loopback-1", "base_url": server.base_url, **fields})
        model = Model(
            endpoint, {"OPENAI_API_KEY": CANARY} if environ is None else environ, sleep=note
        )
        made.append(model)
        return model

    yield build
    for model in made:
        await model.close()


async def ask(model: Model, messages: Sequence[Message] = ASK) -> Completion:
    return await model.complete(messages, lambda _: None)


@pytest.mark.parametrize("api", ["chat", "responses"])
async def test_an_answer_is_streamed_and_counted(
    server: LoopbackModel, make: Make, api: str
) -> None:
    server.answer(Text("function ünïcode() {}\n" * 20, cached=5, reasoning=2))
    heard: list[int] = []
    done = await make(api=api).complete(ASK, heard.append)
    assert done.text == "function ünïcode() {}\n" * 20
    assert done.usage == Usage(len(f"be brief\n{CODE}") // 4, 22 * 20 // 4, 5)
    assert not done.truncated
    assert heard == sorted(set(heard))
    assert len(heard) > 3
    (request,) = server.asked
    assert request.api == api
    assert request.messages == [("system", "be brief"), ("user", CODE)]
    assert request.headers["authorization"] == f"Bearer {CANARY}"


async def test_chat_sends_what_is_known_and_a_seed_that_stays(
    server: LoopbackModel, make: Make
) -> None:
    server.answer("ok")
    await ask(make(max_output_tokens=100))
    assert server.asked[0].body == {
        "model": "loopback-1",
        "messages": [
            {"role": "system", "content": "be brief"},
            {"role": "user", "content": CODE},
        ],
        "stream": True,
        "stream_options": {"include_usage": True},
        "max_tokens": 100,
        "temperature": 0.2,
        "seed": seed_of(ASK),
    }


async def test_responses_asks_the_provider_to_store_nothing(
    server: LoopbackModel, make: Make
) -> None:
    server.answer("ok")
    await ask(make(api="responses", reasoning_effort="low", max_output_tokens=100))
    body = server.asked[0].body
    assert body["store"] is False
    assert body["reasoning"] == {"effort": "low"}
    assert body["max_output_tokens"] == 100


async def test_responses_says_of_each_turn_what_it_is(server: LoopbackModel, make: Make) -> None:
    """llama.cpp refuses an earlier answer of the model that does not ("type of 'item'")."""
    server.answer("ok")
    await ask(make(api="responses"), [*ASK, said("assistant", "hm"), said("user", "again")])
    turns = server.asked[0].body["input"]
    assert [turn["role"] for turn in turns] == ["system", "user", "assistant", "user"]
    assert {turn["type"] for turn in turns} == {"message"}


@pytest.mark.parametrize("api", ["chat", "responses"])
async def test_usage_is_estimated_where_the_server_counts_nothing(
    server: LoopbackModel, make: Make, api: str
) -> None:
    server.answer(Text("x" * 41, usage=False))
    done = await ask(make(api=api))
    assert done.usage == Usage(-(-(8 + len(CODE)) // 4), 11, estimated=True)


@pytest.mark.parametrize("api", ["chat", "responses"])
async def test_an_answer_at_the_token_limit_is_marked_truncated(
    server: LoopbackModel, make: Make, api: str
) -> None:
    server.answer(truncated("half an ans"))
    done = await ask(make(api=api))
    assert (done.text, done.truncated) == ("half an ans", True)


async def test_a_completed_response_that_used_every_token_counts_as_truncated(
    server: LoopbackModel, make: Make
) -> None:
    server.answer("x" * 64)
    assert (await ask(make(api="responses", max_output_tokens=16))).truncated


async def test_a_connection_lost_after_the_finish_costs_nothing(
    server: LoopbackModel, make: Make
) -> None:
    chunk = b'data: {"choices":[{"index":0,"delta":{"content":"all"},"finish_reason":"stop"}]}\n\n'
    server.answer(Raw(chunk + b"data: {broken\n\n"))
    assert (await ask(make())).text == "all"


async def test_usage_of_the_wrong_kind_counts_as_nothing(server: LoopbackModel, make: Make) -> None:
    chunk = (
        b'data: {"choices":[{"delta":{"content":["x"]}},{"delta":{"content":"y"}}]}\n\n'
        b'data: {"choices":[{"delta":{"content":"ok"},"finish_reason":"stop"}],'
        b'"usage":{"prompt_tokens":"7","completion_tokens":-1,"prompt_tokens_details":3}}\n\n'
    )
    server.answer(Raw(chunk))
    done = await ask(make())
    assert done == Completion("ok", Usage())


@pytest.mark.parametrize("api", ["chat", "responses"])
async def test_cancelling_in_the_middle_closes_the_stream(
    server: LoopbackModel, make: Make, api: str
) -> None:
    gate = Gate()
    server.answer(Text("a long answer that is held back", chunk=4, gate=gate))
    task = asyncio.ensure_future(ask(make(api=api)))
    await gate.reached.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await server.disconnected()


async def test_cancelling_before_the_first_byte_closes_the_connection(
    server: LoopbackModel, make: Make
) -> None:
    server.answer(Hang())
    task = asyncio.ensure_future(ask(make()))
    await server.received()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await server.disconnected()


async def test_an_error_of_the_listener_is_not_blamed_on_the_server(
    server: LoopbackModel, make: Make
) -> None:
    def fails(_: int) -> None:
        raise ValueError("a bug in the caller")

    gate = Gate()
    server.answer(Text("a long answer", chunk=4, gate=gate))
    with pytest.raises(ValueError, match="a bug in the caller"):
        await make().complete(ASK, fails)
    await server.disconnected()


async def test_several_requests_can_run_at_once(server: LoopbackModel, make: Make) -> None:
    server.always(lambda request: request.text)
    model = make()
    answers = await asyncio.gather(*(ask(model, [said("user", f"question {n}")]) for n in range(5)))
    assert [answer.text for answer in answers] == [f"question {n}" for n in range(5)]


async def test_auto_falls_back_by_what_the_server_answers_and_remembers_it(make: Make) -> None:
    async with LoopbackModel(apis=["responses"]) as only_responses:
        only_responses.answer("one", "two")
        model = make(base_url=only_responses.base_url)
        assert (await ask(model)).text == "one"
        assert (await ask(model)).text == "two"
        apis = [request.api for request in only_responses.asked]
        assert apis == ["chat", "responses", "responses"]


@pytest.mark.parametrize(
    "missing",
    [
        Status(405, "Method Not Allowed"),
        Status(501, "not implemented"),
        Status(404, body=b"<html>404</html>"),
        Status(404, body=b'{"detail":"Not Found"}'),
        Status(400, "Unknown endpoint /v1/chat/completions"),
        Status(404, "This model is only supported in v1/responses and not in v1/chat/completions."),
    ],
)
async def test_auto_knows_the_many_ways_to_say_that_an_endpoint_is_missing(
    make: Make, missing: Status
) -> None:
    async with LoopbackModel(apis=["responses"], missing=missing) as other:
        other.answer("from the other one")
        assert (await ask(make(base_url=other.base_url))).text == "from the other one"


async def test_auto_names_both_protocols_when_the_server_has_neither(make: Make) -> None:
    async with LoopbackModel(apis=[]) as bare:
        with pytest.raises(ModelUnavailable, match="has no Chat Completions or Responses endpoint"):
            await ask(make(base_url=bare.base_url))


async def test_openai_itself_is_asked_by_responses_first() -> None:
    model = Model(Endpoint("gpt-5.2"), {"OPENAI_API_KEY": CANARY})
    assert [api.name for api in model._candidates()] == ["responses", "chat"]
    assert model._candidates()[1].payload(model.endpoint, ASK)["max_completion_tokens"] == 8192


async def test_refused_parameters_are_renamed_or_dropped_once_and_remembered(make: Make) -> None:
    rejects = {
        "max_tokens": "Unsupported parameter: use 'max_completion_tokens' instead.",
        "stream_options": "stream_options: Extra inputs are not permitted",
        "reasoning_effort": "Unsupported value",
    }
    async with LoopbackModel(rejects=rejects) as picky:
        picky.answer("one", "two")
        model = make(base_url=picky.base_url, reasoning_effort="high", max_output_tokens=99)
        assert (await ask(model)).text == "one"
        assert len(picky.asked) == 4
        assert (await ask(model)).text == "two"
        assert len(picky.asked) == 5
        body = picky.asked[-1].body
        assert body["max_completion_tokens"] == 99
        assert not rejects.keys() & body.keys()


async def test_a_parameter_refused_under_both_names_is_dropped(make: Make) -> None:
    rejects = {"max_tokens": "no max_tokens", "max_completion_tokens": "no max_completion_tokens"}
    async with LoopbackModel(rejects=rejects) as picky:
        picky.answer("ok")
        assert (await ask(make(base_url=picky.base_url))).text == "ok"
        assert not rejects.keys() & picky.asked[-1].body.keys()


async def test_a_parameter_named_in_a_body_of_plain_text_is_dropped_too(
    server: LoopbackModel, make: Make
) -> None:
    server.answer(Status(422, body=b"unknown field `stream_options` at line 1"), "ok")
    assert (await ask(make())).text == "ok"
    assert "stream_options" not in server.asked[-1].body


async def test_passing_troubles_are_tried_again_with_growing_jittered_waits(
    server: LoopbackModel, make: Make
) -> None:
    waits: list[float] = []
    server.answer(server_error(503), rate_limited(), "at last")
    assert (await ask(make(waits=waits))).text == "at last"
    assert 0.375 <= waits[0] <= 0.5
    assert 0.75 <= waits[1] <= 1.0


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"Retry-After": "7"}, [7.0]),
        ({"Retry-After-Ms": "1500", "Retry-After": "7"}, [1.5]),
        ({"Retry-After": "Fri, 01 Jan 2100 00:00:00 GMT"}, []),
        ({"Retry-After": "61"}, []),
        ({"x-should-retry": "false"}, []),
    ],
)
async def test_the_server_says_how_long_to_wait_and_too_long_is_not_waited_for(
    server: LoopbackModel, make: Make, headers: dict[str, str], expected: list[float]
) -> None:
    waits: list[float] = []
    server.answer(Status(429, "slow down", headers=headers), "ok")
    model = make(waits=waits)
    if expected:
        assert (await ask(model)).text == "ok"
    else:
        with pytest.raises(ModelUnavailable):
            await ask(model)
    assert waits == expected


@pytest.mark.parametrize("header", ["soon", "-5", "inf", "Fri, 01 Jan 1999 00:00:00 GMT"])
async def test_a_useless_retry_after_falls_back_to_the_usual_wait(
    server: LoopbackModel, make: Make, header: str
) -> None:
    waits: list[float] = []
    server.answer(rate_limited(header), "ok")
    assert (await ask(make(waits=waits))).text == "ok"
    assert 0.375 <= waits[0] <= 0.5


async def test_three_attempts_are_enough(server: LoopbackModel, make: Make) -> None:
    server.always(server_error())
    with pytest.raises(ModelUnavailable, match="trouble of its own"):
        await ask(make())
    assert len(server.asked) == 3


@pytest.mark.parametrize("api", ["chat", "responses"])
async def test_nothing_is_tried_again_once_the_answer_has_begun(
    server: LoopbackModel, make: Make, api: str
) -> None:
    server.answer(Text("half an ans", end="drop"), "never asked for")
    with pytest.raises(ModelUnavailable, match="ended before the answer did"):
        await ask(make(api=api))
    assert server.unused == 1


async def test_no_key_is_asked_for_where_an_address_is_given(
    server: LoopbackModel, make: Make
) -> None:
    server.answer("ok")
    model = make(environ={})
    assert model.configured
    assert (await ask(model)).text == "ok"


@pytest.mark.parametrize(
    ("fields", "environ", "configured"),
    [
        ({}, {}, False),
        ({}, {"OPENAI_API_KEY": "  "}, False),
        ({}, {"OPENAI_API_KEY": CANARY}, True),
        ({"api_key_env": "OTHER"}, {"OPENAI_API_KEY": CANARY}, False),
        ({"allow_remote": False}, {"OPENAI_API_KEY": CANARY}, False),
        ({"allow_remote": False, "base_url": "http://localhost:1/v1"}, {}, True),
    ],
)
def test_configured_means_that_there_is_something_to_ask(
    fields: dict[str, Any], environ: dict[str, str], configured: bool
) -> None:
    assert Model(Endpoint("m", **fields), environ).configured is configured


@pytest.mark.parametrize(
    ("base_url", "expected"),
    [
        (None, "gpt-5.2 at api.openai.com"),
        ("http://127.0.0.1:8080/v1", "gpt-5.2 at 127.0.0.1:8080"),
        ("http://[::1]:8080/v1", "gpt-5.2 at [::1]:8080"),
        ("https://user:pass@example.com/v1?key=1", "gpt-5.2 at example.com"),
        ("nonsense", "gpt-5.2 at the address in nodewright.model.baseUrl"),
    ],
)
def test_the_description_names_model_and_host_and_nothing_secret(
    base_url: str | None, expected: str
) -> None:
    assert Model(Endpoint("gpt-5.2", base_url), {}).describe() == expected


@pytest.mark.parametrize(
    ("host", "local"),
    [
        ("localhost", True),
        ("LOCALHOST:8080", True),
        ("127.0.0.1", True),
        ("127.9.8.7:80", True),
        ("[::1]:8080", True),
        ("127.0.0.1.example.com", False),
        ("localhost.example.com", False),
        ("localhost@example.com", False),
        ("127.1", False),
        ("0.0.0.0", False),
        ("[::ffff:127.0.0.1]", False),
        ("192.168.0.1", False),
        ("[::1", False),
    ],
)
def test_only_hosts_that_can_be_nothing_else_count_as_this_machine(host: str, local: bool) -> None:
    assert Endpoint("m", f"http://{host}/v1").local is local


async def test_proxies_are_not_asked_on_the_way_to_this_machine(
    server: LoopbackModel, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    server.answer("ok")
    assert (await ask(make(allow_remote=False))).text == "ok"


async def test_organisation_and_project_of_openai_go_to_no_other_host(
    server: LoopbackModel, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_ORG_ID", "org-canary")
    monkeypatch.setenv("OPENAI_PROJECT_ID", "proj-canary")
    server.answer("ok")
    await ask(make())
    assert "canary" not in str({**server.asked[0].headers, "authorization": ""})


async def test_neither_the_key_nor_the_code_is_ever_logged(
    server: LoopbackModel, make: Make, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    quoting = f"bad key {CANARY} for input {CODE}"
    server.answer("ok", Status(401, quoting, code=CANARY), Status(418, f"{CANARY} is wrong"))
    model = make()
    await ask(model)
    for _ in range(2):
        with pytest.raises(ModelUnavailable) as caught:
            await ask(model)
        told = "".join(traceback.format_exception(caught.value)) + caught.value.detail
        assert CANARY not in told
        assert CODE not in told
    assert CANARY not in caplog.text
    assert CODE not in caplog.text


def test_the_client_library_is_not_imported_before_the_first_request() -> None:
    code = "import sys, nodewright.llm; sys.exit('openai' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


async def test_closing_twice_or_before_the_first_request_is_harmless(
    server: LoopbackModel, make: Make
) -> None:
    model = make()
    await model.close()
    server.answer("one", "two")
    await ask(model)
    await model.close()
    await model.close()
    assert (await ask(model)).text == "two"


async def test_a_probe_tells_protocols_and_models_without_asking_for_an_answer(
    server: LoopbackModel, make: Make
) -> None:
    probe = await make().probe()
    assert probe.apis == ("responses", "chat")
    assert probe.models == ("loopback-1",)
    assert str(probe) == (
        f"127.0.0.1:{server.port} answers and speaks Responses and Chat Completions."
    )
    assert server.asked == []


async def test_a_probe_names_the_models_when_ours_is_not_among_them(make: Make) -> None:
    async with LoopbackModel(apis=["chat"], models=list("abcdef")) as other:
        probe = await make(base_url=other.base_url).probe()
        assert str(probe) == (
            f"127.0.0.1:{other.port} answers and speaks Chat Completions. "
            "It does not list the model loopback-1, but a, b, c, d, e, …."
        )


async def test_a_probe_reports_a_refused_key_and_a_host_without_endpoints(make: Make) -> None:
    async with LoopbackModel(key="another") as locked:
        with pytest.raises(ModelUnavailable, match="does not accept the key in OPENAI_API_KEY"):
            await make(base_url=locked.base_url).probe()
    async with LoopbackModel(apis=[]) as bare:
        with pytest.raises(ModelUnavailable, match="no Responses or Chat Completions endpoint"):
            await make(base_url=bare.base_url).probe()


async def test_a_probe_makes_do_without_a_usable_list_of_models(
    server: LoopbackModel, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    for odd in (
        Raw(b'{"data": 5}', "application/json"),
        Raw(b'["a"]', "application/json"),
        Status(404, "Not Found"),
    ):
        monkeypatch.setattr(server, "_list_of_models", lambda odd=odd: odd)
        probe = await make().probe()
        assert (probe.models, probe.apis) == ((), ("responses", "chat"))


async def test_an_endpoint_that_takes_an_empty_request_counts_as_there(make: Make) -> None:
    async with LoopbackModel(apis=[], missing=Status(200, body=b"{}")) as lenient:
        assert (await make(base_url=lenient.base_url).probe()).apis == ("responses", "chat")
