"""The loopback model speaks as OpenAI's own client library expects, and misbehaves when told."""

from __future__ import annotations

import openai
import pytest
from loopback import Gate, LoopbackModel, Text, out_of_quota


def client(model: LoopbackModel) -> openai.AsyncOpenAI:
    return openai.AsyncOpenAI(base_url=model.base_url, api_key="unused", max_retries=0)


async def test_the_sdk_reads_a_streamed_chat_answer() -> None:
    async with LoopbackModel() as model, client(model) as sdk:
        model.answer(Text("Hallo Wörld, " * 10, cached=3))
        stream = await sdk.chat.completions.create(
            model="m",
            messages=[{"role": "user", "content": "hi"}],
            stream=True,
            stream_options={"include_usage": True},
        )
        chunks = [chunk async for chunk in stream]
        text = "".join(c.choices[0].delta.content or "" for c in chunks if c.choices)
        assert text == "Hallo Wörld, " * 10
        assert chunks[-2].choices[0].finish_reason == "stop"
        usage = chunks[-1].usage
        assert usage is not None
        assert usage.prompt_tokens_details is not None
        assert usage.prompt_tokens_details.cached_tokens == 3
        assert model.requests[0].messages == [("user", "hi")]


async def test_the_sdk_helper_accepts_every_event_of_a_streamed_response() -> None:
    async with LoopbackModel() as model, client(model) as sdk:
        model.answer(Text("one two three " * 5, reasoning=2))
        async with sdk.responses.stream(model="m", input="hi", instructions="be brief") as stream:
            kinds = [event.type async for event in stream]
            final = await stream.get_final_response()
        assert final.output_text == "one two three " * 5
        assert kinds[0] == "response.created"
        assert kinds[-1] == "response.completed"
        assert model.requests[0].messages == [("system", "be brief"), ("user", "hi")]


async def test_the_sdk_reads_whole_answers_and_the_list_of_models() -> None:
    async with LoopbackModel(models=("a", "b")) as model, client(model) as sdk:
        model.answer("from chat", "from responses")
        chat = await sdk.chat.completions.create(
            model="m", messages=[{"role": "user", "content": "hi"}]
        )
        assert chat.choices[0].message.content == "from chat"
        response = await sdk.responses.create(model="m", input="hi")
        assert response.output_text == "from responses"
        assert [entry.id async for entry in sdk.models.list()] == ["a", "b"]


async def test_a_client_that_hangs_up_is_noticed() -> None:
    async with LoopbackModel() as model, client(model) as sdk:
        gate = Gate()
        model.answer(Text("a long answer that is held", chunk=4, gate=gate))
        stream = await sdk.responses.create(model="m", input="hi", stream=True)
        await gate.reached.wait()
        assert model.disconnects == 0
        await stream.close()
        await model.disconnected()
        assert model.disconnects == 1


async def test_an_error_status_arrives_as_the_sdk_knows_it_and_an_empty_script_says_so() -> None:
    async with LoopbackModel() as model, client(model) as sdk:
        model.answer(out_of_quota())
        with pytest.raises(openai.RateLimitError) as caught:
            await sdk.responses.create(model="m", input="hi")
        assert caught.value.code == "insufficient_quota"
        with pytest.raises(openai.BadRequestError, match="no answer left"):
            await sdk.responses.create(model="m", input="hi")
