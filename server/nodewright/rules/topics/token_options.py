"""Predicates about the options of JSON Web Tokens: unsigned ones, and those that never expire."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from nodewright.document import Span, TextChange
from nodewright.javascript.parsing import Node
from nodewright.javascript.syntax import FUNCTIONS, arguments, object_entries, string_value
from nodewright.rules.model import FixMaker
from nodewright.rules.topics.values import definition_of, in_test_file, option
from nodewright.rules.view import Site


def unsigned_token(site: Site, node: Node) -> bool:
    """``sign`` with the algorithm none, or ``verify`` that accepts it."""
    given = arguments(node)
    if in_test_file(site):
        return False
    for name in ("algorithm", "algorithms"):
        value = option(site, given, 2, name)
        found = _none_in(site, value) if value is not None else None
        if found is not None:
            site.span = Span(found.start_byte, found.end_byte)
            return True
    return False


def _none_in(site: Site, node: Node) -> Node | None:
    node = definition_of(site, node)
    each = node.named_children if node.type == "array" else [node]
    source = site.view.facts.source
    return next((n for n in each if (string_value(n, source) or "").lower() == "none"), None)


def refuse_unsigned(site: Site) -> tuple[TextChange, ...] | None:
    """The edit that takes ``'none'`` out of a list that accepts other algorithms too."""
    if site.span is None:
        return None
    value = option(site, arguments(site.node), 2, "algorithms")
    listed = definition_of(site, value) if value is not None else None
    if listed is None or listed.type != "array":
        return None
    source = site.view.facts.source
    kept = [n for n in listed.named_children if (string_value(n, source) or "").lower() != "none"]
    if not kept or any(n.type != "string" for n in kept):
        return None
    text = ", ".join(site.text(n) for n in kept)
    return (TextChange(Span(listed.start_byte, listed.end_byte), f"[{text}]"),)


def token_for_ever(site: Site, node: Node) -> bool:
    """``sign`` whose payload is an object without ``exp`` and whose options do not expire it."""
    given = arguments(node)
    if len(given) < 2 or in_test_file(site) or any(a.type == "spread_element" for a in given):
        return False
    payload = definition_of(site, given[0])
    if payload.type != "object":
        return False
    entries = object_entries(payload, site.view.facts.source)
    if "exp" in entries or "..." in entries:
        return False
    if len(given) == 2 or given[2].type in FUNCTIONS:
        return True
    options = definition_of(site, given[2])
    if options.type != "object":
        return False
    said = object_entries(options, site.view.facts.source)
    return "expiresIn" not in said and "..." not in said


def expire_token(site: Site) -> tuple[TextChange, ...] | None:
    """The edit that lets the token expire after one hour."""
    given = arguments(site.node)
    if len(given) == 2 or given[2].type in FUNCTIONS:
        at = Span(given[1].end_byte, given[1].end_byte)
        return (TextChange(at, ", { expiresIn: '1h' }"),)
    if given[2].type != "object":
        return None
    if not given[2].named_child_count:
        return (TextChange(Span(given[2].start_byte, given[2].end_byte), "{ expiresIn: '1h' }"),)
    first = given[2].named_children[0].start_byte
    gap = site.view.facts.source[given[2].start_byte + 1 : first].decode("utf-8", "replace")
    return (TextChange(Span(first, first), f"expiresIn: '1h',{gap or ' '}"),)


def expiry_ignored(site: Site, node: Node) -> bool:
    """``verify`` with ``ignoreExpiration: true``."""
    value = option(site, arguments(node), 2, "ignoreExpiration")
    if value is None or site.text(value) != "true" or in_test_file(site):
        return False
    site.span = Span(value.start_byte, value.end_byte)
    return True


def heed_expiry(site: Site) -> tuple[TextChange, ...] | None:
    """The edit from ``ignoreExpiration: true`` to ``false``."""
    return (TextChange(site.span, "false"),) if site.span is not None else None


PREDICATES: Mapping[str, Callable[[Site, Node], bool]] = {
    "unsigned-token": unsigned_token,
    "token-for-ever": token_for_ever,
    "expiry-ignored": expiry_ignored,
}
FIX_MAKERS: Mapping[str, FixMaker] = {
    "refuse-unsigned": refuse_unsigned,
    "expire-token": expire_token,
    "heed-expiry": heed_expiry,
}
