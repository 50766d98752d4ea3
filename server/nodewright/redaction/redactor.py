"""Take secrets out of every text of a run, and put them back into what comes back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from nodewright.document import Draft, LineTable, Span, decode, encode
from nodewright.redaction.detecting import find_secrets
from nodewright.redaction.placeholders import Placeholders

ANYWHERE = 12
"""Characters from which on a known secret is taken out inside of longer words, too."""


@dataclass(frozen=True, slots=True)
class Hidden:
    """One secret of a run, and the word that stands for it."""

    kind: str
    value: str
    placeholder: str


@dataclass(frozen=True, slots=True)
class Swap:
    """Bytes of a draft that a placeholder of ``size`` bytes stands for."""

    span: Span
    size: int


@dataclass(frozen=True, slots=True)
class RedactedDraft:
    """``whole`` is the draft with its secrets, ``seen`` the one that a model may see."""

    whole: Draft
    seen: Draft
    swaps: tuple[Swap, ...]

    def moved(self, offset: int) -> int:
        """The byte of ``seen`` for a byte of ``whole``; inside of a secret, where that begins."""
        shift = 0
        for swap in self.swaps:
            if swap.span.start >= offset:
                break
            if offset < swap.span.end:
                return swap.span.start + shift
            shift += swap.size - len(swap.span)
        return offset + shift


class Redactor:
    """The secrets of one run. Equal values get one placeholder, in whatever text they stand.

    ``texts`` are all that is known at the start: what one of them gives away as a secret is taken
    out of all. ``prose`` are those of them that are no code.
    """

    def __init__(self, texts: Iterable[str] = (), prose: Iterable[str] = ()) -> None:
        code, words = tuple(texts), tuple(prose)
        self._placeholders = Placeholders((*code, *words))
        self._hidden: dict[str, Hidden] = {}
        for text in code:
            self._learn(text, False)
        for text in words:
            self._learn(text, True)

    @property
    def hidden(self) -> Mapping[str, Hidden]:
        """What was found so far, by value."""
        return self._hidden

    def redact(self, text: str, prose: bool = False) -> str:
        """``text`` with a placeholder for each secret; one that is there already stays."""
        out: list[str] = []
        at = 0
        for start, end, word in self._replacements(text, prose):
            out += (text[at:start], word)
            at = end
        return "".join((*out, text[at:]))

    def restore(self, text: str) -> str:
        """``text`` with the secrets in place of their placeholders; unknown ones stay."""
        by_number = [hidden.value for hidden in self._hidden.values()]
        return self._put(text, by_number)

    def name(self, text: str) -> str:
        """``text`` for a person: what stood for a secret only says that one was hidden."""
        kinds = [_said(hidden.kind) for hidden in self._hidden.values()]
        return self._put(text, kinds)

    def strays(self, text: str) -> list[tuple[int, str]]:
        """Words with the mark of this run that stand for no secret, with where they begin."""
        known = {match.span() for match in self._known(text)}
        return [
            (match.start(), match[0])
            for match in self._placeholders.traces(text)
            if not any(match.start() <= a and b <= match.end() for a, b in known)
        ]

    def redact_draft(self, draft: Draft) -> RedactedDraft:
        """The draft as a model may see it, and the way from its bytes to those of the draft.

        A selection that cuts a secret in two is grown around it, in both.
        """
        text = decode(draft.source)
        pieces: list[str] = []
        swaps: list[Swap] = []
        at = byte = 0
        for start, end, word in self._replacements(text, False):
            pieces += (text[at:start], word)
            byte += len(encode(text[at:start]))
            size = len(encode(text[start:end]))
            swaps.append(Swap(Span(byte, byte + size), len(encode(word))))
            byte, at = byte + size, end
        span = draft.selection
        for swap in swaps:
            if swap.span.overlaps(span) and len(span) and not span.contains(swap.span):
                span = Span(min(span.start, swap.span.start), max(span.end, swap.span.end))
        span = LineTable(draft.source).whole_lines(span)
        whole = replace(draft, selection=span)
        seen = replace(draft, source=encode("".join((*pieces, text[at:]))))
        redacted = RedactedDraft(whole, seen, tuple(swaps))
        moved = Span(redacted.moved(span.start), redacted.moved(span.end))
        return replace(redacted, seen=replace(seen, selection=moved))

    def sightings(self, text: str) -> list[tuple[int, Hidden]]:
        """Where the known secrets stand in clear text, each with the character it begins at."""
        found: list[tuple[int, Hidden]] = []
        taken: list[tuple[int, int]] = []
        for hidden in sorted(self._hidden.values(), key=lambda h: -len(h.value)):
            for match in _sought(hidden.value).finditer(text):
                if not any(match.start() < b and a < match.end() for a, b in taken):
                    taken.append(match.span())
                    found.append((match.start(), hidden))
        return sorted(found, key=lambda pair: pair[0])

    def _put(self, text: str, by_number: list[str]) -> str:
        out: list[str] = []
        at = 0
        for match in self._known(text):
            out += (text[at : match.start()], by_number[int(match[1]) - 1])
            at = match.end()
        return "".join((*out, text[at:]))

    def _known(self, text: str) -> list[re.Match[str]]:
        words = [hidden.placeholder for hidden in self._hidden.values()]
        return [
            match
            for match in self._placeholders.whole(text)
            if 0 < int(match[1]) <= len(words) and match[0] == words[int(match[1]) - 1]
        ]

    def _learn(self, text: str, prose: bool) -> list[tuple[int, int]]:
        taken = [match.span() for match in self._placeholders.traces(text)]
        found: list[tuple[int, int]] = []
        for secret in find_secrets(text, prose):
            if any(secret.start < end and start < secret.end for start, end in taken):
                continue
            self._word_for(text[secret.start : secret.end], secret.kind)
            found.append((secret.start, secret.end))
        return found

    def _replacements(self, text: str, prose: bool) -> list[tuple[int, int, str]]:
        """What to replace, in order; where two overlap, all that they cover is one secret."""
        spans = self._learn(text, prose)
        taken = [match.span() for match in self._placeholders.traces(text)]
        for value in self._hidden:
            spans += (match.span() for match in _sought(value).finditer(text))
        chosen: list[tuple[int, int]] = []
        for start, end in sorted(set(spans), key=lambda span: (span[0], -span[1])):
            if any(start < b and a < end for a, b in taken):
                continue
            if chosen and start < chosen[-1][1]:
                chosen[-1] = (chosen[-1][0], max(end, chosen[-1][1]))
            else:
                chosen.append((start, end))
        return [(a, b, self._word_for(text[a:b], "SECRET")) for a, b in chosen]

    def _word_for(self, value: str, kind: str) -> str:
        if value not in self._hidden:
            word = self._placeholders.word(kind, len(self._hidden) + 1)
            self._hidden[value] = Hidden(kind, value, word)
            # A message may quote one line of a key that has many.
            for line in value.split("\n") if "\n" in value else ():
                if len(line.strip()) >= ANYWHERE:
                    self._word_for(line.strip(), kind)
        return self._hidden[value].placeholder


def _sought(value: str) -> re.Pattern[str]:
    """Where a known secret stands: short ones only as words of their own."""
    plain = re.escape(value)
    if len(value) >= ANYWHERE and not value.isalpha():
        return re.compile(plain)
    return re.compile(rf"(?<![A-Za-z0-9]){plain}(?![A-Za-z0-9])")


def _said(kind: str) -> str:
    return f"[hidden {kind.replace('_', ' ').lower()}]"
