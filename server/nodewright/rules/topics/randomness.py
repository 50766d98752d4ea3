"""Values that guard something and are drawn from a generator that can be predicted."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from itertools import pairwise

from nodewright.document import Span, TextChange
from nodewright.javascript.parsing import Node
from nodewright.javascript.syntax import FUNCTIONS, arguments, callee, climb
from nodewright.rules.model import FixMaker
from nodewright.rules.topics.importing import module_name
from nodewright.rules.topics.values import in_test_file
from nodewright.rules.view import Site

_GUARDS = frozenset(
    (
        *("token", "tokens", "secret", "secrets", "password", "passwd", "pwd", "passphrase"),
        *("otp", "totp", "salt", "nonce", "csrf", "xsrf", "passcode", "captcha"),
    )
)
_PAIRS = frozenset(
    (
        "api key",
        "session id",
        "sess id",
        "session key",
        "reset code",
        "verification code",
        "verify code",
        "confirmation code",
        "invite code",
        "auth code",
        "access code",
        "login code",
        "security code",
        "secret key",
        "private key",
        "encryption key",
        "sign key",
    )
)
_NOT = frozenset(
    (
        *("index", "count", "length", "size", "color", "colour", "delay", "position", "expiry"),
        *("expires", "tokenizer", "tokens", "price", "holders", "supply", "amount", "balance"),
    )
)
_DIGITS = re.compile(
    r"^Math\.(?:floor|trunc)\((?:(?P<low>\d+)\+)?Math\.random\(\)\*"
    r"(?:(?P<range>\d+)|\((?P<high>\d+)-(?P<from>\d+)(?P<one>\+1)?\))\)?(?:\+(?P<add>\d+))?\)?$"
)
_LARGEST = 2**47
_GROWING = ("binary_expression", "parenthesized_expression", "member_expression")


def guards(name: str) -> bool:
    """The words of a name say that whoever knows the value may do something."""
    words = [w.lower() for w in re.findall(r"[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])", name)]
    if not words or words[-1] in _NOT:
        return False
    joined = {f"{first} {second}" for first, second in pairwise(words)}
    return bool(_GUARDS & set(words) or _PAIRS & joined)


def predictable_token(site: Site, node: Node) -> bool:
    """``Math.random()`` whose outcome is given the name of something that guards."""
    called = callee(node)
    if called is None or site.text(called) != "Math.random" or in_test_file(site):
        return False
    name = _destination(site, node)
    if name is None:
        return False
    site.words["NAME"] = name
    whole = _whole(node)
    site.span = Span(whole.start_byte, whole.end_byte)
    return True


def _destination(site: Site, node: Node) -> str | None:
    """The guarding name that takes the value: a variable, property, entry, or the function."""
    for parent in climb(node):
        if parent.type in ("variable_declarator", "public_field_definition"):
            name = parent.child_by_field_name("name")
        elif parent.type in ("assignment_expression", "augmented_assignment_expression"):
            name = parent.child_by_field_name("left")
        elif parent.type == "pair":
            name = parent.child_by_field_name("key")
        elif parent.type in ("function_declaration", "method_definition", "function_expression"):
            name = parent.child_by_field_name("name")
            said = _last(site, name) if name is not None else ""
            if name is not None:
                return said if guards(said) and _makes(said) else None
            continue
        elif parent.type in ("if_statement", "for_statement", "while_statement"):
            condition = parent.child_by_field_name("condition")
            if (
                condition is not None
                and condition.start_byte <= node.start_byte < condition.end_byte
            ):
                return None
            continue
        else:
            continue
        if name is None:
            return None
        said = _last(site, name)
        if guards(said):
            return said
        value = parent.child_by_field_name("value") or parent.child_by_field_name("right")
        if value is not None and value.type in FUNCTIONS:
            return None
    return None


def _makes(name: str) -> bool:
    return bool(re.match(r"(?i)_?(?:generate|gen|create|make|new|random|build|get|uid)", name))


def _last(site: Site, node: Node) -> str:
    """The last name in ``this.reset.token`` or ``user['token']``."""
    found = re.findall(r"[A-Za-z_$][\w$]*", site.text(node)[-80:])
    return found[-1] if found else ""


def _whole(node: Node) -> Node:
    """The largest expression of numbers and texts around ``Math.random()``."""
    while node.parent is not None:
        parent = node.parent
        if parent.type == "arguments" and parent.parent is not None:
            called = callee(parent.parent)
            text = (called.text or b"") if called is not None else b""
            if not text.startswith((b"Math.", b"String", b"Number", b"parseInt")):
                return node
            node = parent.parent
        elif parent.type in (
            "binary_expression",
            "parenthesized_expression",
            "member_expression",
        ) or (parent.type == "call_expression" and parent.child_by_field_name("function") == node):
            node = parent
        else:
            return node
    return node


def draw_safely(site: Site) -> tuple[TextChange, ...] | None:
    """The edit to ``crypto.randomInt`` with the same bounds; None where there are none."""
    bounds = _bounds(site)
    if bounds is None or site.span is None:
        return None
    whole, low, high = bounds
    known = module_name(site, "crypto")
    if known is None:
        return None
    name, imported = known
    said = f"{high}" if low == 0 else f"{low}, {high}"
    return (*imported, TextChange(whole, f"{name}.randomInt({said})"))


def _bounds(site: Site) -> tuple[Span, int, int] | None:
    """The call of ``Math.floor`` around the draw, and the numbers it can give: low to high - 1."""
    for node in climb(site.node):
        if site.span is None or node.end_byte > site.span.end:
            return None
        found = _DIGITS.match(re.sub(r"[\s_]", "", site.text(node)))
        if found is None or node.type not in ("call_expression", "binary_expression"):
            continue
        outer = node.parent
        while outer is not None and outer.type == "parenthesized_expression":
            outer = outer.parent
        sums = outer is not None and outer.type == "binary_expression"
        if sums and outer is not None and _DIGITS.match(re.sub(r"[\s_]", "", site.text(outer))):
            continue
        part = {key: int(value) for key, value in found.groupdict("0").items() if key != "one"}
        low = part["low"] + part["add"]
        if found.group("range"):
            high = low + part["range"]
        else:
            high = low + part["high"] - part["from"] + (1 if found.group("one") else 0)
        if low < high <= _LARGEST:
            return Span(node.start_byte, node.end_byte), low, high
        return None
    return None


def draw_text(site: Site) -> tuple[TextChange, ...] | None:
    """The edit from ``Math.random().toString(36).slice(2)`` and its like to ``randomUUID()``."""
    if site.span is None:
        return None
    text = site.view.facts.source[site.span.start : site.span.end].decode("utf-8", "replace")
    if not re.search(r"Math\.random\(\)[\s)]*\.\s*toString\(\s*(?:36|16|32)?\s*\)", text):
        return None
    known = module_name(site, "crypto")
    if known is None:
        return None
    name, imported = known
    return (*imported, TextChange(site.span, f"{name}.randomUUID()"))


def uuid_by_hand(site: Site, node: Node) -> bool:
    """``'xxxxxxxx-xxxx-4xxx-...'.replace(/[xy]/g, ...)`` that draws with Math.random()."""
    called, given = callee(node), arguments(node)
    receiver = called.child_by_field_name("object") if called is not None else None
    if receiver is None or len(given) != 2 or given[1].type not in FUNCTIONS:
        return False
    if not re.match(r"^['\"`]x{8}-x{4}-4x{3}-yx{3}-x{12}['\"`]$", site.text(receiver)):
        return False
    return "Math.random()" in site.text(given[1]) or "random" in site.text(given[1])


def make_uuid(site: Site) -> tuple[TextChange, ...] | None:
    """The edit to ``crypto.randomUUID()``, which gives a text of the same form."""
    known = module_name(site, "crypto")
    if known is None:
        return None
    name, imported = known
    whole = Span(site.node.start_byte, site.node.end_byte)
    return (*imported, TextChange(whole, f"{name}.randomUUID()"))


PREDICATES: Mapping[str, Callable[[Site, Node], bool]] = {
    "predictable-token": predictable_token,
    "uuid-by-hand": uuid_by_hand,
}
FIX_MAKERS: Mapping[str, FixMaker] = {
    "draw-safely": draw_safely,
    "draw-text": draw_text,
    "make-uuid": make_uuid,
}
