"""The settings as frozen values; each field carries its own description and check."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Literal
from urllib.parse import urlsplit

from attrs import field, frozen

Api = Literal["auto", "responses", "chat"]
AnswerForm = Literal["auto", "full", "compact"]
ReasoningEffort = Literal["none", "minimal", "low", "medium", "high", "xhigh"]

SECTION = "nodewright"
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,63}")
_KEY_PREFIX = re.compile(
    r"(sk|gsk|pk|rk|xai|hf|key|bearer|AIza|ghp|glpat)[-_ ]|AIza", re.IGNORECASE
)


def _between(low: int, high: int) -> Callable[[Any, Any, float], None]:
    def check(_: Any, __: Any, value: float) -> None:
        if not low <= value <= high:
            raise ValueError(f"must lie between {low:,} and {high:,}")

    return check


def _variable_name(_: Any, __: Any, value: str) -> None:
    """Refuse what is no variable name, or looks like the key itself; never repeat it."""
    random_looking = len(value) >= 20 and any(c.isdigit() for c in value) and value != value.upper()
    if not _VARIABLE.fullmatch(value) or _KEY_PREFIX.match(value) or random_looking:
        raise ValueError(
            "must be the name of an environment variable, such as OPENAI_API_KEY, "
            "never a key itself (what was given is not repeated here)"
        )


def _web_address(_: Any, __: Any, value: str | None) -> None:
    """Refuse what is no plain http(s) address; never repeat it, for it may hold a password."""
    if value is None:
        return
    try:
        parts = urlsplit(value)
        host, _port = parts.hostname, parts.port
    except ValueError:
        raise ValueError("is not a valid address") from None
    if parts.scheme not in ("http", "https") or not host:
        raise ValueError("must begin with http:// or https:// and name a host")
    if parts.username is not None or parts.query or parts.fragment:
        raise ValueError("must hold neither a password nor a query")
    if any(c.isspace() or ord(c) < 32 for c in value):
        raise ValueError("must not hold white space")


def _about(key: str, expects: str, text: str) -> dict[str, str]:
    """The key in the client's options, what a value must be, and the line of the reference."""
    return {"key": key, "expects": expects, "text": text}


@frozen
class ModelSettings:
    """Which model, where, and how it is asked."""

    base_url: str | None = field(
        default=None,
        validator=_web_address,
        metadata=_about(
            "baseUrl",
            "an address in quotes",
            "Address of an OpenAI-compatible service, usually ending in `/v1`. Unset: the "
            "environment variable `OPENAI_BASE_URL`, and without it `https://api.openai.com/v1`.",
        ),
    )
    name: str | None = field(
        default=None,
        metadata=_about(
            "name",
            "a model's name in quotes",
            "The model, as the service writes it. Unset: the model that the persona names.",
        ),
    )
    api: Api = field(
        default="auto",
        metadata=_about(
            "api",
            "",
            "The protocol. `auto` tries what suits the host, falls back to the other by what the "
            "server answers, and remembers it.",
        ),
    )
    api_key_env: str = field(
        default="OPENAI_API_KEY",
        validator=_variable_name,
        metadata=_about(
            "apiKeyEnv",
            "a variable's name in quotes",
            "Name of the environment variable that holds the key. Never the key itself.",
        ),
    )
    timeout: float = field(
        default=120.0,
        validator=_between(1, 3600),
        metadata=_about(
            "timeout",
            "a number",
            "Longest silence in seconds, before the first byte and between two. Raise it for a "
            "slow local model.",
        ),
    )
    total_timeout: float = field(
        default=1800.0,
        validator=_between(1, 86_400),
        metadata=_about(
            "totalTimeout",
            "a number",
            "Most seconds of one answer as a whole, waiting for a busy service included.",
        ),
    )
    max_output_tokens: int = field(
        default=8192,
        validator=_between(16, 1_000_000),
        metadata=_about(
            "maxOutputTokens",
            "a whole number",
            "Most tokens of one answer, hidden reasoning included.",
        ),
    )
    reasoning_effort: ReasoningEffort | None = field(
        default=None,
        metadata=_about(
            "reasoningEffort",
            "",
            "How long a reasoning model may think. Unset: the service decides.",
        ),
    )
    allow_remote: bool = field(
        default=True,
        metadata=_about(
            "allowRemote",
            "true or false",
            "`false`: code goes to this machine only (`localhost`, `127.0.0.0/8`, `::1`); any "
            "other host is refused before a byte is sent, and proxies are ignored.",
        ),
    )
    show_prompt: bool = field(
        default=False,
        metadata=_about(
            "showPrompt",
            "true or false",
            "`true`: every prompt is shown before it is sent, exactly as it would go, and goes "
            "only when you choose *Send*. An editor that cannot ask sends nothing.",
        ),
    )
    keep_answers: bool = field(
        default=True,
        metadata=_about(
            "keepAnswers",
            "true or false",
            "Keep answers that were of use on this machine, readable by you alone, so that the "
            "same question about the same code costs no tokens. `nodewright forget` deletes them.",
        ),
    )
    answer_form: AnswerForm = field(
        default="auto",
        metadata=_about(
            "answerForm",
            "",
            "`full`: changes, new files and a report in one answer. `compact`: one code block, for "
            "small models. `auto` chooses by the model.",
        ),
    )


@frozen
class DiagnosticsSettings:
    """What the offline rules show while a person types."""

    enabled: bool = field(
        default=True,
        metadata=_about("enabled", "true or false", "Show the findings of the offline rules."),
    )
    debounce: int = field(
        default=0,
        validator=_between(0, 10_000),
        metadata=_about(
            "debounce",
            "a whole number",
            "Milliseconds of quiet after a keystroke before the rules run.",
        ),
    )
    workspace: bool = field(
        default=True,
        metadata=_about(
            "workspace",
            "true or false",
            "Also look into files that are not open, for a client that asks for the whole "
            "workspace. `false`: open files only.",
        ),
    )


@frozen
class Settings:
    """Everything a user can set; all of it optional."""

    persona: str | None = field(
        default=None,
        metadata=_about(
            "persona",
            "a path in quotes",
            "Path of an agent file (`*.agent.md`) that replaces the built-in persona. Unset: an "
            "agent file in the workspace's `.github/agents`, else the built-in one.",
        ),
    )
    model: ModelSettings = field(factory=ModelSettings, metadata={"key": "model"})
    diagnostics: DiagnosticsSettings = field(
        factory=DiagnosticsSettings, metadata={"key": "diagnostics"}
    )
    rules: dict[str, Any] = field(
        factory=dict,
        metadata=_about(
            "rules",
            "an object of levels",
            "Rules and whole families with the level to take them at: `off`, `hint`, "
            '`information`, `warning` or `error`, as in `{"sync-call-in-handler": "off"}`. It '
            "counts over [nodewright.toml](configuration.md).",
        ),
    )
    overrides: list[Any] = field(
        factory=list,
        metadata=_about(
            "overrides",
            "a list of objects",
            'Levels for some files: `{"paths": ["test/**"], "rules": {"secrets": "off"}}`. '
            "Paths are globs as in `.gitignore`; a later entry counts over an earlier one.",
        ),
    )
    ignore: list[Any] = field(
        factory=list,
        metadata=_about(
            "ignore",
            "a list of globs",
            "Files in which nothing is looked for, on top of those of nodewright.toml.",
        ),
    )
    rules_folder: str | None = field(
        default=None,
        metadata=_about(
            "rulesFolder",
            "a path in quotes",
            "Folder of [rules of your own](configuration.md#rules-of-your-own), from the workspace "
            "folder and inside of it. Unset: what nodewright.toml says.",
        ),
    )
