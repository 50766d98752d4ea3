"""The check that no answer writes a secret into the source, whole or in pieces."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from nodewright.answer.evidence import Evidence, Text
from nodewright.answer.risks_text import TEST_PATH
from nodewright.answer.values import UNKNOWN, is_sum
from nodewright.document import Failure, decode, encode
from nodewright.redaction import find_secrets, has_password
from nodewright.redaction.shapes import SHAPES, private_keys

_STANDS_IN = re.compile(r"(?i)example|x{4}|your|placeholder|changeme|dummy|fake|sample|<|\$\{|…")
_HERE = re.compile(
    r"@(?:localhost|127\.0\.0\.1|\[::1\]|0\.0\.0\.0|(?:db|postgres|mysql|redis|mongo|rabbitmq)(?![\w.-]))"
)
# What tests are full of: keys of test accounts, tokens that must be rejected.
_OF_TESTS = frozenset({"JWT", "URL_PASSWORD"})
_ONLY_SURE = frozenset({"URL_PASSWORD", "PRIVATE_KEY"})
# A name that ends like this makes a private key of its value.
_PRIVATE_KEY = re.compile(r"(?i)private[^a-z0-9]{0,80}key")


def no_secret(evidence: Evidence) -> list[Failure]:
    """No key of a known shape, no private key and no password in an address that is new."""
    stock = Counter(value for value, _, _ in _secrets(evidence.before))
    failures: list[Failure] = []
    for text in (evidence.after, *evidence.created):
        for value, kind, at in _secrets(text):
            stock[value] -= 1
            if stock[value] < 0:
                told = kind.replace("_", " ").lower()
                message = f"The proposal holds a secret key in clear text ({told})"
                failures.append(text.failure("no-secret", message, at))
    return failures


def _secrets(text: Text) -> Iterator[tuple[str, str, int]]:
    """Value, kind and byte offset of each secret; one that is put together counts as well."""
    shown = decode(text.source)
    tested = bool(TEST_PATH.search(text.path))
    seen: set[str] = set()
    for value, kind, start in _in(shown):
        if _real(value, kind, shown, start, tested):
            seen.add(value)
            yield value, kind, len(encode(shown[:start]))
    if text.values is None or text.tree is None:
        return
    for node in text.of_type("template_string", "call_expression", "binary_expression"):
        part = node.parent is not None and is_sum(node.parent)
        if not part and (node.type != "binary_expression" or is_sum(node)):
            folded = text.values.text(node)
            if len(folded) < 16 or folded == UNKNOWN:
                continue
            for value, kind, start in _in(folded):
                if value not in seen and _real(value, kind, folded, start, tested):
                    seen.add(value)
                    yield value, kind, node.start_byte


def _in(said: str) -> Iterator[tuple[str, str, int]]:
    for start, end in private_keys(said):
        yield said[start:end], "PRIVATE_KEY", start
    for kind, shape in SHAPES:
        for match in shape.finditer(said):
            group = 1 if match.lastindex else 0
            yield match[group], kind, match.start(group)
    if "://" in said and (has_password(said) or _PRIVATE_KEY.search(said)):
        for found in find_secrets(said):
            if found.kind in _ONLY_SURE:
                yield said[found.start : found.end], found.kind, found.start


def _real(value: str, kind: str, said: str, start: int, tested: bool) -> bool:
    """False for what stands in for a secret, and for what tests are made of."""
    if UNKNOWN in value or (_STANDS_IN.search(value) and kind != "PRIVATE_KEY"):
        return False
    if kind == "URL_PASSWORD" and _HERE.match(said, start + len(value)):
        return False
    return not (tested and (kind in _OF_TESTS or "test" in value.lower()))
