"""Join our entries into a configuration that a person has already, and change nothing else."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

_BESIDE_CODE = re.compile(r'(?P<text>"(?:\\.|[^"\\])*")|//[^\n]*|/\*.*?\*/', re.DOTALL)
_LAST_COMMA = re.compile(r'(?P<text>"(?:\\.|[^"\\])*")|,(?=\s*[}\]])')
_SPACE = re.compile(r"\s*")


class ConflictError(Exception):
    """Both texts say something about the same thing, and not the same."""


class Member(NamedTuple):
    """One entry of an object in a text: its value, and the offsets between which that stands."""

    value: Any
    at: int
    end: int


def join_json(old: str, new: str) -> str | None:
    """``old`` with the entries of ``new`` that it lacks; comments and final commas may be there.

    None where it cannot be done: one of them is no object, or they contradict each other. Keys
    that begin with ``//`` are words for a person, and never in the way.
    """
    plain_old, plain_new = _plain(old), _plain(new)
    try:
        before, wanted = json.loads(plain_old), json.loads(plain_new)
        result = _united(before, wanted)
        inserts = list(_missing(plain_old, plain_old.index("{"), new, plain_new.index("{")))
    except (ValueError, RecursionError, ConflictError):
        return None
    ending = "\r\n" if "\r\n" in old else "\n"
    for place, text in sorted(inserts, reverse=True):
        old = old[:place] + text.replace("\n", ending) + old[place:]
    return old if json.loads(_plain(old)) == result else None


def _plain(text: str) -> str:
    """JSON without comments and final commas, each character where it was."""

    def blank(found: re.Match[str]) -> str:
        return found["text"] or re.sub(r"[^\r\n]", " ", found[0])

    return _LAST_COMMA.sub(blank, _BESIDE_CODE.sub(blank, text))


def _united(old: Any, new: Any) -> Any:
    """Both values in one. Raises ConflictError."""
    if isinstance(old, dict) and isinstance(new, dict):
        both = {key: _united(old[key], new[key]) for key in _shared(old, new)}
        return {**new, **old, **both}
    if old != new:
        raise ConflictError
    return old


def _shared(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    return [key for key in new if key in old and not key.startswith("//")]


def _missing(old: str, old_at: int, new: str, new_at: int) -> Iterator[tuple[int, str]]:
    """What to insert at which offset of ``old``, for the objects that begin at two offsets.

    ``old`` is plain; ``new`` is not, so that its comments go along.
    """
    theirs, ours = _members(old, old_at), _members(_plain(new), new_at)
    lacking, begin = [], new_at + 1
    for key, member in ours.items():
        there = theirs.get(key)
        if there is None:
            lacking.append(new[begin : member.end].lstrip(","))
        elif key.startswith("//"):
            pass
        elif isinstance(member.value, dict) and isinstance(there.value, dict):
            yield from _missing(old, there.at, new, member.at)
        begin = member.end
    if lacking:
        yield old_at + 1, ",".join(lacking) + ("," if theirs else "\n")


def _members(text: str, at: int) -> dict[str, Member]:
    """The entries of the object whose brace stands at ``at`` in plain JSON that parses."""
    decode, found = json.JSONDecoder().raw_decode, {}
    at = _past_space(text, at + 1)
    while text[at] != "}":
        key, at = decode(text, at)
        at = _past_space(text, _past_space(text, at) + 1)
        value, end = decode(text, at)
        found[key] = Member(value, at, end)
        at = _past_space(text, end)
        at = _past_space(text, at + 1) if text[at] == "," else at
    return found


def _past_space(text: str, at: int) -> int:
    space = _SPACE.match(text, at)
    return space.end() if space else at


def join_toml(old: str, new: str) -> str | None:
    """``old`` with all of ``new`` behind it; as it is where it holds all of that already.

    None where it cannot be done: one of them does not parse, or an entry of a list, known by its
    ``name``, stands in both and is not the same.
    """
    try:
        before, wanted = tomllib.loads(old), tomllib.loads(new)
        united = _behind(before, wanted)
        if united == before:
            return old
        ending = "\r\n" if "\r\n" in old else "\n"
        joined = f"{old.rstrip()}\n\n{new}".replace("\r\n", "\n").replace("\n", ending)
        joined = joined if old.strip() else new
        return joined if tomllib.loads(joined) == united else None
    except (tomllib.TOMLDecodeError, RecursionError, ConflictError):
        return None


def _behind(old: Any, new: Any) -> Any:
    """Both values in one, with the lists of tables of the one behind those of the other."""
    if isinstance(old, dict) and isinstance(new, dict):
        both = {key: _behind(old[key], new[key]) for key in new if key in old}
        return {**old, **new, **both}
    if isinstance(old, list) and isinstance(new, list):
        names = {entry.get("name") for entry in old if isinstance(entry, dict)}
        more = [entry for entry in new if entry not in old]
        if any(not isinstance(entry, dict) or entry.get("name") in names for entry in more):
            raise ConflictError
        return [*old, *more]
    if old != new:
        raise ConflictError
    return old
