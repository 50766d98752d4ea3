"""Comparisons of secrets that take longer the more of the secret is right."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from nodewright.document import Span, TextChange
from nodewright.javascript.parsing import Node
from nodewright.rules.model import FixMaker
from nodewright.rules.topics.importing import module_name
from nodewright.rules.topics.values import definition_of, in_test_file, maker
from nodewright.rules.view import Site

_SECRET = re.compile(
    r"(?i)(?:^|[._\[])\w*(?:secret|api_?key|hmac|(?:access|auth|api|csrf|xsrf|webhook|reset|bearer)_?token"
    r"|signature|passw(?:or)?d|verify_?token)['\"\]]*$"
)
_ENVIRONMENT = re.compile(r"process\.env(?:\.|\[['\"])\w*(?:SECRET|TOKEN|KEY|PASSW|PWD)\w*")
_SIGNER = re.compile(r"(?i)^(?:\w+\.)*_?(?:sign|hmac|\w+sign(?:ature)?|\w+hmac|\w+_?digest)\(")
_SENT = re.compile(r"(?i)(?:^|[._\[])\w*(?:signature|sig|hmac|mac|digest|hash)['\"\]]*$")
_PASSWORD = re.compile(r"(?i)^(?:\w+\.)*(?:pass|passwd|pwd|password|passphrase)$")
_NOT_SECRET = re.compile(
    r"(?i)(?:confirm|repeat|again|type|kind|length|name|field|old|new|algorithm)\w*['\"\]]*$"
    r"|confirm|repeat|^type\b"
)


def timing_leak(site: Site, node: Node) -> bool:
    """A secret, or what an HMAC gave, is compared with what a request sent by ``===``."""
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    operator = node.child_by_field_name("operator")
    if left is None or right is None or operator is None or in_test_file(site):
        return False
    if operator.type not in ("===", "!==", "==", "!="):
        return False
    if _passwords_compared(site, left, right):
        return True
    for known, sent in ((left, right), (right, left)):
        if _SIGNER.match(site.text(known)) and _SENT.search(site.text(sent)):
            return known.type == "call_expression" and "(" not in site.text(sent)
        if _is_digest(site, known) and sent.type not in ("null", "undefined", "string", "number"):
            return not _is_digest(site, sent) or site.view.taint.steps(sent) is not None
        if _is_secret(site, known) and _is_sent(site, sent) and not _is_sent(site, known):
            return True
    return False


def _passwords_compared(site: Site, left: Node, right: Node) -> bool:
    """``pass == password`` beside a comparison of user names: the two are what lets somebody in."""
    texts = (site.text(left), site.text(right))
    if texts[0] == texts[1] or not all(_PASSWORD.match(text) for text in texts):
        return False
    if all("." in text for text in texts):
        return False  # two objects are compared, nobody sends one of them
    parent = left.parent.parent if left.parent is not None else None
    return parent is not None and bool(
        re.search(
            r"(?i)\b\w*(?:user|name|login)\w*\s*===?\s*[\w.]*(?:user|name|login)", site.text(parent)
        )
    )


def _is_digest(site: Site, node: Node) -> bool:
    """The value is what an HMAC gave in this function."""
    value = definition_of(site, node)
    if value.type == "binary_expression":
        right = value.child_by_field_name("right")
        return right is not None and _is_digest(site, right)
    if value.type == "template_string":
        parts = [c for c in value.named_children if c.type == "template_substitution"]
        return any(_is_digest(site, c.named_children[0]) for c in parts if c.named_child_count)
    return maker(site, value, "createHmac") is not None and "digest" in site.text(value)


def _is_secret(site: Site, node: Node) -> bool:
    text = " ".join(site.text(node).split())
    return bool(_ENVIRONMENT.search(text)) or (
        node.type in ("identifier", "member_expression", "subscript_expression")
        and bool(_SECRET.search(text))
        and not _NOT_SECRET.search(text)
    )


def _is_sent(site: Site, node: Node) -> bool:
    return site.view.taint.steps(node) is not None


def compare_in_constant_time(site: Site) -> tuple[TextChange, ...] | None:
    """The edit to ``timingSafeEqual`` over two hashes of the same length."""
    left, right = site.node.child_by_field_name("left"), site.node.child_by_field_name("right")
    operator = site.node.child_by_field_name("operator")
    known = module_name(site, "crypto")
    if left is None or right is None or operator is None or known is None:
        return None
    name, imported = known
    first, second = (
        f"{name}.createHash('sha256').update(String({site.text(side)})).digest()"
        for side in (left, right)
    )
    mark = "!" if operator.type.startswith("!") else ""
    text = f"{mark}{name}.timingSafeEqual({first}, {second})"
    return (*imported, TextChange(Span(site.node.start_byte, site.node.end_byte), text))


PREDICATES: Mapping[str, Callable[[Site, Node], bool]] = {"timing-leak": timing_leak}
FIX_MAKERS: Mapping[str, FixMaker] = {"compare-in-constant-time": compare_in_constant_time}
