"""Predicates about JSON Web Tokens: which algorithms a check accepts, and tokens never checked."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from nodewright.document import Span, TextChange
from nodewright.javascript.parsing import Node
from nodewright.javascript.syntax import FUNCTIONS, arguments, object_entries, string_value
from nodewright.rules.model import FixMaker
from nodewright.rules.view import Site

_PUBLIC_NAME = re.compile(r"public|cert|pem|rsa|jwks|^get\w*key|\bec_?key", re.IGNORECASE)
_SECRET_NAME = re.compile(r"secret|process\.env\.\w*(SECRET|KEY|JWT)", re.IGNORECASE)
_ALGORITHM = re.compile(r"\balgorithm\s*:\s*['\"](\w+)['\"]")


def verify_without_algorithms(site: Site, node: Node) -> bool:
    """The call of ``verify`` names no algorithms, in no argument that may hold them."""
    given = arguments(node)
    if len(given) < 2 or any(a.type == "spread_element" for a in given):
        return False
    third = given[2] if len(given) > 2 else None
    if third is None or third.type in FUNCTIONS or site.text(third) in ("callback", "cb", "done"):
        return True
    if third.type != "object":
        return False
    entries = object_entries(third, site.view.facts.source)
    return "algorithms" not in entries and "..." not in entries


def decode_trusted(site: Site, node: Node) -> bool:
    """``decode`` without a ``verify`` in the same function, and not to read only the head."""
    given = arguments(node)
    if len(given) > 1 and given[1].type == "object":
        complete = object_entries(given[1], site.view.facts.source).get("complete")
        if complete is not None and site.text(complete) == "true":
            return False
    handler = site.view.requests.enclosing(node.start_byte)
    function = site.view.facts.function_at(node.start_byte)
    around = handler.function if handler is not None else function
    if around is None:
        return False
    return re.search(r"\b(jwtVerify|verify\w*)\s*\(", site.text(around.node)) is None


def symmetric_key(site: Site, node: Node) -> bool:
    """The key is certainly a shared secret: a literal, or a setting or name that says so."""
    text = site.text(node)
    value = string_value(node, site.view.facts.source)
    if value is not None:
        return "BEGIN " not in value
    if node.type not in ("identifier", "member_expression", "non_null_expression"):
        return False
    return bool(_SECRET_NAME.search(text)) and not _PUBLIC_NAME.search(text)


def public_key(site: Site, node: Node) -> bool:
    """The name of the key says that it is a public key or a certificate."""
    return bool(_PUBLIC_NAME.search(site.text(node)))


def same_algorithm_signed(site: Site, node: Node) -> bool:
    """Where this file says what it signs with, it is HS256; it usually does not say."""
    said = set(_ALGORITHM.findall(site.view.facts.source.decode("utf-8", "replace")))
    return said <= {"HS256"}


def allow_hs256(site: Site) -> tuple[TextChange, ...] | None:
    """The edit that accepts HS256 and nothing else."""
    return _allow(site, "HS256")


def allow_rs256(site: Site) -> tuple[TextChange, ...] | None:
    """The edit that accepts RS256 and nothing else."""
    return _allow(site, "RS256")


def _allow(site: Site, algorithm: str) -> tuple[TextChange, ...] | None:
    given = arguments(site.node)
    if len(given) < 2:
        return None
    option = f"algorithms: ['{algorithm}']"
    third = given[2] if len(given) > 2 else None
    if third is None or third.type != "object":
        at = Span(given[1].end_byte, given[1].end_byte)
        return (TextChange(at, f", {{ {option} }}"),)
    start = third.start_byte + 1
    if not third.named_child_count:
        return (TextChange(Span(third.start_byte, third.end_byte), f"{{ {option} }}"),)
    first = third.named_children[0].start_byte
    gap = site.view.facts.source[start:first].decode("utf-8", "replace")
    return (TextChange(Span(first, first), f"{option},{gap or ' '}"),)


PREDICATES: Mapping[str, Callable[[Site, Node], bool]] = {
    "verify-without-algorithms": verify_without_algorithms,
    "decode-trusted": decode_trusted,
    "symmetric-key": symmetric_key,
    "public-key": public_key,
    "same-algorithm-signed": same_algorithm_signed,
}
FIX_MAKERS: Mapping[str, FixMaker] = {"allow-hs256": allow_hs256, "allow-rs256": allow_rs256}
