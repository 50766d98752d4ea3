"""What a run keeps from the model: private files as a whole, and secrets in everything else."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from nodewright.answer import Prepared, Surroundings
from nodewright.assistant.order import Order
from nodewright.document import Failure, Finding, Refusal, decode
from nodewright.redaction import Clearing, RedactedDraft, Redactor

SECRET_RULES = frozenset({"hardcoded-secret"})
"""Rules whose repair takes a secret out of the code."""

_ASKS_TO_MOVE = re.compile(
    r"(?i)\b(?:env|environment|\.env|process\.env|dotenv|secrets?|credentials?|passwords?|api.?keys?"
    r"|tokens?|hard.?coded|vault|config(?:uration)?)\b"
)


@dataclass(frozen=True, slots=True)
class Secrecy:
    """The secrets of one run, and the draft without them."""

    clearing: Clearing
    draft: RedactedDraft
    may_move: bool

    @property
    def redactor(self) -> Redactor:
        """What knows the secrets."""
        return self.clearing.redactor

    def grown(self, prepared: Prepared) -> Prepared:
        """``prepared`` with no secret cut in two by the selection."""
        return replace(prepared, draft=self.draft.whole)

    def named(self, failures: tuple[Failure, ...]) -> tuple[Failure, ...]:
        """Failures for a person: they say that something is hidden, and not what."""
        name = self.redactor.name
        return tuple(
            replace(f, message=name(f.message), excerpt=name(f.excerpt))
            for f in self.hidden(failures)
        )

    def hidden(self, failures: tuple[Failure, ...]) -> tuple[Failure, ...]:
        """Failures with placeholders in place of secrets."""
        redact = self.redactor.redact
        return tuple(
            replace(
                f,
                message=redact(f.message),
                excerpt=redact(f.excerpt),
                context=redact(f.context),
            )
            for f in failures
        )

    def told(self, surroundings: Surroundings) -> Surroundings:
        """The surroundings of the gate, with what must neither be lost nor shown."""
        return replace(surroundings, secrets=self.redactor, secrets_may_move=self.may_move)


def private_file(order: Order) -> Refusal | None:
    """The refusal of a document that never enters a prompt; None for all others."""
    if not order.place.ignored(order.path):
        return None
    sentence = (
        f"`{order.path}` is a private or ignored file (see .gitignore, .nodewrightignore and "
        "docs/safety.md), and such a file is never sent to a model; nothing was sent."
    )
    return Refusal((Failure("private", sentence),))


def keep_secret(order: Order, prepared: Prepared, findings: tuple[Finding, ...]) -> Secrecy:
    """Find what has to stay at home in all texts that are known before the first question."""
    said = [order.request, *(finding.message for finding in findings)]
    redactor = Redactor([decode(prepared.draft.source)], said)
    named = {finding.rule for finding in findings} | prepared.draft.target
    return Secrecy(
        Clearing(redactor, order.place.ignored),
        redactor.redact_draft(prepared.draft),
        bool(SECRET_RULES & named) or _ASKS_TO_MOVE.search(order.request) is not None,
    )
