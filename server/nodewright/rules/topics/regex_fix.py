"""Rewrite a repetition in a repetition to an expression that matches the same texts at once.

For a group ``(P A+ S)`` that is repeated without bound, where P and S may match nothing and A is
one character of a class, ``(P A S)`` repeated matches exactly the same texts: each further ``A`` is
one more turn with P and S empty. Where every part may match nothing, the group is the choice of its
parts. The classes must have no character in common, or the result would be slow again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from nodewright.document import Span, TextChange
from nodewright.javascript.parsing import Node
from nodewright.javascript.syntax import arguments, callee, string_value
from nodewright.rules.model import FixMaker
from nodewright.rules.topics.slow_regexes import exponential
from nodewright.rules.view import Site

_GROUP = re.compile(
    r"(?<!\\)\((?P<head>\?:)?(?P<inner>(?:\\.|\[(?:\\.|[^\]\\])*\]|[^()\\\[])*)\)"
    r"(?P<sign>[*+]|\{[01],\})(?![?])"
)
_PART = re.compile(
    r"(?P<atom>\\[^bBcukxpP0-9]|\[(?:\\.|[^\]\\])*\]|[^\\\[\]^$|(){}*+?])"
    r"(?P<sign>[*+?]|\{[01],\})?(?P<lazy>\?)?"
)


@dataclass(frozen=True, slots=True)
class _Part:
    atom: str
    sign: str

    @property
    def may_be_empty(self) -> bool:
        return self.sign in ("*", "?", "{0,}")

    @property
    def endless(self) -> bool:
        return self.sign in ("*", "+", "{0,}", "{1,}")


def flatten(pattern: str) -> str | None:
    """``pattern`` without its repetitions in repetitions; None where that is not certain."""
    made = _GROUP.sub(_flat_group, pattern)
    return made if made != pattern and not exponential(made) else None


def _flat_group(found: re.Match[str]) -> str:
    ways = [_parts(text) for text in _alternatives(found["inner"])]
    known = [way for way in ways if way]
    if len(known) != len(ways) or not _apart([part.atom for way in known for part in way]):
        return found.group()
    if not any(_is_slow(way) for way in known):
        return found.group()
    sign, flat = found["sign"], []
    for way in known:
        needed = [part for part in way if not part.may_be_empty]
        if not needed:
            flat += [part.atom for part in way]
            sign = "*"
        elif len(needed) == 1 and needed[0].endless:
            flat.append("".join(p.atom + ("" if p is needed[0] else p.sign) for p in way))
        else:
            flat.append("".join(p.atom + p.sign for p in way))
    return f"({found['head'] or ''}{'|'.join(flat)}){sign}"


def _is_slow(way: list[_Part]) -> bool:
    needed = [part for part in way if not part.may_be_empty]
    return not needed or (len(needed) == 1 and needed[0].endless)


def _alternatives(text: str) -> list[str]:
    return re.findall(r"((?:\\.|\[(?:\\.|[^\]\\])*\]|[^|\\\[])+)", text)


def _parts(text: str) -> list[_Part]:
    """The characters of a way through a group with their quantifiers; empty for anything else."""
    found: list[_Part] = []
    at = 0
    while at < len(text):
        part = _PART.match(text, at)
        if part is None or part["lazy"]:
            return []
        found.append(_Part(part["atom"], part["sign"] or ""))
        at = part.end()
    return found


def _apart(atoms: list[str]) -> bool:
    """No two of the classes have a character in common, as far as ASCII goes."""
    seen: set[str] = set()
    ascii_characters = [chr(code) for code in range(128)]
    for atom in atoms:
        try:
            compiled = re.compile(atom, re.ASCII | re.DOTALL)
        except re.error:
            return False
        mine = {character for character in ascii_characters if compiled.fullmatch(character)}
        wide = atom.startswith("[^") or atom in (".", r"\W", r"\S", r"\D")
        if mine & seen or (wide and len(atoms) > 1):
            return False
        seen |= mine
    return True


def flatten_regex(site: Site) -> tuple[TextChange, ...] | None:
    """The edit that rewrites the literal."""
    pattern = site.node.child_by_field_name("pattern")
    flags = site.node.child_by_field_name("flags")
    if pattern is None or (flags is not None and re.search("[iuv]", site.text(flags))):
        return None
    made = flatten(site.text(pattern))
    if made is None:
        return None
    return (TextChange(Span(pattern.start_byte, pattern.end_byte), made),)


def groups_unread(site: Site, node: Node) -> bool:
    """Nobody reads what the groups held: there are none, or the literal is only tested with."""
    pattern = node.child_by_field_name("pattern")
    text = site.text(pattern) if pattern is not None else "("
    if not re.search(r"(?<!\\)\((?!\?[:=!])", text):
        return True
    holder = node.parent
    if holder is not None and holder.type == "member_expression":
        return site.text(holder).endswith(".test")
    name = holder.child_by_field_name("name") if holder is not None else None
    if name is None or holder is None or holder.type != "variable_declarator":
        return False
    word = re.escape(site.text(name))
    source = site.view.facts.source.decode("utf-8", "replace")
    uses = re.findall(rf"(?<![\w$.]){word}(?![\w$])", source)
    tests = re.findall(rf"(?<![\w$.]){word}\.test\(", source)
    return len(uses) == len(tests) + 1 and len(tests) > 0


_SPACE = r"(?:\\s|\[\\s(?:\\uFEFF|\\xA0|\\u00A0){0,3}\])[+*]"
_TRIMS = (
    ("trim", re.compile(rf"\(?\^{_SPACE}\)?\|\(?{_SPACE}\$\)?"), True),
    ("trimStart", re.compile(rf"\^{_SPACE}"), False),
    ("trimEnd", re.compile(rf"{_SPACE}\$"), False),
)
"""Methods with the expressions that they stand for, and whether the flag ``g`` is needed."""
_SEPARATED = re.compile(r"(?:\\s\*| \*)(?P<at>[^\\\[\](){}.*+?^$|]|\\[^\w\s])(?:\\s\*| \*)")


def trim_by_name(site: Site) -> tuple[TextChange, ...] | None:
    """The edit from ``replace(/\\s+$/, '')`` to ``trimEnd()`` and the like, which is the same."""
    called, given = callee(site.node), arguments(site.node)
    name = called.child_by_field_name("property") if called is not None else None
    if name is None or site.text(name) != "replace" or len(given) != 2:
        return None
    pattern, flags = _literal(site, given[0])
    if pattern is None or string_value(given[1], site.view.facts.source) != "":
        return None
    for method, form, everywhere in _TRIMS:
        if form.fullmatch(pattern) and flags in (("g",) if everywhere else ("", "g")):
            return (TextChange(Span(name.start_byte, site.node.end_byte), f"{method}()"),)
    return None


def split_then_trim(site: Site) -> tuple[TextChange, ...] | None:
    """The edit from ``split(/\\s*,\\s*/)`` to ``split(',').map((part) => part.trim())``."""
    called, given = callee(site.node), arguments(site.node)
    if called is None or not given or not site.text(called).endswith(".split"):
        return None
    pattern, flags = _literal(site, given[0])
    found = _SEPARATED.fullmatch(pattern) if pattern is not None else None
    if found is None or flags not in ("", "g"):
        return None
    text = found["at"].removeprefix("\\")
    quote = '"' if text == "'" else "'"
    end = Span(site.node.end_byte, site.node.end_byte)
    return (
        TextChange(Span(given[0].start_byte, given[0].end_byte), f"{quote}{text}{quote}"),
        TextChange(end, ".map((part) => part.trim())"),
    )


def _literal(site: Site, node: Node) -> tuple[str | None, str]:
    """The pattern and the flags of a regular expression that is written down on the spot."""
    pattern = node.child_by_field_name("pattern") if node.type == "regex" else None
    flags = node.child_by_field_name("flags") if pattern is not None else None
    return site.text(pattern) if pattern is not None else None, (
        site.text(flags) if flags is not None else ""
    )


PREDICATES: Mapping[str, Callable[[Site, Node], bool]] = {"groups-unread": groups_unread}
FIX_MAKERS: Mapping[str, FixMaker] = {
    "flatten-regex": flatten_regex,
    "trim-by-name": trim_by_name,
    "split-then-trim": split_then_trim,
}
