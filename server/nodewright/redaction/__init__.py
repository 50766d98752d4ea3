"""Secrets stay at home: found in any text, replaced before it is sent, put back afterwards."""

from nodewright.redaction.clearing import NODEWRIGHT, Clearing, WithheldError
from nodewright.redaction.detecting import Secret, find_secrets, has_password
from nodewright.redaction.placeholders import UNMARKED, mark_in
from nodewright.redaction.redactor import Hidden, RedactedDraft, Redactor

__all__ = [
    "NODEWRIGHT",
    "UNMARKED",
    "Clearing",
    "Hidden",
    "RedactedDraft",
    "Redactor",
    "Secret",
    "WithheldError",
    "find_secrets",
    "has_password",
    "mark_in",
]
