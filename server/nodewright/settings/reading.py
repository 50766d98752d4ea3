"""From what a client sent to settings: a wrong value keeps its default and gives one sentence."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from difflib import get_close_matches
from functools import cache, partial
from typing import Any, TypeVar, get_origin, get_type_hints

from attrs import AttrsInstance, fields, has
from cattrs import Converter

from .leaves import Leaf, leaves, plain
from .values import SECTION, Settings

_T = TypeVar("_T", bound=AttrsInstance)
# The settings that say which host gets the code, and the mark that one of them is wrong.
_WHERE = ("model.baseUrl", "model.allowRemote")
_DOUBT = "in doubt"
_ENDPOINT_TAIL = re.compile(r"/(chat/completions|responses|completions|models)/*$")


def read_settings(raw: object, environ: Mapping[str, str]) -> tuple[Settings, tuple[str, ...]]:
    """Settings from what a client sent, and one sentence for each thing that was wrong.

    ``raw`` is the section itself or an object that holds it under ``nodewright``, with nested or
    dotted keys; None means that nothing was sent. ``OPENAI_BASE_URL`` of ``environ`` counts where
    the address is unset. Where an address or ``allowRemote`` is wrong, nobody knows which host the
    user meant, and remote hosts are not allowed until it is corrected. Never raises.
    """
    problems: list[str] = []
    accepted: dict[str, Any] = {}
    if isinstance(raw, Mapping):
        for name, value in _gathered(_flatten(raw, problems)):
            if name in leaves():
                _accept(f"{SECTION}.{name}", name, value, accepted, problems)
            else:
                problems.append(_unknown(name))
    elif raw is not None:
        problems.append(
            f"The settings must be an object, not {_kind(raw)}; all keep their defaults."
        )
    address = environ.get("OPENAI_BASE_URL", "")
    if not {"model.baseUrl", _DOUBT} & accepted.keys() and address.strip():
        label = "The environment variable OPENAI_BASE_URL"
        _accept(label, "model.baseUrl", address, accepted, problems)
    if _DOUBT in accepted:
        accepted["model.allowRemote"] = False
    return _build(Settings, accepted), tuple(problems)


def _build(cls: type[_T], accepted: Mapping[str, Any], prefix: str = "") -> _T:
    types = get_type_hints(cls)
    values = {}
    for attribute in fields(cls):
        name = prefix + attribute.metadata["key"]
        if has(types[attribute.name]):
            values[attribute.name] = _build(types[attribute.name], accepted, f"{name}.")
        elif name in accepted:
            values[attribute.name] = accepted[name]
    return cls(**values)


def _flatten(
    raw: Mapping[Any, Any], problems: list[str], prefix: str = ""
) -> Iterator[tuple[str, Any]]:
    sections = {name.split(".")[0] for name in leaves() if "." in name}
    for key, value in raw.items():
        name = " ".join((prefix + str(key)).split())[:80].removeprefix(f"{SECTION}.")
        if name in sections or name == SECTION:
            if isinstance(value, Mapping):
                yield from _flatten(value, problems, "" if name == SECTION else f"{name}.")
            elif value is not None:
                what = SECTION if name == SECTION else f"{SECTION}.{name}"
                problems.append(f"{what} must be an object, not {_kind(value)}; it is ignored.")
        else:
            yield name, value


def _gathered(pairs: Iterator[tuple[str, Any]]) -> Iterator[tuple[str, Any]]:
    """The pairs, with dotted keys below a table put into it: ``rules.sql-injection``."""
    tables: dict[str, dict[Any, Any]] = {}
    for name, value in pairs:
        table, _, key = name.partition(".")
        leaf = leaves().get(table)
        if leaf is None or not leaf.table or not (key or isinstance(value, Mapping)):
            yield name, value
        else:
            tables.setdefault(table, {}).update({key: value} if key else value)
    yield from tables.items()


def _accept(
    label: str, name: str, value: Any, accepted: dict[str, Any], problems: list[str]
) -> None:
    """Put a good value into ``accepted`` under its name; say why a bad one stays out."""
    leaf = leaves()[name]
    if isinstance(value, str):
        value = value.strip()
    if value is None or (value == "" and leaf.optional):
        return
    wrong = ""
    try:
        value = _converter().structure(value, leaf.type)
    except Exception:  # cattrs raises many kinds; each means that the type is wrong
        wrong = f"must be {_wanted(leaf)}"
    try:
        if leaf.check is not None and not wrong:
            leaf.check(None, None, value)
    except ValueError as error:
        wrong = str(error)
    if wrong:
        if name in _WHERE:
            accepted[_DOUBT] = True
        problems.append(f"{label} {wrong}; {_stays(name)}")
        return
    if name == "model.baseUrl" and (tail := _ENDPOINT_TAIL.search(value)):
        value = value[: tail.start()]
        problems.append(f"{label} ends in {tail.group()}; that part is added by nodewright.")
    accepted[name] = value


@cache
def _converter() -> Converter:
    """A converter that coerces nothing: text is no number, and true is not 1."""
    converter = Converter()

    def strict(kind: type) -> Callable[[Any, Any], Any]:
        def structure(value: Any, _: Any) -> Any:
            whole = isinstance(value, float) and value.is_integer()
            if kind is float and type(value) is int:
                return float(value)
            if kind is int and whole:
                return int(value)
            if type(value) is not kind:
                raise TypeError(_kind(value))
            return value

        return structure

    for kind in (bool, int, float, str):
        converter.register_structure_hook(kind, strict(kind))
    for container in (dict, list):
        converter.register_structure_hook_func(partial(_is_made_of, container), strict(container))
    return converter


def _is_made_of(container: type, wanted: Any) -> bool:
    return get_origin(wanted) is container


def _unknown(name: str) -> str:
    if re.search(r"(?i)(api_?key|token|secret|password)$", name):
        return (
            f"{SECTION}.{name} is ignored: a key is never a setting. Put it into an environment "
            f"variable and name that variable in {SECTION}.model.apiKeyEnv."
        )
    # The last word alone catches a setting that was put into the wrong section.
    near = get_close_matches(name, leaves(), 1) or [
        known for known in leaves() if known.split(".")[-1].lower() == name.split(".")[-1].lower()
    ]
    hint = f" Did you mean {SECTION}.{near[0]}?" if near else ""
    return f"{SECTION}.{name} is not a setting of nodewright and is ignored.{hint}"


def _wanted(leaf: Leaf) -> str:
    return f"one of {', '.join(leaf.choices)}" if leaf.choices else leaf.expects


def _stays(name: str) -> str:
    if name in _WHERE:
        return "until that is corrected, code goes to no other machine."
    leaf = leaves()[name]
    if leaf.default in ({}, []):
        return "it is ignored."
    return "it stays unset." if leaf.default is None else f"{plain(leaf.default)} is used."


def _kind(value: object) -> str:
    """The JSON name of a value's type; the value itself may be a secret and is never shown."""
    names = {bool: "a boolean", int: "a number", float: "a number", str: "text", list: "a list"}
    return names.get(type(value), "a value of another type")
