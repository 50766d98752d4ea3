"""Tell a secret that is written into the code from a name, a placeholder and a label."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Mapping

from nodewright.document import Span, TextChange
from nodewright.javascript.parsing import Node
from nodewright.javascript.syntax import callee, climb, property_name, string_value, unwrap
from nodewright.rules.known_keys import KNOWN_KEY
from nodewright.rules.layout import line_break
from nodewright.rules.model import FixMaker
from nodewright.rules.view import Site

_STRONG = re.compile(
    r"(password|passwd|pwd|passphrase|secret|(api|access|private|secret|encryption|signing|jwt|"
    r"session|cookie)_?key|(access|auth|refresh|bearer|api)_?token)\d*$",
    re.IGNORECASE,
)
_WEAK = re.compile(r"(token|credentials?)$", re.IGNORECASE)
_PLACEHOLDER = re.compile(
    r"^(x+|\*+|\.+|-+|0+|1234?5?6?|abc|foo|bar|baz|string|text|secret|password|passwd|required|hidden|none"
    r"|null|undefined|true|false|bearer|basic|token|key|local|session|jwt)$"
    r"|^not[-_ ]?(?:available|set|needed|used)|^DEFAULT_[A-Z_]+$"
    r"|your|example|placeholder|change.?(me|this|it)|replace|todo|dummy|fake|sample|insert|redacted"
    r"|^(test|mock|invalid|wrong|bad|missing|incorrect|weak|forgot|reset|new|old|confirm)"
    r"|^(https?:|file:|\.{0,2}/|<|\{|%|\$|#|@|env:|arn:)",
    re.IGNORECASE,
)
_TEST_PATH = re.compile(
    r"(^|/)(tests?|__tests__|__mocks__|specs?|e2e|fixtures?|mocks?|examples?|cypress)/"
    r"|[._-](test|spec|mock|fixture|stories)\.[cm]?[jt]sx?$",
    re.IGNORECASE,
)
_WORDS_ONLY = re.compile(r"^[A-Za-z]+(?:[-_.:/][A-Za-z]+)*$")
_PATH_OF_WORDS = re.compile(r"^[A-Za-z]+(?:[.:/][A-Za-z]+)+$")
_DATABASE = re.compile(r"(Pool|Client|createPool|createConnection|Sequelize|DataSource|knex)$")


def hardcoded_secret(site: Site, node: Node) -> bool:
    """A declaration, entry, field or assignment gives a secret's name a literal value."""
    if _TEST_PATH.search(site.view.path):
        return False
    name, value = _name_and_value(site, node)
    literal = _literal(site, value) if value is not None else None
    said = string_value(literal, site.view.facts.source) if literal is not None else None
    if literal is None or not said or not (is_secret(name, said) or _signs(site, node, name)):
        return False
    site.words.update(NAME=name, SETTING=_setting(site, node, name))
    return _point_at(site, literal)


def _signs(site: Site, node: Node, name: str) -> bool:
    """``session({ secret: ... })``: whatever stands there signs the cookies."""
    if name != "secret" or node.type != "pair":
        return False
    call = next((p for p in climb(node) if p.type == "call_expression"), None)
    called = callee(call) if call is not None else None
    return called is not None and bool(re.search(r"(?i)session$|^expressjwt$", site.text(called)))


def known_key(site: Site, node: Node) -> bool:
    """The literal holds a key of a well-known shape."""
    source = site.view.facts.source[node.start_byte : node.end_byte]
    found = KNOWN_KEY.search(source)
    if found is None or _TEST_PATH.search(site.view.path):
        return False
    if re.search(rb"(?i)example|placeholder|x{6}|your", found.group()):
        return False
    site.words.update(NAME="this text", SETTING=found.lastgroup or "SECRET")
    return _point_at(site, node)


def secret_argument(site: Site, node: Node) -> bool:
    """The key argument of a signing call is a literal."""
    literal = _literal(site, node)
    if literal is None or not string_value(literal, site.view.facts.source):
        return False
    if _TEST_PATH.search(site.view.path):
        return False
    site.words.update(NAME="the signing key", SETTING="JWT_SECRET")
    return _point_at(site, literal)


def _point_at(site: Site, literal: Node) -> bool:
    site.span = Span(literal.start_byte, literal.end_byte)
    return True


def _name_and_value(site: Site, node: Node) -> tuple[str, Node | None]:
    for key, value in (("name", "value"), ("key", "value"), ("property", "value")):
        named, held = node.child_by_field_name(key), node.child_by_field_name(value)
        if named is not None and held is not None:
            return property_name(named, site.view.facts.source), held
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    if left is None or right is None or site.text(left).startswith("process.env"):
        return "", None
    last = left.child_by_field_name("property") or left
    return site.text(last), right


def _literal(site: Site, value: Node) -> Node | None:
    """The literal, also where it stands in for a setting: ``process.env.X || 'literal'``."""
    value = unwrap(value)
    if value.type == "binary_expression":
        operator = value.child_by_field_name("operator")
        right = value.child_by_field_name("right")
        if operator is None or operator.type not in ("||", "??") or right is None:
            return None
        value = unwrap(right)
    return value if string_value(value, site.view.facts.source) is not None else None


def is_secret(name: str, value: str) -> bool:
    """True when ``value`` under ``name`` looks like a real secret; doubtful cases are False."""
    if len(value) < 6 or re.search(r"\s", value) or _PLACEHOLDER.search(value):
        return False
    if _letters(name) == _letters(value) or _PATH_OF_WORDS.match(value):
        return False
    if not _STRONG.search(name):
        return bool(_WEAK.search(name)) and _is_random(value)
    if not _WORDS_ONLY.match(value):
        return len(set(value)) > 4
    if re.search(r"(secret|key)\d*$", name, re.IGNORECASE):
        return len(value) >= 8 and name.lower() not in value.lower() and not _is_camel(value)
    return value.islower() and value.isalpha() and len(value) >= 8 and "password" not in value


def _is_camel(value: str) -> bool:
    return re.search(r"[a-z][A-Z]", value) is not None and entropy(value) < 4


def _is_random(value: str) -> bool:
    mixed = re.search(r"\d", value) and re.search(r"[A-Za-z]", value)
    return len(value) >= 20 and bool(mixed) and entropy(value) >= 3.5 and "." not in value[:6]


def _letters(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.lower())


def entropy(text: str) -> float:
    """Shannon entropy in bits a character; 0 for the empty text."""
    counts = Counter(text).values()
    return -sum(n / len(text) * math.log2(n / len(text)) for n in counts)


def _setting(site: Site, node: Node, name: str) -> str:
    """What to call the setting in the environment: ``dbPassword`` gives ``DB_PASSWORD``."""
    plain = _screaming(name)
    if node.type != "pair" or "_" in plain:
        return plain
    for parent in climb(node):
        if parent.type in ("call_expression", "new_expression"):
            called = callee(parent) or parent.child_by_field_name("constructor")
            text = site.text(called) if called is not None else ""
            return _prefixed("DB" if _DATABASE.search(text) else text.split(".")[-1], plain)
        holder = {"pair": "key", "variable_declarator": "name"}.get(parent.type)
        named = parent.child_by_field_name(holder) if holder is not None else None
        if named is not None:
            return _prefixed(property_name(named, site.view.facts.source), plain)
    return plain


def _prefixed(owner: str, plain: str) -> str:
    prefix = _screaming(owner)
    return f"{prefix}_{plain}" if re.fullmatch(r"[A-Z][A-Z0-9_]*", prefix) else plain


def _screaming(name: str) -> str:
    parted = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name)
    return re.sub(r"\W+", "_", parted).upper().strip("_")


def read_from_environment(site: Site) -> tuple[TextChange, ...] | None:
    """The edit that reads the secret from ``process.env``; a fallback literal is dropped."""
    assert site.span is not None
    node = site.view.facts.root.named_descendant_for_byte_range(site.span.start, site.span.end)
    if node is None or node.type not in ("string", "template_string"):
        return None
    parent = node.parent
    if parent is not None and parent.type == "binary_expression":
        left = parent.child_by_field_name("left")
        if left is not None and site.text(left).startswith("process.env"):
            return (TextChange(Span(left.end_byte, parent.end_byte), ""),)
        return None
    return (TextChange(site.span, f"process.env.{site.words['SETTING']}"),)


def require_in_environment(site: Site) -> tuple[TextChange, ...] | None:
    """The same, with a check at the start of the program that the variable is set."""
    read = read_from_environment(site)
    setting = site.words["SETTING"]
    if read is None or site.span is None:
        return None
    root = site.view.facts.root
    node = root.named_descendant_for_byte_range(site.span.start, site.span.end)
    outermost = [p for p in climb(node) if p.parent is not None] if node is not None else []
    statement = outermost[-1] if outermost else None
    if statement is None or statement.parent is None or statement.parent.type != "program":
        return None
    named, source = f"process.env.{setting}", site.view.facts.source
    if len(read[0].span) and not read[0].text:
        left = source[: read[0].span.start].rsplit(b"process.env", 1)[-1].decode()
        named = f"process.env{left.rstrip()}"
    check = f"if (!{named}) throw new Error('{named.split('.')[-1]} is not set');"
    at = Span(statement.start_byte, statement.start_byte)
    return (*read, TextChange(at, f"{check}{line_break(source)}"))


PREDICATES: Mapping[str, Callable[[Site, Node], bool]] = {
    "hardcoded-secret": hardcoded_secret,
    "known-key": known_key,
    "secret-argument": secret_argument,
}
FIX_MAKERS: Mapping[str, FixMaker] = {
    "read-from-environment": read_from_environment,
    "require-in-environment": require_in_environment,
}
