"""Requests and downloads from other machines without encryption."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from nodewright.document import Span, TextChange
from nodewright.javascript.parsing import Node
from nodewright.javascript.syntax import arguments, object_entries, string_value, unwrap
from nodewright.rules.model import FixMaker
from nodewright.rules.topics.values import definition_of, in_test_file
from nodewright.rules.view import Site

_ADDRESS = re.compile(r"^http://([^/:?#\s'\"`$]+)([^\s]*)$")
_LOCAL = re.compile(
    r"^(?:localhost|127\.|0\.0\.0\.0|10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|169\.254\.|\[)"
    r"|\.(?:local|localhost|internal|lan|home|test|example|invalid|svc|cluster)$"
    r"|(?:^|\.)example\.(?:com|org|net)$|^(?:www\.)?w3\.org$|^xmlns|^schemas?\.|^lvh\.me$",
    re.IGNORECASE,
)
_FILE = re.compile(
    r"\.(?:zip|t?gz|tar|bz2|xz|7z|exe|msi|dmg|pkg|deb|rpm|jar|war|bin|sh|ps1|so|dll|node|apk|whl)\b"
)
_DOWNLOAD = re.compile(
    r"(?i)download|install|cdn|mirror|release|registry|dist|archive|binar|driver"
)
_KEYS = ("url", "uri", "baseURL", "href")


def asks_unencrypted(site: Site, node: Node) -> bool:
    """The address that a request goes to is written down with ``http:`` and another machine."""
    given = arguments(node)
    if not given or in_test_file(site):
        return False
    first = unwrap(given[0])
    entries = object_entries(first, site.view.facts.source) if first.type == "object" else {}
    for value in (first, *(entries[key] for key in _KEYS if key in entries)):
        if _marks(site, definition_of(site, value), download=False):
            return True
    return False


def downloads_unencrypted(site: Site, node: Node) -> bool:
    """A name of a place to download from, or an address of a program, begins with ``http:``."""
    name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
    if name is None or value is None or in_test_file(site) or name.type != "identifier":
        return False
    named = _DOWNLOAD.search(site.text(name)) is not None
    return _marks(site, value, download=not named)


def _marks(site: Site, node: Node, *, download: bool) -> bool:
    for literal in _literals(node):
        text = string_value(literal, site.view.facts.source)
        if text is None and literal.type == "template_string":
            text = site.text(literal)[1:].partition("${")[0]
        found = _ADDRESS.match(text or "")
        if found is None or _LOCAL.search(found.group(1)) or "." not in found.group(1):
            continue
        if download and not _FILE.search(found.group(2)):
            continue
        site.captured["ADDRESS"] = literal
        site.words["HOST"] = found.group(1)
        site.span = Span(literal.start_byte, literal.end_byte)
        return True
    return False


def _literals(node: Node) -> Iterator[Node]:
    """The literals that the value may begin with: through ``||``, ``?:`` and ``+``."""
    node = unwrap(node)
    if node.type in ("string", "template_string"):
        yield node
    elif node.type == "binary_expression":
        operator = node.child_by_field_name("operator")
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        if left is not None:
            yield from _literals(left)
        if operator is not None and operator.type in ("||", "??") and right is not None:
            yield from _literals(right)
    elif node.type == "ternary_expression":
        for side in ("consequence", "alternative"):
            part = node.child_by_field_name(side)
            if part is not None:
                yield from _literals(part)


def ask_encrypted(site: Site) -> tuple[TextChange, ...] | None:
    """The edit from ``http://`` to ``https://``."""
    literal = site.captured.get("ADDRESS")
    if literal is None or isinstance(literal, list):
        return None
    at = literal.start_byte + 1 + len("http")
    return (TextChange(Span(at, at), "s"),)


PREDICATES: Mapping[str, Callable[[Site, Node], bool]] = {
    "asks-unencrypted": asks_unencrypted,
    "downloads-unencrypted": downloads_unencrypted,
}
FIX_MAKERS: Mapping[str, FixMaker] = {"ask-encrypted": ask_encrypted}
