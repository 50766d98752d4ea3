"""The settings page and the JSON Schema, both rendered from the settings values."""

from __future__ import annotations

from typing import Any, get_args, get_origin

from ..facts import Level
from .leaves import Leaf, leaves, plain
from .values import SECTION


def settings_schema() -> dict[str, dict[str, Any]]:
    """JSON Schema of every setting by its full dotted name, in the form of VS Code."""
    return {f"{SECTION}.{name}": _schema(leaf) for name, leaf in leaves().items()}


def settings_reference() -> str:
    """The page ``docs/settings.md``, in Markdown."""
    rows = [
        f"| `{SECTION}.{name}` | {_type_words(leaf)} | {_default_words(leaf)} | {leaf.text} |"
        for name, leaf in leaves().items()
    ]
    return _PAGE.format(rows="\n".join(rows))


_PAGE = """# Settings

All settings are optional. A value of the wrong type is reported in one sentence and its default
stays. Editors send them in the section `nodewright`, as nested objects or with dotted names.

| Setting | Values | Default | Meaning |
|---|---|---|---|
{rows}

A key is never a setting. Put it into an environment variable; `nodewright.model.apiKeyEnv` names
that variable.
"""


def _type_words(leaf: Leaf) -> str:
    if leaf.choices:
        return ", ".join(f"`{choice}`" for choice in leaf.choices)
    return leaf.expects.removesuffix(" in quotes")


def _default_words(leaf: Leaf) -> str:
    return "unset" if leaf.default is None else f"`{plain(leaf.default)}`"


def _schema(leaf: Leaf) -> dict[str, Any]:
    members = get_args(leaf.type) if leaf.optional else (leaf.type,)
    names = {bool: "boolean", int: "integer", float: "number", str: "string"}
    names |= {dict: "object", list: "array"}
    plain_members = (get_origin(m) if get_origin(m) in (dict, list) else m for m in members)
    kinds = ["null" if m is type(None) else names.get(m, "string") for m in plain_members]
    schema: dict[str, Any] = {
        "type": kinds[0] if len(kinds) == 1 else kinds,
        "default": leaf.default,
        "markdownDescription": leaf.text,
    }
    if leaf.table:
        schema["additionalProperties"] = {"enum": list(get_args(Level))}
    if leaf.choices:
        schema["enum"] = [*leaf.choices, *([None] if leaf.optional else [])]
    return schema
