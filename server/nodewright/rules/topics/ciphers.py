"""Predicates about how data is hashed, encrypted and signed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from nodewright.document import Span, TextChange
from nodewright.javascript.parsing import Node
from nodewright.javascript.syntax import FUNCTIONS, arguments, callee, object_entries, string_value
from nodewright.rules.model import FixMaker
from nodewright.rules.topics.values import (
    constant,
    definition_of,
    holder_name,
    in_test_file,
    maker,
    option,
    whole_number,
)
from nodewright.rules.view import Site

_PASSWORD = re.compile(
    r"(?i)(?:^|[._\[(\s{'\"])[\w$]*(?:passw(?:or)?d|passphrase|pwd|passwort|userpass)$"
)
_SECURITY = re.compile(
    r"(?i)(?:token|secret|signature|\bsign(?:ed)?(?:$|[^a-z])|sign[A-Z_]|hmac|session|csrf|nonce"
    r"|auth(?!or)|credential|license|api_?key|otp\b|verif)"
)
_HARMLESS = re.compile(r"(?i)etag|cache|checksum|fingerprint|content|asset|file|gravatar|avatar")
_WEAK_HASHES = frozenset(("md2", "md4", "md5", "sha1", "sha-1", "rsa-md5", "rsa-sha1", "ripemd"))
_WEAK_CIPHER = re.compile(r"(?i)^(?:rc4|rc2|des|bf|blowfish|cast|idea|seed)(?:$|[-\d])|-ecb$|^ecb$")
_RANDOM = re.compile(r"(?i)random|generate|iv\b.*slice|subarray|parse|split|buffer\.concat")
_TRUST = re.compile(r"env(?:\.|\[['\"])NODE_TLS_REJECT_UNAUTHORIZED(?:['\"]\])?$")
_OLD_TLS = {
    "minVersion": re.compile(r"^TLSv1(\.1)?$"),
    "maxVersion": re.compile(r"^TLSv1(\.1)?$"),
    "secureProtocol": re.compile(r"^(SSLv[23]|TLSv1(_1)?)_(client_|server_)?method$"),
}
_FEWEST_ITERATIONS = 10_000
_LOWEST_COST = 10
_SMALLEST_RSA = 2048


def _password_like(text: str) -> bool:
    return bool(_PASSWORD.search(" ".join(text.split())[-80:].rstrip(")!")))


def fast_password_hash(site: Site, node: Node) -> bool:
    """``createHash(...).update(password)``: a hash made for speed takes in a password."""
    given = arguments(node)
    if not given or in_test_file(site):
        return False
    made = maker(site, node, "createHash")
    algorithm = constant(site, arguments(made)[0]) if made is not None and arguments(made) else None
    if made is None or not any(_password_like(part) for part in _parts(site, given[0])):
        return False
    site.words["ALGORITHM"] = algorithm or "This hash"
    return True


def _parts(site: Site, node: Node) -> list[str]:
    """The values that are put together to ``node``, as they are written."""
    node = definition_of(site, node)
    if node.type == "binary_expression":
        sides = [node.child_by_field_name(side) for side in ("left", "right")]
        return [part for side in sides if side is not None for part in _parts(site, side)]
    if node.type == "template_string":
        return [
            site.text(child.named_children[0])
            for child in node.named_children
            if child.type == "template_substitution" and child.named_child_count
        ]
    if node.type == "call_expression":
        called = callee(node)
        if called is not None and called.type == "member_expression":
            inner = called.child_by_field_name("object")
            name = called.child_by_field_name("property")
            if inner is not None and name is not None and site.text(name) in _PLAIN_METHODS:
                return [site.text(inner)]
            return [part for given in arguments(node)[:1] for part in _parts(site, given)]
    return [site.text(node)]


_PLAIN_METHODS = frozenset(("toString", "trim", "normalize", "concat"))


def fast_password_hash_function(site: Site, node: Node) -> bool:
    """``md5(password)``, of a package that does nothing else."""
    given = arguments(node)
    if not given or in_test_file(site):
        return False
    return any(_password_like(part) for part in _parts(site, given[0]))


def weak_security_hash(site: Site, node: Node) -> bool:
    """``createHash('md5')`` or SHA-1 where the names around it speak of security."""
    given = arguments(node)
    algorithm = constant(site, given[0]) if given else None
    if algorithm is None or algorithm.lower() not in _WEAK_HASHES or in_test_file(site):
        return False
    around, said = _chain(site, node), holder_name(site, node)
    if any(_password_like(part) for part in _updates(site, around)):
        return False  # said by the rule about passwords
    names = " ".join([said, *_updates(site, around)])
    if _HARMLESS.search(names) or not _SECURITY.search(names):
        return False
    site.words["ALGORITHM"] = algorithm.upper()
    return True


def weak_signature(site: Site, node: Node) -> bool:
    """``createSign``, ``createVerify`` or ``createHmac`` with MD5, or a signature with SHA-1."""
    given = arguments(node)
    algorithm = constant(site, given[0]) if given else None
    called = callee(node)
    hmac = called is not None and site.text(called).endswith("createHmac")
    weak = {"md5", "md4", "md2", "rsa-md5"} if hmac else _WEAK_HASHES
    if algorithm is None or algorithm.lower() not in weak or in_test_file(site):
        return False
    site.words["ALGORITHM"] = algorithm.upper()
    return True


def _chain(site: Site, node: Node) -> Node:
    """The whole of ``createHash(...).update(...).digest(...)`` that begins at ``node``."""
    while node.parent is not None and node.parent.type in ("member_expression", "call_expression"):
        parent = node.parent
        first = parent.child_by_field_name("object") or parent.child_by_field_name("function")
        if first is None or first.id != node.id:
            break
        node = parent
    return node


def _updates(site: Site, chain: Node) -> list[str]:
    """What the chain hashes."""
    found: list[str] = []
    node: Node | None = chain
    while node is not None and node.type in ("call_expression", "member_expression"):
        if node.type == "call_expression":
            called = callee(node)
            if called is not None and site.text(called).endswith("update"):
                found += [part for given in arguments(node)[:1] for part in _parts(site, given)]
            node = node.child_by_field_name("function")
        else:
            node = node.child_by_field_name("object")
    return found


def weak_cipher(site: Site, node: Node) -> bool:
    """The algorithm is DES, RC4, Blowfish or another broken one, or the mode is ECB."""
    given = arguments(node)
    algorithm = constant(site, given[0]) if given else None
    if algorithm is None or not _WEAK_CIPHER.search(algorithm):
        return False
    site.words["ALGORITHM"] = algorithm
    return True


def fixed_iv(site: Site, node: Node) -> bool:
    """The third argument of ``createCipheriv`` is the same at every call."""
    given = arguments(node)
    if len(given) < 3 or in_test_file(site):
        return False
    algorithm = constant(site, given[0]) or ""
    if re.search(r"(?i)-ecb$|wrap", algorithm):
        return False
    return _is_fixed(site, given[2]) and site.text(given[2]) not in ("null", "''", '""')


def _is_fixed(site: Site, node: Node) -> bool:
    node = definition_of(site, node)
    if constant(site, node) is not None:
        return True
    if node.type == "array":
        return all(child.type == "number" for child in node.named_children)
    if node.type == "identifier":
        binding = site.resolve(node)
        origin = binding.outer.origin if binding is not None and binding.outer is not None else None
        return (origin or "").startswith("buffer#Buffer#alloc")
    if node.type not in ("call_expression", "new_expression"):
        return False
    called = callee(node) or node.child_by_field_name("constructor")
    name, given = site.text(called) if called is not None else "", arguments(node)
    if name in ("Buffer.from", "Buffer", "Uint8Array", "Uint8Array.from") and given:
        return _is_fixed(site, given[0]) or (name.endswith("Array") and given[0].type == "number")
    return name == "Buffer.alloc" and not _is_filled(site, node)


def _is_filled(site: Site, node: Node) -> bool:
    """Something writes into the buffer after it was made: ``randomFill(iv)``, ``iv.copy``."""
    holder = node.parent
    name = holder.child_by_field_name("name") if holder is not None else None
    function = site.view.facts.function_at(node.start_byte)
    if name is None or function is None:
        return False
    text = site.text(function.node)
    word = re.escape(site.text(name))
    return bool(
        re.search(rf"(?i)(?:fill|copy|random\w*|write\w*|set)\w*\(\s*{word}\b", text)
        or re.search(rf"\b{word}\s*(?:\[|\.(?:write|fill|set|copy))", text)
        or re.search(rf"\.copy\(\s*{word}\b", text)
    )


def few_rounds(site: Site, node: Node) -> bool:
    """bcrypt with a cost below 10, or PBKDF2 with fewer than 10,000 rounds."""
    called = callee(node)
    if called is None or in_test_file(site):
        return False
    name, given = site.text(called).split(".")[-1], arguments(node)
    index, least = (2, _FEWEST_ITERATIONS) if name.startswith("pbkdf2") else (1, _LOWEST_COST)
    if name.startswith("genSalt"):
        index = 0
    number = whole_number(site, given[index]) if len(given) > index else None
    if number is None or number >= least or given[index].type in FUNCTIONS:
        return False
    if name.startswith("pbkdf2") and not _for_password(site, given[0]):
        return False
    site.words.update(NUMBER=str(number), LEAST="12" if least == _LOWEST_COST else "210,000")
    site.span = Span(given[index].start_byte, given[index].end_byte)
    return True


def _for_password(site: Site, node: Node) -> bool:
    return constant(site, node) is None


def raise_rounds(site: Site) -> tuple[TextChange, ...] | None:
    """The edit that raises the cost of bcrypt to 12, where the number stands in the call."""
    called = callee(site.node)
    if called is None or site.span is None or "pbkdf2" in site.text(called):
        return None
    text = site.view.facts.source[site.span.start : site.span.end]
    return (TextChange(site.span, "12"),) if text.isdigit() else None


def short_key(site: Site, node: Node) -> bool:
    """RSA, DSA or Diffie-Hellman keys of fewer than 2048 bits."""
    given = arguments(node)
    called = callee(node)
    name = site.text(called) if called is not None else ""
    if in_test_file(site):
        return False
    size: Node | None
    if name.endswith("createDiffieHellman"):
        size = given[0] if given else None
    else:
        kind = constant(site, given[0]) if given else None
        if kind not in ("rsa", "rsa-pss", "dsa", "dh"):
            return False
        size = option(site, given, 1, "primeLength" if kind == "dh" else "modulusLength")
    bits = whole_number(site, size) if size is not None else None
    if size is None or bits is None or not 0 < bits < _SMALLEST_RSA:
        return False
    site.words["BITS"] = str(bits)
    site.span = Span(size.start_byte, size.end_byte)
    return True


def lengthen_key(site: Site) -> tuple[TextChange, ...] | None:
    """The edit that asks for 2048 bits, where the number stands in the call."""
    if site.span is None or not site.view.facts.source[site.span.start : site.span.end].isdigit():
        return None
    return (TextChange(site.span, "2048"),)


def use_sha256(site: Site) -> tuple[TextChange, ...] | None:
    """The edit that names SHA-256, where the algorithm stands in the call."""
    given = arguments(site.node)
    said = string_value(given[0], site.view.facts.source) if given else None
    if said is None:
        return None
    name = "RSA-SHA256" if said.upper().startswith("RSA-") else "sha256"
    return (TextChange(Span(given[0].start_byte + 1, given[0].end_byte - 1), name),)


def verify_tls(site: Site) -> tuple[TextChange, ...] | None:
    """The edit from ``false`` to ``true`` in an option, or without the assignment."""
    statement = site.node.parent
    if site.node.type == "assignment_expression" and statement is not None:
        alone = statement.type == "expression_statement"
        return (_without(site, statement),) if alone else None
    value = site.node.child_by_field_name("value")
    if value is None or site.node.type != "pair":
        return None
    return (TextChange(Span(value.start_byte, value.end_byte), "true"),)


def _without(site: Site, statement: Node) -> TextChange:
    """The edit that takes a statement out, with its line where nothing else stands there."""
    source = site.view.facts.source
    start, end = statement.start_byte, statement.end_byte
    before = re.search(rb"(?:^|[\r\n])([ \t]*)$", source[:start])
    after = re.match(rb"[ \t]*(?:\r\n|\n|\r|$)", source[end:])
    if before is not None and after is not None:
        return TextChange(Span(start - len(before.group(1)), end + after.end()), "")
    return TextChange(Span(start, end), "")


def unverified_tls(site: Site, node: Node) -> bool:
    """``rejectUnauthorized: false`` or ``strictSSL: false`` for a connection that goes out."""
    key, value = node.child_by_field_name("key"), node.child_by_field_name("value")
    if key is None or value is None or value.type != "false":
        return False
    name = site.text(key).strip("'\"")
    if name not in ("rejectUnauthorized", "strictSSL") or in_test_file(site):
        return False
    around = node.parent
    entries = object_entries(around, site.view.facts.source) if around is not None else {}
    if "requestCert" in entries or "ca" in entries:
        return False
    call = around.parent.parent if around is not None and around.parent is not None else None
    called = callee(call) if call is not None and call.type == "call_expression" else None
    if called is not None and re.search(r"createServer$|createSecureServer$", site.text(called)):
        return False
    site.words["NAME"] = name
    return True


def trust_switched_off(site: Site, node: Node) -> bool:
    """``process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0'``: no connection is checked any more."""
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    if left is None or right is None or not _TRUST.search(site.text(left)) or in_test_file(site):
        return False
    return constant(site, right) in ("0", "") or site.text(right) == "false"


def outdated_tls(site: Site, node: Node) -> bool:
    """An option asks for SSL 2, SSL 3, TLS 1.0 or TLS 1.1."""
    key, value = node.child_by_field_name("key"), node.child_by_field_name("value")
    name = site.text(key).strip("'\"") if key is not None else ""
    old = _OLD_TLS.get(name)
    if old is None or value is None:
        return False
    said = constant(site, value)
    if said is None or not old.search(said) or in_test_file(site):
        return False
    site.words.update(NAME=name, VERSION=said)
    return True


PREDICATES: Mapping[str, Callable[[Site, Node], bool]] = {
    "fast-password-hash": fast_password_hash,
    "fast-password-hash-function": fast_password_hash_function,
    "weak-security-hash": weak_security_hash,
    "weak-signature": weak_signature,
    "weak-cipher": weak_cipher,
    "fixed-iv": fixed_iv,
    "few-rounds": few_rounds,
    "short-key": short_key,
    "unverified-tls": unverified_tls,
    "trust-switched-off": trust_switched_off,
    "outdated-tls": outdated_tls,
}
FIX_MAKERS: Mapping[str, FixMaker] = {
    "raise-rounds": raise_rounds,
    "lengthen-key": lengthen_key,
    "use-sha256": use_sha256,
    "verify-tls": verify_tls,
}
