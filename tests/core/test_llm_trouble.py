"""Every trouble on the way to a model has its own sentence: what happened, and the next step."""

from __future__ import annotations

import asyncio
import string
from dataclasses import dataclass, field
from typing import Any

import pytest
from loopback import (
    Hang,
    LoopbackModel,
    Raw,
    Reply,
    Status,
    Steps,
    Text,
    bad_key,
    context_too_long,
    filtered,
    html_page,
    out_of_quota,
    rate_limited,
    redirect,
    server_error,
    unknown_model,
)
from nodewright.llm import SENTENCES, Endpoint, Model
from nodewright.llm.diagnosis import diagnose
from nodewright.llm.trouble import Trouble, note
from nodewright.messages import ModelUnavailable
from turns import said

CANARY = "sk-canary-do-not-leak-0123456789"
KEYED = {"OPENAI_API_KEY": CANARY}
ASK = (said("user", "hello"),)


async def no_wait(_: float) -> None:
    """In place of waiting between two attempts."""


@dataclass
class Case:
    """A reply and what has to be said of it."""

    reply: Reply
    kind: str
    says: str = ""
    fields: dict[str, Any] = field(default_factory=dict)
    environ: dict[str, str] = field(default_factory=lambda: KEYED)
    apis: tuple[str, ...] = ("chat", "responses")


MODEL_404 = b'{"error":{"message":"model \\"x\\" not found, try pulling it first"}}'
# As llama.cpp's server (xllamacpp 2026.10.11549) wrote them; those of LiteLLM's proxy (1.106.2) are
# put together from its log.
LLAMA_CPP_KEY = b'{"error":{"message":"Invalid API Key","type":"authentication_error","code":401}}'
LLAMA_CPP_LONG = (
    b'{"error":{"code":400,"message":"request (18031 tokens) exceeds the available context size '
    b'(8192 tokens), try increasing it","type":"exceed_context_size_error",'
    b'"n_prompt_tokens":18031,"n_ctx":8192}}'
)
LITELLM_KEY = (
    b'{"error":{"message":"No connected db.","type":"no_db_connection","param":null,"code":"400"}}'
)
LITELLM_LONG = (
    b'{"error":{"message":"litellm.ContextWindowExceededError: litellm.BadRequestError: '
    b"ContextWindowExceededError: OpenAIException - request (18031 tokens) exceeds the available "
    b'context size (8192 tokens), try increasing it","type":"invalid_request_error","param":null,'
    b'"code":"400"}}'
)
CASES = [
    Case(Status(401, body=LLAMA_CPP_KEY), "key_rejected", "the key in OPENAI_API_KEY (HTTP 401)"),
    Case(Status(400, body=LLAMA_CPP_LONG), "input_too_long", "Select less code"),
    Case(Status(400, body=LITELLM_KEY), "key_rejected", "the key in OPENAI_API_KEY (HTTP 400)"),
    Case(Status(400, body=LITELLM_KEY), "key_missing", "is not set (HTTP 400)", environ={}),
    Case(Status(400, body=LITELLM_LONG), "input_too_long", "Select less code"),
    Case(bad_key(), "key_rejected", "the key in OPENAI_API_KEY (HTTP 401)"),
    Case(bad_key(), "key_missing", "OPENAI_API_KEY is not set (HTTP 401)", environ={}),
    Case(Status(403, "no access"), "forbidden", "use loopback-1 (HTTP 403)"),
    Case(Status(403, "no access"), "key_missing", "not set (HTTP 403)", environ={}),
    Case(unknown_model("x"), "model_unknown", "does not know the model loopback-1"),
    Case(Status(404, body=MODEL_404), "model_unknown", "nodewright.model.name"),
    Case(Status(400, "Invalid model name passed"), "model_unknown"),
    Case(Status(404), "endpoint_unknown", "no Chat Completions endpoint", apis=("chat",)),
    Case(html_page(404), "endpoint_unknown", "no Responses endpoint", apis=("responses",)),
    Case(Status(408), "request_timeout", "gave up waiting"),
    Case(Status(413, "Payload Too Large"), "input_too_long", "Select less code"),
    Case(context_too_long(), "input_too_long"),
    Case(context_too_long("llama.cpp"), "input_too_long"),
    Case(
        Status(400, "This model's maximum context length is 4096 tokens."),
        "input_too_long",
        "loopback-1 at 127.0.0.1",
    ),
    Case(
        Status(400, "'max_tokens' is too large: 8192. The maximum context length is 4096."),
        "output_limit",
        "answers of 8192 tokens",
    ),
    Case(rate_limited(), "rate_limited", "Try again in a minute,"),
    Case(rate_limited("90"), "rate_limited", "Try again in 90 seconds,"),
    Case(rate_limited("600"), "rate_limited", "Try again in 10 minutes,"),
    Case(rate_limited("86400"), "rate_limited", "Try again in 24 hours,"),
    Case(out_of_quota(), "quota", "behind the key in OPENAI_API_KEY"),
    Case(Status(402, "Payment Required"), "quota"),
    Case(server_error(500), "server_error", "(HTTP 500)"),
    Case(html_page(502), "server_error", "(HTTP 502)"),
    Case(Status(503, "Loading model"), "loading", "still loading its model"),
    Case(redirect("https://evil.example/v1?t=1"), "redirected", "points to evil.example instead"),
    Case(redirect("/login", 302), "redirected", "another address of its own"),
    Case(redirect("http://[bad", 301), "redirected", "points to another address instead"),
    Case(html_page(), "not_a_stream", "a web page instead of a stream"),
    Case(Raw(b"{}", "application/json"), "not_a_stream", "a document (application/json)"),
    Case(Raw(b"data: {broken\n\n"), "garbled"),
    Case(Raw(b"\xff\xfe\xfd: x\n\n"), "garbled"),
    Case(Raw(b'data: {"choices": 5}\n\n'), "garbled", apis=("chat",)),
    Case(Raw(b'data: {"error": "out of memory"}\n\n'), "failed"),
    Case(Raw(b"data: [1, 2]\n\ndata: 7\n\n"), "no_answer"),
    Case(Raw(b""), "no_answer", "without an answer"),
    Case(Text("half an ans", end="eof"), "cut"),
    Case(Text("half an ans", end="drop"), "cut"),
    Case(Text("half an ans", end="fail"), "failed", "gave up in the middle"),
    Case(Text(""), "empty", "an empty answer"),
    Case(Text(" \n"), "empty"),
    Case(Text("", finish="length"), "all_thinking", "all of its 8192 tokens"),
    Case(filtered("some words"), "filtered", "content filter"),
    Case(Status(400, "filtered", code="content_filter"), "filtered"),
    Case(Text("", refusal="I cannot help with that"), "declined", "I cannot help with that."),
    Case(Text("x" * 300_000, chunk=9000), "too_long", fields={"max_output_tokens": 16}),
    Case(Text("x", reasoning=9000), "too_long", fields={"max_output_tokens": 16}),
    Case(Status(418, "no\ntea " + "x" * 500), "rejected", "(HTTP 418): no tea xxx"),
    Case(Status(422, body=b""), "rejected", "it gave no reason."),
    Case(Status(400, f"key {CANARY} or Bearer abc.def"), "rejected", "key … or … `nodewright"),
    Case(Hang(), "silent", "nothing for 0.05 seconds", {"timeout": 0.05}),
    Case(Text("half", end="hang"), "stalled", "fell silent for 1 second in", {"timeout": 1.0}),
]
RUNS = [(case, api) for case in CASES for api in case.apis]


@pytest.mark.parametrize(
    ("case", "api"), RUNS, ids=[f"{n}-{case.kind}-{api}" for n, (case, api) in enumerate(RUNS)]
)
async def test_each_trouble_has_its_own_sentence_in_both_protocols(case: Case, api: str) -> None:
    async with LoopbackModel() as server:
        server.always(case.reply)
        fields = {"model": "loopback-1", "base_url": server.base_url, "api": api, **case.fields}
        model = Model(Endpoint(**fields), case.environ, sleep=no_wait)
        with pytest.raises(ModelUnavailable) as caught:
            await model.complete(ASK, lambda _: None)
        await model.close()
    sentence = str(caught.value)
    fixed = [piece for piece, *_ in string.Formatter().parse(SENTENCES[case.kind]) if piece.strip()]
    assert [piece for piece in fixed if piece not in sentence] == []
    assert case.says in sentence
    assert "\n" not in sentence
    assert len(sentence) < 500
    assert caught.value.detail
    assert CANARY not in sentence + caught.value.detail
    assert "?t=1" not in sentence


async def sentence_of(endpoint: Endpoint, environ: dict[str, str]) -> str:
    model = Model(endpoint, environ, sleep=no_wait)
    with pytest.raises(ModelUnavailable) as caught:
        await model.complete(ASK, lambda _: None)
    await model.close()
    return str(caught.value)


async def test_nothing_is_sent_to_another_machine_when_that_is_forbidden(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def forbidden(*_: Any, **__: Any) -> None:
        raise AssertionError("a byte was about to be sent")

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", forbidden)
    monkeypatch.setattr(asyncio.get_running_loop(), "create_connection", forbidden)
    for address in (None, "https://api.example.com/v1", "http://127.0.0.1.example.com/v1"):
        said = await sentence_of(Endpoint("m", address, allow_remote=False), KEYED)
        assert "is not this machine and nodewright.model.allowRemote is false" in said


async def test_without_key_and_address_nothing_is_sent_and_the_variable_is_named() -> None:
    said = await sentence_of(Endpoint("m", api_key_env="MY_KEY"), KEYED)
    assert said.startswith("No model is set up: the environment variable MY_KEY is not set.")


@pytest.mark.parametrize("key", ["sk-a\nb", "sk-a b", "„sk-abc“", "sk-\x00"])
async def test_a_key_that_no_header_can_hold_is_refused_without_an_echo(key: str) -> None:
    said = await sentence_of(Endpoint("m"), {"OPENAI_API_KEY": key})
    assert said.startswith("The environment variable OPENAI_API_KEY holds characters")
    assert key not in said


@pytest.mark.parametrize(
    "address", ["localhost:8080", "ftp://localhost/v1", "http://", "http://[x"]
)
async def test_an_address_that_is_none_is_named_by_its_setting(address: str) -> None:
    assert "nodewright.model.baseUrl is not an address" in await sentence_of(
        Endpoint("m", address), KEYED
    )


async def test_a_refused_connection_says_that_nothing_listens() -> None:
    async with LoopbackModel() as server:
        port = server.port
    said = await sentence_of(Endpoint("m", f"http://127.0.0.1:{port}/v1"), {})
    assert said.startswith(f"Nothing listens at 127.0.0.1:{port}.")


async def test_an_unknown_host_name_is_said() -> None:
    said = await sentence_of(Endpoint("m", "http://nowhere.invalid/v1"), {})
    assert said.startswith("The network does not know the host nowhere.invalid.")


async def test_https_to_a_plain_port_is_a_matter_of_tls() -> None:
    async with LoopbackModel() as server:
        port = server.port
        said = await sentence_of(Endpoint("m", f"https://127.0.0.1:{port}/v1"), {})
    assert said.startswith(f"No safe connection to 127.0.0.1:{port} (")


@pytest.mark.parametrize(
    ("name", "phase", "kind"),
    [
        ("ConnectTimeout", "before", "connect_timeout"),
        ("WriteTimeout", "before", "silent"),
        ("ReadError", "during", "cut"),
        ("ProxyError", "before", "unreachable"),
        ("ConnectError", "during", "unreachable"),
        ("DecodingError", "during", "garbled"),
    ],
)
def test_connection_errors_are_told_apart_by_their_type(name: str, phase: Any, kind: str) -> None:
    error = type(name, (Exception,), {})("a message that nobody reads")
    assert diagnose(error, api="chat", phase=phase, key="").kind == kind


def test_a_certificate_that_is_not_trusted_is_named_with_the_reason() -> None:
    import ssl

    cause = ssl.SSLCertVerificationError(1, "certificate verify failed")
    cause.verify_message = "self-signed certificate"
    error = ConnectionError("tls")
    error.__cause__ = cause
    trouble = diagnose(error, api="chat", phase="before", key="")
    assert "(self-signed certificate)" in str(trouble.unavailable(Endpoint("m")))


def test_a_bug_before_the_first_byte_stays_a_bug() -> None:
    with pytest.raises(TypeError, match="ours"):
        diagnose(TypeError("ours"), api="chat", phase="before", key="")


def test_every_sentence_can_be_filled_and_says_what_to_do() -> None:
    given = {"status": 400, "api": "Responses", "reason": "why", "location": "there", "note": "so."}
    endpoint = Endpoint("a-model", "http://localhost:1/v1")
    for kind in SENTENCES:
        sentence = str(Trouble(kind, **given).unavailable(endpoint))
        assert "{" not in sentence
        assert sentence.endswith(".")
        assert sentence.count(". ") + sentence.count("; ") + sentence.count(", or") >= 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "it gave no reason."),
        ("one\n\ttwo\x1b[31m three", "one two [31m three."),
        ("Incorrect key: sk-abc***xyz.", "Incorrect key: …"),
        ("the secret hunter2 is wrong!", "the secret … is wrong!"),
        ("x" * 300, "x" * 200 + "…"),
    ],
)
def test_a_servers_own_words_are_made_safe_to_show(text: str, expected: str) -> None:
    assert note(text, "hunter2") == expected


async def test_an_answer_that_has_ended_and_is_counted_waits_for_no_end_of_the_stream(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Some servers keep the connection open; what they still say is waited for where it counts."""
    monkeypatch.setattr("nodewright.llm.model._FAREWELL", 3600.0)
    async with LoopbackModel() as server:
        server.always(Steps(["head", "opening", {"say": "all"}, "finish", "hang"], "all of it"))
        model = Model(Endpoint("m", server.base_url, api="responses", timeout=3600.0), {})
        try:
            answer = await asyncio.wait_for(model.complete(ASK, lambda _: None), 60)
        finally:
            await model.close()
    assert answer.text == "all of it"
    assert not answer.usage.estimated
