"""Tell by the name whether a value is secret, and by the value whether it is a real one."""

from __future__ import annotations

import math
import re
from collections import Counter

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
# The words at the end of a name that say what the value is, longest first.
_ENDINGS: tuple[tuple[str, str], ...] = (
    (
        "PASSWORD",
        r"\w*(?:password|passwd|passwort|passphrase|passcode)|\w{0,4}pwd|(?:user|db|pg)?pass|pw",
    ),
    ("PRIVATE_KEY", r"private key"),
    ("API_KEY", r"(?:api|app|application|service|x api|subscription|functions?) ?key"),
    (
        "KEY",
        (
            r"(?:access|secret|encryption|decryption|signing|signature|master|account|shared"
            r"|session|auth|hmac|jwt|cookie|license|storage|aes|cipher|crypto|crypt|root|admin"
            r"|client|server|webhook|deploy|service role) ?(?:access )?keys?"
        ),
    ),
    ("CREDENTIAL", r"credentials?"),
    ("SECRET", r"(?:\w*secrets?|pepper|mnemonic|seed phrase)"),
    ("TOKEN", r"(?:\w*token|jwt|bearer|pat|cookie|authorization|auth|sas|dsn)"),
    ("KEY", r"(?:.* )?(?:salt|iv|otp|totp|pin|key)"),
)
_ENDED: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(rf"(?:.* )?(?:{ending})\Z")) for kind, ending in _ENDINGS
)
_STRONG = 6
"""The first entries of the table are strong: any value below such a name that is no label counts.
Below the others only a value that looks random does."""
_SUFFIX = re.compile(
    r"(?: (?:\d+|prod|production|dev|development|staging|stage|live|test|sandbox|default|value"
    r"|string|str|text|plain|raw|old|new|current|primary|secondary|backup|main|local|global|hash"
    r"|b64|base64|hex|env|v\d))+\Z"
)

_LABEL = re.compile(
    r"\A(?:x+|\*+|\.+|-+|_+|0+|1234?5?6?7?8?9?0?|abc(?:123|def)?|foo|bar|baz|string|text|secrets?"
    r"|password\d?|passwd|pass|pwd|required|hidden|none|null|undefined|nan|true|false|bearer|basic"
    r"|token|key|apikey|local|session|jwt|postgres|postgresql|mysql|mongo|mongodb|redis|root|admin"
    r"|administrator|user|username|guest|default|demo|me|rabbitmq|sa|minio|minioadmin|dev|public"
    r"|test\d{0,4}!?|optional|string\[\]|number|boolean|any|unknown|never|object|function|return|await|new|this"
    r"|utf-?8|utf-?16(?:le|be)?|ucs-?2|base64(?:url)?|hex|ascii|latin1|binary|sha\d+|md5|hs256|rs256|es256|aes-\d+-\w+)\Z"
    r"|\Anot[-_ ]?(?:available|set|needed|used)|\ADEFAULT_[A-Z_]+\Z"
    r"|your|example|placeholder|change.?(?:me|this|it)|replace|todo|dummy|fake|sample|insert"
    r"|redacted|lorem|foobar"
    r"|\A(?:test|mock|invalid|wrong|bad|missing|incorrect|weak|forgot|reset|new|old|confirm"
    r"|enter|type|show|hide|update|current|repeat)(?![a-z]*\d{3})"
    r"|\A(?:https?:|file:|\.{0,2}/|<|\{|%[\w{]|\$\{|\$\(|\$[A-Z_]|#\{|env:|arn:|process\.env|\[)",
    re.IGNORECASE,
)
"""What stands for a value and is none: labels, examples, references, names of types and codings."""

_WORDS_ONLY = re.compile(r"[A-Za-z]+(?:[-_.:/ ][A-Za-z]+)*")
_PATH_OF_WORDS = re.compile(r"@?[A-Za-z_$][\w$]*(?:[.:/][A-Za-z_$][\w$-]*)+|[\w.-]+/[\w./-]+\.\w+")
_CONSTANT = re.compile(r"[A-Z]+(?:_[A-Z]+)+")
_HASHED = re.compile(r"\$(?:2[abxy]|argon2\w*|scrypt|pbkdf2[\w-]*|[156])\$")
_TOKEN = re.compile(r"[A-Za-z0-9+/=_.~-]{12,}")
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


def is_label(value: str) -> bool:
    """True for what stands for a value and is none. Chance writes ``fake`` into a key, too."""
    return _LABEL.search(value) is not None and not (len(value) >= 16 and is_random(value))


def words_of(name: str) -> str:
    """``dbPassword``, ``DB_PASSWORD`` and ``db-password`` are all ``db password``."""
    return " ".join(_WORD.findall(name)).lower()


def kind_of_name(name: str) -> tuple[str, bool] | None:
    """The kind of secret that a name promises, and whether it does so for sure; None for none."""
    said = _SUFFIX.sub("", words_of(name))
    for place, (kind, ended) in enumerate(_ENDED):
        if ended.match(said):
            return kind, place < _STRONG
    return None


def is_real(value: str, name: str, sure: bool) -> bool:
    """True when a value below a secret's name is a secret; ``sure``: the name leaves no doubt."""
    if len(value) < (5 if sure else 12) or is_label(value):
        return False
    if _letters(value) == _letters(name) or _CONSTANT.fullmatch(value):
        return False
    if " " in value.strip() or "\t" in value or "\n" in value:
        return _is_passphrase(value, name)
    if _UUID.fullmatch(value):
        return sure
    if not sure:
        return is_random(value)
    if _PATH_OF_WORDS.fullmatch(value) and not re.search(r"\d", value):
        return False
    if _HASHED.match(value):
        return True
    if _WORDS_ONLY.fullmatch(value):
        return _is_word_secret(value, name)
    return len(set(value)) > 3


def _is_word_secret(value: str, name: str) -> bool:
    """Words alone are mostly labels and messages; ``swordfish`` below a password is none."""
    joined = value.islower() and len(value) >= 8 and value.isalpha()
    mixed = entropy(value) >= 3.6 and len(value) >= 16 and value.isalpha() and not _is_camel(value)
    dashed = value.islower() and len(value) >= 16 and value.count("-") >= 2
    own = any(word in value.lower() for word in words_of(name).split() if len(word) > 3)
    return not own and (joined or mixed or (dashed and "secret" in name.lower()))


def _is_passphrase(value: str, name: str) -> bool:
    """Several words below a name that asks for them; sentences below other names are messages."""
    asks = re.search(r"(?i)passphrase|mnemonic|seed", name) is not None
    return asks and len(value.split()) >= 3 and value == value.lower()


def is_random(value: str) -> bool:
    """True for what no person writes and no program counts: letters and digits without order."""
    digits = sum(char.isdigit() for char in value)
    if not _TOKEN.fullmatch(value) or digits > len(value) * 0.8:
        return False
    if digits < 3:
        # Base64 has few digits, but no words either.
        words = sum(map(len, re.findall(r"[A-Z]?[a-z]{3,}", value)))
        return len(value) >= 20 and entropy(value) >= 4.0 and words < len(value) * 0.3
    return entropy(value) >= 3.0 and not _PATH_OF_WORDS.fullmatch(value)


def _is_camel(value: str) -> bool:
    return re.search(r"[a-z]{3,}[A-Z][a-z]{2,}", value) is not None


def _letters(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.lower())


def entropy(text: str) -> float:
    """Shannon entropy in bits a character; 0 for the empty text."""
    counts = Counter(text).values()
    return -sum(n / len(text) * math.log2(n / len(text)) for n in counts)
