"""Find secrets in any text: by their shape, by the name before them, by where they are given.

Code, comments, configuration and prose are all read in the same way, without a parser: a secret
in a comment, in a README or in a question is one, and code that does not parse may hold one too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from nodewright.redaction.naming import entropy, is_label, is_random, is_real, kind_of_name
from nodewright.redaction.shapes import SHAPES, private_keys


@dataclass(frozen=True, slots=True, order=True)
class Secret:
    """A stretch of a text, in characters, that holds a secret of some kind."""

    start: int
    end: int
    kind: str


_NAME = r"(?<![\w$-])(?P<name>-{0,2}[A-Za-z_$][\w$.-]{1,80})"
_QUOTED = r"""(?P<quote>['"`])(?P<value>(?:(?!(?P=quote))[^\\\n]|\\.){4,4000})(?P=quote)"""
# `name: 'v'`, `name = 'v'`, `"name": "v"`, `name['x'] = 'v'`, `process.env.NAME || 'v'`,
# `name: string = 'v'`, `name === 'v'`, `set('name', 'v')`, and a call around the value.
_GIVEN = re.compile(
    _NAME + r"""(?:['"`][ \t]*,|['"`]?\]?[)\s]*(?:[?!]?:\s*(?:[\w<>\[\]| ]+=)?|[=!]==?|=>?"""
    r"""|\|\|=?|\?\?=?|(?:is|was)\b|(?=\s)))\s*"""
    r"(?:(?:String|Buffer\.from|process\.env\.\w+\s*(?:\|\||\?\?))[\s(]*)*" + _QUOTED,
)
_ADDED = re.compile(r"\s*\+\s*" + _QUOTED)
# `PASSWORD=v` in a .env file, `password: v` in YAML, `--password v`, `;Password=v;`, `?token=v&`.
_BARE = re.compile(
    _NAME + r"(?P<sep>\s*[:=]\s*|\s+is\s+|\s+)(?P<value>[^\s'\"`<>(){}\[\],;&|]{5,400})"
)
_TAGGED = re.compile(r"<(?P<name>[A-Za-z_][\w.-]{1,60})>(?P<value>[^<>\s]{4,400})</(?P=name)>")
_IN_URL = re.compile(
    r"[A-Za-z][A-Za-z0-9+.-]{1,20}://(?P<user>[^\s:/@'\"`<>(){}]{0,200}):"
    r"(?:(?P<value>[^\s'\"`<>/?#]{1,400})|(?!\d+[/?#])(?P<odd>[^\s'\"`<>@]{1,400}))"
    r"@(?=[\w\[$.-])"
)
_IN_HEADER = re.compile(
    r"\b(?i:bearer|basic|token|apikey|bot)\s+(?P<value>[A-Za-z0-9._~+/=-]{8,4000})"
)
_IN_COOKIE = re.compile(
    r"\b(?i:cookie)['\"`]?\s*[:,]\s*['\"`]?[\w.-]+=(?P<value>[^\s;'\"`]{16,4000})"
)
_ARGUMENT = r"""(?P<quote>['"`])(?P<value>(?:(?!(?P=quote))[^\\\n]|\\.){4,400})(?P=quote)"""
_CALLS: tuple[re.Pattern[str], ...] = tuple(
    re.compile(pattern + _ARGUMENT)
    for pattern in (
        r"\b(?:sign|verify|signSync|verifySync)\([^;\n]{1,200}?,\s*",
        r"\bcreate(?:Hmac|Cipheriv|Decipheriv)\(\s*[^,;\n]{1,60},\s*(?:Buffer\.from\(\s*)?",
        r"\b(?:cookieParser|createSecretKey|scrypt|scryptSync|pbkdf2|pbkdf2Sync)\(\s*",
        r"\b(?:auth|basicAuth|bind|login|authenticate|signIn\w*)\(\s*['\"`][^'\"`\n]{1,100}['\"`],\s*",
        r"\bnew\s+(?:Stripe|OpenAI|Anthropic|Resend|Octokit|Telegraf|WebClient|Mailjet)\(\s*",
        r"\b(?:setApiKey|setToken|setPassword|setSecret|setAccessToken)\(\s*",
    )
)
_COMMANDS: tuple[re.Pattern[str], ...] = tuple(
    re.compile(pattern)
    for pattern in (
        r"\bcurl\b[^\n]{0,200}?\s(?:-u|--user)\s*['\"]?[^\s:'\"]{1,80}:(?P<value>[^\s'\"@]{4,200})",
        r"\bmysql(?:dump)?\b[^\n]{0,200}?\s-p(?P<value>[^\s'\"]{5,200})",
        r"\bsshpass\s+-p\s*['\"]?(?P<value>[^\s'\"]{4,200})",
        r"\bmachine\s+\S{1,100}\s+login\s+\S{1,100}\s+password\s+(?P<value>\S{4,200})",
    )
)
_COMMENT = re.compile(r"\s*(?://|/?\*|#|--|<!--)|.*(?:[\s;{},)]//|/\*)")
_ALONE = re.compile(r"\s*(?:export\s+|ENV\s+)?[A-Z][A-Z0-9_]*=\S+\s*")
_IDENTIFIER = re.compile(r"[A-Za-z_$][\w$]*(?:(?:\?)?\.[\w$]+)*[!?]?")
_LONE = re.compile(r"(?<![\w+/.~$-])[A-Za-z0-9_+/.~-]{20,400}={0,2}(?![\w+/=.~$-])")
# Names of things at Stripe and at the makers of models, as their logs and pages show them.
_PUBLIC_ID = re.compile(
    r"(?:acct|ch|cs|cus|evt|in|pi|plan|pm|price|prod|req|seti|sub|txn|asst|call|chatcmpl|file|msg"
    r"|org|resp|run|thread|toolu|user)_(?!.*_secret_)"
)
_CONTEXT = 40
_DIGEST = re.compile(
    r"(?i)(?:sha-?\d*|md5|integrity|hash|digest|checksum|etag|commit|revision|nonce|image|png|svg"
    r"|base64,|charset|alphabet|fingerprint|uuid|guid|boundary)[^\n]{0,24}\Z"
)


def find_secrets(text: str, prose: bool = False) -> list[Secret]:
    """All secrets of a text, in order and without overlap.

    ``prose``: the text is no code, so that a bare word after ``password:`` is no expression.
    Of two that overlap the one that begins first stays, and of those the longer.
    """
    known = list(_all(text, prose))
    lone = (s for s in _lone(text) if not any(s.start < k.end and k.start < s.end for k in known))
    kept: list[Secret] = []
    for found in sorted((*known, *lone), key=lambda s: (s.start, -s.end)):
        if not kept or found.start >= kept[-1].end:
            kept.append(found)
        elif found.end > kept[-1].end:
            kept[-1] = Secret(kept[-1].start, found.end, kept[-1].kind)
    return kept


def has_password(text: str) -> bool:
    """True where an address of the text may hold a password; a quick look before a long one."""
    return _IN_URL.search(text) is not None


def _all(text: str, prose: bool) -> Iterator[Secret]:
    for start, end in private_keys(text):
        yield Secret(start, end, "PRIVATE_KEY")
    for kind, shape in SHAPES:
        for match in shape.finditer(text):
            group = 1 if match.lastindex else 0
            if not re.search(r"(?i)example|x{6}|your_|placeholder", match[group]):
                yield Secret(*match.span(group), kind)
    yield from _in_urls(text)
    yield from _named(text)
    yield from _bare(text, prose)
    yield from _given_to_calls(text)


def _in_urls(text: str) -> Iterator[Secret]:
    for match in _IN_URL.finditer(text):
        group = "value" if match["value"] is not None else "odd"
        for start, end in _literal_parts(text, *match.span(group)):
            part = text[start:end]
            if len(part) >= 3 and not is_label(part) and part != match["user"]:
                yield Secret(start, end, "URL_PASSWORD")
    for match in _IN_HEADER.finditer(text):
        value = match["value"].rstrip(".")
        mixed = re.search(r"\d|[a-z][A-Z]|=\Z", value) is not None
        odd = not is_label(value) and not _IDENTIFIER.fullmatch(value)
        if mixed and (odd or (len(value) >= 12 and entropy(value) >= 3.2)):
            yield Secret(match.start("value"), match.start("value") + len(value), "CREDENTIAL")
    for match in _IN_COOKIE.finditer(text):
        if "${" not in match["value"]:
            yield Secret(*match.span("value"), "COOKIE")


def _named(text: str) -> Iterator[Secret]:
    """A quoted value below a name, with the literals that are added to it."""
    at = 0
    while match := _GIVEN.search(text, at):
        # A value may be the name of the next one: `'x-api-key', 'v'`.
        at = match.start("quote")
        yield from _judged(text, match)
    for match in _TAGGED.finditer(text):
        yield from _judged(text, match)


def _judged(text: str, match: re.Match[str]) -> Iterator[Secret]:
    name = match["name"].rpartition(".")[2] if "." in match["name"] else match["name"]
    kind = kind_of_name(name)
    if kind is None:
        return
    spans, more = [match.span("value")], _ADDED.match(text, match.end())
    while more:
        spans.append(more.span("value"))
        more = _ADDED.match(text, more.end())
    whole = "".join(text[start:end] for start, end in spans)
    if "://" in whole or not is_real(whole, name, kind[1]):
        return
    for span in spans:
        for start, end in _literal_parts(text, *span):
            if end - start >= 3:
                yield Secret(start, end, kind[0])


def _bare(text: str, prose: bool) -> Iterator[Secret]:
    at = 0
    while match := _BARE.search(text, at):
        at = match.end("name")
        name, value = match["name"], match["value"].rstrip(".:?")
        kind = kind_of_name(name.rpartition(".")[2])
        if kind is None or "://" in value or not is_real(value, name, kind[1]):
            continue
        if _counts_bare(text, match, value, prose):
            start = match.start("value")
            yield from (
                Secret(*part, kind[0]) for part in _literal_parts(text, start, start + len(value))
            )


def _counts_bare(text: str, match: re.Match[str], value: str, prose: bool) -> bool:
    """Whether what stands without quotes after a name is a value, not an expression or a word."""
    odd = re.search(r"\d", value) is not None or re.search(r"[^\w.$-]", value) is not None
    if not match["sep"].strip() and not match["name"].startswith("--"):
        # "the password hunter2" in a sentence; everywhere else a blank gives nothing a value.
        told = prose or _in_comment(text, match.start())
        return told and odd and len(value) >= 6 and not re.search(r"[a-z][A-Z][a-z]{2}", value)
    if match["sep"].strip() == "is":
        return (prose or _in_comment(text, match.start())) and odd
    if prose or _in_comment(text, match.start()):
        return odd or match["name"].isupper() or "=" in match["sep"]
    if match["sep"] == "=" and (
        text[max(0, match.start() - 1)] in ";?&" or _ALONE.fullmatch(_line(text, match.start()))
    ):
        return odd
    if _IDENTIFIER.fullmatch(value):
        return is_random(value) and not re.search(r"[a-z]{3}[A-Z][a-z]{2}|_", value)
    return re.fullmatch(r"[\w+/=.~!@#%^*-]{6,}", value) is not None and odd


def _in_comment(text: str, at: int) -> bool:
    line = text.rfind("\n", 0, at) + 1
    return _COMMENT.match(text, line, at) is not None


def _line(text: str, at: int) -> str:
    end = text.find("\n", at)
    return text[text.rfind("\n", 0, at) + 1 : end if end >= 0 else len(text)]


def _given_to_calls(text: str) -> Iterator[Secret]:
    for pattern in _CALLS:
        for match in pattern.finditer(text):
            if is_real(match["value"], "key", sure=True):
                yield from (
                    Secret(*p, "SECRET") for p in _literal_parts(text, *match.span("value"))
                )
    for pattern in _COMMANDS:
        for match in pattern.finditer(text):
            if not is_label(match["value"]):
                yield Secret(*match.span("value"), "PASSWORD")


def _literal_parts(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A value without the expressions ``${...}`` of a template in it."""
    for hole in re.finditer(r"\$\{[^{}]*\}|\$\(\w+\)|\{\{[^{}]*\}\}", text[start:end]):
        if hole.start():
            yield start, start + hole.start()
        yield from _literal_parts(text, start + hole.end(), end)
        return
    if start < end:
        yield start, end


def _lone(text: str) -> Iterator[Secret]:
    """A random word without a name, unless what stands before says that it is a digest."""
    for match in _LONE.finditer(text):
        word = match[0].strip(".")
        before = text[max(0, match.start() - _CONTEXT) : match.start()]
        if _looks_issued(word) and not _DIGEST.search(before):
            yield Secret(match.start(), match.start() + len(word), "TOKEN")


def _looks_issued(word: str) -> bool:
    """Long, in mixed case, with digits all over, and without order: as issuers make keys.

    Digests in hexadecimal, UUIDs, names of files and identifiers made of words are not.
    """
    if not 24 <= len(word) <= 200 or word.startswith("--") or re.fullmatch(r"[0-9a-fA-F-]+", word):
        return False
    if re.match(r"(?i)sha\d+-|data:|[\w-]+\.[a-z]{2,4}\Z", word) or word.count("/") > 5:
        return False
    if _PUBLIC_ID.match(word):
        return False
    digits = sum(char.isdigit() for char in word)
    cases = re.search(r"[a-z]", word) and re.search(r"[A-Z]", word)
    if digits < max(3, len(word) // 12) or digits > len(word) * 0.6 or not cases:
        return False
    words = re.findall(r"[A-Z]?[a-z]{4,}", word)
    return sum(map(len, words)) < len(word) * 0.4 and entropy(word) >= 4.0
