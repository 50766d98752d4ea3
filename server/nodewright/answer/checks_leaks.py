"""The check for what leaves the process: the environment, keys and private files."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass

from nodewright.answer.evidence import Evidence, Text
from nodewright.document import Failure, Span, decode
from nodewright.javascript.parsing import Node
from nodewright.javascript.signatures import text_of
from nodewright.javascript.syntax import arguments, callee, climb, string_value

CHECK = "nothing-leaks"

_CALLS = frozenset({"call_expression", "new_expression"})
# What opens a connection or asks a name server: by the last name, or by the whole callee.
_SENDERS = re.compile(
    r"fetch|(?:axios|got|request|superagent|needle|ky|undici|https?|client)"
    r"(?:\.(?:get|post|put|patch|request|head|send|stream|delete))?"
    r"|(?:[\w.]+\.)?(?:sendBeacon|createConnection|connect|sendMail|WebSocket|EventSource|request)"
    r"|(?:net|tls|dgram|socket|ws)\.\w+|XMLHttpRequest"
)
_RESOLVERS = re.compile(
    r"(?:dns|dnsPromises|resolver|promises|dns[./]promises)\.(?:lookup|resolve\w*|reverse)"
    r"|lookup|resolve(?:4|6|Any|Txt|Cname|Mx|Ns)"
)
_LOGS = re.compile(r"(?:console|(?:\w+\.)*log(?:ger)?|debug|winston|pino)(?:\.\w+)?")
_RESPONSES = re.compile(r"(?:\w+\.)*(?:res|response|reply|ctx)\b.*\.(?:json|send|end|write|render)")
_DUMPS = re.compile(r"(?:JSON\.stringify|Object\.(?:entries|values|assign)|(?:util\.)?inspect)")
_SECRET = re.compile(
    r"process\.env\.\w*(?:SECRET|TOKEN|KEY|PASS|PWD|CREDENTIAL|DSN|DATABASE_URL|CONNECTION|JWT|AUTH)"
    r"|\b\w*(?:[pP]assword|[sS]ecret|[aA]pi_?[kK]ey|[aA]ccess_?[tT]oken|[pP]rivate_?[kK]ey)\w*"
    r"|\bheaders(?:\.|\[['\"])(?:authorization|cookie)\b|\b(?:authorization|cookies?)\b"
)
_ENVIRONMENT = re.compile(r"process(?:\?)?(?:\.env|\[['\"]env['\"]\])(?![\w$]|\??\.|\[)")
_PRIVATE = re.compile(
    r"/etc/(?:passwd|shadow)|(?:^|[/~\\])\.ssh(?:[/\\]|$)|\bid_(?:rsa|ed25519|ecdsa)\b"
    r"|\.aws[/\\]credentials|/proc/(?:self|\d+)/environ|\.(?:npmrc|netrc|pgpass|git-credentials)\b"
    r"|\.docker[/\\]config\.json|\.kube[/\\]config|169\.254\.169\.254|metadata\.google\.internal"
    r"|(?:^|[/\\])\.env(?:\.\w+)?$"
)
_HOST = re.compile(r"(?:\b(?:https?|wss?|ftp|smtp|tcp)://|^//)(?:[^/@\s'\"`]*@)?([^/:?#\s'\"`$]*)")
_NAME = re.compile(r"^\.?((?:[\w-]+\.)+[a-z]{2,})$", re.I)
_LOCAL = re.compile(r"|localhost|127(?:\.\d+){3}|0\.0\.0\.0|\[::1\]|.*\.(?:localhost|test|local)")
_TESTING = re.compile(r"(?:^|[/.])(?:tests?|specs?|__tests__)(?:[/.]|$)")
_EXAMPLES = re.compile(r"(?:.*\.)?(?:example(?:\.(?:com|org|net))?|invalid)")
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{16,}={0,2}")


@dataclass(frozen=True, slots=True)
class _Sent:
    """A call of a proposal that sends, logs or answers something."""

    text: Text
    node: Node
    called: str
    given: str


def nothing_leaks(evidence: Evidence) -> list[Failure]:
    """No new code gives the environment, a secret or a private file away."""
    return [*_sent(evidence), *_private_files(evidence), *_disguised(evidence)]


def _sent(evidence: Evidence) -> Iterator[Failure]:
    known = hosts_of(evidence.before)
    for text, spans in evidence.states:
        secrets = _carriers(text)
        strange = sorted(hosts_of(text) - known)
        for call in _calls(evidence, text, spans):
            said = _reason(call, secrets, strange)
            if said:
                yield text.failure(CHECK, f"In `{text.path}` {said}", call.node.start_byte)


def _calls(evidence: Evidence, text: Text, spans: tuple[Span, ...]) -> Iterator[_Sent]:
    """The calls of a text that the draft does not have in just these words."""
    old = decode(evidence.before.source)
    for node in text.nodes(spans):
        if node.type not in _CALLS or text_of(node) in old:
            continue
        called = callee(node) or node.child_by_field_name("constructor")
        given = " ".join(text_of(argument) for argument in arguments(node))
        yield _Sent(text, node, _plain_callee(text_of(called)), given)


def _plain_callee(written: str) -> str:
    """``require('node:dns').promises.resolve`` as ``dns.promises.resolve``."""
    bare = re.sub(r"\s|\?", "", written)
    return re.sub(
        r"\(?(?:await)?(?:require|import)\(['\"](?:node:)?([\w/]+)['\"]\)\)?", r"\1", bare
    )


def _reason(call: _Sent, secrets: frozenset[str], strange: list[str]) -> str:
    """Why the call gives something away that is not its own; nothing where it does not."""
    whole = bool(_ENVIRONMENT.search(call.given)) or _names(call.given, secrets, "*")
    sends = _SENDERS.fullmatch(call.called) or _RESOLVERS.fullmatch(call.called)
    if whole and (sends or _DUMPS.fullmatch(call.called)):
        return "the whole environment of the process would be given away"
    if whole and (_LOGS.fullmatch(call.called) or _RESPONSES.fullmatch(call.called)):
        return "the whole environment of the process would be shown"
    secret = _SECRET.search(call.given) or _names(call.given, secrets, "")
    if secret and _LOGS.fullmatch(call.called) and "process.env" in call.given:
        return "a secret of the environment would be logged"
    if _RESOLVERS.fullmatch(call.called) and (secret or "process.env" in call.given):
        return "a name server would be told a secret"
    if sends and strange and (secret or "process.env" in call.given):
        return f"a secret would be sent to `{strange[0]}`, which the file did not talk to before"
    return ""


def _names(given: str, secrets: frozenset[str], mark: str) -> bool:
    """True where one of the names stands in the arguments; ``*`` asks for whole environments."""
    words = set(re.findall(r"[\w$]+", given))
    return any(name.rstrip("*") in words and name.endswith("*") == bool(mark) for name in secrets)


def _carriers(text: Text) -> frozenset[str]:
    """Variables that hold a secret, or (with a ``*``) the whole environment; two steps are seen."""
    if text.tree is None:
        return frozenset()
    pairs = [
        (text_of(node.child_by_field_name("name")), text_of(node.child_by_field_name("value")))
        for node in text.of_type("variable_declarator")
    ]
    found: set[str] = set()
    for _ in range(2):
        for name, value in pairs:
            whole = _ENVIRONMENT.search(value) or _names(value, frozenset(found), "*")
            if whole:
                found.add(f"{name}*")
            elif _SECRET.search(value) or _names(value, frozenset(found), ""):
                found.add(name)
    return frozenset(found)


def hosts_of(text: Text) -> frozenset[str]:
    """The hosts that the literals of a text name, in lower case; those of this machine are none."""
    if text.tree is None:
        return frozenset()
    return frozenset(
        h for node in text.of_type("string", "string_fragment") for h in _hosts_in(text, node)
    )


def _hosts_in(text: Text, node: Node) -> Iterator[str]:
    if node.type == "string_fragment":
        said = text_of(node)
    elif node.type == "string":
        said = string_value(node, text.source) or ""
    else:
        return
    named = [match[1].lower() for match in _HOST.finditer(said)]
    if not named and (bare := _NAME.match(said)) and _is_address(node):
        named = [bare[1].lower()]
    yield from (host for host in named if not _LOCAL.fullmatch(host) and not _mock(text, host))


def _mock(text: Text, host: str) -> bool:
    """Reserved names (RFC 2606) mean nobody, where a test uses them."""
    return bool(_TESTING.search(text.path) and _EXAMPLES.fullmatch(host))


def _is_address(node: Node) -> bool:
    """True for a bare name where an address is expected: a host option, or a resolver's name."""
    for parent in climb(node):
        if parent.type == "pair":
            key = text_of(parent.child_by_field_name("key")).strip("'\"")
            return key in ("host", "hostname", "server", "servername")
        if parent.type in _CALLS:
            called = text_of(callee(parent) or parent.child_by_field_name("constructor"))
            return bool(_RESOLVERS.fullmatch(called) or re.match(r"(?:net|tls|dgram)\.", called))
    return False


def _private_files(evidence: Evidence) -> Iterator[Failure]:
    """Paths of keys and credentials, and the address that hands out a cloud's credentials."""
    old = decode(evidence.before.source)
    for text, spans in evidence.states:
        for node in text.nodes(spans):
            if node.type not in ("string", "string_fragment"):
                continue
            said = string_value(node, text.source) or text_of(node)
            found = _PRIVATE.search(said)
            if found and found[0] not in old:
                shown = found[0].strip("/\\~")[:40]
                message = f"In `{text.path}` code would reach for private data: `{shown}`"
                yield text.failure(CHECK, message, node.start_byte)
                return


def _disguised(evidence: Evidence) -> Iterator[Failure]:
    """Strings that say an address or a command in another alphabet."""
    old = decode(evidence.before.source)
    for text, spans in evidence.states:
        for node in text.nodes(spans):
            if node.type != "string" or text_of(node) in old:
                continue
            said = string_value(node, text.source) or ""
            escaped = "\\x" in text_of(node) or "\\u" in text_of(node)
            if (escaped and _HOST.search(said)) or _decoded(said):
                message = f"In `{text.path}` a string hides an address from its reader"
                yield text.failure(CHECK, message, node.start_byte)


def _decoded(said: str) -> bool:
    """True for text that is an address or a command once Base64 or hex is taken off."""
    if not _BASE64.fullmatch(said):
        return False
    plain: list[bytes] = []
    try:
        plain.append(base64.urlsafe_b64decode(said.replace("+", "-").replace("/", "_") + "=="))
        plain.append(bytes.fromhex(said))
    except (binascii.Error, ValueError):
        pass
    return any(re.search(rb"https?://|\bcurl\b|process\.env|/bin/", text) for text in plain)


def strange_hosts(evidence: Evidence) -> Iterator[str]:
    """A sentence for each host that the file did not name before; for a person to confirm."""
    known = hosts_of(evidence.before)
    for text, spans in evidence.states:
        named: dict[str, int] = {}
        for node in text.nodes(spans):
            for host in _hosts_in(text, node):
                named.setdefault(host, node.start_byte)
        for host, at in named.items():
            if host not in known:
                line = text.lines.line_of(at) + 1
                where = f"(`{text.path}`, line {line})"
                yield f"It names the host `{host}`, which was not there. {where}"
