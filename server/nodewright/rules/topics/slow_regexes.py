"""Regular expressions that take exponential time on some short texts.

Only one shape is looked for, and it is always exponential: a group repeated without bound in which
one way through is a single repetition without bound, all else being optional, with something after
the group that can fail. ``([a-z]+)*$`` can split a run of letters in as many ways as there are
subsets of its gaps, and tries them all before it gives up.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from nodewright.javascript.parsing import Node
from nodewright.rules.topics.values import in_test_file
from nodewright.rules.view import Site

_LONGEST = 2000
_QUANTIFIER = re.compile(r"(\*|\+|\?|\{(\d+)(,(\d*))?\})\??")
_ATOM = re.compile(
    r"\\(?:u\{[^}]*\}|x..|u....|c.|k<[^>]*>|[pP]\{[^}]*\}|.)|\[(?:\\.|[^\]\\])*\]|.", re.S
)


@dataclass(slots=True)
class _Element:
    """One part of an alternative: ``least`` repetitions, ``endless`` when there is no most."""

    least: int = 1
    endless: bool = False
    anchor: bool = False
    group: list[list[_Element]] | None = field(default=None)


def exponential(pattern: str) -> bool:
    """True for the body of a regular expression that has the shape above."""
    if len(pattern) > _LONGEST:
        return False
    alternatives, end = _alternatives(pattern, 0, 0)
    return end == len(pattern) and any(_is_slow(elements, False) for elements in alternatives)


def _alternatives(text: str, at: int, depth: int) -> tuple[list[list[_Element]], int]:
    """The alternatives from ``at`` to the closing parenthesis or the end."""
    found: list[list[_Element]] = [[]]
    while at < len(text) and text[at] != ")":
        if text[at] == "|":
            found.append([])
            at += 1
            continue
        element, at = _element(text, at, depth)
        found[-1].append(element)
    return found, at


def _element(text: str, at: int, depth: int) -> tuple[_Element, int]:
    element = _Element()
    if text[at] == "(":
        head = re.match(r"\((?:\?(?::|[=!]|<[=!]|<\w+>))?", text[at:])
        assert head is not None
        looks = head.group() in ("(?=", "(?!", "(?<=", "(?<!")
        if depth > 20:
            return element, len(text) + 1
        element.group, at = _alternatives(text, at + head.end(), depth + 1)
        at += 1
        if looks:
            element = _Element(anchor=True)
    else:
        element.anchor = text[at] in "^$" or text[at : at + 2] in ("\\b", "\\B")
        atom = _ATOM.match(text, at)
        at = atom.end() if atom is not None else at + 1
    quantifier = _QUANTIFIER.match(text, at)
    if quantifier is None:
        return element, at
    sign = quantifier.group(1)
    element.least = 0 if sign in "*?" else 1 if sign == "+" else int(quantifier.group(2))
    element.endless = sign in "*+" or (quantifier.group(3) is not None and not quantifier.group(4))
    return element, quantifier.end()


def _is_slow(elements: list[_Element], fails_after: bool) -> bool:
    for index, element in enumerate(elements):
        if element.group is None:
            continue
        rest = elements[index + 1 :]
        can_fail = fails_after or any(e.anchor or not _is_nullable(e) for e in rest)
        if element.endless and can_fail and any(_is_one_run(way) for way in element.group):
            return True
        if any(_is_slow(way, can_fail or (element.endless and can_fail)) for way in element.group):
            return True
    return False


def _is_nullable(element: _Element) -> bool:
    if element.least == 0 or element.anchor:
        return True
    return element.group is not None and any(all(map(_is_nullable, way)) for way in element.group)


def _is_one_run(way: list[_Element]) -> bool:
    """The only part that must be there is a repetition without bound of single characters."""
    if any(e.anchor for e in way):
        return False
    needed = [e for e in way if not _is_nullable(e)]
    if not needed:
        return any(e.endless and e.group is None for e in way)
    if len(needed) == 1:
        (only,) = needed
        if only.group is not None and not only.endless and len(only.group) == 1:
            return _is_one_run(only.group[0])
        return only.endless and only.least <= 1 and only.group is None
    return False


def slow_regex(site: Site, node: Node) -> bool:
    """The literal takes exponential time on some texts."""
    pattern = node.child_by_field_name("pattern")
    return pattern is not None and not in_test_file(site) and exponential(site.text(pattern))


PREDICATES: Mapping[str, Callable[[Site, Node], bool]] = {"slow-regex": slow_regex}
