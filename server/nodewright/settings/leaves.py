"""Every setting by its dotted name, read off the fields of the settings values."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any, Literal, NamedTuple, get_args, get_origin, get_type_hints

from attrs import Factory, fields, has

from .values import Settings


class Leaf(NamedTuple):
    """One setting: its type, and what its attrs field says of it."""

    type: Any
    default: Any
    check: Callable[[Any, Any, Any], None] | None
    expects: str
    text: str

    @property
    def choices(self) -> tuple[str, ...]:
        """The words of a Literal; empty for other types."""
        members = [m for m in (self.type, *get_args(self.type)) if get_origin(m) is Literal]
        return get_args(members[0]) if members else ()

    @property
    def table(self) -> bool:
        """True where the keys are the user's own."""
        return get_origin(self.type) is dict

    @property
    def optional(self) -> bool:
        """True where None is a value."""
        return type(None) in get_args(self.type)


@cache
def leaves() -> Mapping[str, Leaf]:
    """Every setting by its dotted name below the section."""
    return dict(_walk(Settings, ""))


def _walk(cls: type, prefix: str) -> Iterator[tuple[str, Leaf]]:
    types = get_type_hints(cls)
    for attribute in fields(cls):
        name = prefix + attribute.metadata["key"]
        if has(types[attribute.name]):
            yield from _walk(types[attribute.name], f"{name}.")
        else:
            data = attribute.metadata
            given = attribute.default
            leaf = Leaf(
                types[attribute.name],
                given.factory() if isinstance(given, Factory) else given,  # type: ignore[arg-type]
                attribute.validator,
                data["expects"],
                data["text"],
            )
            yield name, leaf


def plain(value: Any) -> str:
    """A default as a user would type it."""
    if isinstance(value, (dict, list)):
        return json.dumps(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value:g}" if isinstance(value, float) else str(value)
