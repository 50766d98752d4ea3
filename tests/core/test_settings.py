"""Settings: what a client may send, and what is said of it when it is wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from nodewright.settings import (
    DiagnosticsSettings,
    ModelSettings,
    Settings,
    read_settings,
    settings_reference,
    settings_schema,
)

PAGE = Path(__file__).parents[2] / "docs" / "settings.md"
CANARY = "sk-canary-1234567890abcdef"


@pytest.mark.parametrize("raw", [None, {}, {"nodewright": {}}, {"nodewright": None, "model": None}])
def test_nothing_sent_means_defaults_and_no_problem(raw: object) -> None:
    assert read_settings(raw, {}) == (Settings(), ())


@pytest.mark.parametrize(
    "raw",
    [
        {"model": {"baseUrl": "http://localhost:8080/v1", "timeout": 5}},
        {"nodewright": {"model": {"baseUrl": "http://localhost:8080/v1", "timeout": 5.0}}},
        {"model.baseUrl": " http://localhost:8080/v1 ", "model.timeout": 5},
        {"nodewright.model.baseUrl": "http://localhost:8080/v1", "nodewright.model.timeout": 5},
        {"nodewright.model": {"baseUrl": "http://localhost:8080/v1"}, "model": {"timeout": 5}},
    ],
)
def test_nested_dotted_and_wrapped_keys_mean_the_same(raw: object) -> None:
    expected = Settings(model=ModelSettings(base_url="http://localhost:8080/v1", timeout=5.0))
    assert read_settings(raw, {}) == (expected, ())


def test_every_setting_is_read() -> None:
    raw = {
        "persona": "~/my.agent.md",
        "model": {
            "baseUrl": "https://api.example.com/v1",
            "name": "m",
            "api": "chat",
            "apiKeyEnv": "EXAMPLE_KEY",
            "timeout": 30,
            "maxOutputTokens": 1024.0,
            "reasoningEffort": "low",
            "allowRemote": False,
            "answerForm": "compact",
        },
        "diagnostics": {"enabled": False, "debounce": 0, "workspace": False},
        "rules": {"sql-injection": "off"},
        "overrides": [{"paths": ["test/**"], "rules": {"secrets": "hint"}}],
        "ignore": ["dist/**"],
        "rulesFolder": "rules",
    }
    settings, problems = read_settings(raw, {})
    assert problems == ()
    model = ModelSettings(
        base_url="https://api.example.com/v1",
        name="m",
        api="chat",
        api_key_env="EXAMPLE_KEY",
        timeout=30.0,
        max_output_tokens=1024,
        reasoning_effort="low",
        allow_remote=False,
        answer_form="compact",
    )
    assert settings == Settings(
        "~/my.agent.md",
        model,
        DiagnosticsSettings(False, 0, False),
        {"sql-injection": "off"},
        [{"paths": ["test/**"], "rules": {"secrets": "hint"}}],
        ["dist/**"],
        "rules",
    )
    assert type(settings.model.max_output_tokens) is int


def test_levels_of_rules_may_be_written_below_dotted_names() -> None:
    raw = {"rules": {"a-rule": "off"}, "nodewright.rules.b-rule": "hint", "rules.web": "error"}
    settings, problems = read_settings(raw, {})
    assert settings.rules == {"a-rule": "off", "b-rule": "hint", "web": "error"}
    assert problems == ()


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        ({"rules": ["a"]}, "nodewright.rules must be an object of levels; it is ignored."),
        ({"overrides": {}}, "nodewright.overrides must be a list of objects; it is ignored."),
        ({"ignore": "dist"}, "nodewright.ignore must be a list of globs; it is ignored."),
        ({"rulesFolder": 3}, "nodewright.rulesFolder must be a path in quotes; it stays unset."),
    ],
)
def test_a_container_of_the_wrong_kind_is_ignored(raw: object, problem: str) -> None:
    assert read_settings(raw, {}) == (Settings(), (problem,))


WRONG: list[tuple[Any, str]] = [
    (42, "The settings must be an object, not a number; all keep their defaults."),
    (["x"], "The settings must be an object, not a list; all keep their defaults."),
    ({"model": "gpt"}, "nodewright.model must be an object, not text; it is ignored."),
    ({"nodewright": 1}, "nodewright must be an object, not a number; it is ignored."),
    ({"persona": 1}, "nodewright.persona must be a path in quotes; it stays unset."),
    ({"model": {"timeout": "5"}}, "nodewright.model.timeout must be a number; 120 is used."),
    ({"model": {"timeout": True}}, "nodewright.model.timeout must be a number; 120 is used."),
    (
        {"model": {"timeout": float("nan")}},
        "nodewright.model.timeout must lie between 1 and 3,600; 120 is used.",
    ),
    (
        {"model": {"maxOutputTokens": 1.5}},
        "nodewright.model.maxOutputTokens must be a whole number; 8192 is used.",
    ),
    (
        {"model": {"maxOutputTokens": 0}},
        "nodewright.model.maxOutputTokens must lie between 16 and 1,000,000; 8192 is used.",
    ),
    (
        {"model": {"api": "grpc"}},
        "nodewright.model.api must be one of auto, responses, chat; auto is used.",
    ),
    (
        {"model": {"reasoningEffort": "max"}},
        (
            "nodewright.model.reasoningEffort must be one of none, minimal, low, medium, high, "
            "xhigh; it stays unset."
        ),
    ),
    (
        {"diagnostics": {"enabled": "yes"}},
        "nodewright.diagnostics.enabled must be true or false; true is used.",
    ),
    (
        {"diagnostics": {"debounce": {}}},
        "nodewright.diagnostics.debounce must be a whole number; 0 is used.",
    ),
]


@pytest.mark.parametrize(("raw", "sentence"), WRONG)
def test_a_wrong_value_keeps_its_default_and_gives_one_sentence(raw: Any, sentence: str) -> None:
    assert read_settings(raw, {}) == (Settings(), (sentence,))


@pytest.mark.parametrize(
    ("key", "hint"),
    [
        ("model.baseURL", "model.baseUrl"),
        ("modell.name", "model.name"),
        ("debounce", "diagnostics.debounce"),
        ("nodewright.personna", "persona"),
    ],
)
def test_an_unknown_key_is_named_with_the_nearest_known_one(key: str, hint: str) -> None:
    _, (problem,) = read_settings({key: 1}, {})
    assert problem.endswith(f"Did you mean nodewright.{hint}?")


def test_an_unknown_key_with_no_neighbour_is_named_alone_and_cut() -> None:
    _, (problem,) = read_settings({"zzz\n" + "q" * 500: 1}, {})
    assert problem.startswith("nodewright.zzz qqq")
    assert problem.endswith("is not a setting of nodewright and is ignored.")
    assert len(problem) < 200


def test_one_wrong_value_leaves_the_others_alone() -> None:
    settings, problems = read_settings({"model": {"name": "m", "timeout": []}}, {})
    assert settings.model.name == "m"
    assert len(problems) == 1


@pytest.mark.parametrize(
    "name", [CANARY, "gsk_" + "a1" * 10, "A1b2C3d4E5f6A1b2C3d4E5f6", "a b", ""]
)
def test_what_looks_like_a_key_is_refused_as_a_variable_name_without_an_echo(name: str) -> None:
    settings, (problem,) = read_settings({"model": {"apiKeyEnv": name}}, {})
    assert settings.model.api_key_env == "OPENAI_API_KEY"
    assert "must be the name of an environment variable" in problem
    assert not name or name not in problem


def test_a_key_given_as_a_setting_is_refused_without_an_echo() -> None:
    _, (problem,) = read_settings({"model": {"apiKey": CANARY}}, {})
    assert "a key is never a setting" in problem
    assert CANARY not in problem


@pytest.mark.parametrize(
    "address",
    [
        "localhost:8080/v1",
        "ftp://localhost/v1",
        "http://",
        "http://[::1/v1",
        "http://host:port/v1",
        "https://user:canary@api.example.com/v1",
        "https://api.example.com/v1?key=canary",
        "https://api.example .com/v1",
        8080,
    ],
)
def test_a_wrong_address_is_not_echoed_and_no_other_host_gets_the_code(address: object) -> None:
    settings, (problem,) = read_settings(
        {"model": {"baseUrl": address, "allowRemote": True}},
        {"OPENAI_BASE_URL": "https://api.example.com/v1"},
    )
    assert settings.model.base_url is None
    assert settings.model.allow_remote is False
    assert problem.startswith("nodewright.model.baseUrl ")
    assert problem.endswith("until that is corrected, code goes to no other machine.")
    assert "canary" not in problem


def test_allow_remote_of_the_wrong_type_counts_as_false() -> None:
    settings, (problem,) = read_settings({"model": {"allowRemote": "false"}}, {})
    assert settings.model.allow_remote is False
    assert problem.startswith("nodewright.model.allowRemote must be true or false;")


def test_an_address_with_the_endpoint_in_it_is_shortened_and_said() -> None:
    settings, (problem,) = read_settings(
        {"model": {"baseUrl": "http://localhost:1/v1/chat/completions"}}, {}
    )
    assert settings.model.base_url == "http://localhost:1/v1"
    assert problem == (
        "nodewright.model.baseUrl ends in /chat/completions; that part is added by nodewright."
    )


def test_the_environment_gives_the_address_only_where_no_setting_does() -> None:
    environ = {"OPENAI_BASE_URL": "http://localhost:1/v1"}
    assert read_settings(None, environ)[0].model.base_url == "http://localhost:1/v1"
    assert read_settings({"model": {"baseUrl": ""}}, environ)[0].model.base_url is not None
    given, _ = read_settings({"model": {"baseUrl": "http://localhost:2/v1"}}, environ)
    assert given.model.base_url == "http://localhost:2/v1"


def test_a_wrong_address_in_the_environment_is_said() -> None:
    settings, (problem,) = read_settings(None, {"OPENAI_BASE_URL": "localhost"})
    assert settings.model.allow_remote is False
    assert problem.startswith("The environment variable OPENAI_BASE_URL must begin with http://")


def test_the_reference_page_is_the_generated_one() -> None:
    assert PAGE.read_text("utf-8") == settings_reference(), (
        "docs/settings.md is stale: write settings_reference() into it"
    )


def test_the_schema_describes_every_setting_with_its_default() -> None:
    schema = settings_schema()
    assert schema["nodewright.model.reasoningEffort"]["enum"][-2:] == ["xhigh", None]
    assert schema["nodewright.model.timeout"]["type"] == "number"
    assert schema["nodewright.model.name"]["type"] == ["string", "null"]
    assert schema["nodewright.model.allowRemote"]["default"] is True
    assert len(schema) == settings_reference().count("\n| `nodewright.")
    defaults = {name: entry["default"] for name, entry in schema.items()}
    assert read_settings(defaults, {}) == (Settings(), ())
