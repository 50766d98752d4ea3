"""Small local models are told by their name; templates keep what holds."""

from __future__ import annotations

import pytest
from nodewright.prompts import wants_compact
from nodewright.prompts.templates import fill


@pytest.mark.parametrize(
    "name",
    [
        *("qwen2.5-coder:1.5b", "Qwen/Qwen2.5-Coder-1.5B-Instruct", "qwen1.5b"),
        *("qwen2.5-coder-0.5b-instruct-q4_k_m.gguf", "SmolLM2-135M", "smollm2", "tinyllama"),
        *("llama-3.1-8b-instruct", "llama3.2", "llama3.2:3b", "mistral-7b", "phi-3-mini-4k"),
        *("gemma-3-4b-it", "gemma3n:e4b", "deepseek-coder:6.7b", "starcoder2:3b", "phi4-mini"),
    ],
)
def test_small_models_get_the_compact_form(name: str) -> None:
    assert wants_compact(name)


@pytest.mark.parametrize(
    "name",
    [
        *("gpt-5.2", "GPT-5.2", "gpt-5-mini", "gpt-4o-mini", "o3-mini", "claude-haiku-4-5"),
        *("qwen2.5-coder-32b", "qwen3-30b-a3b", "mixtral-8x7b", "gpt-oss-20b", "codestral:22b"),
        *("llama-3.2-90b-vision", "gemini-2.5-flash", "deepseek-chat", "local-model", ""),
        "some-70b-4bit",
    ],
)
def test_large_and_unknown_models_get_the_full_form(name: str) -> None:
    assert not wants_compact(name)


def test_a_template_keeps_lines_whose_condition_holds_and_fills_values_once() -> None:
    template = "A {{x}}\n{{if one}}one\n{{if two}} two\n\n{{if two}}gone\n\nB {{x}}\n"
    assert fill(template, {"one"}, {"x": "{{y}}"}) == "A {{y}}\none\n\nB {{y}}"


def test_a_template_that_names_an_unknown_value_fails_loudly() -> None:
    with pytest.raises(KeyError):
        fill("{{nobody}}", (), {})
