"""The shapes of keys that their issuers made recognisable, and what to call them in a setting."""

from __future__ import annotations

import re

_DATABASE_URL = (
    r"(?:postgres(?:ql)?|mysql|mariadb|mongodb(?:\+srv)?|rediss?|amqps?)://"
    r"[^\s:/@'\"`$<{]*:[^\s:/@'\"`$<{]{3,}@(?!localhost|127\.|\[::1\]|host[:/]|db[:/])[\w.-]+"
)
_SHAPES: tuple[tuple[str, str], ...] = (
    ("AWS_ACCESS_KEY_ID", r"(?:AKIA|ASIA)[0-9A-Z]{16}(?![0-9A-Za-z])"),
    ("GITHUB_TOKEN", r"(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{40,})"),
    ("SLACK_TOKEN", r"xox[abprs]-[0-9A-Za-z-]{20,}"),
    ("STRIPE_SECRET_KEY", r"[sr]k_live_[0-9A-Za-z]{16,}"),
    ("GOOGLE_API_KEY", r"AIza[0-9A-Za-z_-]{35}"),
    ("SENDGRID_API_KEY", r"SG\.[\w-]{20,}\.[\w-]{20,}"),
    ("OPENAI_API_KEY", r"sk-(?:proj-|svcacct-)[\w-]{40,}"),
    ("ANTHROPIC_API_KEY", r"sk-ant-[\w-]{40,}"),
    ("NPM_TOKEN", r"npm_[A-Za-z0-9]{36}"),
    ("PRIVATE_KEY", r"-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----(?:\\[rn]|\s)*[A-Za-z0-9+/]{40}"),
    ("DATABASE_URL", _DATABASE_URL),
)
KNOWN_KEY = re.compile(
    "|".join(f"(?P<{name}>{shape})" for name, shape in _SHAPES).encode(), re.ASCII
)
"""Finds any of them in bytes; the name of the group is the name of a setting for it."""

MARKS = (
    b"AKIA",
    b"ASIA",
    b"ghp_",
    b"gho_",
    b"ghu_",
    b"ghs_",
    b"ghr_",
    b"github_pat_",
    b"xox",
    b"k_live_",
    b"AIza",
    b"SG.",
    b"sk-",
    b"npm_",
    b"PRIVATE KEY",
    b"postgres://",
    b"postgresql://",
    b"mysql://",
    b"mariadb://",
    b"mongodb://",
    b"mongodb+srv://",
    b"redis://",
    b"rediss://",
    b"amqp://",
    b"amqps://",
)
"""One of these is in every match of :data:`KNOWN_KEY`: a quick look before the slow one."""
