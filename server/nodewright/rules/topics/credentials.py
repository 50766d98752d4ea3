"""Credentials that stand in a call or beside a user's name, and those that everybody knows."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from nodewright.document import Span
from nodewright.javascript.parsing import Node
from nodewright.javascript.syntax import arguments, callee, object_entries, string_value, unwrap
from nodewright.rules.topics.secrets import is_secret
from nodewright.rules.topics.values import definition_of, in_test_file
from nodewright.rules.topics.web_values import literal_object
from nodewright.rules.view import Site

_KNOWN = frozenset(
    (
        *(
            "root",
            "admin",
            "administrator",
            "password",
            "passwd",
            "pass",
            "postgres",
            "mysql",
            "user",
        ),
        *(
            "test",
            "guest",
            "secret",
            "changeme",
            "default",
            "sa",
            "toor",
            "qwerty",
            "letmein",
            "demo",
        ),
        *(
            "123",
            "1234",
            "12345",
            "123456",
            "12345678",
            "123456789",
            "password1",
            "admin123",
            "root123",
        ),
        *(
            "mongo",
            "redis",
            "rabbitmq",
            "welcome",
            "p@ssw0rd",
            "passw0rd",
            "abc123",
            "1q2w3e4r",
            "oracle",
        ),
    )
)
_PLACEHOLDER = re.compile(
    r"(?i)^(?:x+|\*+|\.{3,}|-+|<.*|\{.*|\$.*|%.*|.*your|.*example|.*placeholder|.*change.?(?:me|this|it)"
    r"|.*replace|.*todo|.*dummy|.*redacted|string|text|required|none|null|undefined|true|false|hidden)"
)
_USER = ("user", "username", "userName", "login", "uid", "account", "email")
_PASSWORD = ("password", "pass", "passwd", "pwd", "passphrase")
_PLACE = ("host", "hostname", "server", "database", "port", "dialect", "client", "connectionString")
_IN_URL = re.compile(
    r"^(?P<scheme>[a-z][a-z0-9+.-]*)://(?P<user>[^\s:/@$<{]*):(?P<password>[^\s:/@$<{]+)@(?P<host>[^\s/:@]+)"
)
_SECRET_NAME = re.compile(r"(?i)(?:^|[._])\w*(?:passw(?:or)?d|passwd|pwd|secret|api_?key)$")
_NO_SECRET = frozenset(
    (
        *("text", "string", "number", "boolean", "object", "function", "undefined", "null", "none"),
        *(
            "required",
            "default",
            "true",
            "false",
            "hidden",
            "0",
            "1",
            "on",
            "off",
            "input",
            "field",
        ),
    )
)


def _literal(site: Site, node: Node | None) -> tuple[Node, str] | None:
    """The literal that ``node`` is or falls back to, and what it says."""
    if node is None:
        return None
    value = unwrap(node)
    if value.type == "binary_expression":
        operator, right = value.child_by_field_name("operator"), value.child_by_field_name("right")
        if operator is None or operator.type not in ("||", "??") or right is None:
            return None
        value = unwrap(right)
    said = string_value(value, site.view.facts.source)
    return (value, said) if said is not None else None


def _point(site: Site, node: Node, name: str, setting: str) -> bool:
    site.words.update(NAME=name, SETTING=setting)
    site.span = Span(node.start_byte, node.end_byte)
    return True


def key_argument(site: Site, node: Node) -> bool:
    """The key of ``createHmac('sha256', 'key')`` or ``cookieParser('key')`` is a literal."""
    value = definition_of(site, node)
    called = callee(value) if value.type == "call_expression" else None
    if called is not None and site.text(called) == "Buffer.from":
        given = arguments(value)
        value = given[0] if given else value
    said = string_value(value, site.view.facts.source)
    if not said or in_test_file(site) or _PLACEHOLDER.match(said) or len(said) < 4:
        return False
    last = site.origin(callee(site.node) or site.node).split("#")[-1]
    setting = {"cookie-parser": "COOKIE_SECRET", "createHmac": "HMAC_KEY"}.get(last, "SECRET_KEY")
    return _point(site, value, "the key", setting)


def user_list(site: Site, node: Node) -> bool:
    """``basicAuth({ users: { admin: 'secret' } })``."""
    given = arguments(node)
    options = literal_object(site, given[0]) if given else None
    users = literal_object(site, (options or {}).get("users"))
    for name, value in (users or {}).items():
        known = _literal(site, value)
        if known is not None and known[1] and not in_test_file(site):
            return _point(site, known[0], name, "BASIC_AUTH_PASSWORD")
    return False


def both_literal(site: Site, node: Node) -> bool:
    """``request.auth('admin', 'hunter22')``."""
    given = arguments(node)
    if len(given) < 2 or in_test_file(site):
        return False
    user, password = _literal(site, given[0]), _literal(site, given[1])
    if user is None or password is None or not re.fullmatch(r"[\w.@+-]{2,}", user[1]):
        return False
    if len(password[1]) < 4 or re.search(r"\s", password[1]) or _PLACEHOLDER.match(password[1]):
        return False
    return _point(site, password[0], "the password", "AUTH_PASSWORD")


def user_and_password(site: Site, node: Node) -> bool:
    """``{ auth: 'admin:hunter22' }`` of an HTTP request."""
    key, value = node.child_by_field_name("key"), node.child_by_field_name("value")
    if key is None or value is None or site.text(key) != "auth" or in_test_file(site):
        return False
    known = _literal(site, value)
    if known is None or not re.fullmatch(r"[\w.@+-]{2,}:(?!//)[^\s:{}<>$]{4,}", known[1]):
        return False
    return _point(site, known[0], "auth", "AUTH")


def authorization_literal(site: Site, node: Node) -> bool:
    """``{ Authorization: 'Bearer 0f1e2d3c4b5a6978' }``."""
    name = node.child_by_field_name("key") or node.child_by_field_name("left")
    value = node.child_by_field_name("value") or node.child_by_field_name("right")
    if name is None or not re.search(r"(?i)\bauthorization['\"\]]*$", site.text(name)):
        return False
    known = _literal(site, value)
    if known is None or in_test_file(site):
        return False
    found = re.fullmatch(r"(?:Bearer|Basic|Token|token)\s+([\w.+/=~-]{16,})", known[1])
    if found is None or _PLACEHOLDER.match(found.group(1)) or not re.search(r"\d", found.group(1)):
        return False
    return _point(site, known[0], "this header", "AUTHORIZATION")


def password_beside_user(site: Site, node: Node) -> bool:
    """``{ user: 'me', pass: 'Tr0ub4dor' }``: what nobody took for a secret by its name alone."""
    found = _beside_user(site, node)
    if found is None or found[2] or len(found[1]) < 4 or _PLACEHOLDER.match(found[1]):
        return False
    key = node.child_by_field_name("key")
    name = site.text(key).strip("'\"") if key is not None else ""
    if is_secret(name, found[1]):
        return False  # the first clause says it
    return _point(site, found[0], name, "DB_PASSWORD" if found[3] else "SERVICE_PASSWORD")


def known_password(site: Site, node: Node) -> bool:
    """``{ user: 'root', password: '' }``, and passwords that stand in every list."""
    found = _beside_user(site, node)
    if found is None or not found[2]:
        return False
    key = node.child_by_field_name("key")
    name = site.text(key).strip("'\"") if key is not None else ""
    if is_secret(name, found[1]):
        return False
    site.words["WHAT"] = f"is {found[1]!r}" if found[1] else "is empty"
    return _point(site, found[0], name, "DB_PASSWORD" if found[3] else "SERVICE_PASSWORD")


def _beside_user(site: Site, node: Node) -> tuple[Node, str, bool, bool] | None:
    """The literal password of an entry beside a user, if it is a known one, and a database's."""
    key, value, holder = (
        node.child_by_field_name("key"),
        node.child_by_field_name("value"),
        node.parent,
    )
    if key is None or value is None or holder is None or holder.type != "object":
        return None
    if site.text(key).strip("'\"") not in _PASSWORD or in_test_file(site):
        return None
    known = _literal(site, value)
    fallback = unwrap(value).type == "binary_expression"
    entries = object_entries(holder, site.view.facts.source)
    user = next((entries[name] for name in _USER if name in entries), None)
    if known is None or (user is not None and user.type == "method_definition"):
        return None
    named = _literal(site, user)
    placed = any(name in entries for name in _PLACE)
    if (named is None or not named[1]) and not placed:
        return None
    if user is None and (known[1].lower() not in _KNOWN or "host" not in entries):
        return None
    if re.search(r"(?i)type|schema|label|message|placeholder|column|input", " ".join(entries)):
        return None
    weak = known[1].lower() in _KNOWN or (named is not None and known[1] == named[1])
    if not known[1]:
        return (known[0], "", True, placed) if placed and not fallback else None
    if re.search(r"\s", known[1]):
        return None
    return known[0], known[1], weak, placed


def password_in_address(site: Site, node: Node) -> bool:
    """``'postgres://app:Tr0ub4dor@db/app'``."""
    found = _address(site, node)
    if found is None or found[1]:
        return False
    return _point(site, found[0], "this address", "DATABASE_URL")


def known_password_in_address(site: Site, node: Node) -> bool:
    """``'postgres://postgres:postgres@localhost/app'``."""
    found = _address(site, node)
    if found is None or not found[1]:
        return False
    site.words["WHAT"] = f"is {found[1]!r}"
    return _point(site, found[0], "the user", "DATABASE_URL")


def _address(site: Site, node: Node) -> tuple[Node, str] | None:
    """A literal address with a password, and the password where everybody knows it."""
    value = node.child_by_field_name("value") or node.child_by_field_name("right")
    given = [value] if value is not None else arguments(node)[:1]
    known = _literal(site, given[0]) if given else None
    if known is None or in_test_file(site):
        return None
    found = _IN_URL.match(known[1])
    if found is None or _PLACEHOLDER.match(found["password"]) or _PLACEHOLDER.match(found["user"]):
        return None
    if re.match(r"(?i)user(?:name)?$|u$|login$", found["user"]) and re.match(
        r"(?i)pass(?:word|wd)?$|p$|pw$|pwd$", found["password"]
    ):
        return None  # how such an address is written
    weak = found["password"].lower() in _KNOWN or found["password"] == found["user"]
    return known[0], found["password"] if weak else ""


def sequelize_known(site: Site, node: Node) -> bool:
    """``new Sequelize('db', 'root', '')``."""
    given = arguments(node)
    password = _literal(site, given[2]) if len(given) > 2 else None
    if password is None or unwrap(given[2]).type == "binary_expression" or in_test_file(site):
        return False
    user = string_value(given[1], site.view.facts.source)
    if password[1].lower() in _KNOWN or password[1] in ("", user):
        site.words["WHAT"] = f"is {password[1]!r}" if password[1] else "is empty"
        return _point(site, password[0], "the user", "DB_PASSWORD")
    return False


def sequelize_literal(site: Site, node: Node) -> bool:
    """``new Sequelize('db', 'me', 'Tr0ub4dor')``."""
    given = arguments(node)
    password = _literal(site, given[2]) if len(given) > 2 else None
    if password is None or len(password[1]) < 4 or in_test_file(site):
        return False
    if password[1].lower() in _KNOWN or _PLACEHOLDER.match(password[1]):
        return False
    return _point(site, password[0], "the password", "DB_PASSWORD")


def compared_with_literal(site: Site, node: Node) -> bool:
    """``password === 'letmein123'``: a password that opens for whoever reads the code."""
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    if left is None or right is None or in_test_file(site):
        return False
    for name, other in ((unwrap(left), unwrap(right)), (unwrap(right), unwrap(left))):
        said = string_value(other, site.view.facts.source)
        if not said or len(said) < 4 or said.lower() in _NO_SECRET or re.search(r"\s", said):
            continue
        if name.type not in ("identifier", "member_expression", "subscript_expression"):
            continue
        text = re.sub(
            r"[?!\s]|\[['\"]|['\"]\]", lambda m: "." if "[" in m.group() else "", site.text(name)
        )
        if not _SECRET_NAME.search(text) or _PLACEHOLDER.match(said) or "type" in text.lower():
            continue
        if site.view.requests.enclosing(node.start_byte) is None and not is_secret("secret", said):
            continue
        return _point(site, other, text, "ADMIN_PASSWORD")
    return False


PREDICATES: Mapping[str, Callable[[Site, Node], bool]] = {
    "key-argument": key_argument,
    "user-list": user_list,
    "both-literal": both_literal,
    "user-and-password": user_and_password,
    "authorization-literal": authorization_literal,
    "password-beside-user": password_beside_user,
    "known-password": known_password,
    "literal-password-in-address": password_in_address,
    "known-password-in-address": known_password_in_address,
    "sequelize-known": sequelize_known,
    "sequelize-literal": sequelize_literal,
    "compared-with-literal": compared_with_literal,
}
