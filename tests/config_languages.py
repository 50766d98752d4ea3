"""Read the languages that editors are configured in, as far as our own files use them."""

from __future__ import annotations

import ast
import json
import re
import sys
from collections.abc import Iterator, Mapping
from typing import Any

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

LUA = re.compile(r"--[^\n]*|'(?P<text>[^'\\\n]*)'|(?P<word>[\w.]+)|(?P<mark>[{}=,])|\s+")
LISP = re.compile(
    r""";[^\n]*|"(?P<text>[^"\\]*)"|(?P<mark>[()']|\.(?=\s))|(?P<word>[^\s()'"]+)|\s+"""
)


def toml(text: str) -> dict[str, Any]:
    """A TOML document."""
    return tomllib.loads(text)


def jsonc(text: str) -> Any:
    """JSON with comments that have a line of their own."""
    return json.loads(re.sub(r"(?m)^\s*//.*$", "", text))


def vim(text: str) -> Any:
    """What a Vim script registers with vim-lsp: one dictionary, its functions left out as None."""
    lines = [line for line in text.split("\n") if not re.match(r'\s*"', line)]
    joined = re.sub(r"\n\s*\\", "", "\n".join(lines))
    (given,) = re.findall(r"(?m)^\s*call lsp#register_server\((.*)\)$", joined)
    return ast.literal_eval(re.sub(r"\{\w+ ->[^{}]*\}", "None", given))


def tokens(pattern: re.Pattern[str], text: str) -> Iterator[tuple[str, str]]:
    """Kind and text of each token; a character that the language has not raises ValueError."""
    at = 0
    while at < len(text):
        found = pattern.match(text, at)
        if found is None or found.end() == at:
            raise ValueError(f"unexpected {text[at]!r} at {at}")
        at = found.end()
        if found.lastgroup:
            yield found.lastgroup, found[found.lastgroup]


def lua(text: str) -> Any:
    """The table that a Lua file returns; a list as a list, everything else as a dict."""
    rest = list(tokens(LUA, text))
    if rest.pop(0) != ("word", "return"):
        raise ValueError("the file returns nothing")
    value = _lua_value(rest)
    if rest:
        raise ValueError(f"unexpected {rest[0][1]!r} after the table")
    return value


def _lua_value(rest: list[tuple[str, str]]) -> Any:
    kind, token = rest.pop(0)
    if kind != "mark":
        return token if kind == "text" else json.loads(token)
    if token != "{":
        raise ValueError(f"unexpected {token!r}")
    pairs: dict[str, Any] = {}
    items: list[Any] = []
    while rest[0] != ("mark", "}"):
        if rest[0][0] == "word" and rest[1] == ("mark", "="):
            name = rest.pop(0)[1]
            rest.pop(0)
            pairs[name] = _lua_value(rest)
        else:
            items.append(_lua_value(rest))
        if rest[0] == ("mark", ","):
            rest.pop(0)
        elif rest[0] != ("mark", "}"):
            raise ValueError(f"a comma is missing before {rest[0][1]!r}")
    rest.pop(0)
    return items if items else pairs


def lisp(text: str) -> list[Any]:
    """The forms of an Emacs Lisp file; lists as lists, quotes left out, symbols as text."""
    rest = [token for token in tokens(LISP, f"{text}\n") if token != ("mark", "'")]
    forms = []
    while rest:
        forms.append(_lisp_form(rest))
    return forms


def _lisp_form(rest: list[tuple[str, str]]) -> Any:
    kind, token = rest.pop(0)
    if (kind, token) == ("mark", ")"):
        raise ValueError("a parenthesis closes nothing")
    if (kind, token) != ("mark", "("):
        return int(token) if kind == "word" and token.isdigit() else token
    items = []
    while rest and rest[0] != ("mark", ")"):
        items.append(_lisp_form(rest))
    if not rest:
        raise ValueError("a parenthesis is never closed")
    rest.pop(0)
    return items


def plist(form: list[Any]) -> dict[str, Any]:
    """A property list, nested ones included, as JSON would have it."""
    pairs = zip(form[::2], form[1::2], strict=True)
    return {key[1:]: plist(v) if isinstance(v, list) else v for key, v in pairs}


def dotted(settings: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """Nested settings by their dotted names."""
    flat: dict[str, Any] = {}
    for key, value in settings.items():
        name = f"{prefix}{key}"
        flat |= dotted(value, f"{name}.") if isinstance(value, Mapping) else {name: value}
    return flat
